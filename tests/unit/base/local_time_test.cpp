#include "base/local_time.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <random>
#include <utility>
#include <vector>

namespace cartable::base {
namespace {

TimeZone zone(char const* name) {
  auto found = TimeZone::find(name);
  EXPECT_TRUE(found) << name;
  return found.value_or(TimeZone::utc());
}

TEST(LocalTime, ReadsInstantsWithEveryOffset) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_instant("2026-11-28T10:00:00+01:00"), 1795856400);
  EXPECT_EQ(parse_instant("2026-11-28T09:00:00.999Z"), 1795856400);
  EXPECT_EQ(parse_instant("2026-11-28T05:30:00-03:30"), 1795856400);
  for (char const* const bad : {"", "2026-11-28", "2026-11-28T10:00:00", "2026-02-30T10:00:00Z", "2026-11-28T24:00:00Z",
                                "2026-11-28T10:00:00+1:00", "2026-11-28T10:00:00Zulu", "x026-11-28T10:00:00Z"}) {
    EXPECT_EQ(parse_instant(bad), std::nullopt) << bad;
  }
}

TEST(LocalTime, SkippedTimesCountOnAndDoubledOnesAreTheFirst) {
  TimeZone const paris = zone("Europe/Paris");
  // 2026-03-29 02:00 → 03:00; 2026-10-25 03:00 → 02:00.
  EXPECT_EQ(paris.rfc3339(paris.instant({2026, 3, 29, 2, 30, 0})), "2026-03-29T03:30:00+02:00");
  EXPECT_EQ(paris.rfc3339(paris.instant({2026, 10, 25, 2, 30, 0})), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(paris.rfc3339(paris.instant({2026, 11, 28, 10, 0, 0})), "2026-11-28T10:00:00+01:00");
  EXPECT_EQ(TimeZone::utc().rfc3339(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(zone("America/St_Johns").rfc3339(1795856400), "2026-11-28T05:30:00-03:30");
}

TEST(LocalTime, FindsZonesByTheNamesThatCalendarsWrite) {
  EXPECT_EQ(zone("Europe/Paris").name(), "Europe/Paris");
  EXPECT_EQ(zone("Romance Standard Time").name(), "Europe/Paris");
  EXPECT_EQ(zone("Pacific Standard Time").name(), "America/Los_Angeles");
  EXPECT_EQ(zone("/freeassociation.sourceforge.net/Europe/Vienna").name(), "Europe/Vienna");
  EXPECT_EQ(zone("/citadel.org/20210210_1/America/Argentina/Salta").name(), "America/Argentina/Salta");
  for (char const* const bad : {"", "Western/Central Europe", "GMT+25", "Nowhere", "/Paris"}) {
    EXPECT_FALSE(TimeZone::find(bad)) << bad;
  }
}

TEST(LocalTime, FindsAZoneByWhatItsClocksShow) {
  TimeZone const vienna = zone("Europe/Vienna");
  std::vector<std::pair<std::int64_t, std::int64_t>> offsets;
  for (std::int64_t t = 1767225600; t < 1798761600; t += 86400 * 7) {  // 2026
    offsets.emplace_back(t, vienna.offset_at(t));
  }
  EXPECT_EQ(TimeZone::with_offsets("Europe/Paris", offsets)->name(), "Europe/Paris");
  auto const any = TimeZone::with_offsets("America/Montevideo", offsets);
  ASSERT_TRUE(any);
  for (auto const& [moment, offset] : offsets) {
    EXPECT_EQ(any->offset_at(moment), offset);
  }
  offsets.front().second += 60;
  EXPECT_FALSE(TimeZone::with_offsets("Europe/Paris", offsets));
}

// The C library has a table of zones and rules of its own.
TEST(LocalTime, AgreesWithTheCLibrary) {
  std::uint32_t const seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (char const* const name : {"Europe/Paris", "America/Vancouver", "America/Montevideo", "Asia/Kolkata", "UTC"}) {
    ASSERT_EQ(setenv("TZ", name, 1), 0);
    tzset();
    TimeZone const ours = zone(name);
    for (int i = 0; i < 2000; ++i) {
      std::time_t const moment = std::uniform_int_distribution<std::time_t>(946684800, 2145916800)(random);
      std::tm theirs{};
      localtime_r(&moment, &theirs);
      LocalTime const wall = ours.at(moment);
      LocalTime const expected{theirs.tm_year + 1900, theirs.tm_mon + 1, theirs.tm_mday,
                               theirs.tm_hour,        theirs.tm_min,     theirs.tm_sec};
      ASSERT_EQ(wall, expected) << name << " " << moment;
      std::int64_t const back = ours.instant(wall);
      ASSERT_TRUE(back == moment || ours.at(back) == wall) << name << " " << moment;
      ASSERT_EQ(from_wall_seconds(wall_seconds(wall)), wall);
    }
  }
  unsetenv("TZ");
  tzset();
}

}  // namespace
}  // namespace cartable::base
