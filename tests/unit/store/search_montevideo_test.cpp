#include "store/catalog.hpp"
#include "store/city_file.hpp"
#include "tests/support/other_program.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Twenty questions over a real city of 205 000 house numbers, with some names in other scripts put in.
namespace cartable::store {
namespace {

/// The folder of the demo's packages: CARTABLE_DEMO_PACKAGES, else where ./run and ./test install them.
std::string demo_packages() {
  char const* const given = std::getenv("CARTABLE_DEMO_PACKAGES");
  return given != nullptr ? given : std::string(CARTABLE_SOURCE_DIR) + "/demo/node_modules";
}

Place invented(std::string id, LangMap names, geo::LonLat at) {
  Place out;
  out.head.id = std::move(id);
  out.name = names.begin()->second;
  out.names = std::move(names);
  out.kinds = {"library"};
  out.point = at;
  return out;
}

/// Montevideo with a few names more; null when the demo's packages are missing.
std::shared_ptr<Catalog const> montevideo() {
  static std::shared_ptr<Catalog const> const made = []() -> std::shared_ptr<Catalog const> {
    std::string const packages = demo_packages();
    if (!std::filesystem::exists(packages + "/@mapbox/mvt-fixtures")) {
      return nullptr;
    }
    test::TemporaryFolder const folder;
    std::string const city = (folder / "montevideo.gpkg").string();
    test::output_of(std::string(CARTABLE_PROGRAM) + " demo --city '" + city + "' --from '" + packages + "'");
    auto data = CityFile(city).load();
    if (!data) {
      ADD_FAILURE() << data.error().message;
      return nullptr;
    }
    data->places.push_back(
        invented("test:ar", {{"ar", "المَكْتَبَة الوطنيّة للأطفال"}, {"es", "Sala Árabe"}}, {-56.18, -34.90}));
    data->places.push_back(invented("test:zh", {{"zh", "蒙得维的亚中国文化中心图书馆"}}, {-56.17, -34.90}));
    data->places.push_back(invented("test:ru", {{"ru", "Учебный центр «Родник» имени Пушкина"}}, {-56.16, -34.90}));
    return Catalog::build(*std::move(data));
  }();
  return made;
}

struct Question {
  char const* text;
  char const* label;  ///< of the first hit, or its beginning
  SearchHit::Type type;
  std::optional<geo::LonLat> near{};
};

TEST(SearchMontevideo, twenty_questions_in_four_scripts_have_their_first_hits) {
  auto const city = montevideo();
  if (!city) {
    GTEST_SKIP() << "the demo's packages are not below " << demo_packages()
                 << " (./run installs them); set CARTABLE_DEMO_PACKAGES";
  }
  using Type = SearchHit::Type;
  geo::LonLat const centre{-56.19, -34.905};
  std::vector<Question> const questions{
      {"18 de Julio 1234", "Avenida 18 de Julio 1234", Type::address},
      {"1234 julio 18 de", "Avenida 18 de Julio 1234", Type::address},
      {"avda 18 de julo 1235", "Avenida 18 de Julio 1235", Type::address},
      {"Colonia 1234", "Colonia 1234", Type::address, centre},
      {"bvar artigas 1031", "Bulevar General Artigas 1031", Type::address},
      {"8 de octubre 2738", "Avenida 8 de Octubre 27", Type::address},
      {"rivera 2222", "Avenida General Rivera 222", Type::address},
      {"bibloteca nacional", "Biblioteca Nacional", Type::place},
      {"BIBLIOTECA", "Biblioteca ", Type::place, centre},
      {"museo torres garcia", "Museo Torres García", Type::place},
      {"facultad inginieria", "Facultad de Ingeniería", Type::place},
      {"teatro solsi", "Teatro Solís", Type::place},
      {"zoologico", "Zoológico Villa Dolores", Type::place},
      {"pocitso", "Pocitos", Type::district},
      {"artigas bulevar", "Bulevar General Artigas", Type::street},
      {"idiomas", "", Type::topic},
      {"مكتبه وطنيه", "المَكْتَبَة", Type::place},
      {"المكتبة الوطنبة", "المَكْتَبَة", Type::place},
      {"文化中心", "蒙得维的亚", Type::place},
      {"中国图书馆", "蒙得维的亚", Type::place},
      {"蒙得維的亞圖書館", "蒙得维的亚", Type::place},
      {"пушкина учебный", "Учебный центр", Type::place},
      {"учебнный центр", "Учебный центр", Type::place},
      {"sala arabe", "المَكْتَبَة", Type::place},
  };
  for (Question const& question : questions) {
    auto const hits = city->search({.text = question.text, .near = question.near});
    ASSERT_FALSE(hits.empty()) << question.text;
    EXPECT_TRUE(hits.front().label.starts_with(question.label)) << question.text << ": " << hits.front().label;
    EXPECT_EQ(hits.front().type, question.type) << question.text << ": " << hits.front().label;
  }
}

TEST(SearchMontevideo, a_house_is_found_by_its_own_label) {
  auto const city = montevideo();
  if (!city) {
    GTEST_SKIP() << "the demo's packages are not below " << demo_packages();
  }
  std::size_t asked = 0;
  for (int number = 1; number < 5000; number += 37) {
    auto const hits = city->search({.text = "Colonia " + std::to_string(number), .limit = 100});
    for (SearchHit const& hit : hits) {
      if (hit.type == SearchHit::Type::address && hit.label.starts_with("Colonia ")) {
        auto const again = city->search({.text = hit.label, .near = hit.point});
        ASSERT_FALSE(again.empty()) << hit.label;
        EXPECT_EQ(again.front().label, hit.label);
        ++asked;
      }
    }
  }
  EXPECT_GT(asked, 100U);
}

}  // namespace
}  // namespace cartable::store
