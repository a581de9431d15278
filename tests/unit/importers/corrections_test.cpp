#include "importers/corrections_source.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace cartable::importers {
namespace {

class Corrections : public ::testing::Test {
 protected:
  base::Result<store::ImportBatch> read(std::string const& text, std::map<std::string, std::string> columns = {}) {
    auto const file = folder_ / "corrections.csv";
    std::ofstream(file, std::ios::binary) << text;
    return read_corrections(file, {.encoding = {}, .layer = {}, .columns = std::move(columns)});
  }
  static std::string said(store::Correction const& c) {
    return c.place + "|" + c.name + "|" + c.kind + "|" + c.field + "=" + (c.give_back ? "(give back)" : c.value);
  }
  test::TemporaryFolder folder_;
};

TEST_F(Corrections, cells_become_values_of_fields_an_empty_one_nothing) {
  auto const batch = read(
      "id,opening_hours,phone,wheelchair,fee,capacity,lon,lat,contact.fax\r\n"
      "osm:n1,Mo-Fr 09:00-17:00,+1 604,yes,free,40,-123.1687156,49.2647206,\r\n"
      "osm:n2,-,=,,,,,,12\r\n");
  ASSERT_TRUE(batch) << batch.error().message;
  std::vector<std::string> all;
  for (auto const& c : batch->corrections) {
    all.push_back(said(c));
  }
  EXPECT_EQ(all,
            (std::vector<std::string>{
                "osm:n1|||geom=[-123.1687156,49.2647206]", "osm:n1|||opening_hours=Mo-Fr 09:00-17:00",
                "osm:n1|||contact.phone=+1 604", "osm:n1|||wheelchair=yes", "osm:n1|||fee=free", "osm:n1|||capacity=40",
                "osm:n2|||opening_hours=", "osm:n2|||contact.phone=(give back)", "osm:n2|||contact.fax=12"}));
  EXPECT_TRUE(batch->rejects.empty());
  EXPECT_EQ(batch->source.role, "corrections");
  EXPECT_FALSE(batch->has_places) << "nothing is withdrawn by corrections";
}

TEST_F(Corrections, a_name_and_kind_find_the_place_and_new_name_renames_it) {
  auto const batch = read("Nom,Type,Horaires,New name\nÉlise,Library,24/7,Médiathèque Élise\n");
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->corrections.size(), 2U);
  EXPECT_EQ(said(batch->corrections[0]), "|Élise|library|opening_hours=24/7");
  EXPECT_EQ(said(batch->corrections[1]), "|Élise|library|name=Médiathèque Élise");
}

TEST_F(Corrections, cells_that_cannot_be_taken_are_rejects_and_the_row_goes_on) {
  auto const batch =
      read("id,fee,capacity,website,lon,lat,opening hours\nosm:n1,sometimes,many,javascript:alert(1),200,1,24/7\n");
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_EQ(batch->corrections.size(), 1U);
  EXPECT_EQ(batch->rejects.size(), 4U);
  for (auto const& reject : batch->rejects) {
    EXPECT_EQ(reject.record, 1);
    EXPECT_FALSE(reject.column.empty());
    EXPECT_FALSE(reject.reason.empty());
    EXPECT_FALSE(reject.remedy.empty());
  }
}

TEST_F(Corrections, a_file_without_a_place_or_a_field_is_refused_saying_which_there_are) {
  auto const no_place = read("opening_hours,fee\n24/7,no\n");
  ASSERT_FALSE(no_place);
  EXPECT_NE(no_place.error().message.find("call one id"), std::string::npos);
  auto const no_field = read("id,colour\nosm:n1,red\n");
  ASSERT_FALSE(no_field);
  EXPECT_NE(no_field.error().message.find("opening_hours"), std::string::npos);
  EXPECT_FALSE(read("id,lon\nosm:n1,7\n"));
  auto const left_out = read("id,fee,colour\nosm:n1,free,red\n");
  ASSERT_TRUE(left_out);
  ASSERT_EQ(left_out->notes.size(), 1U);
  EXPECT_NE(left_out->notes[0].find("colour"), std::string::npos);
}

TEST_F(Corrections, columns_are_named_with_map_where_their_names_say_nothing) {
  auto const batch = read("REF,H\nuai:0750001A,24/7\n", {{"id", "REF"}, {"opening_hours", "H"}});
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->corrections.size(), 1U);
  EXPECT_EQ(said(batch->corrections[0]), "uai:0750001A|||opening_hours=24/7");
  EXPECT_FALSE(read("REF,H\na,b\n", {{"id", "NONE"}}));
  EXPECT_FALSE(read("REF,H\na,b\n", {{"id", "REF"}, {"nonsense", "H"}}));
}

}  // namespace
}  // namespace cartable::importers
