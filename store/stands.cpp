#include "store/stands.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "geo/database_url.hpp"
#include "store/city_database.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace cartable::store {

using base::ErrorCode;
using geo::Database;

namespace {

constexpr std::size_t kMaxId = 100;
constexpr std::array<std::string_view, 3> kTravel{"walk", "wheelchair", "bicycle"};

base::Result<Stand> read_stand(base::Json const& one) {
  auto const wrong = [&] {
    return base::fail(ErrorCode::invalid_value,
                      "setting {}: {}: a stand has an id (1 to {} characters of A-Z a-z 0-9 . _ : -), a lon and a lat",
                      kStandsSetting, base::to_text(one), kMaxId);
  };
  if (!one.is_object()) {
    return wrong();
  }
  auto const text = [&](char const* key) {
    auto const found = one.find(key);
    return found != one.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  auto const number = [&](char const* key) {
    auto const found = one.find(key);
    return found != one.end() && found->is_number() ? found->get<double>() : std::nan("");
  };
  Stand stand{.id = text("id"), .name = text("name"), .point = {number("lon"), number("lat")}};
  if (!base::is_record_id(stand.id) || stand.id.size() > kMaxId || !geo::is_valid(stand.point)) {
    return wrong();
  }
  return stand;
}

base::Status write_value(Database& city, Derived const& value) {
  std::size_t at = 0;
  std::int64_t chunk = 0;
  do {
    geo::Row row;
    row.fields = {value.key,
                  std::string(kStandWaysSource),
                  value.part,
                  chunk++,
                  value.input_revision,
                  value.format_version,
                  value.bytes.substr(at, kMaxChunkBytes)};
    CARTABLE_TRY(city.insert(kDerivedTable, row));
    at += kMaxChunkBytes;
  } while (at < value.bytes.size());
  return {};
}

base::Status erase_part(Database& city, std::string_view part) {
  std::vector<std::int64_t> old;
  CARTABLE_TRY(city.scan(kDerivedTable,
                         fmt::format("derived_key={} AND part={}", geo::sql_quote(kStandWaysKey), geo::sql_quote(part)),
                         {"chunk"}, false, [&](geo::RowBatch const& batch) -> base::Status {
                           for (std::size_t row = 0; row < batch.size(); ++row) {
                             old.push_back(batch.fid(row));
                           }
                           return {};
                         }));
  for (std::int64_t const fid : old) {
    CARTABLE_TRY(city.erase(kDerivedTable, fid));
  }
  return {};
}

}  // namespace

std::string stand_part(std::string_view stand, std::string_view travel) { return fmt::format("{}/{}", stand, travel); }

base::Result<StandList> StandList::parse(std::string_view setting) {
  StandList out;
  if (setting.empty()) {
    return out;
  }
  CARTABLE_ASSIGN(base::Json const json, base::parse_json(setting));
  auto const stands = json.is_object() ? json.find("stands") : json.end();
  if (!json.is_object() || stands == json.end() || !stands->is_array()) {
    return base::fail(ErrorCode::invalid_value, "setting {}: must be an object with a list of stands", kStandsSetting);
  }
  for (base::Json const& one : *stands) {
    CARTABLE_ASSIGN(Stand stand, read_stand(one));
    if (out.find(stand.id) != nullptr) {
      return base::fail(ErrorCode::invalid_value, "setting {}: {}: is given twice", kStandsSetting, stand.id);
    }
    out.stands.push_back(std::move(stand));
  }
  std::sort(out.stands.begin(), out.stands.end(), [](Stand const& a, Stand const& b) { return a.id < b.id; });
  if (auto const by = json.find("by"); by != json.end() && by->is_array()) {
    for (std::string_view const travel : kTravel) {
      if (std::find(by->begin(), by->end(), travel) != by->end()) {
        out.by.emplace_back(travel);
      }
    }
  }
  if (auto const minutes = json.find("max_minutes"); minutes != json.end() && minutes->is_number()) {
    out.max_minutes = minutes->get<double>();
  }
  return out;
}

std::string StandList::to_text() const {
  base::OrderedJson list = base::OrderedJson::array();
  for (Stand const& stand : stands) {
    base::OrderedJson one{{"id", stand.id}};
    if (!stand.name.empty()) {
      one["name"] = stand.name;
    }
    one["lon"] = stand.point.lon;
    one["lat"] = stand.point.lat;
    list.push_back(std::move(one));
  }
  base::OrderedJson out;
  out["stands"] = std::move(list);
  out["by"] = by;
  out["max_minutes"] = max_minutes;
  return base::to_text(out);
}

Stand const* StandList::find(std::string_view id) const noexcept {
  auto const found = std::find_if(stands.begin(), stands.end(), [&](Stand const& one) { return one.id == id; });
  return found == stands.end() ? nullptr : &*found;
}

void StandInputs::add(std::string_view id, geo::LonLat point) {
  constexpr double kUnits = 1e7;
  // A sum does not mind the order: the catalog and the city file have different ones.
  places_ += base::stable_hash(
      fmt::format("{},{},{}", id, std::llround(point.lon * kUnits), std::llround(point.lat * kUnits)));
  ++count_;
}

std::int64_t StandInputs::of(Stand const& stand, double max_minutes) const {
  std::uint64_t const hash = base::stable_hash(
      fmt::format("{};{};{};{},{};{}", streets_, places_, count_, stand.point.lon, stand.point.lat, max_minutes));
  return static_cast<std::int64_t>(hash >> 1U);  // no sign, in every engine
}

base::Status write_stands(std::string const& where, StandChanges const& changes, Revisions const& before) {
  CARTABLE_ASSIGN(auto city, open_city(where, Database::Mode::update));
  CARTABLE_TRY(begin_write(city));
  CARTABLE_ASSIGN(Revisions const now, read_revisions(city));
  for (Part const part : {Part::places, Part::streets}) {
    auto const i = static_cast<std::size_t>(part);
    if (now[i] != before[i]) {
      return base::fail(ErrorCode::conflict, "{}: the city was changed meanwhile; nothing was written; try again",
                        geo::without_password(where));
    }
  }
  if (changes.setting) {
    Setting setting;
    setting.head.id = kStandsSetting;
    setting.head.source = "city";
    setting.head.first_seen = setting.head.last_seen = base::now_rfc3339();
    setting.value = *changes.setting;
    CARTABLE_TRY(write_by_id(city, setting));
  }
  for (std::string const& part : changes.erased) {
    CARTABLE_TRY(erase_part(city, part));
  }
  for (Derived const& value : changes.written) {
    CARTABLE_TRY(erase_part(city, value.part));
    CARTABLE_TRY(write_value(city, value));
  }
  CARTABLE_TRY(bump(city, {Part::places}));
  return city.commit();
}

}  // namespace cartable::store
