#include "geo/spatial_index.hpp"

#include "geo/metric.hpp"
#include "geo/repair.hpp"
#include "tests/support/property.hpp"
#include "tests/unit/geo/geo_samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>
#include <thread>

namespace cartable::geo {
namespace {

using test::PropertyRandom;

/// PROJ's geod_inverse over every row, sorted.
std::vector<Hit> nearest_by_scan(std::vector<LonLat> const& points, LonLat from, RowSet const* only) {
  std::vector<Hit> hits;
  for (std::uint32_t row = 0; row < points.size(); ++row) {
    if (only == nullptr || only->contains(row)) {
      hits.push_back({.row = row, .distance = geodesic_distance(from, points[row])});
    }
  }
  std::stable_sort(hits.begin(), hits.end(), [](Hit const& a, Hit const& b) { return a.distance < b.distance; });
  return hits;
}

/// The same rows at the same distances; rows may differ only where their distances do not, to a tenth of
/// a millimetre. Equal positions are in row order.
void expect_same(std::vector<Hit> const& hits, std::vector<Hit> const& scan, std::size_t limit,
                 std::vector<LonLat> const& points, LonLat from) {
  ASSERT_EQ(hits.size(), std::min(limit, scan.size()));
  for (std::size_t i = 0; i < hits.size(); ++i) {
    ASSERT_NEAR(hits[i].distance.value(), scan[i].distance.value(), 1e-4);
    ASSERT_NEAR(geodesic_distance(from, points[hits[i].row]).value(), scan[i].distance.value(), 1e-4);
    if (i > 0) {
      ASSERT_LE(hits[i - 1].distance, hits[i].distance);
      if (points[hits[i].row] == points[hits[i - 1].row]) {
        ASSERT_LT(hits[i - 1].row, hits[i].row);
      }
    }
  }
  std::vector<std::uint32_t> rows;
  for (Hit const& hit : hits) {
    rows.push_back(hit.row);
  }
  std::sort(rows.begin(), rows.end());
  ASSERT_EQ(std::adjacent_find(rows.begin(), rows.end()), rows.end()) << "a row twice";
}

struct Scene {
  char const* name;
  LonLat centre;
  double spread;
};
void PrintTo(Scene const& scene, std::ostream* out) { *out << scene.name; }

class NearestAndWithin : public ::testing::TestWithParam<Scene> {
 protected:
  static constexpr std::size_t kPlaces = 250;
  static constexpr int kQueries = 1250;  // × 8 scenes = 10 000

  PropertyRandom random_;
  std::vector<LonLat> points_ = in_morton_order(town(random_, GetParam().centre, kPlaces, GetParam().spread));
  SpatialIndex index_{points_};

  LonLat somewhere() {
    if (random_.chance(0.05)) {  // another continent
      return on_globe(random_.real(-180, 180), random_.real(-90, 90));
    }
    if (random_.chance(0.2)) {  // on a place
      return points_[static_cast<std::size_t>(random_.integer(0, kPlaces - 1))];
    }
    double const reach = GetParam().spread * 3;
    return on_globe(GetParam().centre.lon + random_.real(-reach, reach),
                    GetParam().centre.lat + random_.real(-reach, reach));
  }
  std::optional<SampleSet> some_filter() {
    static constexpr double kShares[] = {1, 0.1, 0.01, 0};
    if (random_.chance(0.25)) {
      return std::nullopt;
    }
    double const share = kShares[random_.integer(0, 3)];
    std::vector<bool> rows(kPlaces);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = random_.chance(share);
    }
    return SampleSet(std::move(rows));
  }
};

TEST_P(NearestAndWithin, nearest_agrees_with_a_scan_by_geod_inverse) {
  for (int q = 0; q < kQueries; ++q) {
    LonLat const from = somewhere();
    auto const filter = some_filter();
    RowSet const* const only = filter ? &*filter : nullptr;
    auto const limit = static_cast<std::size_t>(random_.integer(1, random_.chance(0.1) ? 300 : 20));
    auto const scan = nearest_by_scan(points_, from, only);
    expect_same(index_.nearest({.from = from, .limit = limit, .only = only}), scan, limit, points_, from);
    if (HasFatalFailure()) {
      FAIL() << "query " << q << " from " << from.lon << ' ' << from.lat;
    }
  }
}

TEST_P(NearestAndWithin, radius_takes_exactly_the_rows_of_a_scan_its_border_included) {
  for (int q = 0; q < kQueries; ++q) {
    LonLat const centre = somewhere();
    auto const filter = some_filter();
    RowSet const* const only = filter ? &*filter : nullptr;
    // Half of the radii end exactly on a place.
    double const radius =
        random_.chance(0.5)
            ? geodesic_distance(centre, points_[static_cast<std::size_t>(random_.integer(0, kPlaces - 1))]).value()
            : std::pow(10, random_.real(0, 6.5));
    auto scan = nearest_by_scan(points_, centre, only);
    std::erase_if(scan, [&](Hit const& hit) { return hit.distance.value() > radius; });
    auto const hits = index_.within(centre, base::Metres(radius), only);
    expect_same(hits, scan, scan.size(), points_, centre);
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> expected;
    for (std::size_t i = 0; i < hits.size(); ++i) {
      rows.push_back(hits[i].row);
      expected.push_back(scan[i].row);
    }
    std::sort(rows.begin(), rows.end());
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(rows, expected) << "radius " << radius << " around " << centre.lon << ' ' << centre.lat;
    // nearest with a maximum distance is the same question.
    auto const capped =
        index_.nearest({.from = centre, .limit = kPlaces, .max_distance = base::Metres(radius), .only = only});
    ASSERT_EQ(capped.size(), hits.size());
  }
}

TEST_P(NearestAndWithin, box_takes_exactly_the_rows_of_a_scan) {
  for (int q = 0; q < kQueries; ++q) {
    LonLat const a = somewhere();
    LonLat const b = somewhere();
    // West and east as drawn: a third of the boxes run over ±180°.
    BBox const box{.west = a.lon, .south = std::min(a.lat, b.lat), .east = b.lon, .north = std::max(a.lat, b.lat)};
    auto const filter = some_filter();
    RowSet const* const only = filter ? &*filter : nullptr;
    std::vector<std::uint32_t> scan;
    for (std::uint32_t row = 0; row < kPlaces; ++row) {
      if (box.contains(points_[row]) && (only == nullptr || only->contains(row))) {
        scan.push_back(row);
      }
    }
    ASSERT_EQ(index_.within(box, only), scan) << box.west << ' ' << box.south << ' ' << box.east << ' ' << box.north;
  }
}

TEST_P(NearestAndWithin, polygon_takes_exactly_the_rows_that_a_scan_finds_covered) {
  for (int q = 0; q < 60; ++q) {
    // A star around a place, whose corners are places: many of them lie exactly on the border.
    LonLat const middle = points_[static_cast<std::size_t>(random_.integer(0, kPlaces - 1))];
    std::vector<LonLat> corners;
    for (int i = 0; i < 8; ++i) {
      LonLat const p = points_[static_cast<std::size_t>(random_.integer(0, kPlaces - 1))];
      if (p != middle) {
        corners.push_back(p);
      }
    }
    std::sort(corners.begin(), corners.end(), [&](LonLat x, LonLat y) {
      return std::atan2(x.lat - middle.lat, x.lon - middle.lon) < std::atan2(y.lat - middle.lat, y.lon - middle.lon);
    });
    corners.erase(std::unique(corners.begin(), corners.end()), corners.end());
    if (corners.size() < 3) {
      continue;
    }
    corners.push_back(corners.front());
    auto const area = repair(MultiPolygon{{Polygon{{corners}}}});
    if (!area) {
      continue;
    }
    auto const filter = some_filter();
    RowSet const* const only = filter ? &*filter : nullptr;
    std::vector<std::uint32_t> scan;
    for (std::uint32_t row = 0; row < kPlaces; ++row) {
      if ((only == nullptr || only->contains(row)) && covers(area->area, points_[row])) {
        scan.push_back(row);
      }
    }
    ASSERT_EQ(index_.within(area->area, only), scan) << "query " << q;
  }
}

INSTANTIATE_TEST_SUITE_P(Scenes, NearestAndWithin,
                         ::testing::Values(Scene{"Paris", {.lon = 2.35, .lat = 48.85}, 0.05},
                                           Scene{"Quito", {.lon = -78.5, .lat = -0.2}, 0.05},
                                           Scene{"NorthPole", {.lon = 0, .lat = 90}, 0.5},
                                           Scene{"SouthPole", {.lon = 77, .lat = -90}, 0.01},
                                           Scene{"Taveuni", {.lon = 180, .lat = -16.8}, 0.1},
                                           Scene{"Tromso", {.lon = 18.95, .lat = 69.65}, 0.1},
                                           Scene{"NullIsland", {.lon = 0, .lat = 0}, 0.001},
                                           Scene{"World", {.lon = 10, .lat = 20}, 60}),
                         [](auto const& scene) { return std::string(scene.param.name); });

TEST(SpatialIndex, equal_distances_are_ordered_by_rank_and_cut_by_it) {
  std::vector<LonLat> const points(50, LonLat{.lon = 7.42, .lat = 43.73});
  SpatialIndex const index{points};
  std::vector<std::uint32_t> rank(points.size());
  for (std::uint32_t row = 0; row < rank.size(); ++row) {
    rank[row] = static_cast<std::uint32_t>((row * 37 + 11) % rank.size());
  }
  for (std::size_t const limit : {1UL, 7UL, 50UL, 60UL}) {
    auto const hits = index.nearest({.from = {.lon = 7.41, .lat = 43.73}, .limit = limit, .tie_rank = rank});
    ASSERT_EQ(hits.size(), std::min<std::size_t>(limit, 50));
    for (std::size_t i = 0; i < hits.size(); ++i) {
      EXPECT_EQ(rank[hits[i].row], i);
    }
  }
  auto const around = index.within({.lon = 7.41, .lat = 43.73}, base::Metres(5000), nullptr, rank);
  ASSERT_EQ(around.size(), 50U);
  EXPECT_EQ(rank[around.front().row], 0U);
}

TEST(SpatialIndex, mirror_images_are_ties) {
  auto const points = in_morton_order({{.lon = 1.001, .lat = 50}, {.lon = 0.999, .lat = 50}});
  SpatialIndex const index{points};
  auto const hits =
      index.nearest({.from = {.lon = 1, .lat = 50}, .limit = 2, .tie_rank = std::vector<std::uint32_t>{1, 0}});
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_NEAR(hits[0].distance.value(), hits[1].distance.value(), 1e-6);
}

TEST(SpatialIndex, empty_and_tiny_indexes_answer) {
  SpatialIndex const none{std::vector<LonLat>{}};
  EXPECT_EQ(none.size(), 0U);
  EXPECT_TRUE(none.nearest({.from = {.lon = 0, .lat = 0}}).empty());
  EXPECT_TRUE(none.within(BBox{.west = -180, .south = -90, .east = 180, .north = 90}).empty());
  EXPECT_TRUE(none.within(LonLat{}, base::Metres(1e7)).empty());
  for (std::size_t const count : {1UL, 9UL, 10UL, 11UL, 100UL, 101UL}) {
    PropertyRandom random;
    auto const points = in_morton_order(town(random, {.lon = 13.7, .lat = 51}, count, 0.1));
    SpatialIndex const index{points};
    EXPECT_EQ(index.nearest({.from = {.lon = 13.7, .lat = 51}, .limit = 1000}).size(), count);
    EXPECT_EQ(index.within(BBox{.west = -180, .south = -90, .east = 180, .north = 90}).size(), count);
  }
  SpatialIndex const one{{{.lon = 5, .lat = 5}}};
  EXPECT_TRUE(one.nearest({.from = {.lon = 5, .lat = 5}, .limit = 0}).empty());
}

TEST(SpatialIndex, a_box_that_ends_at_the_antimeridian_takes_both_its_names) {
  auto const points = in_morton_order(
      {{.lon = -180, .lat = 1}, {.lon = 180, .lat = 2}, {.lon = 179.5, .lat = 3}, {.lon = -179.5, .lat = 4}});
  SpatialIndex const index{points};
  EXPECT_EQ(index.within(BBox{.west = 179, .south = 0, .east = 180, .north = 9}).size(), 3U);
  EXPECT_EQ(index.within(BBox{.west = -180, .south = 0, .east = -179, .north = 9}).size(), 3U);
  EXPECT_EQ(index.within(BBox{.west = 179, .south = 0, .east = -179, .north = 9}).size(), 4U);
  EXPECT_EQ(index.within(BBox{.west = -10, .south = 0, .east = 10, .north = 9}).size(), 0U);
}

TEST(SpatialIndex, a_polygon_of_ten_thousand_corners_is_exact) {
  PropertyRandom random;
  auto const points = in_morton_order(town(random, {.lon = 24.9, .lat = 60.2}, 20'000, 0.05));
  SpatialIndex const index{points};
  Ring coast;
  constexpr int kCorners = 10'000;
  for (int i = 0; i < kCorners; ++i) {
    double const angle = 2 * std::numbers::pi * i / kCorners;
    double const radius = 0.05 * (1 + 0.2 * std::sin(angle * 40) + 0.02 * random.real(-1, 1));
    coast.push_back({.lon = 24.9 + radius * std::cos(angle), .lat = 60.2 + radius * std::sin(angle)});
  }
  coast.push_back(coast.front());
  MultiPolygon const area{{Polygon{{coast}}}};
  auto const rows = index.within(area);
  // Oracle: a ray to the east crosses the border an odd number of times; no place is on it by chance.
  std::vector<std::uint32_t> expected;
  for (std::uint32_t row = 0; row < points.size(); ++row) {
    bool inside = false;
    for (std::size_t i = 0; i + 1 < coast.size(); ++i) {
      LonLat const a = coast[i];
      LonLat const b = coast[i + 1];
      if ((a.lat > points[row].lat) != (b.lat > points[row].lat) &&
          points[row].lon < (b.lon - a.lon) * (points[row].lat - a.lat) / (b.lat - a.lat) + a.lon) {
        inside = !inside;
      }
    }
    if (inside) {
      expected.push_back(row);
    }
  }
  EXPECT_EQ(rows, expected);
}

TEST(SpatialIndex, threads_share_one_index) {
  PropertyRandom random;
  auto const points = in_morton_order(town(random, {.lon = 0, .lat = 0}, 5000, 0.1));
  SpatialIndex const index{points};
  auto const alone = index.nearest({.from = {.lon = 0.01, .lat = 0.02}, .limit = 50});
  std::vector<std::jthread> threads;
  std::vector<int> wrong(4);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        auto const hits = index.nearest({.from = {.lon = 0.01, .lat = 0.02}, .limit = 50});
        wrong[t] += !std::equal(hits.begin(), hits.end(), alone.begin(), alone.end(),
                                [](Hit const& a, Hit const& b) { return a.row == b.row; });
      }
    });
  }
  threads.clear();
  EXPECT_EQ(std::accumulate(wrong.begin(), wrong.end(), 0), 0);
}

}  // namespace
}  // namespace cartable::geo
