#pragma once

#include "base/result.hpp"
#include "geo/vector_reader.hpp"
#include "importers/table_grid.hpp"
#include "importers/table_header.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::importers {

/// One record of a table, whatever the file. Lives during the call that it is handed to.
struct TableRow {
  std::int64_t record = 0;              ///< 1 for the first
  std::int64_t line = 0;                ///< of a text file or spreadsheet; 0 where a file has no lines
  std::vector<std::string_view> cells;  ///< one for each column, trimmed, in UTF-8
  geo::Geometry geometry;               ///< WGS 84
  std::optional<geo::VectorReader::Problem> problem;
};

struct TableInputOptions {
  std::string encoding = {}, crs = {};
};

/// A file with one or more tables, opened: delimited texts and spreadsheets by their cells, everything else that GDAL
/// opens by its layers. Belongs to one thread.
class TableInput {
 public:
  [[nodiscard]] static base::Result<TableInput> open(std::filesystem::path const& file,
                                                     TableInputOptions const& options = {});

  struct Layer {
    std::string name;
    std::vector<std::string> columns;
    geo::GeometryType geometry = geo::GeometryType::none;
    std::string crs;                 ///< as the file says; empty when it does not
    std::int64_t rows = 0;           ///< -1 when it cannot be told without reading
    std::vector<std::string> notes;  ///< in words that follow the file's name
    std::string original;            ///< of a file of rows not taken: the file that they are from
  };
  [[nodiscard]] std::vector<Layer> const& layers() const noexcept { return layers_; }
  /// "CSV", "XLSX", "GeoJSON", …
  [[nodiscard]] std::string const& driver() const noexcept { return driver_; }
  /// A file of rows that an earlier import did not take, mended: each layer is one original file's.
  [[nodiscard]] bool is_rejects() const noexcept { return rejects_; }
  /// Whether rows have geometry of their own although no reference system can be told.
  [[nodiscard]] bool lacks_crs(std::size_t layer) const;
  [[nodiscard]] std::optional<geo::RawExtent> raw_extent(std::size_t layer) const;

  /// Calls `take` for each record until it returns false.
  [[nodiscard]] base::Status read(std::size_t layer, std::function<bool(TableRow&)> const& take);

 private:
  struct Sheet {
    TextGrid grid;
    TableShape shape;
  };
  void add_sheet(std::string name, TextGrid&& grid, std::vector<std::string> notes);
  void part_rejects(std::string const& name);
  [[nodiscard]] base::Status read_sheet(Sheet const& sheet, Layer const& layer,
                                        std::function<bool(TableRow&)> const& take) const;

  std::filesystem::path file_;
  std::string driver_;
  bool rejects_ = false;
  std::vector<Layer> layers_;
  std::vector<Sheet> sheets_;                ///< of texts and spreadsheets
  std::vector<std::size_t> sheet_of_;        ///< layer → sheet
  std::optional<geo::VectorReader> reader_;  ///< of everything else
};

/// The columns that a file of rows not taken begins with, before the rows' own.
[[nodiscard]] std::vector<std::string> const& reject_columns();

/// Whether a file is a delimited text, told by its name where that is clear and else by its beginning.
[[nodiscard]] bool is_delimited_text(std::filesystem::path const& file, std::string_view head);

/// Whether a file is an archive that by its name should be a spreadsheet or KMZ.
[[nodiscard]] bool is_packed_document(std::filesystem::path const& file);

/// What a spreadsheet's archive claims to unpack to is bounded; says so when it is beyond. Success for other files.
[[nodiscard]] base::Status check_archive(std::filesystem::path const& file);

}  // namespace cartable::importers
