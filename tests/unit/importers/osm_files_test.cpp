#include "tests/unit/importers/osm_text.hpp"

#include <bzlib.h>
#include <gmock/gmock.h>
#include <zlib.h>

#include <sstream>

namespace cartable {
namespace {

using base::ErrorCode;
using importers::looks_like_osm;
using importers::read_osm;
using test::OsmText;
using test::TemporaryFolder;
using test::try_osm;
using test::write_bytes;

std::string gzipped(std::string const& text) {
  TemporaryFolder const folder;
  auto const path = folder.path() / "x.gz";
  gzFile const file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string bzipped(std::string text) {
  std::string packed(text.size() + text.size() / 100 + 700, '\0');
  auto size = static_cast<unsigned>(packed.size());
  EXPECT_EQ(BZ2_bzBuffToBuffCompress(packed.data(), &size, text.data(), static_cast<unsigned>(text.size()), 9, 0, 0),
            BZ_OK);
  packed.resize(size);
  return packed;
}

std::string one_school() { return OsmText().node(1, 7.42, 43.73, {{"amenity", "school"}, {"name", "Elm"}}).str(); }

std::string file_bytes(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Every text of a batch that could hold a person's name.
std::string all_texts(store::ImportBatch const& batch) {
  std::ostringstream all;
  auto const map = [&](auto const& texts) {
    for (auto const& [key, value] : texts) {
      all << key << '=' << value << '\n';
    }
  };
  auto const head = [&](store::RecordHead const& h) {
    all << h.id << h.source;
    map(h.identifiers);
  };
  for (auto const& place : batch.places) {
    head(place.head);
    all << place.name << place.operator_name << place.price << place.booking << place.checked << place.isced_raw;
    map(place.names);
    map(place.extra);
    map(place.contact);
    map(place.address);
    map(place.description);
    map(place.needs);
  }
  for (auto const& street : batch.streets) {
    head(street.head);
    all << street.name;
    map(street.tags);
    map(street.names);
  }
  for (auto const& node : batch.street_nodes) {
    head(node.head);
    map(node.tags);
  }
  for (auto const& district : batch.districts) {
    head(district.head);
    all << district.name << district.code;
    map(district.names);
  }
  for (auto const& address : batch.addresses) {
    head(address.head);
    all << address.street << address.housenumber << address.city;
  }
  for (auto const& locality : batch.localities) {
    all << locality.name;
    map(locality.names);
  }
  for (auto const& feature : batch.basemap.features) {
    for (auto const& [key, value] : feature.attributes) {
      all << key;
      if (auto const* text = std::get_if<std::string>(&value)) {
        all << *text;
      }
    }
  }
  for (auto const& note : batch.notes) {
    all << note;
  }
  return all.str();
}

TEST(OsmFiles, are_found_out_by_their_first_bytes_and_not_by_their_names) {
  TemporaryFolder const folder;
  EXPECT_TRUE(looks_like_osm(write_bytes(folder.path() / "plain.txt", one_school())));
  EXPECT_TRUE(looks_like_osm(write_bytes(folder.path() / "zipped.csv", gzipped(one_school()))));
  EXPECT_TRUE(looks_like_osm(write_bytes(folder.path() / "bzipped", bzipped(one_school()))));
  EXPECT_TRUE(looks_like_osm(
      write_bytes(folder.path() / "bom", "\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- a <b> c -->\n<osm version='0.6'/>")));
  EXPECT_FALSE(looks_like_osm(write_bytes(folder.path() / "x.osm.pbf", "name,lat,lon\nA,1,2\n")));
  EXPECT_FALSE(looks_like_osm(write_bytes(folder.path() / "x.osm", "<?xml version='1.0'?><kml/>")));
  EXPECT_FALSE(looks_like_osm(write_bytes(folder.path() / "x.osc", "<osmChange version='0.6'/>")));
  EXPECT_FALSE(looks_like_osm(write_bytes(folder.path() / "x.gz", gzipped("name,lat,lon\n"))));
  EXPECT_FALSE(looks_like_osm(write_bytes(folder.path() / "empty", "")));
  EXPECT_FALSE(looks_like_osm(folder.path()));
  EXPECT_FALSE(looks_like_osm(folder.path() / "missing"));
}

TEST(OsmFiles, plain_gzip_and_bzip2_give_the_same_places) {
  TemporaryFolder const folder;
  for (std::string const& bytes : {one_school(), gzipped(one_school()), bzipped(one_school())}) {
    auto const batch = read_osm(write_bytes(folder.path() / "any", bytes), {});
    ASSERT_TRUE(batch) << batch.error().message;
    ASSERT_EQ(batch->places.size(), 1U);
    EXPECT_EQ(batch->places[0].name, "Elm");
  }
}

TEST(OsmFiles, of_other_kinds_are_refused_with_one_clear_message) {
  TemporaryFolder const folder;
  auto const code_of = [&](std::filesystem::path const& path) {
    auto const batch = read_osm(path, {});
    EXPECT_FALSE(batch);
    return batch ? ErrorCode::internal : batch.error().code;
  };
  EXPECT_EQ(code_of(write_bytes(folder.path() / "a.osm.pbf", "name,lat\n")), ErrorCode::unsupported);
  EXPECT_EQ(code_of(folder.path() / "missing.osm.pbf"), ErrorCode::not_found);
  EXPECT_FALSE(read_osm(folder.path(), {}));
  EXPECT_FALSE(read_osm(write_bytes(folder.path() / "empty.osm.pbf", ""), {}));
  EXPECT_EQ(code_of(write_bytes(folder.path() / "none.osm", "<osm version=\"0.6\"></osm>")), ErrorCode::invalid_value);
}

TEST(OsmFiles, damaged_xml_gzip_and_bzip2_are_corrupt) {
  TemporaryFolder const folder;
  std::string const whole = one_school();
  std::string big = OsmText().str();
  {
    OsmText text;
    for (int id = 1; id < 3000; ++id) {
      text.node(id, 7, 43 + id * 1e-5, {{"name", std::to_string(id * 7919 % 3001)}});
    }
    big = text.str();
  }
  std::string const zipped = gzipped(big);
  std::string const bzip = bzipped(big);
  for (std::string const& bytes :
       {whole.substr(0, whole.size() - 8), zipped.substr(0, zipped.size() / 2), bzip.substr(0, bzip.size() - 40)}) {
    auto const path = write_bytes(folder.path() / "cut", bytes);
    auto const batch = read_osm(path, {});
    ASSERT_FALSE(batch);
    EXPECT_NE(batch.error().message.find(path.string()), std::string::npos) << batch.error().message;
    EXPECT_TRUE(batch.error().code == ErrorCode::corrupt || batch.error().code == ErrorCode::unsupported)
        << batch.error().message;
  }
}

TEST(OsmFiles, a_pbf_cut_anywhere_is_corrupt_and_never_a_smaller_city) {
  auto const path = test::shared_file("osm/monaco-20231121.osm.pbf");
  if (path.empty()) {
    GTEST_SKIP() << "no shared data";
  }
  std::string const whole = file_bytes(path);
  TemporaryFolder const folder;
  for (std::size_t i = 1; i <= 20; ++i) {
    std::size_t const size = whole.size() * i / 21 + i % 5;
    auto const cut = write_bytes(folder.path() / "cut.osm.pbf", std::string_view(whole).substr(0, size));
    auto const batch = read_osm(cut, {});
    ASSERT_FALSE(batch) << size;
    EXPECT_EQ(batch.error().code, ErrorCode::corrupt) << size;
    EXPECT_NE(batch.error().message.find("cut.osm.pbf"), std::string::npos);
  }
  for (std::size_t const tail : {1U, 2U, 3U, 4U, 5U}) {
    std::string longer = whole + std::string(tail, '\0');
    auto const batch = read_osm(write_bytes(folder.path() / "long.osm.pbf", longer), {});
    EXPECT_FALSE(batch) << tail;
  }
}

TEST(OsmFiles, damaged_bytes_in_a_pbf_never_crash) {
  auto const path = test::shared_file("osm/monaco-20231121.osm.pbf");
  if (path.empty()) {
    GTEST_SKIP() << "no shared data";
  }
  std::string const whole = file_bytes(path);
  TemporaryFolder const folder;
  std::uint64_t state = 20261123;
  int refused = 0;
  for (int round = 0; round < 12; ++round) {
    std::string bytes = whole;
    for (int i = 0; i < 40; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      bytes[100 + (state >> 33U) % (bytes.size() - 100)] ^= static_cast<char>(1U << (state % 7U));
    }
    auto const batch = read_osm(write_bytes(folder.path() / "damaged.osm.pbf", bytes), {});
    refused += batch ? 0 : 1;
  }
  EXPECT_EQ(refused, 12) << "every block is compressed with a checksum";
}

TEST(OsmFiles, mappers_names_and_ids_are_nowhere_in_the_batch) {
  OsmText text;
  text.meta(
      R"(version="3" timestamp="2020-02-03T04:05:06Z" changeset="987654321" uid="123456789" user="SECRETMAPPER")");
  text.square(1, 10, 0, 0, 1, {{"amenity", "school"}, {"building", "yes"}, {"addr:housenumber", "1"}, {"name", "Elm"}});
  text.node(5, 0.5, 0.5, {{"place", "suburb"}, {"name", "Old Town"}})
      .node(6, 0, 0, {{"barrier", "gate"}})
      .way(7, {10, 6}, {{"highway", "path"}, {"name", "Path"}});
  text.relation(8, {{'w', 1, "outer"}},
                {{"type", "boundary"}, {"boundary", "administrative"}, {"admin_level", "9"}, {"name", "East"}});
  auto const batch = try_osm(text.str());
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_EQ(batch->source.date, "2020-02-03");
  std::string const texts = all_texts(*batch);
  EXPECT_NE(texts.find("Old Town"), std::string::npos) << "the texts are really searched";
  for (char const* secret : {"SECRETMAPPER", "123456789", "987654321"}) {
    EXPECT_EQ(texts.find(secret), std::string::npos) << secret;
  }
}

TEST(OsmFiles, absent_and_impossible_timestamps_give_no_date) {
  EXPECT_EQ(try_osm(one_school())->source.date, "");
  auto const dated = [](char const* timestamp) {
    return try_osm(OsmText()
                       .meta(std::string("timestamp=\"") + timestamp + "\"")
                       .node(1, 1, 1, {{"amenity", "school"}})
                       .str())
        ->source.date;
  };
  EXPECT_EQ(dated("2021-05-06T07:08:09Z"), "2021-05-06");
  EXPECT_EQ(dated("1999-01-01T00:00:00Z"), "");
  EXPECT_EQ(dated("2099-01-01T00:00:00Z"), "");
  importers::OsmOptions given;
  given.date = "2022-01-01";
  EXPECT_EQ(try_osm(one_school(), given)->source.date, "2022-01-01");
}

TEST(OsmFiles, a_header_box_is_not_believed) {
  std::string text = one_school();
  text.insert(text.find("<node"), "<bounds minlat=\"-10\" minlon=\"-10\" maxlat=\"-9\" maxlon=\"-9\"/>");
  auto const batch = try_osm(text);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->places.size(), 1U);
}

TEST(OsmFiles, the_order_of_objects_does_not_matter) {
  std::string const head = "<osm version=\"0.6\">";
  std::string const nodes =
      R"(<node id="3" lon="0.001" lat="0.001"/><node id="1" lon="0" lat="0"/><node id="2" lon="0.001" lat="0"/>)";
  std::string const way2 = R"(<way id="2"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>)";
  std::string const way1 = R"(<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/></way>)";
  std::string const relation =
      R"(<relation id="1"><member type="way" ref="1" role="outer"/><tag k="type" v="multipolygon"/><tag k="amenity" v="school"/></relation>)";
  auto const sorted = try_osm(head + nodes + way1 + way2 + relation + "</osm>");
  auto const shuffled = try_osm(head + relation + way2 + nodes + way1 + "</osm>");
  ASSERT_TRUE(sorted && shuffled);
  ASSERT_EQ(sorted->places.size(), 1U);
  EXPECT_EQ(sorted->places, shuffled->places);
  EXPECT_EQ(sorted->streets, shuffled->streets);
  EXPECT_FALSE(sorted->places[0].footprint.empty());
}

TEST(OsmFiles, an_object_that_stands_there_twice_is_read_once) {
  auto const batch =
      test::read_text(OsmText().node(1, 0, 0, {{"amenity", "school"}}).node(1, 0, 0, {{"amenity", "school"}}));
  EXPECT_EQ(batch.places.size(), 1U);
  EXPECT_TRUE(test::has_note(batch, "more than once"));
}

TEST(OsmFiles, positions_outside_the_world_count_as_missing) {
  std::string const text =
      R"(<osm version="0.6"><node id="1" lon="7" lat="95"><tag k="amenity" v="school"/></node><node id="2" lon="7" lat="43"/></osm>)";
  auto const batch = try_osm(text);
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_TRUE(batch->places.empty());
  EXPECT_TRUE(test::has_note(*batch, "outside the world"));
  auto const absurd = try_osm(R"(<osm version="0.6"><node id="1" lon="NaN" lat="1e999"/></osm>)");
  ASSERT_FALSE(absurd);
  EXPECT_EQ(absurd.error().code, ErrorCode::corrupt);
}

TEST(OsmFiles, the_input_hash_follows_bytes_and_options) {
  auto const first = try_osm(one_school());
  auto const again = try_osm(one_school());
  auto const other = try_osm(OsmText().node(1, 7, 43, {{"amenity", "school"}}).str());
  importers::OsmOptions renamed;
  renamed.source = "osm-test";
  auto const source = try_osm(one_school(), renamed);
  ASSERT_TRUE(first && again && other && source);
  EXPECT_EQ(first->source.input_hash, again->source.input_hash);
  EXPECT_NE(first->source.input_hash, other->source.input_hash);
  EXPECT_NE(first->source.input_hash, source->source.input_hash);
  EXPECT_EQ(source->places[0].head.id, "osm-test:n1");
  EXPECT_EQ(first->places, again->places);
}

TEST(OsmFiles, reading_tells_its_progress_and_stops_when_asked) {
  TemporaryFolder const folder;
  OsmText text;
  text.square(1, 10, 7, 43, 0.01, {{"amenity", "school"}}).relation(2, {{'w', 1, "outer"}}, {{"type", "multipolygon"}});
  auto const path = write_bytes(folder.path() / "a.osm", text.str());
  std::vector<std::string> steps;
  std::uint64_t last = 0;
  base::Progress progress;
  progress.report = [&](std::string_view step, std::uint64_t done, std::uint64_t total) {
    steps.emplace_back(step);
    EXPECT_TRUE(total == 0 || (done <= total && done >= last)) << step;
    last = std::max(last, done);
  };
  ASSERT_TRUE(read_osm(path, {}, progress));
  EXPECT_THAT(steps, testing::IsSupersetOf({"reading relations", "reading nodes", "reading ways"}));

  std::stop_source stop;
  stop.request_stop();
  progress.stop = stop.get_token();
  auto const stopped = read_osm(path, {}, progress);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace cartable
