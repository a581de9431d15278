#pragma once

#include "store/city_file.hpp"
#include "tests/support/property.hpp"

#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace cartable::test {

inline geo::LonLat rounded(double lon, double lat) {
  return {std::round(lon * 1e7) / 1e7, std::round(lat * 1e7) / 1e7};
}

/// A town of random places and offers with every gap that real data has: no kind, no source, no fee, hidden, closed,
/// unplaced, on one spot, at the edge of the world, with offers of places that are not there.
inline store::CityData random_city(PropertyRandom& random, std::size_t places) {
  static constexpr std::array kKinds{"library", "school", "museum", "theatre", "university", "rare"};
  static constexpr std::array kSources{"osm", "city", "ministry"};
  store::CityData data;
  auto const word = [&](auto const& words) {
    return std::string(words[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(words.size()) - 1))]);
  };
  auto const head = [&](std::string id) {
    store::RecordHead out;
    out.id = std::move(id);
    out.source = random.chance(0.9) ? word(kSources) : "";
    out.visibility =
        random.chance(0.7) ? store::Visibility::everyone : static_cast<store::Visibility>(random.integer(1, 2));
    out.status =
        random.chance(0.8) ? store::RecordStatus::active : static_cast<store::RecordStatus>(random.integer(1, 4));
    return out;
  };
  geo::LonLat last = rounded(-56.17, -34.9);
  for (std::size_t i = 0; i < places; ++i) {
    store::Place place;
    place.head = head("p" + std::to_string(random.integer(0, 1 << 30)) + ":" + std::to_string(i));
    if (random.chance(0.95)) {
      if (random.chance(0.8)) {
        last = random.chance(0.05) ? rounded(random.real(-180, 180), random.real(-90, 90))
                                   : rounded(random.normal(-56.17, 0.05), random.normal(-34.9, 0.05));
      }
      place.point = last;  // now and then the spot of the place before
    }
    place.name = "Place " + std::to_string(i);
    for (int n = random.chance(0.95) ? static_cast<int>(random.integer(1, 3)) : 0; n > 0; --n) {
      place.kinds.push_back(random.chance(0.01) ? "rare" : word(kKinds));
    }
    place.fee = static_cast<store::Fee>(random.integer(0, 2));
    place.wheelchair = static_cast<store::Wheelchair>(random.integer(0, 4));
    if (random.chance(0.3)) {
      place.sources.push_back({word(kSources), "key", ""});
    }
    if (random.chance(0.1)) {
      place.aliases.push_back("old:" + std::to_string(i));
    }
    data.places.push_back(std::move(place));
  }
  for (std::size_t i = 0; i < places; ++i) {
    store::Offer offer;
    offer.head = head("offer:" + std::to_string(random.integer(0, 1 << 30)) + ":" + std::to_string(i));
    offer.fee = static_cast<store::Fee>(random.integer(0, 2));
    offer.place = "nowhere";
    if (!data.places.empty() && random.chance(0.95)) {
      auto const& place =
          data.places[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(places) - 1))];
      offer.place = place.aliases.empty() || random.chance(0.5) ? place.head.id : place.aliases.front();
    }
    data.offers.push_back(std::move(offer));
  }
  return data;
}

/// Any filter that a request could make, words that nothing has included.
inline store::Filter random_filter(PropertyRandom& random) {
  store::Filter filter;
  auto const some = [&](auto const& all, auto& out) {
    while (random.chance(0.5)) {
      out.push_back(all[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(all.size()) - 1))]);
    }
  };
  some(std::array<std::string, 7>{"library", "school", "museum", "theatre", "university", "rare", "none-such"},
       filter.kinds);
  if (random.chance(0.3)) {
    some(std::array<std::string, 4>{"osm", "city", "ministry", "none-such"}, filter.sources);
  }
  some(std::array{store::Fee::unknown, store::Fee::free, store::Fee::paid}, filter.fees);
  some(std::array{store::Wheelchair::unknown, store::Wheelchair::yes, store::Wheelchair::limited, store::Wheelchair::no,
                  store::Wheelchair::designated},
       filter.wheelchair);
  if (random.chance(0.3)) {
    double const west = random.real(-56.3, -56.1);
    double const south = random.real(-35.0, -34.9);
    filter.bbox = geo::BBox{west, south, west + random.real(0, 0.2), south + random.real(0, 0.2)};
    if (random.chance(0.1)) {
      std::swap(filter.bbox->west, filter.bbox->east);
    }
  }
  filter.maybe = random.chance(0.5);
  return filter;
}

}  // namespace cartable::test
