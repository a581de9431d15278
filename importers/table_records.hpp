#pragma once

#include "base/result.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_input.hpp"
#include "importers/table_source.hpp"
#include "store/import_batch.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cartable::importers {

/// Turns the rows of one table into records of a batch; what cannot be taken goes to its rejects.
class TableRecords {
 public:
  /// \param kind  of places whose row names none; not empty for places
  /// \param report  gets the rows not taken; may be null
  TableRecords(TableRole role, TableOptions const& options, TableColumns columns,
               std::vector<ColumnProfile> const& profiles, std::string kind, std::string file,
               store::ImportBatch& batch, TableReport* report);

  /// \param row  located
  void take(TableRow& row);
  /// Adds what the report should say of the whole table. Call once, after the last row.
  void finish();
  [[nodiscard]] std::size_t taken() const noexcept { return taken_; }

 private:
  /// A field's column, and what its values mean to us where a person said so.
  struct Field {
    std::string_view name;
    bool present = false;
    std::size_t column = 0;
    std::unordered_map<std::string, std::string> const* values = nullptr;
  };
  [[nodiscard]] Field field(std::string_view name);
  /// A cell, through options.values; empty for one that says nothing. Valid until the row or this object goes.
  [[nodiscard]] std::string_view value(TableRow const& row, Field const& field) const;

  void take_place(TableRow& row, std::string_view name);
  void take_organisation(TableRow& row, std::string_view name);
  void take_district(TableRow& row, std::string_view name);
  void take_catchment(TableRow& row, std::string_view name);

  void read_kinds(TableRow const& row, store::Place& place);
  void read_attributes(TableRow const& row, store::Place& place);
  void read_contact(TableRow const& row, store::StringMap& contact, store::StringMap& address);
  void read_organisation(TableRow const& row, store::Place& place);
  /// The row's area, mended; false after a reject.
  [[nodiscard]] bool read_area(TableRow& row, std::string_view name, geo::MultiPolygon& area);
  /// An estimate with its interval; false after a reject.
  [[nodiscard]] bool read_estimate(TableRow const& row, store::Catchment& catchment);
  /// Gives the record its id; false after a reject. \param fallback  the key of a row without one
  [[nodiscard]] bool identify(TableRow const& row, std::string_view name, std::string const& fallback,
                              store::RecordHead& head, std::string& key);
  [[nodiscard]] store::LangMap translations(TableRow const& row, std::string_view field) const;

  void reject(TableRow const& row, std::string_view column, std::string_view given, std::string_view reason,
              std::string_view remedy);
  void reject_geometry(TableRow const& row, std::string_view wanted);
  /// Remembers a word that was left out while its row was taken.
  void not_understood(Field const& field, std::string_view word);

  TableRole role_;
  TableOptions const& options_;
  TableColumns columns_;
  std::vector<ColumnProfile> const& profiles_;
  std::string kind_, file_;
  store::ImportBatch& batch_;
  TableReport* report_;
  store::Visibility visibility_;
  std::map<std::string, std::unordered_map<std::string, std::string>, std::less<>> values_;
  Field id_, code_, name_, kind_field_, description_, phone_, email_, website_, street_, housenumber_, postcode_, city_,
      address_, hours_, wheelchair_, fee_, price_, operator_, organisation_, languages_, capacity_, age_min_, age_max_,
      booking_, checked_, level_, group_, estimate_, low_, high_, year_, notes_, roles_;
  std::vector<std::pair<std::string, Field>> identifiers_;
  bool yes_is_free_ = false;
  std::unordered_map<std::string, std::int64_t> records_by_id_;
  std::unordered_map<std::string, std::vector<std::string>> kinds_known_;
  struct Unknown {
    std::int64_t count = 0;
    std::map<std::string, std::int64_t> words;
    std::string column;
  };
  std::map<std::string, Unknown, std::less<>> unknown_;
  std::map<std::string, std::string> organisations_;
  bool organisations_read_ = false;
  std::int64_t unlinked_ = 0, lines_ = 0, suppressed_ = 0, unplaced_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace cartable::importers
