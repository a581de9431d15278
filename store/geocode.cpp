#include "store/geocode.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace cartable::store {
namespace {

constexpr double kTogether = 60;    ///< metres between entrances of one number
constexpr double kOneStreet = 800;  ///< metres of a gap that a street may have: a park, a river
constexpr double kTight = 80;       ///< metres between two numbers between which a third is sure enough
constexpr int kTightNumbers = 24;
constexpr std::size_t kMostCandidates = 5;
constexpr std::size_t kShortestSureTypo = 8;  ///< letters of a street's key

struct House {
  HouseNumber number;
  std::uint32_t address = 0;
};

/// All that has one street key: numbers, and the pieces of streets of that name that hang together.
struct StreetGroup {
  std::string name;  ///< as written first
  std::string source;
  std::vector<House> houses;        ///< by number
  std::vector<geo::LonLat> points;  ///< of houses, then of lines
  std::vector<std::uint32_t> part;  ///< by point: which of the separate streets of this name
  std::uint32_t parts = 0;
};

double metres(geo::LonLat a, geo::LonLat b) { return geo::distance(a, b).value(); }

/// Whether a part goes on where another one points: one straight street, cut by a park or a railway.
bool in_line(std::vector<geo::LonLat> const& longer, std::vector<geo::LonLat> const& other) {
  geo::LonLat const origin = longer.front();
  double const east = 111'320 * std::cos(origin.lat * std::numbers::pi / 180);
  auto const x = [&](geo::LonLat p) { return (p.lon - origin.lon) * east; };
  auto const y = [&](geo::LonLat p) { return (p.lat - origin.lat) * 111'320; };
  // The two ends are the points farthest from a third.
  auto const farthest = [&](geo::LonLat from) {
    return *std::max_element(longer.begin(), longer.end(), [&](auto a, auto b) {
      return std::hypot(x(a) - x(from), y(a) - y(from)) < std::hypot(x(b) - x(from), y(b) - y(from));
    });
  };
  geo::LonLat const a = farthest(longer.front());
  geo::LonLat const b = farthest(a);
  double const dx = x(b) - x(a);
  double const dy = y(b) - y(a);
  double const length = std::hypot(dx, dy);
  constexpr double kLongEnough = 250;  // metres that show a direction
  constexpr double kAside = 120;
  constexpr double kGoesOn = 6000;
  auto const lies_on = [&](geo::LonLat p) {
    double const across = ((x(p) - x(a)) * dy - (y(p) - y(a)) * dx) / length;
    double const along = ((x(p) - x(a)) * dx + (y(p) - y(a)) * dy) / length;
    return std::abs(across) <= kAside && along > -kGoesOn && along < length + kGoesOn;
  };
  return length >= kLongEnough && std::all_of(longer.begin(), longer.end(), lies_on) &&
         std::all_of(other.begin(), other.end(), lies_on);
}

/// Numbers the groups of points that are chained by less than kOneStreet; what goes on in line is of the group.
void find_parts(StreetGroup& street) {
  std::vector<std::uint32_t> order(street.points.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    auto const& p = street.points[a];
    auto const& q = street.points[b];
    return std::tie(p.lat, p.lon) < std::tie(q.lat, q.lon);
  });
  std::vector<std::uint32_t> parent(order.size());
  std::iota(parent.begin(), parent.end(), 0U);
  auto const root = [&](std::uint32_t i) {
    while (parent[i] != i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  };
  // By rows of latitude: a point is compared with the nearest few to the south of it.
  constexpr double kDegrees = kOneStreet / 111'000;
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::size_t looked = 0;
    for (std::size_t j = i; j-- > 0 && street.points[order[i]].lat - street.points[order[j]].lat <= kDegrees;) {
      auto const a = root(order[i]);
      auto const b = root(order[j]);
      if (a != b && metres(street.points[order[i]], street.points[order[j]]) <= kOneStreet) {
        parent[a] = b;
      }
      if (constexpr std::size_t kMostLooked = 400; ++looked > kMostLooked) {
        break;
      }
    }
  }
  std::map<std::uint32_t, std::uint32_t> number;
  street.part.resize(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    street.part[i] = number.try_emplace(root(i), static_cast<std::uint32_t>(number.size())).first->second;
  }
  street.parts = static_cast<std::uint32_t>(number.size());
  constexpr std::uint32_t kMostParts = 12;
  if (street.parts < 2 || street.parts > kMostParts) {
    return;
  }
  std::vector<std::vector<geo::LonLat>> points(street.parts);
  for (std::uint32_t i = 0; i < street.points.size(); ++i) {
    points[street.part[i]].push_back(street.points[i]);
  }
  std::vector<std::uint32_t> into(street.parts);
  std::iota(into.begin(), into.end(), 0U);
  for (std::uint32_t a = 0; a < street.parts; ++a) {
    for (std::uint32_t b = 0; b < street.parts; ++b) {
      if (into[a] != into[b] && in_line(points[a], points[b])) {
        std::replace(into.begin(), into.end(), into[b], into[a]);
      }
    }
  }
  std::map<std::uint32_t, std::uint32_t> again;
  for (auto& part : street.part) {
    part = again.try_emplace(into[part], static_cast<std::uint32_t>(again.size())).first->second;
  }
  street.parts = static_cast<std::uint32_t>(again.size());
}

/// Every text that lacks one of the letters: two keys that share one differ by one letter or none.
template <class F>
void each_shorter(std::string_view key, F const& take) {
  std::string shorter;
  for (std::size_t i = 0; i < key.size(); ++i) {
    shorter.assign(key.substr(0, i));
    shorter += key.substr(i + 1);
    take(shorter);
  }
}

std::string postcode_of(std::string_view text) {
  std::string out = base::fold(text);
  std::erase(out, ' ');
  return out;
}

}  // namespace

struct Geocoder::Impl {
  std::vector<Address> addresses;
  std::vector<StreetGroup> streets;
  std::unordered_map<std::string, std::uint32_t> by_key;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_core;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_shorter;
  struct Where {
    std::string postcode, city, suburb;
  };
  std::vector<Where> where;  ///< by address, folded
  std::set<std::string, std::less<>> known_cities, known_suburbs, known_postcodes;

  std::uint32_t street_of(std::string const& name, std::unordered_map<std::string, std::uint32_t>& by_name,
                          std::string const& source) {
    auto const [found, is_new] = by_name.try_emplace(name, 0);
    if (is_new) {
      std::string key = street_key(name);
      auto const [entry, fresh] = by_key.try_emplace(key, static_cast<std::uint32_t>(streets.size()));
      if (fresh) {
        streets.push_back({.name = name, .source = source, .houses = {}, .points = {}, .part = {}, .parts = 0});
      }
      found->second = entry->second;
    }
    return found->second;
  }

  void finish() {
    for (auto const& [key, index] : by_key) {
      std::string core = street_core(key);
      by_core[core.empty() ? key : core].push_back(index);
      each_shorter(key, [&, street = index](std::string const& shorter) {
        by_shorter[base::stable_hash(shorter)].push_back(street);  // clang 14 captures no structured binding
      });
      by_shorter[base::stable_hash(key)].push_back(index);
    }
    for (auto& street : streets) {
      std::vector<std::size_t> order(street.houses.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        auto const& x = street.houses[a];
        auto const& y = street.houses[b];
        return std::tie(x.number.value, x.number.suffix, x.address) <
               std::tie(y.number.value, y.number.suffix, y.address);
      });
      std::vector<House> houses;
      std::vector<geo::LonLat> points = street.points;
      for (std::size_t i = 0; i < order.size(); ++i) {
        houses.push_back(std::move(street.houses[order[i]]));
        points[i] = street.points[order[i]];
      }
      street.houses = std::move(houses);
      street.points = std::move(points);
      find_parts(street);
    }
  }

  // Asking -----------------------------------------------------------------------------------------------------------

  /// 1 the address names this house's part of the city, −1 another one, 0 nothing is known.
  int agreement(AddressReading const& reading, std::uint32_t address) const {
    Where const& at = where[address];
    int good = 0;
    if (!reading.postcode.empty() && !at.postcode.empty()) {
      if (reading.postcode != at.postcode) {
        return -1;
      }
      good = 1;
    }
    for (auto const& locality : reading.localities) {
      if (locality == at.suburb) {
        good = 1;
      } else if (!at.suburb.empty() && known_suburbs.contains(locality)) {
        return -1;
      }
      if (locality == at.city) {
        good = std::max(good, known_cities.size() > 1 ? 1 : 0);
      } else if (!at.city.empty() && known_cities.contains(locality) && !known_suburbs.contains(locality)) {
        return -1;
      }
    }
    return good;
  }

  std::string label_of(std::uint32_t address) const {
    Address const& a = addresses[address];
    std::string out = fmt::format("{} {}", a.housenumber, a.street);
    for (auto const* const more : {&a.postcode, &a.suburb, &a.city}) {
      if (!more->empty()) {
        out += ", " + *more;
      }
    }
    return out;
  }

  struct Hits {
    std::vector<AddressCandidate> candidates;
    bool certain = false;
  };

  /// Houses of a number, those that stand together as one.
  Hits exact(StreetGroup const& street, AddressReading const& reading, bool sure_street) const {
    struct Doors {
      std::uint32_t address, house;
      int agreement;
      bool same_suffix;
    };
    std::vector<Doors> groups;
    for (std::uint32_t i = 0; i < street.houses.size(); ++i) {
      House const& house = street.houses[i];
      if (house.number.value != reading.number.value) {
        continue;
      }
      int const agrees = agreement(reading, house.address);
      if (agrees < 0) {
        continue;
      }
      bool const same = house.number.suffix == reading.number.suffix;
      // "12-34" and "12-56" behind a Colombian street are two houses; 5 and 5a stand together or are listed.
      bool const other_house =
          !same && (house.number.suffix.starts_with('-') || reading.number.suffix.starts_with('-'));
      if (other_house) {
        continue;
      }
      auto const together = std::find_if(groups.begin(), groups.end(), [&](Doors const& g) {
        return metres(street.points[g.house], street.points[i]) <= kTogether;
      });
      if (together == groups.end()) {
        groups.push_back({house.address, i, agrees, same});
      } else {
        together->agreement = std::max(together->agreement, agrees);
        if (same && !together->same_suffix) {
          together->same_suffix = true;
          together->address = house.address;
          together->house = i;
        }
      }
    }
    std::stable_sort(groups.begin(), groups.end(), [](Doors const& a, Doors const& b) {
      return std::pair(a.agreement, a.same_suffix) > std::pair(b.agreement, b.same_suffix);
    });
    Hits out;
    for (auto const& group : groups) {
      out.candidates.push_back({.point = street.points[group.house],
                                .label = label_of(group.address),
                                .how = group.same_suffix ? "the house number" : "the house number with another letter",
                                .source = addresses[group.address].head.source,
                                .doubt = kTogether / 4});
    }
    if (groups.empty()) {
      return out;
    }
    bool const ahead = groups.size() == 1 || groups[0].agreement > groups[1].agreement ||
                       (groups[0].agreement == groups[1].agreement && groups[0].same_suffix && !groups[1].same_suffix &&
                        street.parts == 1);
    bool const only_street = street.parts == 1 || groups[0].agreement > 0 ||
                             others_lack(street, street.part[groups[0].house], reading.number.value);
    bool const city_is_elsewhere = names_unknown_city(reading);
    out.certain = sure_street && ahead && only_street && !city_is_elsewhere &&
                  (groups[0].same_suffix || reading.number.suffix.size() <= 1);
    return out;
  }

  /// Whether the other streets of this name have numbers, and those are far from this one.
  static bool others_lack(StreetGroup const& street, std::uint32_t part, int number) {
    struct Range {
      int least = std::numeric_limits<int>::max(), most = 0, count = 0;
    };
    std::vector<Range> ranges(street.parts);
    for (std::size_t i = 0; i < street.houses.size(); ++i) {
      auto& range = ranges[street.part[i]];
      range.least = std::min(range.least, street.houses[i].number.value);
      range.most = std::max(range.most, street.houses[i].number.value);
      ++range.count;
    }
    constexpr int kEnough = 3;
    constexpr int kFar = 200;
    for (std::uint32_t other = 0; other < street.parts; ++other) {
      bool const lacks =
          ranges[other].count >= kEnough && (number < ranges[other].least - kFar || number > ranges[other].most + kFar);
      if (other != part && !lacks) {
        return false;
      }
    }
    return true;
  }

  /// A postcode that no address of the city has, where all addresses have one, is of another city.
  bool names_unknown_city(AddressReading const& reading) const {
    constexpr std::size_t kEnough = 3;
    return !reading.postcode.empty() && known_postcodes.size() >= kEnough &&
           !known_postcodes.contains(reading.postcode) &&
           std::none_of(known_postcodes.begin(), known_postcodes.end(), [&](std::string const& known) {
             return known.substr(0, 3) == std::string_view(reading.postcode).substr(0, 3);
           });
  }

  /// Between the next lower and the next higher number of the same side.
  Hits between(StreetGroup const& street, AddressReading const& reading, bool sure_street) const {
    Hits out;
    for (std::uint32_t part = 0; part < street.parts; ++part) {
      std::optional<std::uint32_t> low;
      std::optional<std::uint32_t> high;
      for (std::uint32_t i = 0; i < street.houses.size(); ++i) {
        int const value = street.houses[i].number.value;
        if (street.part[i] != part || value == 0 || (value - reading.number.value) % 2 != 0 ||
            street.houses[i].number.suffix.starts_with('-') || agreement(reading, street.houses[i].address) < 0) {
          continue;
        }
        if (value < reading.number.value) {
          low = i;
        } else if (value > reading.number.value && !high) {
          high = i;
        }
      }
      if (!low || !high) {
        continue;
      }
      House const& a = street.houses[*low];
      House const& b = street.houses[*high];
      double const apart = metres(street.points[*low], street.points[*high]);
      double const share =
          static_cast<double>(reading.number.value - a.number.value) / (b.number.value - a.number.value);
      auto const mix = [&](double from, double to) { return std::round((from + share * (to - from)) * 1e7) / 1e7; };
      if (apart > kOneStreet) {
        continue;
      }
      out.candidates.push_back({.point = {.lon = mix(street.points[*low].lon, street.points[*high].lon),
                                          .lat = mix(street.points[*low].lat, street.points[*high].lat)},
                                .label = fmt::format("{} {}", reading.number.value, addresses[a.address].street),
                                .how = fmt::format("between the numbers {} and {}", a.number.value, b.number.value),
                                .source = addresses[a.address].head.source,
                                .doubt = apart / 2});
      out.certain = sure_street && street.parts == 1 && apart <= kTight &&
                    b.number.value - a.number.value <= kTightNumbers && !names_unknown_city(reading);
    }
    return out;
  }

  Hits only_street(StreetGroup const& street, AddressReading const& reading) const {
    Hits out;
    std::vector<std::optional<std::uint32_t>> best(street.parts);
    for (std::uint32_t i = 0; i < street.houses.size(); ++i) {
      auto& at = best[street.part[i]];
      int const off = std::abs(street.houses[i].number.value - reading.number.value);
      if (!at || off < std::abs(street.houses[*at].number.value - reading.number.value)) {
        at = i;
      }
    }
    for (std::uint32_t i = static_cast<std::uint32_t>(street.houses.size()); i < street.points.size(); ++i) {
      auto& at = best[street.part[i]];
      if (!at) {
        at = i;
      }
    }
    for (auto const& at : best) {
      if (at) {
        bool const house = *at < street.houses.size();
        bool const numbered = house && reading.number.value > 0;
        double farthest = 0;
        for (std::uint32_t i = 0; i < street.points.size(); ++i) {
          if (street.part[i] == street.part[*at]) {
            farthest = std::max(farthest, metres(street.points[i], street.points[*at]));
          }
        }
        out.candidates.push_back(
            {.point = street.points[*at],
             .label = house ? label_of(street.houses[*at].address) : street.name,
             .how = numbered ? "the nearest number of the street" : "the street, without its number",
             .source = house ? addresses[street.houses[*at].address].head.source : street.source,
             .doubt = farthest});
      }
    }
    return out;
  }

  /// Streets that a name may mean. \param sure  it is this name, not one like it
  std::vector<std::uint32_t> streets_of(std::string const& key, bool& sure) const {
    sure = true;
    std::vector<std::uint32_t> out;
    if (auto const found = by_key.find(key); found != by_key.end()) {
      out.push_back(found->second);
      return out;
    }
    std::string core = street_core(key);
    if (auto const found = by_core.find(core.empty() ? key : core); found != by_core.end()) {
      // "Colonia 1234" for "Calle Colonia": sure where one street has that name, and neither says another type.
      sure = found->second.size() == 1 && (core == key || core.empty() || key_of_is_core(found->second.front(), core));
      return found->second;
    }
    std::set<std::uint32_t> like;
    auto const look = [&](std::string const& shorter) {
      if (auto const found = by_shorter.find(base::stable_hash(shorter)); found != by_shorter.end()) {
        like.insert(found->second.begin(), found->second.end());
      }
    };
    // A number that is another is another street: "41 avenue" is not "42 avenue".
    if (std::none_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      look(key);
      each_shorter(key, look);
    }
    sure = like.size() == 1 && key.size() >= kShortestSureTypo;
    out.assign(like.begin(), like.end());
    if (out.size() > kMostCandidates) {
      out.resize(kMostCandidates);
    }
    return out;
  }

  bool key_of_is_core(std::uint32_t street, std::string const& core) const {
    return street_key(streets[street].name) == core;
  }

  AddressResult find(StringMap const& address) const {
    std::vector<AddressReading> const readings = read_address_text(address);
    struct Found {
      Hits hits;
      int grade;
    };
    std::vector<Found> all;
    for (auto const& reading : readings) {
      bool sure = true;
      for (std::uint32_t const index : streets_of(reading.street, sure)) {
        StreetGroup const& street = streets[index];
        Hits hits;
        int grade = 0;
        if (reading.number.value > 0) {
          hits = exact(street, reading, sure);
          grade = sure ? 4 : 3;
          if (hits.candidates.empty()) {
            hits = between(street, reading, sure);
            grade = sure ? 2 : 1;
          }
        }
        if (hits.candidates.empty()) {
          hits = only_street(street, reading);
          grade = 0;
        }
        if (!hits.candidates.empty()) {
          all.push_back({std::move(hits), grade});
        }
      }
    }
    std::stable_sort(all.begin(), all.end(), [](Found const& a, Found const& b) { return a.grade > b.grade; });
    AddressResult out;
    for (auto& found : all) {
      for (auto& candidate : found.hits.candidates) {
        bool const known = std::any_of(
            out.candidates.begin(), out.candidates.end(),
            [&](AddressCandidate const& other) { return metres(other.point, candidate.point) <= kTogether; });
        if (!known && out.candidates.size() < kMostCandidates) {
          out.candidates.push_back(candidate);
        }
      }
    }
    if (!out.candidates.empty()) {
      // Two readings that both have their house elsewhere are a doubt, whatever each of them says.
      bool const rivals = std::any_of(all.begin() + 1, all.end(), [&](Found const& other) {
        return other.grade == all.front().grade && other.hits.certain &&
               metres(other.hits.candidates.front().point, out.candidates.front().point) > kTogether;
      });
      out.confidence = all.front().hits.certain && !rivals ? AddressConfidence::certain : AddressConfidence::doubtful;
    }
    return out;
  }
};

Geocoder::Geocoder(std::vector<Address> given, std::vector<StreetLine> const& streets)
    : impl_(std::make_unique<Impl>()) {
  impl_->addresses = std::move(given);
  auto const& addresses = impl_->addresses;
  impl_->where.resize(addresses.size());
  std::unordered_map<std::string, std::uint32_t> by_name;
  std::unordered_map<std::string, std::string> folded;  // few names, many addresses
  auto const fold = [&](std::string const& text) -> std::string const& {
    auto const [found, is_new] = folded.try_emplace(text);
    if (is_new) {
      found->second = base::fold(text);
    }
    return found->second;
  };
  for (std::uint32_t i = 0; i < addresses.size(); ++i) {
    Address const& address = addresses[i];
    auto& where = impl_->where[i];
    if (!address.postcode.empty()) {
      where.postcode = postcode_of(address.postcode);
      impl_->known_postcodes.insert(where.postcode);
    }
    if (!address.city.empty()) {
      where.city = fold(address.city);
      impl_->known_cities.insert(where.city);
    }
    if (!address.suburb.empty()) {
      where.suburb = fold(address.suburb);
      impl_->known_suburbs.insert(where.suburb);
    }
    if (address.street.empty() || address.head.status == RecordStatus::withdrawn) {
      continue;
    }
    auto& street = impl_->streets[impl_->street_of(address.street, by_name, address.head.source)];
    // "12;14" and "12,14" are two houses behind one door.
    for (auto const& piece :
         base::split(address.housenumber, address.housenumber.find(';') != std::string::npos ? ';' : ',')) {
      if (HouseNumber number = parse_house_number(piece); number.value > 0) {
        street.houses.push_back({std::move(number), i});
        street.points.push_back(address.point);
      }
    }
  }
  for (auto const& line : streets) {
    if (line.line.empty()) {
      continue;
    }
    auto const add = [&](std::string const& name) {
      auto& street = impl_->streets[impl_->street_of(name, by_name, line.source)];
      street.points.push_back(line.line[line.line.size() / 2]);
      street.points.push_back(line.line.front());
      street.points.push_back(line.line.back());
    };
    if (!line.name.empty()) {
      add(line.name);
    }
    for (auto const& [language, name] : line.names) {
      if (name != line.name) {
        add(name);
      }
    }
  }
  impl_->finish();
}

Geocoder::~Geocoder() = default;
Geocoder::Geocoder(Geocoder&&) noexcept = default;
Geocoder& Geocoder::operator=(Geocoder&&) noexcept = default;

AddressResult Geocoder::find(StringMap const& address) const { return impl_->find(address); }
bool Geocoder::empty() const noexcept { return impl_->streets.empty(); }

}  // namespace cartable::store
