#include "store/tri_set.hpp"

#include <utility>

namespace cartable::store {
namespace {

using Shared = std::shared_ptr<Bitset const>;

Shared intersection(Shared const& a, Shared const& b) {
  auto out = std::make_shared<Bitset>(*a);
  *out &= *b;
  return out;
}

Shared united(Shared const& a, Shared const& b) {
  auto out = std::make_shared<Bitset>(*a);
  *out |= *b;
  return out;
}

Shared complement(Shared const& a) {
  auto out = std::make_shared<Bitset>(*a);
  out->flip();
  return out;
}

/// Whether neither operand has an unknown: then one set serves as both of the answer's.
bool certain(TriSet const& a, TriSet const& b) noexcept { return a.yes == a.possible && b.yes == b.possible; }

}  // namespace

TriSet tri_and(TriSet const& a, TriSet const& b) {
  Shared yes = intersection(a.yes, b.yes);
  Shared possible = certain(a, b) ? yes : intersection(a.possible, b.possible);
  return {std::move(yes), std::move(possible)};
}

TriSet tri_or(TriSet const& a, TriSet const& b) {
  Shared yes = united(a.yes, b.yes);
  Shared possible = certain(a, b) ? yes : united(a.possible, b.possible);
  return {std::move(yes), std::move(possible)};
}

TriSet tri_not(TriSet const& a) {
  Shared yes = complement(a.possible);
  Shared possible = a.yes == a.possible ? yes : complement(a.yes);
  return {std::move(yes), std::move(possible)};
}

}  // namespace cartable::store
