// What only a city in PostgreSQL has: an address with a password in it, rights, a server that goes away.
#include "city_rounds.hpp"
#include "geo/database.hpp"
#include "geo/database_url.hpp"
#include "store/city_file.hpp"
#include "store/city_watch.hpp"
#include "store/schema.hpp"
#include "tests/support/city_engine.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace cartable::store {
namespace {

using base::ErrorCode;
using geo::Database;
using test::TestPostgres;

constexpr char const* kPassword = "open sesame";  ///< of the role "guarded", see test_postgres.cpp
constexpr char const* kEncoded = "open%20sesame";

class CityInPostgres : public ::testing::Test {
 protected:
  void SetUp() override { CARTABLE_NEEDS_ENGINE(test::Engine::postgres); }
  static TestPostgres& server() { return TestPostgres::instance(); }
  /// A name for a schema of this test.
  static std::string schema_of(std::string const& address) { return geo::parse_database_url(address)->schema; }
  /// The error of looking at a city, which must say each of `words` and never the password.
  static void expect_error(std::string const& where, ErrorCode code, std::vector<std::string> const& words) {
    auto const checked = CityFile(where).check();
    ASSERT_FALSE(checked) << geo::without_password(where);
    EXPECT_EQ(checked.error().code, code) << checked.error().message;
    for (auto const& word : words) {
      EXPECT_NE(checked.error().message.find(word), std::string::npos) << checked.error().message << "\nlacks " << word;
    }
    EXPECT_EQ(checked.error().message.find(kPassword), std::string::npos) << checked.error().message;
    EXPECT_EQ(checked.error().message.find(kEncoded), std::string::npos) << checked.error().message;
    EXPECT_EQ(checked.error().message.find('\n'), std::string::npos) << checked.error().message;
  }
};

TEST_F(CityInPostgres, each_trouble_with_connecting_has_its_sentence_and_remedy) {
  auto const at = [&](std::string const& user, std::string const& password, std::string const& database = "city") {
    return server().address("city_x", user, password, database);
  };
  expect_error(at("guarded", "wrong"), ErrorCode::forbidden,
               {"does not accept the password of the role guarded", "PGPASSWORD"});
  expect_error(at("guarded", ""), ErrorCode::forbidden, {"wants a password"});
  expect_error(at("nobody", ""), ErrorCode::forbidden, {"does not know the role nobody", "createuser"});
  expect_error(at("cartable", "", "nowhere"), ErrorCode::not_found, {"no database nowhere", "createdb"});
  expect_error(at("guarded", kEncoded), ErrorCode::not_found, {"no schema city_x"});
  expect_error("postgresql://cartable:" + std::string(kEncoded) + "@127.0.0.1:1/city", ErrorCode::unavailable,
               {"no database server answers at 127.0.0.1:1"});
  expect_error("postgresql://cartable@/city?host=/no/such/folder", ErrorCode::unavailable,
               {"no database server answers"});
  expect_error("postgresql://cartable@no-such-host.invalid/city", ErrorCode::not_found,
               {"no host no-such-host.invalid"});
  expect_error("postgresql://cartable@/city?host=/tmp&schema=Lyon", ErrorCode::bad_usage,
               {"schema=Lyon", "lower-case"});
  expect_error("postgresql://cartable:open%2sesame@/city", ErrorCode::bad_usage, {"%25"});
}

TEST_F(CityInPostgres, without_postgis_there_is_no_city_but_a_sentence) {
  server().sql("CREATE DATABASE bare", "postgres");
  CityFile city(server().address("lyon", "cartable", "", "bare"));
  EXPECT_FALSE(city.exists());
  auto const made = city.create();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::unsupported);
  EXPECT_NE(made.error().message.find("CREATE EXTENSION postgis"), std::string::npos) << made.error().message;
  EXPECT_EQ(server().sql("SELECT count(*) FROM pg_namespace WHERE nspname='lyon'", "bare"), "0\n");
}

TEST_F(CityInPostgres, a_schema_that_holds_something_else_is_left_alone) {
  std::string const where = server().new_schema();
  server().sql("CREATE SCHEMA " + schema_of(where) + "; CREATE TABLE " + schema_of(where) + ".cadastre (a int)");
  CityFile city(where);
  EXPECT_TRUE(city.exists());
  EXPECT_EQ(city.check().error().code, ErrorCode::corrupt) << city.check().error().message;
  auto const made = city.create();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::conflict);
  EXPECT_NE(made.error().message.find("cadastre"), std::string::npos) << made.error().message;
  EXPECT_EQ(server().sql("SELECT count(*) FROM pg_class WHERE relnamespace='" + schema_of(where) + "'::regnamespace"),
            "1\n");
}

TEST_F(CityInPostgres, a_creation_that_fails_leaves_nothing) {
  std::string const where = server().new_schema();
  auto const made = Database::create(
      where, schema_layers(), [](Database&) -> base::Status { return base::fail(ErrorCode::cancelled, "on purpose"); });
  EXPECT_EQ(made.error().message, "on purpose");
  EXPECT_EQ(server().sql("SELECT count(*) FROM pg_namespace WHERE nspname='" + schema_of(where) + "'"), "0\n");
}

TEST_F(CityInPostgres, a_role_without_rights_is_told_which_to_grant) {
  std::string const where = server().new_schema();
  std::string const schema = schema_of(where);
  CityFile city(where);
  ASSERT_TRUE(city.create());
  std::string const guarded = server().address(schema, "guarded", kEncoded);
  expect_error(guarded, ErrorCode::forbidden, {"GRANT USAGE ON SCHEMA " + schema + " TO guarded"});
  server().sql("GRANT USAGE ON SCHEMA " + schema + " TO guarded");
  auto const unread = CityFile(guarded).load();
  ASSERT_FALSE(unread);
  EXPECT_EQ(unread.error().code, ErrorCode::forbidden);
  EXPECT_NE(unread.error().message.find("GRANT SELECT ON ALL TABLES IN SCHEMA " + schema), std::string::npos)
      << unread.error().message;
  server().sql("GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO guarded");
  EXPECT_TRUE(CityFile(guarded).load());
  CityFile writing(guarded);
  auto const refused = writing.put_setting("name", "Lyon");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_NE(refused.error().message.find("INSERT, UPDATE, DELETE"), std::string::npos) << refused.error().message;
  server().sql("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema +
               " TO guarded; GRANT USAGE ON ALL SEQUENCES IN SCHEMA " + schema + " TO guarded");
  auto const done = writing.put_setting("name", "Lyon");
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_TRUE(testing::import(writing, testing::round_batch(0)));
}

TEST_F(CityInPostgres, readers_wait_for_no_writer_and_a_second_writer_is_told_soon) {
  std::string const where = server().new_schema();
  CityFile city(where);
  ASSERT_TRUE(city.create());
  auto writer = Database::open(where, Database::Mode::update);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->begin("UPDATE revision SET counter=counter+1 WHERE part='places'"));
  EXPECT_TRUE(city.load()) << "a reader";
  EXPECT_EQ((*city.revisions())[static_cast<std::size_t>(Part::places)], 0) << "of what is committed";
  auto const begun = std::chrono::steady_clock::now();
  auto const second = city.put_setting("name", "Lyon");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::locked) << second.error().message;
  ASSERT_TRUE(writer->commit());
  EXPECT_TRUE(city.put_setting("name", "Lyon"));
  EXPECT_EQ((*city.revisions())[static_cast<std::size_t>(Part::places)], 2);
}

TEST_F(CityInPostgres, an_id_that_is_there_already_fails_at_commit_at_the_latest_and_changes_nothing) {
  std::string const where = server().new_schema();
  CityFile city(where);
  ASSERT_TRUE(city.create());
  {
    auto writer = Database::open(where, Database::Mode::update);
    ASSERT_TRUE(writer && writer->begin("UPDATE revision SET counter=counter+1 WHERE part='places'"));
    writer->expect(schema_layers());
    geo::Row row;
    row.fields = {std::string("again"), std::int64_t{1}};
    bool good = writer->insert("revision", row).has_value();
    good = writer->insert("revision", row).has_value() && good;
    good = good && writer->commit().has_value();
    EXPECT_FALSE(good);
  }
  EXPECT_EQ(*city.revisions(), Revisions{});
}

TEST_F(CityInPostgres, a_watch_sees_changes_loses_the_server_and_finds_it_again) {
  std::string const where = server().new_schema();
  CityFile city(where);
  ASSERT_TRUE(city.create());
  CityWatch watch(where);
  EXPECT_EQ(watch.revisions().value_or(Revisions{-1}), Revisions{});
  ASSERT_TRUE(city.put_setting("name", "Lyon"));
  EXPECT_EQ(*watch.revisions(), *city.revisions());
  server().sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='city' AND pid<>pg_backend_pid()");
  auto const after = watch.revisions();
  EXPECT_TRUE(after) << "a connection that was cut is made anew: " << after.error().message;
  server().stop();
  auto const away = watch.revisions();
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().code, ErrorCode::unavailable) << away.error().message;
  server().start();
  EXPECT_EQ(watch.revisions().value_or(Revisions{-1}), *city.revisions());
  {
    auto writer = Database::open(where, Database::Mode::update);
    ASSERT_TRUE(writer && writer->execute("UPDATE city_schema SET word='7' WHERE name='version'"));
  }
  EXPECT_EQ(watch.revisions().error().code, ErrorCode::wrong_version);
}

TEST_F(CityInPostgres, an_import_through_which_the_server_is_restarted_changes_nothing) {
  std::string const where = server().new_schema();
  CityFile city(where);
  ASSERT_TRUE(city.create());
  auto plan = city.plan(testing::round_batch(0));
  ASSERT_TRUE(plan);
  base::Progress progress;
  progress.report = [&](std::string_view step, std::uint64_t, std::uint64_t) {
    if (step == "committing") {
      server().stop();
      server().start();
    }
  };
  auto const done = city.apply(std::move(**plan), testing::round_blobs(0), "{}", progress);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::unavailable) << done.error().message;
  EXPECT_TRUE(city.read<Place>()->empty());
  EXPECT_TRUE(testing::import(city, testing::round_batch(0)));
}

}  // namespace
}  // namespace cartable::store
