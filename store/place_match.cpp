#include "store/place_match.hpp"

#include "base/assert.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "store/assignment.hpp"
#include "store/place_features.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace cartable::store {
namespace {

// Log odds. Prior: of two places that lie near each other and could be one, about one pair in eight is.
constexpr double kPrior = -2;
constexpr double kCertain = 3;    ///< 95 %
constexpr double kDoubtful = -1;  ///< 27 %
constexpr double kMargin = 1.5;   ///< that the second best must be behind
constexpr double kHopeless = -5;  ///< by distance, where only a name could speak for a pair
constexpr double kNever = -50;

constexpr std::array<std::string_view, 9> kSiblings{
    " school college adult_school training prep_school language_school university ",
    " kindergarten childcare school ",
    " university college research_institute ",
    " community_centre social_centre social_facility association club events_venue townhall ",
    " arts_centre theatre museum gallery events_venue planetarium ",
    " music_school dancing_school arts_centre school ",
    " makerspace coworking internet_cafe ",
    " sports_centre sports_hall dojo dive_centre club ",
    " zoo aquarium museum planetarium botanical_garden community_garden ",
};

/// Kinds of which two stand beside each other so often that nearness alone says nothing.
constexpr std::array<std::string_view, 8> kCrowded{"school",           "social_facility", "club",
                                                   "association",      "information",     "public_bookcase",
                                                   "place_of_worship", "kindergarten"};

/// Kinds as bits: what a place is, and what a place may be that is the same one.
struct KindBits {
  std::uint64_t is = 0, may_be = 0;
};

constexpr std::uint64_t kAnything = ~std::uint64_t{0};

KindBits bits_of(std::string_view slug) {
  static auto const table = [] {
    std::unordered_map<std::string_view, std::uint64_t> own;
    for (Kind const& kind : kinds()) {
      if (kind.general == kind.slug) {
        own.emplace(kind.slug, std::uint64_t{1} << std::min<std::size_t>(own.size(), 62));
      }
    }
    std::unordered_map<std::string_view, KindBits> out;
    for (auto const& [general, bit] : own) {
      out[general] = {bit, general == "learning_place" ? kAnything : bit | own.at("learning_place")};
    }
    for (std::string_view const list : kSiblings) {
      std::uint64_t all = 0;
      std::vector<std::string> const words = base::split(list, ' ');
      for (auto const& word : words) {
        all |= own.at(general_kind(word));
      }
      for (auto const& word : words) {
        out.at(general_kind(word)).may_be |= all;
      }
    }
    for (Kind const& kind : kinds()) {
      out[kind.slug] = out.at(kind.general);
    }
    return out;
  }();
  constexpr std::uint64_t kOfNoTable = std::uint64_t{1} << 63U;
  auto const found = table.find(slug);
  return found == table.end() ? KindBits{kOfNoTable, kOfNoTable | bits_of("learning_place").is} : found->second;
}

KindBits bits_of(StringList const& kinds) {
  KindBits out;
  for (auto const& kind : kinds) {
    auto const bits = bits_of(kind);
    out.is |= bits.is;
    out.may_be |= bits.may_be;
  }
  return kinds.empty() ? bits_of("learning_place") : out;
}

double likeness(KindBits const& a, KindBits const& b) {
  static std::uint64_t const some_place = bits_of("learning_place").is;
  return (a.is & b.is & ~some_place) != 0 ? 1 : (a.may_be & b.is) != 0 || (b.may_be & a.is) != 0 ? 0.5 : 0;
}

/// A number for something that several places may have: an identifier, a telephone, an address.
std::uint64_t shared_key(std::string_view what, std::string_view value, std::string_view more = {}) {
  return base::stable_hash(more, base::stable_hash(value, base::stable_hash(what)));
}

/// Who has what, sorted: (number, place).
struct Shared {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
  /// How many places have it.
  [[nodiscard]] std::size_t count(std::uint64_t key) const {
    auto const [first, last] = std::equal_range(keys.begin(), keys.end(), std::pair(key, std::uint32_t{0}),
                                                [](auto const& a, auto const& b) { return a.first < b.first; });
    return static_cast<std::size_t>(last - first);
  }
};

double score_names(PlaceFeatures const& a, PlaceFeatures const& b, MatchEvidence& out) {
  double best = kNever;
  bool any = false;
  for (auto const& mine : a.names) {
    for (auto const& theirs : b.names) {
      any = true;
      NameLikeness const like = compare_names(mine, theirs);
      bool const silent = mine.says_nothing() || theirs.says_nothing();
      double score = 0;
      std::string_view obstacle;
      if (silent) {
        score = like.equal ? 1.5 : like.likeness > 0.6 ? 0.5 : 0;
      } else {
        score = 6 * like.likeness - 2;
        constexpr double kTelling = 0.7;
        if (score > 0) {
          score *= std::min(1.0, like.shared / kTelling);
        }
        score += like.equal ? 1 : 0;
        if (like.conflict) {
          score = std::min(score - 3, -1.5);
          obstacle = "each name has a word that the other lacks";
        }
      }
      if (like.kinds_differ) {
        score -= 4;
        obstacle = "the names say different kinds";
      }
      if (like.part_differs) {
        score -= 2;
        obstacle = "one may be a part of the other";
      }
      if (like.levels_differ) {
        score -= 5;
        obstacle = "the names say different levels";
      }
      if (like.numbers_differ) {
        score -= 6;
        obstacle = "the numbers in the names differ";
      }
      if (score > best) {
        best = score;
        out.no_telling_name = silent;
        out.never_certain = !obstacle.empty();
        out.obstacle = obstacle;
      }
    }
  }
  if (!any) {
    out.no_telling_name = true;
    return 0;
  }
  return best;
}

double score_distance(double metres, double scale, bool inside) {
  if (inside) {
    return 2.5;
  }
  double const ratio = metres / (1.5 * scale);
  return ratio <= 1 ? 2.5 * (1 - ratio) : std::max(-9.0, -2.5 * std::log2(ratio));
}

double score_kinds(PlaceFeatures const& a, PlaceFeatures const& b, double like, MatchEvidence& out) {
  if (like == 0) {
    out.never_certain = true;
    out.obstacle = "their kinds differ";
    return -5;
  }
  if (a.levels != 0 && b.levels != 0 && (a.levels & b.levels) == 0) {
    out.never_certain = true;
    out.obstacle = "their levels of education differ";
    return -3;
  }
  auto const refined = [](Place const& place) {
    std::string_view found;
    for (auto const& kind : place.kinds) {
      found = general_kind(kind) != kind ? std::string_view(kind) : found;
    }
    return found;
  };
  auto const mine = refined(*a.place);
  auto const theirs = refined(*b.place);
  if (like == 1 && !mine.empty() && !theirs.empty() && mine != theirs && general_kind(mine) == "school" &&
      general_kind(theirs) == "school") {
    out.never_certain = true;
    out.obstacle = "they are schools of different kinds";
    return -3;
  }
  return like == 1 ? 1 : -0.5;
}

double score_addresses(PlaceFeatures const& a, PlaceFeatures const& b) {
  double best = 0;
  bool any = false;
  bool same_street = false;
  for (auto const& mine : a.addresses) {
    for (auto const& theirs : b.addresses) {
      if (mine.number.value == 0 || theirs.number.value == 0) {
        continue;
      }
      any = true;
      bool const street = mine.street == theirs.street || street_core(mine.street) == street_core(theirs.street);
      same_street = same_street || street;
      if (street && mine.number.value == theirs.number.value) {
        best = std::max(best, mine.number == theirs.number || mine.number.suffix.empty() || theirs.number.suffix.empty()
                                  ? 3.0
                                  : 0.5);
      }
    }
  }
  return best > 0 || !any ? best : (same_street ? -1.0 : -0.5);
}

double score_contact(PlaceFeatures const& a, PlaceFeatures const& b, Shared const& shared) {
  double score = 0;
  for (auto const& phone : a.phones) {
    if (std::find(b.phones.begin(), b.phones.end(), phone) != b.phones.end()) {
      score = std::max(score, shared.count(shared_key("tel", phone)) <= 2 ? 2.5 : 0.3);
    }
  }
  if (!a.website.empty() && !b.website.empty()) {
    bool const page = a.website.find('/') != std::string::npos;
    if (a.website == b.website) {
      score += shared.count(shared_key("web", a.website)) <= 2 ? (page ? 3.0 : 2.0) : 0.3;
    }
  }
  if (!a.ref.empty() && !b.ref.empty()) {
    score += a.ref == b.ref ? 1.5 : -0.5;
  }
  return score;
}

double score_identifiers(PlaceFeatures const& a, PlaceFeatures const& b, Shared const& shared, MatchEvidence& out) {
  double score = 0;
  for (auto const& [scheme, value] : a.identifiers) {
    for (auto const& [other_scheme, other] : b.identifiers) {
      if (scheme != other_scheme) {
        continue;
      }
      if (value != other) {
        score -= scheme == "osm" ? 0 : 6;
        continue;
      }
      bool const only_these = shared.count(shared_key("id", scheme, value)) == 2;
      out.identifier_decides = out.identifier_decides || only_these;
      score += only_these ? 8 : 1;
    }
  }
  if (score < 0) {
    out.never_certain = true;
    out.obstacle = "an identifier differs";
    out.identifier_decides = false;
  }
  return score;
}

class Matcher {
 public:
  Matcher(std::span<Place const* const> places, MatchOptions const& options) : options_(options) {
    all_.reserve(places.size());
    for (Place const* const place : places) {
      all_.push_back(features_of(*place));
    }
    weigh_names(all_, options.city_name);
    for (auto const& features : all_) {
      kinds_.push_back(bits_of(features.place->kinds));
    }
    if (options.one_to_one) {
      for (std::uint32_t i = 0; i < all_.size(); ++i) {
        left_.push_back(options.side(i));
      }
    }
    index_shared();
    index_positions();
  }

  std::vector<PlacePair> run() {
    find_candidates();
    std::sort(candidates_.begin(), candidates_.end());
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
    for (auto const& [a, b] : candidates_) {
      judge(a, b);
    }
    by_place_.resize(all_.size());
    for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
      by_place_[pairs_[i].a].push_back(i);
      by_place_[pairs_[i].b].push_back(i);
    }
    reward_the_only_ones();
    reward_the_only_of_a_name();
    std::erase_if(pairs_, [](PlacePair const& pair) { return pair.score < kDoubtful; });
    std::sort(pairs_.begin(), pairs_.end(), [](PlacePair const& x, PlacePair const& y) {
      return std::tie(y.score, x.a, x.b) < std::tie(x.score, y.a, y.b);
    });
    if (options_.one_to_one) {
      choose();
    }
    for (auto& pair : pairs_) {
      pair.verdict = is_certain(pair) ? Verdict::certain : Verdict::doubtful;
    }
    return std::move(pairs_);
  }

 private:
  struct Spot;
  using Candidate = std::pair<std::uint32_t, std::uint32_t>;

  /// What two places may have in common wherever they lie, as numbers: few places share one.
  void index_shared() {
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      auto const& features = all_[i];
      for (auto const& [scheme, value] : features.identifiers) {
        shared_.keys.emplace_back(shared_key("id", scheme, value), i);
      }
      for (auto const& phone : features.phones) {
        shared_.keys.emplace_back(shared_key("tel", phone), i);
      }
      if (!features.website.empty()) {
        shared_.keys.emplace_back(shared_key("web", features.website), i);
      }
      // A name that few share finds a place that somebody's map puts far away, or nowhere.
      if (!features.names.empty() && !features.names.front().says_nothing()) {
        shared_.keys.emplace_back(shared_key("name", features.names.front().folded), i);
      }
      for (auto const& reading : features.addresses) {
        if (reading.number.value > 0) {
          shared_.keys.emplace_back(
              base::stable_hash(reading.number.suffix,
                                shared_key("at", reading.street) + static_cast<std::uint64_t>(reading.number.value)),
              i);
        }
      }
    }
    auto& keys = shared_.keys;
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  }

  void index_positions() {
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      if (all_[i].place->point) {
        auto const& features = all_[i];
        rows_[row_of(features.place->point->lat)].push_back({.lon = features.place->point->lon,
                                                             .lat = features.place->point->lat,
                                                             .sketch = features.sketch,
                                                             .kinds = kinds_[i],
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
    return (left_.empty() || left_[a] != left_[b]) &&
           ((kinds_[a].may_be & kinds_[b].is) != 0 || (kinds_[b].may_be & kinds_[a].is) != 0);
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
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      // A place with a footprint is asked from its own side, too: its outline reaches farther than its position.
      if (all_[i].place->point && (left_.empty() || left_[i] || !all_[i].box.empty())) {
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
    auto const& mine = all_[i];
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
    auto const& mine = all_[i];
    geo::LonLat const here = *mine.place->point;
    constexpr double kDoorToDoor = 60 / kMetresPerDegree;
    auto at =
        std::lower_bound(row.begin(), row.end(), west, [](Spot const& spot, double lon) { return spot.lon < lon; });
    for (; at != row.end() && at->lon <= east; ++at) {
      double const north = std::abs(at->lat - here.lat);
      bool const kinds = (kinds_[i].may_be & at->kinds.is) != 0 || (at->kinds.may_be & kinds_[i].is) != 0;
      if (north > degrees || !kinds || (!left_.empty() && left_[i] == left_[at->place])) {
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
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      if (!all_[i].place->point) {
        continue;
      }
      for (auto const& form : all_[i].names) {
        for (auto const& word : form.words) {
          if (word.role == NameForm::Role::distinctive && word.weight >= kTelling && word.text.size() > 1) {
            entries.push_back({base::stable_hash(word.text), all_[i].place->point->lat, i});
          }
        }
      }
    }
    std::sort(entries.begin(), entries.end());
    for (std::size_t x = 0; x < entries.size(); ++x) {
      auto const& mine = all_[entries[x].place];
      for (std::size_t y = x + 1; y < entries.size() && entries[y].word == entries[x].word; ++y) {
        auto const& theirs = all_[entries[y].place];
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

  void judge(std::uint32_t a, std::uint32_t b) {
    auto const& mine = all_[a];
    auto const& theirs = all_[b];
    PlacePair pair{.a = a, .b = b, .score = 0, .verdict = Verdict::doubtful, .ambiguous = false, .evidence = {}};
    MatchEvidence& evidence = pair.evidence;
    double const scale = std::max(mine.scale, theirs.scale);
    if (mine.place->point && theirs.place->point) {
      evidence.metres = place_distance(mine, theirs, evidence.inside);
      evidence.distance =
          score_distance(std::max(0.0, evidence.metres - mine.doubt - theirs.doubt), scale, evidence.inside);
    }
    if (evidence.distance < kHopeless && mine.identifiers.empty() && mine.addresses.empty() && mine.website.empty() &&
        mine.phones.empty()) {
      return;
    }
    evidence.kind = score_kinds(mine, theirs, likeness(kinds_[a], kinds_[b]), evidence);
    evidence.identifiers = score_identifiers(mine, theirs, shared_, evidence);
    evidence.contact = score_contact(mine, theirs, shared_);
    evidence.address = score_addresses(mine, theirs);
    double const without_name =
        kPrior + evidence.distance + evidence.kind + evidence.identifiers + evidence.contact + evidence.address;
    constexpr double kBestName = 5;
    if (without_name + kBestName < kDoubtful) {
      return;
    }
    MatchEvidence by_name;
    evidence.name = score_names(mine, theirs, by_name);
    evidence.no_telling_name = by_name.no_telling_name;
    if (by_name.never_certain && !evidence.identifier_decides) {
      evidence.never_certain = true;
      evidence.obstacle = by_name.obstacle;
    }
    pair.score = without_name + evidence.name;
    constexpr double kWorthKeeping = kDoubtful - 3;  // it may gain yet, and it counts as a rival
    if (pair.score >= kWorthKeeping) {
      pairs_.push_back(pair);
    }
  }

  /// A place without a telling name is the only one of its kind that the other source has there: that is telling.
  void reward_the_only_ones() {
    constexpr double kRound = 250;
    constexpr double kBeside = 40;
    constexpr double kReward = 2;
    std::vector<std::uint32_t> rewarded;
    for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
      PlacePair const& pair = pairs_[i];
      auto const& kinds = all_[pair.a].place->kinds;
      bool const crowded =
          kinds.empty() || std::find(kCrowded.begin(), kCrowded.end(), kinds.front()) != kCrowded.end();
      bool const beside =
          pair.evidence.inside || pair.evidence.metres <= kBeside + all_[pair.a].doubt + all_[pair.b].doubt;
      if (!pair.evidence.no_telling_name || crowded || !beside || pair.evidence.kind < 1) {
        continue;
      }
      auto const has_rival = [&](std::uint32_t place) {
        return std::any_of(by_place_[place].begin(), by_place_[place].end(), [&](std::uint32_t other) {
          return other != i && pairs_[other].evidence.kind > 0 && pairs_[other].evidence.metres <= kRound;
        });
      };
      if (!has_rival(pair.a) && !has_rival(pair.b)) {
        rewarded.push_back(i);
      }
    }
    for (std::uint32_t const i : rewarded) {
      pairs_[i].score += kReward;
      pairs_[i].evidence.distance += kReward;
    }
  }

  /// The telling words of a place's first name, hashed and sorted.
  static std::vector<std::uint64_t> telling_words(PlaceFeatures const& features) {
    constexpr float kTelling = 0.3F;
    std::vector<std::uint64_t> out;
    for (std::size_t i = 0; !features.names.empty() && i < features.names.front().words.size(); ++i) {
      auto const& word = features.names.front().words[i];
      bool const tells = word.role == NameForm::Role::distinctive && word.weight >= kTelling && word.text.size() > 2;
      if (tells || word.role == NameForm::Role::number) {
        out.push_back(base::stable_hash(word.text));
      }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// Two libraries whose names have the same telling words, which no other library of the city has, are one though a
  /// map puts them some houses apart: somebody's map has the middle of the grounds, or the door on the other street.
  void reward_the_only_of_a_name() {
    constexpr double kApart = 300;
    constexpr double kReward = 3.3;
    std::vector<std::pair<std::uint32_t, std::vector<std::uint64_t>>> hopeful;  // pairs and their words
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> places_with;
    for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
      PlacePair const& pair = pairs_[i];
      auto const& e = pair.evidence;
      auto const& kinds = all_[pair.a].place->kinds;
      bool const crowded =
          kinds.empty() || std::find(kCrowded.begin(), kCrowded.end(), kinds.front()) != kCrowded.end();
      bool const near = e.inside || e.metres <= kApart;
      bool const contradicted = e.never_certain || e.address < 0 || e.identifiers < 0;
      if (pair.score >= kCertain || pair.score < kDoubtful || crowded || !near || contradicted || e.kind < 1) {
        continue;
      }
      auto words = telling_words(all_[pair.a]);
      if (!words.empty() && words == telling_words(all_[pair.b])) {
        for (std::uint64_t const word : words) {
          places_with[word];
        }
        hopeful.emplace_back(i, std::move(words));
      }
    }
    for (std::uint32_t place = 0; place < all_.size() && !hopeful.empty(); ++place) {
      for (std::uint64_t const word : telling_words(all_[place])) {
        if (auto const found = places_with.find(word); found != places_with.end()) {
          found->second.push_back(place);
        }
      }
    }
    for (auto const& [i, words] : hopeful) {
      PlacePair& pair = pairs_[i];
      auto const is_rival = [&](std::uint32_t place) {
        return place != pair.a && place != pair.b && (kinds_[place].may_be & kinds_[pair.a].is) != 0;
      };
      bool only = true;
      for (std::uint64_t const word : words) {
        auto const& others = places_with.at(word);
        only = only && std::none_of(others.begin(), others.end(), is_rival);
      }
      if (only) {
        pair.score += kReward;
        pair.evidence.distance += kReward;
        pair.evidence.only_of_name = true;
      }
    }
  }

  /// Keeps the pairs of the best assignment; of the others those of which both places are free.
  void choose() {
    CARTABLE_ASSERT(options_.side != nullptr);
    std::vector<WeightedEdge> edges;
    edges.reserve(pairs_.size());
    for (auto const& pair : pairs_) {
      bool const a_left = options_.side(pair.a);
      edges.push_back({.left = a_left ? pair.a : pair.b,
                       .right = a_left ? pair.b : pair.a,
                       .weight = pair.score - kDoubtful + 0.01});
    }
    std::vector<bool> const chosen = best_assignment(edges);
    constexpr std::uint32_t kFree = static_cast<std::uint32_t>(-1);
    std::vector<std::uint32_t> pair_of(all_.size(), kFree);
    for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
      if (chosen[i]) {
        pair_of[pairs_[i].a] = pair_of[pairs_[i].b] = i;
      }
    }
    for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
      if (chosen[i]) {
        continue;
      }
      // A rival that has a clearly better partner of its own is no rival.
      auto const& rival = pairs_[i];
      for (auto const& [place, other] : {std::pair(rival.a, rival.b), std::pair(rival.b, rival.a)}) {
        std::uint32_t const mine = pair_of[place];
        if (mine == kFree || rival.evidence.never_certain || rival.score < pairs_[mine].score - kMargin) {
          continue;
        }
        bool const explained = pair_of[other] != kFree && pairs_[pair_of[other]].score >= rival.score + 1;
        pairs_[mine].ambiguous = pairs_[mine].ambiguous || !explained;
      }
    }
    std::vector<PlacePair> kept;
    for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
      bool const both_free = pair_of[pairs_[i].a] == kFree && pair_of[pairs_[i].b] == kFree;
      if (chosen[i] || both_free) {
        kept.push_back(pairs_[i]);
      }
    }
    pairs_ = std::move(kept);
  }

  static bool is_certain(PlacePair const& pair) {
    auto const& e = pair.evidence;
    if (e.identifier_decides) {
      return e.kind > -3;  // a museum and its library may have the museum's identifier both
    }
    bool const placed = !std::isnan(e.metres);
    bool const without_position = !placed && (e.address < 3 || e.name < 2.5);
    constexpr double kFarthestCertain = 1500;
    return pair.score >= kCertain && !e.never_certain && !pair.ambiguous && !without_position &&
           !(placed && e.metres > kFarthestCertain);
  }

  static constexpr double kMetresPerDegree = 111'320;
  static constexpr double kRowDegrees = 0.002;

  /// A place on its row, with what the first look needs beside it in memory.
  struct Spot {
    double lon, lat;
    std::uint64_t sketch;
    KindBits kinds;
    std::uint32_t letters, place;
  };

  MatchOptions const& options_;
  std::vector<PlaceFeatures> all_;
  std::vector<KindBits> kinds_;
  std::vector<bool> left_;  ///< by place, for one_to_one
  Shared shared_;
  std::map<std::int32_t, std::vector<Spot>> rows_;
  std::vector<Candidate> candidates_;
  std::vector<PlacePair> pairs_;
  std::vector<std::vector<std::uint32_t>> by_place_;
};

}  // namespace

int percent(double score) noexcept {
  return static_cast<int>(std::lround(100 / (1 + std::exp(-std::clamp(score, -30.0, 30.0)))));
}

double kind_likeness(StringList const& a, StringList const& b) { return likeness(bits_of(a), bits_of(b)); }

std::vector<PlacePair> match_places(std::span<Place const* const> places, MatchOptions const& options) {
  return Matcher(places, options).run();
}

std::string describe(PlacePair const& pair, Place const& a, Place const& b) {
  auto const& e = pair.evidence;
  std::string out;
  auto const add = [&](std::string_view words) {
    out += out.empty() ? "" : ", ";
    out += words;
  };
  if (e.identifier_decides) {
    for (auto const& [scheme, value] : a.head.identifiers) {
      auto const other = b.head.identifiers.find(scheme);
      if (other != b.head.identifiers.end() && other->second == value) {
        add(fmt::format("the same {} {}", scheme, value));
      }
    }
  }
  if (e.no_telling_name) {
    add(a.name.empty() || b.name.empty() ? "one has no name" : "a name that says little");
  } else if (e.name >= 5 || a.name == b.name) {
    add("the same name");
  } else if (e.name >= 2) {
    add(e.only_of_name ? "a like name that no other has" : "a like name");
  } else {
    add("other names");
  }
  if (e.inside) {
    add("one inside the other");
  } else if (std::isnan(e.metres)) {
    add("one without a position");
  } else {
    add(fmt::format("{:.0f} m apart", e.metres));
  }
  if (e.kind >= 1 && !a.kinds.empty()) {
    add(fmt::format("both {}", a.kinds.front()));
  } else if (!a.kinds.empty() && !b.kinds.empty()) {
    add(fmt::format("{} and {}", a.kinds.back(), b.kinds.back()));
  }
  if (e.address >= 3) {
    add("the same address");
  }
  if (e.contact >= 2) {
    add("the same website or telephone");
  }
  if (pair.ambiguous) {
    add("but another candidate is about as good");
  }
  if (e.never_certain && !e.obstacle.empty()) {
    add(fmt::format("but {}", e.obstacle));
  }
  return out;
}

}  // namespace cartable::store
