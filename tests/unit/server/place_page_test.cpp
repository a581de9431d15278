#include "base/format.hpp"
#include "base/json.hpp"
#include "server/api/place_words.hpp"
#include "tests/unit/server/server_city.hpp"

#include <cstddef>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace cartable::server::test {
namespace {

using base::Json;

class PlacePages : public ServerTest {
 protected:
  /// A city with one place that has everything, and one of which nothing is known.
  static store::CityData town() {
    store::CityData data;
    store::Place full = place("city:full", 10, 50);
    full.name = "Maison des savoirs";
    full.names = {{"fr", "Maison des savoirs"}, {"ar", "بيت المعرفة"}, {"en", "House of knowledge"}};
    full.kinds = {"library"};
    full.address = {{"street", "Rue du Port"}, {"housenumber", "3"}, {"postcode", "1000"}, {"city", "Testville"}};
    full.contact = {{"phone", "+41 21 123 45 67"}, {"email", "a@city.test"}, {"website", "https://library.test/"}};
    full.opening_hours = "Mo-Fr 08:00-12:00,14:00-18:00; Sa 10:00-12:00; PH off";
    full.fee = store::Fee::free;
    full.wheelchair = store::Wheelchair::limited;
    full.needs = {{"hearing-loop", "yes"}, {"quiet", "no"}};
    full.languages = {"fr", "ar"};
    full.topics = {"0231"};
    full.audiences = {{"job-seekers", {.serves = true, .evidence = {}}}};
    full.checked = "2026-03-01";
    store::Place bare = place("city:bare", 10.1, 50.1, "school");
    bare.name.clear();
    bare.names.clear();
    store::Place hostile = place("city:hostile", 10.2, 50.2);
    hostile.name = "</title></script><script>alert(1)</script><!--";
    hostile.names.clear();
    hostile.contact = {{"website", "javascript:alert(2)"}, {"phone", "\"><b>"}};
    data.places = {full, bare, hostile};
    store::Offer offer;
    offer.head.id = "offer:french";
    offer.place = "city:full";
    offer.name = "French for beginners";
    offer.fee = store::Fee::paid;
    offer.modalities = {"evening"};
    data.offers = {offer};
    store::Session weekly;
    weekly.head.id = "event:weekly";
    weekly.offer = "offer:french";
    weekly.starts = "2026-01-05T18:00:00+01:00";
    weekly.ends = "2026-01-05T20:00:00+01:00";
    weekly.timezone = "Europe/Paris";
    weekly.rrule = "FREQ=WEEKLY;BYDAY=MO";
    weekly.state = "scheduled";
    data.sessions = {weekly};
    store::ImportRun run;
    run.head.id = "run:1";
    run.head.source = "osm";
    run.licence = "ODbL-1.0";
    run.attribution = "© OpenStreetMap contributors";
    data.runs = {run};
    store::Setting name, zone;
    name.head.id = "name";
    name.value = "Testville";
    zone.head.id = "timezone";
    zone.value = "Europe/Paris";
    store::Setting region;  // where the number is written before the street
    region.head.id = "region";
    region.value = "FR-IDF";
    data.settings = {name, zone, region};
    return data;
  }
  api::Response page(std::string const& target, std::string const& accept_language = {}) {
    static auto const shared = make_state(town());
    api::Request r = request(target);
    r.accept_language = accept_language;
    return api_.handle(r, shared);
  }
  static Json linked_data(api::Response const& response) {
    static std::string const begin = "<script type=\"application/ld+json\">";
    std::size_t const at = response.body.find(begin);
    std::size_t const end = response.body.find("</script>", at);
    EXPECT_NE(end, std::string::npos);
    auto const parsed = base::parse_json(response.body.substr(at + begin.size(), end - at - begin.size()));
    EXPECT_TRUE(parsed);
    return parsed ? *parsed : Json();
  }
  static bool holds(api::Response const& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
  }
};

TEST_F(PlacePages, say_what_is_known_in_the_language_asked_for) {
  api::Response const french = page("/places/city:full?lang=fr");
  EXPECT_EQ(french.status, 200);
  EXPECT_EQ(french.content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(holds(french, "<html lang=\"fr\" dir=\"ltr\">"));
  for (char const* const text :
       {"Maison des savoirs", "Bibliothèque", "3 Rue du Port, 1000 Testville",
        "content=\"Bibliothèque. 3 Rue du Port, 1000", "gratuit", "boucle magnétique: oui", "demandeurs d’emploi",
        "href=\"tel:+41211234567\"", "href=\"mailto:a@city.test\"", "© OpenStreetMap contributors", "ODbL-1.0",
        "French for beginners", "en soirée", "2026-03-01", "/#place=city:full"}) {
    EXPECT_TRUE(holds(french, text)) << text;
  }
  EXPECT_FALSE(holds(french, "Non connu"));
  api::Response const arabic = page("/places/city:full", "de, ar;q=0.9");
  EXPECT_TRUE(holds(arabic, "<html lang=\"ar\" dir=\"rtl\">"));
  EXPECT_TRUE(holds(arabic, "بيت المعرفة"));
  EXPECT_NE(arabic.header("Vary").find("Accept-Language"), std::string_view::npos);
  EXPECT_EQ(arabic.header("Content-Language"), "ar");
  EXPECT_TRUE(holds(page("/places/city:full", "de"), "<html lang=\"en\""));
}

TEST_F(PlacePages, say_plainly_what_is_not_known) {
  api::Response const bare = page("/places/city:bare");
  EXPECT_TRUE(holds(bare, "<h2 id=\"unknown\">Not known</h2>"));
  EXPECT_TRUE(holds(bare, "Opening hours, Cost, Wheelchair access, Languages, Telephone, Address"));
  EXPECT_TRUE(holds(bare, "<h1><bdi>School</bdi></h1>"));
}

TEST_F(PlacePages, a_city_that_does_not_say_where_it_is_writes_the_number_behind_the_street) {
  store::CityData data = town();
  std::erase_if(data.settings, [](store::Setting const& setting) { return setting.head.id == "region"; });
  auto const shared = make_state(std::move(data));
  api::Response const answer = api_.handle(request("/places/city:full?lang=en"), shared);
  EXPECT_TRUE(holds(answer, "Rue du Port 3, 1000 Testville"));
  EXPECT_FALSE(holds(answer, "3 Rue du Port"));
  EXPECT_EQ(linked_data(answer).at("@graph").at(0).at("address").at("streetAddress"), "Rue du Port 3");
}

TEST_F(PlacePages, the_site_map_of_more_places_than_one_file_takes_is_an_index_of_parts) {
  auto const city = [](std::size_t count) {
    store::CityData data;
    for (std::size_t i = 0; i < count; ++i) {
      store::Place p;
      p.head.id = fmt::format("city:{}", i);
      p.kinds = {"library"};
      std::size_t const row = i / 400;
      p.point = geo::LonLat{10 + static_cast<double>(i % 400) * 1e-4, 50 + static_cast<double>(row) * 1e-4};
      p.head.visibility = i < 5 ? store::Visibility::staff : store::Visibility::everyone;
      data.places.push_back(std::move(p));
    }
    data.revisions.fill(1);
    return make_state(std::move(data));
  };
  auto const all = [](std::string const& text, std::string const& pattern) {
    std::vector<std::string> out;
    std::regex const find(pattern);
    for (std::sregex_iterator at(text.begin(), text.end(), find); at != std::sregex_iterator(); ++at) {
      out.push_back((*at)[1]);
    }
    return out;
  };
  constexpr std::size_t kOneFile = 50'000;
  auto const fits = city(kOneFile + 5);  // five are hidden
  EXPECT_EQ(all(api_.handle(request("/sitemap.xml"), fits).body, "<url><loc>([^<]*)</loc>").size(), kOneFile);
  EXPECT_EQ(api_.handle(request("/sitemaps/2.xml"), fits).status, 404);

  auto const large = city(2 * kOneFile + 6);
  api::Response const index = api_.handle(request("/sitemap.xml"), large);
  EXPECT_EQ(index.content_type, "application/xml");
  EXPECT_TRUE(holds(index, "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"));
  auto const parts = all(index.body, "<sitemap><loc>http://city.test([^<]*)</loc></sitemap>");
  EXPECT_EQ(parts, (std::vector<std::string>{"/sitemaps/1.xml", "/sitemaps/2.xml", "/sitemaps/3.xml"}));
  std::set<std::string> pages;
  std::vector<std::size_t> sizes;
  for (std::string const& part : parts) {
    api::Response const file = api_.handle(request(part), large);
    EXPECT_EQ(file.content_type, "application/xml");
    EXPECT_LT(file.body.size(), std::size_t{50} << 20U);  // what the protocol lets a file weigh
    auto const urls = all(file.body, "<url><loc>http://city.test/places/([^<]*)</loc>");
    sizes.push_back(urls.size());
    pages.insert(urls.begin(), urls.end());
  }
  EXPECT_EQ(sizes, (std::vector<std::size_t>{kOneFile, kOneFile, 1}));
  EXPECT_EQ(pages.size(), 2 * kOneFile + 1);  // each once
  EXPECT_FALSE(pages.contains("city:0"));     // hidden
  for (char const* const wrong : {"/sitemaps/0.xml", "/sitemaps/4.xml", "/sitemaps/01x.xml", "/sitemaps/-1.xml"}) {
    EXPECT_EQ(api_.handle(request(wrong), large).status, 404) << wrong;
  }
}

TEST_F(PlacePages, carry_schema_org_of_the_place_its_courses_and_events) {
  Json const graph = linked_data(page("/places/city:full")).at("@graph");
  Json const& library = graph.at(0);
  EXPECT_EQ(library.at("@type"), "Library");
  EXPECT_EQ(library.at("@id"), "http://city.test/places/city:full");
  EXPECT_EQ(library.at("name"), "Maison des savoirs");
  EXPECT_EQ(library.at("isAccessibleForFree"), true);
  EXPECT_EQ(library.at("address").at("streetAddress"), "3 Rue du Port");
  EXPECT_EQ(library.at("geo").at("latitude"), 50.0);
  EXPECT_EQ(library.at("availableLanguage"), Json::array({"fr", "ar"}));
  Json const& hours = library.at("openingHoursSpecification");
  ASSERT_EQ(hours.size(), 3U);
  EXPECT_EQ(hours.at(0).at("dayOfWeek").size(), 5U);
  EXPECT_EQ(hours.at(0).at("opens"), "08:00");
  EXPECT_EQ(hours.at(2).at("dayOfWeek"), Json::array({"Saturday"}));
  EXPECT_EQ(graph.at(1).at("@type"), "Course");
  EXPECT_EQ(graph.at(1).at("isAccessibleForFree"), false);
  EXPECT_EQ(graph.at(1).at("provider").at("@id"), library.at("@id"));
  EXPECT_EQ(graph.at(2).at("@type"), "EducationEvent");
  EXPECT_EQ(graph.at(2).at("name"), "French for beginners");
  EXPECT_FALSE(linked_data(page("/places/city:bare")).at("@graph").at(0).contains("isAccessibleForFree"));
}

TEST_F(PlacePages, list_the_next_times_of_a_weekly_course) {
  api::Response const response = page("/places/city:full");
  std::regex const time("<time datetime=\"([^\"]+)\">");
  std::size_t count = 0;
  for (std::sregex_iterator at(response.body.begin(), response.body.end(), time), end; at != end; ++at) {
    EXPECT_EQ((*at)[1].str().substr(11, 5), "18:00") << (*at)[1];
    ++count;
  }
  EXPECT_EQ(count, 20U);
}

TEST_F(PlacePages, show_hostile_texts_as_text) {
  api::Response const response = page("/places/city:hostile");
  EXPECT_FALSE(holds(response, "<script>"));
  EXPECT_FALSE(holds(response, "<!--"));
  EXPECT_FALSE(holds(response, "href=\"javascript"));
  EXPECT_FALSE(holds(response, "<b>"));
  EXPECT_EQ(linked_data(response).at("@graph").at(0).at("name"), "</title></script><script>alert(1)</script><!--");
  EXPECT_EQ(response.header("Content-Security-Policy").find("unsafe"), std::string_view::npos);
}

TEST_F(PlacePages, an_older_id_leads_to_the_page_that_stayed) {
  api::Response const moved = get("/places/osm:old0?lang=fr");
  EXPECT_EQ(moved.status, 301);
  EXPECT_EQ(moved.header("Location"), "http://city.test/places/osm:n0?lang=fr");
  EXPECT_EQ(get("/places/city:staff1").status, 404);
  EXPECT_EQ(get("/places/city:staff1", store::Visibility::staff).status, 200);
  EXPECT_EQ(get("/places/%3Cscript%3E").status, 404);
}

TEST_F(PlacePages, have_every_word_in_six_languages) {
  for (std::size_t language = 0; language < api::kPageLanguages.size(); ++language) {
    for (int which = 0; which <= static_cast<int>(api::Word::limited); ++which) {
      EXPECT_FALSE(api::word(static_cast<api::Word>(which), language).empty()) << which << " " << language;
    }
  }
  EXPECT_EQ(api::kind_word("library", 4), "图书馆");
  EXPECT_EQ(api::kind_word("no_such_kind", 3), "no_such_kind");
}

TEST_F(PlacePages, the_site_map_has_public_places_only_whoever_asks) {
  api::Response const map = get("/sitemap.xml", store::Visibility::planner);
  EXPECT_EQ(map.content_type, "application/xml");
  std::regex const loc("<loc>http://city.test/places/([^<]+)</loc>");
  std::set<std::string> found;
  for (std::sregex_iterator at(map.body.begin(), map.body.end(), loc), end; at != end; ++at) {
    found.insert((*at)[1]);
  }
  EXPECT_EQ(found.size(), 300U);
  EXPECT_FALSE(found.contains("city:staff1"));
  EXPECT_EQ(get("/sitemaps/1.xml").body, map.body);
  for (char const* const part : {"0", "2", "x", "1x"}) {
    EXPECT_EQ(get(std::string("/sitemaps/") + part + ".xml").status, 404) << part;
  }
}

}  // namespace
}  // namespace cartable::server::test
