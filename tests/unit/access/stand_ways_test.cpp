#include "access/stand_ways.hpp"

#include "access/city_streets.hpp"
#include "access/stand_search.hpp"
#include "access/travel.hpp"
#include "tests/support/property.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

// The promise: what is kept of a stand answers exactly what the streets answer, byte for byte after a way through
// storage, and bytes that somebody has changed never do harm.
namespace cartable::access {
namespace {

using test::PropertyRandom;

constexpr std::array kTravel{StandTravel::walk, StandTravel::wheelchair, StandTravel::wheelchair_confirmed,
                             StandTravel::bicycle};

/// A small town: a grid with gaps and bends, one-way streets, steps, sand, names in two languages, loops.
std::vector<store::Street> town(PropertyRandom& random, int side) {
  std::vector<store::Street> out;
  auto const grid = [](double degrees) { return std::round(degrees * 1e7) / 1e7; };
  auto const point = [&](double x, double y) {
    return geo::LonLat{grid(7.42 + 0.001 * x + 0.0002 * std::sin(x * 3 + y)),
                       grid(43.73 + 0.0008 * y + 0.0001 * std::cos(y * 5 + x))};
  };
  std::int64_t next = 1'000'000;
  auto const add = [&](int ax, int ay, int bx, int by) {
    if (random.chance(0.2)) {
      return;
    }
    store::Street street;
    street.head.id = "t:w" + std::to_string(out.size());
    street.tags["highway"] = random.chance(0.1) ? "steps" : random.chance(0.3) ? "footway" : "residential";
    if (random.chance(0.25)) {
      street.tags["oneway"] = "yes";
    }
    if (random.chance(0.15)) {
      street.tags["access"] = "private";  // the ends of some ways, when a place is near enough to a public street
    }
    if (random.chance(0.5)) {
      street.tags["surface"] = random.chance(0.7) ? "asphalt" : "sand";
    }
    if (random.chance(0.3)) {
      street.tags["sidewalk"] = "both";
    }
    if (random.chance(0.7)) {
      street.name = (ax == bx ? "Street " : "Avenue ") + std::to_string(ax == bx ? ax : ay);
      street.names = {{"fr", "Rue " + std::to_string(ax == bx ? ax : ay)}};
    }
    street.nodes = {ay * side + ax, by * side + bx};
    street.line = {point(ax, ay), point(bx, by)};
    if (random.chance(0.4)) {  // a bend
      street.nodes.insert(street.nodes.begin() + 1, next++);
      street.line.insert(street.line.begin() + 1, point((ax + bx) / 2.0 + 0.1, (ay + by) / 2.0 - 0.1));
    }
    out.push_back(street);
    if (random.chance(0.03)) {  // a loop back to where it begins
      street.head.id += "loop";
      street.nodes = {ay * side + ax, next, next + 1, ay * side + ax};
      next += 2;
      street.line = {point(ax, ay), point(ax + 0.3, ay + 0.1), point(ax + 0.1, ay + 0.3), point(ax, ay)};
      out.push_back(street);
    }
  };
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      if (x + 1 < side) {
        add(x, y, x + 1, y);
      }
      if (y + 1 < side) {
        add(x, y, x, y + 1);
      }
    }
  }
  return out;
}

struct Town {
  std::shared_ptr<Streets const> streets;
  std::vector<std::string> ids;
  std::vector<geo::LonLat> places;
};

Town make_town(PropertyRandom& random) {
  Town out;
  int const side = static_cast<int>(random.integer(4, 12));
  auto const streets = town(random, side);
  out.streets = std::make_shared<Streets const>(StreetNetwork::build(streets, {}));
  auto const grid = [](double degrees) { return std::round(degrees * 1e7) / 1e7; };
  for (int i = 0; i < 40; ++i) {
    geo::LonLat p{grid(random.real(7.418, 7.42 + 0.001 * side)), grid(random.real(43.729, 43.73 + 0.0008 * side))};
    if (random.chance(0.2) && !streets.empty()) {  // at a junction, to the digit
      p = streets[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(streets.size()) - 1))].line[0];
    }
    out.places.push_back(p);
    out.ids.push_back("t:" + std::to_string(i));
  }
  return out;
}

/// As answers print it.
std::int64_t tenths(double seconds) { return std::llround(seconds * 10); }
std::int64_t hundredths(double metres) { return std::llround(metres * 100); }

void expect_same_route(RouteLine const& kept, StandWays const& ways, RouteLine const& live,
                       StreetNetwork const& streets) {
  ASSERT_EQ(kept.line.size(), live.line.size());
  for (std::size_t i = 0; i < kept.line.size(); ++i) {
    EXPECT_EQ(kept.line[i], live.line[i]) << i;
  }
  EXPECT_EQ(hundredths(kept.distance_m), hundredths(live.distance_m));
  EXPECT_EQ(tenths(kept.duration_s), tenths(live.duration_s));
  EXPECT_DOUBLE_EQ(kept.unknown_m, live.unknown_m);
  EXPECT_EQ(kept.unknown, live.unknown);
  EXPECT_EQ(hundredths(kept.private_m), hundredths(live.private_m));
  EXPECT_EQ(kept.private_ground, live.private_ground);
  EXPECT_EQ(kept.start.walk_m, live.start.walk_m);
  EXPECT_EQ(hundredths(kept.end.walk_m), hundredths(live.end.walk_m));
  EXPECT_EQ(kept.start.island, live.start.island);
  EXPECT_EQ(kept.end.island, live.end.island);
  ASSERT_EQ(kept.steps.size(), live.steps.size());
  for (std::size_t i = 0; i < kept.steps.size(); ++i) {
    Step const& a = kept.steps[i];
    Step const& b = live.steps[i];
    EXPECT_EQ(a.turn, b.turn);
    ASSERT_LT(a.label, ways.labels.size());
    // An arrival at the stand itself is on no street.
    EXPECT_TRUE(ways.labels[a.label] == streets.label(b.label) || live.steps.size() == 1);
    EXPECT_EQ(a.goes_on, b.goes_on);
    EXPECT_EQ(a.is_private, b.is_private);
    EXPECT_EQ(a.bearing, b.bearing);
    EXPECT_EQ(hundredths(a.distance_m), hundredths(b.distance_m));
    EXPECT_EQ(tenths(a.duration_s), tenths(b.duration_s));
    EXPECT_EQ(a.from, b.from);
    EXPECT_EQ(a.to, b.to);
  }
}

/// What is kept of one stand against searches that ask one place after the other.
void compare(Town const& town, geo::LonLat from, StandTravel travel, double max_minutes) {
  StandSearch search(town.streets, town.ids, town.places);
  auto made = search.ways(from, travel, max_minutes);
  ASSERT_TRUE(made);
  made->stand = "kiosk";
  auto const stored = StandWays::decode(made->encode());
  ASSERT_TRUE(stored) << stored.error().message;
  StandWays const& ways = *stored;
  EXPECT_EQ(ways.stand, "kiosk");
  EXPECT_EQ(ways.encode(), made->encode());

  Profile const profile = profile_of(travel);
  auto const graph = town.streets->graph(profile, Weight::time);
  Profile strict = profile;
  strict.limits.avoid_unknown = true;
  auto const fit = town.streets->graph(strict, Weight::time);
  auto const start = snap(*graph, town.streets->index(), from);
  if (!start) {
    EXPECT_EQ(ways.refused, start.error().message);
    EXPECT_TRUE(ways.places.empty());
    return;
  }
  EXPECT_TRUE(ways.refused.empty());
  Workspace workspace;
  auto const links = PlaceLinks::build(graph, town.streets->index(), town.places);
  TravelOptions options;
  options.max_s = max_minutes * 60;
  auto const found = travel_within(workspace, *links, *start, options);
  ASSERT_TRUE(found);
  std::vector<std::uint32_t> numbers;
  for (Found const& one : *found) {
    numbers.push_back(one.target);
  }
  std::vector<TravelHit> nearest;
  for (auto const& hit : found_ways(workspace, *links, *start, numbers)) {
    ASSERT_TRUE(hit);
    nearest.push_back(*hit);
  }
  ASSERT_EQ(ways.places.size(), nearest.size());
  for (TravelHit const& hit : nearest) {
    StandWays::Place const* const place = ways.find(town.ids[hit.place]);
    ASSERT_NE(place, nullptr);
    EXPECT_EQ(place->reach.duration_ds, tenths(hit.duration_s));
    EXPECT_EQ(place->reach.distance_cm, hundredths(hit.distance_m));
    auto const live = find_route(workspace, *graph, town.streets->index(), from, town.places[hit.place]);
    ASSERT_TRUE(live);
    expect_same_route(ways.way_to(*place), ways, *live, *town.streets->network());
    if (profile.mode == Mode::wheelchair) {
      auto const confirmed = lengths_between(workspace, *fit, live->start, live->end);
      ASSERT_EQ(confirmed.has_value(), place->confirmed.has_value());
      if (confirmed) {
        EXPECT_EQ(place->confirmed->duration_ds, tenths(confirmed->duration_s));
        EXPECT_EQ(place->confirmed->distance_cm, hundredths(confirmed->distance_m));
      }
    } else {
      EXPECT_FALSE(place->confirmed);
      EXPECT_FALSE(place->other);
    }
  }
  EXPECT_TRUE(std::is_sorted(ways.places.begin(), ways.places.end(), [](auto const& a, auto const& b) {
    return std::pair(a.reach.duration_ds, a.id) < std::pair(b.reach.duration_ds, b.id);
  }));
  EXPECT_EQ(ways.find("t:none"), nullptr);
}

TEST(StandWays, what_is_kept_is_what_the_streets_say) {
  PropertyRandom random;
  for (int i = 0; i < 30; ++i) {
    Town const town = make_town(random);
    geo::LonLat const from =
        random.chance(0.3) ? town.places.front() : geo::LonLat{random.real(7.419, 7.431), random.real(43.7295, 43.739)};
    for (StandTravel const travel : kTravel) {
      SCOPED_TRACE(std::string(to_string(travel)));
      compare(town, from, travel, random.chance(0.5) ? 1440 : random.real(1, 12));
      if (HasFatalFailure()) {
        return;
      }
    }
  }
}

TEST(StandWays, a_stand_far_from_all_streets_says_how_far) {
  PropertyRandom random;
  Town const town = make_town(random);
  StandSearch search(town.streets, town.ids, town.places);
  auto const ways = search.ways({7.5, 43.8}, StandTravel::walk, 60);
  ASSERT_TRUE(ways);
  EXPECT_TRUE(ways->places.empty());
  EXPECT_NE(ways->refused.find("no street for people on foot within 300 m; the nearest is"), std::string::npos)
      << ways->refused;
}

TEST(StandWays, a_stopped_search_says_so) {
  PropertyRandom random;
  Town const town = make_town(random);
  StandSearch search(town.streets, town.ids, town.places);
  std::stop_source stop;
  stop.request_stop();
  auto const ways = search.ways(town.places.front(), StandTravel::walk, 60, stop.get_token());
  if (ways) {
    EXPECT_FALSE(ways->refused.empty());  // no street was near: nothing to stop
  } else {
    EXPECT_EQ(ways.error().code, base::ErrorCode::cancelled);
  }
}

TEST(StandWays, damaged_bytes_are_refused_or_read_without_harm) {
  PropertyRandom random;
  Town const town = make_town(random);
  StandSearch search(town.streets, town.ids, town.places);
  auto ways = search.ways(town.places[1], StandTravel::wheelchair, 600);
  ASSERT_TRUE(ways);
  std::string const bytes = ways->encode();
  std::size_t refused = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(StandWays::decode(std::string_view(bytes).substr(0, size))) << size;
  }
  EXPECT_FALSE(StandWays::decode(bytes + '\0'));
  constexpr int kTries = 4000;
  for (int i = 0; i < kTries; ++i) {
    std::string changed = bytes;
    for (std::int64_t n = random.integer(1, 3); n > 0; --n) {
      changed[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(changed.size()) - 1))] =
          static_cast<char>(random.integer(0, 255));
    }
    auto const read = StandWays::decode(changed);
    if (!read) {
      EXPECT_EQ(read.error().code, base::ErrorCode::corrupt);
      ++refused;
      continue;
    }
    for (StandWays::Place const& place : read->places) {
      RouteLine const line = read->way_to(place);
      EXPECT_GE(line.line.size(), 2U);
      EXPECT_FALSE(line.steps.empty());
    }
  }
  EXPECT_GT(refused, 0U);
}

}  // namespace
}  // namespace cartable::access
