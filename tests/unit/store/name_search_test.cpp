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
  /// The id of an offer at a place; empty: at none.
  Town& offer(std::string id, std::string place, std::string name, StringList topics = {}, Fee fee = Fee::unknown) {
    Offer out;
    out.head.id = std::move(id);
    out.place = std::move(place);
    out.name = std::move(name);
    out.topics = std::move(topics);
    out.fee = fee;
    data_.offers.push_back(std::move(out));
    return *this;
  }
  Town& country(std::string code) {
    Setting out;
    out.head.id = "region";
    out.value = std::move(code);
    data_.settings.push_back(std::move(out));
    return *this;
  }
  [[nodiscard]] CityData& data() { return data_; }
  [[nodiscard]] std::vector<SearchHit> find(std::string const& text, std::optional<geo::LonLat> near = std::nullopt,
                                            std::size_t limit = 10, std::string const& language = "") {
    return Catalog::build(CityData(data_))->search({.text = text, .near = near, .limit = limit, .language = language});
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

TEST(NameSearch, what_is_at_hand_comes_before_a_better_match_far_away) {
  Town town;
  town.place("far", "Museo del Mar", {}, {0.2, 0}).place("near", "Nuevo Museo", {}, {0.001, 0});
  EXPECT_THAT(town.ids("museo", geo::LonLat{0, 0}), ElementsAre("near", "far"));
  EXPECT_THAT(town.ids("museo"), ElementsAre("far", "near"));
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

TEST(NameSearch, one_typing_error_in_a_word_is_forgiven_and_what_is_as_typed_comes_first) {
  Town town;
  town.place("b", "Biblioteca Nacional").place("m", "Museo").place("u", "Muso Blanco");
  for (char const* const typed : {"bibloteca", "biblioteeca", "bibliotexa", "bibliotcea", "ibblioteca", "bibliotecaa",
                                  "biblioteco", "nacionla biblotec", "xbiblioteca"}) {
    EXPECT_THAT(town.ids(typed), ElementsAre("b")) << typed;
  }
  EXPECT_THAT(town.ids("museo"), ElementsAre("m", "u"));
  EXPECT_THAT(town.ids("bbliotca"), IsEmpty()) << "two errors";
  EXPECT_THAT(town.ids("mux"), IsEmpty()) << "too short to be sure";
  EXPECT_THAT(town.ids("bibx"), IsEmpty()) << "an error at the end of a beginning would match anything";
}

TEST(NameSearch, no_error_is_forgiven_in_a_number) {
  Town town;
  town.place("a", "Escuela 12345").place("b", "Liceo 1999");
  EXPECT_THAT(town.ids("escuela 12346"), IsEmpty());
  EXPECT_THAT(town.ids("liceo 1990"), IsEmpty());
}

TEST(NameSearch, errors_are_not_looked_for_where_enough_is_as_typed) {
  Town town;
  town.place("1", "Liceo 1").place("2", "Liceo 2").place("3", "Liceo 3").place("x", "Lisceo");
  EXPECT_THAT(town.ids("liceo"), ElementsAre("1", "2", "3"));
}

TEST(NameSearch, arabic_is_found_however_its_letters_are_written) {
  Town town;
  town.place("lib", "المَكْتَبَة الوطنيّة")
      .place("sch", "مدرسة الأمل")
      .place("mus", "متحف الآثار الإسلامية")
      .place("h", "سماء 12");
  EXPECT_THAT(town.ids("مكتبه"), ElementsAre("lib")) << "without article, teh marbuta as heh";
  EXPECT_THAT(town.ids("المكتبة الوطنية"), ElementsAre("lib"));
  EXPECT_THAT(town.ids("وطنيه"), ElementsAre("lib"));
  EXPECT_EQ(town.ids("الامل").front(), "sch") << "alef without hamza";
  EXPECT_THAT(town.ids("أمل"), ElementsAre("sch"));
  EXPECT_THAT(town.ids("المدرسة"), ElementsAre("sch")) << "an article that the name does not have";
  EXPECT_THAT(town.ids("الاثار الاسلاميه"), ElementsAre("mus"));
  EXPECT_THAT(town.ids("سما"), ElementsAre("h")) << "hamza left out";
  EXPECT_THAT(town.ids("سماء ١٢"), ElementsAre("h")) << "Arabic digits";
  EXPECT_THAT(town.ids("الاسلامبه"), ElementsAre("mus")) << "a typing error";
}

TEST(NameSearch, cyrillic_is_blind_to_case_and_io_and_forgives_an_error) {
  Town town;
  town.place("a", "Учёный совет").place("b", "Центральная библиотека");
  EXPECT_THAT(town.ids("УЧЕНЫЙ"), ElementsAre("a"));
  EXPECT_THAT(town.ids("библитека"), ElementsAre("b"));
  EXPECT_THAT(town.ids("библиотека центр"), ElementsAre("b"));
}

TEST(NameSearch, chinese_is_found_by_parts_that_do_not_touch_in_both_scripts_and_with_an_error) {
  Town town;
  town.place("lib", "北京市朝阳区图书馆").place("trad", "臺北市立圖書館").place("x", "上海博物馆");
  EXPECT_THAT(town.ids("朝阳图书馆"), ElementsAre("lib"));
  EXPECT_THAT(town.ids("圖書館"), UnorderedElementsAre("lib", "trad"));
  EXPECT_THAT(town.ids("上海博勿馆"), ElementsAre("x")) << "one character mistyped";
  EXPECT_THAT(town.ids("广州博物馆"), IsEmpty());
}

TEST(NameSearch, what_stands_behind_an_elision_is_found_by_itself) {
  Town town;
  town.place("a", "Médiathèque de l'Étoile").place("b", "Bibliothèque d’Alembert").street("c", "O'Higgins");
  EXPECT_THAT(town.ids("etoile"), ElementsAre("a"));
  EXPECT_THAT(town.ids("l'etoile"), ElementsAre("a"));
  EXPECT_THAT(town.ids("alembert"), ElementsAre("b"));
  EXPECT_THAT(town.ids("ohiggins"), ElementsAre("c"));
  town.place("d", "École du Parc");
  EXPECT_THAT(town.ids("l'école du parc"), ElementsAre("d"));
}

TEST(NameSearch, shortened_words_of_streets_are_written_out) {
  Town town;
  town.street("b", "Bulevar General Artigas").street("a", "Avenida Italia").street("c", "West 41st Avenue");
  EXPECT_THAT(town.ids("bvar gral artigas"), ElementsAre("b"));
  EXPECT_THAT(town.ids("avda italia"), ElementsAre("a"));
  EXPECT_THAT(town.ids("w 41 ave"), ElementsAre("c"));
}

TEST(NameSearch, a_house_number_that_is_not_there_brings_its_neighbours_and_the_street) {
  Town town;
  town.street("s", "Colonia")
      .address("far", "Colonia", "1400")
      .address("n1", "Colonia", "1233")
      .address("n2", "Colonia", "1240,1250")
      .address("other", "Rondeau", "1236")
      .address("namesake", "Polonia", "12355");
  EXPECT_THAT(town.ids("Colonia 1235"), ElementsAre("n1", "n2", "s"));
  EXPECT_THAT(town.ids("1235 colonai"), ElementsAre("n1", "n2", "s"));
  EXPECT_THAT(town.ids("Colonia 9000"), ElementsAre("s"));
  EXPECT_THAT(town.ids("Colonia 1250"), ElementsAre("n2"));
}

TEST(NameSearch, offers_are_found_where_they_are_given_and_at_home_without_a_point) {
  Town town;
  town.place("p", "Casa", {}, {0.01, 0}).offer("o", "p", "Curso de francés").offer("home", "", "Curso en línea");
  auto const hits = town.find("curso", geo::LonLat{0, 0});
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_EQ(hits[0].id, "o");
  EXPECT_EQ(hits[0].type, SearchHit::Type::offer);
  EXPECT_TRUE(hits[0].point && hits[0].distance);
  EXPECT_EQ(hits[1].id, "home");
  EXPECT_FALSE(hits[1].point || hits[1].distance);
  EXPECT_THAT(town.offer("lost", "nowhere", "Curso perdido").ids("perdido"), IsEmpty());
}

TEST(NameSearch, topics_that_can_be_learnt_are_found_in_every_language_at_the_nearest_place) {
  Town town;
  town.place("p", "Casa", {}, {0.02, 0}).place("q", "Otra", {}, {0.01, 0});
  town.offer("o", "p", "Uno", {"0231"}).offer("o2", "q", "Dos", {"0231"});
  for (char const* const typed : {"language acquisition", "اللغات", "语言", "langues", "0231"}) {
    auto const hits = town.find(typed, geo::LonLat{0, 0});
    ASSERT_FALSE(hits.empty()) << typed;
    EXPECT_EQ(hits[0].type, SearchHit::Type::topic);
    EXPECT_TRUE(std::string_view("0231").starts_with(hits[0].id));
    EXPECT_NEAR(hits[0].distance->value(), geo::geodesic_distance({0, 0}, {0.01, 0}).value(), 1e-3);
  }
  EXPECT_THAT(town.ids("mathematics"), IsEmpty()) << "nobody teaches it here";
}

TEST(NameSearch, what_staff_alone_may_see_shows_in_no_topic) {
  Town town;
  town.place("p", "Casa", {}, {0.02, 0}).place("q", "Oculta", {}, {0.01, 0});
  town.data().places[0].topics = town.data().places[1].topics = {"0541"};
  town.data().places[1].head.visibility = Visibility::staff;
  auto const catalog = Catalog::build(CityData(town.data()));
  auto const seen = catalog->search({.text = "mathematics", .near = geo::LonLat{0, 0}});
  ASSERT_EQ(seen.size(), 3U) << "0541, 054 and 05";
  EXPECT_GT(seen[0].distance->value(), 2000);
  auto const staff = catalog->search({.text = "mathematics", .near = geo::LonLat{0, 0}, .viewer = Visibility::staff});
  ASSERT_EQ(staff.size(), 3U);
  EXPECT_LT(staff[0].distance->value(), 1200);
}

TEST(NameSearch, a_filter_holds_for_places_and_for_the_very_offer_but_not_for_streets) {
  Town town;
  town.place("lib", "Artigas uno").place("mus", "Artigas dos").street("s", "Artigas");
  town.data().places[1].kinds = {"museum"};
  town.offer("free", "lib", "Artigas gratis", {}, Fee::free).offer("paid", "lib", "Artigas pago", {}, Fee::paid);
  auto const catalog = Catalog::build(CityData(town.data()));
  auto const ids = [&](Filter const& filter) {
    std::vector<std::string> out;
    for (SearchHit const& hit : catalog->search({.text = "artigas", .filter = &filter})) {
      out.push_back(hit.id);
    }
    return out;
  };
  EXPECT_THAT(ids({}), UnorderedElementsAre("lib", "mus", "s", "free", "paid"));
  EXPECT_THAT(ids({.kinds = {"museum"}}), UnorderedElementsAre("mus", "s"));
  EXPECT_THAT(ids({.fees = {Fee::free}}), UnorderedElementsAre("lib", "s", "free"));
}

/// Whether `word` begins `own` but for one typing error, told from the definition and not from an index: by trying
/// every beginning of `own`. ASCII only.
bool is_nearly(std::string const& word, std::string const& own) {
  std::size_t const n = word.size();
  bool const has_digit = word.find_first_of("0123456789") != std::string::npos;
  if (n < 4 || has_digit) {
    return false;
  }
  for (std::size_t i = 0; i < n; ++i) {
    bool const at_end = i + 1 == n;
    std::string const before = word.substr(0, i);
    std::string const behind = word.substr(i + 1);
    auto const fits = [&](std::string const& text, bool whole) { return whole ? own == text : own.starts_with(text); };
    if (fits(before + behind, at_end)) {
      return true;
    }
    if (!at_end && fits(before + word[i + 1] + word[i] + word.substr(i + 2), false)) {
      return true;
    }
    if (own.size() > i && fits(before + own[i] + behind, at_end)) {
      return true;
    }
    if (own.size() > i && fits(before + own[i] + word.substr(i), false)) {
      return true;
    }
  }
  return false;
}

TEST(NameSearchProperty,
     finds_exactly_the_places_that_a_loop_over_all_names_finds_typing_errors_where_few_are_as_typed) {
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
      bool const ascii = std::all_of(asked.begin(), asked.end(), [](char c) { return c > 0; });
      if (ascii && random.chance(0.5)) {
        asked.insert(static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(asked.size()))), 1, 'x');
      }
      std::set<std::string> expected, with_errors;
      auto const words = base::split(base::fold(asked), ' ');
      auto const matches = [&](std::string const& name, bool errors) {
        auto const own = base::split(base::fold(name), ' ');
        return !words.empty() && std::all_of(words.begin(), words.end(), [&](std::string const& word) {
          return std::any_of(own.begin(), own.end(), [&](std::string const& o) {
            bool const unspaced = static_cast<unsigned char>(o.front()) > 0xE0;
            return o.starts_with(word) || (unspaced && o.find(word) != std::string::npos) ||
                   // "l'arte" is found by "arte" too
                   (o == "larte" && std::string("arte").starts_with(word)) ||
                   (errors && (is_nearly(word, o) || (o == "larte" && is_nearly(word, "arte"))));
          });
        });
      };
      for (Place const& place : town.data().places) {
        for (bool const errors : {false, true}) {
          bool any = matches(place.name, errors);
          for (auto const& [language, name] : place.names) {
            any = any || matches(name, errors);
          }
          if (any) {
            (errors ? with_errors : expected).insert(place.head.id);
          }
        }
      }
      std::set<std::string> found;
      for (auto const& hit : catalog->search({.text = asked, .near = geo::LonLat{0, 0}, .limit = 1000})) {
        found.insert(hit.id);
      }
      ASSERT_EQ(found, expected.size() < 3 ? with_errors : expected) << asked;
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
