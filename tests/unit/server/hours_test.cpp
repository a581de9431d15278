#include "server/api/times.hpp"
#include "tests/unit/server/server_city.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

namespace cartable::server::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_seconds;
using store::OpenState;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A moment by the clock in Paris in winter.
sys_seconds paris(char const* day, int hour, int minute = 0) {
  return sys_seconds(*store::parse_day(day)) + hours(hour - 1) + minutes(minute);
}

store::HoursTable::Shared said(std::vector<store::HoursChange> changes) {
  return std::make_shared<store::Hours const>(
      store::Hours{.problem = store::HoursProblem::none, .changes = std::move(changes)});
}

/// Thursday 26 November 2026 to the Wednesday after. "day" is open 09:00–19:00 on Thursday and Friday.
std::shared_ptr<store::HoursTable const> table() {
  auto const at = [](char const* day, int hour) { return store::to_minute(paris(day, hour)); };
  store::HoursContext context;
  context.zone = "Europe/Paris";
  context.first_day = *store::parse_day("2026-11-25");
  context.days = 8;
  return std::make_shared<store::HoursTable const>(
      context, std::vector<std::string>{"ask", "day", "night"},
      std::vector<store::HoursTable::Shared>{said({{at("2026-11-25", 0), OpenState::appointment}}),
                                             said({{at("2026-11-25", 0), OpenState::closed},
                                                   {at("2026-11-26", 9), OpenState::open},
                                                   {at("2026-11-26", 19), OpenState::closed},
                                                   {at("2026-11-27", 9), OpenState::open},
                                                   {at("2026-11-27", 19), OpenState::closed}}),
                                             said({{at("2026-11-25", 0), OpenState::closed},
                                                   {at("2026-11-26", 20), OpenState::open},
                                                   {at("2026-11-27", 2), OpenState::unknown},
                                                   {at("2026-11-27", 4), OpenState::closed}})});
}

store::CityData city_of_hours() {
  store::CityData data;
  for (char const* const text : {"ask", "day", "night", "nobody knows", ""}) {
    store::Place p =
        place(*text == '\0' ? "silent" : std::string(text).substr(0, text[0] == 'n' && text[1] == 'o' ? 6 : 9), 10, 50);
    p.opening_hours = text;
    data.places.push_back(std::move(p));
  }
  store::Place shut = place("shut", 10, 50);
  shut.opening_hours = "day";
  shut.head.status = store::RecordStatus::temporarily_closed;
  data.places.push_back(std::move(shut));
  store::Offer course;
  course.head.id = "offer:evening";
  course.head.source = "city";
  course.place = "silent";
  data.offers.push_back(course);
  store::Session evening;
  evening.head.id = "session:1";
  evening.offer = "offer:evening";
  evening.state = "scheduled";
  evening.starts = "2026-11-26T20:00:00+01:00";
  evening.ends = "2026-11-26T22:00:00+01:00";
  data.sessions.push_back(evening);
  store::Setting zone;
  zone.head.id = "timezone";
  zone.value = "Europe/Paris";
  data.settings.push_back(zone);
  data.revisions.fill(1);
  return data;
}

class HoursApi : public ServerTest {
 protected:
  api::Response response(std::string const& target, sys_seconds now = paris("2026-11-26", 12)) {
    static std::shared_ptr<api::CityState const> const city = [] {
      auto state = std::make_shared<api::CityState>(*make_state(city_of_hours()));
      state->hours = table();
      return state;
    }();
    api::Request asked = request(target);
    asked.now = now;
    return api_.handle(asked, city);
  }
  base::Json place_of(std::string const& id, sys_seconds now) {
    return base::Json::parse(response("/api/collections/places/items/" + id, now).body)["properties"];
  }
  std::vector<std::string> fitting(std::string const& query, sys_seconds now = paris("2026-11-26", 12)) {
    auto const answer = response("/api/collections/places/items?limit=100&" + query, now);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return ids(base::Json::parse(answer.body));
  }
};

TEST_F(HoursApi, a_place_says_whether_it_is_open_and_until_when) {
  base::Json const open = place_of("day", paris("2026-11-26", 12));
  EXPECT_EQ(open["open"], "open");
  EXPECT_EQ(open["open_until"], "2026-11-26T19:00:00+01:00");
  EXPECT_FALSE(open.contains("opens_at"));
  base::Json const closed = place_of("day", paris("2026-11-26", 19));
  EXPECT_EQ(closed["open"], "closed");
  EXPECT_FALSE(closed.contains("open_until"));
  EXPECT_EQ(closed["opens_at"], "2026-11-27T09:00:00+01:00");
  EXPECT_EQ(place_of("night", paris("2026-11-27", 3))["open"], "unknown");
  for (char const* const id : {"nobody", "silent"}) {
    base::Json const unknown = place_of(id, paris("2026-11-26", 12));
    EXPECT_EQ(unknown["open"], "unknown") << id;
    EXPECT_FALSE(unknown.contains("opening_hours_week")) << id;
  }
  base::Json const asked = place_of("ask", paris("2026-11-26", 12));
  EXPECT_EQ(asked["open"], "unknown");
  EXPECT_EQ(asked["appointment"], "yes");
  EXPECT_EQ(place_of("shut", paris("2026-11-26", 12))["open"], "closed");
}

TEST_F(HoursApi, the_single_item_shows_the_week) {
  base::Json const week = place_of("night", paris("2026-11-26", 12))["opening_hours_week"];
  ASSERT_EQ(week.size(), 7U);
  EXPECT_EQ(week[0], base::Json::parse(R"({"date":"2026-11-26","day":"Th","spans":[
    {"from":"20:00","to":"02:00","state":"open"}]})"));
  EXPECT_EQ(week[1], base::Json::parse(R"({"date":"2026-11-27","day":"Fr","spans":[
    {"from":"02:00","to":"04:00","state":"unknown"}]})"));
  EXPECT_EQ(week[2], base::Json::parse(R"({"date":"2026-11-28","day":"Sa","spans":[]})"));
  EXPECT_FALSE(base::Json::parse(response("/api/nearest?lon=10&lat=50").body)["features"][0]["properties"].contains(
      "opening_hours_week"));
}

TEST_F(HoursApi, an_answer_is_fresh_until_the_earliest_change_among_the_places_shown) {
  auto const freshness = [&](std::string const& target, sys_seconds now) {
    return std::string(response(target, now).header("Cache-Control"));
  };
  // "day" changes at 19:00, "night" at 20:00.
  EXPECT_EQ(freshness("/api/nearest?lon=10&lat=50", paris("2026-11-26", 18, 59)), "public, max-age=60");
  EXPECT_EQ(freshness("/api/nearest?lon=10&lat=50", paris("2026-11-26", 18, 59) + std::chrono::seconds(30)),
            "public, max-age=30");
  EXPECT_EQ(freshness("/api/collections/places/items/night", paris("2026-11-26", 19)), "public, max-age=3600");
  // The week begins anew at midnight.
  EXPECT_EQ(freshness("/api/collections/places/items/night", paris("2026-11-26", 23)), "public, max-age=3600");
  // Of these nothing is known.
  EXPECT_EQ(freshness("/api/collections/places/items/silent", paris("2026-11-26", 19)), "no-cache");
  // A minute later "now" is another time.
  EXPECT_EQ(freshness("/api/nearest?lon=10&lat=50&open_at=now", paris("2026-11-26", 12)), "no-cache");
  EXPECT_EQ(freshness("/api/nearest?lon=10&lat=50&open_at=2026-11-26T12:00", paris("2026-11-26", 12)),
            "public, max-age=25200");
}

TEST_F(HoursApi, open_at_takes_now_city_time_and_offsets) {
  EXPECT_THAT(fitting("open_at=now"), ElementsAre("day"));
  EXPECT_THAT(fitting("open_at=now", paris("2026-11-26", 21)), ElementsAre("night", "silent"));  // its course goes on
  EXPECT_THAT(fitting("open_at=2026-11-27T09:00"), ElementsAre("day"));
  EXPECT_THAT(fitting("open_at=2026-11-27T08:59"), ElementsAre());
  EXPECT_THAT(fitting("open_at=2026-11-27T08:00Z"), ElementsAre("day"));
  EXPECT_THAT(fitting("open_at=2026-11-27T10:00%2B02:00"), ElementsAre("day"));
  EXPECT_THAT(fitting("open_at=2026-11-27T10:00+02:00"), ElementsAre("day"));
  EXPECT_THAT(fitting("open_at=2026-11-27T10:00:59"), ElementsAre("day"));
}

TEST_F(HoursApi, open_closed_and_unknown_add_up) {
  auto const answer =
      base::Json::parse(response("/api/collections/places/items?limit=100&open_at=2026-11-26T12:00&maybe=yes").body);
  EXPECT_EQ(answer["numberFits"], 1);     // day
  EXPECT_EQ(answer["numberMaybe"], 3);    // ask, nobody, silent; its course is in the evening
  EXPECT_EQ(answer["numberMatched"], 4);  // not night, nor shut
  for (auto const& feature : answer["features"]) {
    if (feature["properties"]["fits"] == "maybe") {
      EXPECT_EQ(feature["properties"]["unknown"], base::Json::array({"open_at"}));
    }
  }
}

TEST_F(HoursApi, when_asks_for_sessions_and_hours_make_it_possible_at_most) {
  EXPECT_THAT(fitting("when=2026-11-26T19:00/2026-11-26T20:30"), ElementsAre("silent"));
  EXPECT_THAT(fitting("when=2026-11-26T22:00/2026-11-26T23:30"), ElementsAre());
  EXPECT_THAT(fitting("when=2026-11-26"), ElementsAre("silent"));
  // "day" and "night" are open some time that evening; of the silent place itself nothing is known.
  EXPECT_THAT(fitting("when=2026-11-26T18:00/2026-11-26T20:30&maybe=yes"),
              ::testing::UnorderedElementsAre("ask", "day", "night", "nobody", "silent"));
  EXPECT_THAT(fitting("when=2026-11-28T03:00/2026-11-28T04:00&maybe=yes"),
              ::testing::UnorderedElementsAre("ask", "nobody", "silent"));
}

TEST_F(HoursApi, a_time_that_cannot_be_is_refused_with_the_rule) {
  for (char const* const query :
       {"open_at=tomorrow", "open_at=", "open_at=2026-11-26", "open_at=2026-02-30T10:00", "open_at=2026-11-26T24:00",
        "open_at=2026-11-26T10:00%2B1", "open_at=1999-12-31T10:00", "open_at=2100-01-01T00:00", "when=2026-11-26T10:00",
        "when=2026-11-26T10:00/2026-11-26T10:00", "when=2026-11-26T10:00/2026-11-26T09:00",
        "when=2026-01-01/2027-06-01", "when=/2026-11-26", "when=2026-11-26T10:00/..", "open_at=now&open_at=now",
        "when=now/2026-11-26T11:00"}) {
    auto const answer = response(std::string("/api/nearest?lon=10&lat=50&") + query);
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_THAT(answer.body, AnyOf(HasSubstr("must be"), HasSubstr("given twice"))) << query;
  }
  auto const both = response("/api/nearest?lon=10&lat=50&open_at=x&when=y");
  EXPECT_EQ(base::Json::parse(both.body)["errors"].size(), 2U);
}

TEST_F(HoursApi, tiles_of_a_time_are_never_immutable) {
  std::string const version = std::string("&v=1");
  for (char const* const query : {"open_at=now", "open_at=2026-11-26T12:00", "when=2026-11-26"}) {
    auto const tile = response(std::string("/tiles/places/0/0/0.mvt?") + query + version);
    EXPECT_EQ(tile.header("Cache-Control"), "no-cache") << query;
    EXPECT_FALSE(tile.keep) << query;
  }
}

TEST(CityTime, a_skipped_time_is_the_next_that_exists_and_a_doubled_one_the_first) {
  auto const minute = [](char const* zone, char const* text) {
    return store::city_minute(zone, api::parse_city_time(text)->wall);
  };
  auto const utc = [](char const* text) { return *api::parse_city_time(text)->utc; };
  EXPECT_EQ(minute("Europe/Paris", "2026-03-29T02:30"), utc("2026-03-29T01:00Z"));
  EXPECT_EQ(minute("Europe/Paris", "2026-03-29T01:59"), utc("2026-03-29T00:59Z"));
  EXPECT_EQ(minute("Europe/Paris", "2026-03-29T03:00"), utc("2026-03-29T01:00Z"));
  EXPECT_EQ(minute("Europe/Paris", "2026-10-25T02:30"), utc("2026-10-25T00:30Z"));
  EXPECT_EQ(minute("Australia/Lord_Howe", "2026-10-04T02:10"), utc("2026-10-03T15:30Z"));  // half an hour is skipped
  EXPECT_EQ(minute("Pacific/Apia", "2011-12-30T12:00"), utc("2011-12-30T10:00Z"));         // a whole day is
}

}  // namespace
}  // namespace cartable::server::test
