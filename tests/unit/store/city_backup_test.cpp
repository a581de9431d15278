#include "store/city_backup.hpp"

#include "city_audit.hpp"
#include "city_rounds.hpp"
#include "filled_record.hpp"
#include "geo/database.hpp"
#include "store/schema.hpp"
#include "tests/support/city_engine.hpp"

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

namespace cartable::store {
namespace {

using base::ErrorCode;
using geo::Database;
using test::Engine;

/// A copy from one engine to the same or the other.
class Backup : public ::testing::TestWithParam<std::pair<Engine, Engine>> {
 protected:
  void SetUp() override {
    CARTABLE_NEEDS_ENGINE(GetParam().first);
    CARTABLE_NEEDS_ENGINE(GetParam().second);
    city_ = CityFile(from_.where("city"));
    auto const made = city_.create();
    ASSERT_TRUE(made) << made.error().message;
  }
  test::CityHome from_{GetParam().first};
  test::CityHome to_{GetParam().second};
  CityFile city_{""};
};
INSTANTIATE_TEST_SUITE_P(
    Engines, Backup,
    ::testing::Values(std::pair(Engine::gpkg, Engine::gpkg), std::pair(Engine::gpkg, Engine::postgres),
                      std::pair(Engine::postgres, Engine::gpkg), std::pair(Engine::postgres, Engine::postgres)),
    [](auto const& pair) {
      auto const name = [](Engine e) { return std::string(e == Engine::gpkg ? "GeoPackage" : "PostgreSQL"); };
      return name(pair.param.first) + "To" + name(pair.param.second);
    });

TEST_P(Backup, a_copy_equals_the_original_record_by_record) {
  unsigned const seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  ASSERT_TRUE(testing::import(city_, testing::round_batch(0), testing::round_blobs(0)));
  for_each_record([&]<class R>() {
    testing::Filler filler(seed);
    R empty;
    empty.head.id = "test:2";
    ASSERT_TRUE(city_.put<R>({filler.make<R>("test:1"), empty}));
  });
  {  // a hole in the row numbers, and a column that a person added
    auto city = Database::open(city_.where(), Database::Mode::update);
    ASSERT_TRUE(city);
    ASSERT_TRUE(city->add_field("place", {.name = "colour", .type = geo::FieldType::text}));
    ASSERT_TRUE(city->execute("DELETE FROM place WHERE fid=3"));
    ASSERT_TRUE(city->execute("UPDATE place SET colour='red' WHERE fid=5"));
  }
  CityFile const copy(to_.where("copy"));
  auto const report = backup_city(city_.where(), copy.where());
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->left_out.empty());

  EXPECT_TRUE(copy.check());
  EXPECT_EQ(*copy.revisions(), *city_.revisions());
  std::int64_t records = 0;
  for_each_record([&]<class R>() {
    SCOPED_TRACE(Table<R>::info.name);
    auto const theirs = city_.read<R>();
    auto const ours = copy.read<R>();
    ASSERT_TRUE(theirs && ours);
    EXPECT_TRUE(*theirs == *ours);
    records += static_cast<std::int64_t>(ours->size());
  });
  EXPECT_GT(report->records, records) << "blobs and revisions are counted, too";
  auto const blobs = copy.derived("base_tiles");
  ASSERT_TRUE(blobs);
  ASSERT_EQ(blobs->size(), 1U);
  EXPECT_TRUE(blobs->front().bytes == testing::round_blobs(0).front().bytes);
  std::string problem;
  static_cast<void>(testing::audit(copy.where(), &problem));
  EXPECT_EQ(problem, "");
  {
    auto const fids = [](std::string const& where) {
      auto city = Database::open(where, Database::Mode::read);
      std::vector<std::pair<std::int64_t, std::string>> out;
      EXPECT_TRUE(
          city && city->scan("place", {}, {"id", "colour"}, false, [&](geo::RowBatch const& batch) -> base::Status {
            for (std::size_t i = 0; i < batch.size(); ++i) {
              out.emplace_back(batch.fid(i), std::string(batch.text(0, i)) + " " + std::string(batch.text(1, i)));
            }
            return {};
          }));
      return out;
    };
    EXPECT_EQ(fids(city_.where()), fids(copy.where())) << "row numbers and added columns";
  }
  CityFile living(copy.where());
  EXPECT_TRUE(testing::import(living, testing::round_batch(1), testing::round_blobs(1))) << "the copy is a city";
}

TEST_P(Backup, what_is_there_is_never_replaced) {
  CityFile other(to_.where("copy"));
  ASSERT_TRUE(other.create());
  ASSERT_TRUE(other.put_setting("name", "another city"));
  auto const refused = backup_city(city_.where(), other.where());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict) << refused.error().message;
  EXPECT_EQ(other.read<Setting>()->size(), 1U);
}

TEST_P(Backup, a_copy_during_imports_is_one_state) {
  ASSERT_TRUE(testing::import(city_, testing::round_batch(0), testing::round_blobs(0)));
  std::atomic<bool> stop = false;
  std::atomic<int> imports = 0;
  std::thread importer([&] {
    CityFile own(city_.where());
    for (int round = 1; !stop; ++round) {
      imports += testing::import(own, testing::round_batch(round), testing::round_blobs(round)) ? 1 : 0;
    }
  });
  for (int i = 0; i < 4; ++i) {
    int const before = imports;
    for (int wait = 0; imports == before && wait < 1000; ++wait) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    CityFile const copy(to_.where("copy" + std::to_string(i)));
    auto const report = backup_city(city_.where(), copy.where());
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    auto const data = copy.load();
    auto const blobs = copy.derived("base_tiles");
    if (!data || !blobs || blobs->size() != 1) {
      ADD_FAILURE() << "the copy cannot be read";
      break;
    }
    std::map<std::string, int> words;
    for (auto const& place : data->places) {
      words[place.name] += place.head.status == RecordStatus::active ? 1 : 0;
    }
    for (auto const& district : data->districts) {
      words[district.name] += district.head.status == RecordStatus::active ? 1 : 0;
    }
    std::erase_if(words, [](auto const& word) { return word.second == 0; });
    EXPECT_EQ(words.size(), 1U) << "half of one import and half of another";
    EXPECT_EQ(words.begin()->first, blobs->front().bytes.front() == 'e' ? "even" : "odd");
  }
  stop = true;
  importer.join();
  EXPECT_GT(imports, 3);
}

TEST(BackupOfNoCity, is_one_clear_error_and_leaves_nothing) {
  test::TemporaryFolder folder;
  auto const copy = (folder / "copy.gpkg").string();
  EXPECT_EQ(backup_city((folder / "missing.gpkg").string(), copy).error().code, ErrorCode::not_found);
  std::ofstream(folder / "text.gpkg") << "id,name\n";
  EXPECT_EQ(backup_city((folder / "text.gpkg").string(), copy).error().code, ErrorCode::corrupt);
  CityFile city((folder / "city.gpkg").string());
  ASSERT_TRUE(city.create());
  EXPECT_EQ(backup_city(city.where(), (folder / "no/where.gpkg").string()).error().code, ErrorCode::not_found);
  EXPECT_FALSE(std::filesystem::exists(copy));
}

TEST(BackupToAFullDisk, is_one_clear_error_and_leaves_nothing) {
  test::TemporaryFolder folder;
  CityFile city((folder / "city.gpkg").string());
  ASSERT_TRUE(city.create());
  ASSERT_TRUE(testing::import(city, testing::round_batch(0), {[] {
                                Derived blob;
                                blob.key = "base_tiles";
                                blob.bytes.assign(3'000'000, 'x');
                                return blob;
                              }()}));
  auto const small = folder / "small";
  std::filesystem::create_directory(small);
  if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=2m") != 0) {
    GTEST_SKIP() << "needs the right to mount a small tmpfs";
  }
  auto const full = backup_city(city.where(), (small / "copy.gpkg").string());
  EXPECT_FALSE(full);
  if (!full) {
    EXPECT_EQ(full.error().code, ErrorCode::disk_full) << full.error().message;
    EXPECT_NE(full.error().message.find("free some space"), std::string::npos) << full.error().message;
  }
  EXPECT_TRUE(std::filesystem::is_empty(small));
  ::umount(small.c_str());
}

}  // namespace
}  // namespace cartable::store
