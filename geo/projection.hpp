#pragma once

#include "base/result.hpp"
#include "geo/lonlat.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cartable::geo {

/// From positions of one reference system to WGS 84. Belongs to one thread.
class Projection {
 public:
  /// \param crs  "EPSG:3035", "EPSG:4326", WKT or a PROJ string; x is east (or longitude) and y north, whatever the
  ///             system's own order of axes. Not one that PROJ knows, or no way from it to WGS 84: invalid_value
  [[nodiscard]] static base::Result<Projection> from(std::string const& crs);
  ~Projection();
  Projection(Projection&&) noexcept;
  Projection& operator=(Projection&&) noexcept;

  /// Degrees, or nothing for a position that is none on Earth.
  [[nodiscard]] std::optional<LonLat> to_wgs84(double x, double y) const;
  /// Many at once, in their order.
  [[nodiscard]] std::vector<std::optional<LonLat>> to_wgs84(std::vector<double> xs, std::vector<double> ys) const;
  /// Whether the system's own units are degrees.
  [[nodiscard]] bool is_geographic() const noexcept;
  /// "EPSG:3035", or its name when no authority has numbered it.
  [[nodiscard]] std::string const& name() const noexcept;

 private:
  Projection();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::geo
