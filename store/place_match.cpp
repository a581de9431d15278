#include "store/place_match.hpp"

#include "base/assert.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "store/assignment.hpp"
#include "store/kind_bits.hpp"
#include "store/match_candidates.hpp"
#include "store/match_evidence.hpp"
#include "store/place_features.hpp"

#include <algorithm>
#include <array>
#include <cmath>
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

/// Kinds of which two stand beside each other so often that nearness alone says nothing.
constexpr std::array<std::string_view, 8> kCrowded{"school",           "social_facility", "club",
                                                   "association",      "information",     "public_bookcase",
                                                   "place_of_worship", "kindergarten"};

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
    shared_ = index_shared(all_);
  }

  std::vector<PlacePair> run() {
    for (auto const& [a, b] : find_candidates({all_, kinds_, left_}, shared_, options_)) {
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

  MatchOptions const& options_;
  std::vector<PlaceFeatures> all_;
  std::vector<KindBits> kinds_;
  std::vector<bool> left_;  ///< by place, for one_to_one
  Shared shared_;
  std::vector<PlacePair> pairs_;
  std::vector<std::vector<std::uint32_t>> by_place_;
};

}  // namespace

int percent(double score) noexcept {
  return static_cast<int>(std::lround(100 / (1 + std::exp(-std::clamp(score, -30.0, 30.0)))));
}

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
