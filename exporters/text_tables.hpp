#pragma once

#include "base/result.hpp"
#include "exporters/new_file.hpp"
#include "geo/dataset.hpp"

#include <string>

namespace cartable::exporters {

/// One layer as GeoJSON (RFC 7946): positions in degrees with at most seven decimals, about a centimetre; the first
/// column is the feature's id. What is not known is absent.
class GeoJsonWriter {
 public:
  /// \param file, layer  outlive this
  GeoJsonWriter(TextFile& file, geo::LayerDef const& layer) : file_(file), layer_(layer) {}
  [[nodiscard]] base::Status begin();
  [[nodiscard]] base::Status write(geo::Row const& row);
  [[nodiscard]] base::Status end();

 private:
  TextFile& file_;
  geo::LayerDef const& layer_;
  std::string text_;
  bool first_ = true;
};

/// One layer as CSV (RFC 4180: commas, double quotes, CR LF; UTF-8, no byte order mark). Points are two columns `lon`
/// and `lat` behind the first two, areas a column `WKT` at the end. A text that a spreadsheet would run as a formula
/// gets an apostrophe in front.
class CsvWriter {
 public:
  CsvWriter(TextFile& file, geo::LayerDef const& layer) : file_(file), layer_(layer) {}
  [[nodiscard]] base::Status begin();
  [[nodiscard]] base::Status write(geo::Row const& row);
  [[nodiscard]] base::Status end() { return {}; }

 private:
  [[nodiscard]] bool has_points() const noexcept;
  [[nodiscard]] bool has_areas() const noexcept;
  void cell(std::string_view text);
  TextFile& file_;
  geo::LayerDef const& layer_;
  std::string text_;
};

/// Whether a spreadsheet would take a cell for a formula: it begins with = or @, or with + or - and is neither a number
/// nor a telephone number, or with a tab or a carriage return, which some drop before they look.
[[nodiscard]] bool looks_like_formula(std::string_view cell) noexcept;

}  // namespace cartable::exporters
