#include "store/city_check.hpp"

#include "base/format.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "geo/area_index.hpp"
#include "geo/metric.hpp"
#include "geo/repair.hpp"
#include "store/area_quality.hpp"
#include "store/columns.hpp"
#include "store/hours_taken.hpp"
#include "store/hours_words.hpp"
#include "store/place_fields.hpp"
#include "store/place_match.hpp"
#include "store/source_order.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace cartable::store {
namespace {

bool is_gone(RecordHead const& head) {
  return head.status == RecordStatus::closed || head.status == RecordStatus::withdrawn;
}
bool is_gone(Place const& place) {
  return place.head.status == RecordStatus::withdrawn || place.head.status == RecordStatus::closed;
}

std::string called(Place const& place) {
  return place.name.empty() ? fmt::format("a {} without a name", place.kinds.empty() ? "place" : place.kinds.front())
                            : place.name;
}

/// Fields that are compared between sources, as people correct them; names differ too often to be told.
constexpr std::array<std::string_view, 14> kCompared{
    "opening_hours", "status",  "fee",     "price",         "wheelchair",    "appointment",     "operator_name",
    "capacity",      "age_min", "age_max", "contact.phone", "contact.email", "contact.website", "booking"};

/// Kinds of place that have hours of their own, so that a visitor misses them.
constexpr std::array<std::string_view, 10> kOpen{"library",           "museum",  "community_centre", "arts_centre",
                                                 "gallery",           "archive", "toy_library",      "makerspace",
                                                 "employment_agency", "townhall"};

class Checker {
 public:
  Checker(CityData const& city, Provenance const& provenance, std::vector<ImportRun> const& runs,
          CheckOptions const& options)
      : city_(city),
        provenance_(provenance),
        runs_(runs),
        options_(options),
        order_(setting(kSourceOrder), runs, nullptr, options.today) {
    int days = 0;
    std::string const text = setting(kStaleAfter);
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    constexpr int kThreeYears = 1096;
    bool const set = error == std::errc() && end == text.data() + text.size() && days > 0;
    if (options_.stale_days <= 0) {
      options_.stale_days = set ? days : kThreeYears;
    }
    sources_.resize(city.places.size());
    for (std::size_t i = 0; i < city.places.size(); ++i) {
      index_.emplace(city.places[i].head.id, i);
      sources_[i].insert(city.places[i].head.source);
      if (auto const* const rows = provenance.of(city.places[i].head.id)) {
        for (auto const& row : *rows) {
          if (row.record.field == "id" && row.record.set_by == kByImport) {
            sources_[i].insert(row.record.from_source);
          }
        }
      }
    }
    for (std::size_t i = 0; i < city.places.size(); ++i) {
      for (auto const& alias : city.places[i].aliases) {
        index_.emplace(alias, i);
      }
    }
  }

  base::Result<CityCheck> run(std::function<base::Result<std::vector<StreetLine>>()> const& streets) {
    find_broken();
    find_duplicates();
    find_disagreements();
    find_stale();
    find_outside();
    find_odd_areas();
    CARTABLE_TRY(find_unplaced(streets));
    find_missing_hours();
    find_doubtful_hours();
    find_hours_from_words();
    find_what_imports_said();
    list_joined();
    std::stable_sort(out_.findings.begin(), out_.findings.end(), [](Finding const& a, Finding const& b) {
      return std::tie(a.severity, a.kind) < std::tie(b.severity, b.kind);
    });
    return std::move(out_);
  }

 private:
  std::string setting(std::string_view key) const {
    for (auto const& setting : city_.settings) {
      if (setting.head.id == key) {
        return setting.value;
      }
    }
    return {};
  }

  Finding& say(Severity severity, std::string_view kind, Place const& place, std::string message, std::string remedy) {
    return out_.findings.emplace_back(Finding{.severity = severity,
                                              .kind = std::string(kind),
                                              .record = place.head.id,
                                              .name = place.name,
                                              .message = std::move(message),
                                              .remedy = std::move(remedy),
                                              .details = {{"source", place.head.source}}});
  }

  // Data that contradicts itself
  // -----------------------------------------------------------------------------------------

  void find_broken() {
    for (auto const& place : city_.places) {
      if (is_gone(place)) {
        continue;
      }
      if (place.point && std::abs(place.point->lon) < 1e-6 && std::abs(place.point->lat) < 1e-6) {
        say(Severity::error, "position-0-0", place, "lies at 0° 0°, which is what an empty position becomes",
            fmt::format("mend the source {}, or set lon and lat: cartable import corrections=FILE.csv --city CITY",
                        place.head.source));
      }
      if (!place.parent.empty() && !index_.contains(place.parent)) {
        say(Severity::error, "missing-record", place,
            fmt::format("is in {}, which the city does not have", place.parent),
            fmt::format("import {} again, or clear its parent: cartable import corrections=FILE.csv --city CITY",
                        place.head.source));
      }
      if (!place.isced_raw.empty() && !is_gone(place)) {
        say(Severity::info, "ambiguous-level", place,
            fmt::format("says {}, which means one level in ISCED 1997 and another in ISCED 2011", place.isced_raw),
            "tag isced:2011:level in OpenStreetMap, or set isced: cartable import corrections=FILE.csv --city CITY");
      }
      for (auto const& kind : place.kinds) {
        if (find_kind(kind) == nullptr) {
          say(Severity::warning, "unknown-kind", place,
              fmt::format("is of the kind {}, which the map does not know", kind),
              "set its kind: cartable import corrections=FILE.csv --city CITY");
        }
      }
    }
    for (auto const& offer : city_.offers) {
      if (offer.head.status != RecordStatus::withdrawn && !offer.place.empty() && !index_.contains(offer.place)) {
        out_.findings.push_back({.severity = Severity::error,
                                 .kind = "missing-record",
                                 .record = offer.head.id,
                                 .name = offer.name,
                                 .message = fmt::format("is offered at {}, which the city does not have", offer.place),
                                 .remedy = fmt::format("import the places of {} with its offers", offer.head.source),
                                 .details = {{"source", offer.head.source}}});
      }
    }
    for (auto const& offer : city_.offers) {
      say_location(offer, "offer");
    }
    for (auto const& session : city_.sessions) {
      say_location(session, "session");
    }
    for (auto const& [record, values] : provenance_.city_values()) {
      auto const at = index_.find(record);
      if (at == index_.end()) {
        continue;
      }
      for (auto const& [field, value] : values) {
        Place trial = city_.places[at->second];
        if (auto const good = set_place_field(trial, field, value); !good) {
          say(Severity::error, "unreadable", city_.places[at->second],
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
    out_.findings.push_back(
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

  // One place or two
  // ------------------------------------------------------------------------------------------------------

  bool share_a_source(std::size_t a, std::size_t b) const {
    return std::any_of(sources_[a].begin(), sources_[a].end(), [&](auto const& s) { return sources_[b].contains(s); });
  }

  void find_duplicates() {
    std::vector<Place const*> places;
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i < city_.places.size(); ++i) {
      if (!is_gone(city_.places[i])) {
        places.push_back(&city_.places[i]);
        at.push_back(i);
      }
    }
    std::unordered_map<std::string_view, std::vector<std::string_view>> distinct;
    for (auto const& [a, b] : provenance_.distinct()) {
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
    options.city_name = setting("name");
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
      Finding& finding = say(Severity::warning, one_source ? "repeated" : "possible-duplicate", a,
                             fmt::format("{} ({}) and {} ({}) may be one place: {}", called(a), a.head.source,
                                         called(b), b.head.source, describe(pair, a, b)),
                             one_source && sources_[at[pair.a]].size() == 1 && sources_[at[pair.b]].size() == 1
                                 ? fmt::format("one: cartable check --city CITY --same {} {}; two: --distinct {} {}",
                                               a.head.id, b.head.id, a.head.id, b.head.id)
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

  // Who says otherwise
  // ----------------------------------------------------------------------------------------------------

  /// The day of a source's data, else of its last import.
  std::string day_of(std::string_view source) const {
    std::string day;
    for (auto const& run : runs_) {
      if (run.head.source == source) {
        day = !run.date.empty() ? run.date : run.started;
      }
    }
    return day.substr(0, std::min<std::size_t>(10, day.size()));
  }

  void find_disagreements() {
    for (auto const& place : city_.places) {
      auto const* const rows = provenance_.of(place.head.id);
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
    auto const* const mine = provenance_.set_by_people(place.head.id);
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
        Finding& finding =
            say(Severity::warning, "newer-than-city", place,
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
    order_.rank(ranked);
    for (std::size_t low = 1; low < ranked.size(); ++low) {
      for (std::size_t high = 0; high < low; ++high) {
        std::string const newer = day_of(ranked[low].source);
        std::string const older = day_of(ranked[high].source);
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
          Finding& finding = say(
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
          say(Severity::warning, "source-disagrees", place,
              fmt::format("position: {} ({}) and {} ({}) are {:.0f} m apart", ranked[high].source, older,
                          ranked[low].source, newer, geo::distance(*p, *q).value()),
              fmt::format("two places: cartable check --city CITY --split {}; moved: a row with id, lon and lat in a "
                          "corrections file",
                          place.head.id));
        }
      }
    }
  }

  // How old
  // -----------------------------------------------------------------------------------------------------------------

  static std::string age(std::int64_t days) {
    constexpr std::int64_t kYear = 365;
    return days >= 2 * kYear ? fmt::format("{:.0f} years", std::floor(static_cast<double>(days) / 365.25))
                             : fmt::format("{} days", days);
  }

  void find_stale() {
    std::set<std::string> seen;
    std::unordered_map<std::string, bool> stale_source;
    for (auto const& run : runs_) {
      std::string const& source = run.head.source;
      if (source == kByCity || !seen.insert(source).second) {
        continue;
      }
      std::string const day = day_of(source);
      auto const days = days_between(day, options_.today);
      stale_source[source] = days && *days > options_.stale_days;
      if (stale_source[source]) {
        out_.findings.push_back({.severity = Severity::warning,
                                 .kind = "stale-source",
                                 .record = {},
                                 .name = source,
                                 .message = fmt::format("the data of {} are of {}, {} old", source, day, age(*days)),
                                 .remedy = fmt::format("import a newer file with --source {}", source),
                                 .details = {{"source", source}, {"date", day}, {"days", fmt::format("{}", *days)}}});
      }
    }
    for (auto const& place : city_.places) {
      auto const days =
          place.checked.empty() || is_gone(place) ? std::nullopt : days_between(place.checked, options_.today);
      if (days && *days > options_.stale_days && !stale_source[place.head.source]) {
        say(Severity::info, "stale-record", place,
            fmt::format("was last checked on {}, {} ago", place.checked, age(*days)),
            "ask the place, and set checked: cartable import corrections=FILE.csv --city CITY")
            .details.emplace_back("days", fmt::format("{}", *days));
      }
    }
  }

  // Where
  // -----------------------------------------------------------------------------------------------------------------

  void find_outside() {
    std::string const set = default_district_set(city_.districts, city_.settings);
    std::vector<geo::MultiPolygon> areas;
    for (auto const& district : city_.districts) {
      if (!set.empty() && district.set == set && district.head.status != RecordStatus::withdrawn &&
          !district.area.empty()) {
        areas.push_back(district.area);
      }
    }
    bool const by_districts = !areas.empty();
    if (!by_districts) {
      std::vector<geo::LonLat> points;
      for (auto const& street : city_.streets) {
        points.push_back(street.point);
      }
      for (auto const& address : city_.addresses) {
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
      outside = places_in_no_district(city_.places, city_.districts, set);
    } else {
      geo::AreaIndex const index(std::move(areas));
      for (std::size_t i = 0; i < city_.places.size(); ++i) {
        auto const& place = city_.places[i];
        if (place.point && !is_gone(place) && index.at(*place.point).empty()) {
          outside.push_back(i);
        }
      }
    }
    for (std::size_t const i : outside) {
      Place const& place = city_.places[i];
      double const beyond = geo::distance_lower_bound(*place.point, box).value();
      constexpr double kElsewhere = 50'000;
      constexpr double kTolerance = 500;
      std::string const where =
          by_districts ? fmt::format("the districts of {}", set) : std::string("the city's streets");
      if (beyond > kElsewhere) {
        say(Severity::error, "outside-city", place,
            fmt::format("lies {:.0f} km from {}: {:.5f} {:.5f}", beyond / 1000, where, place.point->lon,
                        place.point->lat),
            fmt::format("mend its position in {} (are lon and lat swapped?), or set it: cartable import "
                        "corrections=FILE.csv --city CITY",
                        place.head.source));
      } else if (by_districts) {
        say(Severity::warning, beyond > kTolerance ? "outside-city" : "no-district", place,
            fmt::format("lies in no district of {}{}", set,
                        beyond > kTolerance ? fmt::format(", {:.1f} km beyond them", beyond / 1000) : ""),
            "right if it belongs to a town around; else mend its position, or import districts that hold it");
      } else if (beyond > kTolerance) {
        say(Severity::warning, "outside-city", place, fmt::format("lies {:.1f} km beyond {}", beyond / 1000, where),
            "right if it belongs to a town around; else mend its position");
      }
    }
  }

  /// Overlaps and gaps of districts that should lie side by side.
  void find_odd_areas() {
    for (auto const& set : examine_districts(city_.districts)) {
      if (set.areas.clean()) {
        continue;
      }
      bool const odd = !set.areas.overlaps.empty() || !set.areas.same.empty() || !set.areas.without_size.empty();
      for (auto const& line : describe(set, city_.districts)) {
        out_.findings.push_back(
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
    for (auto const& place : city_.places) {
      if (!place.point && !is_gone(place)) {
        unplaced.push_back(&place);
      }
    }
    if (unplaced.empty()) {
      return {};
    }
    CARTABLE_ASSIGN(auto const lines, streets());
    Geocoder const geocoder(city_.addresses, lines);
    for (Place const* const place : unplaced) {
      AddressResult const found = geocoder.find(place->address);
      std::string address;
      for (char const* const key : {"full", "street", "housenumber", "postcode", "city"}) {
        if (auto const part = place->address.find(key); part != place->address.end()) {
          address += (address.empty() ? "" : " ") + part->second;
        }
      }
      if (found.candidates.empty()) {
        say(Severity::warning, "unplaced", *place,
            address.empty() ? std::string("has neither a position nor an address")
                            : fmt::format("has no position, and its address is not in the city: {}", address),
            fmt::format("give it one: a row with id {}, lon and lat in a corrections file", place->head.id));
        continue;
      }
      auto const& best = found.candidates.front();
      Finding& finding =
          say(Severity::warning, "unplaced", *place,
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

  void find_missing_hours() {
    for (auto const& place : city_.places) {
      bool const opens = std::any_of(place.kinds.begin(), place.kinds.end(), [](auto const& kind) {
        return std::find(kOpen.begin(), kOpen.end(), kind) != kOpen.end();
      });
      if (opens && place.opening_hours.empty() && place.appointment != Tri::yes && !is_gone(place)) {
        say(Severity::info, "missing-hours", place,
            fmt::format("its opening hours are not known ({})", place.kinds.front()),
            fmt::format("a row with id {} and opening_hours in a corrections file", place.head.id));
      }
    }
  }

  /// Hours that an import took from words, for a person to look at.
  void find_hours_from_words() {
    auto const say_words = [&](auto const& record, std::string_view field, std::string const& osm,
                               std::string_view words) {
      if (words.empty() || is_gone(record.head)) {
        return;
      }
      out_.findings.push_back({.severity = Severity::info,
                               .kind = "hours-from-words",
                               .record = record.head.id,
                               .name = record.name,
                               .message = fmt::format("{} “{}” was taken from the words “{}”", field, osm, words),
                               .remedy = fmt::format("if it means something else: a row with id {} and {} in a "
                                                     "corrections file",
                                                     record.head.id, field),
                               .details = {{"source", record.head.source},
                                           {"field", std::string(field)},
                                           {"value", osm},
                                           {"words", std::string(words)}}});
    };
    for (Place const& place : city_.places) {
      auto const words = place.extra.find(kHoursWords);
      if (words != place.extra.end() && sure_hours(words->second) == place.opening_hours) {
        say_words(place, "opening_hours", place.opening_hours, words->second);
      }
    }
    for (Offer const& offer : city_.offers) {
      say_words(offer, "schedule", offer.schedule, words_of_schedule(offer.schedule));
    }
  }

  /// Hours that nobody can read, each with its place; what the city lacks to know the rest, once with how many it
  /// concerns.
  void find_doubtful_hours() {
    if (!options_.hours) {
      return;
    }
    std::map<HoursProblem, std::vector<std::string>> lacking;
    auto const look = [&](auto const& record, std::string const& text, std::string_view field) {
      Hours const* const hours = options_.hours->find(text);
      if (hours == nullptr || hours->problem == HoursProblem::none || is_gone(record.head)) {
        return;
      }
      bool const text_alone = hours->problem == HoursProblem::unreadable ||
                              hours->problem == HoursProblem::unsupported || hours->problem == HoursProblem::failed;
      if (!text_alone) {
        lacking[hours->problem].push_back(record.head.id);
        return;
      }
      Finding finding{.severity = Severity::warning,
                      .kind = "unreadable-hours",
                      .record = record.head.id,
                      .name = record.name,
                      .message = fmt::format("{} “{}” {}: whether it is open counts as unknown", field, text,
                                             hours->problem == HoursProblem::unreadable
                                                 ? "is not the syntax of OpenStreetMap's opening hours"
                                             : hours->problem == HoursProblem::unsupported
                                                 ? "asks for something that this program cannot work out"
                                                 : "broke off the reader"),
                      .remedy = fmt::format("a row with id {} and {} in a corrections file", record.head.id, field),
                      .details = {{"source", record.head.source}, {"field", std::string(field)}, {"value", text}}};
      if (auto const proposed = propose_hours(text)) {
        finding.remedy += fmt::format("; it seems to mean “{}”", proposed->osm);
        finding.details.emplace_back("proposal", proposed->osm);
        finding.details.emplace_back("sure_percent", fmt::format("{:.0f}", proposed->confidence * 100));
      }
      out_.findings.push_back(std::move(finding));
    };
    for (Place const& place : city_.places) {
      look(place, place.opening_hours, "opening_hours");
    }
    for (Offer const& offer : city_.offers) {
      look(offer, offer.schedule, "schedule");
    }
    for (auto const& [problem, records] : lacking) {
      bool const zone = problem == HoursProblem::no_time_zone;
      bool const school = problem == HoursProblem::no_school_calendar;
      std::string const region = setting("region");
      Finding finding{
          .severity = Severity::warning,
          .kind = std::string(to_string(problem)),
          .record = {},
          .name = {},
          .message =
              zone ? fmt::format("the city has no time zone: the hours of {} records are unknown", records.size())
              : school
                  ? fmt::format("the hours of {} records name school holidays (SH), and the city's calendar does "
                                "not reach the next five weeks: they are unknown where it matters",
                                records.size())
                  : fmt::format("the hours of {} records name public holidays (PH), and there is no table of those "
                                "of {}: they are unknown where it matters",
                                records.size(), region.empty() ? "a city without region" : region),
          .remedy = zone     ? "cartable import … --city CITY --timezone Europe/Paris"
                    : school ? "cartable import calendar=HOLIDAYS.ics --city CITY"
                             : "cartable import calendar=HOLIDAYS.csv --city CITY, or another --region",
          .details = {{"records", std::to_string(records.size())}, {"example", records.front()}}};
      out_.findings.push_back(std::move(finding));
    }
    if (auto const calendar = CityCalendar::parse(setting(kCalendarSetting)); !calendar) {
      out_.findings.push_back(Finding{.severity = Severity::error,
                                      .kind = "broken-calendar",
                                      .record = {},
                                      .name = {},
                                      .message = calendar.error().message,
                                      .remedy = "import the calendar again",
                                      .details = {}});
    }
  }

  /// What the newest import of each source mended or left out.
  void find_what_imports_said() {
    for (auto const& run : city_.runs) {
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
          out_.findings.push_back({.severity = severity,
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

  void list_joined() {
    for (std::size_t i = 0; i < city_.places.size(); ++i) {
      Place const& place = city_.places[i];
      if (sources_[i].size() < 2 || is_gone(place)) {
        continue;
      }
      ++out_.places_of_several_sources;
      if (auto const* const rows = provenance_.of(place.head.id)) {
        for (auto const& row : *rows) {
          if (row.record.field == kJoinedField) {
            out_.joined.push_back({place.head.id, place.name, row.record.from_source, row.record.value});
          }
        }
      }
    }
  }

  CityData const& city_;
  Provenance const& provenance_;
  std::vector<ImportRun> const& runs_;
  CheckOptions options_;
  SourceOrder order_;
  std::unordered_map<std::string_view, std::size_t> index_;  ///< id or alias → place
  std::vector<std::set<std::string>> sources_;               ///< by place
  CityCheck out_;
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
  return Checker(city, provenance, runs, options).run(streets);
}

}  // namespace cartable::store
