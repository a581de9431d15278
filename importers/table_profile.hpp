#pragma once

#include "importers/table_numbers.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::importers {

/// What the values of one column look like.
class ColumnProfile {
 public:
  /// Looks at one more cell. Every cell of the column should come: which mark is decimal is told by all of them.
  void see(std::string_view cell);

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t filled() const noexcept { return filled_; }
  /// Shares of the filled cells that were looked at closely, 0…1.
  [[nodiscard]] double share(std::size_t count) const noexcept;
  /// Different values among the filled ones, 0…1; 1 for a key.
  [[nodiscard]] double distinct() const;
  [[nodiscard]] std::size_t repeated() const;
  /// Whether the values count the rows: 1, 2, 3, … (or from 0), in any order, each once.
  [[nodiscard]] bool counts_up() const;
  [[nodiscard]] double average_length() const noexcept;
  /// The value that a share of the numbers lies below, of a sample. pre: numbers > 0
  [[nodiscard]] double quantile(double share) const;

  std::size_t close = 0;  ///< cells looked at closely
  std::size_t numbers = 0, integers = 0, decimals = 0, suppressed = 0;
  std::size_t urls = 0, emails = 0, phones = 0, phones_marked = 0, postcodes = 0, letter_postcodes = 0, dates = 0,
              years = 0, hours = 0;
  std::size_t wkt = 0, json_geometry = 0, pairs = 0, loose_pairs = 0, kinds = 0, kinds_inside = 0, yes_no = 0,
              texts = 0, lettered = 0, with_digits = 0, multi_word = 0;
  std::size_t siret = 0, uai = 0, wikidata = 0, html = 0;
  NumberFormat format;
  std::vector<std::string> samples;  ///< the first three different values

 private:
  void count_different() const;

  std::size_t rows_ = 0, filled_ = 0, length_ = 0;
  bool counting_ = true;
  std::int64_t lowest_ = 0, highest_ = 0;      ///< of whole numbers without signs
  bool hashing_ = true;                        ///< false once it is plain that values repeat
  mutable std::vector<std::uint64_t> hashes_;  ///< of the filled cells, until hashing_ ends; sorted when asked
  mutable bool sorted_ = false;
  mutable std::size_t different_ = 0;
  mutable std::vector<double> values_;
};

[[nodiscard]] bool is_email(std::string_view text) noexcept;
[[nodiscard]] bool is_url(std::string_view text) noexcept;

}  // namespace cartable::importers
