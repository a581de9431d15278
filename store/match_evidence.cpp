#include "store/match_evidence.hpp"

#include "base/text.hpp"
#include "store/address_text.hpp"
#include "store/place_names.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <cmath>

namespace cartable::store {

std::uint64_t shared_key(std::string_view what, std::string_view value, std::string_view more) {
  return base::stable_hash(more, base::stable_hash(value, base::stable_hash(what)));
}

std::size_t Shared::count(std::uint64_t key) const {
  auto const [first, last] = std::equal_range(keys.begin(), keys.end(), std::pair(key, std::uint32_t{0}),
                                              [](auto const& a, auto const& b) { return a.first < b.first; });
  return static_cast<std::size_t>(last - first);
}

double score_names(PlaceFeatures const& a, PlaceFeatures const& b, MatchEvidence& out) {
  constexpr double kNever = -50;
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

}  // namespace cartable::store
