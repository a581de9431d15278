#include "store/geocode.hpp"

#include "store/address_text.hpp"

#include <gtest/gtest.h>

namespace cartable::store {
namespace {

AddressReading first(std::string full) {
  auto const all = read_address_text({{"full", std::move(full)}});
  return all.empty() ? AddressReading{} : all.front();
}
std::string said(AddressReading const& reading) {
  return reading.street + " | " + std::to_string(reading.number.value) + reading.number.suffix;
}
bool has_reading(std::string full, std::string const& wanted) {
  for (auto const& reading : read_address_text({{"full", std::move(full)}})) {
    if (said(reading) == wanted) {
      return true;
    }
  }
  return false;
}

TEST(AddressText, addresses_of_several_countries_are_read) {
  EXPECT_EQ(said(first("12 rue de la Paix, 75002 Paris")), "rue paix | 12");
  EXPECT_EQ(said(first("12 bis, rue Grimaldi")), "rue grimaldi | 12bis");
  EXPECT_EQ(said(first("12bis rue Grimaldi")), "rue grimaldi | 12bis");
  EXPECT_EQ(said(first("4480 W 10th Av")), "west 10 avenue | 4480");
  EXPECT_EQ(said(first("191-650 W 41st Av")), "west 41 avenue | 650");
  EXPECT_EQ(said(first("302-345 Robson St")), "robson street | 345");
  EXPECT_EQ(said(first("Unit 5, 123 Main St")), "main street | 123");
  EXPECT_EQ(said(first("#5 - 123 Main Street")), "main street | 123");
  EXPECT_EQ(said(first("1 Kingsway")), "kingsway | 1");
  EXPECT_EQ(said(first("Hauptstr. 5a")), "hauptstrasse | 5a");
  EXPECT_EQ(said(first("Haupt Straße 5 a, 01067 Dresden")), "hauptstrasse | 5a");
  EXPECT_EQ(said(first("Via Roma, 12")), "via roma | 12");
  EXPECT_EQ(said(first("Rua Augusta, nº 45 - São Paulo")), "rua augusta | 45");
  EXPECT_EQ(said(first("C/ Mayor 8, 3º")), "calle mayor | 8");
  EXPECT_EQ(said(first("Carrera 7 # 12-34")), "carrera 7 | 12-34");
  EXPECT_EQ(said(first("Calle 15 No. 16-28")).substr(0, 8), "calle 15");
  EXPECT_TRUE(has_reading("Av. 18 de Julio 1234 esq. Ejido", "avenue 18 julio | 1234"));
  EXPECT_TRUE(has_reading("18 de Julio 1234", "18 julio | 1234"));
  EXPECT_EQ(said(first("Verdi 4295 P.B.")), "verdi | 4295");
  EXPECT_EQ(said(first("Verdi 4295 PB")), "verdi | 4295");
  EXPECT_EQ(said(first("12-14 rue Basse")), "rue basse | 12");
}

TEST(AddressText, one_street_has_one_key_however_it_is_abbreviated) {
  EXPECT_EQ(street_key("West 10th Avenue"), street_key("W 10th Ave."));
  EXPECT_EQ(street_key("East Hastings Street"), street_key("E Hastings St"));
  EXPECT_EQ(street_key("Avenida 18 de Julio"), street_key("Avda. 18 de Julio"));
  EXPECT_EQ(street_key("Boulevard des Moulins"), street_key("Bd. des Moulins"));
  EXPECT_EQ(street_key("Tenth Avenue"), street_key("10th Ave"));
  EXPECT_EQ(street_key("St. George Street"), street_key("Saint George St"));
  EXPECT_EQ(street_key("Calle Dr. José Scosería"), street_key("calle Doctor Jose Scoseria"));
  EXPECT_NE(street_key("West 10th Avenue"), street_key("East 10th Avenue"));
  EXPECT_NE(street_key("10th Avenue"), street_key("10th Street"));
}

TEST(AddressText, house_numbers_of_tags_are_read) {
  EXPECT_EQ(parse_house_number("12 bis"), (HouseNumber{12, "bis"}));
  EXPECT_EQ(parse_house_number("5 A"), (HouseNumber{5, "a"}));
  EXPECT_EQ(parse_house_number("12-14"), (HouseNumber{12, ""}));
  EXPECT_EQ(parse_house_number("12-84"), (HouseNumber{12, "-84"}));
  EXPECT_EQ(parse_house_number("s/n").value, 0);
  EXPECT_EQ(parse_house_number("").value, 0);
  EXPECT_EQ(parse_house_number("99999999999999").value, 0);
}

Address house(std::string street, std::string number, double east_m, double north_m = 0, std::string suburb = {}) {
  Address out;
  out.head.id = "osm:n" + number + street;
  out.head.source = "osm";
  out.street = std::move(street);
  out.housenumber = std::move(number);
  out.suburb = std::move(suburb);
  out.point = {.lon = -56.17 + east_m / 91'000, .lat = -34.9 + north_m / 111'000};
  return out;
}
StringMap full(std::string text) { return {{"full", std::move(text)}}; }

TEST(Geocode, a_number_that_is_there_once_is_certain_and_one_between_close_neighbours_too) {
  Geocoder const g(
      {house("Calle Colonia", "1200", 0), house("Calle Colonia", "1204", 30), house("Calle Colonia", "1260", 400)}, {});
  auto const exact = g.find(full("Colonia 1204"));
  EXPECT_EQ(exact.confidence, AddressConfidence::certain);
  EXPECT_EQ(exact.candidates.at(0).how, "the house number");
  auto const tight = g.find(full("Calle Colonia 1202"));
  EXPECT_EQ(tight.confidence, AddressConfidence::certain);
  EXPECT_NEAR(tight.candidates.at(0).point.lon, -56.17 + 15.0 / 91'000, 1e-6);
  auto const wide = g.find(full("Calle Colonia 1230"));
  EXPECT_EQ(wide.confidence, AddressConfidence::doubtful);
  EXPECT_EQ(g.find(full("Calle Colonia 1203")).confidence, AddressConfidence::doubtful)
      << "the other side has no numbers";
  EXPECT_EQ(g.find(full("Calle Colonia")).confidence, AddressConfidence::doubtful);
  EXPECT_EQ(g.find(full("Calle Durazno 1204")).confidence, AddressConfidence::none);
}

TEST(Geocode, of_one_street_name_in_two_suburbs_only_the_one_that_is_named_is_certain) {
  Geocoder const g({house("Main Street", "12", 0, 0, "Northview"), house("Main Street", "12", 5000, 0, "Southview"),
                    house("Main Street", "14", 5000, 0, "Southview")},
                   {});
  auto const open = g.find(full("12 Main St"));
  EXPECT_EQ(open.confidence, AddressConfidence::doubtful);
  EXPECT_EQ(open.candidates.size(), 2U);
  auto const named = g.find(full("12 Main St, Southview"));
  EXPECT_EQ(named.confidence, AddressConfidence::certain);
  EXPECT_NEAR(named.candidates.at(0).point.lon, -56.17 + 5000.0 / 91'000, 1e-6);
  EXPECT_EQ(g.find(full("14 Main St")).confidence, AddressConfidence::doubtful)
      << "the other Main Street may have one that is not mapped";
}

TEST(Geocode, a_street_that_only_the_network_has_makes_its_name_ambiguous) {
  std::vector<StreetLine> const lines{{"Main Street", {}, {{-56.10, -34.9}, {-56.099, -34.9}}, "osm"}};
  Geocoder const alone({house("Main Street", "12", 0)}, {});
  EXPECT_EQ(alone.find(full("12 Main St")).confidence, AddressConfidence::certain);
  Geocoder const both({house("Main Street", "12", 0)}, lines);
  EXPECT_EQ(both.find(full("12 Main St")).confidence, AddressConfidence::doubtful);
}

TEST(Geocode, a_slip_in_a_long_name_is_forgiven_and_another_number_street_is_not_taken) {
  Geocoder const g({house("Boulevard des Moulins", "5", 0), house("41st Avenue", "650", 300)}, {});
  EXPECT_EQ(g.find(full("5 boulevard des Moulin")).confidence, AddressConfidence::certain);
  EXPECT_EQ(g.find(full("650 42nd Avenue")).confidence, AddressConfidence::none);
}

TEST(Geocode, junk_and_huge_texts_find_nothing_and_break_nothing) {
  Geocoder const g({house("Calle Colonia", "1200", 0)}, {});
  for (std::string const& text :
       {std::string(), std::string(" "), std::string("-"), std::string("#"), std::string("\xff\xfe"),
        std::string(",,,,"), std::string(20'000, '1'), std::string(20'000, ','), std::string("# # # 1 - - 2")}) {
    EXPECT_NE(g.find(full(text)).confidence, AddressConfidence::certain) << text.substr(0, 20);
  }
}

}  // namespace
}  // namespace cartable::store
