#include "store/filter.hpp"

#include "base/format.hpp"
#include "store/hours_table.hpp"

#include <algorithm>
#include <string>
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

/// Appends `name=value`.
void append_one(std::string& out, std::string_view name, std::string_view value) { append_list(out, name, {value}); }

std::vector<std::string_view> views(StringList const& list) { return {list.begin(), list.end()}; }

template <class E>
std::vector<std::string_view> words_of(std::vector<E> const& values) {
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
  append_list(out, "kind", views(kinds));
  append_list(out, "source", views(sources));
  append_list(out, "fee", words_of(fees));
  append_list(out, "wheelchair", words_of(wheelchair));
  if (pillars != 0) {
    append_one(out, "pillar", std::to_string(pillars));
  }
  if (isced != 0) {
    append_one(out, "isced", std::to_string(isced));
  }
  append_list(out, "topic", views(topics));
  append_list(out, "audience", views(audiences));
  if (age) {
    append_one(out, "age", std::to_string(*age));
  }
  append_list(out, "language", views(languages));
  append_list(out, "needs", views(needs));
  append_list(out, "modality", views(modalities));
  // The same minute of other hours is another question.
  auto const serial = [](std::shared_ptr<HoursTable const> const& hours) { return hours ? hours->serial() : 0; };
  if (open_at) {
    append_one(out, "open_at", fmt::format("{}/{}", *open_at, serial(open_at_hours)));
  }
  if (when) {
    append_one(out, "when", fmt::format("{}/{}/{}", when->from, when->to, serial(when_hours)));
  }
  if (recognition) {
    append_one(out, "recognition", "yes");
  }
  if (checked_since) {
    append_one(out, "checked_since", std::to_string(*checked_since));
  }
  append_list(out, "q", views(words));
  if (!cql.empty()) {
    append_one(out, cql.of_offers ? "offer-filter" : "filter", cql.canonical);
  }
  if (bbox) {
    // + 0.0 makes a negative zero positive; {} writes the shortest text that reads back as the same number.
    std::string const text =
        fmt::format("{}/{}/{}/{}", bbox->west + 0.0, bbox->south + 0.0, bbox->east + 0.0, bbox->north + 0.0);
    append_one(out, "bbox", text);
  }
  if (maybe) {
    append_one(out, "maybe", "yes");
  }
  return out;
}

bool Filter::has_conditions() const noexcept {
  return !(kinds.empty() && sources.empty() && fees.empty() && wheelchair.empty() && pillars == 0 && isced == 0 &&
           topics.empty() && audiences.empty() && !age && languages.empty() && needs.empty() && modalities.empty() &&
           !open_at && !when && !recognition && !checked_since && words.empty() && cql.empty() && !bbox);
}

}  // namespace cartable::store
