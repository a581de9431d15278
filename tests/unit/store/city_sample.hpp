#pragma once

#include "store/city_file.hpp"
#include "store/import_batch.hpp"

#include <string>
#include <utility>
#include <vector>

/// Small cities for tests, through the same calls that importers use.
namespace cartable::store::testing {

[[nodiscard]] inline Place make_place(std::string id, double lon, double lat, std::string kind = "library") {
  Place place;
  place.head.id = std::move(id);
  place.name = "Place " + place.head.id;
  place.names = {{"en", place.name}};
  place.kinds = {std::move(kind)};
  place.point = geo::LonLat{.lon = lon, .lat = lat};
  place.sources = {{.source = "osm", .key = place.head.id, .date = "2026-11-23"}};
  return place;
}

[[nodiscard]] inline ImportBatch make_batch(std::vector<Place> places, std::string source = "osm",
                                            std::string hash = {}) {
  ImportBatch batch;
  batch.source.slug = std::move(source);
  batch.source.role = "places";
  batch.source.licence = "ODbL-1.0";
  batch.source.input_hash = std::move(hash);
  batch.source.files = {"town.osm.pbf"};
  batch.has_places = true;
  batch.places = std::move(places);
  return batch;
}

/// plan() and apply() in one.
[[nodiscard]] inline base::Result<ImportOutcome> import(CityFile& city, ImportBatch batch,
                                                        std::vector<Derived> const& derived = {}) {
  CARTABLE_ASSIGN(auto plan, city.plan(std::move(batch)));
  return city.apply(std::move(*plan), derived, "{}");
}

[[nodiscard]] inline geo::MultiPolygon box(double west, double south, double east, double north) {
  return {.polygons = {{.rings = {{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}}};
}

}  // namespace cartable::store::testing
