#include "geo/database_pg.hpp"

#include "geo/database_batches.hpp"
#include "geo/gdal_support.hpp"

#include <algorithm>
#include <utility>

// Rows and tables of a city in PostgreSQL. New rows go by COPY (OGR's); changes and removals by statements of some
// hundred rows each, as one statement a row waits for the server as many times; reading by queries of our own, in
// order of fid, as OGR's layers have no order to ask for.
namespace cartable::geo {
namespace {

using base::ErrorCode;

constexpr std::size_t kWaitingRows = 500;
constexpr std::size_t kWaitingBytes = std::size_t{1} << 20U;
constexpr std::string_view kCursorRows = "2000";      ///< fetched in one go
constexpr std::string_view kCursorRowsOfBlobs = "4";  ///< the same, where a row may have megabytes
constexpr std::string_view kLockPatience = "2s";      ///< for another writer to finish

std::string quoted(std::string_view name) { return fmt::format("\"{}\"", name); }

void append_json(std::string& out, std::string_view text) {
  out += '"';
  for (char const c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_value(std::string& out, FieldValue const& value, FieldType type) {
  if (std::holds_alternative<std::monostate>(value)) {
    out += "null";
  } else if (auto const* const integer = std::get_if<std::int64_t>(&value)) {
    out += fmt::format("{}", *integer);
  } else if (auto const* const real = std::get_if<double>(&value)) {
    append_json(out, fmt::format("{}", *real));  // as text: JSON has no word for what is not finite
  } else if (type == FieldType::binary) {
    out += "\"\\\\x";
    append_hex(out, std::get<std::string>(value));
    out += '"';
  } else {
    append_json(out, std::get<std::string>(value));
  }
}

base::Status append_geometry(std::string& out, Geometry const& geometry) {
  auto const shape = to_ogr(geometry);
  if (!shape) {
    out += "null";
    return {};
  }
  std::string bytes(shape->WkbSize(), '\0');
  if (shape->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(bytes.data()), wkbVariantIso) != OGRERR_NONE) {
    return base::fail(ErrorCode::internal, "a geometry cannot be written");
  }
  out += "\"SRID=4326;";
  append_hex(out, bytes);
  out += '"';
  return {};
}

}  // namespace

base::Result<std::vector<std::string>> PgImpl::texts(std::string const& sql) {
  CARTABLE_TRY(flush());
  GdalErrors errors;
  std::vector<std::string> out;
  if (OGRLayer* const rows = dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr)) {
    while (OGRFeatureUniquePtr const row{rows->GetNextFeature()}) {
      out.emplace_back(row->GetFieldCount() > 0 ? row->GetFieldAsString(0) : "");
    }
    dataset->ReleaseResultSet(rows);
  }
  if (errors.any()) {
    return tl::unexpected(explained(errors.error(ErrorCode::internal, where)));
  }
  return out;
}

std::vector<std::string> PgImpl::tables() {
  if (!known_tables) {
    // What an extension brought (PostGIS in the schema public) is not the city's.
    auto const found = texts(
        fmt::format("SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON "
                    "n.oid=c.relnamespace WHERE n.nspname={} AND c.relkind IN ('r','p','f','v','m') AND NOT EXISTS "
                    "(SELECT FROM pg_catalog.pg_depend d WHERE d.classid='pg_catalog.pg_class'::regclass AND "
                    "d.objid=c.oid AND d.deptype='e') ORDER BY 1",
                    sql_quote(address.schema)));
    if (!found) {
      return {};
    }
    known_tables.emplace(found->begin(), found->end());
  }
  return {known_tables->begin(), known_tables->end()};
}

bool PgImpl::has_table(std::string_view name) {
  if (!known_tables) {
    static_cast<void>(tables());
  }
  return known_tables && known_tables->contains(name);
}

void PgImpl::layer_options(LayerDef const& layer, CPLStringList& options) const {
  options.SetNameValue("FID64", "YES");
  if (layer.geometry != GeometryType::none) {
    options.SetNameValue("SPATIAL_INDEX", layer.spatial_index ? "GIST" : "NONE");
  }
}

base::Status PgImpl::made_table(LayerDef const& layer) {
  if (known_tables) {
    known_tables->insert(layer.name);
  }
  for (auto const& field : layer.fields) {
    if (field.type == FieldType::binary) {  // compressed already, by whoever made it
      CARTABLE_TRY(execute_now(
          fmt::format("ALTER TABLE {} ALTER COLUMN {} SET STORAGE EXTERNAL", quoted(layer.name), quoted(field.name))));
    }
  }
  return {};
}

base::Status PgImpl::make_feature(Layer& layer) {
  // See fill_feature().
  layer.definition.reset(layer.handle->GetLayerDefn()->Clone());
  layer.definition->Reference();
  for (int i = 0; i < layer.definition->GetFieldCount(); ++i) {
    if (OGRFieldDefn* const field = layer.definition->GetFieldDefn(i);
        field->GetType() == OFTReal || field->GetType() == OFTBinary) {
      field->SetType(OFTString);
    }
  }
  layer.feature.reset(OGRFeature::CreateFeature(layer.definition.get()));
  return {};
}

base::Status PgImpl::after_begin() {
  waiting = {};
  return execute_now(fmt::format("SET LOCAL lock_timeout='{}'", kLockPatience));
}

base::Status PgImpl::wait_with(Waiting::Kind kind, std::string const& table, std::string const& columns) {
  if (waiting.kind != kind || waiting.table != table || waiting.columns != columns || waiting.rows >= kWaitingRows ||
      waiting.text.size() >= kWaitingBytes) {
    CARTABLE_TRY(flush());
    waiting.kind = kind;
    waiting.table = table;
    waiting.columns = columns;
  }
  waiting.text += waiting.rows++ == 0 ? "" : ",";
  return {};
}

base::Status PgImpl::flush() {
  if (waiting.kind == Waiting::Kind::none) {
    return {};
  }
  Waiting const now = std::exchange(waiting, {});
  if (now.kind == Waiting::Kind::erase) {
    return execute_now(fmt::format("DELETE FROM {} WHERE fid IN ({})", quoted(now.table), now.text));
  }
  std::string values;
  for (std::size_t at = 0; at < now.columns.size();) {
    auto const comma = std::min(now.columns.find(',', at), now.columns.size());
    values += fmt::format("{}v.{}", values.empty() ? "" : ",", now.columns.substr(at, comma - at));
    at = comma + 1;
  }
  // The table's own row type gives each value its type.
  return execute_now(
      fmt::format("UPDATE {0} AS t SET ({1})=ROW({2}) FROM json_populate_recordset(NULL::{0}, {3}) AS v WHERE "
                  "t.fid=v.fid",
                  quoted(now.table), now.columns, values, sql_quote('[' + now.text + ']')));
}

base::Status PgImpl::insert(std::string const& name, Layer& layer, Row const& row) {
  CARTABLE_TRY(flush());
  CARTABLE_TRY(fill_feature(layer, row, true));
  GdalErrors errors;
  auto const done = errors.check(layer.handle->CreateFeature(layer.feature.get()), ErrorCode::internal,
                                 fmt::format("{}: adding to {}", where, name));
  return done ? done : explained_failure(done);
}

base::Status PgImpl::update(std::string const& name, Layer& layer, Row const& row) {
  bool const with_geometry = layer.handle->GetGeomType() != wkbNone;
  std::string columns = with_geometry ? quoted("geom") : std::string();
  for (auto const& column : layer.columns) {
    columns += (columns.empty() ? "" : ",") + quoted(column.name);
  }
  CARTABLE_TRY(fill_feature(layer, row, true));  // finds out a moment that is none, as the other engine does
  CARTABLE_TRY(wait_with(Waiting::Kind::update, name, columns));
  std::string& text = waiting.text;
  text += fmt::format("{{\"fid\":{}", row.fid);
  if (with_geometry) {
    text += ",\"geom\":";
    CARTABLE_TRY(append_geometry(text, row.geometry));
  }
  for (std::size_t i = 0; i < layer.columns.size(); ++i) {
    text += fmt::format(",\"{}\":", layer.columns[i].name);
    append_value(text, row.fields[i], layer.columns[i].type);
  }
  text += '}';
  return {};
}

base::Status PgImpl::erase(std::string const& name, Layer&, std::int64_t fid) {
  CARTABLE_TRY(wait_with(Waiting::Kind::erase, name, {}));
  waiting.text += fmt::format("{}", fid);
  return {};
}

base::Status PgImpl::sync(std::string const& name, Layer& layer) {
  GdalErrors errors;
  auto const done = errors.check(layer.handle->SyncToDisk(), ErrorCode::internal, fmt::format("{}: {}", where, name));
  if (!done) {
    return explained_failure(done);
  }
  if (layer.has_given_fids) {
    CARTABLE_TRY(execute_now(
        fmt::format("SELECT setval(pg_get_serial_sequence({0},'fid'), (SELECT coalesce(max(fid),0)+1 FROM {1}), false)",
                    sql_quote(quoted(name)), quoted(name))));
  }
  return {};
}

base::Status PgImpl::before_commit() {
  // The COMMIT of a transaction that failed is a ROLLBACK, and no error: this is one.
  return execute_now("SELECT 1");
}

base::Status PgImpl::scan(std::string const& name, Layer& layer, std::string const& filter,
                          std::vector<std::string> const& columns, bool with_geometry,
                          std::function<base::Status(RowBatch const&)> const& take) {
  CARTABLE_TRY(flush());
  std::string sql = "SELECT fid";
  if (with_geometry) {
    sql += ",ST_AsBinary(geom) AS geom";
  }
  OGRFeatureDefn* const definition = layer.handle->GetLayerDefn();
  bool blobs = false;
  for (auto const& column : columns) {
    int const field = definition->GetFieldIndex(column.c_str());
    if (field < 0) {
      return base::fail(ErrorCode::corrupt, "{}: the table {} has no column {}", where, name, column);
    }
    blobs = blobs || (definition->GetFieldDefn(field)->GetType() == OFTBinary && definition->GetGeomFieldCount() == 0);
    sql += ',' + quoted(column);
  }
  sql += fmt::format(" FROM {}{}{} ORDER BY fid", quoted(name), filter.empty() ? "" : " WHERE (",
                     filter.empty() ? "" : filter + ")");
  GdalErrors errors;
  ThreadOption const page("OGR_PG_CURSOR_PAGE", std::string(blobs ? kCursorRowsOfBlobs : kCursorRows));
  OGRLayer* const rows = dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
  ScanRequest const request{.doing = fmt::format("{}: reading {}", where, name),
                            .filter = {},
                            .columns = columns,
                            .with_geometry = with_geometry};
  if (rows == nullptr) {
    return tl::unexpected(explained(errors.error(ErrorCode::internal, request.doing)));
  }
  auto done = scan_query_features(*rows, request, take);
  dataset->ReleaseResultSet(rows);
  if (!done) {
    return explained_failure(std::move(done));
  }
  return {};
}

base::Result<std::string> PgImpl::keep_copy(std::string const& suffix) {
  std::string copy = address.schema + suffix;
  std::replace(copy.begin(), copy.end(), '.', '_');
  auto const names = tables();
  CARTABLE_ASSIGN(auto const there, texts("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname=" + sql_quote(copy)));
  if (!there.empty()) {
    return base::fail(ErrorCode::conflict,
                      "{}: the schema {} exists already, and the city as it was is to be kept there; rename it", where,
                      copy);
  }
  CARTABLE_TRY(start_transaction());
  auto const made = [&]() -> base::Status {
    CARTABLE_TRY(execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
    CARTABLE_TRY(execute("CREATE SCHEMA " + quoted(copy)));
    for (auto const& name : names) {
      std::string const from = fmt::format("{}.{}", quoted(address.schema), quoted(name));
      std::string const to = fmt::format("{}.{}", quoted(copy), quoted(name));
      CARTABLE_TRY(execute(fmt::format("CREATE TABLE {} (LIKE {} INCLUDING ALL)", to, from)));
      CARTABLE_TRY(execute(fmt::format("INSERT INTO {} SELECT * FROM {}", to, from)));
      CARTABLE_ASSIGN(
          auto const serial,
          texts(fmt::format("SELECT 1 WHERE pg_get_serial_sequence({},'fid') IS NOT NULL", sql_quote(from))));
      if (!serial.empty()) {  // a sequence of its own, so that either schema can be dropped or renamed
        std::string const sequence = fmt::format("{}.{}", quoted(copy), quoted(name + "_fid_seq"));
        CARTABLE_TRY(execute(fmt::format("CREATE SEQUENCE {} OWNED BY {}.fid", sequence, to)));
        CARTABLE_TRY(execute(fmt::format("ALTER TABLE {} ALTER fid SET DEFAULT nextval({})", to, sql_quote(sequence))));
        CARTABLE_TRY(execute(
            fmt::format("SELECT setval({}, (SELECT coalesce(max(fid),0)+1 FROM {}), false)", sql_quote(sequence), to)));
      }
    }
    CARTABLE_TRY(before_commit());
    GdalErrors errors;
    CARTABLE_TRY(errors.check(dataset->CommitTransaction(), ErrorCode::internal, where));
    in_transaction = false;
    return {};
  }();
  if (!made) {
    GdalErrors quiet;
    dataset->RollbackTransaction();
    in_transaction = false;
    return base::fail(made);
  }
  return "the schema " + copy;
}

}  // namespace cartable::geo
