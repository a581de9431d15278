#include "store/match_candidates.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numbers>
#include <tuple>

namespace cartable::store {
namespace {

class CandidateFinder {
 public:
  CandidateFinder(PlacesToMatch const& places, Shared const& shared, MatchOptions const& options)
      : places_(places), shared_(shared), options_(options) {
    index_positions();
  }

  std::vector<std::pair<std::uint32_t, std::uint32_t>> run() {
    find_candidates();
    std::sort(candidates_.begin(), candidates_.end());
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
    return std::move(candidates_);
  }

 private:
  using Candidate = std::pair<std::uint32_t, std::uint32_t>;

  static constexpr double kMetresPerDegree = 111'320;
  static constexpr double kRowDegrees = 0.002;

  /// A place on its row, with what the first look needs beside it in memory.
  struct Spot {
    double lon, lat;
    std::uint64_t sketch;
    KindBits kinds;
    std::uint32_t letters, place;
  };

  void index_positions() {
    for (std::uint32_t i = 0; i < places_.features.size(); ++i) {
      if (places_.features[i].place->point) {
        auto const& features = places_.features[i];
        rows_[row_of(features.place->point->lat)].push_back({.lon = features.place->point->lon,
                                                             .lat = features.place->point->lat,
                                                             .sketch = features.sketch,
                                                             .kinds = places_.kinds[i],
                                                             .letters = features.letters,
                                                             .place = i});
      }
    }
    for (auto& row : rows_) {
      std::sort(row.second.begin(), row.second.end(),
                [](Spot const& x, Spot const& y) { return std::tie(x.lon, x.place) < std::tie(y.lon, y.place); });
    }
  }

  static std::int32_t row_of(double lat) { return static_cast<std::int32_t>(std::floor(lat / kRowDegrees)); }
  /// Whether the two are on different sides, where there are sides, and of kinds that may be one place: a library and
  /// the community centre around it are weighed only where they share an identifier.
  bool may_pair(std::uint32_t a, std::uint32_t b) const {
    return (places_.left.empty() || places_.left[a] != places_.left[b]) &&
           ((places_.kinds[a].may_be & places_.kinds[b].is) != 0 ||
            (places_.kinds[b].may_be & places_.kinds[a].is) != 0);
  }

  void propose(std::uint32_t a, std::uint32_t b) {
    if (a == b) {
      return;
    }
    Candidate const candidate = std::minmax(a, b);
    if (!options_.may_be_one || options_.may_be_one(candidate.first, candidate.second)) {
      candidates_.push_back(candidate);
    }
  }

  void find_candidates() {
    for (std::uint32_t i = 0; i < places_.features.size(); ++i) {
      // A place with a footprint is asked from its own side, too: its outline reaches farther than its position.
      if (places_.features[i].place->point &&
          (places_.left.empty() || places_.left[i] || !places_.features[i].box.empty())) {
        find_near(i);
      }
    }
    find_by_words();
    constexpr std::size_t kTooCommon = 12;
    auto const& keys = shared_.keys;
    for (std::size_t first = 0, last = 0; first < keys.size(); first = last) {
      while (last < keys.size() && keys[last].first == keys[first].first) {
        ++last;
      }
      if (last - first > kTooCommon) {
        continue;
      }
      for (std::size_t x = first; x < last; ++x) {
        for (std::size_t y = x + 1; y < last; ++y) {
          propose(keys[x].second, keys[y].second);
        }
      }
    }
  }

  /// Places that stand beside each other.
  void find_near(std::uint32_t i) {
    auto const& mine = places_.features[i];
    geo::LonLat const at = *mine.place->point;
    constexpr double kBeside = 200;  // metres; what lies farther off must have a word in common
    double const outline = mine.reach - 6 * mine.scale;
    double const degrees = (kBeside + outline) / kMetresPerDegree;
    double const narrow = std::max(0.01, std::cos(at.lat * std::numbers::pi / 180));
    double const wide = degrees / narrow;
    for (auto row = rows_.lower_bound(row_of(at.lat - degrees));
         row != rows_.end() && row->first <= row_of(at.lat + degrees); ++row) {
      find_in_row(row->second, i, at.lon - wide, at.lon + wide, degrees, narrow);
      if (at.lon - wide < -180) {
        find_in_row(row->second, i, at.lon - wide + 360, 180, degrees, narrow);
      }
      if (at.lon + wide > 180) {
        find_in_row(row->second, i, -180, at.lon + wide - 360, degrees, narrow);
      }
    }
  }

  void find_in_row(std::vector<Spot> const& row, std::uint32_t i, double west, double east, double degrees,
                   double narrow) {
    auto const& mine = places_.features[i];
    geo::LonLat const here = *mine.place->point;
    constexpr double kDoorToDoor = 60 / kMetresPerDegree;
    auto at =
        std::lower_bound(row.begin(), row.end(), west, [](Spot const& spot, double lon) { return spot.lon < lon; });
    for (; at != row.end() && at->lon <= east; ++at) {
      double const north = std::abs(at->lat - here.lat);
      bool const kinds = (places_.kinds[i].may_be & at->kinds.is) != 0 || (at->kinds.may_be & places_.kinds[i].is) != 0;
      if (north > degrees || !kinds || (!places_.left.empty() && places_.left[i] == places_.left[at->place])) {
        continue;
      }
      // Names without a beginning in common are of two places; door to door a first letter is enough.
      bool const silent = mine.sketch == 0 || at->sketch == 0;
      bool const beside = north <= kDoorToDoor && std::abs(at->lon - here.lon) * narrow <= kDoorToDoor;
      if (silent || (mine.sketch & at->sketch) != 0 || (beside && (mine.letters & at->letters) != 0)) {
        propose(i, at->place);
      }
    }
  }

  /// Places with a telling word in common within reach of each other.
  void find_by_words() {
    struct Entry {
      std::uint64_t word;
      double lat;
      std::uint32_t place;
      bool operator<(Entry const& other) const {
        return std::tie(word, lat, place) < std::tie(other.word, other.lat, other.place);
      }
    };
    std::vector<Entry> entries;
    constexpr float kTelling = 0.3F;
    for (std::uint32_t i = 0; i < places_.features.size(); ++i) {
      if (!places_.features[i].place->point) {
        continue;
      }
      for (auto const& form : places_.features[i].names) {
        for (auto const& word : form.words) {
          if (word.role == NameForm::Role::distinctive && word.weight >= kTelling && word.text.size() > 1) {
            entries.push_back({base::stable_hash(word.text), places_.features[i].place->point->lat, i});
          }
        }
      }
    }
    std::sort(entries.begin(), entries.end());
    for (std::size_t x = 0; x < entries.size(); ++x) {
      auto const& mine = places_.features[entries[x].place];
      for (std::size_t y = x + 1; y < entries.size() && entries[y].word == entries[x].word; ++y) {
        auto const& theirs = places_.features[entries[y].place];
        double const reach = std::max(mine.reach, theirs.reach) / kMetresPerDegree;
        if (entries[y].lat - entries[x].lat > kFarthestReach / kMetresPerDegree) {
          break;
        }
        double const east = std::abs(theirs.place->point->lon - mine.place->point->lon);
        double const narrow = std::cos(entries[x].lat * std::numbers::pi / 180);
        bool const near = entries[y].lat - entries[x].lat <= reach && std::min(east, 360 - east) * narrow <= reach;
        if (near && may_pair(entries[x].place, entries[y].place)) {
          propose(entries[x].place, entries[y].place);
        }
      }
    }
  }

  PlacesToMatch const& places_;
  Shared const& shared_;
  MatchOptions const& options_;
  std::map<std::int32_t, std::vector<Spot>> rows_;
  std::vector<Candidate> candidates_;
};

}  // namespace

Shared index_shared(std::vector<PlaceFeatures> const& places) {
  Shared shared;
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    auto const& features = places[i];
    for (auto const& [scheme, value] : features.identifiers) {
      shared.keys.emplace_back(shared_key("id", scheme, value), i);
    }
    for (auto const& phone : features.phones) {
      shared.keys.emplace_back(shared_key("tel", phone), i);
    }
    if (!features.website.empty()) {
      shared.keys.emplace_back(shared_key("web", features.website), i);
    }
    // A name that few share finds a place that somebody's map puts far away, or nowhere.
    if (!features.names.empty() && !features.names.front().says_nothing()) {
      shared.keys.emplace_back(shared_key("name", features.names.front().folded), i);
    }
    for (auto const& reading : features.addresses) {
      if (reading.number.value > 0) {
        shared.keys.emplace_back(
            base::stable_hash(reading.number.suffix,
                              shared_key("at", reading.street) + static_cast<std::uint64_t>(reading.number.value)),
            i);
      }
    }
  }
  auto& keys = shared.keys;
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return shared;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> find_candidates(PlacesToMatch const& places, Shared const& shared,
                                                                     MatchOptions const& options) {
  return CandidateFinder(places, shared, options).run();
}

}  // namespace cartable::store
