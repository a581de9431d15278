#pragma once

#include "importers/city_context.hpp"
#include "importers/offers_columns.hpp"
#include "importers/table_input.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

/// What the cells of a row say of an offer.
namespace cartable::importers {

/// The cells of a table of offers by field, what a person said that values mean, and what was not understood.
class OfferCells {
 public:
  /// \param options  its values are kept, folded
  explicit OfferCells(OfferSourceOptions const& options);
  /// \param columns  names of the layer's columns
  void set_layout(OfferLayout layout, std::vector<std::string> columns);

  [[nodiscard]] OfferLayout const& layout() const noexcept { return layout_; }
  /// The column's name in the file; the field's own name when there is no column.
  [[nodiscard]] std::string column_name(std::string_view field) const;
  /// What stands in a field's column; empty for none and for words that mean nothing ("-", "n/a"). A view into the row.
  [[nodiscard]] std::string_view cell(TableRow const& row, std::string_view field) const;
  /// What a person said that a value means, else the value.
  [[nodiscard]] std::string value(std::string_view field, std::string_view item) const;

  /// Field → word → how often it was not understood; at most 200 words a field.
  using UnknownWords = std::map<std::string, std::map<std::string, std::int64_t>, std::less<>>;
  void not_understood(std::string_view field, std::string_view word);
  [[nodiscard]] UnknownWords const& unknown() const noexcept { return unknown_; }

 private:
  OfferLayout layout_;
  std::vector<std::string> columns_;
  std::map<std::string, std::unordered_map<std::string, std::string>, std::less<>> values_;
  UnknownWords unknown_;
};

/// Hour and minute of "18:30", "18h30", "18.30", "6:30 pm", "9", "0.75" of a spreadsheet's day; nothing for other text.
[[nodiscard]] std::optional<std::pair<int, int>> clock_of(std::string_view text);

/// Fills in what a row says of an offer but its name, its place and its organisation.
/// \param source  slug of the source, for evidence
void read_offer_fields(TableRow const& row, OfferCells& cells, std::string const& source, store::Offer& offer);

}  // namespace cartable::importers
