#include "geo/elevation_reader.hpp"

#include "base/format.hpp"
#include "geo/gdal_support.hpp"
#include "geo/raster_reader.hpp"

#include <gdal_alg.h>
#include <gdal_priv.h>
#include <gdal_utils.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <numbers>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::geo {
namespace {

constexpr double kMetresOfDegree = 111'195;  // of latitude, on the sphere
constexpr double kLowest = -500, kHighest = 9000;
constexpr double kFoot = 0.3048;
constexpr char kWgs84[] = "EPSG:4326";

struct CloseDataset {
  void operator()(GDALDatasetH dataset) const noexcept { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<void, CloseDataset>;

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (std::string& word : words) {
    out.push_back(word.data());
  }
  out.push_back(nullptr);
  return out;
}

/// The one band, as floating point numbers with scale and offset applied, in the reference system that holds.
Dataset choose_band(GDALDatasetH file, int band, std::string const& crs) {
  std::vector<std::string> words{"-of", "VRT", "-b", std::to_string(band), "-ot", "Float32", "-unscale"};
  if (!crs.empty()) {
    words.insert(words.end(), {"-a_srs", crs});
  }
  auto arguments = pointers(words);
  auto* const options = GDALTranslateOptionsNew(arguments.data(), nullptr);
  Dataset out(options == nullptr ? nullptr : GDALTranslate("", file, options, nullptr));
  GDALTranslateOptionsFree(options);
  return out;
}

struct Extent {
  BBox box;             ///< borders of its outermost cells
  double step_lat = 0;  ///< degrees that one of its cells is about high
};

std::optional<Extent> extent_in_degrees(GDALDatasetH dataset) {
  std::array<char*, 2> settings{const_cast<char*>("DST_SRS=EPSG:4326"), nullptr};
  void* const transformer = GDALCreateGenImgProjTransformer2(dataset, nullptr, settings.data());
  if (transformer == nullptr) {
    return std::nullopt;
  }
  std::array<double, 6> transform{};
  std::array<double, 4> corners{};
  int columns = 0;
  int rows = 0;
  bool const good = GDALSuggestedWarpOutput2(dataset, GDALGenImgProjTransform, transformer, transform.data(), &columns,
                                             &rows, corners.data(), 0) == CE_None;
  GDALDestroyGenImgProjTransformer(transformer);
  if (!good || columns <= 0 || rows <= 0) {
    return std::nullopt;
  }
  return Extent{.box = {.west = corners[0], .south = corners[1], .east = corners[2], .north = corners[3]},
                .step_lat = std::abs(transform[5])};
}

BBox common(BBox const& a, BBox const& b) noexcept {
  return {.west = std::max(a.west, b.west),
          .south = std::max(a.south, b.south),
          .east = std::min(a.east, b.east),
          .north = std::min(a.north, b.north)};
}

std::string shown(BBox const& box) {
  return fmt::format("{:.4f},{:.4f},{:.4f},{:.4f}", box.west, box.south, box.east, box.north);
}

base::Result<int> band_of(std::string const& path, RasterInfo const& info, int wanted) {
  std::vector<int> bands;
  for (std::size_t i = 0; i < info.bands.size(); ++i) {
    if (!info.bands[i].transparency) {
      bands.push_back(static_cast<int>(i) + 1);
    }
  }
  if (wanted != 0) {
    if (wanted < 0 || wanted > static_cast<int>(info.bands.size())) {
      return base::fail(base::ErrorCode::invalid_value, "{}: --band {}: it has the bands 1 to {}", path, wanted,
                        info.bands.size());
    }
    return wanted;
  }
  if (bands.size() != 1) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: has {} bands of values; say which holds heights, as in --band 1", path, bands.size());
  }
  return bands.front();
}

double metres_per_unit(GDALDatasetH dataset, int band) {
  std::string_view const unit = GDALGetRasterUnitType(GDALGetRasterBand(dataset, band));
  constexpr std::array kFeet{"ft", "foot", "feet", "us-ft", "US survey foot", "ftUS"};
  return std::find(kFeet.begin(), kFeet.end(), unit) == kFeet.end() ? 1 : kFoot;
}

}  // namespace

base::Result<Elevation> read_elevation(std::string const& path, ElevationOptions const& options) {
  RasterInfo info;
  {
    CARTABLE_ASSIGN(RasterReader const reader, RasterReader::open(path, options.crs));
    info = reader.info();
  }
  CARTABLE_ASSIGN(int const band, band_of(path, info, options.band));
  GdalErrors errors;
  auto const failed = [&](std::string_view doing) {
    return tl::unexpected(errors.error(base::ErrorCode::corrupt, fmt::format("{}: {}", path, doing)));
  };
  std::string const absolute = std::filesystem::absolute(path).string();
  Dataset const file(
      GDALOpenEx(absolute.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, kRasterDrivers.data(), nullptr, nullptr));
  if (!file) {
    return failed("opening");
  }
  double const unit = metres_per_unit(file.get(), band);
  // Where the file names no system, RasterReader has found its positions to be degrees.
  bool const named = GDALGetSpatialRef(file.get()) != nullptr;
  Dataset const heights = choose_band(file.get(), band, !options.crs.empty() ? options.crs : named ? "" : kWgs84);
  if (!heights) {
    return failed("choosing the band");
  }
  auto const extent = extent_in_degrees(heights.get());
  if (!extent) {
    return failed("finding out where it lies");
  }
  BBox const wanted = options.wanted.value_or(extent->box);
  BBox const box = common(wanted, extent->box);
  if (box.west >= box.east || box.south >= box.north) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: covers {} (west,south,east,north), and nothing of the city's streets, {}; give the sheet of "
                      "the city, or the right --crs",
                      path, shown(extent->box), shown(wanted));
  }
  double const middle = (box.south + box.north) / 2 * std::numbers::pi / 180;
  double const stretch = 1 / std::max(std::cos(middle), 0.01);
  double step = std::max(extent->step_lat, kFinestMetres / kMetresOfDegree);
  double const cells = (box.north - box.south) / step * (box.east - box.west) / (step * stretch);
  step *= std::max(1.0, std::sqrt(cells / (static_cast<double>(ElevationGrid::kMaxCells) * 0.99)));
  auto const columns = static_cast<std::uint32_t>(std::max(1.0, std::ceil((box.east - box.west) / (step * stretch))));
  auto const rows = static_cast<std::uint32_t>(std::max(1.0, std::ceil((box.north - box.south) / step)));
  double const step_lon = (box.east - box.west) / columns;
  double const step_lat = (box.north - box.south) / rows;
  if (std::size_t{columns} * rows > ElevationGrid::kMaxCells) {
    return base::fail(base::ErrorCode::too_large, "{}: {} by {} cells are too many; cut out the city first", path,
                      columns, rows);
  }

  constexpr double kFiner = 1.2;  // cells this much finer than the grid are averaged
  std::vector<std::string> words{"-of", "MEM", "-t_srs", kWgs84, "-ot", "Float32", "-dstnodata", "nan"};
  words.insert(words.end(), {"-r", step_lat > extent->step_lat * kFiner ? "average" : "bilinear", "-te"});
  for (double const side : {box.west, box.south, box.east, box.north}) {
    words.push_back(fmt::format("{:.12f}", side));
  }
  words.insert(words.end(), {"-ts", std::to_string(columns), std::to_string(rows)});
  auto arguments = pointers(words);
  auto* const settings = GDALWarpAppOptionsNew(arguments.data(), nullptr);
  GDALDatasetH source = heights.get();
  Dataset const warped(settings == nullptr ? nullptr : GDALWarp("", nullptr, 1, &source, settings, nullptr));
  GDALWarpAppOptionsFree(settings);
  if (!warped || errors.any()) {
    return failed("reading its heights");
  }
  std::vector<float> metres(std::size_t{columns} * rows);
  if (GDALRasterIO(GDALGetRasterBand(warped.get(), 1), GF_Read, 0, 0, static_cast<int>(columns), static_cast<int>(rows),
                   metres.data(), static_cast<int>(columns), static_cast<int>(rows), GDT_Float32, 0, 0) != CE_None) {
    return failed("reading its heights");
  }
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  std::size_t known = 0;
  for (float& value : metres) {
    if (std::isfinite(value)) {
      value = static_cast<float>(value * unit);
      lowest = std::min<double>(lowest, value);
      highest = std::max<double>(highest, value);
      ++known;
    }
  }
  if (known == 0) {
    return base::fail(base::ErrorCode::invalid_value, "{}: band {} knows no height within {}", path, band, shown(box));
  }
  if (lowest < kLowest || highest > kHighest) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: band {} holds values from {:.1f} to {:.1f}; heights of the ground lie between {:.0f} and "
                      "{:.0f} m: is it another kind of raster, or a nodata value that the file does not name "
                      "(gdal_translate -a_nodata)?",
                      path, band, lowest, highest, kLowest, kHighest);
  }
  double const covered =
      (box.north - box.south) * (box.east - box.west) / ((wanted.north - wanted.south) * (wanted.east - wanted.west));
  return Elevation{
      .grid = ElevationGrid({.west = box.west + step_lon / 2,
                             .north = box.north - step_lat / 2,
                             .step_lon = step_lon,
                             .step_lat = step_lat,
                             .columns = columns,
                             .rows = rows},
                            std::move(metres)),
      .cell_metres = step_lat * kMetresOfDegree,
      .lowest = lowest,
      .highest = highest,
      .known = std::min(1.0, covered) * static_cast<double>(known) / static_cast<double>(std::size_t{columns} * rows)};
}

}  // namespace cartable::geo
