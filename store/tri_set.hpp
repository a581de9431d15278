#pragma once

#include "store/bitset.hpp"

#include <memory>

namespace cartable::store {

/// A truth value of three for each row (Kleene's strong logic): true in `yes`, unknown in `possible` alone, false in
/// neither. yes ⊆ possible always holds; where nothing is unknown both are one set. The sets are shared, so that
/// a condition on one value costs no copy of that value's rows.
struct TriSet {
  std::shared_ptr<Bitset const> yes;
  std::shared_ptr<Bitset const> possible;
};

/// The conjunction: the least of two truths, false < unknown < true. pre: same size
[[nodiscard]] TriSet tri_and(TriSet const& a, TriSet const& b);
/// The disjunction: the greatest of two truths. pre: same size
[[nodiscard]] TriSet tri_or(TriSet const& a, TriSet const& b);
/// The negation: not unknown is unknown, so this is never the complement of one bitset.
[[nodiscard]] TriSet tri_not(TriSet const& a);

}  // namespace cartable::store
