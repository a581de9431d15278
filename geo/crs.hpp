#pragma once

#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "geo/lonlat.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cartable::geo {

/// Turns positions of a reference system into WGS 84 degrees. Belongs to one thread.
class ToWgs84 {
 public:
  /// \param crs  "EPSG:25830", or another text that PROJ understands
  /// \return invalid_value when it knows no such system, unsupported when there is no way from it
  [[nodiscard]] static base::Result<ToWgs84> from(std::string const& crs);
  ~ToWgs84();
  ToWgs84(ToWgs84&&) noexcept;
  ToWgs84& operator=(ToWgs84&&) noexcept;

  /// \param p  east (lon) and north (lat) in the system's own units; then degrees. False, and p unchanged, where it
  ///        has no place on Earth
  [[nodiscard]] bool apply(LonLat& p) const;

 private:
  struct Impl;
  explicit ToWgs84(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A reference system that positions may be in.
struct CrsGuess {
  std::string code;         ///< "EPSG:25830"
  std::string name;         ///< "ETRS89 / UTM zone 30N"
  bool swapped = false;     ///< the first number is the one to the north
  bool superseded = false;  ///< on a datum of the last century (ED50, NAD27, …)
  double apart = 0;         ///< metres between its positions and those of the first of the list
};

/// The projected systems of EPSG's register whose area of use holds the middle of `city` and under which at least
/// four in five of the positions lie in the city or near. The likeliest first: today's datums before superseded ones.
/// Systems that give the same positions (within 5 m) as one before them are left out.
/// \param city  not empty (pre). \param positions  east and north (or the other way round), as the table has them
[[nodiscard]] std::vector<CrsGuess> guess_crs(std::vector<LonLat> const& positions, BBox const& city);

/// `box` with a margin on each side of a part of its size and at least some degrees.
[[nodiscard]] BBox widened(BBox const& box, double part, double degrees) noexcept;

}  // namespace cartable::geo
