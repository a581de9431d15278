// Rasters cell by cell, and positions of any reference system. GDAL and PROJ themselves are the judges.
#include "geo/raster_reader.hpp"

#include "geo/projection.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

namespace cartable::geo {
namespace {

constexpr char const* kGrid =
    "ncols 3\nnrows 2\nxllcorner 7\nyllcorner 43\ncellsize 0.5\nNODATA_value -9999\n1 2.5 -9999\n0 nan 6\n";

TEST(RasterReader, rows_come_from_the_first_and_cells_without_data_are_nan) {
  test::TemporaryFolder const folder;
  std::ofstream(folder / "grid.asc") << kGrid;
  auto reader = RasterReader::open((folder / "grid.asc").string());
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(reader->info().width, 3);
  EXPECT_EQ(reader->info().height, 2);
  EXPECT_TRUE(reader->info().north_up);
  EXPECT_TRUE(reader->info().geographic);
  std::vector<double> values;
  ASSERT_TRUE(reader->read(1, [&](std::int64_t row, std::span<double const> cells) {
    EXPECT_EQ(row, static_cast<std::int64_t>(values.size()) / 3);
    values.insert(values.end(), cells.begin(), cells.end());
    return true;
  }));
  ASSERT_EQ(values.size(), 6U);
  EXPECT_EQ(values[0], 1);
  EXPECT_EQ(values[1], 2.5);
  EXPECT_TRUE(std::isnan(values[2]));
  EXPECT_EQ(values[3], 0);
  EXPECT_TRUE(std::isnan(values[4]));
  EXPECT_EQ(values[5], 6);
  int rows = 0;
  ASSERT_TRUE(reader->read(1, [&](std::int64_t, std::span<double const>) { return ++rows < 1; }));
  EXPECT_EQ(rows, 1) << "stops when told";
}

TEST(RasterReader, corners_and_middles_are_where_the_cells_are) {
  test::TemporaryFolder const folder;
  std::ofstream(folder / "grid.asc") << kGrid;
  auto const reader = RasterReader::open((folder / "grid.asc").string());
  ASSERT_TRUE(reader);
  auto const top = reader->corners(0, 2);
  ASSERT_EQ(top.size(), 3U) << "columns 0, 2 and the end";
  EXPECT_EQ(top[0], (LonLat{7, 44}));
  EXPECT_EQ(top[1], (LonLat{8, 44}));
  EXPECT_EQ(top[2], (LonLat{8.5, 44}));
  auto const middles = reader->middles(1, 0, 2);
  ASSERT_EQ(middles.size(), 2U);
  EXPECT_EQ(middles[1], (LonLat{7.75, 43.25}));
}

TEST(RasterReader, other_files_are_told_from_rasters) {
  test::TemporaryFolder const folder;
  std::ofstream(folder / "table.csv") << "a,b\n1,2\n";
  EXPECT_FALSE(identify_raster((folder / "table.csv").string()));
  EXPECT_FALSE(RasterReader::open((folder / "table.csv").string()));
  EXPECT_FALSE(RasterReader::open((folder / "none.tif").string()));
  std::ofstream(folder / "a.vrt") << "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"></VRTDataset>";
  EXPECT_FALSE(identify_raster((folder / "a.vrt").string())) << "a list of other files";
}

TEST(Projection, takes_x_as_east_whatever_the_systems_own_order) {
  auto const laea = Projection::from("EPSG:3035");
  ASSERT_TRUE(laea) << laea.error().message;
  EXPECT_FALSE(laea->is_geographic());
  EXPECT_EQ(laea->name(), "EPSG:3035");
  // The origin of ETRS89-LAEA: 52° N 10° E, false easting 4 321 000, false northing 3 210 000 (EPSG 3035).
  auto const origin = laea->to_wgs84(4'321'000, 3'210'000);
  ASSERT_TRUE(origin);
  EXPECT_NEAR(origin->lon, 10, 1e-9);
  EXPECT_NEAR(origin->lat, 52, 1e-9);
  auto const degrees = Projection::from("EPSG:4326");
  ASSERT_TRUE(degrees);
  EXPECT_TRUE(degrees->is_geographic());
  EXPECT_EQ(degrees->to_wgs84(7.5, 43.5), (LonLat{7.5, 43.5}));
  EXPECT_EQ(degrees->to_wgs84(350, 43.5), (LonLat{-10, 43.5})) << "a grid from 0 to 360";
  EXPECT_FALSE(degrees->to_wgs84(7.5, 91));
  EXPECT_FALSE(degrees->to_wgs84(NAN, 1));
  EXPECT_FALSE(Projection::from("EPSG:999999"));
  EXPECT_FALSE(Projection::from("somewhere"));
}

}  // namespace
}  // namespace cartable::geo
