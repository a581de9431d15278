#include "importers/hsds_schedule.hpp"

#include "base/format.hpp"
#include "base/local_time.hpp"
#include "base/text.hpp"
#include "importers/offer_words.hpp"
#include "store/week_hours.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <map>
#include <optional>
#include <string_view>

namespace cartable::importers {
namespace {

constexpr std::array<std::string_view, 7> kOsmDays{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// "MO", "Monday", "1" (1.1 counts from Monday): 0…6.
std::optional<std::size_t> day_of(std::string_view text) {
  std::string const word = base::ascii_lower(base::trim(text));
  if (word.size() == 1 && word[0] >= '1' && word[0] <= '7') {
    return static_cast<std::size_t>(word[0] - '1');
  }
  for (std::size_t i = 0; i < kOsmDays.size(); ++i) {
    if (word.size() >= 2 && word.starts_with(base::ascii_lower(kOsmDays[i]))) {
      return i;
    }
  }
  return std::nullopt;
}

/// "10:00:00", "9:00", "0900", "09:00Z", "9:30 PM": as "09:00"; an offset is left out.
std::string clock_of(std::string_view text) {
  std::string const lower = base::ascii_lower(base::trim(text));
  std::array<int, 2> parts{-1, 0};
  std::size_t part = 0, count = 0;
  bool marks = false;
  for (char const c : lower) {
    if (c >= '0' && c <= '9') {
      if (!marks && count == 2 && part == 0) {  // 0900
        part = 1;
        count = 0;
      }
      if (count == 2) {
        return {};
      }
      parts[part] = (count == 0 ? 0 : parts[part]) * 10 + (c - '0');
      ++count;
    } else if (c == ':' || c == 'h' || c == '.') {
      marks = true;
      if (++part == 2) {
        break;
      }
      count = 0;
    } else {
      break;
    }
  }
  if (lower.find("pm") != std::string::npos && parts[0] < 12) {
    parts[0] += 12;
  } else if (lower.find("am") != std::string::npos && parts[0] == 12) {
    parts[0] = 0;
  }
  bool const good =
      parts[0] >= 0 && parts[0] <= 24 && parts[1] >= 0 && parts[1] <= 59 && (parts[0] < 24 || parts[1] == 0);
  return good ? fmt::format("{:02}:{:02}", parts[0], parts[1]) : std::string();
}

/// Days in a row as one span: "Mo-Fr,Su".
std::string days_text(std::array<bool, 7> const& days) {
  std::string out;
  for (std::size_t i = 0; i < 7;) {
    if (!days[i]) {
      ++i;
      continue;
    }
    std::size_t last = i;
    while (last + 1 < 7 && days[last + 1]) {
      ++last;
    }
    out += out.empty() ? "" : ",";
    out += kOsmDays[i];
    if (last > i) {
      out += last == i + 1 ? "," : "-";
      out += kOsmDays[last];
    }
    i = last + 1;
  }
  return out;
}

std::string date_text(std::string const& iso) {
  std::size_t const month = static_cast<std::size_t>(std::stoi(iso.substr(5, 2))) - 1;
  return fmt::format("{} {} {}", iso.substr(0, 4), kMonths[month], iso.substr(8, 2));
}

/// "2026 Sep 01-2027 Jun 30 ", "2026 Sep 01+ "; empty without a first day.
std::string span_text(FlatRecord const& row) {
  std::string const from = iso_date(row["valid_from"]);
  std::string to = iso_date(row["valid_to"]);
  if (std::string const until = iso_date(row["until"]); !until.empty() && (to.empty() || until < to)) {
    to = until;
  }
  if (!to.empty() && !from.empty()) {
    return from == to ? date_text(from) + " " : date_text(from) + "-" + date_text(to) + " ";
  }
  if (!from.empty()) {
    return date_text(from) + "+ ";
  }
  return to.empty() ? std::string() : "1970 Jan 01-" + date_text(to) + " ";
}

struct Line {
  std::string span, times, nth;  ///< nth: "Mo[1]" of a month
  std::array<bool, 7> days{};
  friend auto operator<=>(Line const& a, Line const& b) {
    return std::tie(a.span, a.times, a.nth) <=> std::tie(b.span, b.times, b.nth);
  }
};

std::optional<std::size_t> weekday_of_date(std::string const& iso) {
  if (iso.empty()) {
    return std::nullopt;
  }
  base::LocalTime const day{std::stoi(iso.substr(0, 4)), std::stoi(iso.substr(5, 2)), std::stoi(iso.substr(8, 2))};
  std::chrono::sys_days const date{std::chrono::days(wall_seconds(day) / 86'400)};
  return (std::chrono::weekday(date).iso_encoding() + 6U) % 7U;
}

}  // namespace

HsdsHours hsds_hours(std::vector<FlatRecord const*> const& rows) {
  HsdsHours out;
  std::string whole;  // hours in OSM's own syntax, which say it all
  // Lines of the same span and times share their days: the order of first mention is kept.
  std::vector<Line> lines;
  auto const line_of = [&](std::string const& span, std::string const& times, std::string const& nth) -> Line& {
    auto const found = std::find_if(lines.begin(), lines.end(), [&](Line const& line) {
      return line.span == span && line.times == times && line.nth == nth;
    });
    return found == lines.end() ? lines.emplace_back(Line{.span = span, .times = times, .nth = nth}) : *found;
  };
  for (FlatRecord const* const row : rows) {
    std::string const notes((*row)["notes"]);
    if (!notes.empty() && (notes == whole || (whole.empty() && !store::ordinary_week(notes).empty()))) {
      whole = notes;  // as our own exports have them beside each span of the year
      continue;
    }
    std::string const opens = clock_of((*row)["opens_at"]);
    std::string closes = clock_of((*row)["closes_at"]);
    std::string const freq = base::ascii_lower((*row)["freq"]);
    std::string const interval((*row)["interval"]);
    bool const plain = (interval.empty() || interval == "1") && (*row)["bymonthday"].empty() &&
                       (*row)["byyearday"].empty() && (*row)["byweekno"].empty();
    if (opens.empty() || closes.empty() || !plain || freq == "yearly" || freq == "daily") {
      bool const says_nothing = opens.empty() && closes.empty() && (*row)["byday"].empty() && freq.empty();
      if (says_nothing && whole.empty() && rows.size() == 1) {
        whole = base::trim((*row)["description"]);  // in words, or in a syntax that HSDS has no fields for
      }
      out.not_carried += says_nothing ? 0 : 1;
      continue;
    }
    closes = closes == "00:00" ? "24:00" : closes;
    std::string const times = fmt::format("{}-{}", opens, closes);
    std::string const span = span_text(*row);
    std::string const listed((*row)[row->has("byday") ? "byday" : row->has("weekday") ? "weekday" : "day"]);
    if (freq == "monthly") {
      for (std::string const& part : base::split(listed, ',')) {  // "1MO", "-1FR"
        std::size_t const letters = part.find_first_not_of("+-0123456789");
        auto const day = letters == std::string::npos ? std::nullopt : day_of(part.substr(letters));
        std::string number = part.substr(0, letters == std::string::npos ? 0 : letters);
        number = number.starts_with('+') ? number.substr(1) : number;
        bool const known = number.size() <= 2 && !number.empty() && number.back() >= '1' && number.back() <= '5';
        if (day && known) {
          line_of(span, times, fmt::format("{}[{}]", kOsmDays[*day], number));
        } else {
          ++out.not_carried;
        }
      }
      continue;
    }
    bool any = false;
    for (std::string const& part : base::split(listed, ',')) {
      if (auto const day = day_of(part)) {
        line_of(span, times, "").days[*day] = true;
        any = true;
      }
    }
    if (!any) {
      if (auto const day = weekday_of_date(iso_date((*row)["dtstart"])); day && freq == "weekly") {
        line_of(span, times, "").days[*day] = true;
      } else {
        ++out.not_carried;
      }
    }
  }
  // Times of the same days stand in one rule, as a later rule would replace an earlier one.
  std::vector<std::pair<std::string, std::string>> rules;
  for (Line const& line : lines) {
    std::string const days = line.span + (line.nth.empty() ? days_text(line.days) : line.nth);
    auto const found = std::find_if(rules.begin(), rules.end(), [&](auto const& rule) { return rule.first == days; });
    if (found != rules.end()) {
      found->second += "," + line.times;
    } else {
      rules.emplace_back(days, line.times);
    }
  }
  out.hours = std::move(whole);
  for (auto const& [days, times] : rules) {
    // Rules of days that overlap add to each other.
    out.hours += fmt::format("{}{} {}", out.hours.empty() ? "" : ", ", days, times);
  }
  return out;
}

}  // namespace cartable::importers
