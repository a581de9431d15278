#pragma once

#include "store/city_file.hpp"
#include "tests/support/property.hpp"
#include "tests/support/random_cql.hpp"
#include "tests/support/random_hours.hpp"

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
  auto const words = [&](auto const& all, double chance) {
    store::StringList out;
    while (random.chance(chance)) {
      out.push_back(word(all));
    }
    return out;
  };
  static constexpr std::array kTopics{"02", "021", "0215", "0231", "06", "0613"};
  static constexpr std::array kLanguages{"fr", "fr-CA", "FR_ca", "frr", "ar", "en", "zh-Hant"};
  static constexpr std::array kGroups{"job-seekers", "migrant-families", "secret-group"};
  static constexpr std::array kNeeds{"step-free", "quiet", "hearing-loop"};
  static constexpr std::array kModalities{"evening", "weekend", "remote"};
  static constexpr std::array kGrades{"yes", "no", "limited"};
  static constexpr std::array kWords{"Médiathèque", "l’Étoile", "Central", "图书馆", "City-Library", "art", "Martin"};
  static constexpr std::array kDates{"2026-05-03",           "2026-05", "2026",      "2025-12-31",
                                     "2026-05-03T10:00:00Z", "soon",    "2026-13-01"};
  // What places and offers may both say.
  auto const say = [&](auto& record) {
    record.pillars = random.chance(0.6) ? static_cast<std::uint8_t>(random.integer(0, 63)) : 0;
    record.isced = random.chance(0.5) ? static_cast<std::uint16_t>(random.integer(0, 511)) : 0;
    record.topics = words(kTopics, 0.4);
    record.languages = words(kLanguages, 0.4);
    for (std::string const& group : words(kGroups, 0.4)) {
      record.audiences[group].serves = random.chance(0.6);
    }
    if (random.chance(0.4)) {
      record.age_min = static_cast<int>(random.integer(0, 20));
    }
    if (random.chance(0.4)) {
      record.age_max = static_cast<int>(random.integer(10, 99));
    }
    record.recognition = static_cast<store::Tri>(random.integer(0, 2));
    if (random.chance(0.7)) {
      record.checked = word(kDates);
    }
    for (std::string const& one : words(kWords, 0.5)) {
      record.name += one + " ";
    }
    if (random.chance(0.3)) {
      record.names["en"] = word(kWords);
    }
    if (random.chance(0.2)) {
      record.description["fr"] = word(kWords) + ", " + word(kWords);
    }
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
    place.name = "Place " + std::to_string(i) + " ";
    say(place);
    for (std::string const& need : words(kNeeds, 0.5)) {
      place.needs[need] = word(kGrades);
    }
    if (random.chance(0.2)) {
      place.operator_name = word(kWords);
    }
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
    say(offer);
    offer.modalities = words(kModalities, 0.5);
    offer.place = random.chance(0.5) ? "nowhere" : "";
    if (!data.places.empty() && random.chance(0.95)) {
      auto const& place =
          data.places[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(places) - 1))];
      offer.place = place.aliases.empty() || random.chance(0.5) ? place.head.id : place.aliases.front();
    }
    data.offers.push_back(std::move(offer));
  }
  if (!data.places.empty()) {
    add_random_hours(random, data);
  }
  store::Group hidden;
  hidden.head.id = "secret-group";
  hidden.head.visibility = store::Visibility::staff;
  data.groups.push_back(std::move(hidden));
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
  if (random.chance(0.15)) {
    filter.pillars = static_cast<std::uint8_t>(random.integer(0, 63));
  }
  if (random.chance(0.15)) {
    filter.isced = static_cast<std::uint16_t>(random.integer(0, 511));
  }
  auto const now_and_then = [&](auto const& all, store::StringList& out) {
    if (random.chance(0.2)) {
      some(all, out);
    }
  };
  now_and_then(std::array<std::string, 5>{"02", "021", "0613", "061", "1041"}, filter.topics);
  now_and_then(std::array<std::string, 4>{"job-seekers", "migrant-families", "secret-group", "none-such"},
               filter.audiences);
  now_and_then(std::array<std::string, 5>{"fr", "fr-ca", "ar", "*", "qaa"}, filter.languages);
  now_and_then(std::array<std::string, 4>{"step-free", "quiet", "hearing-loop", "sign-language"}, filter.needs);
  now_and_then(std::array<std::string, 4>{"evening", "weekend", "remote", "drop-in"}, filter.modalities);
  now_and_then(std::array<std::string, 6>{"mediatheque", "letoile", "lib", "书", "art", "place"}, filter.words);
  if (random.chance(0.15)) {
    filter.age = static_cast<int>(random.integer(0, 120));
  }
  filter.recognition = random.chance(0.1);
  if (random.chance(0.3)) {
    filter.cql = parsed_random_cql(random);
  }
  if (random.chance(0.2)) {
    filter.open_at = static_cast<store::UtcMinute>(random.integer(0, 3100));
    filter.open_at_hours = random.chance(0.9) ? random_hours() : nullptr;
  }
  if (random.chance(0.2)) {
    auto const from = static_cast<store::UtcMinute>(random.integer(0, 3100));
    filter.when = store::MinuteSpan{from, from + static_cast<store::UtcMinute>(random.integer(1, 700))};
    filter.when_hours = random.chance(0.9) ? random_hours() : nullptr;
  }
  if (random.chance(0.15)) {
    filter.checked_since = static_cast<std::int32_t>(random.integer(20440, 20700));  // 2025-12-18 … 2026-09-04
  }
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
