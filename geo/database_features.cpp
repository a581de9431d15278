#include "geo/database_batches.hpp"
#include "geo/gdal_support.hpp"
#include "geo/wkb_reader.hpp"

#include <cpl_string.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

// Rows of a layer or of a query through OGR's features.
namespace cartable::geo {
namespace {

using base::ErrorCode;

std::int64_t truncated(double value) noexcept { return std::abs(value) < 9e18 ? static_cast<std::int64_t>(value) : 0; }

class FeatureBatch final : public RowBatch {
 public:
  std::vector<int> columns;  ///< OGR's field index of each
  int fid_field = -1;        ///< of a query: the column with the fid
  int geometry_field = -1;   ///< of a query: the column with the geometry's well-known binary
  std::vector<OGRFeatureUniquePtr> features;

  [[nodiscard]] std::size_t size() const noexcept override { return features.size(); }
  [[nodiscard]] std::int64_t fid(std::size_t row) const noexcept override {
    return fid_field < 0 ? features[row]->GetFID() : features[row]->GetFieldAsInteger64(fid_field);
  }
  [[nodiscard]] bool is_null(std::size_t column, std::size_t row) const noexcept override {
    return features[row]->IsFieldSetAndNotNull(columns[column]) == 0;
  }
  [[nodiscard]] std::string_view text(std::size_t column, std::size_t row) const noexcept override {
    if (is_null(column, row)) {
      return {};
    }
    OGRField const& field = *features[row]->GetRawFieldRef(columns[column]);
    switch (type(column, row)) {
      case OFTString: return field.String;
      case OFTBinary: return bytes(field);
      default: return {};
    }
  }
  [[nodiscard]] std::int64_t integer(std::size_t column, std::size_t row) const noexcept override {
    switch (is_null(column, row) ? OFTString : type(column, row)) {
      case OFTInteger:
      case OFTInteger64: return features[row]->GetFieldAsInteger64(columns[column]);
      case OFTReal: return truncated(features[row]->GetFieldAsDouble(columns[column]));
      default: return 0;
    }
  }
  [[nodiscard]] double real(std::size_t column, std::size_t row) const noexcept override {
    return type(column, row) == OFTReal && !is_null(column, row) ? features[row]->GetFieldAsDouble(columns[column])
                                                                 : static_cast<double>(integer(column, row));
  }
  [[nodiscard]] std::int64_t milliseconds(std::size_t column, std::size_t row) const noexcept override {
    if (is_null(column, row) || type(column, row) != OFTDateTime) {
      return 0;
    }
    using namespace std::chrono;
    auto const& date = features[row]->GetRawFieldRef(columns[column])->Date;
    auto const day = sys_days(year(date.Year) / month(date.Month) / date.Day);
    // OGR's zones count quarters of an hour from 100; 0 and 1 are unknown and local, which we never write.
    minutes const zone(date.TZFlag > 1 ? (date.TZFlag - 100) * 15 : 0);
    auto const moment = day.time_since_epoch() + hours(date.Hour) + minutes(date.Minute) - zone;
    return duration_cast<std::chrono::milliseconds>(moment).count() +
           std::llround(static_cast<double>(date.Second) * 1000);
  }
  [[nodiscard]] base::Result<Geometry> geometry(std::size_t row) const override {
    if (geometry_field >= 0) {
      return features[row]->IsFieldSetAndNotNull(geometry_field) != 0
                 ? read_wkb(bytes(*features[row]->GetRawFieldRef(geometry_field)))
                 : Geometry();
    }
    OGRGeometry const* const found = features[row]->GetGeometryRef();
    if (found == nullptr) {
      return Geometry();
    }
    std::string bytes(found->WkbSize(), '\0');
    if (found->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(bytes.data()), wkbVariantIso) != OGRERR_NONE) {
      return base::fail(ErrorCode::corrupt, "a geometry cannot be read");
    }
    return read_wkb(bytes);
  }

 private:
  [[nodiscard]] static std::string_view bytes(OGRField const& field) noexcept {
    return {reinterpret_cast<char const*>(field.Binary.paData), static_cast<std::size_t>(field.Binary.nCount)};
  }
  [[nodiscard]] OGRFieldType type(std::size_t column, std::size_t row) const noexcept {
    return features[row]->GetFieldDefnRef(columns[column])->GetType();
  }
};

base::Status scan_features(OGRLayer& layer, FeatureBatch& batch, std::string const& doing,
                           std::function<base::Status(RowBatch const&)> const& take) {
  constexpr std::size_t kRows = 256;
  GdalErrors errors;
  layer.ResetReading();
  while (true) {
    batch.features.clear();
    while (batch.features.size() < kRows) {
      OGRFeatureUniquePtr feature(layer.GetNextFeature());
      if (!feature) {
        break;
      }
      batch.features.push_back(std::move(feature));
    }
    if (errors.any()) {
      return tl::unexpected(errors.error(ErrorCode::corrupt, doing));
    }
    if (batch.features.empty()) {
      return {};
    }
    CARTABLE_TRY(take(batch));
  }
}

base::Status find_columns(OGRFeatureDefn& definition, ScanRequest const& request, FeatureBatch& batch) {
  for (auto const& name : request.columns) {
    batch.columns.push_back(definition.GetFieldIndex(name.c_str()));
    if (batch.columns.back() < 0) {
      return base::fail(ErrorCode::corrupt, "{}: there is no column {}", request.doing, name);
    }
  }
  return {};
}

}  // namespace

Narrowed::~Narrowed() {
  GdalErrors quiet;
  layer_.SetAttributeFilter(nullptr);
  layer_.SetIgnoredFields(static_cast<char const**>(nullptr));
  layer_.ResetReading();
}

base::Status Narrowed::narrow(ScanRequest const& request) {
  CPLStringList ignored;
  OGRFeatureDefn* const definition = layer_.GetLayerDefn();
  for (int i = 0; i < definition->GetFieldCount(); ++i) {
    char const* const name = definition->GetFieldDefn(i)->GetNameRef();
    if (std::find(request.columns.begin(), request.columns.end(), name) == request.columns.end()) {
      ignored.AddString(name);
    }
  }
  if (!request.with_geometry) {
    ignored.AddString("OGR_GEOMETRY");
  }
  GdalErrors errors;
  CARTABLE_TRY(errors.check(layer_.SetIgnoredFields(const_cast<char const**>(ignored.List())), ErrorCode::internal,
                            request.doing));
  return errors.check(layer_.SetAttributeFilter(request.filter.empty() ? nullptr : request.filter.c_str()),
                      ErrorCode::internal, request.doing);
}

base::Status scan_layer_features(OGRLayer& layer, ScanRequest const& request,
                                 std::function<base::Status(RowBatch const&)> const& take) {
  Narrowed narrowed(layer);
  CARTABLE_TRY(narrowed.narrow(request));
  FeatureBatch batch;
  CARTABLE_TRY(find_columns(*layer.GetLayerDefn(), request, batch));
  return scan_features(layer, batch, request.doing, take);
}

base::Status scan_query_features(OGRLayer& rows, ScanRequest const& request,
                                 std::function<base::Status(RowBatch const&)> const& take) {
  FeatureBatch batch;
  CARTABLE_TRY(find_columns(*rows.GetLayerDefn(), request, batch));
  batch.fid_field = rows.GetLayerDefn()->GetFieldIndex("fid");
  batch.geometry_field = request.with_geometry ? rows.GetLayerDefn()->GetFieldIndex("geom") : -1;
  return scan_features(rows, batch, request.doing, take);
}

}  // namespace cartable::geo
