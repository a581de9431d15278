#include "base/format.hpp"
#include "geo/area_index.hpp"
#include "geo/metric.hpp"
#include "geo/repair.hpp"
#include "store/area_quality.hpp"
#include "store/city_check_state.hpp"

#include <utility>

namespace cartable::store::checking {
namespace {

class PositionCheck {
 public:
  explicit PositionCheck(CheckState& state) : state_(state) {}

  base::Status run(std::function<base::Result<std::vector<StreetLine>>()> const& streets) {
    find_outside();
    find_odd_areas();
    return find_unplaced(streets);
  }

 private:
  void find_outside() {
    std::string const set = default_district_set(state_.city.districts, state_.city.settings);
    std::vector<geo::MultiPolygon> areas;
    for (auto const& district : state_.city.districts) {
      if (!set.empty() && district.set == set && district.head.status != RecordStatus::withdrawn &&
          !district.area.empty()) {
        areas.push_back(district.area);
      }
    }
    bool const by_districts = !areas.empty();
    if (!by_districts) {
      std::vector<geo::LonLat> points;
      for (auto const& street : state_.city.streets) {
        points.push_back(street.point);
      }
      for (auto const& address : state_.city.addresses) {
        points.push_back(address.point);
      }
      constexpr std::size_t kEnough = 100;
      if (points.size() >= kEnough) {
        areas.push_back(geo::convex_hull(points));
      }
    }
    if (areas.empty() || areas.front().empty()) {
      return;
    }
    geo::BBox box;
    for (auto const& area : areas) {
      box.add(geo::bounds(area));
    }
    std::vector<std::size_t> outside;
    if (by_districts) {
      outside = places_in_no_district(state_.city.places, state_.city.districts, set);
    } else {
      geo::AreaIndex const index(std::move(areas));
      for (std::size_t i = 0; i < state_.city.places.size(); ++i) {
        auto const& place = state_.city.places[i];
        if (place.point && !is_gone(place) && index.at(*place.point).empty()) {
          outside.push_back(i);
        }
      }
    }
    for (std::size_t const i : outside) {
      Place const& place = state_.city.places[i];
      double const beyond = geo::distance_lower_bound(*place.point, box).value();
      constexpr double kElsewhere = 50'000;
      constexpr double kTolerance = 500;
      std::string const where =
          by_districts ? fmt::format("the districts of {}", set) : std::string("the city's streets");
      if (beyond > kElsewhere) {
        state_.say(Severity::error, "outside-city", place,
                   fmt::format("lies {:.0f} km from {}: {:.5f} {:.5f}", beyond / 1000, where, place.point->lon,
                               place.point->lat),
                   fmt::format("mend its position in {} (are lon and lat swapped?), or set it: cartable import "
                               "corrections=FILE.csv --city CITY",
                               place.head.source));
      } else if (by_districts) {
        state_.say(Severity::warning, beyond > kTolerance ? "outside-city" : "no-district", place,
                   fmt::format("lies in no district of {}{}", set,
                               beyond > kTolerance ? fmt::format(", {:.1f} km beyond them", beyond / 1000) : ""),
                   "right if it belongs to a town around; else mend its position, or import districts that hold it");
      } else if (beyond > kTolerance) {
        state_.say(Severity::warning, "outside-city", place,
                   fmt::format("lies {:.1f} km beyond {}", beyond / 1000, where),
                   "right if it belongs to a town around; else mend its position");
      }
    }
  }

  /// Overlaps and gaps of districts that should lie side by side.
  void find_odd_areas() {
    for (auto const& set : examine_districts(state_.city.districts)) {
      if (set.areas.clean()) {
        continue;
      }
      bool const odd = !set.areas.overlaps.empty() || !set.areas.same.empty() || !set.areas.without_size.empty();
      for (auto const& line : describe(set, state_.city.districts)) {
        state_.out.findings.push_back(
            {.severity = odd ? Severity::warning : Severity::info,
             .kind = "areas",
             .record = {},
             .name = set.set,
             .message = line,
             .remedy = "draw the borders again in the source and import it, unless the city means it so",
             .details = {}});
      }
    }
  }

  base::Status find_unplaced(std::function<base::Result<std::vector<StreetLine>>()> const& streets) {
    std::vector<Place const*> unplaced;
    for (auto const& place : state_.city.places) {
      if (!place.point && !is_gone(place)) {
        unplaced.push_back(&place);
      }
    }
    if (unplaced.empty()) {
      return {};
    }
    CARTABLE_ASSIGN(auto const lines, streets());
    Geocoder const geocoder(state_.city.addresses, lines);
    for (Place const* const place : unplaced) {
      AddressResult const found = geocoder.find(place->address);
      std::string address;
      for (char const* const key : {"full", "street", "housenumber", "postcode", "city"}) {
        if (auto const part = place->address.find(key); part != place->address.end()) {
          address += (address.empty() ? "" : " ") + part->second;
        }
      }
      if (found.candidates.empty()) {
        state_.say(Severity::warning, "unplaced", *place,
                   address.empty() ? std::string("has neither a position nor an address")
                                   : fmt::format("has no position, and its address is not in the city: {}", address),
                   fmt::format("give it one: a row with id {}, lon and lat in a corrections file", place->head.id));
        continue;
      }
      auto const& best = found.candidates.front();
      Finding& finding = state_.say(
          Severity::warning, "unplaced", *place,
          fmt::format(
              "has no position; {} may be {} ({}, within {:.0f} m){}", address, best.label, best.how, best.doubt,
              found.candidates.size() > 1 ? fmt::format("; {} more in --format json", found.candidates.size() - 1)
                                          : ""),
          fmt::format("if so: a row with id {}, lon {:.7f} and lat {:.7f} in a corrections file", place->head.id,
                      best.point.lon, best.point.lat));
      for (std::size_t i = 0; i < found.candidates.size(); ++i) {
        auto const& c = found.candidates[i];
        finding.details.emplace_back(
            fmt::format("candidate_{}", i + 1),
            fmt::format("{:.7f} {:.7f} {} ({}, within {:.0f} m)", c.point.lon, c.point.lat, c.label, c.how, c.doubt));
      }
    }
    return {};
  }

  CheckState& state_;
};

}  // namespace

base::Status check_positions(CheckState& state, std::function<base::Result<std::vector<StreetLine>>()> const& streets) {
  return PositionCheck(state).run(streets);
}

}  // namespace cartable::store::checking
