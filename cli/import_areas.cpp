#include "cli/import_areas.hpp"

#include "base/format.hpp"
#include "geo/geometry.hpp"
#include "store/area_quality.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cartable::cli {
namespace {

constexpr std::size_t kListed = 20;

template <class Items, class Word>
std::string listed(Items const& items, Word const& word) {
  std::string out;
  for (std::size_t i = 0; i < std::min(kListed, items.size()); ++i) {
    out += (i == 0 ? "" : ", ") + word(items[i]);
  }
  return items.size() > kListed ? fmt::format("{} and {} more", out, items.size() - kListed) : out;
}

std::string label_of(store::District const& district) { return district.name.empty() ? district.code : district.name; }
std::string label_of(store::Catchment const& catchment) {
  return catchment.name.empty() ? catchment.head.id : catchment.name;
}

/// Where streets and places are, to tell which areas are beyond them.
base::Result<std::vector<geo::LonLat>> signs_of_the_city(store::CityFile const& city) {
  std::vector<geo::LonLat> out;
  CARTABLE_ASSIGN(auto const streets, city.read<store::Street>("status<>'withdrawn'"));
  for (store::Street const& street : streets) {
    out.insert(out.end(), street.line.begin(), street.line.end());
  }
  CARTABLE_ASSIGN(auto const places, city.read<store::Place>("status='active'"));
  for (store::Place const& place : places) {
    if (place.point) {
      out.push_back(*place.point);
    }
  }
  return out;
}

template <class Area>
void note_beyond(std::vector<Area> const& areas, std::vector<geo::LonLat> const& signs, std::string_view what,
                 store::ImportBatch& batch) {
  std::vector<geo::MultiPolygon> shapes;
  shapes.reserve(areas.size());
  for (Area const& area : areas) {
    shapes.push_back(area.area);
  }
  auto const beyond = store::areas_beyond(shapes, signs);
  if (!beyond.empty()) {
    batch.notes.push_back(fmt::format("{} of {} {} lie where the city has neither street nor place: {}", beyond.size(),
                                      areas.size(), what,
                                      listed(beyond, [&](std::size_t i) { return label_of(areas[i]); })));
  }
}

/// Catchments of one group that lie on each other: whoever lives there is counted in both.
void note_catchments(store::ImportBatch& batch) {
  std::map<std::string, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < batch.catchments.size(); ++i) {
    groups[batch.catchments[i].group].push_back(i);
  }
  for (auto const& [group, members] : groups) {
    std::vector<geo::MultiPolygon> areas;
    for (std::size_t const i : members) {
      areas.push_back(batch.catchments[i].area);
    }
    auto const found = store::examine_areas(areas);
    auto pairs = found.same;
    pairs.insert(pairs.end(), found.overlaps.begin(), found.overlaps.end());
    if (!pairs.empty()) {
      batch.notes.push_back(
          fmt::format("{} pairs of areas of {} lie on each other, so their estimates do not add up: {}", pairs.size(),
                      group, listed(pairs, [&, &inside = members](store::AreaFindings::Pair const& pair) {
                        return fmt::format("{} and {}", label_of(batch.catchments[inside[pair.first]]),
                                           label_of(batch.catchments[inside[pair.second]]));
                      })));
    }
  }
}

void note_places(std::vector<store::Place> const& places, std::vector<store::District> const& districts,
                 std::string const& set, store::ImportBatch& batch) {
  auto const outside = store::places_in_no_district(places, districts, set);
  if (outside.empty()) {
    return;
  }
  auto const placed =
      std::count_if(places.begin(), places.end(), [](store::Place const& p) { return p.point.has_value(); });
  batch.notes.push_back(fmt::format(
      "{} of {} places lie in no district of {}: {}", outside.size(), placed, set,
      listed(outside, [&](std::size_t i) { return places[i].name.empty() ? places[i].head.id : places[i].name; })));
}

base::Status examine(store::CityFile const& city, store::ImportBatch& batch) {
  bool const from_osm = batch.source.role == "osm";
  if (!batch.has_places && !batch.has_districts && !batch.has_catchments) {
    return {};
  }
  if (batch.has_districts) {
    for (store::DistrictSetFindings const& set : store::examine_districts(batch.districts)) {
      auto lines = store::describe(set, batch.districts);
      batch.notes.insert(batch.notes.end(), std::make_move_iterator(lines.begin()),
                         std::make_move_iterator(lines.end()));
    }
  }
  if (batch.has_catchments) {
    note_catchments(batch);
  }
  bool const known = city.exists();  // not in a dry run before there is one
  if (known && !from_osm && (batch.has_districts || batch.has_catchments)) {
    CARTABLE_ASSIGN(auto const signs, signs_of_the_city(city));
    note_beyond(batch.districts, signs, "districts", batch);
    note_beyond(batch.catchments, signs, "catchment areas", batch);
  }

  // The districts as they will be, and their set that counts.
  std::vector<store::District> districts;
  std::vector<store::Setting> settings;
  if (known) {
    CARTABLE_ASSIGN(districts, city.read<store::District>("status='active' AND source<>'" + batch.source.slug + "'"));
    CARTABLE_ASSIGN(settings, city.read<store::Setting>());
  }
  districts.insert(districts.end(), batch.districts.begin(), batch.districts.end());
  std::string const set = store::default_district_set(districts, settings);
  if (batch.has_districts && !from_osm && !batch.districts.empty()) {
    store::Setting setting;
    setting.head.id = store::kDistrictSetSetting;
    setting.value = set;
    batch.settings.push_back(std::move(setting));
  }
  if (set.empty()) {
    return {};
  }
  bool const of_this_batch = std::any_of(batch.districts.begin(), batch.districts.end(),
                                         [&](store::District const& district) { return district.set == set; });
  if (batch.has_places) {
    note_places(batch.places, districts, set, batch);
  } else if (known && of_this_batch) {
    CARTABLE_ASSIGN(auto const places, city.read<store::Place>("status='active'"));
    note_places(places, districts, set, batch);
  }
  return {};
}

}  // namespace

base::Status examine_areas_of(store::CityFile const& city, store::ImportBatch& batch) {
  // What is said here stands before the reader's own notes, which may be many.
  auto others = std::exchange(batch.notes, {});
  auto done = examine(city, batch);
  batch.notes.insert(batch.notes.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  return done;
}

}  // namespace cartable::cli
