#include "store/category_column.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <utility>

namespace cartable::store {
namespace {

/// Below one row in this many, a list of 32-bit rows takes less memory than bits and their popcounts.
constexpr std::size_t kRowsPerListedValue = 64;

}  // namespace

Dictionary::Code Dictionary::add(std::string_view word) {
  if (auto const found = codes_.find(word); found != codes_.end()) {
    return found->second;
  }
  auto const code = static_cast<Code>(words_.size());
  words_.emplace_back(word);
  codes_.emplace(words_.back(), code);
  return code;
}

std::optional<Dictionary::Code> Dictionary::find(std::string_view word) const {
  auto const found = codes_.find(word);
  return found == codes_.end() ? std::nullopt : std::optional(found->second);
}

CategoryColumn::CategoryColumn(Dictionary dictionary, Rows rows)
    : dictionary_(std::move(dictionary)), rows_(std::move(rows)), values_(dictionary_.size()) {
  CARTABLE_ASSERT(!rows_.offsets.empty() && rows_.offsets.back() == rows_.codes.size());
  std::size_t const size = rows_.offsets.size() - 1;
  std::vector<std::uint32_t> counts(values_.size());
  for (Dictionary::Code const code : rows_.codes) {
    ++counts[code];
  }
  std::vector<std::shared_ptr<Bitset>> bits(values_.size());
  for (std::size_t code = 0; code < values_.size(); ++code) {
    if (counts[code] * kRowsPerListedValue >= size) {
      bits[code] = std::make_shared<Bitset>(size);
    } else {
      values_[code].list.reserve(counts[code]);
    }
  }
  auto missing = std::make_shared<Bitset>(size);
  for (std::size_t row = 0; row < size; ++row) {
    for (Dictionary::Code const code : codes(row)) {
      if (bits[code]) {
        bits[code]->set(row);
      } else if (values_[code].list.empty() || values_[code].list.back() != row) {
        values_[code].list.push_back(static_cast<std::uint32_t>(row));
      }
    }
    if (codes(row).empty()) {
      missing->set(row);
    }
  }
  missing->seal();
  any_missing_ = missing->count() > 0;
  missing_ = std::move(missing);
  for (std::size_t code = 0; code < values_.size(); ++code) {
    if (bits[code]) {
      bits[code]->seal();
      values_[code].bits = std::move(bits[code]);
    }
  }
}

void CategoryColumn::add_rows(Dictionary::Code code, Bitset& out) const {
  Value const& value = values_[code];
  if (value.bits) {
    out |= *value.bits;
    return;
  }
  for (std::uint32_t const row : value.list) {
    out.set(row);
  }
}

bool CategoryColumn::any_of(Dictionary::Code code, Bitset const& rows) const {
  Value const& value = values_[code];
  if (value.bits) {
    for (std::size_t row = value.bits->next(0); row < rows.size(); row = value.bits->next(row + 1)) {
      if (rows.test(row)) {
        return true;
      }
    }
    return false;
  }
  return std::any_of(value.list.begin(), value.list.end(), [&](std::uint32_t row) { return rows.test(row); });
}

}  // namespace cartable::store
