#include "base/format.hpp"
#include "store/city_check_state.hpp"
#include "store/hours_taken.hpp"
#include "store/hours_words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace cartable::store::checking {
namespace {

/// Kinds of place that have hours of their own, so that a visitor misses them.
constexpr std::array<std::string_view, 10> kOpen{"library",           "museum",  "community_centre", "arts_centre",
                                                 "gallery",           "archive", "toy_library",      "makerspace",
                                                 "employment_agency", "townhall"};

class HoursCheck {
 public:
  explicit HoursCheck(CheckState& state) : state_(state) {}

  void run() {
    find_missing_hours();
    find_doubtful_hours();
    find_hours_from_words();
  }

 private:
  void find_missing_hours() {
    for (auto const& place : state_.city.places) {
      bool const opens = std::any_of(place.kinds.begin(), place.kinds.end(), [](auto const& kind) {
        return std::find(kOpen.begin(), kOpen.end(), kind) != kOpen.end();
      });
      if (opens && place.opening_hours.empty() && place.appointment != Tri::yes && !is_gone(place)) {
        state_.say(Severity::info, "missing-hours", place,
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
      state_.out.findings.push_back({.severity = Severity::info,
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
    for (Place const& place : state_.city.places) {
      auto const words = place.extra.find(kHoursWords);
      if (words != place.extra.end() && sure_hours(words->second) == place.opening_hours) {
        say_words(place, "opening_hours", place.opening_hours, words->second);
      }
    }
    for (Offer const& offer : state_.city.offers) {
      say_words(offer, "schedule", offer.schedule, words_of_schedule(offer.schedule));
    }
  }

  /// Hours that nobody can read, each with its place; what the city lacks to know the rest, once with how many it
  /// concerns.
  void find_doubtful_hours() {
    if (!state_.options.hours) {
      return;
    }
    std::map<HoursProblem, std::vector<std::string>> lacking;
    auto const look = [&](auto const& record, std::string const& text, std::string_view field) {
      Hours const* const hours = state_.options.hours->find(text);
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
      state_.out.findings.push_back(std::move(finding));
    };
    for (Place const& place : state_.city.places) {
      look(place, place.opening_hours, "opening_hours");
    }
    for (Offer const& offer : state_.city.offers) {
      look(offer, offer.schedule, "schedule");
    }
    for (auto const& [problem, records] : lacking) {
      bool const zone = problem == HoursProblem::no_time_zone;
      bool const school = problem == HoursProblem::no_school_calendar;
      std::string const region = state_.setting("region");
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
      state_.out.findings.push_back(std::move(finding));
    }
    if (auto const calendar = CityCalendar::parse(state_.setting(kCalendarSetting)); !calendar) {
      state_.out.findings.push_back(Finding{.severity = Severity::error,
                                            .kind = "broken-calendar",
                                            .record = {},
                                            .name = {},
                                            .message = calendar.error().message,
                                            .remedy = "import the calendar again",
                                            .details = {}});
    }
  }

  CheckState& state_;
};

}  // namespace

void check_hours(CheckState& state) { HoursCheck(state).run(); }

}  // namespace cartable::store::checking
