#pragma once

#include "importers/hsds_tables.hpp"
#include "importers/open_records.hpp"
#include "store/model.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// The tables of HSDS by what their rows point to.
namespace cartable::importers {

using HsdsRows = std::vector<FlatRecord const*>;

/// A term of a taxonomy as an attribute of a record gives it.
struct HsdsTerm {
  std::string taxonomy, code, name, value;
};

class HsdsLinks {
 public:
  /// \param tables  borrowed
  explicit HsdsLinks(HsdsTables const& tables);

  /// The rows of a table whose column `field` points to a record; none for an empty id. In the order of the table.
  [[nodiscard]] HsdsRows rows_of(std::string_view table, std::string_view field, std::string_view id) const;
  /// Tags of the languages of a record; those of its telephones are not among them.
  [[nodiscard]] store::StringList languages_of(std::string_view field, std::string_view id) const;
  /// The attributes of a record. \param entity  "service", "location" or "service_at_location"
  [[nodiscard]] std::vector<HsdsTerm> terms_of(std::string const& link, std::string_view entity) const;

 private:
  std::unordered_map<std::string, HsdsRows> by_link_;  ///< "table field id" → rows
  std::unordered_map<std::string, FlatRecord const*> terms_;
};

}  // namespace cartable::importers
