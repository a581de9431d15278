#include "store/schema.hpp"

#include "filled_record.hpp"
#include "geo/database.hpp"
#include "store/city_file.hpp"
#include "tests/support/new_city.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <set>

namespace cartable::store {
namespace {

using testing::Filler;

/// One new city a test, on each engine.
class Schema : public test::NewCity {};

TEST_P(Schema, every_table_gives_back_what_was_written) {
  unsigned const seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  for_each_record([&]<class R>() {
    SCOPED_TRACE(Table<R>::info.name);
    Filler filler(seed);
    std::vector<R> written{filler.make<R>("test:1"), R{}};
    written[1].head.id = "test:2";
    auto const put = city_.put(written);
    ASSERT_TRUE(put) << put.error().message;
    auto const read = city_.read<R>("id IN ('test:1','test:2')");
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_TRUE((*read)[i] == written[i])
          << written[i].head.id << " differs in " << ::testing::PrintToString(differences((*read)[i], written[i]));
    }
  });
}

TEST_P(Schema, every_table_replaces_hides_and_withdraws_a_record) {
  for_each_record([&]<class R>() {
    SCOPED_TRACE(Table<R>::info.name);
    Filler filler(7);
    R record = filler.make<R>("test:1");
    ASSERT_TRUE(city_.put<R>({record}));
    record = filler.make<R>("test:1");
    record.head.visibility = Visibility::planner;
    record.head.status = RecordStatus::withdrawn;
    ASSERT_TRUE(city_.put<R>({record}));
    auto const all = city_.read<R>("id='test:1'");
    ASSERT_TRUE(all) << all.error().message;
    ASSERT_EQ(all->size(), 1U);
    EXPECT_TRUE(all->front() == record);
    auto const hidden = city_.read<R>("visibility='planner' AND status='withdrawn'");
    ASSERT_TRUE(hidden) << hidden.error().message;
    EXPECT_EQ(hidden->size(), 1U);
  });
}

TEST_P(Schema, comparison_sees_every_column_but_when_a_record_was_seen) {
  for_each_record([&]<class R>() {
    SCOPED_TRACE(Table<R>::info.name);
    Filler filler(1);
    R const full = filler.make<R>("test:1");
    EXPECT_TRUE(differences(full, full).empty());
    auto const found = differences(full, R{});
    std::set<std::string> named(found.begin(), found.end());
    auto const layer = layer_of<R>();
    for (auto const& field : layer.fields) {
      bool const note = field.name == "first_seen" || field.name == "last_seen";
      // The default of these two may be what the filler drew.
      if (field.name != "visibility" && field.name != "status") {
        EXPECT_EQ(named.contains(field.name), !note) << field.name;
      }
    }
    EXPECT_EQ(named.contains("geom"), layer.geometry != geo::GeometryType::none);
  });
}

TEST_P(Schema, names_need_no_quotes) {
  auto city = geo::Database::open(city_.where(), geo::Database::Mode::update);
  ASSERT_TRUE(city) << city.error().message;
  for (auto const& layer : schema_layers()) {
    std::string columns = "fid";
    for (auto const& field : layer.fields) {
      columns += "," + field.name;
      EXPECT_TRUE(std::all_of(field.name.begin(), field.name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || c == '_';
      })) << field.name;
    }
    auto const asked = city->query_value(fmt::format("SELECT {} FROM {} LIMIT 0", columns, layer.name));
    EXPECT_TRUE(asked) << asked.error().message;
    auto const made = city->execute(fmt::format("CREATE TEMP TABLE x AS SELECT {} FROM {}", columns, layer.name));
    EXPECT_TRUE(made) << layer.name << ": " << made.error().message;
    ASSERT_TRUE(city->execute("DROP TABLE x"));
  }
}

TEST_P(Schema, a_new_city_has_the_three_groups_of_the_guidelines) {
  auto const groups = city_.read<Group>();
  ASSERT_TRUE(groups);
  std::set<std::string> slugs;
  for (auto const& group : *groups) {
    slugs.insert(group.head.id);
    for (char const* const language : {"en", "fr", "es", "ar", "zh", "ru"}) {
      EXPECT_FALSE(group.names.at(language).empty());
    }
    EXPECT_TRUE(group.definition.contains("en") && group.definition.contains("fr"));
  }
  EXPECT_EQ(slugs, (std::set<std::string>{"job-seekers", "migrant-families", "special-educational-needs"}));
}

TEST_P(Schema, a_cell_that_a_person_broke_is_named) {
  Place place;
  place.head.id = "test:1";
  ASSERT_TRUE(city_.put<Place>({place}));
  {
    auto city = geo::Database::open(city_.where(), geo::Database::Mode::update);
    ASSERT_TRUE(city);
    ASSERT_TRUE(city->execute("UPDATE place SET names='{broken' WHERE id='test:1'"));
  }
  auto const loaded = city_.load();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, base::ErrorCode::corrupt);
  EXPECT_NE(loaded.error().message.find("test:1"), std::string::npos);
  EXPECT_NE(loaded.error().message.find("names"), std::string::npos);
}

TEST_P(Schema, columns_and_tables_that_a_person_added_are_left_alone) {
  {
    auto city = geo::Database::open(city_.where(), geo::Database::Mode::update);
    ASSERT_TRUE(city);
    ASSERT_TRUE(city->add_field("place", {.name = "colour", .type = geo::FieldType::text}));
  }
  Filler filler(3);
  Place place = filler.make<Place>("test:1");
  ASSERT_TRUE(city_.put<Place>({place}));
  {
    auto city = geo::Database::open(city_.where(), geo::Database::Mode::update);
    ASSERT_TRUE(city);
    ASSERT_TRUE(city->execute("UPDATE place SET colour='red'"));
  }
  place.name = "changed";
  ASSERT_TRUE(city_.put<Place>({place}));
  auto const read = city_.read<Place>();
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->front() == place);
  auto city = geo::Database::open(city_.where(), geo::Database::Mode::read);
  ASSERT_TRUE(city);
  auto const colour = city->query_value("SELECT colour FROM place");
  ASSERT_TRUE(colour && *colour);
  EXPECT_EQ(std::get<std::string>(**colour), "red");
}

INSTANTIATE_TEST_SUITE_P(Engines, Schema, CARTABLE_ENGINES);

}  // namespace
}  // namespace cartable::store
