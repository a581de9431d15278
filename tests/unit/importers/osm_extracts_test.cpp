#include "geo/repair.hpp"
#include "tests/support/other_program.hpp"
#include "tests/unit/importers/osm_text.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

/// The real extracts, counted once by this program and once by osmium-tool.
namespace cartable {
namespace {

using test::output_of;

struct Extract {
  char const* file;
  std::int64_t missing_refs;
  std::map<std::string, int> amenities;  ///< objects, as docs of the data set count them
};

void PrintTo(Extract const& extract, std::ostream* out) { *out << extract.file; }

std::vector<Extract> const kExtracts{
    {"osm/monaco-20231121.osm.pbf",
     0,
     {{"school", 10},
      {"kindergarten", 1},
      {"childcare", 1},
      {"university", 1},
      {"library", 4},
      {"arts_centre", 1},
      {"theatre", 6},
      {"townhall", 2}}},
    {"osm/liechtenstein-20211028.osm.pbf",
     0,
     {{"school", 22},
      {"kindergarten", 18},
      {"childcare", 3},
      {"college", 1},
      {"university", 5},
      {"library", 3},
      {"community_centre", 3},
      {"arts_centre", 2},
      {"music_school", 1},
      {"theatre", 2},
      {"townhall", 5}}},
    {"osm/vancouver-20150501.osm.pbf",
     7612,
     {{"school", 123},
      {"kindergarten", 2},
      {"childcare", 1},
      {"college", 11},
      {"university", 6},
      {"library", 20},
      {"community_centre", 19},
      {"arts_centre", 7},
      {"theatre", 18},
      {"townhall", 1}}},
    {"duitama/duitama-20210921.osm.pbf",
     0,
     {{"school", 48},
      {"kindergarten", 5},
      {"college", 2},
      {"university", 5},
      {"library", 2},
      {"community_centre", 7},
      {"arts_centre", 2},
      {"townhall", 1}}},
};

bool has_osmium_tool() { return output_of("command -v osmium").find("osmium") != std::string::npos; }

/// Ids ("n1", "w2", …) of the objects that fit an osmium-tool filter, from its line format OPL.
std::set<std::string> osmium_ids(std::filesystem::path const& file, std::string const& filter) {
  std::set<std::string> ids;
  std::istringstream lines(output_of("osmium tags-filter -R -f opl -o - '" + file.string() + "' " + filter));
  for (std::string line; std::getline(lines, line);) {
    ids.insert(line.substr(0, line.find(' ')));
  }
  return ids;
}

/// Each extract is read once for all tests of it.
base::Result<store::ImportBatch> const& batch_of(std::filesystem::path const& path) {
  static std::map<std::filesystem::path, base::Result<store::ImportBatch>> read;
  auto found = read.find(path);
  if (found == read.end()) {
    found = read.emplace(path, importers::read_osm(path, {})).first;
  }
  return found->second;
}

class OsmExtract : public testing::TestWithParam<Extract> {
 protected:
  void SetUp() override {
    path_ = test::shared_file(GetParam().file);
    if (path_.empty()) {
      GTEST_SKIP() << "no shared data: " << GetParam().file;
    }
    auto const& batch = batch_of(path_);
    ASSERT_TRUE(batch) << batch.error().message;
    batch_ = &*batch;
  }

  /// The OSM ids behind the places of a kind: their own and those merged into them.
  std::set<std::string> ids_of_kind(std::string const& kind) const {
    std::set<std::string> ids;
    for (auto const& place : batch_->places) {
      if (std::find(place.kinds.begin(), place.kinds.end(), kind) != place.kinds.end()) {
        ids.insert(place.head.id.substr(4));
        for (auto const& alias : place.aliases) {
          ids.insert(alias.substr(4));
        }
      }
    }
    return ids;
  }

  std::filesystem::path path_;
  store::ImportBatch const* batch_ = nullptr;
};

TEST_P(OsmExtract, holds_the_objects_that_the_data_set_counts) {
  for (auto const& [amenity, number] : GetParam().amenities) {
    EXPECT_EQ(ids_of_kind(amenity).size(), static_cast<std::size_t>(number)) << amenity;
  }
  EXPECT_EQ(batch_->counts.missing_node_refs, GetParam().missing_refs);
  EXPECT_EQ(static_cast<std::int64_t>(batch_->places.size()),
            batch_->counts.places_read - batch_->counts.places_merged);
}

TEST_P(OsmExtract, agrees_with_osmium_tool_object_by_object) {
  if (!has_osmium_tool()) {
    GTEST_SKIP() << "osmium-tool is not installed";
  }
  for (char const* kind :
       {"library", "school", "kindergarten", "childcare", "college", "university", "community_centre", "arts_centre",
        "theatre", "townhall", "music_school", "driving_school", "prison"}) {
    EXPECT_EQ(ids_of_kind(kind), osmium_ids(path_, std::string("nwr/amenity=") + kind)) << kind;
  }
  for (char const* kind : {"museum", "gallery", "zoo", "aquarium"}) {
    EXPECT_EQ(ids_of_kind(kind), osmium_ids(path_, std::string("nwr/tourism=") + kind)) << kind;
  }
  EXPECT_EQ(ids_of_kind("club"), osmium_ids(path_, "nwr/club"));
}

TEST_P(OsmExtract, has_every_house_number_and_place_node_of_osmium_tool) {
  if (!has_osmium_tool()) {
    GTEST_SKIP() << "osmium-tool is not installed";
  }
  std::set<std::string> addresses;
  for (auto const& address : batch_->addresses) {
    addresses.insert(address.head.id.substr(4));
  }
  auto expected = osmium_ids(path_, "nw/addr:housenumber");
  auto const interpolations = osmium_ids(path_, "w/addr:interpolation");
  std::size_t missing = 0;
  for (auto const& id : expected) {
    missing += addresses.contains(id) || interpolations.contains(id) ? 0U : 1U;
  }
  EXPECT_EQ(missing, 0U);
}

TEST_P(OsmExtract, takes_every_street_but_those_for_motor_vehicles_or_not_there) {
  if (!has_osmium_tool()) {
    GTEST_SKIP() << "osmium-tool is not installed";
  }
  std::set<std::string> streets;
  for (auto const& street : batch_->streets) {
    streets.insert(street.head.id.substr(4, street.head.id.find('.') - 4));
    ASSERT_EQ(street.nodes.size(), street.line.size());
    ASSERT_GE(street.nodes.size(), 2U);
  }
  std::set<std::string> lost;
  for (auto const& id : osmium_ids(path_, "w/highway")) {
    if (!streets.contains(id)) {
      lost.insert(id);
    }
  }
  for (auto const& id : osmium_ids(
           path_,
           "w/"
           "highway=motorway,motorway_link,construction,proposed,planned,raceway,services,rest_area,abandoned,razed")) {
    lost.erase(id);
  }
  // What is left over has fewer than two nodes in the file.
  EXPECT_TRUE(GetParam().missing_refs > 0 || lost.empty()) << lost.size() << " such as " << *lost.begin();
}

TEST_P(OsmExtract, every_place_is_inside_the_area_that_the_file_covers) {
  ASSERT_TRUE(batch_->covers);
  for (auto const& place : batch_->places) {
    ASSERT_TRUE(place.point) << place.head.id;
    EXPECT_TRUE(geo::covers(*batch_->covers, *place.point)) << place.head.id;
    EXPECT_FALSE(place.kinds.empty());
    EXPECT_NE(place.pillars, 0) << place.head.id;
  }
}

TEST_P(OsmExtract, ids_are_unique_within_each_kind_of_record) {
  auto const count_unique = [](auto const& records) {
    std::set<std::string> ids;
    for (auto const& record : records) {
      ids.insert(record.head.id);
    }
    return ids.size();
  };
  EXPECT_EQ(count_unique(batch_->places), batch_->places.size());
  EXPECT_EQ(count_unique(batch_->streets), batch_->streets.size());
  EXPECT_EQ(count_unique(batch_->street_nodes), batch_->street_nodes.size());
  EXPECT_EQ(count_unique(batch_->addresses), batch_->addresses.size());
  EXPECT_EQ(count_unique(batch_->districts), batch_->districts.size());
}

INSTANTIATE_TEST_SUITE_P(Real, OsmExtract, testing::ValuesIn(kExtracts));

TEST(OsmVancouver, tells_what_the_cut_has_cost) {
  auto const path = test::shared_file("osm/vancouver-20150501.osm.pbf");
  if (path.empty()) {
    GTEST_SKIP() << "no shared data";
  }
  auto const& batch = batch_of(path);
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_TRUE(test::has_note(*batch, "7612 references to nodes that it lacks; 582 ways lose vertices, 110 of them"));
  EXPECT_TRUE(test::has_note(*batch,
                             "83 buildings are not on the base map: 67 have corners that the extract lacks, 2 have "
                             "outlines that cross themselves, 14 are not closed, 0 are relations"));
  // 30 095 objects with a building tag by `osmium tags-filter -R w/building r/building`, less those 83, a relation that
  // has inner members alone, and a way that an old-style multipolygon replaces; that multipolygon's building is one
  // more.
  auto const buildings = std::count_if(
      batch->basemap.features.begin(), batch->basemap.features.end(),
      [](store::BasemapFeature const& feature) { return feature.layer == store::BasemapLayer::buildings; });
  EXPECT_EQ(buildings, 30095 - 83 - 1 - 1 + 1);
}

}  // namespace
}  // namespace cartable
