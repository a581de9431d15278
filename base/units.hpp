#pragma once

#include <compare>

namespace cartable::base {

/// A length in metres. Explicit from and to double, so that degrees and metres never mix.
class Metres {
 public:
  constexpr Metres() = default;
  constexpr explicit Metres(double value) : value_(value) {}
  [[nodiscard]] constexpr double value() const { return value_; }
  friend constexpr auto operator<=>(Metres, Metres) = default;
  friend constexpr Metres operator+(Metres a, Metres b) { return Metres(a.value_ + b.value_); }
  friend constexpr Metres operator-(Metres a, Metres b) { return Metres(a.value_ - b.value_); }
  friend constexpr Metres operator*(Metres a, double factor) { return Metres(a.value_ * factor); }

 private:
  double value_ = 0;
};

}  // namespace cartable::base
