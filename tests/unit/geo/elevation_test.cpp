// Heights of the ground: a plane stays a plane through warping, storing and sampling. GDAL makes the rasters.
#include "geo/elevation_grid.hpp"
#include "geo/elevation_reader.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace cartable::geo {
namespace {

/// Metres of a plane that rises to the east and the north.
double plane(LonLat p) { return 100 + (p.lon - 7) * 5000 + (p.lat - 43) * 8000; }

ElevationGrid plane_grid() {
  ElevationGrid::Frame const frame{
      .west = 7, .north = 43.01, .step_lon = 0.0002, .step_lat = 0.0001, .columns = 50, .rows = 100};
  std::vector<float> metres;
  for (std::uint32_t row = 0; row < frame.rows; ++row) {
    for (std::uint32_t column = 0; column < frame.columns; ++column) {
      metres.push_back(
          static_cast<float>(plane({frame.west + column * frame.step_lon, frame.north - row * frame.step_lat})));
    }
  }
  return {frame, metres};
}

TEST(ElevationGrid, a_plane_is_a_plane_between_the_cells_and_nothing_outside) {
  ElevationGrid const grid = plane_grid();
  BBox const box = grid.box();
  std::mt19937_64 random(20261126);
  std::uniform_real_distribution<double> lon(box.west, box.east);
  std::uniform_real_distribution<double> lat(box.south, box.north);
  for (int i = 0; i < 1000; ++i) {
    LonLat const p{lon(random), lat(random)};
    auto const height = grid.at(p);
    ASSERT_TRUE(height);
    EXPECT_NEAR(*height, plane(p), 0.001);
  }
  EXPECT_TRUE(grid.at({box.east, box.north})) << "the border belongs to it";
  EXPECT_FALSE(grid.at({box.west - 1e-6, box.north}));
  EXPECT_FALSE(grid.at({box.west, box.south - 1e-6}));
  EXPECT_FALSE(grid.at({std::numeric_limits<double>::quiet_NaN(), box.north}));
}

TEST(ElevationGrid, is_kept_to_the_centimetre_with_what_is_not_known) {
  ElevationGrid const plain = plane_grid();
  std::vector<float> metres = plain.metres();
  metres[7] = metres[8] = std::numeric_limits<float>::quiet_NaN();
  metres[0] = -430.25F;
  metres.back() = 8848.86F;
  ElevationGrid const grid(plain.frame(), metres);
  auto const back = ElevationGrid::from_bytes(grid.to_bytes());
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->frame(), grid.frame());
  for (std::size_t i = 0; i < metres.size(); ++i) {
    if (std::isnan(metres[i])) {
      EXPECT_TRUE(std::isnan(back->metres()[i]));
    } else {
      EXPECT_NEAR(back->metres()[i], metres[i], 0.0051);
    }
  }
  EXPECT_FALSE(grid.at({plain.frame().west + 7.5 * plain.frame().step_lon, plain.frame().north}))
      << "a neighbour is not known";
}

TEST(ElevationGrid, damaged_bytes_are_refused) {
  std::string const good = plane_grid().to_bytes();
  std::mt19937_64 random(1);
  for (std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{40}, good.size() - 1}) {
    EXPECT_FALSE(ElevationGrid::from_bytes(good.substr(0, size))) << size;
  }
  for (int i = 0; i < 500; ++i) {  // must not read or write where it should not: for the sanitizers
    std::string bad = good;
    bad[random() % 60] = static_cast<char>(random());
    (void)ElevationGrid::from_bytes(bad);
  }
}

std::string write_plane(test::TemporaryFolder const& folder, std::string const& name, double step, int side) {
  std::ofstream file(folder / name);
  file.precision(12);
  file << "ncols " << side << "\nnrows " << side << "\nxllcorner 7\nyllcorner 43\ncellsize " << step
       << "\nNODATA_value -9999\n";
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      bool const hole = row == 0 && column == 0;
      file << (hole ? -9999 : plane({7 + (column + 0.5) * step, 43 + (side - row - 0.5) * step})) << ' ';
    }
    file << '\n';
  }
  return (folder / name).string();
}

TEST(ElevationReader, takes_what_is_wanted_as_it_is_or_averaged) {
  test::TemporaryFolder const folder;
  BBox const wanted{.west = 7.004, .south = 43.004, .east = 7.012, .north = 43.012};
  for (auto const& [step, side] : {std::pair(0.0005, 40), {0.00004, 400}}) {  // 55 m and 4 m
    auto const read = read_elevation(write_plane(folder, "plane.asc", step, side), {.wanted = wanted});
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_GE(read->cell_metres, kFinestMetres * 0.99);
    EXPECT_NEAR(read->known, 1, 1e-9);
    for (double const share : {0.1, 0.33, 0.5, 0.9}) {
      LonLat const p{wanted.west + share * 0.008, wanted.south + share * 0.008};
      ASSERT_TRUE(read->grid.at(p));
      EXPECT_NEAR(*read->grid.at(p), plane(p), 0.6) << "the slope is 16 cm a metre at most";
    }
  }
}

TEST(ElevationReader, says_what_it_cannot_take) {
  test::TemporaryFolder const folder;
  std::string const file = write_plane(folder, "plane.asc", 0.001, 10);
  auto const far = read_elevation(file, {.wanted = BBox{.west = 1, .south = 1, .east = 2, .north = 2}});
  ASSERT_FALSE(far);
  EXPECT_NE(far.error().message.find("nothing of the city's streets"), std::string::npos) << far.error().message;
  auto const band = read_elevation(file, {.band = 3});
  ASSERT_FALSE(band);
  EXPECT_NE(band.error().message.find("it has the bands 1 to 1"), std::string::npos) << band.error().message;
  std::ofstream(folder / "big.asc") << "ncols 2\nnrows 1\nxllcorner 7\nyllcorner 43\ncellsize 1\n1 70000\n";
  auto const big = read_elevation((folder / "big.asc").string(), {});
  ASSERT_FALSE(big);
  EXPECT_NE(big.error().message.find("70000.0"), std::string::npos) << big.error().message;
  std::ofstream(folder / "none.asc")
      << "ncols 2\nnrows 1\nxllcorner 7\nyllcorner 43\ncellsize 1\nNODATA_value -1\n-1 -1\n";
  EXPECT_FALSE(read_elevation((folder / "none.asc").string(), {}));
}

}  // namespace
}  // namespace cartable::geo
