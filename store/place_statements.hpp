#pragma once

#include "store/merge.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

/// What each source says of a place, and how one place is made of it
/// (docs/decisions/0050-one-place-several-sources.md).
///
/// A place that one source knows is that source's record. Of a place that several know, `place` holds what holds, and
/// field_provenance what it cannot be worked out from: each value of the other sources, and of the main source those
/// that gave way. So every source's whole record can be made again from the two.
namespace cartable::store {

/// A source's whole record of a place; head.id is the id that it has there.
struct PlaceStatement {
  std::string source;
  Place place;
};

/// Words of field_provenance.field that are no columns.
inline constexpr std::string_view kJoinedField = "joined";     ///< how a source's record was matched
inline constexpr std::string_view kFoundField = "found_from";  ///< the address that gave the position
inline constexpr std::string_view kSameField = "same_as", kDistinctField = "distinct_from";  ///< decisions of the city
/// Words of field_provenance.set_by.
inline constexpr std::string_view kByImport = "imported", kByCity = "city", kByAddress = "address";

/// The rows of field_provenance, by what they are for.
class Provenance {
 public:
  /// Takes a row. \param fid  of the row
  void add(FieldProvenance&& row, std::int64_t fid);

  using Rows = std::vector<Stored<FieldProvenance>>;
  /// Rows that imports wrote about a record: statements, how it was joined, where it was found.
  [[nodiscard]] Rows const* of(std::string_view record) const;
  /// Rows of the city and of the place itself about a record.
  [[nodiscard]] Rows const* set_by_people(std::string_view record) const;
  [[nodiscard]] CityValues const& city_values() const noexcept { return city_values_; }
  [[nodiscard]] CityValues& city_values() noexcept { return city_values_; }
  /// Pairs of ids that the city said to be one place, or never one.
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] Pairs const& same() const noexcept { return same_; }
  [[nodiscard]] Pairs const& distinct() const noexcept { return distinct_; }
  /// A decision by its row's id: the row, and kSameField or kDistinctField.
  [[nodiscard]] std::optional<std::pair<std::int64_t, std::string>> decision(std::string const& row_id) const;
  /// Takes a decision as if it were stored; an earlier one on the same pair is no more.
  void decide(FieldProvenance const& row, std::int64_t fid);
  /// Ids of records that have statement rows.
  [[nodiscard]] std::unordered_map<std::string, Rows> const& all() const noexcept { return imported_; }

 private:
  std::unordered_map<std::string, Rows> imported_, people_;
  CityValues city_values_;
  std::map<std::string, std::pair<std::int64_t, std::string>> decisions_;
  Pairs same_, distinct_;
};

/// The row that holds a decision on two places, whichever comes first. \param field  kSameField or kDistinctField
[[nodiscard]] FieldProvenance decision_row(std::string_view a, std::string_view b, std::string_view field,
                                           std::string const& now);
/// The row that holds a value which the city set.
[[nodiscard]] FieldProvenance city_row(std::string_view record, std::string_view field, std::string_view value,
                                       std::string const& now);
/// The row that holds what a source says of a field, without the licence and date of its data.
[[nodiscard]] FieldProvenance said_row(std::string_view source, std::string_view record, std::string_view field,
                                       std::string_view value, std::string const& now);

/// The records of all sources that a stored place is made of, the main source's first.
/// \param rows  what imports wrote about it; null: nothing, so that its main source is the only one
/// A value that cannot be read is passed over and told in `unreadable` ("osm:n1 opening_hours").
[[nodiscard]] std::vector<PlaceStatement> statements_of(Place const& stored, Provenance::Rows const* rows,
                                                        std::vector<std::string>* unreadable = nullptr);

/// What holds of what several sources say: field by field the first that says something, with maps and kinds united.
/// pre: the statements are ranked, not empty. The id is the first statement's; aliases are all other ids.
/// \param passed_over  set when the position is not that of the first source that has one, as its coordinates are
///                     coarser than another's
[[nodiscard]] Place combine(std::vector<PlaceStatement> const& ranked, bool* passed_over = nullptr);

/// The rows that are needed beside `place` so that statements_of gives these statements. \param now  RFC 3339
[[nodiscard]] std::vector<FieldProvenance> statement_rows(Place const& place,
                                                          std::vector<PlaceStatement> const& statements,
                                                          std::map<std::string, SourceInfo> const& sources,
                                                          std::string const& now);

/// A place's field as the text that statements keep: as get_column, with footprints too.
[[nodiscard]] std::string statement_text(Place const& place, std::string_view column);
/// Columns that a source speaks of, in the order of the schema; without those that the store keeps for itself.
[[nodiscard]] std::vector<std::string> const& statement_columns();

/// Whether an id is one that a source gives: "osm:n1" of "osm".
[[nodiscard]] bool is_id_of(std::string_view id, std::string_view source) noexcept;

}  // namespace cartable::store
