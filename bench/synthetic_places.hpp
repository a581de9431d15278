#pragma once

#include "store/city_file.hpp"
#include "store/model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// A million places that are the same in every run and every benchmark.
namespace cartable::bench {

inline constexpr std::size_t kPlaces = 1'000'000;
inline constexpr std::uint64_t kSeed = 20261123;

inline geo::LonLat rounded(double lon, double lat) {
  return {std::round(lon * 1e7) / 1e7, std::round(lat * 1e7) / 1e7};
}

/// A country: towns of different sizes, places scattered about them; ids, kinds, sources and names as OSM has them.
inline std::vector<store::Place> make_places(std::size_t count, bool shuffled) {
  constexpr std::array kKinds{"school", "kindergarten", "library", "museum", "university", "community_centre"};
  constexpr std::array kWords{"Escuela", "Liceo",    "Biblioteca", "Museo",   "Centro", "Universidad",
                              "Jardín",  "Nacional", "Municipal",  "Público", "Norte",  "Sur",
                              "Artigas", "Rivera",   "Colonia",    "Central"};
  std::mt19937_64 random(kSeed);
  std::uniform_real_distribution<double> unit(0, 1);
  std::normal_distribution<double> spread(0, 0.05);
  std::vector<geo::LonLat> towns(500);
  for (geo::LonLat& town : towns) {
    town = {-58 + 5 * unit(random), -35 + 5 * unit(random)};
  }
  std::vector<store::Place> places(count);
  for (std::size_t i = 0; i < count; ++i) {
    store::Place& place = places[i];
    place.head.id = "osm:n" + std::to_string(1'000'000'000 + 7919 * i);
    place.head.source = "osm";
    geo::LonLat const town = towns[static_cast<std::size_t>(std::pow(unit(random), 2) * 500)];
    place.point = rounded(town.lon + spread(random), town.lat + spread(random));
    auto const kind = static_cast<std::size_t>(std::pow(unit(random), 2) * kKinds.size());
    place.kinds = {kKinds[kind]};
    if (kind == 0) {
      place.kinds.emplace_back("primary_school");
    }
    // One place in 10, in 100, in 1000: the selections of the nearest benchmark.
    for (auto const& [every, slug] :
         {std::pair{10, "tenth"}, std::pair{100, "hundredth"}, std::pair{1000, "thousandth"}}) {
      if (random() % static_cast<unsigned>(every) == 0) {
        place.kinds.emplace_back(slug);
      }
    }
    place.name = std::string(kWords[random() % kWords.size()]) + " " + kWords[random() % kWords.size()] + " " +
                 std::to_string(random() % 2000);
    place.fee = static_cast<store::Fee>(random() % 3);
    place.wheelchair = static_cast<store::Wheelchair>(random() % 5);
    place.sources.push_back({"osm", place.head.id, "2026-11-01"});
  }
  if (shuffled) {
    std::shuffle(places.begin(), places.end(), random);
  }
  return places;
}

}  // namespace cartable::bench
