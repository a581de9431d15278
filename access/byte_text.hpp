#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Numbers and texts as bytes, small ones short, for values that are stored. Little endian on every machine.
namespace cartable::access {

class ByteWriter {
 public:
  void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  /// LEB128.
  void whole(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) {
      byte(static_cast<std::uint8_t>(value | 0x80U));
    }
    byte(static_cast<std::uint8_t>(value));
  }
  void signed_whole(std::int64_t value) {
    whole(static_cast<std::uint64_t>(value) << 1U ^ static_cast<std::uint64_t>(value >> 63));
  }
  void real(double value) {
    auto const bits = std::bit_cast<std::uint64_t>(value);
    for (unsigned shift = 0; shift < 64; shift += 8) {
      byte(static_cast<std::uint8_t>(bits >> shift));
    }
  }
  /// A number ≥ 0 that is often a whole number of 1/scale: exactly, short where it is.
  void amount(double value, double scale) {
    double const scaled = std::round(value * scale);
    if (scaled >= 0 && scaled < 1e15 && scaled / scale == value) {
      whole(static_cast<std::uint64_t>(scaled) << 1U);
    } else {
      whole(1);
      real(value);
    }
  }
  void text(std::string_view value) {
    whole(value.size());
    out_ += value;
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// Reads what ByteWriter wrote, and anything else without harm: past the end, or after a number that is none, all is
/// zero and good() is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] bool good() const noexcept { return good_; }
  [[nodiscard]] std::size_t at() const noexcept { return at_; }
  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size() - at_; }
  void fail() noexcept {
    good_ = false;
    at_ = bytes_.size();
  }

  std::uint8_t byte() {
    if (left() == 0) {
      fail();
      return 0;
    }
    return static_cast<std::uint8_t>(bytes_[at_++]);
  }
  std::uint64_t whole() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      std::uint8_t const one = byte();
      value |= static_cast<std::uint64_t>(one & 0x7fU) << shift;
      if ((one & 0x80U) == 0) {
        return good_ ? value : 0;
      }
    }
    fail();
    return 0;
  }
  std::int64_t signed_whole() {
    std::uint64_t const value = whole();
    return static_cast<std::int64_t>(value >> 1U ^ (~(value & 1U) + 1U));
  }
  /// One that is at most `most`.
  std::uint64_t whole_to(std::uint64_t most) {
    std::uint64_t const value = whole();
    if (value > most) {
      fail();
      return 0;
    }
    return value;
  }
  /// How many things follow, each of at least one byte.
  std::size_t count() { return static_cast<std::size_t>(whole_to(left())); }
  /// Finite.
  double real() {
    std::uint64_t bits = 0;
    for (unsigned shift = 0; shift < 64; shift += 8) {
      bits |= static_cast<std::uint64_t>(byte()) << shift;
    }
    auto const value = std::bit_cast<double>(bits);
    if (!std::isfinite(value)) {
      fail();
      return 0;
    }
    return value;
  }
  /// From 0 to a thousand million.
  double amount(double scale) {
    std::uint64_t const coded = whole();
    double const value = (coded & 1U) == 0 ? static_cast<double>(coded >> 1U) / scale : real();
    constexpr double kMost = 1e9;
    if (!(value >= 0 && value <= kMost)) {
      fail();
      return 0;
    }
    return value;
  }
  std::string_view text() {
    std::size_t const size = count();
    std::string_view const out = bytes_.substr(at_, size);
    at_ += out.size();
    return out;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

}  // namespace cartable::access
