#include "importers/detect.hpp"

#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>

namespace cartable::importers {
namespace {

using namespace std::string_view_literals;
using test::TemporaryFolder;

std::string message_for(std::string_view bytes, std::string const& name) {
  TemporaryFolder folder;
  std::ofstream(folder / name, std::ios::binary) << bytes;
  auto const kind = detect_input(folder / name);
  return kind ? "" : kind.error().message;
}

TEST(Detect, other_kinds_of_file_are_named) {
  struct Case {
    std::string_view bytes;
    std::string name, says;
  };
  for (Case const& c :
       {Case{"%PDF-1.7\n", "plan.pdf", "a PDF document"},
        Case{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv, "map.png", "a PNG picture"},
        Case{"\xFF\xD8\xFF\xE0", "photo.jpg", "a JPEG picture"}, Case{"PK\x03\x04zzzz", "data.zip", "a ZIP archive"},
        Case{"%PDF-1.7\n", "really.geojson", "a PDF document"},
        Case{"Dear mayor,\n", "letter.txt", "a text without a known form"},
        Case{"<!DOCTYPE html><html>", "page.html", "a web page"},
        Case{"{\"answer\": 42}", "answer.json", "JSON, but not GeoJSON"},
        Case{"\x01\x02\0\x03 something"sv, "noise.bin", "of no kind that this program knows"}}) {
    std::string const message = message_for(c.bytes, c.name);
    EXPECT_NE(message.find("is " + c.says), std::string::npos) << c.name << ": " << message;
    EXPECT_NE(message.find(c.name), std::string::npos) << "names the file";
  }
}

TEST(Detect, a_folder_a_missing_and_an_empty_file_say_so) {
  TemporaryFolder folder;
  EXPECT_EQ(detect_input(folder.path()).error().code, base::ErrorCode::unreadable);
  EXPECT_EQ(detect_input(folder / "no.csv").error().code, base::ErrorCode::not_found);
  EXPECT_NE(message_for("", "empty.csv").find("is empty"), std::string::npos);
}

TEST(Detect, tables_and_areas_are_vector_and_tiffs_raster) {
  TemporaryFolder folder;
  std::ofstream(folder / "a.csv") << "name,lat,lon\nA,1,2\n";
  std::ofstream(folder / "a.geojson") << R"({"type":"FeatureCollection","features":[]})";
  std::ofstream(folder / "a.tif", std::ios::binary) << "II*\0rest"sv;
  EXPECT_EQ(detect_input(folder / "a.csv").value(), InputKind::vector);
  EXPECT_EQ(detect_input(folder / "a.geojson").value(), InputKind::vector);
  EXPECT_EQ(detect_input(folder / "a.tif").value(), InputKind::raster);
}

TEST(Detect, the_real_files_are_what_they_are) {
  CARTABLE_SHARED_FILE(shape, "vancouver/local_area_boundary.shp");
  CARTABLE_SHARED_FILE(kml, "vancouver/homeless_shelters.kml");
  CARTABLE_SHARED_FILE(osm, "osm/monaco-20231121.osm.pbf");
  EXPECT_EQ(detect_input(shape).value(), InputKind::vector);
  EXPECT_EQ(detect_input(kml).value(), InputKind::vector);
  EXPECT_EQ(detect_input(osm).value(), InputKind::osm);
}

}  // namespace
}  // namespace cartable::importers
