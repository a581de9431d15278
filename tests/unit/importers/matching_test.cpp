#include "base/text.hpp"
#include "geo/metric.hpp"
#include "importers/osm_source.hpp"
#include "importers/table_source.hpp"
#include "store/place_match.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>
#include <random>
#include <set>

// How often the matching of places is right, on labelled pairs.
namespace cartable {
namespace {

using store::Place;
using store::PlacePair;
using store::Verdict;

struct Measured {
  int right = 0, wrong = 0;  ///< certain pairs
  int listed = 0;            ///< true pairs among the doubtful
  int doubtful = 0, truth = 0;
  [[nodiscard]] double precision() const {
    return right + wrong == 0 ? 1 : static_cast<double>(right) / (right + wrong);
  }
  [[nodiscard]] double recall() const { return truth == 0 ? 1 : static_cast<double>(right) / truth; }
  [[nodiscard]] double seen() const { return truth == 0 ? 1 : static_cast<double>(right + listed) / truth; }
};

std::vector<PlacePair> match(std::vector<Place> const& ours, std::vector<Place> const& theirs, std::string city) {
  std::vector<Place const*> all;
  for (auto const& place : ours) {
    all.push_back(&place);
  }
  for (auto const& place : theirs) {
    all.push_back(&place);
  }
  store::MatchOptions options;
  options.city_name = std::move(city);
  options.side = [&](std::uint32_t i) { return i < ours.size(); };
  options.may_be_one = [&](std::uint32_t a, std::uint32_t b) { return a < ours.size() && b >= ours.size(); };
  return store::match_places(all, options);
}

/// \param truth  id of ours → id of theirs
Measured measure(std::vector<Place> const& ours, std::vector<Place> const& theirs,
                 std::map<std::string, std::string> const& truth, std::string const& city) {
  Measured out;
  out.truth = static_cast<int>(truth.size());
  for (auto const& pair : match(ours, theirs, city)) {
    Place const& a = ours[pair.a];
    Place const& b = theirs[pair.b - ours.size()];
    auto const found = truth.find(a.head.id);
    bool const is_true = found != truth.end() && found->second == b.head.id;
    if (pair.verdict == Verdict::certain) {
      ++(is_true ? out.right : out.wrong);
      if (!is_true) {
        std::printf("  wrong: %s (%s) = %s (%s): %s\n", a.name.c_str(), a.head.id.c_str(), b.name.c_str(),
                    b.head.id.c_str(), store::describe(pair, a, b).c_str());
      }
    } else {
      ++out.doubtful;
      out.listed += is_true ? 1 : 0;
    }
  }
  return out;
}

void print(char const* what, Measured const& m) {
  std::printf(
      "%s: %d true pairs; certain %d right, %d wrong: precision %.4f, recall %.4f; with the doubtful %.4f (%d "
      "listed)\n",
      what, m.truth, m.right, m.wrong, m.precision(), m.recall(), m.seen(), m.doubtful);
}

TEST(Matching, of_vancouvers_libraries_each_certain_pair_is_right_and_the_rest_is_listed) {
  CARTABLE_SHARED_FILE(extract, "osm/vancouver-20150501.osm.pbf");
  CARTABLE_SHARED_FILE(table, "vancouver/libraries.csv");
  auto const osm = importers::read_osm(extract, {});
  importers::TableOptions options;
  options.kind = "library";
  auto const list = importers::read_table(table, options);
  ASSERT_TRUE(osm) << osm.error().message;
  ASSERT_TRUE(list) << list.error().message;
  // Drawn up by hand from names, addresses and the map: 14 of the city's 22 branches are among OSM's 20 libraries.
  std::map<std::string, std::string> const labelled{
      {"Britannia", "osm:n1934829660"},         {"Central Branch", "osm:n2969713582"},
      {"Champlain Heights", "osm:n3390473902"}, {"Collingwood", "osm:w166090082"},
      {"Firehall", "osm:n938584585"},           {"Fraserview", "osm:n249407303"},
      {"Hastings", "osm:n1416818790"},          {"Joe Fortes", "osm:n2488974531"},
      {"Kensington", "osm:n1935695833"},        {"Kitsilano", "osm:n644342011"},
      {"Mount Pleasant", "osm:n582801479"},     {"Oakridge", "osm:n1128908199"},
      {"South Hill", "osm:n1431507584"},        {"West Point Grey", "osm:n2746822088"},
  };
  std::map<std::string, std::string> truth;
  for (auto const& place : list->places) {
    if (auto const found = labelled.find(place.name); found != labelled.end()) {
      truth[place.head.id] = found->second;
    }
  }
  ASSERT_EQ(truth.size(), 14U);
  auto const m = measure(list->places, osm->places, truth, "Vancouver");
  print("Vancouver's libraries", m);
  EXPECT_EQ(m.wrong, 0);
  EXPECT_EQ(m.right, 14);
  EXPECT_EQ(m.right + m.listed, 14);
}

/// Another source's record of a place, as such sources are: seeded, every change of a kind that was seen in real
/// tables.
class Noise {
 public:
  explicit Noise(unsigned seed) : random_(seed) {}

  Place of(Place const& place, std::string id) {
    Place out;
    out.head.id = std::move(id);
    out.head.source = "list";
    out.kinds = place.kinds;
    out.point = moved(*place.point, 5 + std::pow(uniform(), 2) * 145);
    out.name = renamed(place.name, place.kinds.empty() ? std::string() : place.kinds.front());
    if (chance(0.1)) {
      out.kinds = {sibling(place.kinds.front())};
    }
    if (chance(0.3)) {
      out.address = place.address;
    }
    if (chance(0.2)) {
      out.contact = place.contact;
    }
    return out;
  }
  bool chance(double p) { return uniform() < p; }
  geo::LonLat moved(geo::LonLat p, double metres) {
    double const angle = uniform() * 2 * std::numbers::pi;
    auto const on_grid = [](double degrees) { return std::round(degrees * 1e6) / 1e6; };
    return {.lon = on_grid(p.lon + metres * std::cos(angle) / (111'320 * std::cos(p.lat * std::numbers::pi / 180))),
            .lat = on_grid(p.lat + metres * std::sin(angle) / 111'320)};
  }

 private:
  double uniform() { return std::uniform_real_distribution<double>(0, 1)(random_); }

  static std::string sibling(std::string const& kind) {
    static std::map<std::string, std::string> const kSibling{
        {"school", "college"},      {"college", "school"},         {"theatre", "arts_centre"},
        {"arts_centre", "theatre"}, {"museum", "gallery"},         {"kindergarten", "childcare"},
        {"university", "college"},  {"library", "learning_place"}, {"community_centre", "social_centre"}};
    auto const found = kSibling.find(kind);
    return found == kSibling.end() ? "learning_place" : found->second;
  }

  std::string renamed(std::string const& name, std::string const& kind) {
    std::string out = name;
    if (chance(0.4)) {  // accents and capitals lost
      out = base::fold(name);
    }
    if (chance(0.25)) {
      static std::vector<std::pair<std::string, std::string>> const kShort{
          {"Colegio", "Col."},       {"Institución Educativa", "I.E."},
          {"Bibliothèque", "Bibl."}, {"Lycée", "Lyc."},
          {"Collège", "Coll."},      {"École", "Ec."},
          {"Instituto", "Inst."},    {"Universidad", "Univ."},
          {"Saint", "St"},           {"Santa", "Sta."}};
      for (auto const& [from, to] : kShort) {
        if (auto const at = out.find(from); at != std::string::npos) {
          out.replace(at, from.size(), to);
        }
      }
    }
    if (chance(0.15) && kind == "library") {
      out = "Municipal Library " + out;
    }
    if (chance(0.1) && out.size() > 8) {  // a slip of the finger
      std::size_t const at = 3 + random_() % (out.size() - 5);
      if (static_cast<unsigned char>(out[at]) < 0x80 && static_cast<unsigned char>(out[at + 1]) < 0x80) {
        std::swap(out[at], out[at + 1]);
      }
    }
    if (chance(0.15)) {  // a word in front that says nothing
      out = "The " + out;
    }
    return out;
  }

  std::mt19937 random_;
};

void measure_with_noise(std::filesystem::path const& extract, std::string const& city, double least_recall) {
  auto const osm = importers::read_osm(extract, {});
  ASSERT_TRUE(osm) << osm.error().message;
  std::vector<Place> theirs;
  std::set<std::string> names;
  for (auto const& place : osm->places) {
    if (place.point && !place.name.empty()) {
      theirs.push_back(place);
    }
  }
  Measured all;
  unsigned const first_seed = std::random_device()();
  std::printf("%s: seeds %u to %u, %zu named places\n", city.c_str(), first_seed, first_seed + 9, theirs.size());
  for (unsigned seed = first_seed; seed < first_seed + 10; ++seed) {
    Noise noise(seed);
    std::vector<Place> ours;
    std::map<std::string, std::string> truth;
    int number = 0;
    for (auto const& place : theirs) {
      if (noise.chance(0.7)) {
        ours.push_back(noise.of(place, "list:" + std::to_string(++number)));
        truth[ours.back().head.id] = place.head.id;
      }
      // Neighbours that are others: the same chain elsewhere, the next number, another of the kind beside it.
      if (noise.chance(0.1)) {
        Place other = noise.of(place, "list:" + std::to_string(++number));
        other.name = "Centro " + std::to_string(100 + number);
        other.point = noise.moved(*place.point, 30);
        other.address.clear();
        other.contact.clear();
        ours.push_back(std::move(other));
      }
      if (noise.chance(0.05)) {
        Place other = noise.of(place, "list:" + std::to_string(++number));
        other.name = place.name;
        other.point = noise.moved(*place.point, 3000);
        other.address.clear();
        other.contact.clear();
        ours.push_back(std::move(other));
      }
    }
    auto const m = measure(ours, theirs, truth, city);
    all.right += m.right;
    all.wrong += m.wrong;
    all.listed += m.listed;
    all.doubtful += m.doubtful;
    all.truth += m.truth;
  }
  print((city + " with noise").c_str(), all);
  EXPECT_GE(all.precision(), 0.99);
  EXPECT_GE(all.recall(), least_recall);
  EXPECT_GE(all.seen(), 0.95);
}

TEST(Matching, of_monacos_places_and_a_noisy_list_of_them_it_is_right) {
  CARTABLE_SHARED_FILE(extract, "osm/monaco-20231121.osm.pbf");
  measure_with_noise(extract, "Monaco", 0.88);
}

TEST(Matching, of_duitamas_places_and_a_noisy_list_of_them_it_is_right) {
  CARTABLE_SHARED_FILE(extract, "duitama/duitama-20210921.osm.pbf");
  measure_with_noise(extract, "Duitama", 0.88);
}

}  // namespace
}  // namespace cartable
