#include "geo/raster_reader.hpp"

#include "base/assert.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "geo/gdal_support.hpp"
#include "geo/projection.hpp"

#include <gdal_priv.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <utility>

namespace cartable::geo {
namespace {

/// A strip of rows read at a time is at most so large.
constexpr std::int64_t kStripBytes = std::int64_t{16} << 20U;

struct CloseDataset {
  void operator()(GDALDataset* dataset) const noexcept { GDALClose(dataset); }
};

std::string wkt_of(OGRSpatialReference const& reference) {
  char* text = nullptr;
  reference.exportToWkt(&text);
  std::string out = text == nullptr ? "" : text;
  CPLFree(text);
  return out;
}

}  // namespace

struct RasterReader::Impl {
  std::string path;
  std::unique_ptr<GDALDataset, CloseDataset> dataset;
  RasterInfo info;
  std::array<double, 6> transform{};  ///< GDAL's: x = t0 + column·t1 + row·t2, y = t3 + column·t4 + row·t5
  std::optional<Projection> projection;

  base::Status locate(std::string const& crs) {
    if (dataset->GetGeoTransform(transform.data()) != CE_None) {
      return base::fail(base::ErrorCode::invalid_value,
                        "{}: does not say where on Earth its cells lie; georeference it first (gdal_translate -a_ullr)",
                        path);
    }
    info.cell_width = std::hypot(transform[1], transform[4]);
    info.cell_height = std::hypot(transform[2], transform[5]);
    info.north_up = transform[2] == 0 && transform[4] == 0 && transform[1] > 0 && transform[5] < 0;
    if (!(info.cell_width > 0) || !(info.cell_height > 0) || !std::isfinite(info.cell_width * info.cell_height)) {
      return base::fail(base::ErrorCode::corrupt, "{}: its cells have no size ({} by {}); export it again", path,
                        info.cell_width, info.cell_height);
    }
    std::string from = crs;
    if (OGRSpatialReference const* const own = dataset->GetSpatialRef(); from.empty() && own != nullptr) {
      from = wkt_of(*own);
    }
    if (from.empty()) {
      auto const width = static_cast<double>(info.width);
      auto const height = static_cast<double>(info.height);
      for (auto const& [column, row] : {std::pair(0.0, 0.0), {width, 0.0}, {0.0, height}, {width, height}}) {
        double const x = transform[0] + column * transform[1] + row * transform[2];
        double const y = transform[3] + column * transform[4] + row * transform[5];
        if (!(std::abs(x) <= 360 && std::abs(y) <= 90.0001)) {
          return base::fail(base::ErrorCode::invalid_value,
                            "{}: has no reference system and its positions are no degrees ({} {}); name it with --crs, "
                            "such as --crs EPSG:3035",
                            path, x, y);
        }
      }
      from = "EPSG:4326";
    }
    CARTABLE_ASSIGN(projection, Projection::from(from));
    info.crs = projection->name();
    info.geographic = projection->is_geographic();
    return {};
  }
};

bool identify_raster(std::string const& path) {
  GdalErrors const errors;
  std::string const absolute = std::filesystem::absolute(path).string();
  return GDALIdentifyDriverEx(absolute.c_str(), GDAL_OF_RASTER, kRasterDrivers.data(), nullptr) != nullptr;
}

RasterReader::RasterReader() : impl_(std::make_unique<Impl>()) {}
RasterReader::~RasterReader() = default;
RasterReader::RasterReader(RasterReader&&) noexcept = default;
RasterReader& RasterReader::operator=(RasterReader&&) noexcept = default;

base::Result<RasterReader> RasterReader::open(std::string const& path, std::string const& crs) {
  CARTABLE_TRY(base::check_input_file(path));
  GdalErrors errors;
  std::string const absolute = std::filesystem::absolute(path).string();
  if (!identify_raster(path)) {
    return base::fail(base::ErrorCode::unsupported, "{}: is not a raster that can be read; give a GeoTIFF", path);
  }
  RasterReader reader;
  Impl& impl = *reader.impl_;
  impl.path = path;
  impl.dataset.reset(GDALDataset::Open(absolute.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, kRasterDrivers.data()));
  if (!impl.dataset || errors.any()) {
    return base::fail(classify_gdal_message(errors.text(), base::ErrorCode::corrupt),
                      "{}: is damaged or not what its name says ({}); fetch or export it again", path,
                      errors.text().empty() ? "it cannot be opened" : errors.text());
  }
  impl.info.width = impl.dataset->GetRasterXSize();
  impl.info.height = impl.dataset->GetRasterYSize();
  for (int i = 1; i <= impl.dataset->GetRasterCount(); ++i) {
    GDALRasterBand& band = *impl.dataset->GetRasterBand(i);
    impl.info.bands.push_back({.name = base::mend_utf8(band.GetDescription()),
                               .transparency = band.GetColorInterpretation() == GCI_AlphaBand});
  }
  if (impl.info.bands.empty()) {
    return base::fail(base::ErrorCode::corrupt, "{}: holds no band of values", path);
  }
  CARTABLE_TRY(impl.locate(crs));
  return reader;
}

RasterInfo const& RasterReader::info() const noexcept { return impl_->info; }

base::Status RasterReader::read(int band_number,
                                std::function<bool(std::int64_t row, std::span<double const> values)> const& take) {
  CARTABLE_ASSERT(band_number >= 1 && band_number <= impl_->dataset->GetRasterCount());
  GdalErrors errors;
  GDALRasterBand& band = *impl_->dataset->GetRasterBand(band_number);
  if (GDALDataTypeIsComplex(band.GetRasterDataType()) != 0) {
    return base::fail(base::ErrorCode::unsupported, "{}: band {} holds complex numbers, not counts", impl_->path,
                      band_number);
  }
  int const width = static_cast<int>(impl_->info.width);
  int const height = static_cast<int>(impl_->info.height);
  int block_width = 0;
  int block_height = 1;
  band.GetBlockSize(&block_width, &block_height);
  auto const affordable = static_cast<int>(
      std::clamp<std::int64_t>(kStripBytes / (std::int64_t{width} * std::int64_t{sizeof(double)}), 1, height));
  int const strip = std::clamp(block_height, 1, affordable);

  double const scale = band.GetScale();
  double const offset = band.GetOffset();
  bool const scaled = scale != 1 || offset != 0;
  bool const masked = (band.GetMaskFlags() & GMF_ALL_VALID) == 0;
  auto const cells = static_cast<std::size_t>(width) * static_cast<std::size_t>(strip);
  std::vector<double> values(cells);
  std::vector<std::uint8_t> mask(masked ? cells : 0);
  for (int top = 0; top < height; top += strip) {
    int const rows = std::min(strip, height - top);
    bool const good = band.RasterIO(GF_Read, 0, top, width, rows, values.data(), width, rows, GDT_Float64, 0, 0,
                                    nullptr) == CE_None &&
                      (!masked || band.GetMaskBand()->RasterIO(GF_Read, 0, top, width, rows, mask.data(), width, rows,
                                                               GDT_Byte, 0, 0, nullptr) == CE_None);
    if (!good || errors.any()) {
      return base::fail(classify_gdal_message(errors.text(), base::ErrorCode::corrupt),
                        "{}: reading stopped at row {} of {}: {}; fetch or export it again", impl_->path, top + 1,
                        height, errors.text());
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(width) * static_cast<std::size_t>(rows); ++i) {
      if (masked && mask[i] == 0) {
        values[i] = std::numeric_limits<double>::quiet_NaN();
      } else if (scaled) {
        values[i] = values[i] * scale + offset;
      }
    }
    for (int row = 0; row < rows; ++row) {
      auto const begin = static_cast<std::size_t>(row) * static_cast<std::size_t>(width);
      if (!take(top + row, std::span(values).subspan(begin, static_cast<std::size_t>(width)))) {
        return {};
      }
    }
  }
  return {};
}

RasterPosition RasterReader::corner(double column, double row) const noexcept {
  auto const& t = impl_->transform;
  return {.x = t[0] + column * t[1] + row * t[2], .y = t[3] + column * t[4] + row * t[5]};
}

std::vector<std::optional<LonLat>> RasterReader::corners(std::int64_t row, std::int64_t step) const {
  CARTABLE_ASSERT(step >= 1);
  std::vector<double> xs;
  std::vector<double> ys;
  auto const add = [&](std::int64_t column) {
    RasterPosition const at = corner(static_cast<double>(column), static_cast<double>(row));
    xs.push_back(at.x);
    ys.push_back(at.y);
  };
  for (std::int64_t column = 0; column < impl_->info.width; column += step) {
    add(column);
  }
  add(impl_->info.width);
  return impl_->projection->to_wgs84(std::move(xs), std::move(ys));
}

std::vector<std::optional<LonLat>> RasterReader::middles(std::int64_t row, std::int64_t first,
                                                         std::int64_t last) const {
  std::vector<double> xs;
  std::vector<double> ys;
  for (std::int64_t column = first; column < last; ++column) {
    RasterPosition const at = corner(static_cast<double>(column) + 0.5, static_cast<double>(row) + 0.5);
    xs.push_back(at.x);
    ys.push_back(at.y);
  }
  return impl_->projection->to_wgs84(std::move(xs), std::move(ys));
}

}  // namespace cartable::geo
