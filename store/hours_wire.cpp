#include "store/hours_wire.hpp"

#include "base/json.hpp"

#include <charconv>
#include <iterator>
#include <limits>

namespace cartable::store {
namespace {

constexpr std::string_view kLetters = "coua";  // in the order of OpenState

}  // namespace

std::string context_line(HoursContext const& context) {
  base::OrderedJson json{{"zone", context.zone},
                         {"region", context.region},
                         {"calendar", context.calendar.to_text()},
                         {"first_day", format_day(context.first_day)},
                         {"days", context.days}};
  if (context.location) {
    json["lon"] = context.location->lon;
    json["lat"] = context.location->lat;
  }
  return base::to_text(json) + "\n";
}

base::Result<HoursContext> parse_context_line(std::string_view line) {
  CARTABLE_ASSIGN(base::Json const json, base::parse_json(line));
  auto const text = [&](char const* key) {
    return json.is_object() && json.contains(key) && json[key].is_string() ? json[key].get<std::string>()
                                                                           : std::string();
  };
  auto const number = [&](char const* key) {
    return json.is_object() && json.contains(key) && json[key].is_number() ? std::optional(json[key].get<double>())
                                                                           : std::nullopt;
  };
  auto const first = parse_day(text("first_day"));
  auto const days = number("days");
  if (!first || !days || *days < 1 || *days > 400) {
    return base::fail(base::ErrorCode::invalid_value,
                      "hours-worker: the first line must be a context with first_day "
                      "and days (1…400)");
  }
  HoursContext out{
      .zone = text("zone"), .region = text("region"), .first_day = *first, .days = static_cast<int>(*days)};
  CARTABLE_ASSIGN(out.calendar, CityCalendar::parse(text("calendar")));
  if (auto const lon = number("lon"), lat = number("lat"); lon && lat) {
    out.location = geo::LonLat{.lon = *lon, .lat = *lat};
  }
  return out;
}

std::string hours_line(Hours const& hours) {
  std::string out(to_string(hours.problem));
  UtcMinute before = 0;
  for (HoursChange const& change : hours.changes) {
    fmt::format_to(std::back_inserter(out), " {}{}", change.from - before,
                   kLetters[static_cast<std::size_t>(change.state)]);
    before = change.from;
  }
  out.push_back('\n');
  return out;
}

std::optional<Hours> parse_hours_line(std::string_view line) {
  auto const blank = line.find(' ');
  auto const problem = parse_hours_problem(line.substr(0, blank));
  if (!problem) {
    return std::nullopt;
  }
  Hours out{.problem = *problem, .changes = {}};
  if (blank == std::string_view::npos) {
    return out;
  }
  char const* at = line.data() + blank;
  char const* const end = line.data() + line.size();
  std::int64_t minute = 0;
  while (at != end) {
    std::int64_t step = 0;
    auto const [next, error] = std::from_chars(at + 1, end, step);
    auto const letter = error == std::errc{} && next != end ? kLetters.find(*next) : std::string_view::npos;
    minute += step;
    bool const ascends = out.changes.empty() || step > 0;
    if (*at != ' ' || letter == std::string_view::npos || !ascends || minute > std::numeric_limits<UtcMinute>::max() ||
        minute < std::numeric_limits<UtcMinute>::min()) {
      return std::nullopt;
    }
    out.changes.push_back({static_cast<UtcMinute>(minute), static_cast<OpenState>(letter)});
    at = next + 1;
  }
  return out;
}

}  // namespace cartable::store
