#include "base/json.hpp"
#include "tests/unit/server/server_city.hpp"

#include <set>
#include <string>

// Open Referral UK's reading API: what its validator looks at, and that pages hold every service once.
namespace cartable::server::test {
namespace {

using base::Json;

class HsdsApi : public ServerTest {
 protected:
  std::vector<Json> all(std::string const& list, std::string const& more = {}) {
    std::vector<Json> out;
    for (int page = 1;; ++page) {
      Json const answer =
          json("/api/hsds/" + list + "?per_page=37&page=" + std::to_string(page) + (more.empty() ? "" : "&" + more));
      EXPECT_EQ(answer["page_number"], page);
      EXPECT_EQ(answer["size"], answer["contents"].size());
      EXPECT_EQ(answer["first_page"], page == 1);
      EXPECT_EQ(answer["empty"], answer["contents"].empty());
      for (Json const& one : answer["contents"]) {
        out.push_back(one);
      }
      if (answer["last_page"].get<bool>()) {
        EXPECT_EQ(answer["total_items"], out.size());
        return out;
      }
    }
  }
};

TEST_F(HsdsApi, pages_hold_every_offer_and_every_place_without_one_once) {
  std::vector<Json> const services = all("services");
  EXPECT_EQ(services.size(), 300U);  // 299 places without offers, and the offer at osm:n0
  std::set<std::string> ids;
  for (Json const& one : services) {
    EXPECT_TRUE(ids.insert(one["id"].get<std::string>()).second);
    EXPECT_TRUE(one.contains("name") && one.contains("status") && one.contains("organization"));
  }
  EXPECT_EQ(all("service_at_locations").size(), 300U);
  EXPECT_TRUE(json("/api/hsds/services?page=1000")["empty"].get<bool>());
}

TEST_F(HsdsApi, what_a_list_names_is_found_by_its_id) {
  for (std::string const list : {"services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms"}) {
    Json const first = json("/api/hsds/" + list + "?per_page=1")["contents"][0];
    Json const one = json("/api/hsds/" + list + "/" + first["id"].get<std::string>());
    EXPECT_EQ(one["id"], first["id"]) << list;
    EXPECT_EQ(get("/api/hsds/" + list + "/nothing").status, 404) << list;
  }
}

TEST_F(HsdsApi, services_are_chosen_by_words_terms_and_organization) {
  std::vector<Json> const pottery = all("services", "search=potte");
  ASSERT_EQ(pottery.size(), 1U);
  EXPECT_EQ(pottery[0]["name"], "Pottery");
  std::string libraries;
  for (Json const& term : all("taxonomy_terms")) {
    if (term["code"] == "library") {
      libraries = term["id"].get<std::string>();
    }
  }
  ASSERT_FALSE(libraries.empty());
  EXPECT_EQ(all("services", "taxonomy_term_id=" + libraries).size(), 100U);
  std::string const organization = pottery[0]["organization"]["id"].get<std::string>();
  EXPECT_EQ(all("services", "organization_id=" + organization).size(), 1U);
  EXPECT_EQ(all("services", "modified_after=2026-02-15").size(), 75U);  // checked in March
  EXPECT_EQ(json("/api/hsds/services?minimal=true&per_page=1")["contents"][0].contains("organization"), false);
  EXPECT_TRUE(json("/api/hsds/services?full=true&per_page=1")["contents"][0].contains("service_at_locations"));
  for (char const* const bad : {"page=0", "per_page=x", "minimal=perhaps", "nothing=1", "modified_after=soon"}) {
    EXPECT_EQ(get(std::string("/api/hsds/services?") + bad).status, 400) << bad;
  }
  EXPECT_EQ(get("/api/hsds/service_at_locations?proximity=10").status, 400);
}

}  // namespace
}  // namespace cartable::server::test
