#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace cartable::base {

/// An integer that cannot be mistaken for another: `using PlaceRow = Strong<struct PlaceRowTag, std::uint32_t>;`
template <class Tag, class T>
class Strong {
 public:
  using value_type = T;
  constexpr Strong() = default;
  constexpr explicit Strong(T value) : value_(value) {}
  [[nodiscard]] constexpr T value() const { return value_; }
  friend constexpr auto operator<=>(Strong, Strong) = default;

 private:
  T value_{};
};

}  // namespace cartable::base

template <class Tag, class T>
struct std::hash<cartable::base::Strong<Tag, T>> {
  std::size_t operator()(cartable::base::Strong<Tag, T> strong) const noexcept {
    return std::hash<T>{}(strong.value());
  }
};
