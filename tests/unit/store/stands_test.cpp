#include "store/stands.hpp"

#include "store/city_file.hpp"
#include "tests/support/new_city.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

// The promise: a city's stands and what is kept of them are written together or not at all, on both engines.
namespace cartable::store {
namespace {

class StoredStands : public test::NewCity {
 protected:
  static Derived value(std::string part, std::int64_t inputs, std::string bytes) {
    return {.key = std::string(kStandWaysKey),
            .part = std::move(part),
            .input_revision = inputs,
            .format_version = 1,
            .bytes = std::move(bytes)};
  }
  std::vector<std::string> parts() {
    std::vector<std::string> out;
    auto const kept = city_.derived(kStandWaysKey);
    EXPECT_TRUE(kept);
    for (Derived const& one : *kept) {
      out.push_back(one.part + "=" + one.bytes);
    }
    std::sort(out.begin(), out.end());
    return out;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, StoredStands, CARTABLE_ENGINES);

TEST_P(StoredStands, are_replaced_part_by_part_and_counted) {
  auto const first = city_.revisions();
  ASSERT_TRUE(first);
  ASSERT_TRUE(write_stands(city_.where(),
                           {.setting = "{\"stands\":[]}",
                            .written = {value("a/walk", 7, std::string("one\0two", 7)), value("b/walk", 8, "x")},
                            .erased = {}},
                           *first));
  auto const second = city_.revisions();
  ASSERT_TRUE(second);
  EXPECT_EQ((*second)[static_cast<std::size_t>(Part::places)], (*first)[static_cast<std::size_t>(Part::places)] + 1);
  EXPECT_EQ(parts(), (std::vector<std::string>{std::string("a/walk=one\0two", 14), "b/walk=x"}));
  // What another wrote meanwhile is not overwritten unseen.
  auto const late =
      write_stands(city_.where(), {.setting = {}, .written = {value("a/walk", 9, "late")}, .erased = {}}, *first);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, base::ErrorCode::conflict);
  ASSERT_TRUE(write_stands(
      city_.where(), {.setting = {}, .written = {value("a/walk", 9, "new")}, .erased = {"b/walk", "c/walk"}}, *second));
  EXPECT_EQ(parts(), (std::vector<std::string>{"a/walk=new"}));
  auto const settings = city_.read<Setting>("id='stands'");
  ASSERT_TRUE(settings);
  ASSERT_EQ(settings->size(), 1U);
  EXPECT_EQ(settings->front().value, "{\"stands\":[]}");
  EXPECT_EQ(settings->front().head.visibility, Visibility::everyone);
}

TEST(StandList, is_read_as_it_was_written) {
  StandList list;
  list.stands = {{.id = "a", .name = "“Café” \\ \n", .point = {7.4246, -43.7384}},
                 {.id = "b", .name = "", .point = {-180, 90}}};
  list.by = {"walk", "bicycle"};
  list.max_minutes = 12.5;
  auto const read = StandList::parse(list.to_text());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, list);
  EXPECT_EQ(read->find("a")->point.lat, -43.7384);
  EXPECT_EQ(read->find("c"), nullptr);
  EXPECT_TRUE(StandList::parse("")->stands.empty());
}

TEST(StandList, refuses_what_is_none) {
  for (char const* const text :
       {"[]", "{}", "{\"stands\":{}}", "{\"stands\":[1]}", "{\"stands\":[{\"id\":\"a\"}]}",
        "{\"stands\":[{\"id\":\"a b\",\"lon\":1,\"lat\":2}]}", "{\"stands\":[{\"id\":\"a\",\"lon\":181,\"lat\":2}]}",
        "{\"stands\":[{\"id\":\"a\",\"lon\":1,\"lat\":2},{\"id\":\"a\",\"lon\":1,\"lat\":2}]}", "{\"stands\""}) {
    auto const read = StandList::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, base::ErrorCode::invalid_value);
  }
}

TEST(StandInputs, change_with_what_ways_are_made_of_and_with_nothing_else) {
  Stand const stand{.id = "a", .name = "A", .point = {7, 43}};
  auto const of = [&](std::int64_t streets, std::vector<std::pair<std::string, geo::LonLat>> const& places,
                      Stand const& from, double minutes) {
    StandInputs inputs(streets);
    for (auto const& [id, point] : places) {
      inputs.add(id, point);
    }
    return inputs.of(from, minutes);
  };
  std::int64_t const made = of(3, {{"x", {1, 2}}, {"y", {3, 4}}}, stand, 60);
  EXPECT_GE(made, 0);
  EXPECT_EQ(of(3, {{"y", {3, 4}}, {"x", {1, 2}}}, stand, 60), made) << "the order is nobody's business";
  EXPECT_EQ(of(3, {{"x", {1, 2}}, {"y", {3, 4}}}, {.id = "b", .name = "", .point = {7, 43}}, 60), made);
  EXPECT_NE(of(4, {{"x", {1, 2}}, {"y", {3, 4}}}, stand, 60), made);
  EXPECT_NE(of(3, {{"x", {1, 2}}}, stand, 60), made);
  EXPECT_NE(of(3, {{"x", {1, 4}}, {"y", {3, 2}}}, stand, 60), made);
  EXPECT_NE(of(3, {{"x", {1, 2}}, {"z", {3, 4}}}, stand, 60), made);
  EXPECT_NE(of(3, {{"x", {1, 2.0000001}}, {"y", {3, 4}}}, stand, 60), made);
  EXPECT_NE(of(3, {{"x", {1, 2}}, {"y", {3, 4}}}, {.id = "a", .name = "A", .point = {7, 43.0000001}}, 60), made);
  EXPECT_NE(of(3, {{"x", {1, 2}}, {"y", {3, 4}}}, stand, 61), made);
}

}  // namespace
}  // namespace cartable::store
