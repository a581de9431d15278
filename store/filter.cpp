#include "store/filter.hpp"

#include "base/format.hpp"

#include <algorithm>
#include <string_view>

namespace cartable::store {
namespace {

/// Appends `value` with the characters that separate values and conditions written as %XX.
void append_escaped(std::string& out, std::string_view value) {
  for (char const c : value) {
    if (c == '%' || c == ',' || c == '&' || c == '=') {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out.push_back(c);
    }
  }
}

/// Appends `name=a,b` with the values sorted and each once; nothing for an empty list.
void append_list(std::string& out, std::string_view name, std::vector<std::string_view> values) {
  if (values.empty()) {
    return;
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (!out.empty()) {
    out.push_back('&');
  }
  out.append(name).push_back('=');
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) {
      out.push_back(',');
    }
    append_escaped(out, values[i]);
  }
}

template <class E>
std::vector<std::string_view> words(std::vector<E> const& values) {
  std::vector<std::string_view> out;
  out.reserve(values.size());
  for (E const value : values) {
    out.push_back(to_string(value));
  }
  return out;
}

}  // namespace

std::string Filter::canonical() const {
  std::string out;
  append_list(out, "kind", {kinds.begin(), kinds.end()});
  append_list(out, "source", {sources.begin(), sources.end()});
  append_list(out, "fee", words(fees));
  append_list(out, "wheelchair", words(wheelchair));
  if (bbox) {
    // + 0.0 makes a negative zero positive; {} writes the shortest text that reads back as the same number.
    std::string const text =
        fmt::format("{}/{}/{}/{}", bbox->west + 0.0, bbox->south + 0.0, bbox->east + 0.0, bbox->north + 0.0);
    append_list(out, "bbox", {text});
  }
  if (maybe) {
    append_list(out, "maybe", {"yes"});
  }
  return out;
}

}  // namespace cartable::store
