#include "geo/metric.hpp"

#include "tests/support/property.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace cartable::geo {
namespace {

using test::PropertyRandom;

/// Anywhere on the globe, with the poles, the equator and ±180° far more often than chance would have them.
LonLat random_position(PropertyRandom& random) {
  static constexpr double kLats[] = {-90, -89.9999, -60, -1e-7, 0, 1e-7, 45, 89.9999, 90};
  static constexpr double kLons[] = {-180, -179.99999, -90, 0, 1e-7, 90, 179.99999, 180};
  return {.lon = random.chance(0.2) ? kLons[random.integer(0, 7)] : random.real(-180, 180),
          .lat = random.chance(0.2) ? kLats[random.integer(0, 8)] : random.real(-90, 90)};
}

LonLat normalised(LonLat p) {
  p.lat = std::clamp(p.lat, -90.0, 90.0);
  if (p.lon > 180) {
    p.lon -= 360;
  } else if (p.lon < -180) {
    p.lon += 360;
  }
  return p;
}

LonLat near(PropertyRandom& random, LonLat p, double degrees) {
  double const shrink = std::max(0.001, std::cos(p.lat * 0.017453292519943295));
  return normalised({.lon = p.lon + std::clamp(random.real(-degrees, degrees) / shrink, -180.0, 180.0),
                     .lat = p.lat + random.real(-degrees, degrees)});
}

// Flinders Peak to Buninyong is the test line of the Geocentric Datum of Australia technical manual: 54 972.271 m on
// GRS 80, from which WGS 84 differs by less than a micrometre here.
TEST(Metric, flinders_peak_to_buninyong_is_as_published) {
  LonLat const flinders{.lon = 144 + 25 / 60.0 + 29.52440 / 3600, .lat = -(37 + 57 / 60.0 + 3.72030 / 3600)};
  LonLat const buninyong{.lon = 143 + 55 / 60.0 + 35.38390 / 3600, .lat = -(37 + 39 / 60.0 + 10.15610 / 3600)};
  EXPECT_NEAR(geodesic_distance(flinders, buninyong).value(), 54972.271, 0.001);
  EXPECT_NEAR(distance(flinders, buninyong).value(), 54972.271, 0.001);
}

TEST(Metric, near_distances_are_within_a_twentieth_of_a_millimetre_of_the_geodesic) {
  PropertyRandom random;
  double worst = 0;
  for (int i = 0; i < 100'000; ++i) {
    LonLat const a = random_position(random);
    LonLat const b = near(random, a, std::pow(10, random.real(-6, -0.3)));
    double const fault = std::abs(distance(a, b).value() - geodesic_distance(a, b).value());
    ASSERT_LT(fault, 5e-5) << a.lon << ' ' << a.lat << " to " << b.lon << ' ' << b.lat;
    worst = std::max(worst, fault);
  }
  RecordProperty("worst_fault_um", std::to_string(worst * 1e6));
}

TEST(Metric, the_two_names_of_the_antimeridian_are_one_place) {
  EXPECT_EQ(distance({.lon = 180, .lat = 12}, {.lon = -180, .lat = 12}).value(), 0);
  EXPECT_NEAR(distance({.lon = 179.999, .lat = 0}, {.lon = -179.999, .lat = 0}).value(), 222.639, 0.001);
}

TEST(Metric, every_longitude_is_the_same_place_at_a_pole) {
  EXPECT_NEAR(distance({.lon = -120, .lat = 90}, {.lon = 33, .lat = 90}).value(), 0, 1e-6);
  EXPECT_NEAR(distance({.lon = 0, .lat = 89.9999}, {.lon = 180, .lat = 89.9999}).value(), 22.339, 0.001);
}

TEST(Metric, no_point_of_a_box_is_nearer_than_its_lower_bound) {
  PropertyRandom random;
  for (int i = 0; i < 30'000; ++i) {
    LonLat const from = random_position(random);
    // Boxes of all sizes, next to the origin and on the other side of the globe.
    LonLat const corner =
        random.chance(0.7) ? near(random, from, std::pow(10, random.real(-5, 1.5))) : random_position(random);
    double const size = std::pow(10, random.real(-6, 2));
    BBox const box{.west = corner.lon,
                   .south = corner.lat,
                   .east = std::min(180.0, corner.lon + random.real(0, size)),
                   .north = std::min(90.0, corner.lat + random.real(0, size / 2))};
    double const bound = distance_lower_bound(from, box).value();
    for (int j = 0; j < 12; ++j) {
      // The nearest point is most often on a border, or level with the origin.
      LonLat inside{.lon = random.real(0, 1) * (box.east - box.west) + box.west,
                    .lat = random.real(0, 1) * (box.north - box.south) + box.south};
      if (j % 3 == 0) {
        inside.lat = std::clamp(from.lat, box.south, box.north);
      } else if (j % 3 == 1) {
        inside.lon = std::abs(from.lon - box.west) < std::abs(from.lon - box.east) ? box.west : box.east;
      }
      ASSERT_LE(bound, geodesic_distance(from, inside).value())
          << "from " << from.lon << ' ' << from.lat << " to " << inside.lon << ' ' << inside.lat << " in box "
          << box.west << ' ' << box.south << ' ' << box.east << ' ' << box.north;
    }
  }
}

TEST(Metric, a_quick_key_never_says_that_a_point_is_farther_than_it_is) {
  PropertyRandom random;
  int told = 0;
  for (int i = 0; i < 300'000; ++i) {
    // Where its slack is least: about the limits of latitude and longitude up to which it is used, and anywhere.
    LonLat from = random_position(random);
    if (random.chance(0.3)) {
      from.lat = random.chance(0.5) ? random.real(79, 81) : random.real(-81, -79);
    }
    if (random.chance(0.3)) {
      from.lon = random.chance(0.5) ? random.real(169, 171) : random.real(-171, -169);
    }
    LonLat const p =
        random.chance(0.8) ? near(random, from, std::pow(10, random.real(-5, 1.5))) : random_position(random);
    Origin const origin(from);
    double const far = origin.key_of(Origin::kNearBound);
    double const quick = std::min(far, origin.quick_key(p.lon, p.lat, p.lon, p.lat));
    double const distance = geodesic_distance(from, p).value();
    ASSERT_LE(quick, origin.key_of(distance + 1e-6))
        << "from " << from.lon << ' ' << from.lat << " to " << p.lon << ' ' << p.lat << ", " << distance << " m";
    if (distance > 1 && distance < 50'000 && std::abs(from.lat) < 60 && std::abs(from.lon) < 170) {
      ++told;
      ASSERT_GE(quick, origin.key_of(distance * 0.97));
    }
  }
  EXPECT_GT(told, 10'000);
}

TEST(Metric, the_lower_bound_of_a_near_box_is_tight) {
  // A box a kilometre to the north and one to the east of Paris: within 0.1 % of the distance to its border.
  LonLat const paris{.lon = 2.35, .lat = 48.85};
  BBox const north{.west = 2.34, .south = 48.86, .east = 2.36, .north = 48.87};
  BBox const east{.west = 2.365, .south = 48.84, .east = 2.37, .north = 48.86};
  double const to_north = geodesic_distance(paris, {.lon = 2.35, .lat = 48.86}).value();
  double const to_east = geodesic_distance(paris, {.lon = 2.365, .lat = 48.85}).value();
  EXPECT_NEAR(distance_lower_bound(paris, north).value(), to_north, to_north * 1e-3);
  EXPECT_NEAR(distance_lower_bound(paris, east).value(), to_east, to_east * 1e-3);
}

TEST(Metric, a_box_that_holds_the_origin_has_lower_bound_zero) {
  EXPECT_EQ(distance_lower_bound({.lon = 180, .lat = 0}, {.west = 170, .south = -1, .east = -170, .north = 1}).value(),
            0);
  EXPECT_EQ(distance_lower_bound({.lon = 5, .lat = 5}, {.west = 5, .south = 5, .east = 5, .north = 5}).value(), 0);
}

TEST(Metric, the_box_around_a_circle_holds_the_circle) {
  PropertyRandom random;
  for (int i = 0; i < 100'000; ++i) {
    LonLat const centre = random_position(random);
    LonLat const p =
        random.chance(0.8) ? near(random, centre, std::pow(10, random.real(-5, 1))) : random_position(random);
    double const radius = geodesic_distance(centre, p).value();
    BBox const box = bounds_around(centre, base::Metres(radius));
    ASSERT_TRUE(box.contains(p)) << centre.lon << ' ' << centre.lat << " to " << p.lon << ' ' << p.lat << " radius "
                                 << radius;
  }
}

TEST(Metric, a_point_exactly_at_the_radius_is_within) {
  PropertyRandom random;
  for (int i = 0; i < 20'000; ++i) {
    LonLat const a = random_position(random);
    LonLat const b = near(random, a, std::pow(10, random.real(-5, 0)));
    Origin const origin(a);
    double const exact = geodesic_distance(a, b).value();
    double const told = origin.distance_to(b);
    ASSERT_TRUE(origin.within(b, told, exact));
    ASSERT_FALSE(exact > 0 && origin.within(b, told, std::nextafter(exact, 0)));
  }
}

}  // namespace
}  // namespace cartable::geo
