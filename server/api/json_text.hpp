#pragma once

#include "base/format.hpp"
#include "base/json.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace cartable::server::api {

/// Appends `value` with at most `decimals` (0…9) decimals, zeros at the end dropped: 7 for degrees, 2 for metres.
/// Values that are not finite, or too large for the exact path, become null.
inline void append_fixed(std::string& out, double value, int decimals) {
  static constexpr std::int64_t kPower[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};
  if (!std::isfinite(value) || std::abs(value) >= 9e8) {
    out += "null";
    return;
  }
  std::int64_t scaled = std::llround(value * static_cast<double>(kPower[decimals]));
  if (scaled < 0) {
    out.push_back('-');
    scaled = -scaled;
  }
  char digits[24];
  auto const whole = std::to_chars(digits, std::end(digits), scaled / kPower[decimals]);
  out.append(digits, whole.ptr);
  std::int64_t rest = scaled % kPower[decimals];
  if (rest != 0) {
    int width = decimals;
    while (rest % 10 == 0) {
      rest /= 10;
      --width;
    }
    auto const end = std::to_chars(digits, std::end(digits), rest);
    out.push_back('.');
    out.append(static_cast<std::size_t>(width - (end.ptr - digits)), '0');
    out.append(digits, end.ptr);
  }
}

/// Writes the members of one JSON object by hand: a comma before each but the first, then the braces' end.
/// Keys are literals of this program and are not escaped.
class ObjectText {
 public:
  explicit ObjectText(std::string& out) : out_(out) { out_.push_back('{'); }
  /// Goes on with an object that has members already.
  [[nodiscard]] static ObjectText inside(std::string& out) { return {out, false}; }
  void close() { out_.push_back('}'); }

  /// The key; the caller appends a value to text().
  std::string& key(std::string_view name) {
    if (!first_) {
      out_.push_back(',');
    }
    first_ = false;
    out_.push_back('"');
    out_ += name;
    out_ += "\":";
    return out_;
  }
  /// As key(), for a name that comes from data.
  std::string& foreign_key(std::string_view name) {
    if (!first_) {
      out_.push_back(',');
    }
    first_ = false;
    base::append_json_string(out_, name);
    out_.push_back(':');
    return out_;
  }
  void text(std::string_view name, std::string_view value) { base::append_json_string(key(name), value); }
  /// Left out when empty: what is not known is absent.
  void known(std::string_view name, std::string_view value) {
    if (!value.empty()) {
      text(name, value);
    }
  }
  void integer(std::string_view name, std::int64_t value) {
    fmt::format_to(std::back_inserter(key(name)), "{}", value);
  }
  void fixed(std::string_view name, double value, int decimals) { append_fixed(key(name), value, decimals); }

 private:
  ObjectText(std::string& out, bool first) : out_(out), first_(first) {}

  std::string& out_;
  bool first_ = true;
};

}  // namespace cartable::server::api
