#include "importers/population_clip.hpp"

#include "base/text.hpp"
#include "geo/geometry.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

namespace cartable::importers {
namespace {

/// Cells are looked at in blocks of this many along each side.
constexpr std::int64_t kBlock = 64;

/// "W,S,E,N" in degrees.
std::optional<geo::MultiPolygon> parse_box(std::string const& text) {
  std::vector<double> sides;
  for (std::string const& part : base::split(text, ',')) {
    double side = 0;
    auto const [end, error] = std::from_chars(part.data(), part.data() + part.size(), side);
    if (error != std::errc() || end != part.data() + part.size()) {
      return std::nullopt;
    }
    sides.push_back(side);
  }
  if (sides.size() != 4 || !(sides[0] < sides[2]) || !(sides[1] < sides[3]) || !(sides[0] >= -180) ||
      !(sides[2] <= 180) || !(sides[1] >= -90) || !(sides[3] <= 90)) {
    return std::nullopt;
  }
  geo::MultiPolygon out;
  out.polygons.push_back({.rings = {{{sides[0], sides[1]},
                                     {sides[2], sides[1]},
                                     {sides[2], sides[3]},
                                     {sides[0], sides[3]},
                                     {sides[0], sides[1]}}}});
  return out;
}

}  // namespace

RasterClip::RasterClip(geo::RasterReader const& raster, std::vector<geo::MultiPolygon> areas) : raster_(raster) {
  for (geo::MultiPolygon const& area : areas) {
    box_.add(geo::bounds(area));
  }
  areas_ = std::make_unique<geo::AreaIndex>(std::move(areas));
}

void RasterClip::apply(std::int64_t row, std::vector<double>& values, std::function<void(double)> const& outside) {
  if (row / kBlock != band_) {
    find_near_blocks(row / kBlock);
  }
  auto const width = static_cast<std::int64_t>(values.size());
  for (std::int64_t first = 0; first < width; first += kBlock) {
    std::int64_t const last = std::min(width, first + kBlock);
    auto const begin = values.begin() + first;
    bool const any = std::any_of(begin, values.begin() + last, [](double v) { return v > 0; });
    if (!any) {
      continue;
    }
    auto const middles = near_[static_cast<std::size_t>(first / kBlock)] ? raster_.middles(row, first, last)
                                                                         : std::vector<std::optional<geo::LonLat>>{};
    for (std::int64_t column = first; column < last; ++column) {
      double& value = values[static_cast<std::size_t>(column)];
      auto const at = static_cast<std::size_t>(column - first);
      if (value > 0 && (middles.empty() || !middles[at] || areas_->at(*middles[at]).empty())) {
        outside(value);
        value = std::numeric_limits<double>::quiet_NaN();
      }
    }
  }
}

/// By the corners of the blocks, generously.
void RasterClip::find_near_blocks(std::int64_t band) {
  band_ = band;
  auto const above = raster_.corners(band * kBlock, kBlock);
  auto const below = raster_.corners(std::min(raster_.info().height, (band + 1) * kBlock), kBlock);
  near_.assign(above.size() - 1, true);
  for (std::size_t i = 0; i + 1 < above.size(); ++i) {
    geo::BBox block;
    bool whole = true;
    for (auto const& corner : {above[i], above[i + 1], below[i], below[i + 1]}) {
      whole = whole && corner.has_value();
      if (corner) {
        block.add(*corner);
      }
    }
    if (whole && block.east - block.west < 90) {  // wider: it may cross ±180° or a pole
      double const margin = 0.5 * std::max(block.east - block.west, block.north - block.south);
      near_[i] = block.west - margin <= box_.east && block.east + margin >= box_.west &&
                 block.south - margin <= box_.north && block.north + margin >= box_.south;
    }
  }
}

base::Result<std::optional<RasterClip>> make_raster_clip(geo::RasterReader const& raster, PeopleOptions const& options,
                                                         KnownAreas const& known) {
  if (options.clip.empty()) {
    return std::nullopt;
  }
  std::vector<geo::MultiPolygon> areas;
  if (options.clip == "districts") {
    for (store::District const& district : known.districts) {
      if (options.district_set.empty() || district.set == options.district_set) {
        areas.push_back(district.area);
      }
    }
    if (areas.empty()) {
      return base::fail(base::ErrorCode::not_found, "--clip districts: the city has none; import them first");
    }
  } else if (auto box = parse_box(options.clip)) {
    areas.push_back(*std::move(box));
  } else {
    return base::fail(
        base::ErrorCode::bad_usage,
        "--clip {}: must be districts, or west,south,east,north in degrees, such as 7.40,43.72,7.45,43.76",
        options.clip);
  }
  return std::optional<RasterClip>(std::in_place, raster, std::move(areas));
}

}  // namespace cartable::importers
