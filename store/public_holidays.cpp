#include "store/public_holidays.hpp"

#include <KHolidays/Holiday>
#include <KHolidays/HolidayRegion>

#include <QDate>
#include <QString>
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cartable::store {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// Days since 1970-01-01 of Qt's Julian day 0.
constexpr std::int64_t kJulianEpoch = 2440588;

QDate to_qt(sys_days day) { return QDate::fromJulianDay(day.time_since_epoch().count() + kJulianEpoch); }
sys_days from_qt(QDate const& date) { return sys_days(days(static_cast<int>(date.toJulianDay() - kJulianEpoch))); }

/// England and Wales have one table under a code that is not ISO's, and no table is the United Kingdom's.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kSame{
    {{"GB-ENG", "GB-EAW"}, {"GB-WLS", "GB-EAW"}}};

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  for (auto const& [iso, code] : kSame) {
    if (out == iso) {
      out = code;
    }
  }
  return out;
}

/// The tables to look into, one of each region: this one's, else its country's, else those of all the country's parts.
/// Of the languages of one table the first is taken; tables of name days are none.
std::vector<QString> tables_of(std::string const& region) {
  std::string const country = region.substr(0, 2);
  std::vector<std::pair<std::string, QString>> own;
  std::vector<std::pair<std::string, QString>> national;
  std::vector<std::pair<std::string, QString>> parts;
  for (QString const& code : KHolidays::HolidayRegion::regionCodes()) {
    if (code.contains(QStringLiteral("nameday"))) {
      continue;
    }
    std::string const of = upper(KHolidays::HolidayRegion(code).countryCode().toStdString());
    if (of == region && region.size() > 2) {
      own.emplace_back(of, code);
    } else if (of == country) {
      national.emplace_back(of, code);
    } else if (of.size() > 2 && of.substr(0, 2) == country) {
      parts.emplace_back(of, code);
    }
  }
  auto& chosen = !own.empty() ? own : !national.empty() ? national : parts;
  std::vector<QString> out;
  std::set<std::string> seen;
  for (auto& [of, code] : chosen) {
    if (seen.insert(of).second) {
      out.push_back(std::move(code));
    }
  }
  return out;
}

}  // namespace

PublicHolidays::PublicHolidays(std::string_view region, sys_days first, sys_days last) {
  if (region.size() < 2) {
    return;
  }
  std::vector<QString> const tables = tables_of(upper(region));
  known_ = !tables.empty();
  std::map<sys_days, std::size_t> kept;
  for (QString const& code : tables) {
    std::set<sys_days> mine;
    // A holiday of several days is listed by its first: look a fortnight back.
    for (auto const& holiday : KHolidays::HolidayRegion(code).rawHolidays(to_qt(first - days(14)), to_qt(last))) {
      if (holiday.dayType() != KHolidays::Holiday::NonWorkday) {
        continue;
      }
      sys_days const begin = from_qt(holiday.observedStartDate());
      for (int i = 0; i < std::clamp(holiday.duration(), 1, 30); ++i) {
        mine.insert(begin + days(i));
      }
    }
    for (sys_days const day : mine) {
      ++kept[day];
    }
  }
  for (auto const& [day, times] : kept) {
    days_[day] = times == tables.size() ? Tri::yes : Tri::unknown;
  }
}

Tri PublicHolidays::at(sys_days day) const {
  if (!known_) {
    return Tri::unknown;
  }
  auto const found = days_.find(day);
  return found == days_.end() ? Tri::no : found->second;
}

}  // namespace cartable::store
