#include "store/session_times.hpp"
#include "tests/unit/server/server_city.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// `datetime` of the collection events: a series is found by each of its times.
namespace cartable::server {
namespace {

store::Session session(std::string id, std::string starts, std::string ends, std::string rule = {}) {
  store::Session out;
  out.head.id = std::move(id);
  out.head.source = "city";
  out.uid = out.head.id;
  out.name = out.head.id;
  out.place = "osm:n1";
  out.timezone = "Europe/Paris";
  out.starts = std::move(starts);
  out.ends = std::move(ends);
  out.rrule = std::move(rule);
  out.state = "scheduled";
  return out;
}

/// A course on five Saturdays at ten, across the end of summer time; the second is left out, the third was moved to
/// Sunday, the fourth cancelled.
store::CityData city() {
  store::CityData data;
  data.places = {test::place("osm:n1", 2.35, 48.85)};
  store::Session course =
      session("course", "2026-10-10T10:00:00+02:00", "2026-10-10T11:30:00+02:00", "FREQ=WEEKLY;COUNT=5");
  course.exdates = "20261017T080000Z";
  store::Session moved = session("moved", "2026-10-25T14:00:00+01:00", "2026-10-25T15:30:00+01:00");
  moved.uid = "course";
  moved.recurrence_id = "20261024T080000Z";
  moved.state = "moved";
  store::Session off = session("off", "2026-10-31T10:00:00+01:00", "2026-10-31T11:30:00+01:00");
  off.uid = "course";
  off.recurrence_id = "20261031T090000Z";
  off.state = "cancelled";
  data.sessions = {course, moved, off, session("endless", "2026-12-01T09:00:00+01:00", {}, "FREQ=DAILY"),
                   session("once", "2026-10-12T10:00:00+02:00", "2026-10-12T11:00:00+02:00")};
  store::Setting zone;
  zone.head.id = "timezone";
  zone.value = "Europe/Paris";
  data.settings = {zone};
  return data;
}

class EventTimes : public test::ServerTest {
 protected:
  base::Json items(std::string const& time) {
    static auto const shared = test::make_state(city());
    api::Response const answer = api_.handle(request("/api/collections/events/items?datetime=" + time), shared);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return base::Json::parse(answer.body);
  }
  std::vector<std::string> found(std::string const& time) { return ids(items(time)); }
};

using Ids = std::vector<std::string>;

TEST_F(EventTimes, a_weekly_course_is_found_on_each_of_its_days_by_its_own_clock) {
  EXPECT_EQ(found("2026-10-10"), Ids{"course"});
  EXPECT_EQ(found("2026-11-07T09:30:00Z"), Ids{"course"});  // ten o'clock is an hour later in UTC by now
  EXPECT_TRUE(found("2026-11-07T08:30:00Z").empty());
  EXPECT_TRUE(found("2026-11-14").empty());  // the sixth week
  EXPECT_TRUE(found("2026-10-11").empty());
}

TEST_F(EventTimes, times_left_out_moved_and_cancelled_are_none_of_the_series) {
  EXPECT_TRUE(found("2026-10-17").empty());
  EXPECT_TRUE(found("2026-10-24").empty());
  EXPECT_EQ(found("2026-10-25"), Ids{"moved"});
  EXPECT_EQ(found("2026-10-31"), Ids{"off"});
}

TEST_F(EventTimes, both_ends_of_the_interval_belong_to_it) {
  EXPECT_EQ(found("2026-11-07T10:30:00Z"), Ids{"course"});  // it ends then
  EXPECT_TRUE(found("2026-11-07T10:30:01Z").empty());
  EXPECT_EQ(found("2026-11-07T08:00:00Z/2026-11-07T09:00:00Z"), Ids{"course"});  // it begins then
  EXPECT_TRUE(found("2026-11-07T08:00:00Z/2026-11-07T08:59:59Z").empty());
  EXPECT_EQ(found("2027-03-01T08:00:00Z"), Ids{"endless"});  // has no end: where it begins
  EXPECT_TRUE(found("2027-03-01T08:00:01Z/2027-03-02T07:59:59Z").empty());
}

TEST_F(EventTimes, a_date_is_the_citys_day_and_not_that_of_greenwich) {
  store::CityData data = city();
  data.settings.front().value = "America/Bogota";
  data.sessions = {session("evening", "2026-11-28T20:00:00-05:00", "2026-11-28T21:00:00-05:00"),
                   session("night", "2026-11-28T00:00:00-05:00", "2026-11-28T00:30:00-05:00")};
  store::Session weekly = session("weekly", "2026-11-20T22:00:00-05:00", "2026-11-20T23:00:00-05:00", "FREQ=WEEKLY");
  weekly.timezone = "America/Bogota";
  data.sessions.push_back(std::move(weekly));
  data.places.front().checked = "2026-11-28";
  auto const shared = test::make_state(std::move(data));
  auto const on = [&](std::string const& time, std::string const& collection = "events") {
    api::Response const answer =
        api_.handle(request("/api/collections/" + collection + "/items?datetime=" + time), shared);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return ids(base::Json::parse(answer.body));
  };
  EXPECT_EQ(on("2026-11-28"), (Ids{"night", "evening"}));
  EXPECT_TRUE(on("2026-11-29").empty());
  EXPECT_EQ(on("2026-11-27"), Ids{"weekly"});
  EXPECT_EQ(on("2026-11-28/2026-11-30"), (Ids{"night", "evening"}));
  EXPECT_TRUE(on("2026-11-29/2026-12-03").empty());
  EXPECT_EQ(on("../2026-11-27"), Ids{"weekly"});
  EXPECT_EQ(on("2026-11-29T01:00:00Z"), Ids{"evening"});
  // A day on which something was checked is a day as it stands.
  EXPECT_EQ(on("2026-11-28", "places"), Ids{"osm:n1"});
  EXPECT_TRUE(on("2026-11-29", "places").empty());
  EXPECT_TRUE(on("2026-11-27", "places").empty());
}

TEST_F(EventTimes, when_is_asked_of_the_session_itself) {
  store::CityData data = city();
  store::Offer offer;
  offer.head.id = "offer:course";
  offer.head.source = "city";
  offer.place = "osm:n1";
  offer.name = "Course";
  data.offers = {offer};
  for (store::Session& one : data.sessions) {
    one.offer = one.uid == "course" ? offer.head.id : "";
  }
  auto const shared = test::make_state(std::move(data));
  auto const at = [&](std::string const& span) {
    api::Response const answer = api_.handle(request("/api/collections/events/items?when=" + span), shared);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return ids(base::Json::parse(answer.body));
  };
  EXPECT_EQ(at("2026-11-07T10:00/2026-11-07T12:00"), Ids{"course"});  // the offer's other sessions are on other days
  EXPECT_EQ(at("2026-10-25T13:00/2026-10-25T15:00"), Ids{"moved"});
  EXPECT_TRUE(at("2026-10-24T10:00/2026-10-24T12:00").empty());
}

TEST_F(EventTimes, a_calendar_of_an_interval_has_a_series_with_its_changed_times) {
  auto const events = [&](std::string const& time) {
    auto const shared = test::make_state(city());
    auto const text = api_.handle(request("/api/collections/events/items?f=ics&datetime=" + time), shared).body;
    std::size_t count = 0;
    for (auto at = text.find("BEGIN:VEVENT"); at != std::string::npos; at = text.find("BEGIN:VEVENT", at + 1)) {
      ++count;
    }
    return std::pair(count, text.find("STATUS:CANCELLED") != std::string::npos);
  };
  EXPECT_EQ(events("2026-11-07"), std::pair(std::size_t{3}, true));
  EXPECT_EQ(events("2026-10-25"), std::pair(std::size_t{1}, false));
  EXPECT_EQ(events("2026-10-12"), std::pair(std::size_t{1}, false));
}

TEST_F(EventTimes, open_intervals_take_series_that_begin_or_go_on_in_them) {
  EXPECT_EQ(found("../2026-10-09").size(), 0U);
  EXPECT_EQ(found("../2026-10-12"), (Ids{"course", "once"}));
  EXPECT_EQ(found("2026-11-08/.."), Ids{"endless"});
  EXPECT_EQ(found("2036-11-08/.."), Ids{"endless"});
  EXPECT_EQ(found("2020-01-01/..").size(), 5U);
}

TEST_F(EventTimes, the_times_in_the_interval_are_told_and_bounded) {
  auto const course = items("2026-10-01/2026-11-30").at("features").at(0).at("properties");
  EXPECT_EQ(course.at("id"), "course");
  EXPECT_EQ(course.at("occurrences"),
            base::Json::parse(R"([{"starts":"2026-10-10T10:00:00+02:00","ends":"2026-10-10T11:30:00+02:00"},
                                  {"starts":"2026-11-07T10:00:00+01:00","ends":"2026-11-07T11:30:00+01:00"}])"));
  auto const endless = items("2026-12-01/..").at("features").at(0).at("properties").at("occurrences");
  EXPECT_EQ(endless.size(), 100U);
  EXPECT_FALSE(endless.at(0).contains("ends"));
  EXPECT_FALSE(items("2026-10-12").at("features").at(0).at("properties").contains("occurrences"));
  auto const catalog = store::Catalog::build(city());
  store::SessionTimes const times(*catalog, store::Interval{.from = 1'800'000'000, .to = 4'000'000'000});
  for (store::Session const& one : catalog->sessions()) {
    EXPECT_LE(times.times_of(one).size(), store::SessionTimes::kMostEach) << one.head.id;
  }
}

}  // namespace
}  // namespace cartable::server
