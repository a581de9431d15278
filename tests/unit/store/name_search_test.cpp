#include "base/text.hpp"
#include "geo/metric.hpp"
#include "store/catalog.hpp"
#include "store/name_index.hpp"
#include "tests/support/property.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

namespace cartable::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// A town made of names.
class Town {
 public:
  Town& place(std::string id, std::string name, LangMap names = {}, geo::LonLat at = {0, 0}) {
    Place out;
    out.head.id = std::move(id);
    out.name = std::move(name);
    out.names = std::move(names);
    out.kinds = {"library"};
    out.point = at;
    data_.places.push_back(std::move(out));
    return *this;
  }
  Town& street(std::string id, std::string name, geo::LonLat at = {0, 0}, LangMap names = {}) {
    data_.streets.push_back({std::move(id), std::move(name), std::move(names), at, Visibility::everyone});
    return *this;
  }
  Town& address(std::string id, std::string street, std::string number, geo::LonLat at = {0, 0},
                std::string city = "") {
    Address out;
    out.head.id = std::move(id);
    out.street = std::move(street);
    out.housenumber = std::move(number);
    out.city = std::move(city);
    out.point = at;
    data_.addresses.push_back(std::move(out));
    return *this;
  }
  Town& locality(std::string id, std::string name, geo::LonLat at = {0, 0}) {
    Locality out;
    out.head.id = std::move(id);
    out.name = std::move(name);
    out.point = at;
    data_.localities.push_back(std::move(out));
    return *this;
  }
  Town& district(std::string id, std::string name) {
    District out;
    out.head.id = std::move(id);
    out.name = std::move(name);
    out.area = {{geo::Polygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}}}}};
    data_.districts.push_back(std::move(out));
    return *this;
  }
  Town& country(std::string code) {
    Setting out;
    out.head.id = "country";
    out.value = std::move(code);
    data_.settings.push_back(std::move(out));
    return *this;
  }
  [[nodiscard]] CityData& data() { return data_; }
  [[nodiscard]] std::vector<SearchHit> find(std::string const& text, std::optional<geo::LonLat> near = std::nullopt,
                                            std::size_t limit = 10, std::string const& language = "") {
    return Catalog::build(CityData(data_))->search(text, near, limit, language, Visibility::everyone);
  }
  [[nodiscard]] std::vector<std::string> ids(std::string const& text, std::optional<geo::LonLat> near = std::nullopt,
                                             std::size_t limit = 10) {
    std::vector<std::string> out;
    for (SearchHit const& hit : find(text, near, limit)) {
      out.push_back(hit.id);
    }
    return out;
  }

 private:
  CityData data_;
};

TEST(NameSearch, is_blind_to_accents_case_and_punctuation) {
  Town town;
  town.place("a", "Médiathèque Élise-Rivet").place("b", "Œuvre Łódź").place("c", "مَدْرَسَة");
  EXPECT_THAT(town.ids("MEDIATHEQUE elise"), ElementsAre("a"));
  EXPECT_THAT(town.ids("rivet médi"), ElementsAre("a"));
  EXPECT_THAT(town.ids("oeuvre lodz"), ElementsAre("b"));
  EXPECT_THAT(town.ids("مدرسة"), ElementsAre("c"));
}

TEST(NameSearch, every_word_must_begin_a_word_of_one_name) {
  Town town;
  town.place("a", "Biblioteca Nacional", {{"en", "National Library"}});
  EXPECT_THAT(town.ids("bib nac"), ElementsAre("a"));
  EXPECT_THAT(town.ids("nac bib"), ElementsAre("a"));
  EXPECT_THAT(town.ids("library"), ElementsAre("a"));
  EXPECT_THAT(town.ids("biblioteca library"), IsEmpty()) << "words of two languages' names";
  EXPECT_THAT(town.ids("ioteca"), IsEmpty());
  EXPECT_THAT(town.ids("biblioteca nacionales"), IsEmpty());
}

TEST(NameSearch, the_whole_name_comes_before_its_beginning_before_words_inside) {
  Town town;
  town.place("inside", "Casa del Museo").place("begin", "Museo Blanes").place("whole", "Museo");
  EXPECT_THAT(town.ids("museo"), ElementsAre("whole", "begin", "inside"));
}

TEST(NameSearch, of_equal_matches_the_nearer_comes_first_with_its_distance_on_the_ellipsoid) {
  Town town;
  geo::LonLat const here{-56.19, -34.905};
  town.place("far", "Liceo 1", {}, {-56.10, -34.85}).place("near", "Liceo 2", {}, {-56.188, -34.905});
  EXPECT_THAT(town.ids("liceo", here), ElementsAre("near", "far"));
  auto const hits = town.find("liceo", here);
  EXPECT_NEAR(hits[0].distance->value(), geo::geodesic_distance(here, {-56.188, -34.905}).value(), 1e-3);
  EXPECT_FALSE(town.find("liceo")[0].distance.has_value());
}

TEST(NameSearch, labels_are_in_the_language_asked_for_else_the_things_own) {
  Town town;
  town.place("a", "Bibliothèque", {{"fr", "Bibliothèque"}, {"en", "Library"}, {"zh", "图书馆"}});
  EXPECT_EQ(town.find("biblio", std::nullopt, 10, "en")[0].label, "Library");
  EXPECT_EQ(town.find("biblio", std::nullopt, 10, "zh-Hant-TW")[0].label, "图书馆");
  EXPECT_EQ(town.find("library", std::nullopt, 10, "de")[0].label, "Bibliothèque");
  EXPECT_EQ(town.find("library").size(), 1U) << "one hit however many of its names match";
}

TEST(NameSearch, addresses_are_found_in_either_order_by_street_and_number) {
  Town town;
  town.street("s", "Colonia")
      .address("a1234", "Colonia", "1234")
      .address("a12", "Colonia", "12")
      .address("b1234", "Rondeau", "1234", {1, 1}, "Montevideo");
  EXPECT_THAT(town.ids("Colonia 1234"), ElementsAre("a1234"));
  EXPECT_THAT(town.ids("1234 colonia"), ElementsAre("a1234"));
  EXPECT_THAT(town.ids("colonia 12"), ElementsAre("a12", "a1234"));
  EXPECT_THAT(town.ids("rondeau 1234 montevideo"), ElementsAre("b1234"));
  EXPECT_THAT(town.ids("colonia"), ElementsAre("s")) << "a street does not bring its houses";
  EXPECT_THAT(town.ids("1234"), IsEmpty()) << "a number alone is no address";
}

TEST(NameSearch, the_number_stands_where_the_country_puts_it) {
  Town town;
  town.address("a", "rue de la République", "12 bis");
  EXPECT_EQ(town.find("12 bis rue republique")[0].label, "rue de la République 12 bis");
  town.country("FR");
  EXPECT_EQ(town.find("12 bis rue republique")[0].label, "12 bis rue de la République");
}

TEST(NameSearch, one_address_mapped_twice_is_one_hit_but_not_in_another_town) {
  Town town;
  town.address("a", "Main Street", "5", {0, 0})
      .address("b", "Main Street", "5", {0.0005, 0})
      .address("c", "Main Street", "5", {0.2, 0});
  EXPECT_EQ(town.ids("5 main street").size(), 2U);
}

TEST(NameSearch, ways_of_one_street_are_one_hit_and_a_namesake_elsewhere_is_another) {
  Town town;
  for (int i = 0; i < 30; ++i) {
    town.street("long" + std::to_string(i), "Avenida Italia", {-56.1 + 0.003 * i, -34.88});
  }
  town.street("elsewhere", "Avenida Itália", {-56.1, -34.60});
  auto const hits = town.find("avenida italia");
  ASSERT_EQ(hits.size(), 2U);
  // Near the street's end, the hit stands there and not at its middle.
  auto const near = town.find("avenida italia", geo::LonLat{-56.1, -34.88});
  ASSERT_EQ(near.size(), 2U);
  EXPECT_LT(near[0].distance->value(), 1);
}

TEST(NameSearch, scripts_without_blanks_are_found_from_any_character) {
  Town town;
  town.place("zh", "北京市朝阳区图书馆")
      .place("ja", "東京都立中央図書館")
      .place("th", "หอสมุดแห่งชาติ")
      .place("ko", "서울도서관");
  EXPECT_THAT(town.ids("图书馆"), ElementsAre("zh"));
  EXPECT_THAT(town.ids("北京"), ElementsAre("zh"));
  EXPECT_THAT(town.ids("中央図書"), ElementsAre("ja"));
  EXPECT_THAT(town.ids("แห่งชาติ"), ElementsAre("th"));
  EXPECT_THAT(town.ids("도서관"), ElementsAre("ko"));
  EXPECT_THAT(town.ids("朝阳 北京"), ElementsAre("zh"));
}

TEST(NameSearch, districts_and_localities_are_found_too) {
  Town town;
  town.district("d", "Municipio B").locality("l", "Pocitos");
  EXPECT_THAT(town.ids("municipio"), ElementsAre("d"));
  EXPECT_THAT(town.ids("poci"), ElementsAre("l"));
  EXPECT_EQ(town.find("poci")[0].type, SearchHit::Type::locality);
}

TEST(NameSearch, texts_without_letters_and_hostile_ones_find_nothing_and_do_no_harm) {
  Town town;
  town.place("a", "Museo")
      .place("b", "<script>alert(1)</script>")
      .place("c", "\xE2\x80\xAE gnp.exe")
      .place("d", "\xFF\xFE");
  for (std::string const& text : {std::string(), std::string("   "), std::string("…!?"), std::string("\xFF\xFF"),
                                  std::string(5000, 'a'), std::string("a\0b", 3)}) {
    EXPECT_THAT(town.ids(text), IsEmpty());
  }
  std::string many;
  for (int i = 0; i < 500; ++i) {
    many += "museo ";
  }
  EXPECT_THAT(town.ids(many), ElementsAre("a"));
  EXPECT_THAT(town.ids("script alert"), ElementsAre("b"));
  EXPECT_THAT(town.ids("museo", std::nullopt, 0), IsEmpty());
}

TEST(NameSearch, the_limit_counts_things_not_names) {
  Town town;
  for (int i = 0; i < 100; ++i) {
    town.place("p" + std::to_string(i), "Museo " + std::to_string(i),
               {{"en", "Museo Museum " + std::to_string(i)}, {"fr", "Museo Musée " + std::to_string(i)}});
  }
  for (std::size_t const limit : {1U, 2U, 50U, 99U, 100U, 101U}) {
    auto const ids = town.ids("museo", std::nullopt, limit);
    EXPECT_EQ(ids.size(), std::min<std::size_t>(limit, 100));
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
  }
}

TEST(NameSearchProperty, finds_exactly_the_places_that_a_loop_over_all_names_finds) {
  test::PropertyRandom random;
  constexpr std::array kWords{"museo",        "musée", "Mus", "de",     "del", "Álamo", "alam",  "Biblio",
                              "Bibliothèque", "12",    "120", "图书馆", "图",  "San",   "Santa", "l'Arte"};
  auto const text = [&](int most) {
    std::string out;
    for (auto words = random.integer(1, most); words > 0; --words) {
      out +=
          std::string(out.empty() ? "" : " ") + kWords[static_cast<std::size_t>(random.integer(0, kWords.size() - 1))];
    }
    return out;
  };
  for (int round = 0; round < 20; ++round) {
    Town town;
    for (int i = 0; i < 80; ++i) {
      LangMap names;
      if (random.chance(0.3)) {
        names["fr"] = text(3);
      }
      town.place("p" + std::to_string(i), text(4), names, {random.real(0, 0.1), random.real(0, 0.1)});
    }
    auto const catalog = Catalog::build(CityData(town.data()));
    for (int query = 0; query < 30; ++query) {
      std::string asked = text(3);
      if (random.chance(0.5) && asked.back() < 0x7F && asked.back() > 0) {
        asked.pop_back();
      }
      std::set<std::string> expected;
      auto const words = base::split(base::fold(asked), ' ');
      auto const matches = [&](std::string const& name) {
        auto const own = base::split(base::fold(name), ' ');
        return !words.empty() && std::all_of(words.begin(), words.end(), [&](std::string const& word) {
          return std::any_of(own.begin(), own.end(), [&](std::string const& o) {
            bool const unspaced = static_cast<unsigned char>(o.front()) > 0xE0;
            return o.starts_with(word) || (unspaced && o.find(word) != std::string::npos);
          });
        });
      };
      for (Place const& place : town.data().places) {
        bool any = matches(place.name);
        for (auto const& [language, name] : place.names) {
          any = any || matches(name);
        }
        if (any) {
          expected.insert(place.head.id);
        }
      }
      std::set<std::string> found;
      for (auto const& hit : catalog->search(asked, geo::LonLat{0, 0}, 1000, "", Visibility::everyone)) {
        found.insert(hit.id);
      }
      ASSERT_EQ(found, expected) << asked;
    }
  }
}

TEST(NameIndex, a_prefix_is_one_range_of_the_sorted_tokens) {
  NameIndex::Builder builder;
  for (char const* const text : {"museo", "mus", "museos", "muso", "a", "zoo", "mu"}) {
    NameIndex::Builder::Words words;
    builder.tokenize(text, words);
    builder.add(words.words, words.tails);
  }
  NameIndex const index = std::move(builder).build();
  auto const count = [&](char const* word) {
    auto const range = index.prefix(word);
    return range.last - range.first;
  };
  EXPECT_EQ(count("mus"), 4U);
  EXPECT_EQ(count("muse"), 2U);
  EXPECT_EQ(count("m"), 5U);
  EXPECT_EQ(count("zoo"), 1U);
  EXPECT_EQ(count("zoom"), 0U);
  EXPECT_EQ(count("0"), 0U);
  EXPECT_TRUE(index.prefix("mus").exact);
  EXPECT_FALSE(index.prefix("muse").exact);
}

}  // namespace
}  // namespace cartable::store
