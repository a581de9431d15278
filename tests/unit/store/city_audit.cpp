#include "city_audit.hpp"

#include "geo/database.hpp"
#include "geo/database_url.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
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

/// A digest of all rows: every column, moments aside, in order of id.
std::string rows_of(Database& city, geo::LayerDef const& layer, bool file, std::string* problem) {
  std::string columns;
  for (auto const& field : layer.fields) {
    if (field.type != geo::FieldType::datetime && field.name != "input_revision") {
      bool const bytes = field.type == geo::FieldType::binary;
      columns += (columns.empty() ? "" : "||'|'||") +
                 fmt::format(fmt::runtime(file ? "coalesce({0},'')"
                                               : (bytes ? "coalesce(md5({0}),'')" : "coalesce({0}::text,'')")),
                             field.name);
    }
  }
  if (layer.geometry != geo::GeometryType::none) {
    columns += file ? "||'|'||coalesce(hex(geom),'')" : "||'|'||coalesce(encode(ST_AsBinary(geom),'hex'),'')";
  }
  return text_of(
      city,
      fmt::format(fmt::runtime(file ? "SELECT group_concat(r, char(10)) FROM (SELECT {} AS r FROM {} ORDER BY r)"
                                    : "SELECT string_agg(r, chr(10) ORDER BY r) FROM (SELECT {} AS r FROM {}) x"),
                  columns, layer.name),
      problem);
}

using Expect = std::function<void(bool, std::string const&)>;
using Ask = std::function<std::string(std::string const&)>;

/// What must agree in a GeoPackage.
void audit_file_layer(geo::LayerDef const& layer, Ask const& ask, Expect const& expect) {
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
    expect(ask(fmt::format("SELECT rtreecheck('rtree_{}_geom')", name)) == "ok", name + ": rtreecheck");
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
}

/// What must agree in PostgreSQL: indexes are valid and hold every row, numbers of rows to come are free.
void audit_schema_layer(geo::LayerDef const& layer, Ask const& ask, Expect const& expect) {
  std::string const& name = layer.name;
  expect(
      ask(fmt::format("SELECT count(*) FROM pg_index WHERE indrelid='{}'::regclass AND NOT indisvalid", name)) == "0",
      name + ": an index is not valid");
  expect(
      ask(fmt::format("SELECT count(bt_index_check(c.oid, true)) FROM pg_index i JOIN pg_class c ON c.oid=i.indexrelid "
                      "JOIN pg_am a ON a.oid=c.relam AND a.amname='btree' WHERE i.indrelid='{}'::regclass",
                      name)) != "0",
      name + ": no index of rows");
  expect(ask(fmt::format("SELECT (coalesce(max(fid),0) < nextval(pg_get_serial_sequence('{0}','fid')))::int FROM {0}",
                         name)) == "1",
         name + ": the next fid is taken");
  bool const has_gist =
      ask(fmt::format("SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid=i.indexrelid JOIN pg_am a "
                      "ON a.oid=c.relam AND a.amname='gist' WHERE i.indrelid='{}'::regclass",
                      name)) == "1";
  expect(has_gist == layer.spatial_index, name + ": spatial index");
  if (layer.spatial_index) {
    std::string const everywhere = "geom && ST_MakeEnvelope(-1000,-1000,1000,1000,4326)";
    std::string const rows = ask(fmt::format("SELECT count(*) FROM {} WHERE geom IS NOT NULL", name));
    static_cast<void>(ask("SELECT set_config('enable_seqscan','off',false)"));
    expect(ask(fmt::format("SELECT count(*) FROM {} WHERE {}", name, everywhere)) == rows,
           name + ": rows of the spatial index");
    expect(ask(fmt::format("SELECT count(*) FROM {0} a WHERE geom IS NOT NULL AND NOT EXISTS (SELECT FROM {0} b WHERE "
                           "b.geom && a.geom AND b.fid=a.fid)",
                           name)) == "0",
           name + ": boxes of the spatial index");
    static_cast<void>(ask("SELECT set_config('enable_seqscan','on',false)"));
  }
}

}  // namespace

std::string audit(std::string const& where, std::string* problem) {
  bool const file = !geo::is_database_url(where);
  // PostgreSQL: not a reader, as looking at the next number of a sequence is a write.
  auto city = Database::open(where, file ? Database::Mode::read : Database::Mode::update);
  if (!city) {
    *problem += city.error().message;
    return {};
  }
  std::string out;
  Expect const expect = [&](bool fine, std::string const& what) {
    if (!fine) {
      *problem += what + "\n";
    }
  };
  Ask const ask = [&](std::string const& sql) { return text_of(*city, sql, problem); };
  if (file) {
    expect(ask("PRAGMA integrity_check") == "ok", "integrity_check");
  }
  for (auto const& layer : schema_layers()) {
    (file ? audit_file_layer : audit_schema_layer)(layer, ask, expect);
    bool const left_out = layer.name == "import_run" || layer.name == "revision";
    out += fmt::format("{}: {}\n", layer.name, left_out ? "" : rows_of(*city, layer, file, problem));
  }
  out += file ? ask("SELECT group_concat(x) FROM (SELECT type||' '||name AS x FROM sqlite_master ORDER BY x)")
              : ask("SELECT string_agg(relkind::text||' '||relname, ',' ORDER BY relname) FROM pg_class WHERE "
                    "relnamespace=current_schema()::regnamespace");
  return out;
}

}  // namespace cartable::store::testing
