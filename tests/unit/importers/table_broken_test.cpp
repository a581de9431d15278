// Broken and hostile files: bounded, one clear sentence, never a crash, and good rows survive bad ones.
#include "importers/table_input.hpp"
#include "importers/table_source.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/unit/importers/table_corpus.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <random>

namespace cartable::importers {
namespace {

using namespace std::string_literals;
using test::TemporaryFolder;

void write(std::filesystem::path const& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

base::Result<store::ImportBatch> read(std::filesystem::path const& file, TableOptions const& options = {}) {
  return read_table(file, options);
}

TEST(TableBroken, each_is_refused_in_a_sentence_or_gives_its_good_rows) {
  struct Case {
    std::string name, bytes;
    std::size_t good;  ///< rows that come through
    std::string says;  ///< of the error, when none does
  };
  TemporaryFolder folder;
  std::string const head = "id,name,lat,lon\n";
  std::vector<Case> const cases = {
      {"header_only.csv", head, 0, "has no row"},
      {"blank.csv", "\n\n  \n", 0, "is not in a format"},
      {"binary.csv", "\x7F"s + "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0"s + std::string(4000, '\x01'), 0,
       "is not"},
      {"picture.csv", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0"s + std::string(2000, '\x02'), 0, "is not"},
      {"page.csv", "<!DOCTYPE html><html><body>Error 404, not found</body></html>", 0, "is not"},
      {"answer.csv", "{\"error\": \"token expired\", \"code\": 401}", 0, "is not"},
      {"quotes.csv", head + "1,\"Open,1,1\n2,Two,2,2\n3,\"Three\",3,3\n", 2, ""},
      {"only_quote.csv", head + "1,\"Open,1,1", 0, "quotation mark"},
      {"zero_bytes.csv", head + "1,On\0e,1,1\n2,Two,2,2\n"s, 2, ""},
      {"ragged.csv", head + "1,One,1,1\n2\n3,Three,3,3,surplus\n4,Four,4,4,,,\n", 2, ""},
      {"twice.csv", "id,id,name,name,lat,lon\n1,9,One,Uno,1,1\n2,8,Two,Dos,2,2\n", 2, ""},
      {"no_names.csv", ",,,\n1,One,1.5,1.25\n2,Two,2.5,2.25\n", 0, "--map name="},
      {"one_column.csv", "name\nOne\nTwo\n", 0, "--map"},
      {"long_cell.csv", head + "1," + std::string(3U << 20U, 'x') + ",1,1\n2,Two,2,2\n", 1, ""},
      {"wide.csv", std::string(9000, ',') + "\n1,2\n", 0, "columns"},
      {"mac.csv", "id,name,lat,lon\r1,One,1,1\r2,Two,2,2\r", 2, ""},
      {"marks.csv", "\xEF\xBB\xBF\xEF\xBB\xBFid,name,lat,lon\n1,One,1,1\n", 1, ""},
      {"infinite.csv",
       head + "1,One,inf,1\n2,Two,nan,2\n3,Three,1e999,3\n4,Four,4,4\n5,Five,5,5\n6,Six,6,6\n7,Sev,7,7\n8,Ate,8,8\n9,"
              "Nine,9,9\n10,Ten,10,10\n",
       7, ""},
      {"half.xlsx", "PK\x03\x04"s + std::string(300, '\x11'), 0, "damaged"},
      {"half.gpkg", "SQLite format 3\0"s + std::string(500, '\0'), 0, "half.gpkg"},
      {"half.geojson",
       R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},"geometry":{"type":"Point","coordi)",
       0, "half.geojson"},
      {"deep.geojson", R"({"type":"FeatureCollection","features":)" + std::string(100'000, '['), 0, "deep.geojson"},
      {"nothing.geojson", R"({"type":"FeatureCollection","features":[]})", 0, "nothing.geojson"},
  };
  for (Case const& c : cases) {
    write(folder / c.name, c.bytes);
    auto const start = std::chrono::steady_clock::now();
    auto const batch = read(folder / c.name);
    auto const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    EXPECT_LT(seconds, 20) << c.name;
    if (c.good > 0) {
      ASSERT_TRUE(batch) << c.name << ": " << batch.error().message;
      EXPECT_EQ(batch->places.size(), c.good) << c.name;
    } else {
      ASSERT_FALSE(batch) << c.name;
      EXPECT_NE(batch.error().message.find(c.says), std::string::npos) << c.name << ": " << batch.error().message;
      EXPECT_NE(batch.error().message.find(c.name), std::string::npos) << "names the file: " << batch.error().message;
      EXPECT_EQ(batch.error().message.find('\n'), std::string::npos) << "one sentence: " << batch.error().message;
    }
  }
}

TEST(TableBroken, a_spreadsheet_that_would_unpack_to_gigabytes_is_refused_before_it_is_unpacked) {
  TemporaryFolder folder;
  // One entry of the central directory that claims 3 GB, as a bomb's does (APPNOTE 6.3 §4.3.12, §4.3.16).
  std::string entry = "PK\x01\x02"s + std::string(42, '\0') + "xl/worksheets/sheet1.xml";
  entry[24] = '\0';
  entry[27] = '\xC0';  // 0xC0000000 bytes
  entry[28] = 24;      // length of the name
  std::string file = "PK\x03\x04"s + std::string(100, '\0');
  std::string end = "PK\x05\x06"s + std::string(18, '\0');
  end[12] = static_cast<char>(entry.size());
  end[16] = static_cast<char>(file.size());
  write(folder / "bomb.xlsx", file + entry + end);
  auto const checked = check_archive(folder / "bomb.xlsx");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, base::ErrorCode::too_large);
}

TEST(TableBroken, a_text_beyond_the_limits_is_refused_and_says_them) {
  TemporaryFolder folder;
  write(folder / "big.csv", "a,b\n" + std::string(5000, ','));
  auto const bytes = read_delimited(folder / "big.csv", {.max_bytes = 1000});
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, base::ErrorCode::too_large);
  auto const cells = read_delimited(folder / "big.csv", {.max_cells = 1000});
  ASSERT_FALSE(cells);
  EXPECT_EQ(cells.error().code, base::ErrorCode::too_large);
}

TEST(TableBroken, bytes_changed_at_random_never_do_more_than_cost_rows) {
  unsigned const seed = 4711;
  std::mt19937 random(seed);
  TemporaryFolder folder;
  std::size_t imported = 0, refused = 0;
  for (auto const& sample : test_corpus::samples()) {
    for (int round = 0; round < 3; ++round) {
      std::string bytes = sample.text;
      for (int i = 0; i < 6; ++i) {
        std::size_t const at = random() % bytes.size();
        switch (random() % 4) {
          case 0: bytes[at] = static_cast<char>(random()); break;
          case 1: bytes.erase(at, 1 + random() % 5); break;
          case 2: bytes.insert(at, 1, "\"\n;,\0\xFF|\r"[random() % 8]); break;
          default: bytes.resize(std::max<std::size_t>(1, at)); break;
        }
        if (bytes.empty()) {
          bytes = "x";
        }
      }
      write(folder / sample.name, bytes);
      auto const batch = read(folder / sample.name, {.role = sample.role});
      ++(batch ? imported : refused);
    }
  }
  std::printf("seed %u: %zu imported, %zu refused\n", seed, imported, refused);
  EXPECT_GT(imported, 0U);
  EXPECT_GT(refused, 0U);
}

TEST(TableBroken, a_row_without_a_name_or_a_place_never_costs_another_row) {
  TemporaryFolder folder;
  std::string text = "id,name,address,lat,lon\n";
  for (int i = 0; i < 40; ++i) {
    text += fmt::format("{},{},{},{},{}\n", i, i % 5 == 0 ? "" : "N" + std::to_string(i), i % 7 == 0 ? "Main St 1" : "",
                        i % 3 == 0 ? "0" : "49.2", i % 3 == 0 ? "0" : "-123.1");
  }
  write(folder / "a.csv", text);
  auto const batch = read(folder / "a.csv");
  ASSERT_TRUE(batch);
  std::size_t placed = 0, unplaced = 0;
  for (store::Place const& place : batch->places) {
    ++(place.point ? placed : unplaced);
    EXPECT_EQ(place.head.status, place.point ? store::RecordStatus::active : store::RecordStatus::unplaced);
    EXPECT_TRUE(place.point || place.address.contains("full"));
  }
  std::size_t expected_placed = 0, expected_unplaced = 0;
  for (int i = 0; i < 40; ++i) {
    expected_placed += i % 5 != 0 && i % 3 != 0 ? 1U : 0U;
    expected_unplaced += i % 5 != 0 && i % 3 == 0 && i % 7 == 0 ? 1U : 0U;
  }
  EXPECT_EQ(placed, expected_placed);
  EXPECT_EQ(unplaced, expected_unplaced);
  EXPECT_EQ(batch->rejects.size(), 40 - expected_placed - expected_unplaced);
}

}  // namespace
}  // namespace cartable::importers
