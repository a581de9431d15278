#include "tests/unit/server/server_city.hpp"

#include <algorithm>
#include <string>
#include <vector>

// The promise: what is kept of a stand answers as the streets do, byte for byte, with streets and without; what is out
// of date says so and shows nobody what is hidden by now.
namespace cartable::server::test {
namespace {

using store::Visibility;

constexpr char const* kAt = "lon=10.0012&lat=50.0003";
constexpr char const* kFrom = "10.0012,50.0003";

class Stands : public ServerTest {
 protected:
  /// The same city in a copy that has no streets.
  static std::shared_ptr<api::CityState const> offline() {
    static std::shared_ptr<api::CityState const> const shared = [] {
      auto copy = std::make_shared<api::CityState>(*state());
      copy->streets = std::make_shared<access::CityStreets const>([] { return access::CityStreets::Records(); }, 1);
      return copy;
    }();
    return shared;
  }
  base::Json offline_json(std::string const& target, Visibility viewer = Visibility::everyone) {
    api::Response const response = api_.handle(request(target, viewer), offline());
    EXPECT_EQ(response.status, 200) << target << ": " << response.body;
    auto const parsed = base::parse_json(response.body);
    EXPECT_TRUE(parsed) << target;
    return parsed ? *parsed : base::Json();
  }
  int offline_status(std::string const& target, Visibility viewer = Visibility::everyone) {
    return api_.handle(request(target, viewer), offline()).status;
  }
};

TEST_F(Stands, the_list_is_that_of_nearest) {
  for (std::string const by : {"by=walk", "by=wheelchair", "by=wheelchair&avoid_unknown=true", "by=bicycle"}) {
    for (std::string const more : {"", "&kind=library", "&fee=free&maybe=yes", "&max_minutes=5", "&lang=fr"}) {
      std::string const query = by + "&limit=100" + more;
      bool const limited = more.find("max_minutes") != std::string::npos;
      api::Response const live =
          get("/api/nearest?" + std::string(kAt) + "&" + query + (limited ? "" : "&max_minutes=60"));
      api::Response const kept = get("/api/stands/kiosk?" + query);
      ASSERT_EQ(live.status, kept.status) << query << kept.body;
      if (live.status != 200) {
        continue;
      }
      base::Json const a = *base::parse_json(live.body);
      base::Json const b = *base::parse_json(kept.body);
      EXPECT_EQ(a["features"], b["features"]) << query;
      for (char const* const number : {"numberMatched", "numberReturned", "numberFits", "numberMaybe"}) {
        EXPECT_EQ(a.value(number, -1), b.value(number, -1)) << query << number;
      }
      EXPECT_EQ(b["stand"], "kiosk");
      EXPECT_EQ(b["computed"], "2026-11-01T00:00:00Z");
      EXPECT_EQ(b["stale"], false);
      EXPECT_EQ(b["max_minutes"], 60);
      EXPECT_EQ(offline_json("/api/stands/kiosk?" + query), b) << query;
    }
  }
  EXPECT_GT(json("/api/stands/kiosk?by=walk")["features"].size(), 0U);
}

TEST_F(Stands, a_way_is_that_of_route) {
  std::size_t ways = 0;
  for (std::string const by : {"by=walk", "by=wheelchair", "by=bicycle"}) {
    base::Json const list = json("/api/stands/kiosk?limit=100&" + by);
    for (std::string const language : {"en", "fr", "es", "ar", "ru", "zh"}) {
      for (auto const& place : list["features"]) {
        std::string const id = place["id"];
        auto const at = place["geometry"]["coordinates"];
        std::string const to = at[0].dump() + "," + at[1].dump();
        base::Json live = json("/api/route?from=" + std::string(kFrom) + "&to=" + to + "&lang=" + language + "&" + by);
        base::Json const kept = offline_json("/api/stands/kiosk/ways/" + id + "?lang=" + language + "&" + by);
        live["properties"]["place"] = id;
        live["properties"]["stand"] = "kiosk";
        live["properties"]["stand_name"] = "Kiosk at the crossing";
        live["properties"]["computed"] = "2026-11-01T00:00:00Z";
        live["properties"]["stale"] = false;
        live["properties"]["max_minutes"] = 60;
        EXPECT_EQ(live, kept);
        EXPECT_EQ(json("/api/stands/kiosk/ways/" + id + "?lang=" + language + "&" + by), kept);
        EXPECT_EQ(kept["properties"]["duration_s"], place["properties"]["duration_s"]);
        ++ways;
      }
    }
  }
  EXPECT_GT(ways, 20U);
}

TEST_F(Stands, the_document_for_copies_holds_every_line_and_every_step) {
  for (std::string const by : {"by=walk", "by=wheelchair", "by=bicycle"}) {
    base::Json const all = offline_json("/api/stands/kiosk/ways?lang=fr&" + by);
    EXPECT_EQ(all["lang"], "fr");
    ASSERT_EQ(all["places"].size(), offline_json("/api/stands/kiosk?limit=10000&" + by)["features"].size());
    for (auto const& place : all["places"]) {
      base::Json const way =
          offline_json("/api/stands/kiosk/ways/" + place["id"].get<std::string>() + "?lang=fr&" + by);
      std::vector<base::Json> chain{place["end"]};
      for (int i = place["piece"]; i >= 0; i = all["pieces"][static_cast<std::size_t>(i)][0]) {
        base::Json steps = all["pieces"][static_cast<std::size_t>(i)];
        steps.erase(0);
        chain.insert(chain.begin(), steps);
      }
      std::int64_t lon = all["start"][0];
      std::int64_t lat = all["start"][1];
      std::vector<std::pair<std::int64_t, std::int64_t>> line{{lon, lat}};
      for (base::Json const& steps : chain) {
        for (std::size_t i = 0; i < steps.size(); i += 2) {
          lon += steps[i].get<std::int64_t>();
          lat += steps[i + 1].get<std::int64_t>();
          line.emplace_back(lon, lat);
        }
      }
      auto const& coordinates = way["geometry"]["coordinates"];
      ASSERT_EQ(line.size(), coordinates.size()) << place["id"];
      for (std::size_t i = 0; i < line.size(); ++i) {
        EXPECT_EQ(line[i].first, std::llround(coordinates[i][0].get<double>() * 1e7));
        EXPECT_EQ(line[i].second, std::llround(coordinates[i][1].get<double>() * 1e7));
      }
      auto const& steps = way["properties"]["steps"];
      ASSERT_EQ(place["steps"].size(), steps.size());
      for (std::size_t i = 0; i < steps.size(); ++i) {
        auto const& one = place["steps"][i];
        EXPECT_EQ(all["instructions"][one[0].get<std::size_t>()], steps[i]["instruction"]);
        EXPECT_EQ(all["names"][one[1].get<std::size_t>()], steps[i]["name"]);
        EXPECT_EQ(one[2], steps[i]["turn"]);
        EXPECT_EQ(one[3], steps[i]["distance_m"]);
        EXPECT_EQ(one[4], steps[i]["duration_s"]);
        EXPECT_EQ(one[6], steps[i]["to"]);
      }
    }
  }
}

TEST_F(Stands, what_is_out_of_date_says_so_and_hides_what_is_hidden) {
  // With streets they answer.
  base::Json const live = json("/api/stands/old?limit=100&by=walk");
  EXPECT_FALSE(live.contains("computed"));
  EXPECT_EQ(live["stale"], false);
  EXPECT_EQ(live["features"], json("/api/nearest?lon=10&lat=50&by=walk&limit=100&max_minutes=60")["features"]);
  EXPECT_EQ(json("/api/stands/old/ways?by=walk")["stale"], false);
  // Without, what is kept does.
  base::Json const kept = offline_json("/api/stands/old?limit=100&by=walk");
  EXPECT_EQ(kept["stale"], true);
  EXPECT_EQ(kept["computed"], "2026-11-01T00:00:00Z");
  EXPECT_EQ(kept["features"], live["features"]);
  for (char const* const target : {"/api/stands/old?limit=10000", "/api/stands/old/ways", "/api/stands"}) {
    std::string const body = offline_json(target).dump();
    EXPECT_EQ(body.find("city:staff1"), std::string::npos) << target;
    EXPECT_EQ(body.find(kStaffSecret), std::string::npos) << target;
    EXPECT_EQ(body.find("city:planner1"), std::string::npos) << target;
  }
  EXPECT_EQ(offline_status("/api/stands/old/ways/city:staff1"), 404);
  EXPECT_EQ(offline_status("/api/stands/old/ways/city:staff1", Visibility::staff), 200);
  EXPECT_EQ(offline_json("/api/stands/old/ways/osm:n0")["properties"]["stale"], true);
  base::Json const list = json("/api/stands");
  EXPECT_EQ(list["features"][0]["properties"]["ways"][0]["stale"], false);
  EXPECT_EQ(list["features"][1]["properties"]["ways"][0]["stale"], true);
}

TEST_F(Stands, staff_see_their_places_where_there_are_streets) {
  auto const has = [](std::vector<std::string> const& ids, char const* id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  EXPECT_FALSE(has(ids(json("/api/stands/kiosk?limit=100")), "city:staff1"));
  EXPECT_TRUE(has(ids(json("/api/stands/kiosk?limit=100", Visibility::staff)), "city:staff1"));
  EXPECT_FALSE(has(ids(offline_json("/api/stands/kiosk?limit=100", Visibility::staff)), "city:staff1"));
  EXPECT_EQ(get("/api/stands/kiosk/ways/city:staff1", Visibility::staff).status, 200);
  EXPECT_EQ(get("/api/stands/kiosk/ways/city:staff1").status, 404);
}

TEST_F(Stands, what_is_wrong_is_told) {
  EXPECT_EQ(get("/api/stands/none").status, 404);
  EXPECT_EQ(get("/api/stands/none/ways").status, 404);
  EXPECT_EQ(get("/api/stands/kiosk/ways/none").status, 404);
  for (char const* const query : {"by=car", "avoid_unknown=true", "by=bicycle&avoid_unknown=false", "limit=0",
                                  "limit=10001", "max_minutes=0", "pace=older", "lon=1"}) {
    EXPECT_EQ(get(std::string("/api/stands/kiosk?") + query).status, 400) << query;
  }
  EXPECT_EQ(get("/api/stands?by=walk").status, 400);
  // No street of this little town is known to be fit.
  api::Response const unfit = api_.handle(request("/api/stands/kiosk?by=wheelchair&avoid_unknown=true"), offline());
  EXPECT_EQ(unfit.status, 404);
  EXPECT_NE(unfit.body.find("known to be fit"), std::string::npos) << unfit.body;
  // A place that is too far to be kept.
  EXPECT_EQ(offline_status("/api/stands/kiosk/ways/osm:n1"), 404);
}

TEST_F(Stands, a_city_without_stands_has_an_empty_list) {
  auto copy = std::make_shared<api::CityState>(*state());
  copy->stands = nullptr;
  api::Response const list = api_.handle(request("/api/stands"), copy);
  EXPECT_EQ(list.status, 200);
  EXPECT_EQ((*base::parse_json(list.body))["numberMatched"], 0);
  EXPECT_EQ(api_.handle(request("/api/stands/kiosk"), copy).status, 404);
}

}  // namespace
}  // namespace cartable::server::test
