#include "base/text.hpp"
#include "geo/metric.hpp"
#include "importers/osm_source.hpp"
#include "store/geocode.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

// How often an address that we know is found where it is, when people write it as they do.
namespace cartable {
namespace {

using store::Address;
using store::AddressConfidence;

class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  /// The address as somebody's table has it.
  store::StringMap write(Address const& address, bool number_first) {
    std::string street = address.street;
    static std::vector<std::pair<std::string, std::string>> const kShort{
        {"Street", "St"},  {"Avenue", "Av"},     {"West ", "W "},      {"East ", "E "}, {"Boulevard", "Bd"},
        {"Drive", "Dr"},   {"Road", "Rd"},       {"Avenida", "Avda."}, {"Calle ", ""},  {"Place", "Pl."},
        {"Saint-", "St-"}, {"General", "Gral."}, {"Doctor", "Dr."}};
    if (chance(0.6)) {
      for (auto const& [from, to] : kShort) {
        if (auto const at = street.find(from); at != std::string::npos) {
          street.replace(at, from.size(), to);
        }
      }
    }
    if (chance(0.3)) {
      street = base::fold(street);
    }
    if (chance(0.08) && street.size() > 9 &&
        std::none_of(street.begin(), street.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      std::size_t const at = 3 + random_() % (street.size() - 5);
      if (static_cast<unsigned char>(street[at]) < 0x80) {
        street.erase(at, 1);
      }
    }
    std::string text = number_first ? address.housenumber + (chance(0.3) ? ", " : " ") + street
                                    : street + (chance(0.3) ? ", " : " ") + address.housenumber;
    if (chance(0.15)) {
      text = number_first && chance(0.5) ? "Unit 4, " + text : text + ", 2nd floor";
    }
    if (chance(0.4) && !address.city.empty()) {
      text += ", " + (address.postcode.empty() ? std::string() : address.postcode + " ") + address.city;
    }
    return {{"full", text}};
  }
  bool chance(double p) { return std::uniform_real_distribution<double>(0, 1)(random_) < p; }

 private:
  std::mt19937 random_;
};

void measure(std::filesystem::path const& extract, std::string const& city, bool number_first, double least_recall) {
  auto const osm = importers::read_osm(extract, {});
  ASSERT_TRUE(osm) << osm.error().message;
  std::vector<store::StreetLine> lines;
  for (auto const& street : osm->streets) {
    if (!street.name.empty()) {
      lines.push_back({street.name, street.names, street.line, "osm"});
    }
  }
  unsigned const seed = std::random_device()();
  std::mt19937 random(seed);
  Writer writer(seed);
  // One in five numbers is left out of the city's own, so that some must be found between others or not at all.
  std::vector<Address> known;
  std::vector<Address> asked;
  std::set<std::string> kept;
  for (auto const& address : osm->addresses) {
    if (address.street.empty() || store::parse_house_number(address.housenumber).value == 0) {
      continue;
    }
    bool const left_out = random() % 5 == 0;
    if (!left_out) {
      known.push_back(address);
    }
    asked.push_back(address);
    if (!left_out) {
      kept.insert(address.head.id);
    }
  }
  store::Geocoder const geocoder(known, lines);
  int certain = 0;
  int right = 0;
  int there = 0;
  int found_there = 0;
  int near_candidate = 0;
  double worst = 0;
  for (auto const& address : asked) {
    auto const result = geocoder.find(writer.write(address, number_first));
    there += kept.contains(address.head.id) ? 1 : 0;
    bool const near = std::any_of(result.candidates.begin(), result.candidates.end(), [&](auto const& c) {
      return geo::distance(c.point, address.point).value() <= std::max(100.0, c.doubt);
    });
    near_candidate += near ? 1 : 0;
    if (result.confidence != AddressConfidence::certain) {
      continue;
    }
    ++certain;
    double const off = geo::distance(result.candidates.front().point, address.point).value();
    constexpr double kSameHouse = 100;  // metres: the next numbers of the same side
    right += off <= kSameHouse ? 1 : 0;
    worst = std::max(worst, off);
    found_there += kept.contains(address.head.id) && off <= kSameHouse ? 1 : 0;
  }
  double const precision = certain == 0 ? 1 : static_cast<double>(right) / certain;
  double const recall = static_cast<double>(found_there) / there;
  std::printf(
      "%s (seed %u): %zu addresses asked, %d of them in the city: certain %d, right %.4f (worst %.0f m), of those in "
      "the city "
      "found %.4f; with candidates %.4f\n",
      city.c_str(), seed, asked.size(), there, certain, precision, worst, recall,
      static_cast<double>(near_candidate) / static_cast<double>(asked.size()));
  EXPECT_GE(precision, 0.99);
  EXPECT_GE(recall, least_recall);
}

TEST(AddressSearch, of_vancouvers_addresses_what_is_certain_is_right) {
  CARTABLE_SHARED_FILE(extract, "osm/vancouver-20150501.osm.pbf");
  measure(extract, "Vancouver", true, 0.7);
}

TEST(AddressSearch, of_monacos_addresses_what_is_certain_is_right) {
  CARTABLE_SHARED_FILE(extract, "osm/monaco-20231121.osm.pbf");
  measure(extract, "Monaco", true, 0.8);
}

TEST(AddressSearch, of_liechtensteins_addresses_with_the_number_behind_what_is_certain_is_right) {
  CARTABLE_SHARED_FILE(extract, "osm/liechtenstein-20211028.osm.pbf");
  measure(extract, "Liechtenstein", false, 0.7);
}

}  // namespace
}  // namespace cartable
