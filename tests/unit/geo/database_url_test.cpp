#include "geo/database_url.hpp"

#include <gtest/gtest.h>

namespace cartable::geo {
namespace {

DatabaseUrl parsed(std::string_view where) {
  auto const url = parse_database_url(where);
  EXPECT_TRUE(url) << where << ": " << url.error().message;
  return url.value_or(DatabaseUrl{});
}

TEST(DatabaseUrl, files_and_addresses_are_told_apart) {
  EXPECT_TRUE(is_database_url("postgresql://h/db"));
  EXPECT_TRUE(is_database_url("postgres://h/db"));
  for (auto const* const file : {"city.gpkg", "/srv/postgresql/city.gpkg", "postgresql.gpkg", "", "PG:dbname=x"}) {
    EXPECT_FALSE(is_database_url(file)) << file;
  }
}

TEST(DatabaseUrl, an_address_is_taken_apart_and_decoded) {
  auto const full = parsed("postgresql://ann%40x:p%40ss%2F%25@db.example.org:5433/cities?schema=lyon&sslmode=require");
  EXPECT_EQ(full.user, "ann@x");
  EXPECT_EQ(full.password, "p@ss/%");
  EXPECT_EQ(full.host, "db.example.org");
  EXPECT_EQ(full.port, "5433");
  EXPECT_EQ(full.database, "cities");
  EXPECT_EQ(full.schema, "lyon");
  ASSERT_EQ(full.options.size(), 1U);
  EXPECT_EQ(full.options[0].second, "require");
  EXPECT_EQ(full.server(), "db.example.org:5433");

  auto const least = parsed("postgres:///cities");
  EXPECT_EQ(least.schema, "public");
  EXPECT_EQ(least.host, "");
  EXPECT_EQ(least.server(), "the local socket");

  auto const several = parsed("postgresql://a:1,b,[::1]:2/c");
  EXPECT_EQ(several.host, "a,b,::1");
  EXPECT_EQ(several.port, "1,,2");
}

TEST(DatabaseUrl, values_are_quoted_for_libpq) {
  EXPECT_EQ(parsed("postgresql://u:a'b%5Cc%20d@h/db").connection_string(),
            R"(host='h' dbname='db' user='u' password='a\'b\\c d')");
}

TEST(DatabaseUrl, a_password_is_never_shown) {
  EXPECT_EQ(without_password("postgresql://u:secret@h/db?schema=x"), "postgresql://u:***@h/db?schema=x");
  EXPECT_EQ(without_password("postgresql://h/db?user=u&password=secret&schema=x"),
            "postgresql://h/db?user=u&password=***&schema=x");
  EXPECT_EQ(without_password("postgresql://u@h:5432/db"), "postgresql://u@h:5432/db");
  EXPECT_EQ(without_password("city.gpkg"), "city.gpkg");
  // Not encoded as it should be: refused, and still not shown.
  for (std::string_view const wrong : {"postgresql://u:se/cr@et@h/db", "postgresql://u:secret%@h/db",
                                       "postgresql://u:sec@ret@h:port/db", "postgresql://u:secret@h/db?schema=Lyon",
                                       "postgresql://u:secret@h/db?schema", "postgresql://u:secret@[::1/db"}) {
    auto const refused = parse_database_url(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, base::ErrorCode::bad_usage);
    for (std::string_view const part : {"secret", "se/cr", "cr@et", "sec@ret"}) {
      EXPECT_EQ(refused.error().message.find(part), std::string::npos) << refused.error().message;
    }
  }
}

TEST(DatabaseUrl, a_schema_needs_no_quotes) {
  for (auto const* const bad : {"Lyon", "1er", "a b", "a-b", "pg_temp", "a'b", ""}) {
    EXPECT_FALSE(parse_database_url(std::string("postgresql://h/d?schema=") + bad)) << bad;
  }
  EXPECT_FALSE(parse_database_url("postgresql://h/d?schema=" + std::string(64, 'a')));
  EXPECT_EQ(parsed("postgresql://h/d?schema=" + std::string(63, 'a')).schema.size(), 63U);
}

}  // namespace
}  // namespace cartable::geo
