#include "store/number_column.hpp"

namespace cartable::store {

FlagColumn::FlagColumn(std::vector<std::uint16_t> const& values, std::size_t flags) {
  std::vector<std::shared_ptr<Bitset>> sets;
  for (std::size_t flag = 0; flag < flags; ++flag) {
    sets.push_back(std::make_shared<Bitset>(values.size()));
  }
  auto missing = std::make_shared<Bitset>(values.size());
  for (std::size_t row = 0; row < values.size(); ++row) {
    unsigned bits = values[row] & ((1U << flags) - 1U);
    if (bits == 0) {
      missing->set(row);
    }
    for (; bits != 0; bits &= bits - 1) {
      sets[static_cast<std::size_t>(std::countr_zero(bits))]->set(row);
    }
  }
  by_flag_.assign(sets.begin(), sets.end());
  missing_ = std::move(missing);
}

}  // namespace cartable::store
