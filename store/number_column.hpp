#pragma once

#include "store/bitset.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace cartable::store {

/// One whole number a row, or none: ages, days. Immutable once made.
class NumberColumn {
 public:
  static constexpr std::int32_t kNone = std::numeric_limits<std::int32_t>::min();

  NumberColumn() = default;
  explicit NumberColumn(std::vector<std::int32_t> values) : values_(std::move(values)) {
    missing_ = where([](std::int32_t value) { return value == kNone; });
  }

  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
  [[nodiscard]] std::int32_t operator[](std::size_t row) const noexcept { return values_[row]; }
  /// The rows that have no number. pre: made from values
  [[nodiscard]] std::shared_ptr<Bitset const> const& missing() const noexcept { return missing_; }
  /// The rows of whose number, which may be kNone, `holds` is true: one pass, about a millisecond for a million.
  template <class Holds>
  [[nodiscard]] std::shared_ptr<Bitset const> where(Holds const& holds) const {
    return std::make_shared<Bitset const>(
        Bitset::where(values_.size(), [&](std::size_t row) { return holds(values_[row]); }));
  }

 private:
  std::vector<std::int32_t> values_;
  std::shared_ptr<Bitset const> missing_;
};

/// A small set of flags a row (pillars 1…6, levels 0…8), as one set of rows a flag and one of those that have none: of
/// which nothing is known. Immutable once made.
class FlagColumn {
 public:
  FlagColumn() = default;
  /// \param values  bit n of an entry is flag n of that row; \param flags  how many there are
  FlagColumn(std::vector<std::uint16_t> const& values, std::size_t flags);

  [[nodiscard]] std::size_t size() const noexcept { return missing_ ? missing_->size() : 0; }
  [[nodiscard]] std::size_t flags() const noexcept { return by_flag_.size(); }
  [[nodiscard]] std::shared_ptr<Bitset const> const& rows(std::size_t flag) const noexcept { return by_flag_[flag]; }
  [[nodiscard]] std::shared_ptr<Bitset const> const& missing() const noexcept { return missing_; }

 private:
  std::vector<std::shared_ptr<Bitset const>> by_flag_;
  std::shared_ptr<Bitset const> missing_;
};

}  // namespace cartable::store
