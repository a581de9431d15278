#include "geo/vector_reader.hpp"

#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace cartable::geo {
namespace {

using base::ErrorCode;
using test::TemporaryFolder;

void write(std::filesystem::path const& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::vector<VectorReader::RowOrProblem> rows_of(VectorReader& reader) {
  std::vector<VectorReader::RowOrProblem> out;
  auto const done = reader.read(0, [&](VectorReader::RowOrProblem&& row) {
    out.push_back(std::move(row));
    return true;
  });
  EXPECT_TRUE(done) << (done ? "" : done.error().message);
  return out;
}

/// Copies the parts of a shapefile, the geometry without its last bytes.
void copy_shapefile(std::filesystem::path const& from, std::filesystem::path const& to, std::string const& cut,
                    std::size_t by) {
  for (std::string const extension : {".shp", ".shx", ".dbf", ".prj"}) {
    auto source = from;
    auto target = to;
    source.replace_extension(extension);
    target.replace_extension(extension);
    std::filesystem::copy_file(source, target);
    if (extension == cut) {
      std::filesystem::resize_file(target, std::filesystem::file_size(target) - by);
    }
  }
}

TEST(VectorReader, a_table_keeps_the_zeros_of_its_codes) {
  TemporaryFolder folder;
  write(folder / "a.csv", "code,lon,lat\n060750479.01,2.5,48.5\n");
  auto reader = VectorReader::open((folder / "a.csv").string(),
                                   {.crs = {}, .lon_field = "lon", .lat_field = "lat", .encoding = {}});
  ASSERT_TRUE(reader) << reader.error().message;
  auto const rows = rows_of(*reader);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].texts[0], "060750479.01");
  EXPECT_EQ(std::get<LonLat>(rows[0].row.geometry), (LonLat{2.5, 48.5}));
  EXPECT_EQ(reader->driver(), "CSV");
}

TEST(VectorReader, bad_rows_are_problems_and_reading_goes_on) {
  TemporaryFolder folder;
  write(folder / "a.csv", "lon,lat\n2,nan\ninf,1\n181,1\n1,-90.1\n\"2,5\",48\n,48\n2.5,48\n");
  auto reader = VectorReader::open((folder / "a.csv").string(),
                                   {.crs = {}, .lon_field = "lon", .lat_field = "lat", .encoding = {}});
  ASSERT_TRUE(reader);
  auto const rows = rows_of(*reader);
  ASSERT_EQ(rows.size(), 7U);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_TRUE(rows[i].problem) << "row " << i + 1;
    EXPECT_EQ(rows[i].record, static_cast<std::int64_t>(i + 1));
  }
  EXPECT_FALSE(rows[6].problem);
}

TEST(VectorReader, bytes_of_another_encoding_are_a_problem_until_it_is_named) {
  TemporaryFolder folder;
  write(folder / "a.csv",
        "name,lon,lat\nMus\xE9"
        "e,2,48\n");
  OpenOptions options{.crs = {}, .lon_field = "lon", .lat_field = "lat", .encoding = {}};
  auto plain = VectorReader::open((folder / "a.csv").string(), options);
  ASSERT_TRUE(plain);
  EXPECT_TRUE(rows_of(*plain).at(0).problem);
  options.encoding = "CP1252";
  auto named = VectorReader::open((folder / "a.csv").string(), options);
  ASSERT_TRUE(named);
  EXPECT_EQ(rows_of(*named).at(0).texts[0], "Musée");
}

TEST(VectorReader, a_shapefile_without_a_reference_system_asks_for_one_and_takes_it) {
  CARTABLE_SHARED_FILE(real, "vancouver/local_area_boundary.shp");
  TemporaryFolder folder;
  auto const copy = folder / "areas.shp";
  copy_shapefile(real, copy, "", 0);
  std::filesystem::remove(folder / "areas.prj");
  auto bare = VectorReader::open(copy.string());
  ASSERT_TRUE(bare);
  auto const refused = bare->read(0, [](auto&&) { return true; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_value);
  EXPECT_NE(refused.error().message.find("--crs"), std::string::npos);
  auto told =
      VectorReader::open(copy.string(), {.crs = "EPSG:26910", .lon_field = {}, .lat_field = {}, .encoding = {}});
  ASSERT_TRUE(told);
  for (auto const& row : rows_of(*told)) {
    BBox const box = bounds(row.row.geometry);
    EXPECT_TRUE(box.west > -123.3 && box.east < -123 && box.south > 49.1 && box.north < 49.4);
  }
}

TEST(VectorReader, files_cut_short_are_corrupt_and_named) {
  CARTABLE_SHARED_FILE(shape, "vancouver/local_area_boundary.shp");
  CARTABLE_SHARED_FILE(geojson, "dresden/districts.geojson");
  CARTABLE_SHARED_FILE(kml, "vancouver/homeless_shelters.kml");
  TemporaryFolder folder;
  for (std::string const part : {".shp", ".dbf"}) {
    auto const copy = folder / ("cut" + part.substr(1) + ".shp");
    copy_shapefile(shape, copy, part, 1000);
    auto const reader = VectorReader::open(copy.string());
    ASSERT_FALSE(reader) << part;
    EXPECT_EQ(reader.error().code, ErrorCode::corrupt);
    EXPECT_NE(reader.error().message.find("cut"), std::string::npos);
  }
  for (auto const& file : {geojson, kml}) {
    auto const copy = folder / ("half" + file.extension().string());
    std::filesystem::copy_file(file, copy);
    std::filesystem::resize_file(copy, std::filesystem::file_size(copy) / 2);
    auto reader = VectorReader::open(copy.string());
    base::Status const outcome =
        reader ? reader->read(0, [](auto&&) { return true; }) : base::Status(base::fail(reader));
    ASSERT_FALSE(outcome) << file;
    EXPECT_EQ(outcome.error().code, ErrorCode::corrupt) << outcome.error().message;
    EXPECT_NE(outcome.error().message.find("half"), std::string::npos);
  }
}

TEST(VectorReader, nothing_is_written_beside_the_input) {
  CARTABLE_SHARED_FILE(shape, "vancouver/local_area_boundary.shp");
  TemporaryFolder folder;
  auto const copy = folder / "areas.shp";
  copy_shapefile(shape, copy, "", 0);
  auto reader = VectorReader::open(copy.string());
  ASSERT_TRUE(reader);
  EXPECT_EQ(rows_of(*reader).size(), 22U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 4);
}

TEST(VectorReader, what_is_no_map_is_unsupported) {
  TemporaryFolder folder;
  write(folder / "a.txt", "hello");
  EXPECT_EQ(VectorReader::open((folder / "a.txt").string()).error().code, ErrorCode::unsupported);
  EXPECT_EQ(VectorReader::open(folder.path().string()).error().code, ErrorCode::unreadable);
  write(folder / "list.vrt",
        "<OGRVRTDataSource><OGRVRTLayer "
        "name=\"x\"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>");
  EXPECT_EQ(VectorReader::open((folder / "list.vrt").string()).error().code, ErrorCode::unsupported)
      << "would open other files";
}

}  // namespace
}  // namespace cartable::geo
