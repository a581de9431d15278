#pragma once

#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "geo/crs.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_input.hpp"
#include "importers/table_profile.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cartable::importers {

struct LocateOptions {
  std::string crs = {};  ///< of the columns, as a person said; empty: degrees, else found out
  geo::BBox city = {};   ///< where the city lies; empty when nobody knows yet
};

/// Finds where each row of a table lies: reference system, order of the two numbers, rows without a position.
class Locator {
 public:
  /// Reads the table once to decide for all rows alike.
  /// \return invalid_value with candidates and the option to add when it cannot be told which system the numbers are in
  [[nodiscard]] static base::Result<Locator> plan(TableInput& input, std::size_t layer, TableColumns const& columns,
                                                  std::vector<ColumnProfile> const& profiles,
                                                  LocateOptions const& options);

  /// Whether rows get positions at all: from the file's geometry or from columns.
  [[nodiscard]] bool locates() const noexcept { return mode_ != Mode::none; }
  /// What the rows are drawn as, as far as the file or its first rows tell.
  [[nodiscard]] geo::GeometryType geometry() const noexcept { return geometry_; }
  /// What was found out, in words that follow the file's name.
  [[nodiscard]] std::vector<std::string> const& notes() const noexcept { return notes_; }

  /// The row's position becomes row.geometry, in WGS 84; none where it has none. What is wrong with it, if anything,
  /// becomes row.problem.
  void locate(TableRow& row);
  /// What the report should say of single rows, once all were located.
  [[nodiscard]] std::vector<std::string> closing_notes() const;

 private:
  enum class Mode : std::uint8_t { none, geometry, columns, text };
  /// The two numbers of a row as the file has them; nothing for a row without, or a problem.
  [[nodiscard]] std::optional<geo::LonLat> raw_pair(TableRow& row) const;
  [[nodiscard]] base::Status settle(std::vector<geo::LonLat> const& raw, std::string_view file,
                                    LocateOptions const& options);
  [[nodiscard]] base::Status settle_metres(std::vector<geo::LonLat> const& raw, std::string_view file,
                                           LocateOptions const& options);
  [[nodiscard]] bool near_city(geo::LonLat p) const { return !near_.empty() && near_.contains(p); }
  /// Mends an exchanged position, refuses an impossible one, counts one far from the city.
  /// \param cell  the text that holds it, if one does. \param given  the numbers as the file has them
  void check_position(TableRow& row, std::string_view cell, geo::LonLat given);
  [[nodiscard]] std::string position_column() const;

  Mode mode_ = Mode::none;
  geo::GeometryType geometry_ = geo::GeometryType::none;
  std::vector<std::string> columns_;
  std::size_t lon_ = 0, lat_ = 0, text_ = 0;
  NumberFormat lon_format_, lat_format_;
  std::optional<geo::ToWgs84> transform_;
  bool swapped_ = false;  ///< the first number is the latitude although the column says otherwise
  bool pair_lat_first_ = true;
  geo::BBox near_;  ///< the city and a margin; empty when not known
  std::vector<std::string> notes_;
  std::int64_t mended_ = 0, far_ = 0;
  std::string first_mended_, first_far_;
};

/// The reference system of a layer of coordinates that are no degrees, found by where the city lies.
/// \param what  what holds the numbers, for the message ("columns X and Y")
[[nodiscard]] base::Result<geo::CrsGuess> find_out_crs(std::vector<geo::LonLat> const& raw, geo::BBox const& city,
                                                       std::string_view file, std::string_view what,
                                                       std::vector<std::string>& notes);

}  // namespace cartable::importers
