#include "city_audit.hpp"

#include "geo/database.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace cartable::store::testing {
namespace {

using geo::Database;

std::string text_of(Database& city, std::string const& sql, std::string* problem) {
  auto const value = city.query_value(sql);
  if (!value) {
    *problem += value.error().message + "\n";
    return {};
  }
  if (!*value) {
    return "none";
  }
  if (auto const* const number = std::get_if<std::int64_t>(&**value)) {
    return fmt::format("{}", *number);
  }
  if (auto const* const real = std::get_if<double>(&**value)) {
    return fmt::format("{}", *real);
  }
  auto const* const text = std::get_if<std::string>(&**value);
  return text != nullptr ? *text : "null";
}

/// SQLite's own digest of all rows: hex of every column, moments aside, in order of id.
std::string rows_of(Database& city, geo::LayerDef const& layer, std::string* problem) {
  std::string columns;
  for (auto const& field : layer.fields) {
    if (field.type != geo::FieldType::datetime && field.name != "input_revision") {
      columns += (columns.empty() ? "" : "||'|'||") + fmt::format("coalesce({},'')", field.name);
    }
  }
  if (layer.geometry != geo::GeometryType::none) {
    columns += "||'|'||coalesce(hex(geom),'')";
  }
  return text_of(
      city,
      fmt::format("SELECT group_concat(r, char(10)) FROM (SELECT {} AS r FROM {} ORDER BY r)", columns, layer.name),
      problem);
}

}  // namespace

std::string audit(std::string const& path, std::string* problem) {
  auto city = Database::open(path, Database::Mode::read);
  if (!city) {
    *problem += city.error().message;
    return {};
  }
  std::string out;
  auto const expect = [&](bool fine, std::string const& what) {
    if (!fine) {
      *problem += what + "\n";
    }
  };
  expect(text_of(*city, "PRAGMA integrity_check", problem) == "ok", "integrity_check");
  for (auto const& layer : schema_layers()) {
    auto const ask = [&](std::string const& sql) { return text_of(*city, sql, problem); };
    std::string const& name = layer.name;
    std::string const count = ask("SELECT count(*) FROM " + name);
    expect(ask(fmt::format("SELECT feature_count FROM gpkg_ogr_contents WHERE table_name='{}'", name)) == count,
           name + ": feature count of gpkg_ogr_contents");
    if (layer.geometry != geo::GeometryType::none) {
      std::string const extent =
          "SELECT min_x||' '||min_y||' '||max_x||' '||max_y FROM gpkg_contents WHERE table_name='" + name + "'";
      std::string const rows =
          "SELECT min(ST_MinX(geom))||' '||min(ST_MinY(geom))||' '||max(ST_MaxX(geom))||' '||max(ST_MaxY(geom)) FROM " +
          name;
      expect(ask(extent) == ask(rows), name + ": extent " + ask(extent) + " but rows " + ask(rows));
    }
    if (layer.spatial_index) {
      expect(ask(fmt::format("SELECT count(*) FROM rtree_{}_geom", name)) ==
                 ask(fmt::format("SELECT count(*) FROM {} WHERE geom NOT NULL", name)),
             name + ": rows of the spatial index");
      // The index keeps boxes as 32-bit numbers rounded outwards.
      expect(ask(fmt::format(
                 "SELECT count(*) FROM {0} t LEFT JOIN rtree_{0}_geom r ON r.id=t.fid WHERE geom NOT NULL AND NOT "
                 "(r.id IS NOT NULL AND r.minx<=ST_MinX(geom) AND r.maxx>=ST_MaxX(geom) AND r.miny<=ST_MinY(geom) AND "
                 "r.maxy>=ST_MaxY(geom) AND r.minx>ST_MinX(geom)-0.0001 AND r.maxx<ST_MaxX(geom)+0.0001)",
                 name)) == "0",
             name + ": boxes of the spatial index");
    }
    out +=
        fmt::format("{}: {}\n", name, name == "import_run" || name == "revision" ? "" : rows_of(*city, layer, problem));
  }
  out += text_of(*city, "SELECT group_concat(x) FROM (SELECT type||' '||name AS x FROM sqlite_master ORDER BY x)",
                 problem);
  return out;
}

}  // namespace cartable::store::testing
