#include "base/format.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "geo/metric.hpp"
#include "store/city_check_state.hpp"
#include "store/columns.hpp"
#include "store/place_fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace cartable::store::checking {
namespace {

/// Fields that are compared between sources, as people correct them; names differ too often to be told.
constexpr std::array<std::string_view, 14> kCompared{
    "opening_hours", "status",  "fee",     "price",         "wheelchair",    "appointment",     "operator_name",
    "capacity",      "age_min", "age_max", "contact.phone", "contact.email", "contact.website", "booking"};

class SourceCheck {
 public:
  explicit SourceCheck(CheckState& state) : state_(state) {}

  void run() {
    find_disagreements();
    find_stale();
  }

 private:
  void find_disagreements() {
    for (auto const& place : state_.city.places) {
      auto const* const rows = state_.provenance.of(place.head.id);
      if (rows == nullptr || is_gone(place)) {
        continue;
      }
      auto const statements = statements_of(place, rows);
      compare_with_city(place, *rows, statements);
      compare_sources(place, statements);
    }
  }

  void compare_with_city(Place const& place, Provenance::Rows const& rows,
                         std::vector<PlaceStatement> const& statements) {
    auto const* const mine = state_.provenance.set_by_people(place.head.id);
    if (mine == nullptr) {
      return;
    }
    for (auto const& [fid, row] : *mine) {
      if (row.set_by != kByCity) {
        continue;
      }
      std::string const column = row.field.substr(0, row.field.find('.'));
      for (auto const& statement : statements) {
        std::string const said = get_place_field(statement.place, row.field);
        if (said.empty() || said == row.value || is_same_position(row.field, said, row.value)) {
          continue;
        }
        // When the source began to say so: its row about this column is as old as its word.
        std::string since;
        for (auto const& [other_fid, other] : rows) {
          if (other.from_source == statement.source && other.field == column) {
            since = std::max(other.head.last_seen, other.head.first_seen);
          }
        }
        if (since <= row.date) {
          continue;
        }
        Finding& finding = state_.say(
            Severity::warning, "newer-than-city", place,
            fmt::format("{}: the city set {} on {}; {} says {} since {}", row.field, shown(row.value),
                        row.date.substr(0, 10), statement.source, shown(said), since.substr(0, 10)),
            fmt::format("take theirs: a row with id {} and {} = \"=\" in a corrections file; keep ours: a row "
                        "with {} again",
                        place.head.id, row.field, shown(row.value)));
        finding.details.insert(
            finding.details.end(),
            {{"field", row.field}, {"city", row.value}, {"other_source", statement.source}, {"says", said}});
      }
    }
  }

  static std::string shown(std::string_view value) {
    constexpr std::size_t kMost = 80;
    if (value.empty()) {
      return "not known";
    }
    return value.size() <= kMost ? fmt::format("\"{}\"", value)
                                 : fmt::format("\"{}…\"", base::mend_utf8(value.substr(0, kMost)));
  }

  static bool is_same_position(std::string_view field, std::string_view a, std::string_view b) {
    std::optional<geo::LonLat> p;
    std::optional<geo::LonLat> q;
    constexpr double kSame = 60;
    return field == "geom" && read_column_text(a, p) && read_column_text(b, q) && p && q &&
           geo::distance(*p, *q).value() < kSame;
  }

  /// A source whose word gives way, but whose data are newer.
  void compare_sources(Place const& place, std::vector<PlaceStatement> ranked) {
    state_.order.rank(ranked);
    for (std::size_t low = 1; low < ranked.size(); ++low) {
      for (std::size_t high = 0; high < low; ++high) {
        std::string const newer = state_.day_of(ranked[low].source);
        std::string const older = state_.day_of(ranked[high].source);
        if (newer.empty() || older.empty() || newer <= older) {
          continue;
        }
        for (std::string_view const field : kCompared) {
          std::string const holds = get_place_field(ranked[high].place, field);
          std::string const said = get_place_field(ranked[low].place, field);
          bool const nothing = said.empty() || holds.empty() || base::fold(said) == base::fold(holds) ||
                               (field == "status" && (said == "unplaced" || holds == "unplaced"));
          if (nothing) {
            continue;
          }
          bool const matters = field == "opening_hours" || field == "status";
          Finding& finding = state_.say(
              matters ? Severity::warning : Severity::info, "source-disagrees", place,
              fmt::format("{}: {} ({}) says {}, {} ({}) says {}", field, ranked[high].source, older, shown(holds),
                          ranked[low].source, newer, shown(said)),
              fmt::format(
                  "decide: a row with id {} and {} in a corrections file; or let {} go first: cartable check --city "
                  "CITY --order {},{}",
                  place.head.id, field, ranked[low].source, ranked[low].source, ranked[high].source));
          finding.details.insert(
              finding.details.end(),
              {{"field", std::string(field)}, {"holds", holds}, {"other_source", ranked[low].source}, {"says", said}});
        }
        constexpr double kMoved = 250;
        auto const& p = ranked[high].place.point;
        auto const& q = ranked[low].place.point;
        if (p && q && geo::distance(*p, *q).value() > kMoved) {
          state_.say(
              Severity::warning, "source-disagrees", place,
              fmt::format("position: {} ({}) and {} ({}) are {:.0f} m apart", ranked[high].source, older,
                          ranked[low].source, newer, geo::distance(*p, *q).value()),
              fmt::format("two places: cartable check --city CITY --split {}; moved: a row with id, lon and lat in a "
                          "corrections file",
                          place.head.id));
        }
      }
    }
  }

  static std::string age(std::int64_t days) {
    constexpr std::int64_t kYear = 365;
    return days >= 2 * kYear ? fmt::format("{:.0f} years", std::floor(static_cast<double>(days) / 365.25))
                             : fmt::format("{} days", days);
  }

  void find_stale() {
    std::set<std::string> seen;
    std::unordered_map<std::string, bool> stale_source;
    for (auto const& run : state_.runs) {
      std::string const& source = run.head.source;
      if (source == kByCity || !seen.insert(source).second) {
        continue;
      }
      std::string const day = state_.day_of(source);
      auto const days = days_between(day, state_.options.today);
      stale_source[source] = days && *days > state_.options.stale_days;
      if (stale_source[source]) {
        state_.out.findings.push_back(
            {.severity = Severity::warning,
             .kind = "stale-source",
             .record = {},
             .name = source,
             .message = fmt::format("the data of {} are of {}, {} old", source, day, age(*days)),
             .remedy = fmt::format("import a newer file with --source {}", source),
             .details = {{"source", source}, {"date", day}, {"days", fmt::format("{}", *days)}}});
      }
    }
    for (auto const& place : state_.city.places) {
      auto const days =
          place.checked.empty() || is_gone(place) ? std::nullopt : days_between(place.checked, state_.options.today);
      if (days && *days > state_.options.stale_days && !stale_source[place.head.source]) {
        state_
            .say(Severity::info, "stale-record", place,
                 fmt::format("was last checked on {}, {} ago", place.checked, age(*days)),
                 "ask the place, and set checked: cartable import corrections=FILE.csv --city CITY")
            .details.emplace_back("days", fmt::format("{}", *days));
      }
    }
  }

  CheckState& state_;
};

}  // namespace

void check_sources(CheckState& state) { SourceCheck(state).run(); }

void check_imports(CheckState& state) {
  for (auto const& run : state.city.runs) {
    auto const report = base::parse_json(run.report);
    if (!report || !report->is_object()) {
      continue;
    }
    auto const number = [&](char const* key) {
      auto const found = report->find(key);
      return found != report->end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
    };
    auto const add = [&](Severity severity, std::string_view kind, std::int64_t count, std::string message,
                         std::string remedy) {
      if (count > 0) {
        state.out.findings.push_back({.severity = severity,
                                      .kind = std::string(kind),
                                      .record = run.head.id,
                                      .name = run.head.source,
                                      .message = std::move(message),
                                      .remedy = std::move(remedy),
                                      .details = {{"source", run.head.source}, {"count", fmt::format("{}", count)}}});
      }
    };
    std::int64_t const repaired = number("areas_repaired");
    std::int64_t const broken = number("areas_broken");
    add(Severity::info, "areas-repaired", repaired,
        fmt::format("{} invalid areas of {} were repaired", repaired, run.head.source),
        "nothing, unless one looks wrong on the map; the import's notes name them");
    add(Severity::warning, "areas-broken", broken,
        fmt::format("{} areas of {} are too broken to draw and were left out", broken, run.head.source),
        "draw them again in the source and import it");
    std::int64_t not_taken = 0;
    for (char const* const kind : {"places", "offers", "organisations", "districts", "catchments", "population"}) {
      auto const found = report->find(kind);
      if (found != report->end() && found->is_object() && found->contains("not_taken") &&
          (*found)["not_taken"].is_number_integer()) {
        not_taken += (*found)["not_taken"].get<std::int64_t>();
      }
    }
    add(Severity::warning, "rows-not-taken", not_taken,
        fmt::format("{} rows of {} were not taken by the import of {}", not_taken, run.head.source,
                    run.started.substr(0, 10)),
        "import it again with --rejects FILE.csv, mend these rows and import them");
  }
}

}  // namespace cartable::store::checking
