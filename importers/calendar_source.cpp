#include "importers/calendar_source.hpp"

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "base/local_time.hpp"
#include "base/text.hpp"
#include "importers/offer_words.hpp"
#include "importers/open_records.hpp"
#include "importers/table_values.hpp"
#include "store/ical_text.hpp"
#include "store/recurrence.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace cartable::importers {
namespace {

using store::CalendarKind;
using store::CalendarSpan;

constexpr std::string_view kFormat = "day-calendar-1";
constexpr std::size_t kLargestFile = std::size_t{64} << 20U;
/// A span of more days is a mistake in its dates.
constexpr int kLongestSpan = 200;

/// Words that tell what a span is; the first that is found decides, so that "closed on public holidays" is closing.
struct KindWords {
  CalendarKind kind;
  std::string_view words;
};
constexpr std::array kKindWords{
    KindWords{CalendarKind::no_public_holiday, "not public|not-public|no es festivo|pas ferie"},
    KindWords{
        CalendarKind::closing,
        "closing|closed|closure|fermeture|ferme|inventaire|cierre|cerrado|geschlossen|schliessung|chiusura|закрыт|"
        "مغلق|إغلاق|闭馆|关闭"},
    KindWords{CalendarKind::public_holiday,
              "public holiday|public|bank holiday|jour ferie|ferie|festivo|feriado|feiertag|festa nazionale|праздник|"
              "عطلة رسمية|法定假日|公众假期"},
    KindWords{CalendarKind::school,
              "school|vacances|vacaciones|ferien|vacanze|ferias|break|holidays|holiday|каникулы|عطلة "
              "مدرسية|عطلة|假期|寒假|暑假"},
};

std::optional<CalendarKind> kind_of_words(std::string_view text) {
  if (auto const kind = store::parse_calendar_kind(base::ascii_lower(base::trim(text)))) {
    return kind;
  }
  std::string const folded = base::fold(text);
  for (KindWords const& one : kKindWords) {
    for (std::string const& word : base::split(one.words, '|')) {
      if (!folded.empty() && folded.find(base::fold(word)) != std::string::npos) {
        return one.kind;
      }
    }
  }
  return std::nullopt;
}

std::string field_of(FlatRecord const& row, std::initializer_list<char const*> names) {
  for (char const* const name : names) {
    for (auto const& [column, value] : row.fields) {
      if (base::fold(column) == base::fold(name)) {
        return value;
      }
    }
  }
  return {};
}

std::string list_of(std::set<std::string> const& words) {
  std::string out;
  for (std::string const& word : words) {
    out += (out.empty() ? "" : ", ") + word;
  }
  return out;
}

class DayReading {
 public:
  DayReading(std::filesystem::path const& file, OfferSourceOptions const& options, CityContext const& city,
             PlaceLinks& links)
      : file_(file),
        name_(file.filename().string()),
        options_(options),
        city_(city),
        links_(links),
        out_(name_, options) {}

  base::Result<DayCalendar> run() {
    CARTABLE_TRY(out_.begin({file_}, std::string(kFormat)));
    CARTABLE_ASSIGN(std::string bytes, base::read_file(file_, kLargestFile));
    zone_ = base::TimeZone::find(city_.timezone);
    if (store::looks_like_calendar(bytes)) {
      CARTABLE_ASSIGN(auto text, base::decode_text(std::move(bytes), options_.encoding));
      CARTABLE_TRY(read_events(text.text));
    } else {
      CARTABLE_TRY(read_rows());
    }
    out_.batch.source.role = "calendar";
    out_.note(guessed_ > 0,
              fmt::format("{} spans do not say what they are and were taken as school holidays", guessed_));
    if (spans_.empty()) {
      return base::fail(
          base::ErrorCode::invalid_value, "{}: has no span of days that can be taken{}", name_,
          out_.batch.rejects.empty() ? std::string() : "; the first " + out_.batch.rejects.front().reason);
    }
    return DayCalendar{.spans = std::move(spans_), .batch = std::move(out_.batch)};
  }

 private:
  base::Status read_events(std::string const& text) {
    auto const calendar = store::read_calendar_text(text);
    if (!calendar) {
      return base::fail(calendar.error().code, "{}: {}", name_, calendar.error().message);
    }
    for (store::CalendarEvent const& event : calendar->events) {
      FlatRecord const at{.file = name_, .record = event.record, .fields = {}};
      if (!event.start) {
        out_.reject(at, "DTSTART", "", "has no first day", "give it a start, such as DTSTART;VALUE=DATE:20261219");
        continue;
      }
      if (event.status == "cancelled") {
        continue;
      }
      base::LocalTime const first = event.start->wall;
      base::LocalTime last = first;
      if (event.end) {  // DTEND is the day after, or a time of the last day
        bool const midnight = event.end->wall.hour == 0 && event.end->wall.minute == 0;
        last = base::from_wall_seconds(wall_seconds(event.end->wall) - (midnight ? 1 : 0));
      } else if (event.duration && *event.duration > 0) {
        last = base::from_wall_seconds(wall_seconds(first) + *event.duration - 1);
      }
      std::string categories;
      for (std::string const& category : event.categories) {
        categories += category + "; ";
      }
      auto const kind = kind_of_words(categories);
      if (event.rrule.empty()) {
        add(at, kind ? kind : kind_of_words(event.summary), day_of(first), day_of(last), event.summary, event.location);
        continue;
      }
      // Days that come again: each time a span, as far as a calendar of days looks ahead.
      store::Session session;
      session.head.source = session.uid = "calendar";
      session.timezone = "UTC";
      session.starts = base::TimeZone::utc().rfc3339(wall_seconds(first));
      session.rrule = event.rrule;
      std::int64_t const begin = wall_seconds(first), length = wall_seconds(last) - begin;
      for (store::Occurrence const& one :
           store::occurrences(std::span(&session, 1), begin, begin + std::int64_t{15} * 366 * 86'400, 400)) {
        add(at, kind ? kind : kind_of_words(event.summary), day_of(base::from_wall_seconds(one.starts)),
            day_of(base::from_wall_seconds(one.starts + length)), event.summary, event.location);
      }
    }
    return {};
  }

  base::Status read_rows() {
    CARTABLE_ASSIGN(auto const rows, read_table_records(file_, options_.encoding));
    std::set<std::string> zones;
    for (FlatRecord const& row : rows) {
      if (std::string zone = field_of(row, {"zones", "zone"}); !zone.empty()) {
        zones.insert(std::move(zone));
      }
    }
    if (zones.size() > 1 && options_.layer.empty()) {
      return base::fail(base::ErrorCode::bad_usage, "{}: is for several zones; choose the city's with --layer: {}",
                        name_, list_of(zones));
    }
    auto const is_chosen = [&](std::string const& zone) { return base::fold(zone) == base::fold(options_.layer); };
    if (!zones.empty() && !options_.layer.empty() && std::none_of(zones.begin(), zones.end(), is_chosen)) {
      return base::fail(base::ErrorCode::bad_usage, "{}: has no row of the zone \"{}\"; its zones are {}", name_,
                        options_.layer, list_of(zones));
    }
    for (FlatRecord const& row : rows) {
      std::string const zone = field_of(row, {"zones", "zone"});
      if (!options_.layer.empty() && !zone.empty() && !is_chosen(zone)) {
        continue;
      }
      std::string const population = base::fold(field_of(row, {"population"}));
      if (population == "enseignants") {  // days on which teachers alone are away
        continue;
      }
      std::string const from =
          field_of(row, {"first", "from", "start", "start date", "first day", "debut", "date de debut", "date debut",
                         "du", "inicio", "desde", "beginn", "von", "date", "jour", "fecha", "tag", "начало", "开始"});
      std::string to = field_of(row, {"last", "to", "end", "end date", "last day", "fin", "date de fin", "date fin",
                                      "au", "hasta", "ende", "bis", "конец", "结束"});
      to = to.empty() ? from : to;
      std::string const name = field_of(row, {"name", "nom", "description", "libelle", "nombre", "titel", "bezeichnung",
                                              "title", "название", "名称"});
      std::string const kind = field_of(row, {"kind", "type", "tipo", "art", "nature", "вид", "类型"});
      auto const first = day_in_city(from, false), last = day_in_city(to, true);
      if (!first || !last) {
        out_.reject(row, first ? "last" : "first", first ? to : from, "is no date", "write dates as 2026-12-19");
        continue;
      }
      auto const said = kind_of_words(kind);
      add(row, said ? said : kind_of_words(name), first, last, name,
          field_of(row, {"places", "place", "lieux", "lieu", "lugares", "orte"}));
    }
    return {};
  }

  static std::optional<std::chrono::sys_days> day_of(base::LocalTime const& wall) {
    return store::parse_day(fmt::format("{:04}-{:02}-{:02}", wall.year, wall.month, wall.day));
  }

  /// A date, or a moment as the city's clocks show it; the moment that ends a span at midnight is the day after it.
  [[nodiscard]] std::optional<std::chrono::sys_days> day_in_city(std::string const& text, bool is_end) const {
    if (auto const instant = base::parse_instant(text); instant && zone_) {
      return day_of(zone_->at(*instant - (is_end ? 1 : 0)));
    }
    return store::parse_day(iso_date(text));
  }

  void add(FlatRecord const& at, std::optional<CalendarKind> kind, std::optional<std::chrono::sys_days> first,
           std::optional<std::chrono::sys_days> last, std::string const& name, std::string const& places) {
    if (!first || !last || *last < *first || (*last - *first).count() > kLongestSpan) {
      out_.reject(at, "last", last ? store::format_day(*last) : "",
                  "ends before it begins, or lasts more than 200 days", "mend its dates");
      return;
    }
    guessed_ += kind ? 0 : 1;
    CalendarSpan span{.kind = kind.value_or(CalendarKind::school), .first = *first, .last = *last, .name = name};
    if (span.kind == CalendarKind::closing) {
      for (std::string const& place : base::split(places, ';')) {
        PlaceFound found;
        if (city_.places != nullptr) {
          PlaceWanted const wanted{.id = place, .name = {}, .text = place, .address = {}, .point = std::nullopt};
          found = city_.places->find(wanted);
        }
        if (found.verdict == PlaceVerdict::certain) {
          span.places.push_back(found.candidates.front().id);
          ++links_.certain;
        } else {
          links_.doubtful.push_back({.file = name_,
                                     .record = at.record,
                                     .name = name,
                                     .wanted = place,
                                     .column = "places",
                                     .found = std::move(found),
                                     .line = 0,
                                     .cells = {}});
        }
      }
      if (!places.empty() && span.places.empty()) {  // without its places it would close every place of the city
        out_.reject(at, "places", places, "names no place of this city surely; the closing was not taken",
                    "write there the ids of the places, separated by ;");
        return;
      }
    }
    spans_.push_back(std::move(span));
  }

  std::filesystem::path const& file_;
  std::string name_;
  OfferSourceOptions const& options_;
  CityContext const& city_;
  PlaceLinks& links_;
  OpenBatch out_;
  std::optional<base::TimeZone> zone_;
  std::vector<CalendarSpan> spans_;
  std::int64_t guessed_ = 0;
};

}  // namespace

base::Result<DayCalendar> read_day_calendar(std::filesystem::path const& file, OfferSourceOptions const& options,
                                            CityContext const& city, PlaceLinks& links) {
  return DayReading(file, options, city, links).run();
}

}  // namespace cartable::importers
