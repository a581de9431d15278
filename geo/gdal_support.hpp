#pragma once

#include "base/error.hpp"
#include "base/result.hpp"
#include "geo/dataset.hpp"
#include "geo/geometry.hpp"

#include <ogr_geometry.h>
#include <ogr_spatialref.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

/// Private to geo/*.cpp: what every file that talks to GDAL needs. No other header includes this one.
namespace cartable::geo {

/// Catches what GDAL says on this thread while it lives, instead of letting it reach stderr. Scopes nest; each
/// sees only its own messages. Stays on the thread that made it.
class GdalErrors {
 public:
  GdalErrors();
  ~GdalErrors();
  GdalErrors(GdalErrors const&) = delete;
  GdalErrors& operator=(GdalErrors const&) = delete;

  /// Whether an error (not a mere warning) was said since construction or clear().
  [[nodiscard]] bool any() const noexcept { return !errors_.empty(); }
  /// The errors, first one first, joined by "; "; the warnings when there is no error; else empty.
  [[nodiscard]] std::string const& text() const noexcept { return errors_.empty() ? warnings_ : errors_; }
  [[nodiscard]] std::string const& warnings() const noexcept { return warnings_; }
  void clear() noexcept;

  /// An Error that says what was being done, to what, and GDAL's own words. The code is read from those words
  /// (disk full, locked, not writable, damaged); where they say nothing of the kind it is `otherwise`.
  [[nodiscard]] base::Error error(base::ErrorCode otherwise, std::string_view doing) const;

  /// Success, or error(otherwise, doing) when `code` is not OGRERR_NONE.
  [[nodiscard]] base::Status check(OGRErr code, base::ErrorCode otherwise, std::string_view doing) const;
  /// The same for functions that tell by a boolean or a pointer: `errors.check(layer != nullptr, …)`.
  [[nodiscard]] base::Status check_that(bool fine, base::ErrorCode otherwise, std::string_view doing) const;

 private:
  static void take(int error_class, int number, char const* message);
  std::string errors_, warnings_;
};

/// What kind of trouble GDAL's (SQLite's, PostgreSQL's, the system's) words tell of.
[[nodiscard]] base::ErrorCode classify_gdal_message(std::string_view message, base::ErrorCode otherwise) noexcept;

/// Raster drivers of one file each, that neither fetch nor follow a text to other files; ends with null, as GDAL wants
/// it.
inline constexpr std::array<char const*, 5> kRasterDrivers{"GTiff", "AAIGrid", "HFA", "EHdr", nullptr};

struct ReleaseSpatialReference {
  void operator()(OGRSpatialReference* reference) const noexcept { reference->Release(); }
};
using SpatialReference = std::unique_ptr<OGRSpatialReference, ReleaseSpatialReference>;
/// WGS 84 with longitude first. A new one for each caller: they belong to one thread.
[[nodiscard]] SpatialReference make_wgs84();

/// Our geometry as OGR's, without a spatial reference; null for none.
[[nodiscard]] std::unique_ptr<OGRGeometry> to_ogr(Geometry const& geometry);

/// OGR's geometry as ours: curves become lines, Z and M go, a polygon becomes a multipolygon with rings closed
/// and wound as geometry.hpp says, a collection keeps its polygons (else its lines, else its only point).
/// Empty gives monostate. Several points, or a coordinate that is not finite, are invalid_value with the reason.
[[nodiscard]] base::Result<Geometry> from_ogr(OGRGeometry const& geometry);

}  // namespace cartable::geo
