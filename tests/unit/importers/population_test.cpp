// Population from rasters, layers and tables of cells. The oracle of a total is the sum of the values that the test
// itself wrote, in long double.
#include "geo/repair.hpp"
#include "importers/people_source.hpp"
#include "tests/support/property.hpp"
#include "tests/support/shared_data.hpp"

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogr_spatialref.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <set>

namespace cartable::importers {
namespace {

using test::TemporaryFolder;
using testing::Contains;
using testing::HasSubstr;

struct RasterPlan {
  int width = 10, height = 10, bands = 1;
  int epsg = 3035;  ///< 0: none
  std::array<double, 6> transform{4341000, 100, 0, 2689000, 0, -100};
  GDALDataType type = GDT_Float64;
  std::optional<double> nodata = {};
  std::vector<std::string> options = {};
};

/// Writes a GeoTIFF through GDAL. \return the sum of what `value` gave that counts as people
long double write_raster(std::filesystem::path const& path, RasterPlan const& plan,
                         std::function<double(int column, int row, int band)> const& value) {
  GDALAllRegister();
  std::vector<char*> options;
  std::vector<std::string> texts = plan.options;
  for (std::string& text : texts) {
    options.push_back(text.data());
  }
  options.push_back(nullptr);
  GDALDataset* const out = GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
      path.c_str(), plan.width, plan.height, plan.bands, plan.type, options.data());
  std::array<double, 6> transform = plan.transform;
  out->SetGeoTransform(transform.data());
  if (plan.epsg != 0) {
    OGRSpatialReference crs;
    crs.importFromEPSG(plan.epsg);
    out->SetSpatialRef(&crs);
  }
  long double sum = 0;
  for (int band = 1; band <= plan.bands; ++band) {
    if (plan.nodata) {
      out->GetRasterBand(band)->SetNoDataValue(*plan.nodata);
    }
    std::vector<double> row(static_cast<std::size_t>(plan.width));
    for (int y = 0; y < plan.height; ++y) {
      for (int x = 0; x < plan.width; ++x) {
        double const v = value(x, y, band);
        row[static_cast<std::size_t>(x)] = v;
        sum += band == 1 && v > 0 && std::isfinite(v) && v != plan.nodata ? static_cast<long double>(v) : 0.0L;
      }
      EXPECT_EQ(out->GetRasterBand(band)->RasterIO(GF_Write, 0, y, plan.width, 1, row.data(), plan.width, 1,
                                                   GDT_Float64, 0, 0, nullptr),
                CE_None);
    }
  }
  GDALClose(out);
  return sum;
}

long double sum_of(store::ImportBatch const& batch) {
  long double sum = 0;
  for (auto const& cell : batch.cells) {
    sum += cell.people.value_or(0);
  }
  return sum;
}

base::Result<store::ImportBatch> read(std::filesystem::path const& path, PeopleOptions options = {}) {
  options.role = "population";
  return read_people(path, options, {});
}

void expect_same_total(store::ImportBatch const& batch, long double total) {
  EXPECT_LE(std::abs(sum_of(batch) - total), 1e-9L * total)
      << static_cast<double>(sum_of(batch)) << " of " << static_cast<double>(total);
  EXPECT_NEAR(batch.counts.people_read, static_cast<double>(total), 1e-9 * static_cast<double>(total));
}

TEST(PopulationRaster, totals_are_kept_whatever_the_reference_system_and_the_layout_of_the_file) {
  test::PropertyRandom random;
  TemporaryFolder const folder;
  int n = 0;
  for (auto const& plan :
       {RasterPlan{},
        RasterPlan{.width = 37, .height = 53, .epsg = 4326, .transform = {-123.2, 0.001, 0, 49.3, 0, -0.001}},
        RasterPlan{.width = 300,
        .height = 200,
        .epsg = 26910,
        .transform = {483000, 50, 0, 5460000, 0, -50},
        .options = {"TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64", "COMPRESS=DEFLATE"}},
        RasterPlan{.width = 20, .height = 20, .epsg = 54009, .transform = {0, 1000, 0, 5000000, 0, -1000}},
        RasterPlan{.width = 20, .height = 20, .transform = {4341000, 80, 30, 2689000, 30, -80}},  // turned
        RasterPlan{.width = 20, .height = 20, .transform = {4341000, 100, 0, 2689000, 0, 100}},   // south up
        RasterPlan{.width = 12, .height = 12, .epsg = 4326, .transform = {359.9, 0.01, 0, 10, 0, -0.01}}}) {  // 0…360
    RasterPlan used = plan;
    if (used.epsg == 54009) {
      used.epsg = 6933;  // an equal-area system that EPSG has: Mollweide is ESRI's
    }
    auto const path = folder / fmt::format("r{}.tif", ++n);
    long double const total = write_raster(path, used, [&](int, int, int) {
      return random.chance(0.3) ? 0.0 : random.real(0, random.chance(0.1) ? 1e5 : 20);
    });
    auto const batch = read(path);
    ASSERT_TRUE(batch) << batch.error().message;
    expect_same_total(*batch, total);
    std::set<std::string> ids;
    for (auto const& cell : batch->cells) {
      ids.insert(cell.head.id);
      auto const repaired = geo::repair(cell.area);
      ASSERT_TRUE(repaired);
      ASSERT_FALSE(repaired->changed) << repaired->what;
      ASSERT_EQ(repaired->area, cell.area) << "closed, and wound as GeoJSON asks";
      ASSERT_TRUE(geo::covers(cell.area, *cell.point));
    }
    EXPECT_EQ(ids.size(), batch->cells.size());
  }
}

TEST(PopulationRaster, cells_lie_where_proj_says_and_are_as_large_as_they_are) {
  TemporaryFolder const folder;
  write_raster(folder / "one.tif", {.width = 3, .height = 3},
               [](int x, int y, int) { return x == 1 && y == 2 ? 7.5 : 0; });
  auto const batch = read(folder / "one.tif");
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->cells.size(), 1U);
  auto const& cell = batch->cells.front();
  EXPECT_EQ(cell.people, 7.5);
  EXPECT_NEAR(geo::area_m2(cell.area), 10'000, 15) << "EPSG:3035 keeps areas";
  // cs2cs EPSG:3035 EPSG:4326 for E 4341150 N 2688750
  OGRSpatialReference from;
  OGRSpatialReference to;
  from.importFromEPSG(3035);
  to.importFromEPSG(4326);
  from.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  to.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  auto* const transformation = OGRCreateCoordinateTransformation(&from, &to);
  double x = 4341150;
  double y = 2688750;
  transformation->Transform(1, &x, &y);
  OGRCoordinateTransformation::DestroyCT(transformation);
  EXPECT_NEAR(cell.point->lon, x, 1e-6);
  EXPECT_NEAR(cell.point->lat, y, 1e-6);
  EXPECT_EQ(cell.head.id, "one:E4341100.0N2688700.0");
  EXPECT_THAT(batch->notes, Contains(HasSubstr("3 × 3 cells of about 100 m in EPSG:3035; 1 of them hold 7.5 people")));
}

TEST(PopulationRaster, neighbours_share_their_corners_so_that_no_sliver_lies_between) {
  TemporaryFolder const folder;
  write_raster(folder / "four.tif", {.width = 2, .height = 2}, [](int, int, int) { return 1.0; });
  auto const batch = read(folder / "four.tif");
  ASSERT_TRUE(batch);
  std::set<std::pair<double, double>> corners;
  for (auto const& cell : batch->cells) {
    for (auto const p : cell.area.polygons.front().rings.front()) {
      corners.emplace(p.lon, p.lat);
    }
  }
  EXPECT_EQ(corners.size(), 9U);
}

TEST(PopulationRaster, nodata_nan_negative_and_infinite_values_are_nobody_and_told_when_odd) {
  TemporaryFolder const folder;
  long double const total = write_raster(folder / "odd.tif", {.nodata = -99999}, [](int x, int y, int) {
    return x == 0             ? -99999
           : x == 1           ? std::nan("")
           : x == 2 && y < 3  ? -200
           : x == 3 && y == 0 ? std::numeric_limits<double>::infinity()
           : x == 4           ? 0
                              : 2.25;
  });
  auto const batch = read(folder / "odd.tif");
  ASSERT_TRUE(batch) << batch.error().message;
  expect_same_total(*batch, total);
  EXPECT_THAT(batch->notes, Contains(HasSubstr("3 cells hold negative numbers (such as -200)")));
  EXPECT_THAT(batch->notes, Contains(HasSubstr("1 cells hold no finite number")));
  for (auto const& cell : batch->cells) {
    EXPECT_EQ(cell.people, 2.25);
  }
  write_raster(folder / "empty.tif", {.nodata = 0}, [](int, int, int) { return 0; });
  auto const nobody = read(folder / "empty.tif");
  ASSERT_FALSE(nobody);
  EXPECT_THAT(nobody.error().message, HasSubstr("no cell of band 1 holds people"));
}

TEST(PopulationRaster, one_of_several_bands_must_be_chosen) {
  TemporaryFolder const folder;
  write_raster(folder / "bands.tif", {.bands = 3}, [](int, int, int band) { return band * 1.0; });
  auto const asked = read(folder / "bands.tif");
  ASSERT_FALSE(asked);
  EXPECT_THAT(asked.error().message, HasSubstr("--band"));
  auto const second = read(folder / "bands.tif", {.band = 2});
  ASSERT_TRUE(second);
  EXPECT_EQ(static_cast<double>(sum_of(*second)), 200);
  EXPECT_FALSE(read(folder / "bands.tif", {.band = 4}));
}

TEST(PopulationRaster, a_large_raster_is_put_together_and_nobody_is_lost) {
  test::PropertyRandom random;
  TemporaryFolder const folder;
  long double const total =
      write_raster(folder / "large.tif",
                   {.width = 601, .height = 599, .type = GDT_Float64, .options = {"COMPRESS=DEFLATE", "ZLEVEL=1"}},
                   [&](int, int, int) { return random.real(0.001, 3); });
  auto const batch = read(folder / "large.tif");
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_LE(batch->cells.size(), kMaxCells);
  EXPECT_GT(batch->cells.size(), kMaxCells / 8);
  EXPECT_EQ(batch->counts.population_read, static_cast<std::int64_t>(batch->cells.size()));
  expect_same_total(*batch, total);
  EXPECT_THAT(batch->notes, Contains(HasSubstr("neighbours were put together")));
  auto const coarse = read(folder / "large.tif", {.cell_size = 1000});
  ASSERT_TRUE(coarse);
  EXPECT_EQ(coarse->cells.size(), 61U * 60U);
  expect_same_total(*coarse, total);
}

TEST(PopulationRaster, what_is_clipped_and_what_is_kept_are_together_all_there_is) {
  test::PropertyRandom random;
  TemporaryFolder const folder;
  for (int const epsg : {4326, 3035}) {
    bool const degrees = epsg == 4326;
    RasterPlan const plan{.width = 150,
                          .height = 170,
                          .epsg = epsg,
                          .transform = degrees ? std::array<double, 6>{7, 0.01, 0, 45, 0, -0.01}
                                               : std::array<double, 6>{4'080'000, 1000, 0, 2'420'000, 0, -1000}};
    long double const total = write_raster(folder / "wide.tif", plan, [&](int, int, int) { return random.real(0, 9); });
    auto const all = read(folder / "wide.tif");
    ASSERT_TRUE(all);
    std::array<double, 4> const box{7.503, 44.0, 8.1, 44.507};
    auto const batch = read(folder / "wide.tif", {.clip = "7.503,44.0,8.1,44.507"});
    ASSERT_TRUE(batch) << batch.error().message;
    EXPECT_NEAR(batch->counts.people_read, static_cast<double>(total), 1e-9 * static_cast<double>(total));
    long double inside = 0;
    for (auto const& cell : all->cells) {
      bool const in =
          cell.point->lon > box[0] && cell.point->lon < box[2] && cell.point->lat > box[1] && cell.point->lat < box[3];
      inside += in ? *cell.people : 0;
    }
    EXPECT_GT(inside, 0);
    EXPECT_NEAR(static_cast<double>(sum_of(*batch)), static_cast<double>(inside),
                degrees ? 1e-9 * static_cast<double>(inside) : 60)
        << "a cell's middle is not quite the mean of its corners";
    EXPECT_THAT(batch->notes, Contains(HasSubstr("lie outside --clip")));
  }
  for (char const* const bad : {"7,44,6,45", "1,2,3", "here", "7,44,8,x"}) {
    EXPECT_FALSE(read(folder / "wide.tif", {.clip = bad})) << bad;
  }
  EXPECT_FALSE(read(folder / "wide.tif", {.clip = "districts"})) << "there are none";
  EXPECT_THAT(read(folder / "wide.tif", {.clip = "70,44,71,45"}).error().message, HasSubstr("nobody lives inside"));
}

TEST(PopulationRaster, without_a_place_on_earth_it_asks_for_one) {
  TemporaryFolder const folder;
  write_raster(folder / "metres.tif", {.epsg = 0}, [](int, int, int) { return 1.0; });
  auto const asked = read(folder / "metres.tif");
  ASSERT_FALSE(asked);
  EXPECT_THAT(asked.error().message, HasSubstr("--crs"));
  EXPECT_TRUE(read(folder / "metres.tif", {.crs = "EPSG:3035"}));
  EXPECT_FALSE(read(folder / "metres.tif", {.crs = "EPSG:999999"}));
  std::ofstream(folder / "grid.asc")
      << "ncols 2\nnrows 2\nxllcorner 7.4\nyllcorner 43.7\ncellsize 0.01\nNODATA_value -9999\n1 2\n-9999 4\n";
  auto const ascii = read(folder / "grid.asc");
  ASSERT_TRUE(ascii) << ascii.error().message;
  EXPECT_EQ(static_cast<double>(sum_of(*ascii)), 7);
}

TEST(PopulationRaster, a_truncated_file_is_refused) {
  TemporaryFolder const folder;
  write_raster(folder / "whole.tif", {.width = 200, .height = 200}, [](int x, int y, int) { return x * y + 0.5; });
  std::ifstream in(folder / "whole.tif", std::ios::binary);
  std::string const bytes((std::istreambuf_iterator<char>(in)), {});
  for (std::size_t const length : {bytes.size() / 2, bytes.size() - 100, std::size_t{64}, std::size_t{9}}) {
    std::ofstream(folder / "cut.tif", std::ios::binary) << bytes.substr(0, length);
    auto const cut = read(folder / "cut.tif");
    EXPECT_FALSE(cut) << length;
  }
}

// Layers and tables of cells -----------------------------------------------------------------------------------

constexpr std::string_view kBlocks = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"blockid":"b1","population":"120","newcomers":"<5","name":"x"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}},
{"type":"Feature","properties":{"blockid":"b2","population":"80.5","newcomers":"7","name":"x"},"geometry":{"type":"Polygon","coordinates":[[[1,0],[2,1],[2,0],[1,1],[1,0]]]}},
{"type":"Feature","properties":{"blockid":"b3","population":"0","newcomers":"0","name":"x"},"geometry":{"type":"Polygon","coordinates":[[[2,0],[3,0],[3,1],[2,0]]]}},
{"type":"Feature","properties":{"blockid":"b4","population":"30","newcomers":"","name":"x"},"geometry":null},
{"type":"Feature","properties":{"blockid":"b5","population":"many","newcomers":"1","name":"x"},"geometry":{"type":"Polygon","coordinates":[[[3,0],[4,0],[4,1],[3,0]]]}},
{"type":"Feature","properties":{"blockid":"b1","population":"9","newcomers":"1","name":"x"},"geometry":{"type":"Polygon","coordinates":[[[4,0],[5,0],[5,1],[4,0]]]}}]})";

TEST(PopulationLayer, polygons_keep_their_people_and_say_what_was_not_taken) {
  TemporaryFolder const folder;
  std::ofstream(folder / "blocks2021.geojson") << kBlocks;
  auto const batch =
      read(folder / "blocks2021.geojson", {.columns = {{"id", "blockid"}, {"group:migrant-families", "newcomers"}}});
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_DOUBLE_EQ(batch->counts.people.at(""), 200.5);
  EXPECT_DOUBLE_EQ(batch->counts.people_read, 239.5) << "30 without a place and 9 of a key that came before";
  EXPECT_EQ(batch->counts.areas_repaired, 1);
  std::set<std::string> rejected;
  for (auto const& reject : batch->rejects) {
    rejected.insert(fmt::format("{} {}", reject.record, reject.column));
  }
  EXPECT_EQ(rejected, (std::set<std::string>{"4 geometry", "5 population", "6 blockid"}));
  auto const hidden = std::find_if(batch->cells.begin(), batch->cells.end(),
                                   [](auto const& c) { return c.head.id == "blocks2021:migrant-families:b1"; });
  ASSERT_NE(hidden, batch->cells.end());
  EXPECT_EQ(hidden->people_high, 4);
  EXPECT_EQ(hidden->people_low, 1) << "the column prints its zeros";
  EXPECT_TRUE(draws_people(folder / "blocks2021.geojson"));
  std::ofstream(folder / "points.geojson")
      << R"({"type":"Feature","properties":{"population":5},"geometry":{"type":"Point","coordinates":[1,1]}})";
  EXPECT_FALSE(draws_people(folder / "points.geojson"));
}

TEST(PopulationCells, ids_of_a_grid_become_its_squares) {
  TemporaryFolder const folder;
  std::ofstream(folder / "grid.csv")
      << "Grid population 2018\nGRD_ID;TOT_P;F\nCRS3035RES1000mN2689000E4341000;1.234;600\n"
         "CRS3035RES1000mN2690000E4341000;56,5;*\nCRS3035RES1000mN269000;3;1\nCRS3035RES1000mN2691000E4341000;0;0\n";
  auto const batch = read(folder / "grid.csv", {.columns = {{"people", "TOT_P"}, {"group:women", "F"}}});
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_DOUBLE_EQ(batch->counts.people.at(""), 1290.5);
  EXPECT_DOUBLE_EQ(batch->counts.people_read, 1293.5);
  ASSERT_EQ(batch->rejects.size(), 1U);
  EXPECT_EQ(batch->rejects[0].record, 5);
  for (auto const& cell : batch->cells) {
    EXPECT_NEAR(geo::area_m2(cell.area), 1e6, 1500);
  }
  EXPECT_EQ(batch->cells.front().head.id, "grid:CRS3035RES1000mN2689000E4341000");
}

TEST(PopulationCells, positions_in_degrees_or_in_a_named_system_become_points) {
  TemporaryFolder const folder;
  std::ofstream(folder / "degrees.csv")
      << "lon,lat,population\n7.42,43.73,10\n7.43,43.74,20.5\n,43.7,3\n7.42,43.73,5\n";
  auto const degrees = read(folder / "degrees.csv");
  ASSERT_TRUE(degrees) << degrees.error().message;
  EXPECT_DOUBLE_EQ(degrees->counts.people.at(""), 30.5);
  EXPECT_DOUBLE_EQ(degrees->counts.people_read, 38.5);
  EXPECT_EQ(degrees->rejects.size(), 2U);
  EXPECT_TRUE(degrees->cells[0].area.empty());
  std::ofstream(folder / "metres.csv") << "x;y;Einwohner\n4341050,0;2689050,0;10\n";
  auto const asked = read(folder / "metres.csv");
  ASSERT_FALSE(asked);
  EXPECT_THAT(asked.error().message, HasSubstr("--crs"));
  auto const metres = read(folder / "metres.csv", {.crs = "EPSG:3035"});
  ASSERT_TRUE(metres) << metres.error().message;
  EXPECT_NEAR(metres->cells[0].point->lat, 47.2, 0.5);
}

TEST(PopulationCells, a_table_without_a_column_of_people_lists_its_columns) {
  TemporaryFolder const folder;
  std::ofstream(folder / "places.csv") << "lon,lat,title\n7.42,43.73,A\n";
  auto const asked = read(folder / "places.csv");
  ASSERT_FALSE(asked);
  EXPECT_THAT(asked.error().message, HasSubstr("its columns are: lon, lat, title"));
}

}  // namespace
}  // namespace cartable::importers
