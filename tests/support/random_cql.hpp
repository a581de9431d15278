#pragma once

#include "store/cql2.hpp"
#include "store/model.hpp"
#include "tests/support/property.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace cartable::test {

/// 0 false, 1 unknown, 2 true: what a filter in CQL2 text must say of a place itself (no offer) or one of its offers.
using CqlTruth = std::function<int(store::Place const&, store::Offer const*, store::Visibility)>;

/// The truths of the texts that random_cql has made, by canonical text, for an oracle that never sees a syntax tree.
inline std::map<std::string, CqlTruth>& cql_truths() {
  thread_local std::map<std::string, CqlTruth> all;  // threads make filters of their own
  return all;
}

struct RandomCql {
  std::string text;
  CqlTruth truth;
};

namespace cql {

inline int known(bool value) { return value ? 2 : 0; }

template <class Values, class Holds>
int any_of(Values const& values, Holds const& holds) {
  return values.empty() ? 1 : known(std::any_of(values.begin(), values.end(), holds));
}
inline std::vector<int> numbers(unsigned bits, int first) {
  std::vector<int> out;
  for (int bit = 0; bit < 16; ++bit) {
    if (((bits >> static_cast<unsigned>(bit)) & 1U) != 0) {
      out.push_back(bit + first);
    }
  }
  return out;
}
inline store::Fee fee(store::Place const& p, store::Offer const* o) {
  return o != nullptr && o->fee != store::Fee::unknown ? o->fee : p.fee;
}
inline store::StringList const& languages(store::Place const& p, store::Offer const* o) {
  return o != nullptr && !o->languages.empty() ? o->languages : p.languages;
}
inline store::StringList const& topics(store::Place const& p, store::Offer const* o) {
  return o != nullptr ? o->topics : p.topics;
}
inline std::vector<int> pillars(store::Place const& p, store::Offer const* o) {
  return numbers(o != nullptr ? o->pillars : p.pillars, 1);
}
inline std::optional<int> age(store::Place const& p, store::Offer const* o, bool least) {
  bool const own = o != nullptr && (o->age_min || o->age_max);
  return own ? (least ? o->age_min : o->age_max) : (least ? p.age_min : p.age_max);
}
/// What is said of a group: nothing to those who may not know of it.
inline int audience(store::Place const& p, store::Offer const* o, store::Visibility viewer, std::string const& group) {
  if (group == "secret-group" && viewer == store::Visibility::everyone) {
    return 1;
  }
  if (o != nullptr && o->audiences.contains(group)) {
    return known(o->audiences.at(group).serves);
  }
  return p.audiences.contains(group) ? known(p.audiences.at(group).serves) : 1;
}
inline int need(store::Place const& p, std::string const& name) {
  auto const found = p.needs.find(name);
  return found == p.needs.end() || found->second == "limited" ? 1 : known(found->second == "yes");
}
/// First and last day of a date as text; empty when there is none.
inline std::pair<std::string, std::string> days(std::string const& date) {
  if (date.empty() || date == "soon" || date == "2026-13-01") {
    return {};
  }
  std::string const day = date.substr(0, 10);
  return day.size() == 4   ? std::pair(day + "-01-01", day + "-12-31")
         : day.size() == 7 ? std::pair(day + "-01", day + "-31")
                           : std::pair(day, day);
}
/// Whether a date is in [from, to].
inline int in_days(std::string const& date, std::string const& from, std::string const& to) {
  auto const [first, last] = days(date);
  return first.empty() ? 1 : from <= first && last <= to ? 2 : first <= to && from <= last ? 1 : 0;
}
inline std::set<std::string> sources(store::Place const& p) {
  std::set<std::string> out{p.head.source};
  for (auto const& ref : p.sources) {
    out.insert(ref.source);
  }
  out.erase("");
  return out;
}

}  // namespace cql

/// One condition with what it means, from a list that has every operator of the language and every kind of property.
inline RandomCql random_cql_leaf(PropertyRandom& random) {
  using store::Offer;
  using store::Place;
  using store::Visibility;
  using namespace std::string_literals;
  using std::string;
  static std::vector<RandomCql> const leaves = [] {
    std::vector<RandomCql> out;
    auto const add = [&](string text, auto truth) {
      out.push_back({std::move(text), [truth](Place const& p, Offer const* o, Visibility v) -> int {
                       if constexpr (std::is_invocable_v<decltype(truth), Place const&, Offer const*, Visibility>) {
                         return truth(p, o, v);
                       } else {
                         return truth(p, o);
                       }
                     }});
    };
    using store::Fee;
    auto const fee_is = [](Place const& p, Offer const* o, Fee wanted) {
      return cql::fee(p, o) == Fee::unknown ? 1 : cql::known(cql::fee(p, o) == wanted);
    };
    add("fee = 'free'", [=](Place const& p, Offer const* o) { return fee_is(p, o, Fee::free); });
    add("'paid' = fee", [=](Place const& p, Offer const* o) { return fee_is(p, o, Fee::paid); });
    add("fee <> 'free'", [=](Place const& p, Offer const* o) { return 2 - fee_is(p, o, Fee::free); });
    add("fee IS NULL", [](Place const& p, Offer const* o) { return cql::known(cql::fee(p, o) == Fee::unknown); });
    add("fee IN ('free', 'paid')",
        [](Place const& p, Offer const* o) { return cql::fee(p, o) == Fee::unknown ? 1 : 2; });
    add("wheelchair LIKE '%e%'", [](Place const& p, Offer const*) {
      return p.wheelchair == store::Wheelchair::unknown ? 1 : cql::known(p.wheelchair != store::Wheelchair::no);
    });
    add("kinds = 'library'", [](Place const& p, Offer const*) {
      return cql::any_of(p.kinds, [](string const& kind) { return kind == "library"; });
    });
    add("kind = 'school'",
        [](Place const& p, Offer const*) { return p.kinds.empty() ? 1 : cql::known(p.kinds.front() == "school"); });
    auto const has = [](Place const& p, char const* kind) {
      return std::find(p.kinds.begin(), p.kinds.end(), kind) != p.kinds.end();
    };
    add("A_CONTAINS(kinds, ('library','school'))", [=](Place const& p, Offer const*) {
      return p.kinds.empty() ? 1 : cql::known(has(p, "library") && has(p, "school"));
    });
    add("A_OVERLAPS(kinds, ('museum','none'))",
        [=](Place const& p, Offer const*) { return p.kinds.empty() ? 1 : cql::known(has(p, "museum")); });
    add("A_CONTAINEDBY(kinds, ('museum','library','theatre'))", [](Place const& p, Offer const*) {
      return p.kinds.empty() ? 1 : cql::known(std::all_of(p.kinds.begin(), p.kinds.end(), [](string const& kind) {
        return kind == "museum" || kind == "library" || kind == "theatre";
      }));
    });
    add("A_EQUALS(kinds, ('library'))", [](Place const& p, Offer const*) {
      return p.kinds.empty() ? 1 : cql::known(std::set<string>(p.kinds.begin(), p.kinds.end()) == std::set{"library"s});
    });
    add("pillars = 2",
        [](Place const& p, Offer const* o) { return cql::any_of(cql::pillars(p, o), [](int n) { return n == 2; }); });
    add("4 < pillars",
        [](Place const& p, Offer const* o) { return cql::any_of(cql::pillars(p, o), [](int n) { return n > 4; }); });
    add("pillars NOT BETWEEN 2 AND 3.5", [](Place const& p, Offer const* o) {
      return 2 - cql::any_of(cql::pillars(p, o), [](int n) { return n == 2 || n == 3; });
    });
    add("A_CONTAINS(pillars, (1, 2))", [](Place const& p, Offer const* o) {
      auto const own = cql::pillars(p, o);
      return own.empty()
                 ? 1
                 : cql::known(std::count(own.begin(), own.end(), 1) + std::count(own.begin(), own.end(), 2) == 2);
    });
    add("A_CONTAINEDBY(isced, (0, 1, 2, 3, 4, 5))", [](Place const& p, Offer const* o) {
      unsigned const bits = o != nullptr ? o->isced : p.isced;
      return bits == 0 ? 1 : cql::known((bits & ~0x3FU) == 0);
    });
    add("topics LIKE '02%'", [](Place const& p, Offer const* o) {
      return cql::any_of(cql::topics(p, o), [](string const& t) { return t.starts_with("02"); });
    });
    add("topics IS NOT NULL", [](Place const& p, Offer const* o) { return cql::known(!cql::topics(p, o).empty()); });
    add("languages IN ('FR-ca','ar')", [](Place const& p, Offer const* o) {
      return cql::any_of(cql::languages(p, o),
                         [](string const& l) { return l == "fr-CA" || l == "FR_ca" || l == "ar"; });
    });
    add("audiences = 'job-seekers'",
        [](Place const& p, Offer const* o, Visibility v) { return cql::audience(p, o, v, "job-seekers"); });
    add("audiences NOT IN ('secret-group','migrant-families')", [](Place const& p, Offer const* o, Visibility v) {
      return 2 - std::max(cql::audience(p, o, v, "secret-group"), cql::audience(p, o, v, "migrant-families"));
    });
    add("audiences IS NULL", [](Place const& p, Offer const* o, Visibility v) {
      bool said = false;
      for (char const* const group : {"job-seekers", "migrant-families", "secret-group"}) {
        said = said || cql::audience(p, o, v, group) != 1;
      }
      return cql::known(!said);
    });
    add("needs = 'step-free'", [](Place const& p, Offer const*) { return cql::need(p, "step-free"); });
    add("A_CONTAINS(needs, ('step-free','quiet'))",
        [](Place const& p, Offer const*) { return std::min(cql::need(p, "step-free"), cql::need(p, "quiet")); });
    add("modalities = 'evening'", [](Place const&, Offer const* o) {
      bool const listed =
          o != nullptr && std::find(o->modalities.begin(), o->modalities.end(), "evening") != o->modalities.end();
      return listed ? 2 : 1;
    });
    add("7 >= age_min", [](Place const& p, Offer const* o) {
      auto const own = cql::age(p, o, true);
      return own ? cql::known(*own <= 7) : 1;
    });
    add("age_max BETWEEN 20 AND 50", [](Place const& p, Offer const* o) {
      auto const own = cql::age(p, o, false);
      return own ? cql::known(*own >= 20 && *own <= 50) : 1;
    });
    add("age_min IS NULL", [](Place const& p, Offer const* o) { return cql::known(!cql::age(p, o, true)); });
    add("name LIKE 'Place _ %'", [](Place const& p, Offer const*) {
      return cql::known(p.name.size() >= 8 && p.name.starts_with("Place ") && p.name[7] == ' ');
    });
    add("CASEI(name) LIKE casei('%MARTIN%')",
        [](Place const& p, Offer const*) { return cql::known(p.name.find("Martin") != string::npos); });
    add("ACCENTI(name) LIKE '%Mediatheque%'",
        [](Place const& p, Offer const*) { return cql::known(p.name.find("Médiathèque") != string::npos); });
    add("name < 'Place 5'", [](Place const& p, Offer const*) { return cql::known(p.name < "Place 5"); });
    add("operator = 'art'", [](Place const& p, Offer const*) {
      return p.operator_name.empty() ? 1 : cql::known(p.operator_name == "art");
    });
    add("operator IS NULL", [](Place const& p, Offer const*) { return cql::known(p.operator_name.empty()); });
    add("sources = 'city'", [](Place const& p, Offer const*) {
      return cql::any_of(cql::sources(p), [](string const& source) { return source == "city"; });
    });
    add("checked >= DATE('2026-05-02')",
        [](Place const& p, Offer const*) { return cql::in_days(p.checked, "2026-05-02", "9999"); });
    add("checked = DATE('2026-05-03')",
        [](Place const& p, Offer const*) { return cql::in_days(p.checked, "2026-05-03", "2026-05-03"); });
    add("T_BEFORE(checked, TIMESTAMP('2026-05-10T08:00:00Z'))",
        [](Place const& p, Offer const*) { return cql::in_days(p.checked, "0", "2026-05-09"); });
    add("T_DURING(checked, INTERVAL('2026-05-01','2026-05-31'))",
        [](Place const& p, Offer const*) { return cql::in_days(p.checked, "2026-05-02", "2026-05-30"); });
    add("T_DISJOINT(checked, INTERVAL('..','2026-01-31'))",
        [](Place const& p, Offer const*) { return 2 - cql::in_days(p.checked, "0", "2026-01-31"); });
    add("checked IS NULL", [](Place const& p, Offer const*) { return cql::known(cql::days(p.checked).first.empty()); });
    auto const in_box = [](Place const& p) {
      return p.point->lon >= -56.2 && p.point->lon <= -56.15 && p.point->lat >= -34.95 && p.point->lat <= -34.9;
    };
    add("S_INTERSECTS(geometry, BBOX(-56.2,-34.95,-56.15,-34.9))",
        [=](Place const& p, Offer const*) { return cql::known(in_box(p)); });
    add("S_DISJOINT(POLYGON((-56.2 -34.95,-56.15 -34.95,-56.15 -34.9,-56.2 -34.9,-56.2 -34.95)), geometry)",
        [=](Place const& p, Offer const*) { return cql::known(!in_box(p)); });
    add("TRUE", [](Place const&, Offer const*) { return 2; });
    add("false", [](Place const&, Offer const*) { return 0; });
    return out;
  }();
  return leaves[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(leaves.size()) - 1))];
}

/// A filter of up to a few levels of AND, OR, NOT and brackets.
inline RandomCql random_cql(PropertyRandom& random, int levels = 3) {
  if (levels == 0 || random.chance(0.35)) {
    return random_cql_leaf(random);
  }
  RandomCql const a = random_cql(random, levels - 1);
  if (random.chance(0.3)) {
    return {"NOT (" + a.text + ")", [t = a.truth](auto const& p, auto const* o, auto v) { return 2 - t(p, o, v); }};
  }
  RandomCql const b = random_cql(random, levels - 1);
  bool const both = random.chance(0.5);
  return {"(" + a.text + (both ? ") and (" : ") OR (") + b.text + ")",
          [s = a.truth, t = b.truth, both](auto const& p, auto const* o, auto v) {
            return both ? std::min(s(p, o, v), t(p, o, v)) : std::max(s(p, o, v), t(p, o, v));
          }};
}

/// Parses what random_cql made and keeps its truth for the oracle.
inline store::Cql2 parsed_random_cql(PropertyRandom& random) {
  RandomCql made = random_cql(random);
  auto parsed = store::parse_cql2(made.text);
  if (!parsed) {
    throw std::logic_error(made.text + ": " + parsed.error().message);
  }
  cql_truths().insert_or_assign(parsed->canonical, std::move(made.truth));
  return *std::move(parsed);
}

}  // namespace cartable::test
