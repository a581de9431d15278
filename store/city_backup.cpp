#include "store/city_backup.hpp"

#include "geo/database_url.hpp"
#include "store/city_database.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace cartable::store {
namespace {

using base::ErrorCode;
using geo::Database;

/// The tables as the city has them: the schema's, with the columns that a person added.
std::vector<geo::LayerDef> layers_of(Database& city) {
  auto layers = schema_layers();
  for (auto& layer : layers) {
    for (auto& field : city.fields(layer.name)) {
      if (std::none_of(layer.fields.begin(), layer.fields.end(), [&](auto const& f) { return f.name == field.name; })) {
        layer.fields.push_back(std::move(field));
      }
    }
  }
  return layers;
}

geo::FieldValue value_of(geo::RowBatch const& batch, std::size_t column, std::size_t row, geo::FieldType type) {
  if (batch.is_null(column, row)) {
    return {};
  }
  switch (type) {
    case geo::FieldType::integer:
    case geo::FieldType::integer64: return batch.integer(column, row);
    case geo::FieldType::real: return batch.real(column, row);
    case geo::FieldType::datetime: return Database::to_datetime(batch.milliseconds(column, row));
    case geo::FieldType::text:
    case geo::FieldType::binary: break;
  }
  return std::string(batch.text(column, row));
}

base::Status copy_table(Database& from, Database& to, geo::LayerDef const& layer, std::int64_t& copied,
                        base::Progress const& progress) {
  std::vector<std::string> columns;
  for (auto const& field : layer.fields) {
    columns.push_back(field.name);
  }
  std::string const step = "copying " + layer.name;
  return from.scan(layer.name, {}, columns, layer.geometry != geo::GeometryType::none,
                   [&](geo::RowBatch const& batch) -> base::Status {
                     progress(step, static_cast<std::uint64_t>(copied), 0);
                     if (progress.stop.stop_requested()) {
                       return base::fail(ErrorCode::cancelled, "stopped; nothing was kept");
                     }
                     geo::Row row;
                     row.fields.resize(columns.size());
                     for (std::size_t i = 0; i < batch.size(); ++i) {
                       row.fid = batch.fid(i);
                       CARTABLE_ASSIGN(row.geometry, batch.geometry(i));
                       for (std::size_t c = 0; c < columns.size(); ++c) {
                         row.fields[c] = value_of(batch, c, i, layer.fields[c].type);
                       }
                       CARTABLE_TRY(to.insert(layer.name, row));
                       ++copied;
                     }
                     return {};
                   });
}

base::Result<std::int64_t> sum_of_revisions(Database& city) {
  CARTABLE_ASSIGN(auto const revisions, read_revisions(city));
  return std::accumulate(revisions.begin(), revisions.end(), std::int64_t{0});
}

/// From file to file the engine copies itself: faster, and with all that a person added.
base::Result<BackupReport> copy_file(std::string const& from, std::string const& to) {
  {
    CARTABLE_ASSIGN(auto city, Database::open(from, Database::Mode::read));
    CARTABLE_TRY(stored_version(city, from));
  }
  CARTABLE_TRY(Database::copy_file(from, to));
  // The copy may be of a later state than the first look: what is told is read from it.
  CARTABLE_ASSIGN(auto copy, Database::open(to, Database::Mode::read));
  BackupReport report;
  CARTABLE_ASSIGN(report.revision, sum_of_revisions(copy));
  for (auto const& layer : schema_layers()) {
    if (copy.has_layer(layer.name)) {
      CARTABLE_ASSIGN(auto const count, copy.query_value("SELECT count(*) FROM " + layer.name));
      auto const* const rows = count ? std::get_if<std::int64_t>(&*count) : nullptr;
      report.records += rows != nullptr ? *rows : 0;
    }
  }
  return report;
}

base::Result<BackupReport> copy_rows(std::string const& from, std::string const& to, base::Progress const& progress) {
  CARTABLE_ASSIGN(auto city, open_city(from, Database::Mode::read));
  BackupReport report;
  CARTABLE_ASSIGN(report.revision, sum_of_revisions(city));
  auto const layers = layers_of(city);
  for (auto& name : city.layer_names()) {
    if (std::none_of(layers.begin(), layers.end(), [&](auto const& layer) { return layer.name == name; })) {
      report.left_out.push_back(std::move(name));
    }
  }
  auto const made = Database::create(to, layers, [&](Database& copy) -> base::Status {
    city.expect(layers);
    copy.expect(layers);
    for (auto const& layer : layers) {
      CARTABLE_TRY(copy_table(city, copy, layer, report.records, progress));
    }
    return {};
  });
  CARTABLE_TRY(made);
  return report;
}

}  // namespace

base::Result<BackupReport> backup_city(std::string const& from, std::string const& to, base::Progress const& progress) {
  bool const files = !geo::is_database_url(from) && !geo::is_database_url(to);
  auto report = files ? copy_file(from, to) : copy_rows(from, to, progress);
  if (!report && report.error().code == ErrorCode::disk_full) {
    return base::fail(ErrorCode::disk_full,
                      "{}: the disk is full; nothing was kept; free some space and try again ({})",
                      geo::without_password(to), report.error().message);
  }
  return report;
}

}  // namespace cartable::store
