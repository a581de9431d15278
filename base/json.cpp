#include "base/json.hpp"

#include "base/text.hpp"

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

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
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
