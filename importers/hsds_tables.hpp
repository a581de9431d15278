#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "importers/open_records.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::importers {

/// HSDS as its tables, however it comes: rows by table (the names of HSDS 3.0), each id once, nested objects with the
/// ids of those that they are in.
class HsdsTables {
 public:
  /// A folder of CSV files, a datapackage.json beside them, or a JSON file.
  [[nodiscard]] static base::Result<HsdsTables> read(std::filesystem::path const& path, std::string const& encoding);
  /// From a JSON text that is parsed: a record, several, a page of an API, or tables by name.
  [[nodiscard]] static HsdsTables from_json(base::Json const& json, std::string const& file);

  [[nodiscard]] std::vector<FlatRecord> const& rows(std::string_view table) const;
  [[nodiscard]] bool empty() const noexcept { return tables_.empty(); }
  std::vector<std::filesystem::path> files;

 private:
  void add(std::string_view table, FlatRecord&& row);
  void walk(base::Json const& object, std::string_view table, FlatRecord const& parents, std::string const& file,
            int depth);

  std::map<std::string, std::vector<FlatRecord>, std::less<>> tables_;
  std::map<std::string, std::size_t> known_;  ///< table and id → row
};

/// The files of a folder that are HSDS tables.
[[nodiscard]] std::vector<std::filesystem::path> hsds_files(std::filesystem::path const& folder);

}  // namespace cartable::importers
