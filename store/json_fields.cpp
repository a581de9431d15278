#include "store/json_fields.hpp"

#include "base/format.hpp"
#include "base/json.hpp"

#include <charconv>
#include <cstddef>
#include <iterator>
#include <utility>

namespace cartable::store {
namespace {

using base::append_json_string;

void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (out.back() != '{') {
    out += ',';
  }
  append_json_string(out, name);
  out += ':';
  append_json_string(out, value);
}

/// A reader over one text. Every function leaves the position behind what it read; false: not what was expected.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool at_end() {
    blanks();
    return at_ == end_;
  }
  bool eat(char c) {
    blanks();
    if (at_ == end_ || *at_ != c) {
      return false;
    }
    ++at_;
    return true;
  }
  bool string(std::string& out) {
    if (!eat('"')) {
      return false;
    }
    out.clear();
    while (true) {
      char const* const run = at_;
      while (at_ != end_ && *at_ != '"' && *at_ != '\\') {
        ++at_;
      }
      out.append(run, at_);
      if (at_ == end_) {
        return false;
      }
      if (*at_++ == '"') {
        return true;
      }
      if (!escape(out)) {
        return false;
      }
    }
  }
  bool integer(std::int64_t& out) {
    blanks();
    auto const [stop, failed] = std::from_chars(at_, end_, out);
    at_ = stop;
    return failed == std::errc();
  }
  bool boolean(bool& out) {
    blanks();
    if (word("true")) {
      out = true;
      return true;
    }
    out = false;
    return word("false");
  }
  /// A text, number, boolean or null as text; for maps that a person wrote.
  bool scalar(std::string& out) {
    blanks();
    if (at_ != end_ && *at_ == '"') {
      return string(out);
    }
    out.clear();
    while (at_ != end_ &&
           (std::string_view("+-._").find(*at_) != std::string_view::npos || (*at_ >= '0' && *at_ <= '9') ||
            (*at_ >= 'a' && *at_ <= 'z') || (*at_ >= 'A' && *at_ <= 'Z'))) {
      out += *at_++;
    }
    return !out.empty();
  }
  /// Passes over any value.
  bool skip(int depth = 0) {
    blanks();
    std::string ignored;
    if (at_ != end_ && *at_ == '{') {
      return depth < 64 && object([&](std::string const&) { return skip(depth + 1); });
    }
    if (at_ != end_ && *at_ == '[') {
      return depth < 64 && array([&] { return skip(depth + 1); });
    }
    return scalar(ignored);
  }
  template <class F>
  bool array(F const& element) {
    if (!eat('[')) {
      return false;
    }
    if (eat(']')) {
      return true;
    }
    do {
      if (!element()) {
        return false;
      }
    } while (eat(','));
    return eat(']');
  }
  template <class F>
  bool object(F const& member) {
    if (!eat('{')) {
      return false;
    }
    if (eat('}')) {
      return true;
    }
    std::string name;
    do {
      if (!string(name) || !eat(':') || !member(name)) {
        return false;
      }
    } while (eat(','));
    return eat('}');
  }

 private:
  void blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) {
      ++at_;
    }
  }
  bool word(std::string_view text) {
    if (static_cast<std::size_t>(end_ - at_) < text.size() || std::string_view(at_, text.size()) != text) {
      return false;
    }
    at_ += text.size();
    return true;
  }
  bool hex(std::uint32_t& out) {
    if (end_ - at_ < 4) {
      return false;
    }
    auto const [stop, failed] = std::from_chars(at_, at_ + 4, out, 16);
    bool const good = failed == std::errc() && stop == at_ + 4;
    at_ += 4;
    return good;
  }
  bool escape(std::string& out) {
    if (at_ == end_) {
      return false;
    }
    switch (char const c = *at_++) {
      case '"':
      case '\\':
      case '/': out += c; return true;
      case 'b': out += '\b'; return true;
      case 'f': out += '\f'; return true;
      case 'n': out += '\n'; return true;
      case 'r': out += '\r'; return true;
      case 't': out += '\t'; return true;
      case 'u': break;
      default: return false;
    }
    std::uint32_t code = 0;
    if (!hex(code)) {
      return false;
    }
    if (code >= 0xD800 && code < 0xDC00) {  // RFC 8259 §7: beyond U+FFFF as a pair
      std::uint32_t low = 0;
      if (!word("\\u") || !hex(low) || low < 0xDC00 || low > 0xDFFF) {
        return false;
      }
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code < 0xE000) {
      return false;
    }
    auto const put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0U | (code >> 6U));
      put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
      put(0xE0U | (code >> 12U));
      put(0x80U | ((code >> 6U) & 0x3FU));
      put(0x80U | (code & 0x3FU));
    } else {
      put(0xF0U | (code >> 18U));
      put(0x80U | ((code >> 12U) & 0x3FU));
      put(0x80U | ((code >> 6U) & 0x3FU));
      put(0x80U | (code & 0x3FU));
    }
    return true;
  }

  char const* at_;
  char const* end_;
};

/// An object whose members are texts, each with the place for it.
struct Member {
  std::string_view name;
  std::string* value;
};
template <std::size_t N>
bool read_members(JsonCursor& in, Member const (&members)[N]) {
  return in.object([&](std::string const& name) {
    for (auto const& member : members) {
      if (name == member.name) {
        return in.string(*member.value);
      }
    }
    return in.skip();
  });
}

bool read_claim(JsonCursor& in, AudienceClaim& claim) {
  return in.object([&](std::string const& name) {
    if (name == "serves") {
      return in.boolean(claim.serves);
    }
    if (name != "evidence") {
      return in.skip();
    }
    return in.array([&] {
      auto& e = claim.evidence.emplace_back();
      return read_members(in, {Member{"field", &e.field}, Member{"value", &e.value}, Member{"source", &e.source}});
    });
  });
}

}  // namespace

std::string to_json_field(StringMap const& map) {
  if (map.empty()) {
    return {};
  }
  std::string out = "{";
  for (auto const& [name, value] : map) {
    append_member(out, name, value);
  }
  return out + '}';
}

std::string to_json_field(StringList const& list) {
  if (list.empty()) {
    return {};
  }
  std::string out = "[";
  for (auto const& value : list) {
    if (out.size() > 1) {
      out += ',';
    }
    append_json_string(out, value);
  }
  return out + ']';
}

std::string to_json_field(std::vector<SourceRef> const& list) {
  if (list.empty()) {
    return {};
  }
  std::string out = "[";
  for (auto const& ref : list) {
    out += out.size() > 1 ? ",{" : "{";
    append_member(out, "source", ref.source);
    append_member(out, "key", ref.key);
    if (!ref.date.empty()) {
      append_member(out, "date", ref.date);
    }
    out += '}';
  }
  return out + ']';
}

std::string to_json_field(AudienceMap const& map) {
  if (map.empty()) {
    return {};
  }
  std::string out = "{";
  for (auto const& [group, claim] : map) {
    if (out.size() > 1) {
      out += ',';
    }
    append_json_string(out, group);
    out += claim.serves ? ":{\"serves\":true" : ":{\"serves\":false";
    if (!claim.evidence.empty()) {
      out += ",\"evidence\":[";
      for (auto const& e : claim.evidence) {
        out += out.back() == '[' ? "{" : ",{";
        append_member(out, "field", e.field);
        append_member(out, "value", e.value);
        append_member(out, "source", e.source);
        out += '}';
      }
      out += ']';
    }
    out += '}';
  }
  return out + '}';
}

std::string to_json_field(std::vector<std::int64_t> const& list) {
  if (list.empty()) {
    return {};
  }
  std::string out = "[";
  for (auto const value : list) {
    if (out.size() > 1) {
      out += ',';
    }
    fmt::format_to(std::back_inserter(out), "{}", value);
  }
  return out + ']';
}

bool from_json_field(std::string_view text, StringMap& out) {
  out.clear();
  JsonCursor in(text);
  std::string value;
  return in.object([&](std::string const& name) {
    if (!in.scalar(value)) {
      return false;
    }
    out.insert_or_assign(out.end(), name, std::move(value));
    return true;
  }) && in.at_end();
}

bool from_json_field(std::string_view text, StringList& out) {
  out.clear();
  JsonCursor in(text);
  return in.array([&] { return in.scalar(out.emplace_back()); }) && in.at_end();
}

bool from_json_field(std::string_view text, std::vector<SourceRef>& out) {
  out.clear();
  JsonCursor in(text);
  return in.array([&] {
    auto& ref = out.emplace_back();
    return read_members(in, {Member{"source", &ref.source}, Member{"key", &ref.key}, Member{"date", &ref.date}});
  }) && in.at_end();
}

bool from_json_field(std::string_view text, AudienceMap& out) {
  out.clear();
  JsonCursor in(text);
  return in.object([&](std::string const& group) { return read_claim(in, out[group]); }) && in.at_end();
}

bool from_json_field(std::string_view text, std::vector<std::int64_t>& out) {
  out.clear();
  JsonCursor in(text);
  return in.array([&] { return in.integer(out.emplace_back()); }) && in.at_end();
}

}  // namespace cartable::store
