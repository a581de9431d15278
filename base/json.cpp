#include "base/json.hpp"

#include "base/text.hpp"

#include <cstdint>
#include <cstring>

namespace cartable::base {

Result<Json> parse_json(std::string_view text, std::size_t max_depth) {
  // The parser recurses by level; counting brackets first bounds the stack whatever the input.
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > max_depth) {
        return fail(ErrorCode::invalid_value, "JSON is nested deeper than {} levels at byte {}", max_depth, i);
      }
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  try {
    return Json::parse(text);
  } catch (Json::parse_error const& error) {
    return fail(ErrorCode::invalid_value, "not valid JSON: stopped at byte {} of {}", error.byte, text.size());
  } catch (Json::exception const& error) {
    return fail(ErrorCode::invalid_value, "not valid JSON: {}", error.what());
  }
}

std::string to_text(Json const& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string to_text(OrderedJson const& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

namespace {

/// How many bytes at the start stand for themselves: ASCII that needs no escape.
std::size_t plain_length(std::string_view text) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  constexpr std::uint64_t kHighs = 0x8080808080808080ULL;
  // The high bit of each byte that is zero, of ASCII bytes.
  auto const zeros = [](std::uint64_t word) { return (word - kOnes) & ~word & kHighs; };
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof(word));
    std::uint64_t const control = (word - kOnes * 0x20) & ~word;
    if (((word | control | zeros(word ^ (kOnes * '"')) | zeros(word ^ (kOnes * '\\'))) & kHighs) != 0) {
      break;
    }
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x20 &&
         static_cast<unsigned char>(text[at]) < 0x80 && text[at] != '"' && text[at] != '\\') {
    ++at;
  }
  return at;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  std::size_t const plain = plain_length(text);
  out += text.substr(0, plain);
  text.remove_prefix(plain);
  auto const append = [&out](std::string_view good) {
    for (char const c : good) {
      auto const byte = static_cast<unsigned char>(c);
      switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
          if (byte < 0x20) {
            out += "\\u00";
            out.push_back(kHex[byte >> 4U]);
            out.push_back(kHex[byte & 0xFU]);
          } else {
            out.push_back(c);
          }
      }
    }
  };
  if (is_utf8(text)) {
    append(text);
  } else {
    append(mend_utf8(text));
  }
  out.push_back('"');
}

}  // namespace cartable::base
