#include "store/city_file.hpp"

#include "city_audit.hpp"
#include "city_rounds.hpp"
#include "geo/database.hpp"
#include "store/schema.hpp"
#include "tests/support/new_city.hpp"
#include "tests/support/property.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace cartable::store {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using geo::Database;
using testing::audit;
using testing::import;
using testing::make_batch;
using testing::make_place;

Derived blob(std::string part, std::string bytes) {
  Derived out;
  out.key = "base_tiles";
  out.part = std::move(part);
  out.bytes = std::move(bytes);
  return out;
}

/// A new city, on each engine.
class CityFileTest : public test::NewCity {
 protected:
  std::string audited() {
    std::string problem;
    std::string const found = audit(city_.where(), &problem);
    EXPECT_EQ(problem, "");
    return found;
  }
  void set_version(std::string const& version) {
    auto city = Database::open(city_.where(), Database::Mode::update);
    ASSERT_TRUE(city);
    ASSERT_TRUE(city->execute("UPDATE city_schema SET word='" + version + "' WHERE name='version'"));
  }
  /// Runs `f` in a process of its own. \return its exit code
  template <class F>
  static int in_child(F const& f) {
    pid_t const child = ::fork();
    if (child == 0) {
      ::_exit(f());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  bool in_file() const { return GetParam() == test::Engine::gpkg; }
  test::TemporaryFolder const& folder_ = home_.folder();
};
INSTANTIATE_TEST_SUITE_P(Engines, CityFileTest, CARTABLE_ENGINES);

/// What only a file has.
class GeoPackageCity : public CityFileTest {};
INSTANTIATE_TEST_SUITE_P(Engines, GeoPackageCity, ::testing::Values(test::Engine::gpkg));

TEST_P(CityFileTest, a_new_city_is_whole_and_alone_in_its_folder) {
  EXPECT_TRUE(city_.exists());
  EXPECT_TRUE(city_.check());
  audited();
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), in_file() ? 1 : 0);
  auto const data = city_.load();
  ASSERT_TRUE(data);
  EXPECT_EQ(data->groups.size(), 3U);
  EXPECT_EQ(data->revisions, Revisions{});
}

TEST_P(CityFileTest, a_city_is_never_overwritten) {
  auto const before = audited();
  auto const again = city_.create();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_EQ(audited(), before);
}

TEST_P(CityFileTest, after_an_import_extents_index_and_triggers_agree_with_the_rows) {
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(import(city_, testing::round_batch(round), testing::round_blobs(round)));
    audited();
  }
}

TEST_P(GeoPackageCity, what_is_no_city_is_told_apart_in_plain_words) {
  auto const error_of = [&](std::string const& path) {
    auto const checked = CityFile(path).check();
    EXPECT_FALSE(checked) << path;
    return checked ? base::Error{} : checked.error();
  };
  EXPECT_EQ(error_of((folder_ / "missing.gpkg").string()).code, ErrorCode::not_found);
  EXPECT_EQ(error_of(folder_.path().string()).code, ErrorCode::unreadable);
  std::ofstream(folder_ / "empty.gpkg").close();
  EXPECT_EQ(error_of((folder_ / "empty.gpkg").string()).code, ErrorCode::corrupt);
  std::ofstream(folder_ / "text.gpkg") << "id,name\n1,Library\n";
  EXPECT_EQ(error_of((folder_ / "text.gpkg").string()).code, ErrorCode::corrupt);
  ASSERT_TRUE(
      Database::create((folder_ / "other.gpkg").string(),
                       {geo::LayerDef{.name = "t", .geometry = geo::GeometryType::none, .fields = {{.name = "a"}}}},
                       [](Database&) -> base::Status { return {}; }));
  auto const other = error_of((folder_ / "other.gpkg").string());
  EXPECT_EQ(other.code, ErrorCode::corrupt);
  EXPECT_NE(other.message.find("not a city"), std::string::npos);
}

TEST_P(GeoPackageCity, a_truncated_city_is_refused_wherever_it_was_cut) {
  ASSERT_TRUE(import(city_, testing::round_batch(0)));
  auto const size = fs::file_size(city_.where());
  for (double const share : {0.999, 0.75, 0.5, 0.1, 0.01, 0.0001}) {
    std::string const copy = (folder_ / "cut.gpkg").string();
    fs::copy_file(city_.where(), copy, fs::copy_options::overwrite_existing);
    fs::resize_file(copy, static_cast<std::uintmax_t>(static_cast<double>(size) * share));
    auto const loaded = CityFile(copy).load();
    ASSERT_FALSE(loaded) << share;
    EXPECT_EQ(loaded.error().code, ErrorCode::corrupt) << loaded.error().message;
  }
}

TEST_P(CityFileTest, a_city_of_another_version_is_refused_by_everything_naming_both) {
  set_version("999");
  for (auto const& status : {city_.check(), city_.put_setting("name", "x"), city_.add_token({})}) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::wrong_version);
    EXPECT_NE(status.error().message.find("version 999"), std::string::npos);
    EXPECT_NE(status.error().message.find("version 1"), std::string::npos);
  }
  EXPECT_FALSE(city_.load());
  EXPECT_FALSE(city_.revisions());
  EXPECT_FALSE(city_.plan(make_batch({})));
  auto const migrated = city_.migrate();
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().code, ErrorCode::wrong_version);
}

TEST_P(CityFileTest, an_older_city_is_migrated_and_kept_as_it_was) {
  ASSERT_TRUE(import(city_, make_batch({make_place("osm:n1", 1, 1)})));
  {  // what was written before version 1 was settled: a table and a column less
    auto city = Database::open(city_.where(), Database::Mode::update);
    ASSERT_TRUE(city);
    ASSERT_TRUE(city->execute("DROP TABLE need"));
    if (in_file()) {
      ASSERT_TRUE(city->execute("DELETE FROM gpkg_contents WHERE table_name='need'"));
      ASSERT_TRUE(city->execute("DELETE FROM gpkg_ogr_contents WHERE table_name='need'"));
    }
    ASSERT_TRUE(city->execute("ALTER TABLE place DROP COLUMN booking"));
  }
  set_version("0");
  EXPECT_EQ(city_.check().error().code, ErrorCode::wrong_version);
  auto const before = city_.migrate();
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(*before, 0);
  EXPECT_TRUE(city_.check());
  Place place = city_.read<Place>()->front();
  EXPECT_EQ(place.name, "Place osm:n1");
  place.booking = "by telephone";
  ASSERT_TRUE(city_.put<Place>({place}));
  EXPECT_EQ(city_.read<Place>()->front().booking, "by telephone") << "a column at the end of the table is in its place";
  EXPECT_EQ(city_.read<Place>()->front().name, "Place osm:n1");
  Need need;
  need.head.id = "need:1";
  ASSERT_TRUE(city_.put<Need>({need}));
  auto const kept = CityFile(city_.where() + (in_file() ? ".v0" : "_v0")).check();
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, ErrorCode::wrong_version);
  EXPECT_EQ(city_.migrate().value_or(-1), kSchemaVersion) << "a second time there is nothing to do";
}

TEST_P(CityFileTest, a_second_import_is_refused_at_once_naming_the_first) {
  ASSERT_TRUE(city_.begin_import("cartable import lyon.osm.pbf"));
  CityFile second(city_.where());
  auto const refused = second.begin_import("cartable import paris.osm.pbf");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::locked);
  EXPECT_NE(refused.error().message.find("lyon.osm.pbf"), std::string::npos) << refused.error().message;
  EXPECT_NE(refused.error().message.find(std::to_string(::getpid())), std::string::npos);
  EXPECT_FALSE(second.plan(make_batch({})));
  auto const own = city_.plan(make_batch({}));
  EXPECT_TRUE(own) << own.error().message;
}

TEST_P(CityFileTest, the_right_to_import_ends_with_its_process) {
  EXPECT_EQ(in_child([&] {
              CityFile dying(city_.where());
              return dying.begin_import("a short life") ? 0 : 1;  // _exit: no destructor runs
            }),
            0);
  EXPECT_TRUE(city_.begin_import("the next"));
}

TEST_P(CityFileTest, a_change_between_plan_and_apply_is_a_conflict) {
  auto plan = city_.plan(make_batch({make_place("osm:n1", 1, 1)}));
  ASSERT_TRUE(plan);
  ASSERT_TRUE(city_.put_setting("name", "Lyon"));
  auto const done = city_.apply(std::move(**plan), {}, "{}");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_TRUE(city_.read<Place>()->empty());
}

TEST_P(CityFileTest, a_stopped_import_leaves_the_city_as_it_was) {
  std::vector<Place> many;
  for (int i = 0; i < 5000; ++i) {
    many.push_back(make_place(fmt::format("osm:n{}", i), 1, 1));
  }
  auto const before = audited();
  auto plan = city_.plan(make_batch(many));
  ASSERT_TRUE(plan);
  std::stop_source stop;
  stop.request_stop();
  auto const done = city_.apply(std::move(**plan), {}, "{}", {.report = {}, .stop = stop.get_token()});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::cancelled);
  EXPECT_EQ(audited(), before);
}

TEST_P(GeoPackageCity, a_full_disk_is_one_clear_error_and_loses_nothing) {
  std::string const small = (folder_ / "small").string();
  fs::create_directory(small);
  if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=2m") != 0) {
    GTEST_SKIP() << "needs the right to mount a small tmpfs";
  }
  {
    CityFile city(small + "/city.gpkg");
    auto const made = city.create();
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    EXPECT_TRUE(import(city, testing::round_batch(0)));
    std::string problem;
    auto const before = audit(city.where(), &problem);
    std::vector<Derived> const big{blob("1", std::string(8'000'000, 'x'))};
    auto const done = import(city, testing::round_batch(1), big);
    EXPECT_FALSE(done);
    if (!done) {
      EXPECT_EQ(done.error().code, ErrorCode::disk_full) << done.error().message;
      EXPECT_NE(done.error().message.find("free some space"), std::string::npos);
    }
    EXPECT_EQ(audit(city.where(), &problem), before);
    EXPECT_EQ(problem, "");
    EXPECT_TRUE(import(city, testing::round_batch(1))) << "the city goes on working";
  }
  ::umount(small.c_str());
}

TEST_P(GeoPackageCity, flipped_bytes_give_a_clear_error_or_a_city_but_never_a_crash) {
  ASSERT_TRUE(import(city_, testing::round_batch(0), {blob("1", std::string(50'000, 'x'))}));
  std::ifstream in(city_.where(), std::ios::binary);
  std::string const sound(std::istreambuf_iterator<char>(in), {});
  test::PropertyRandom random;
  std::string const path = (folder_ / "flipped.gpkg").string();
  int refused = 0;
  for (int i = 0; i < 60; ++i) {
    std::string bytes = sound;
    auto const last = static_cast<std::int64_t>(bytes.size()) - 1;
    // Single bytes anywhere, near the start where the schema is, and whole pages of noise.
    std::int64_t const from = random.integer(0, random.chance(0.3) ? 8191 : last);
    std::int64_t const size = random.chance(0.3) ? 4096 : random.integer(1, 4);
    for (std::int64_t at = from; at < std::min(from + size, last + 1); ++at) {
      bytes[static_cast<std::size_t>(at)] = static_cast<char>(random.integer(0, 255));
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    CityFile const city(path);
    for (auto const& told : {city.check(), city.load().map([](CityData const&) {}),
                             city.derived("base_tiles").map([](std::vector<Derived> const&) {})}) {
      if (!told) {
        ++refused;
        EXPECT_TRUE(told.error().message.find(path) != std::string::npos ||
                    told.error().message.find("table ") != std::string::npos)
            << told.error().message;
      }
    }
  }
  EXPECT_GT(refused, 10) << "the damage was met";
}

TEST_P(GeoPackageCity, another_programs_geopackage_is_left_as_it_is) {
  std::string const path = (folder_ / "roads.gpkg").string();
  ASSERT_TRUE(Database::create(path,
                               {geo::LayerDef{.name = "roads",
                                              .geometry = geo::GeometryType::linestring,
                                              .fields = {{.name = "name"}},
                                              .spatial_index = true}},
                               [](Database&) -> base::Status { return {}; }));
  std::ifstream before(path, std::ios::binary);
  std::string const bytes(std::istreambuf_iterator<char>(before), {});
  CityFile city(path);
  EXPECT_TRUE(city.exists());
  EXPECT_EQ(city.create().error().code, ErrorCode::conflict);
  EXPECT_EQ(city.plan(make_batch({make_place("osm:n1", 1, 1)})).error().code, ErrorCode::corrupt);
  EXPECT_EQ(city.put_setting("name", "x").error().code, ErrorCode::corrupt);
  EXPECT_EQ(city.migrate().error().code, ErrorCode::corrupt);
  std::ifstream after(path, std::ios::binary);
  EXPECT_TRUE(bytes == std::string(std::istreambuf_iterator<char>(after), {}));
}

TEST_P(GeoPackageCity, a_file_that_may_not_grow_is_one_error_and_loses_nothing) {
  ASSERT_TRUE(import(city_, testing::round_batch(0)));
  auto const before = audited();
  auto const size = fs::file_size(city_.where());
  EXPECT_EQ(in_child([&] {
              ::signal(SIGXFSZ, SIG_IGN);  // writing beyond the limit fails with EFBIG
              rlimit const limit{.rlim_cur = size + 100'000, .rlim_max = size + 100'000};
              if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) {
                return 2;
              }
              CityFile city(city_.where());
              auto const done = import(city, testing::round_batch(1), {blob("1", std::string(3'000'000, 'x'))});
              return !done && done.error().message.find(city.where()) != std::string::npos ? 0 : 3;
            }),
            0);
  EXPECT_EQ(audited(), before);
  EXPECT_TRUE(import(city_, testing::round_batch(1)));
}

TEST_P(GeoPackageCity, a_folder_that_cannot_be_written_is_one_clear_error) {
  if (::getuid() != 0) {
    GTEST_SKIP() << "changes to another user, which needs root";
  }
  fs::permissions(folder_.path(), fs::perms(0755));
  EXPECT_EQ(in_child([&] {
              if (::setgid(65534) != 0 || ::setuid(65534) != 0) {
                return 1;
              }
              CityFile city(city_.where());
              if (!city.load()) {
                return 2;  // reading goes on
              }
              auto plan = city.plan(make_batch({make_place("osm:n1", 1, 1)}));
              if (!plan) {
                return 3;  // and so does a dry run
              }
              auto const done = city.apply(std::move(**plan), {}, "{}");
              return !done && done.error().code == ErrorCode::unwritable ? 0 : 4;
            }),
            0);
}

TEST_P(GeoPackageCity, a_poll_during_a_commit_says_locked_soon) {
  std::array<int, 2> ready{}, done{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  ASSERT_EQ(::pipe(done.data()), 0);
  pid_t const child = ::fork();
  if (child == 0) {
    auto city = Database::open(city_.where(), Database::Mode::update);
    bool const held = city && city->execute("BEGIN EXCLUSIVE");
    char c = held ? 'y' : 'n';
    (void)!::write(ready[1], &c, 1);
    (void)!::read(done[0], &c, 1);
    ::_exit(0);
  }
  char c = 0;
  ASSERT_EQ(::read(ready[0], &c, 1), 1);
  ASSERT_EQ(c, 'y');
  auto const polled = city_.revisions();
  EXPECT_FALSE(polled);
  if (!polled) {
    EXPECT_EQ(polled.error().code, ErrorCode::locked) << polled.error().message;
  }
  ASSERT_EQ(::write(done[1], &c, 1), 1);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(city_.revisions());
}

TEST_P(CityFileTest, tokens_are_added_listed_and_revoked_once) {
  Token token;
  token.head.id = "abc";
  token.role = "planner";
  token.hash = "$argon2id$v=19$…";
  token.created = "2026-11-23T08:00:00Z";
  ASSERT_TRUE(city_.add_token(token));
  EXPECT_EQ(city_.add_token(token).error().code, ErrorCode::conflict);
  EXPECT_EQ(city_.revoke_token("nobody").error().code, ErrorCode::not_found);
  ASSERT_TRUE(city_.revoke_token("abc"));
  auto const revoked = city_.tokens()->front().revoked;
  EXPECT_FALSE(revoked.empty());
  ASSERT_TRUE(city_.revoke_token("abc"));
  EXPECT_EQ(city_.tokens()->front().revoked, revoked);
  auto const revisions = city_.revisions();
  ASSERT_TRUE(revisions);
  EXPECT_EQ((*revisions)[static_cast<std::size_t>(Part::private_)], 2);
  EXPECT_EQ((*revisions)[static_cast<std::size_t>(Part::places)], 0) << "a token reloads nothing";
}

TEST_P(CityFileTest, a_large_blob_is_cut_into_chunks_and_comes_back_whole) {
  std::string bytes(kMaxChunkBytes + 12345, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(i * 2654435761U >> 24U);
  }
  std::vector<Derived> const derived{blob("a", bytes), blob("b", "x")};
  ASSERT_TRUE(import(city_, make_batch({}), derived));
  auto const read = city_.derived("base_tiles");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 2U);
  EXPECT_TRUE((*read)[0].bytes == bytes);
  EXPECT_EQ((*read)[1].bytes, "x");
  EXPECT_TRUE(city_.derived("nothing")->empty());
  auto const before = *city_.revisions();
  ASSERT_TRUE(import(city_, make_batch({}), derived));
  EXPECT_EQ(*city_.revisions(), before) << "the same tiles again change nothing";
}

TEST_P(CityFileTest, a_table_of_many_batches_is_read_whole_with_and_without_holes) {
  std::vector<Place> many;
  for (int i = 0; i < 40'000; ++i) {
    many.push_back(make_place(fmt::format("osm:n{}", i), i * 1e-3, 1));
  }
  ASSERT_TRUE(import(city_, make_batch(many)));
  audited();  // so many that the spatial index was packed
  auto const check = [&](std::size_t missing) {
    auto const data = city_.load();
    ASSERT_TRUE(data) << data.error().message;
    ASSERT_EQ(data->places.size(), many.size() - missing);
    for (auto const& place : data->places) {
      auto const i = static_cast<std::size_t>(std::stoi(place.head.id.substr(5)));
      ASSERT_EQ(place.point, many[i].point);
      ASSERT_EQ(place.names, many[i].names);
    }
  };
  check(0);
  {
    auto city = Database::open(city_.where(), Database::Mode::update);
    ASSERT_TRUE(city);
    ASSERT_TRUE(city->execute("DELETE FROM place WHERE fid IN (5, 20000)"));
  }
  check(2);
}

TEST_P(CityFileTest, a_packed_spatial_index_goes_on_as_one_made_row_by_row) {
  test::PropertyRandom random;
  std::map<std::string, Place> places;
  auto const batch_of = [&] {
    std::vector<Place> all;
    for (auto const& [id, place] : places) {
      all.push_back(place);
    }
    auto batch = make_batch(all);
    batch.has_streets = true;
    for (int i = 0; i < 3000; ++i) {
      Street street;
      street.head.id = fmt::format("osm:w{}", i);
      double const lon = random.real(-180, 179), lat = random.real(-89, 88);
      street.line = {{lon, lat}, {lon + random.real(0, 1), lat + random.real(0, 1)}};
      batch.streets.push_back(std::move(street));
    }
    return batch;
  };
  int next = 0;
  for (int const added : {5200, 30, 4000, 900}) {  // packed, row by row, packed again, row by row
    for (int i = 0; i < added; ++i, ++next) {
      std::string const id = fmt::format("osm:n{}", next);
      places[id] = make_place(id, random.real(-180, 180), random.real(-90, 90));
    }
    for (auto& [id, place] : places) {  // and some move, some go
      if (random.chance(0.05)) {
        place.point = geo::LonLat{.lon = random.real(-180, 180), .lat = random.real(-90, 90)};
      } else if (random.chance(0.02)) {
        place.point.reset();
      }
    }
    ASSERT_TRUE(import(city_, batch_of()));
    audited();
  }
}

TEST_P(CityFileTest, blobs_of_two_sources_stand_side_by_side) {
  ASSERT_TRUE(import(city_, make_batch({}, "osm"), {blob("1", "osm")}));
  ASSERT_TRUE(import(city_, make_batch({}, "other"), {blob("1", "other")}));
  ASSERT_TRUE(import(city_, make_batch({}, "osm"), {blob("1", "newer")}));
  auto const read = city_.derived("base_tiles");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].bytes, "newer");
  EXPECT_EQ((*read)[1].bytes, "other");
}

}  // namespace
}  // namespace cartable::store
