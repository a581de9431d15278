#include "store/city_check.hpp"

#include "base/format.hpp"
#include "store/city_check_state.hpp"
#include "store/place_fields.hpp"
#include "store/place_match.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace cartable::store {
namespace {

using namespace checking;

std::string called(Place const& place) {
  return place.name.empty() ? fmt::format("a {} without a name", place.kinds.empty() ? "place" : place.kinds.front())
                            : place.name;
}

class Checker {
 public:
  explicit Checker(CheckState& state) : state_(state) {}

  base::Result<CityCheck> run(std::function<base::Result<std::vector<StreetLine>>()> const& streets) {
    find_broken();
    find_duplicates();
    check_sources(state_);
    CARTABLE_TRY(check_positions(state_, streets));
    check_hours(state_);
    check_imports(state_);
    list_joined();
    std::stable_sort(state_.out.findings.begin(), state_.out.findings.end(), [](Finding const& a, Finding const& b) {
      return std::tie(a.severity, a.kind) < std::tie(b.severity, b.kind);
    });
    return std::move(state_.out);
  }

 private:
  void find_broken() {
    for (auto const& place : state_.city.places) {
      if (is_gone(place)) {
        continue;
      }
      if (place.point && std::abs(place.point->lon) < 1e-6 && std::abs(place.point->lat) < 1e-6) {
        state_.say(
            Severity::error, "position-0-0", place, "lies at 0° 0°, which is what an empty position becomes",
            fmt::format("mend the source {}, or set lon and lat: cartable import corrections=FILE.csv --city CITY",
                        place.head.source));
      }
      if (!place.parent.empty() && !state_.index.contains(place.parent)) {
        state_.say(Severity::error, "missing-record", place,
                   fmt::format("is in {}, which the city does not have", place.parent),
                   fmt::format("import {} again, or clear its parent: cartable import corrections=FILE.csv --city CITY",
                               place.head.source));
      }
      if (!place.isced_raw.empty() && !is_gone(place)) {
        state_.say(
            Severity::info, "ambiguous-level", place,
            fmt::format("says {}, which means one level in ISCED 1997 and another in ISCED 2011", place.isced_raw),
            "tag isced:2011:level in OpenStreetMap, or set isced: cartable import corrections=FILE.csv --city CITY");
      }
      for (auto const& kind : place.kinds) {
        if (find_kind(kind) == nullptr) {
          state_.say(Severity::warning, "unknown-kind", place,
                     fmt::format("is of the kind {}, which the map does not know", kind),
                     "set its kind: cartable import corrections=FILE.csv --city CITY");
        }
      }
    }
    for (auto const& offer : state_.city.offers) {
      if (offer.head.status != RecordStatus::withdrawn && !offer.place.empty() && !state_.index.contains(offer.place)) {
        state_.out.findings.push_back(
            {.severity = Severity::error,
             .kind = "missing-record",
             .record = offer.head.id,
             .name = offer.name,
             .message = fmt::format("is offered at {}, which the city does not have", offer.place),
             .remedy = fmt::format("import the places of {} with its offers", offer.head.source),
             .details = {{"source", offer.head.source}}});
      }
    }
    for (auto const& offer : state_.city.offers) {
      say_location(offer, "offer");
    }
    for (auto const& session : state_.city.sessions) {
      say_location(session, "session");
    }
    for (auto const& [record, values] : state_.provenance.city_values()) {
      auto const at = state_.index.find(record);
      if (at == state_.index.end()) {
        continue;
      }
      for (auto const& [field, value] : values) {
        Place trial = state_.city.places[at->second];
        if (auto const good = set_place_field(trial, field, value); !good) {
          state_.say(Severity::error, "unreadable", state_.city.places[at->second],
                     fmt::format("the city's own value of {} cannot be read: {}", field, good.error().message),
                     "set it again: cartable import corrections=FILE.csv --city CITY");
        }
      }
    }
  }

  /// An offer or session whose source names a place in words that no place of the city surely is.
  template <class R>
  void say_location(R const& record, std::string_view what) {
    auto const said = record.head.identifiers.find("location");
    if (!record.place.empty() || said == record.head.identifiers.end() ||
        record.head.status == RecordStatus::withdrawn) {
      return;
    }
    state_.out.findings.push_back(
        {.severity = Severity::warning,
         .kind = "place-not-certain",
         .record = record.head.id,
         .name = record.name,
         .message = fmt::format("is a {} at \"{}\", which is surely no place of this city", what, said->second),
         .remedy = fmt::format("import {} again with --rejects FILE.csv, which lists candidates, and "
                               "write the place's id there",
                               record.head.source),
         .details = {{"source", record.head.source}, {"location", said->second}}});
  }

  bool share_a_source(std::size_t a, std::size_t b) const {
    return std::any_of(state_.sources[a].begin(), state_.sources[a].end(),
                       [&](auto const& s) { return state_.sources[b].contains(s); });
  }

  void find_duplicates() {
    std::vector<Place const*> places;
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i < state_.city.places.size(); ++i) {
      if (!is_gone(state_.city.places[i])) {
        places.push_back(&state_.city.places[i]);
        at.push_back(i);
      }
    }
    std::unordered_map<std::string_view, std::vector<std::string_view>> distinct;
    for (auto const& [a, b] : state_.provenance.distinct()) {
      distinct[a].emplace_back(b);
      distinct[b].emplace_back(a);
    }
    auto const said_distinct = [&](Place const& a, Place const& b) {
      auto const with = [&](std::string_view id) {
        auto const found = distinct.find(id);
        return found != distinct.end() && std::any_of(found->second.begin(), found->second.end(), [&](auto other) {
                 return other == b.head.id || std::find(b.aliases.begin(), b.aliases.end(), other) != b.aliases.end();
               });
      };
      return !distinct.empty() && (with(a.head.id) || std::any_of(a.aliases.begin(), a.aliases.end(), with));
    };
    MatchOptions options;
    options.city_name = state_.setting("name");
    options.one_to_one = false;
    options.may_be_one = [&](std::uint32_t a, std::uint32_t b) {
      Place const& x = *places[a];
      Place const& y = *places[b];
      return x.parent != y.head.id && y.parent != x.head.id && !said_distinct(x, y);
    };
    for (auto const& pair : match_places(places, options)) {
      Place const& a = *places[pair.a];
      Place const& b = *places[pair.b];
      bool const one_source = share_a_source(at[pair.a], at[pair.b]);
      // Of one source only what would be certain: whoever keeps a list knows that its rows are different places.
      if (one_source && (pair.verdict != Verdict::certain || pair.evidence.never_certain)) {
        continue;
      }
      Finding& finding =
          state_.say(Severity::warning, one_source ? "repeated" : "possible-duplicate", a,
                     fmt::format("{} ({}) and {} ({}) may be one place: {}", called(a), a.head.source, called(b),
                                 b.head.source, describe(pair, a, b)),
                     one_source && state_.sources[at[pair.a]].size() == 1 && state_.sources[at[pair.b]].size() == 1
                         ? fmt::format("one: cartable check --city CITY --same {} {}; two: --distinct {} {}", a.head.id,
                                       b.head.id, a.head.id, b.head.id)
                         : fmt::format("one: cartable check --city CITY --same {0} {1}; two: cartable check "
                                       "--city CITY --distinct {0} {1}",
                                       a.head.id, b.head.id));
      finding.details.insert(finding.details.end(),
                             {{"other", b.head.id},
                              {"other_name", b.name},
                              {"other_source", b.head.source},
                              {"sure_percent", fmt::format("{}", percent(pair.score))},
                              {"name_evidence", fmt::format("{:.1f}", pair.evidence.name)},
                              {"distance_evidence", fmt::format("{:.1f}", pair.evidence.distance)},
                              {"kind_evidence", fmt::format("{:.1f}", pair.evidence.kind)},
                              {"address_evidence", fmt::format("{:.1f}", pair.evidence.address)}});
      if (!std::isnan(pair.evidence.metres)) {
        finding.details.emplace_back("metres", fmt::format("{:.0f}", pair.evidence.metres));
      }
    }
  }

  void list_joined() {
    for (std::size_t i = 0; i < state_.city.places.size(); ++i) {
      Place const& place = state_.city.places[i];
      if (state_.sources[i].size() < 2 || is_gone(place)) {
        continue;
      }
      ++state_.out.places_of_several_sources;
      if (auto const* const rows = state_.provenance.of(place.head.id)) {
        for (auto const& row : *rows) {
          if (row.record.field == kJoinedField) {
            state_.out.joined.push_back({place.head.id, place.name, row.record.from_source, row.record.value});
          }
        }
      }
    }
  }

  CheckState& state_;
};

}  // namespace

std::string_view to_string(Severity severity) noexcept {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::info: break;
  }
  return "info";
}

std::int64_t CityCheck::count(Severity severity) const noexcept {
  return std::count_if(findings.begin(), findings.end(),
                       [&](Finding const& finding) { return finding.severity == severity; });
}

std::optional<std::int64_t> days_between(std::string_view from, std::string_view to) {
  auto const day = [](std::string_view text) -> std::optional<std::chrono::sys_days> {
    auto const part = [&](std::size_t at, std::size_t length) -> std::optional<int> {
      int value = 0;
      if (text.size() < at + length) {
        return std::nullopt;
      }
      auto const [end, error] = std::from_chars(text.data() + at, text.data() + at + length, value);
      return error == std::errc() && end == text.data() + at + length ? std::optional(value) : std::nullopt;
    };
    auto const year = part(0, 4);
    if (!year) {
      return std::nullopt;
    }
    std::chrono::year_month_day const date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(part(5, 2).value_or(1))),
                                           std::chrono::day(static_cast<unsigned>(part(8, 2).value_or(1)))};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
  };
  auto const a = day(from);
  auto const b = day(to);
  return a && b ? std::optional((*b - *a).count()) : std::nullopt;
}

base::Result<CityCheck> check_city(CityData const& city, Provenance const& provenance,
                                   std::vector<ImportRun> const& runs, CheckOptions const& options,
                                   std::function<base::Result<std::vector<StreetLine>>()> const& streets) {
  CheckState state(city, provenance, runs, options);
  return Checker(state).run(streets);
}

}  // namespace cartable::store
