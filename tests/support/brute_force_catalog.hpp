#pragma once

#include "geo/metric.hpp"
#include "geo/repair.hpp"
#include "store/city_file.hpp"
#include "store/filter.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cartable::test {

/// What a catalog must answer, worked out by looping over the records with API.md in hand: no columns, no bitsets, no
/// index, nothing shared with the real one but the records' types and PROJ's distance.
class BruteForceCatalog {
 public:
  enum class Truth : int { no, unknown, yes };

  explicit BruteForceCatalog(store::CityData data) : data_(std::move(data)) {}

  struct Answer {
    std::set<std::string> fits, may;  ///< ids
    friend bool operator==(Answer const&, Answer const&) = default;
  };

  [[nodiscard]] Answer select(store::Filter const& filter, store::Visibility viewer) const {
    Answer out;
    for (store::Place const& place : data_.places) {
      if (!listed(place) || place.head.visibility > viewer) {
        continue;
      }
      Truth best = Truth::no;
      for (auto const& [truth, offer] : rows(place, filter, viewer)) {
        best = std::max(best, truth);
      }
      if (best == Truth::yes) {
        out.fits.insert(place.head.id);
      } else if (best == Truth::unknown && filter.maybe) {
        out.may.insert(place.head.id);
      }
    }
    return out;
  }

  /// Ids of the offers that reach the best truth of their place, unless the place itself reaches it.
  [[nodiscard]] std::set<std::string> matching_offers(std::string const& id, store::Filter const& filter,
                                                      store::Visibility viewer) const {
    for (store::Place const& place : data_.places) {
      if (place.head.id == id) {
        auto const all = rows(place, filter, viewer);
        Truth best = Truth::no;
        for (auto const& [truth, offer] : all) {
          best = std::max(best, truth);
        }
        std::set<std::string> out;
        for (auto const& [truth, offer] : all) {
          if (truth == best && best != Truth::no && all.front().first != best) {
            out.insert(offer);
          }
        }
        return out;
      }
    }
    return {};
  }

  /// (distance, id) of the chosen places that are near enough, nearest first.
  [[nodiscard]] std::vector<std::pair<double, std::string>> by_distance(geo::LonLat from, double max_m,
                                                                        std::set<std::string> const& chosen) const {
    std::vector<std::pair<double, std::string>> out;
    for (store::Place const& place : data_.places) {
      if (chosen.contains(place.head.id)) {
        double const metres = geo::geodesic_distance(from, *place.point).value();
        if (metres <= max_m) {
          out.emplace_back(metres, place.head.id);
        }
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  template <class Inside>
  [[nodiscard]] std::set<std::string> inside(Inside const& test, std::set<std::string> const& chosen) const {
    std::set<std::string> out;
    for (store::Place const& place : data_.places) {
      if (chosen.contains(place.head.id) && test(*place.point)) {
        out.insert(place.head.id);
      }
    }
    return out;
  }

  [[nodiscard]] static bool listed(store::Place const& place) {
    return (place.head.status == store::RecordStatus::active ||
            place.head.status == store::RecordStatus::temporarily_closed) &&
           place.point && geo::is_valid(*place.point);
  }

 private:
  static Truth either(Truth a, Truth b) { return std::max(a, b); }
  static Truth both(Truth a, Truth b) { return std::min(a, b); }
  static Truth of(bool value) { return value ? Truth::yes : Truth::no; }

  /// (truth, offer id) of the place itself, whose id is empty, and of its offers.
  [[nodiscard]] std::vector<std::pair<Truth, std::string>> rows(store::Place const& place, store::Filter const& filter,
                                                                store::Visibility viewer) const {
    std::vector<std::pair<Truth, std::string>> out{{truth(place, nullptr, filter), ""}};
    for (store::Offer const& offer : data_.offers) {
      bool const here = offer.place == place.head.id ||
                        std::find(place.aliases.begin(), place.aliases.end(), offer.place) != place.aliases.end();
      bool const on = offer.head.status == store::RecordStatus::active ||
                      offer.head.status == store::RecordStatus::temporarily_closed;
      if (here && on && offer.head.visibility <= viewer) {
        out.emplace_back(truth(place, &offer, filter), offer.head.id);
      }
    }
    return out;
  }

  [[nodiscard]] static Truth truth(store::Place const& place, store::Offer const* offer, store::Filter const& filter) {
    Truth out = Truth::yes;
    if (!filter.kinds.empty()) {
      Truth any = place.kinds.empty() ? Truth::unknown : Truth::no;
      for (std::string const& asked : filter.kinds) {
        any = either(any, of(std::count(place.kinds.begin(), place.kinds.end(), asked) > 0));
      }
      out = both(out, any);
    }
    if (!filter.sources.empty()) {
      std::set<std::string> own{place.head.source};
      for (auto const& ref : place.sources) {
        own.insert(ref.source);
      }
      own.erase("");
      Truth any = own.empty() ? Truth::unknown : Truth::no;
      for (std::string const& asked : filter.sources) {
        any = either(any, of(own.contains(asked)));
      }
      out = both(out, any);
    }
    if (!filter.fees.empty()) {
      store::Fee fee = place.fee;
      if (offer != nullptr && offer->fee != store::Fee::unknown) {
        fee = offer->fee;
      }
      Truth any = Truth::no;
      for (store::Fee const asked : filter.fees) {
        if (asked == store::Fee::unknown) {
          any = either(any, of(fee == store::Fee::unknown));
        } else {
          any = either(any, fee == store::Fee::unknown ? Truth::unknown : of(fee == asked));
        }
      }
      out = both(out, any);
    }
    if (!filter.wheelchair.empty()) {
      using store::Wheelchair;
      Truth any = Truth::no;
      for (Wheelchair const asked : filter.wheelchair) {
        if (asked == Wheelchair::unknown) {
          any = either(any, of(place.wheelchair == Wheelchair::unknown));
        } else if (place.wheelchair == Wheelchair::unknown) {
          any = either(any, Truth::unknown);
        } else {
          any = either(any, of(place.wheelchair == asked ||
                               (asked == Wheelchair::yes && place.wheelchair == Wheelchair::designated)));
        }
      }
      out = both(out, any);
    }
    if (filter.bbox) {
      out = both(out, of(filter.bbox->contains(*place.point)));
    }
    return out;
  }

  store::CityData data_;
};

}  // namespace cartable::test
