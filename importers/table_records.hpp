#pragma once

#include "base/result.hpp"
#include "geo/vector_reader.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_source.hpp"
#include "store/import_batch.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cartable::importers {

enum class TableRole : std::uint8_t { places, districts, catchments };

/// Turns the rows of one table into records of a batch; what cannot be taken goes to its rejects.
class TableRecords {
 public:
  /// \param kind  of places whose row names none; not empty for places
  TableRecords(TableRole role, TableOptions const& options, TableColumns columns, std::string kind, std::string file,
               store::ImportBatch& batch);

  void take(geo::VectorReader::RowOrProblem&& row);
  /// Adds what the report should say of the whole table. Call once, after the last row.
  void finish();
  [[nodiscard]] std::size_t taken() const noexcept { return taken_; }

 private:
  using Row = geo::VectorReader::RowOrProblem;

  void take_place(Row& row, std::string_view name);
  void take_district(Row& row, std::string_view name);
  void take_catchment(Row& row, std::string_view name);

  /// The kinds of a place, or a reject.
  [[nodiscard]] bool read_kinds(Row const& row, store::Place& place);
  void read_attributes(Row const& row, store::Place& place);
  /// The row's area, mended; false after a reject.
  [[nodiscard]] bool read_area(Row& row, std::string_view name, geo::MultiPolygon& area);
  /// A number or nothing for an empty cell; false after a reject.
  [[nodiscard]] bool read_number(Row const& row, std::string_view field, std::optional<double>& out);
  /// Gives the record its id; false after a reject.
  [[nodiscard]] bool identify(Row const& row, std::string_view name, geo::LonLat position, store::RecordHead& head,
                              std::string& key);
  [[nodiscard]] store::LangMap translations(Row const& row, std::string_view field) const;
  /// A cell, through options.values.
  [[nodiscard]] std::string value(Row const& row, std::string_view field) const;

  void reject(std::int64_t record, std::string_view column, std::string_view value, std::string_view reason,
              std::string_view remedy);
  void reject_geometry(Row const& row, std::string_view wanted);
  /// Remembers a word that was left out while its row was taken.
  void not_understood(std::string_view field, std::string_view word);

  TableRole role_;
  TableOptions const& options_;
  TableColumns columns_;
  std::string kind_, file_;
  store::ImportBatch& batch_;
  store::Visibility visibility_;
  std::unordered_map<std::string, std::int64_t> records_by_id_;
  struct Unknown {
    std::int64_t count = 0;
    std::string example;
  };
  std::map<std::string, Unknown, std::less<>> unknown_;
  std::size_t taken_ = 0;
};

}  // namespace cartable::importers
