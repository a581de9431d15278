#include "geo/database_gpkg.hpp"

#include "geo/database.hpp"
#include "geo/database_batches.hpp"
#include "geo/database_impl.hpp"
#include "geo/gdal_support.hpp"

#include <unistd.h>

#include <utility>

// A city in a GeoPackage file: SQLite behind GDAL.
namespace cartable::geo {
namespace {

using base::ErrorCode;

constexpr std::chrono::milliseconds kWritePatience{2000};    ///< for another writer to finish, at begin()
constexpr std::chrono::milliseconds kCommitPatience{30000};  ///< for readers to read to the end, at commit()

}  // namespace

GpkgImpl::~GpkgImpl() { close(); }

bool GpkgImpl::has_table(std::string_view name) {
  GdalErrors quiet;
  return dataset->GetLayerByName(std::string(name).c_str()) != nullptr;
}

std::vector<std::string> GpkgImpl::tables() {
  std::vector<std::string> names;
  for (OGRLayer* const layer : dataset->GetLayers()) {
    names.emplace_back(layer->GetName());
  }
  return names;
}

void GpkgImpl::layer_options(LayerDef const& layer, CPLStringList& options) const {
  if (layer.geometry != GeometryType::none) {
    options.SetNameValue("SPATIAL_INDEX", layer.spatial_index ? "YES" : "NO");
  }
}

base::Status GpkgImpl::make_feature(Layer& layer) {
  layer.feature.reset(OGRFeature::CreateFeature(layer.handle->GetLayerDefn()));
  return {};
}

base::Status GpkgImpl::before_begin() { return execute(fmt::format("PRAGMA busy_timeout={}", kWritePatience.count())); }

base::Status GpkgImpl::before_commit() {
  return execute(fmt::format("PRAGMA busy_timeout={}", kCommitPatience.count()));
}

base::Status GpkgImpl::sync(std::string const& name, Layer& layer) {
  if (auto const adding = bulk.find(name); adding != bulk.end()) {
    CARTABLE_TRY(adding->second.finish());
  }
  GdalErrors errors;
  CARTABLE_TRY(errors.check(layer.handle->SyncToDisk(), ErrorCode::internal, fmt::format("{}: {}", where, name)));
  // GDAL only widens the extent, and writes it when the file is closed: after our commit, so a killed process
  // would leave the old one. The index of rows by name is in gpkg_contents under the layer's name.
  if (layer.handle->GetGeomType() != wkbNone) {
    CARTABLE_TRY(execute(
        fmt::format("UPDATE gpkg_contents SET (min_x,min_y,max_x,max_y)=(SELECT min(ST_MinX(geom)),min(ST_MinY(geom)),"
                    "max(ST_MaxX(geom)),max(ST_MaxY(geom)) FROM \"{0}\") WHERE table_name='{0}'",
                    name)));
  }
  CARTABLE_TRY(execute(fmt::format(
      "UPDATE gpkg_ogr_contents SET feature_count=(SELECT count(*) FROM \"{0}\") WHERE table_name='{0}'", name)));
  return execute(fmt::format(
      "UPDATE gpkg_contents SET last_change=strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name='{}'", name));
}

base::Status GpkgImpl::insert(std::string const& name, Layer& layer, Row const& row) {
  if (in_transaction && layer.handle->GetGeomType() != wkbNone) {
    CARTABLE_TRY(bulk.try_emplace(name, *this, name).first->second.row_comes());
  }
  CARTABLE_TRY(fill_feature(layer, row, false));
  GdalErrors errors;
  return errors.check(layer.handle->CreateFeature(layer.feature.get()), ErrorCode::internal,
                      fmt::format("{}: adding to {}", where, name));
}

base::Status GpkgImpl::update(std::string const& name, Layer& layer, Row const& row) {
  if (in_transaction && layer.handle->GetGeomType() != wkbNone) {
    CARTABLE_TRY(bulk.try_emplace(name, *this, name).first->second.row_comes());
  }
  CARTABLE_TRY(fill_feature(layer, row, false));
  GdalErrors errors;
  return errors.check(layer.handle->SetFeature(layer.feature.get()), ErrorCode::internal,
                      fmt::format("{}: changing row {} of {}", where, row.fid, name));
}

base::Status GpkgImpl::erase(std::string const& name, Layer& layer, std::int64_t fid) {
  GdalErrors errors;
  return errors.check(layer.handle->DeleteFeature(fid), ErrorCode::internal,
                      fmt::format("{}: removing row {} of {}", where, fid, name));
}

base::Status GpkgImpl::scan(std::string const& name, Layer& layer, std::string const& filter,
                            std::vector<std::string> const& columns, bool with_geometry,
                            std::function<base::Status(RowBatch const&)> const& take) {
  ScanRequest const request{.doing = fmt::format("{}: reading {}", where, name),
                            .filter = filter,
                            .columns = columns,
                            .with_geometry = with_geometry};
  // Once a row was updated in a transaction, GDAL 3.6.2's Arrow stream gives no rows at all, or never ends.
  return mode == Database::Mode::update ? scan_layer_features(*layer.handle, request, take)
                                        : scan_arrow(*layer.handle, request, take);
}

base::Result<std::string> GpkgImpl::keep_copy(std::string const& suffix) {
  std::string copy = path + suffix;
  CARTABLE_TRY(copy_gpkg(*this, copy));
  return copy;
}

base::Result<std::unique_ptr<Database::Impl>> open_gpkg(std::string const& path, Database::Mode mode,
                                                        std::chrono::milliseconds patience) {
  auto out = std::make_unique<GpkgImpl>(path, mode);
  CARTABLE_ASSIGN(out->turn, FileTurn::take(path, patience));
  CARTABLE_TRY(check_gpkg(path));

  GdalErrors errors;
  // A journal beside the file may be a dead writer's: SQLite puts things right on the first read, but only for
  // one that may write. If a writer is alive the journal is its own, and is left alone.
  bool const has_journal = ::access((path + "-journal").c_str(), F_OK) == 0;
  bool const writable = mode == Database::Mode::update || (has_journal && ::access(path.c_str(), W_OK) == 0);
  {
    ThreadOption const full("OGR_SQLITE_SYNCHRONOUS", "FULL");
    ThreadOption const busy("SQLITE_BUSY_TIMEOUT", std::to_string(patience.count()));
    unsigned const flags = GDAL_OF_VECTOR | (writable ? GDAL_OF_UPDATE : GDAL_OF_READONLY);
    char const* const drivers[] = {"GPKG", nullptr};
    out->dataset.reset(GDALDataset::Open(path.c_str(), flags, drivers, nullptr, nullptr));
  }
  if (!out->dataset) {
    auto error = errors.error(ErrorCode::corrupt, fmt::format("{}: cannot be opened as a GeoPackage", path));
    if (mode == Database::Mode::update && (::access(path.c_str(), W_OK) != 0)) {
      error.code = ErrorCode::unwritable;
    }
    return tl::unexpected(std::move(error));
  }
  if (mode == Database::Mode::update) {
    CARTABLE_TRY(out->execute("PRAGMA cache_spill=OFF"));
  } else {
    // One state from the first table to the last: a read transaction takes its lock with the first statement.
    CARTABLE_TRY(out->execute("BEGIN"));
    CARTABLE_TRY(out->execute("SELECT count(*) FROM sqlite_master"));
  }
  return out;
}

}  // namespace cartable::geo
