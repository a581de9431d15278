#include "geo/projection.hpp"

#include "base/assert.hpp"
#include "geo/gdal_support.hpp"

#include <cmath>
#include <utility>

namespace cartable::geo {
namespace {

struct DestroyTransformation {
  void operator()(OGRCoordinateTransformation* transformation) const noexcept {
    OGRCoordinateTransformation::DestroyCT(transformation);
  }
};

/// Longitudes of grids that run from 0 to 360 come back to −180…180.
std::optional<LonLat> on_earth(double lon, double lat, bool good) {
  if (good && std::isfinite(lon) && lon > 180 && lon <= 540) {
    lon -= 360;
  }
  LonLat const p{.lon = lon, .lat = lat};
  return good && is_valid(p) ? std::optional(p) : std::nullopt;
}

}  // namespace

struct Projection::Impl {
  std::unique_ptr<OGRCoordinateTransformation, DestroyTransformation> transformation;  ///< none: it is WGS 84
  std::string name;
  bool geographic = true;
};

Projection::Projection() : impl_(std::make_unique<Impl>()) {}
Projection::~Projection() = default;
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;

base::Result<Projection> Projection::from(std::string const& crs) {
  GdalErrors errors;
  SpatialReference const from(new OGRSpatialReference());
  if (from->SetFromUserInput(crs.c_str(), OGRSpatialReference::SET_FROM_USER_INPUT_LIMITATIONS_get()) != OGRERR_NONE) {
    return base::fail(base::ErrorCode::invalid_value,
                      "crs={}: is not a reference system that PROJ knows; try EPSG:3035", crs);
  }
  from->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  Projection out;
  out.impl_->geographic = from->IsGeographic() != 0;
  char const* const authority = from->GetAuthorityName(nullptr);
  char const* const code = from->GetAuthorityCode(nullptr);
  char const* const own_name = from->GetName();
  out.impl_->name = authority != nullptr && code != nullptr ? fmt::format("{}:{}", authority, code)
                    : own_name != nullptr                   ? own_name
                                                            : crs;
  SpatialReference const wgs84 = make_wgs84();
  static constexpr char const* kSameGround[] = {"CRITERION=EQUIVALENT", "IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                                nullptr};
  if (from->IsSame(wgs84.get(), kSameGround) == 0) {
    out.impl_->transformation.reset(OGRCreateCoordinateTransformation(from.get(), wgs84.get()));
    if (!out.impl_->transformation) {
      return base::fail(base::ErrorCode::invalid_value, "crs={}: no way from it to WGS 84 ({})", crs, errors.text());
    }
  }
  return out;
}

std::optional<LonLat> Projection::to_wgs84(double x, double y) const {
  return to_wgs84(std::vector{x}, std::vector{y})[0];
}

std::vector<std::optional<LonLat>> Projection::to_wgs84(std::vector<double> xs, std::vector<double> ys) const {
  CARTABLE_ASSERT(xs.size() == ys.size());
  GdalErrors const errors;
  std::vector<int> good(xs.size(), 1);
  if (impl_->transformation) {
    impl_->transformation->Transform(static_cast<int>(xs.size()), xs.data(), ys.data(), nullptr, good.data());
  }
  std::vector<std::optional<LonLat>> out;
  out.reserve(xs.size());
  for (std::size_t i = 0; i < xs.size(); ++i) {
    out.push_back(on_earth(xs[i], ys[i], good[i] != 0));
  }
  return out;
}

bool Projection::is_geographic() const noexcept { return impl_->geographic; }
std::string const& Projection::name() const noexcept { return impl_->name; }

}  // namespace cartable::geo
