#include "store/city_file.hpp"

#include "base/time.hpp"
#include "geo/database.hpp"
#include "geo/database_url.hpp"
#include "store/city_database.hpp"
#include "store/guideline_groups.hpp"
#include "store/import_lock.hpp"
#include "store/schema.hpp"

#include <charconv>
#include <unordered_map>
#include <utility>

namespace cartable::store {

using base::ErrorCode;
using geo::Database;

base::Result<int> stored_version(Database& city, std::string const& where) {
  if (!city.has_layer(kSchemaTable)) {
    return geo::is_database_url(where)
               ? base::fail(ErrorCode::corrupt, "{}: this schema holds no city of this program; name another one",
                            geo::without_password(where))
               : base::fail(ErrorCode::corrupt, "{}: is a GeoPackage, but not a city of this program; name a city file",
                            where);
  }
  CARTABLE_ASSIGN(auto const word, city.query_value("SELECT word FROM city_schema WHERE name='version'"));
  auto const* const text = word ? std::get_if<std::string>(&*word) : nullptr;
  int version = -1;
  if (text == nullptr || std::from_chars(text->data(), text->data() + text->size(), version).ec != std::errc()) {
    return base::fail(ErrorCode::corrupt, "{}: does not say its schema version; use a backup",
                      geo::without_password(where));
  }
  return version;
}

base::Result<Database> open_city(std::string const& where, Database::Mode mode, std::chrono::milliseconds patience) {
  CARTABLE_ASSIGN(auto city, Database::open(where, mode, patience));
  CARTABLE_ASSIGN(int const version, stored_version(city, where));
  if (version != kSchemaVersion) {
    return base::fail(ErrorCode::wrong_version, "{}: has schema version {}, this program works with version {}; {}",
                      geo::without_password(where), version, kSchemaVersion,
                      version < kSchemaVersion ? "run: cartable migrate --city " + geo::without_password(where)
                                               : std::string("use the newer program that made it"));
  }
  city.expect(schema_layers());
  return city;
}

base::Result<Revisions> read_revisions(Database& city) {
  Revisions revisions{};
  CARTABLE_TRY(
      city.scan(kRevisionTable, {}, {"part", "counter"}, false, [&](geo::RowBatch const& batch) -> base::Status {
        for (std::size_t row = 0; row < batch.size(); ++row) {
          for (int part = 0; part < kPartCount; ++part) {
            if (batch.text(0, row) == to_string(static_cast<Part>(part))) {
              revisions[static_cast<std::size_t>(part)] = batch.integer(1, row);
            }
          }
        }
        return {};
      }));
  return revisions;
}

base::Status begin_write(Database& city) {
  return city.begin("UPDATE revision SET counter=counter WHERE part='places'");
}

base::Status bump(Database& city, std::set<Part> const& parts) {
  for (Part const part : parts) {
    CARTABLE_TRY(city.execute(
        fmt::format("UPDATE revision SET counter=counter+1 WHERE part={}", geo::sql_quote(to_string(part)))));
  }
  return {};
}

base::Status write_first_rows(Database& city, Revisions const& revisions) {
  geo::Row row;
  for (int part = 0; part < kPartCount; ++part) {
    row.fields = {std::string(to_string(static_cast<Part>(part))), revisions[static_cast<std::size_t>(part)]};
    CARTABLE_TRY(city.insert(kRevisionTable, row));
  }
  row.fields = {std::string("program"), std::string("cartable")};
  CARTABLE_TRY(city.insert(kSchemaTable, row));
  row.fields = {std::string("version"), fmt::format("{}", kSchemaVersion)};
  return city.insert(kSchemaTable, row);
}

CityFile::CityFile(std::string where) : where_(std::move(where)) {}

bool CityFile::exists() const {
  // Where it cannot be found out, the next call tells why.
  return Database::exists(where_).value_or(true);
}

base::Status CityFile::create() {
  return Database::create(where_, schema_layers(), [](Database& city) -> base::Status {
    city.expect(schema_layers());
    CARTABLE_TRY(write_first_rows(city, Revisions{}));
    std::string const now = base::now_rfc3339();
    for (auto& group : guideline_groups()) {
      group.head.first_seen = group.head.last_seen = now;
      geo::Row group_row;
      CARTABLE_TRY(write_record(city, group_row, group, -1));
    }
    return {};
  });
}

base::Status CityFile::check() const {
  CARTABLE_ASSIGN(auto city, open_city(where_, Database::Mode::read));
  for (auto const& layer : schema_layers()) {
    if (!city.has_layer(layer.name)) {
      return base::fail(ErrorCode::corrupt, "{}: the table {} is missing; use a backup", geo::without_password(where_),
                        layer.name);
    }
  }
  return {};
}

base::Result<Revisions> CityFile::revisions() const {
  constexpr std::chrono::milliseconds kPollPatience{250};  // who polls takes "locked" for "unchanged"
  CARTABLE_ASSIGN(auto city, open_city(where_, Database::Mode::read, kPollPatience));
  return read_revisions(city);
}

base::Status CityFile::begin_import(std::string_view what) {
  if (!import_lock_) {
    CARTABLE_ASSIGN(import_lock_, ImportLock::take(where_, what));
  }
  return {};
}

namespace {

/// Reads a whole table into a vector, telling how far it is.
template <class R>
base::Status load_table(Database& city, std::vector<R>& out, base::Progress const& progress) {
  CARTABLE_ASSIGN(auto const count, city.query_value(fmt::format("SELECT count(*) FROM {}", Table<R>::info.name)));
  auto const* const total = count ? std::get_if<std::int64_t>(&*count) : nullptr;
  auto const rows = total != nullptr ? static_cast<std::size_t>(*total) : 0;
  out.reserve(rows);
  std::string const step = fmt::format("reading {}", Table<R>::info.name);
  return read_records<R>(city, {}, [&](R&& record, std::int64_t) {
    if ((out.size() & 0x3fffU) == 0 && rows > 0x3fffU) {
      progress(step, out.size(), rows);
    }
    out.push_back(std::move(record));
  });
}

CityData::StreetName reduced(Street&& street) {
  CityData::StreetName out;
  out.id = std::move(street.head.id);
  out.name = std::move(street.name);
  out.names = std::move(street.names);
  out.visibility = street.head.visibility;
  if (!street.line.empty()) {
    out.point = street.line[street.line.size() / 2];
  }
  return out;
}

}  // namespace

base::Result<CityData> CityFile::load(base::Progress const& progress) const {
  CARTABLE_ASSIGN(auto city, open_city(where_, Database::Mode::read));
  CityData data;
  CARTABLE_ASSIGN(data.revisions, read_revisions(city));
  CARTABLE_TRY(load_table(city, data.places, progress));
  CARTABLE_TRY(load_table(city, data.offers, progress));
  CARTABLE_TRY(load_table(city, data.sessions, progress));
  CARTABLE_TRY(load_table(city, data.organisations, progress));
  CARTABLE_TRY(load_table(city, data.districts, progress));
  CARTABLE_TRY(load_table(city, data.catchments, progress));
  CARTABLE_TRY(load_table(city, data.groups, progress));
  CARTABLE_TRY(load_table(city, data.localities, progress));
  CARTABLE_TRY(load_table(city, data.addresses, progress));
  CARTABLE_TRY(load_table(city, data.settings, progress));
  CARTABLE_TRY(load_table(city, data.tokens, progress));
  CARTABLE_TRY(
      read_records<Street>(city, "status<>'withdrawn' AND (name IS NOT NULL OR names IS NOT NULL)",
                           [&](Street&& street, std::int64_t) { data.streets.push_back(reduced(std::move(street))); }));
  std::vector<ImportRun> runs;
  CARTABLE_TRY(load_table(city, runs, progress));
  std::unordered_map<std::string, std::size_t> newest;  // source and role → index in runs; rows come oldest first
  for (std::size_t i = 0; i < runs.size(); ++i) {
    newest.insert_or_assign(runs[i].head.source + '\n' + runs[i].role, i);
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (newest.at(runs[i].head.source + '\n' + runs[i].role) == i) {
      data.runs.push_back(std::move(runs[i]));
    }
  }
  return data;
}

}  // namespace cartable::store
