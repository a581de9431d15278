#include "base/json.hpp"
#include "geo/metric.hpp"
#include "geo/repair.hpp"
#include "tests/unit/server/server_city.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace cartable::server::test {
namespace {

using Endpoints = ServerTest;
using base::Json;

bool names(Json const& problem, std::string const& parameter) {
  auto const& errors = problem["errors"];
  return std::any_of(errors.begin(), errors.end(), [&](Json const& e) { return e["parameter"] == parameter; });
}

TEST_F(Endpoints, nearest_agrees_with_a_scan_to_the_centimetre) {
  Json const answer = json("/api/nearest?lon=9.7&lat=49.7&limit=25");
  std::vector<std::pair<double, std::string>> expected;
  for (store::Place const& p : sample_city().places) {
    if (p.head.visibility == store::Visibility::everyone) {
      expected.emplace_back(geo::geodesic_distance({9.7, 49.7}, *p.point).value(), p.head.id);
    }
  }
  std::sort(expected.begin(), expected.end());
  ASSERT_EQ(answer["features"].size(), 25U);
  for (std::size_t i = 0; i < 25; ++i) {
    EXPECT_NEAR(answer["features"][i]["properties"]["distance_m"].get<double>(), expected[i].first, 0.0051);
    EXPECT_EQ(answer["features"][i]["id"], expected[i].second);
  }
}

TEST_F(Endpoints, nearest_names_every_bad_parameter_with_its_value_and_range) {
  api::Response const response =
      get("/api/nearest?lon=181&lat=x&limit=0&max_distance=-1&by=car&colour=red&kind=&limit=3");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.content_type, "application/problem+json");
  Json const problem = *base::parse_json(response.body);
  EXPECT_EQ(problem["status"], 400);
  for (char const* const name : {"lon", "lat", "limit", "max_distance", "by", "colour", "kind"}) {
    EXPECT_TRUE(names(problem, name)) << name << " in " << response.body;
  }
  EXPECT_NE(response.body.find("lon=181: must be a number from -180 to 180"), std::string::npos) << response.body;
  EXPECT_NE(response.body.find("given twice"), std::string::npos);
}

TEST_F(Endpoints, nearest_needs_a_position) {
  EXPECT_TRUE(names(*base::parse_json(get("/api/nearest").body), "lon"));
  EXPECT_TRUE(names(*base::parse_json(get("/api/nearest?lon=1").body), "lat"));
  EXPECT_EQ(get("/api/nearest?lon=nan&lat=inf").status, 400);
}

TEST_F(Endpoints, maybe_says_what_is_not_known_and_counts_both) {
  Json const answer = json("/api/collections/places/items?fee=free&maybe=yes&limit=1000");
  std::size_t fits = 0;
  std::size_t maybe = 0;
  for (auto const& feature : answer["features"]) {
    auto const& p = feature["properties"];
    if (p["fits"] == "yes") {
      EXPECT_EQ(p["fee"], "free");
      ++fits;
    } else {
      EXPECT_EQ(p["fits"], "maybe");
      EXPECT_EQ(p["unknown"], Json::array({"fee"}));
      EXPECT_FALSE(p.contains("fee"));
      ++maybe;
    }
  }
  EXPECT_GT(fits, 0U);
  EXPECT_GT(maybe, 0U);
  EXPECT_EQ(answer["numberFits"], fits);
  EXPECT_EQ(answer["numberMaybe"], maybe);
  EXPECT_EQ(answer["numberMatched"], fits + maybe);
}

TEST_F(Endpoints, places_by_minutes_are_counted_and_ordered_and_hidden_ones_are_not_there) {
  for (store::Visibility const viewer : {store::Visibility::everyone, store::Visibility::planner}) {
    std::set<std::string> in_reach;  // 400 m of footway in each direction take 300 s
    for (store::Place const& p : sample_city().places) {
      double const lon = std::abs(p.point->lon - 10);
      double const lat = std::abs(p.point->lat - 50);
      if (p.head.visibility <= viewer && std::min(lon, lat) < 1e-9 && lon < 0.005 && lat < 0.0035) {
        in_reach.insert(p.head.id);
      }
    }
    std::set<std::string> found;
    Json const nearest = json("/api/nearest?lon=10&lat=50&by=walk&limit=100&max_minutes=20", viewer);
    double before = 0;
    for (Json const& feature : nearest["features"]) {
      Json const& about = feature["properties"];
      EXPECT_GE(about["duration_s"].get<double>(), before);
      before = about["duration_s"].get<double>();
      EXPECT_GE(about["distance_m"].get<double>() + 0.02, about["line_distance_m"].get<double>());
      EXPECT_NEAR(about["duration_s"].get<double>(), about["distance_m"].get<double>() / (4.8 / 3.6), 1.0);
      found.insert(feature["id"].get<std::string>());
    }
    EXPECT_TRUE(std::includes(found.begin(), found.end(), in_reach.begin(), in_reach.end()));
    EXPECT_EQ(nearest["numberMatched"], found.size());
    EXPECT_EQ(found.contains("city:planner1"), viewer == store::Visibility::planner);
    Json const within = json("/api/within?lon=10&lat=50&by=walk&minutes=20&limit=1000", viewer);
    EXPECT_EQ(within["numberMatched"], found.size());
  }
  Json const both = json("/api/nearest?lon=10&lat=50&by=walk&maybe=yes&wheelchair=yes");
  EXPECT_EQ(both["numberFits"].get<int>() + both["numberMaybe"].get<int>(), both["numberMatched"].get<int>());
}

TEST_F(Endpoints, areas_in_reach_are_the_largest_first) {
  Json const areas = json("/api/reach?lon=10&lat=50&by=walk&minutes=2,4");
  ASSERT_EQ(areas["features"].size(), 2U);
  EXPECT_EQ(areas["features"][0]["properties"]["minutes"], 4);
  EXPECT_EQ(areas["features"][1]["properties"]["minutes"], 2);
  EXPECT_EQ(areas["features"][0]["geometry"]["type"], "MultiPolygon");
  EXPECT_EQ(get("/api/reach?lon=11&lat=50&by=walk&minutes=2").status, 404);
  EXPECT_EQ(get("/api/reach?lon=10&lat=50&by=walk&minutes=0").status, 400);
}

TEST_F(Endpoints, within_a_box_a_circle_and_a_polygon_agree_with_a_scan) {
  geo::BBox const box{.west = 9.6, .south = 49.6, .east = 10, .north = 50};
  std::set<std::string> in_box;
  std::set<std::string> in_circle;
  for (store::Place const& p : sample_city().places) {
    if (p.head.visibility == store::Visibility::everyone) {
      if (box.contains(*p.point)) {
        in_box.insert(p.head.id);
      }
      if (geo::geodesic_distance({9.8, 49.8}, *p.point).value() <= 20000) {
        in_circle.insert(p.head.id);
      }
    }
  }
  auto const as_set = [](std::vector<std::string> const& all) {
    std::set<std::string> const set(all.begin(), all.end());
    EXPECT_EQ(set.size(), all.size()) << "a place was served twice";
    return set;
  };
  EXPECT_EQ(as_set(walk("/api/within?bbox=9.6,49.6,10,50&limit=7")), in_box);
  EXPECT_EQ(as_set(walk("/api/within?lon=9.8&lat=49.8&radius=20000&limit=7")), in_circle);
  EXPECT_EQ(json("/api/within?bbox=9.6,49.6,10,50&limit=1")["numberMatched"], in_box.size());
  api::Request post = request("/api/within?limit=10000");
  post.method = api::Method::post;
  post.content_type = "application/geo+json; charset=utf-8";
  post.body = R"({"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":
      [[[9.6,49.6],[10,49.6],[10,50],[9.6,50],[9.6,49.6]]]}})";
  api::Response const response = api_.handle(post, state());
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(as_set(ids(*base::parse_json(response.body))), in_box);
}

TEST_F(Endpoints, within_a_district_by_id) {
  Json const answer = json("/api/within?area=districts/district:west&limit=10000");
  std::size_t expected = 0;
  for (store::Place const& p : sample_city().places) {
    expected +=
        p.head.visibility == store::Visibility::everyone && geo::covers(square(9.4, 49.4, 0.6), *p.point) ? 1 : 0;
  }
  EXPECT_EQ(answer["numberMatched"], expected);
  EXPECT_EQ(get("/api/within?area=districts/none").status, 404);
  EXPECT_EQ(get("/api/within?area=districts/district:planner").status, 404);
  EXPECT_EQ(get("/api/within?area=streets/x").status, 400);
  EXPECT_EQ(get("/api/within").status, 400);
  EXPECT_EQ(get("/api/within?bbox=1,2,3,4&area=districts/x").status, 400);
  EXPECT_EQ(get("/api/within?lon=1&lat=2&radius=100001").status, 400);
}

TEST_F(Endpoints, a_body_that_is_no_area_is_refused_with_its_fault) {
  auto const post = [&](std::string body, std::string type = "application/json") {
    api::Request r = request("/api/within");
    r.method = api::Method::post;
    r.content_type = std::move(type);
    r.body = std::move(body);
    return api_.handle(r, state());
  };
  EXPECT_EQ(post("{", "application/json").status, 400);
  EXPECT_EQ(post("{}", "text/plain").status, 415);
  EXPECT_EQ(post(R"({"type":"Point","coordinates":[1,2]})").status, 400);
  EXPECT_EQ(post(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]})").status, 400);
  EXPECT_EQ(post(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]})").status, 400);
  EXPECT_EQ(post(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,"x"],[0,0]]]})").status, 400);
  EXPECT_EQ(post(R"({"type":"Polygon","coordinates":[[[0,0],[999,0],[1,1],[0,0]]]})").status, 400);
  EXPECT_EQ(post(R"({"type":"Feature","geometry":null})").status, 400);
  std::string many = R"({"type":"Polygon","coordinates":[[)";
  for (int i = 0; i < 10001; ++i) {
    many += "[0,0],";
  }
  EXPECT_EQ(post(many + "[0,0]]]}").status, 413);
  // A bow tie is mended, as an imported area would be.
  EXPECT_EQ(post(R"({"type":"Polygon","coordinates":[[[9.6,49.6],[10,50],[10,49.6],[9.6,50],[9.6,49.6]]]})").status,
            200);
}

TEST_F(Endpoints, pages_hold_every_place_once_whatever_the_limit) {
  std::vector<std::string> const all = walk("/api/collections/places/items?limit=10000");
  EXPECT_EQ(all.size(), 300U);
  for (int const limit : {1, 7, 29, 300}) {
    EXPECT_EQ(walk("/api/collections/places/items?limit=" + std::to_string(limit)), all) << limit;
  }
  Json const third = json("/api/collections/places/items?limit=10&offset=20");
  EXPECT_EQ(ids(third), std::vector<std::string>(all.begin() + 20, all.begin() + 30));
  EXPECT_EQ(third["numberMatched"], 300);
}

TEST_F(Endpoints, a_next_link_goes_on_after_a_reload_without_losing_or_repeating_what_stayed) {
  std::vector<std::string> const before = walk("/api/collections/places/items?limit=10000");
  Json const first = json("/api/collections/places/items?limit=100");
  std::string next;
  for (auto const& link : first["links"]) {
    if (link["rel"] == "next") {
      next = link["href"].get<std::string>().substr(std::string("http://city.test").size());
    }
  }
  // Ten places of the first page are gone, among them the last; fifty new ones came.
  std::vector<std::string> served = ids(first);
  store::CityData data = sample_city();
  std::erase_if(data.places, [&](store::Place const& p) {
    auto const at = std::find(served.begin(), served.end(), p.head.id);
    return at != served.end() && at - served.begin() >= 90;
  });
  for (int i = 0; i < 50; ++i) {
    data.places.push_back(place("osm:w" + std::to_string(i), 9.5 + i * 0.02, 49.5 + i * 0.02));
  }
  auto const reloaded = make_state(std::move(data));
  std::vector<std::string> rest;
  while (!next.empty()) {
    Json const page = *base::parse_json(api_.handle(request(next), reloaded).body);
    for (std::string& id : ids(page)) {
      rest.push_back(std::move(id));
    }
    next.clear();
    for (auto const& link : page["links"]) {
      if (link["rel"] == "next") {
        next = link["href"].get<std::string>().substr(std::string("http://city.test").size());
      }
    }
  }
  std::vector<std::string> old_rest;
  std::copy_if(rest.begin(), rest.end(), std::back_inserter(old_rest),
               [](std::string const& id) { return id[4] == 'n'; });
  EXPECT_EQ(old_rest, std::vector<std::string>(before.begin() + 100, before.end()));
}

TEST_F(Endpoints, limit_is_clamped_above_and_refused_below) {
  EXPECT_EQ(get("/api/collections/places/items?limit=10001").status, 200);
  EXPECT_EQ(json("/api/collections/places/items")["numberReturned"], 10);
  for (char const* const bad : {"0", "-1", "x", "1.5", "", "1e3"}) {
    EXPECT_EQ(get(std::string("/api/collections/places/items?limit=") + bad).status, 400) << bad;
  }
  EXPECT_EQ(get("/api/collections/places/items?next=zzz").status, 400);
}

TEST_F(Endpoints, datetime_takes_instants_and_open_intervals_of_checked) {
  EXPECT_EQ(json("/api/collections/places/items?datetime=2026-02-01")["numberMatched"], 75);
  EXPECT_EQ(json("/api/collections/places/items?datetime=2026-02-01T12:00:00Z")["numberMatched"], 75);
  EXPECT_EQ(json("/api/collections/places/items?datetime=2026-02-02/..")["numberMatched"], 75);
  EXPECT_EQ(json("/api/collections/places/items?datetime=../2026-12-31")["numberMatched"], 150);
  EXPECT_EQ(json("/api/collections/events/items?datetime=2026-11-28T17:30:00Z")["numberMatched"], 1);
  EXPECT_EQ(json("/api/collections/events/items?datetime=2026-11-28T19:30:00Z/..")["numberMatched"], 0);
  for (char const* const bad :
       {"yesterday", "2026-13-01", "2026-02-30", "2026-02-01T25:00:00Z", "2026-02-01/2026-01-01"}) {
    EXPECT_EQ(get(std::string("/api/collections/places/items?datetime=") + bad).status, 400) << bad;
  }
}

TEST_F(Endpoints, an_alias_moves_to_the_id_that_stayed) {
  api::Response const response = get("/api/collections/places/items/osm:old0?lang=fr");
  EXPECT_EQ(response.status, 301);
  EXPECT_EQ(response.header("Location"), "http://city.test/api/collections/places/items/osm:n0?lang=fr");
  EXPECT_EQ(get("/api/collections/places/items/osm:none").status, 404);
  EXPECT_EQ(get("/api/collections/places/items/%2e%2e").status, 404);
  EXPECT_EQ(get("/api/collections/places/items/%zz").status, 404);
}

TEST_F(Endpoints, names_follow_lang_then_accept_language_then_the_place) {
  auto const name = [&](std::string const& target, std::string const& accept) {
    api::Request r = request(target);
    r.accept_language = accept;
    api::Response const response = api_.handle(r, state());
    return std::pair((*base::parse_json(response.body))["properties"]["name"].get<std::string>(),
                     std::string(response.header("Vary")));
  };
  std::string const item = "/api/collections/places/items/osm:n1";
  EXPECT_EQ(name(item, "fr-CA, en;q=0.5").first, "Nom de osm:n1");
  EXPECT_EQ(name(item, "de;q=0.9, en;q=0.5, fr;q=0.1").first, "Name of osm:n1");
  EXPECT_EQ(name(item, "fr;q=0").first, "Name of osm:n1");
  EXPECT_EQ(name(item + "?lang=fr", "en").first, "Nom de osm:n1");
  EXPECT_NE(name(item, "fr").second.find("Accept-Language"), std::string::npos);
  EXPECT_EQ(name(item + "?lang=fr", "en").second.find("Accept-Language"), std::string::npos);
}

TEST_F(Endpoints, what_does_not_exist_yet_is_absent) {
  for (char const* const path : {"/api/planning/coverage", "/api/proposals", "/api/collections/streets",
                                 "/api/collections/dUmmYColLection/items", "/api/", "/api/stands/",
                                 "/api/stands/kiosk/places", "/api//nearest", "/tiles/places/0/0/0.png"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
}

TEST_F(Endpoints, other_methods_are_405_with_allow_and_options_tells_them) {
  api::Request post = request("/api/nearest?lon=1&lat=2");
  post.method = api::Method::post;
  api::Response const refused = api_.handle(post, state());
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.header("Allow"), "GET, HEAD, OPTIONS");
  api::Request options = request("/api/within");
  options.method = api::Method::options;
  api::Response const told = api_.handle(options, state());
  EXPECT_EQ(told.status, 204);
  EXPECT_EQ(told.header("Allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(told.header("Access-Control-Allow-Origin"), "*");
  EXPECT_NE(told.header("Access-Control-Allow-Headers").find("Authorization"), std::string_view::npos);
}

TEST_F(Endpoints, an_etag_brings_304_and_differs_by_encoding) {
  std::string const target = "/api/collections/places/items?limit=50";
  api::Response const plain = get(target);
  ASSERT_FALSE(plain.etag.empty());
  api::Request again = request(target);
  again.if_none_match = "\"x\", W/" + plain.etag;
  api::Response const same = api_.handle(again, state());
  EXPECT_EQ(same.status, 304);
  EXPECT_TRUE(same.bytes().empty());
  EXPECT_EQ(same.etag, plain.etag);
  EXPECT_FALSE(same.header("Cache-Control").empty());
  again.encoding = base::Encoding::gzip;
  api::Response const packed = api_.handle(again, state());
  EXPECT_EQ(packed.status, 200);
  EXPECT_NE(packed.etag, plain.etag);
  EXPECT_EQ(*base::decompress(packed.body, base::Encoding::gzip, 1U << 24U), plain.body);
}

TEST_F(Endpoints, without_a_city_only_what_needs_none_answers) {
  EXPECT_EQ(api_.handle(request("/livez"), nullptr).status, 200);
  EXPECT_EQ(api_.handle(request("/api/openapi.json"), nullptr).status, 200);
  api::Response const later = api_.handle(request("/api/nearest?lon=1&lat=2"), nullptr);
  EXPECT_EQ(later.status, 503);
  EXPECT_FALSE(later.header("Retry-After").empty());
  EXPECT_EQ(api_.handle(request("/readyz"), nullptr).status, 503);
  EXPECT_EQ(api_.handle(request("/readyz"), state()).status, 200);
  api::Api const draining({.draining = [] { return true; }});
  EXPECT_EQ(draining.handle(request("/readyz"), state()).status, 503);
}

TEST_F(Endpoints, a_deadline_that_passed_is_503) {
  api::Request late = request("/api/collections/places/items?limit=1000");
  late.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  EXPECT_EQ(api_.handle(late, state()).status, 503);
}

TEST_F(Endpoints, tiles_keep_their_ranges_and_versions) {
  EXPECT_EQ(get("/tiles/places/0/0/0.mvt").status, 200);
  for (char const* const path :
       {"/tiles/places/0/1/0.mvt", "/tiles/places/17/0/0.mvt", "/tiles/basemap+places/15/0/0.mvt",
        "/tiles/places,places/0/0/0.mvt", "/tiles/streets/0/0/0.mvt", "/tiles/places/-1/0/0.mvt",
        "/tiles/places/00/0/0.mvt", "/tiles/places/99999999999/0/0.mvt", "/tiles/.json"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
  EXPECT_EQ(get("/tiles/places/5/0/0.mvt").status, 204);
  EXPECT_EQ(get("/tiles/places/0/0/0.mvt?colour=red").status, 400);
  Json const tilejson = json("/tiles/places+districts.json");
  EXPECT_EQ(tilejson["tilejson"], "3.0.0");
  std::string url = tilejson["tiles"][0].get<std::string>();
  ASSERT_EQ(url.substr(0, 17), "http://city.test/") << url;
  for (char const* const part : {"{z}", "{x}", "{y}"}) {
    url.replace(url.find(part), 3, "0");
  }
  api::Response const current = get(url.substr(16));
  EXPECT_EQ(current.status, 200);
  EXPECT_NE(current.header("Cache-Control").find("immutable"), std::string_view::npos);
  api::Response const old = get("/tiles/places,districts/0/0/0.mvt?v=0");
  EXPECT_EQ(old.status, 200);
  EXPECT_EQ(old.bytes(), current.bytes());
  EXPECT_EQ(old.header("Cache-Control"), "no-cache");
}

TEST_F(Endpoints, the_landing_page_leads_to_everything_it_links) {
  for (std::string const page : {"/api", "/api/collections", "/api/collections/places"}) {
    auto const document = json(page);
    for (auto const& link : document.at("links")) {
      std::string const href = link["href"].get<std::string>().substr(std::string("http://city.test").size());
      EXPECT_EQ(get(href).status, 200) << href;
    }
  }
}

TEST_F(Endpoints, a_page_for_people_shows_hostile_names_as_text) {
  store::CityData data = sample_city(1);
  data.places.front().name = "<script>alert(1)</script>\"'&\xE2\x80\xAE";
  data.places.front().names.clear();
  data.places.front().contact = {{"website", "javascript:alert(1)"}};
  auto const hostile = make_state(std::move(data));
  api::Response const page = api_.handle(request("/api/collections/places/items?f=html"), hostile);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(page.body.find("<script"), std::string::npos);
  EXPECT_EQ(page.body.find("href=\"javascript"), std::string::npos);
  EXPECT_NE(page.body.find("<bdi>&lt;script&gt;"), std::string::npos);
  api::Request browser = request("/api/collections/places/items");
  browser.accept = "text/html,application/xhtml+xml,*/*;q=0.8";
  EXPECT_EQ(api_.handle(browser, hostile).content_type, "text/html; charset=utf-8");
  browser.accept = "*/*";
  EXPECT_EQ(api_.handle(browser, hostile).content_type, "application/geo+json");
}

}  // namespace
}  // namespace cartable::server::test
