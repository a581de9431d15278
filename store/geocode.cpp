#include "store/geocode.hpp"

#include "base/format.hpp"
#include "geo/metric.hpp"
#include "store/address_index.hpp"
#include "store/street_parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace cartable::store {
namespace {

constexpr double kTogether = 60;  ///< metres between entrances of one number
constexpr double kTight = 80;     ///< metres between two numbers between which a third is sure enough
constexpr int kTightNumbers = 24;
constexpr std::size_t kMostCandidates = 5;

double metres(geo::LonLat a, geo::LonLat b) { return geo::distance(a, b).value(); }

}  // namespace

struct Geocoder::Impl {
  AddressIndex index_;

  Impl(std::vector<Address> addresses, std::vector<StreetLine> const& streets)
      : index_(std::move(addresses), streets) {}

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
      int const agrees = index_.agreement(reading, house.address);
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
                                .label = index_.label_of(group.address),
                                .how = group.same_suffix ? "the house number" : "the house number with another letter",
                                .source = index_.addresses[group.address].head.source,
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
    bool const city_is_elsewhere = index_.names_unknown_city(reading);
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

  /// Between the next lower and the next higher number of the same side.
  Hits between(StreetGroup const& street, AddressReading const& reading, bool sure_street) const {
    Hits out;
    for (std::uint32_t part = 0; part < street.parts; ++part) {
      std::optional<std::uint32_t> low;
      std::optional<std::uint32_t> high;
      for (std::uint32_t i = 0; i < street.houses.size(); ++i) {
        int const value = street.houses[i].number.value;
        if (street.part[i] != part || value == 0 || (value - reading.number.value) % 2 != 0 ||
            street.houses[i].number.suffix.starts_with('-') ||
            index_.agreement(reading, street.houses[i].address) < 0) {
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
                                .label = fmt::format("{} {}", reading.number.value, index_.addresses[a.address].street),
                                .how = fmt::format("between the numbers {} and {}", a.number.value, b.number.value),
                                .source = index_.addresses[a.address].head.source,
                                .doubt = apart / 2});
      out.certain = sure_street && street.parts == 1 && apart <= kTight &&
                    b.number.value - a.number.value <= kTightNumbers && !index_.names_unknown_city(reading);
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
             .label = house ? index_.label_of(street.houses[*at].address) : street.name,
             .how = numbered ? "the nearest number of the street" : "the street, without its number",
             .source = house ? index_.addresses[street.houses[*at].address].head.source : street.source,
             .doubt = farthest});
      }
    }
    return out;
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
      for (std::uint32_t const index : index_.streets_of(reading.street, sure)) {
        StreetGroup const& street = index_.streets[index];
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

Geocoder::Geocoder(std::vector<Address> addresses, std::vector<StreetLine> const& streets)
    : impl_(std::make_unique<Impl>(std::move(addresses), streets)) {}

Geocoder::~Geocoder() = default;
Geocoder::Geocoder(Geocoder&&) noexcept = default;
Geocoder& Geocoder::operator=(Geocoder&&) noexcept = default;

AddressResult Geocoder::find(StringMap const& address) const { return impl_->find(address); }
bool Geocoder::empty() const noexcept { return impl_->index_.streets.empty(); }

}  // namespace cartable::store
