#include "base/json.hpp"
#include "tests/unit/server/server_city.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

// The assertions of OGC's executable test suite for API Features 1.0 (abstract tests of OGC 17-069r4, annex A), which
// needs Java and a network to run: each test here names those that it stands for.
namespace cartable::server::test {
namespace {

using base::Json;

class OgcFeatures : public ServerTest {
 protected:
  static std::vector<std::string> collections() { return {"places", "offers", "events", "districts", "catchments"}; }
  static std::string path_of(std::string const& href) {
    std::string const base = "http://city.test";
    EXPECT_EQ(href.substr(0, base.size()), base) << href;
    return href.substr(base.size());
  }
  static std::vector<Json> links(Json const& document, std::string_view rel) {
    std::vector<Json> out;
    for (Json const& link : document.at("links")) {
      if (link.at("rel") == rel) {
        out.push_back(link);
      }
    }
    return out;
  }
  static bool offers_type(std::vector<Json> const& links, std::string_view type) {
    return std::any_of(links.begin(), links.end(), [&](Json const& link) { return link.value("type", "") == type; });
  }
  /// Tests 5, 11, 13, 24, 26: self and alternate, each with rel and type, and what they lead to has that type.
  void expect_self_and_alternate(Json const& document, std::string const& where) {
    ASSERT_EQ(links(document, "self").size(), 1U) << where;
    EXPECT_TRUE(offers_type(links(document, "alternate"), "text/html")) << where;
    for (Json const& link : document.at("links")) {
      EXPECT_TRUE(link.contains("rel") && link.contains("type") && link.contains("href")) << where << link;
      if (link.at("rel") == "self" || link.at("rel") == "alternate") {
        api::Response const led = get(path_of(link.at("href").get<std::string>()));
        EXPECT_EQ(led.status, 200) << link;
        EXPECT_EQ(led.content_type.substr(0, link.at("type").get<std::string>().size()), link.at("type")) << link;
      }
    }
  }
};

TEST_F(OgcFeatures, the_landing_page_links_to_what_the_standard_asks_for) {  // 3, 4
  Json const page = json("/api");
  EXPECT_FALSE(links(page, "service-desc").empty() && links(page, "service-doc").empty());
  ASSERT_FALSE(links(page, "conformance").empty());
  ASSERT_FALSE(links(page, "data").empty());
  for (char const* const rel : {"service-desc", "service-doc", "conformance", "data"}) {
    for (Json const& link : links(page, rel)) {
      EXPECT_EQ(get(path_of(link.at("href").get<std::string>())).status, 200) << link;
    }
  }
  expect_self_and_alternate(page, "/api");
}

TEST_F(OgcFeatures, the_description_of_the_api_is_openapi_as_the_landing_page_says) {  // 5, 6
  Json const link = links(json("/api"), "service-desc").front();
  api::Response const description = get(path_of(link.at("href").get<std::string>()));
  EXPECT_EQ(description.content_type, link.at("type"));
  EXPECT_EQ(description.content_type, "application/vnd.oai.openapi+json;version=3.0");
}

TEST_F(OgcFeatures, conformance_lists_what_is_kept) {  // 7, 8
  std::set<std::string> told;
  Json const document = json("/api/conformance");
  for (Json const& one : document.at("conformsTo")) {
    told.insert(one.get<std::string>());
  }
  for (char const* const one : {"core", "oas30", "geojson", "html"}) {
    EXPECT_TRUE(told.contains(std::string("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/") + one)) << one;
  }
  for (char const* const one : {"core", "tileset", "geodata-tilesets", "mvt"}) {
    EXPECT_TRUE(told.contains(std::string("http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/") + one)) << one;
  }
}

TEST_F(OgcFeatures, collections_say_what_they_hold_and_link_to_it) {  // 9 to 14
  Json const list = json("/api/collections");
  expect_self_and_alternate(list, "/api/collections");
  std::vector<std::string> found;
  for (Json const& one : list.at("collections")) {
    std::string const id = one.at("id").get<std::string>();
    found.push_back(id);
    std::vector<Json> const items = links(one, "items");
    EXPECT_TRUE(offers_type(items, "application/geo+json")) << id;
    EXPECT_TRUE(offers_type(items, "text/html")) << id;
    EXPECT_EQ(one.at("crs").front(), "http://www.opengis.net/def/crs/OGC/1.3/CRS84") << id;
    Json const& extent = one.at("extent").at("spatial");
    EXPECT_EQ(extent.at("bbox").at(0).size(), 4U) << id;
    EXPECT_EQ(extent.at("crs"), "http://www.opengis.net/def/crs/OGC/1.3/CRS84") << id;
    // A single collection says the same as the list.
    EXPECT_EQ(json("/api/collections/" + id), one);
    expect_self_and_alternate(one, id);
  }
  EXPECT_EQ(found, collections());
  // The suite asks for this name, and for one that the API invented itself.
  EXPECT_EQ(get("/api/collections/dUmmYColLection").status, 404);
  EXPECT_EQ(get("/api/collections/dUmmYColLection/items").status, 404);
  EXPECT_EQ(get("/api/collections/places/items/dUmmYFeaTuRe").status, 404);
}

TEST_F(OgcFeatures, a_page_of_features_is_complete_and_says_so) {  // 15, 22 to 26
  for (std::string const& id : collections()) {
    std::string const url = "/api/collections/" + id + "/items?limit=7";
    api::Response const response = get(url);
    EXPECT_EQ(response.content_type, "application/geo+json");
    Json const page = json(url);
    EXPECT_EQ(page.at("type"), "FeatureCollection");
    ASSERT_FALSE(page.at("features").empty()) << id;
    EXPECT_EQ(page.at("numberReturned"), page.at("features").size());
    EXPECT_FALSE(page.contains("timeStamp"));  // optional; without it an unchanged page has the same bytes
    expect_self_and_alternate(page, url);
    for (Json const& feature : page.at("features")) {
      EXPECT_EQ(feature.at("type"), "Feature");
      EXPECT_TRUE(feature.contains("geometry") && feature.contains("properties") && feature.contains("id"));
    }
    // numberMatched is the sum over the pages that `next` leads to.
    EXPECT_EQ(walk(url).size(), page.at("numberMatched").get<std::size_t>()) << id;
  }
}

TEST_F(OgcFeatures, a_single_feature_links_to_itself_and_its_collection) {  // 27 to 29
  for (std::string const& id : collections()) {
    std::string const first = ids(json("/api/collections/" + id + "/items?limit=1")).at(0);
    std::string const url = "/api/collections/" + id + "/items/" + first;
    Json const feature = json(url);
    EXPECT_EQ(feature.at("id"), first);
    expect_self_and_alternate(feature, url);
    ASSERT_FALSE(links(feature, "collection").empty());
    EXPECT_EQ(links(feature, "collection").front().at("href"), "http://city.test/api/collections/" + id);
  }
}

TEST_F(OgcFeatures, limit_bounds_the_answer) {  // 16 to 18
  for (int const limit : {1, 10, 299, 300, 301}) {
    Json const page = json("/api/collections/places/items?limit=" + std::to_string(limit));
    EXPECT_EQ(page.at("features").size(), std::min<std::size_t>(static_cast<std::size_t>(limit), 300)) << limit;
  }
  EXPECT_EQ(json("/api/collections/places/items").at("features").size(), 10U);
  EXPECT_EQ(json("/api/collections/places/items?limit=10001").at("features").size(), 300U);
  for (char const* const bad : {"0", "-1", "1.5", "x", ""}) {
    EXPECT_EQ(get(std::string("/api/collections/places/items?limit=") + bad).status, 400) << bad;
  }
}

TEST_F(OgcFeatures, bbox_takes_what_meets_it) {  // 19, 20
  Json const all = json("/api/collections/places/items?limit=10000");
  double const west = 9.7, south = 49.6, east = 10.0, north = 50.0;
  std::vector<std::string> expected;
  for (Json const& feature : all.at("features")) {
    double const lon = feature.at("geometry").at("coordinates").at(0).get<double>();
    double const lat = feature.at("geometry").at("coordinates").at(1).get<double>();
    if (lon >= west && lon <= east && lat >= south && lat <= north) {
      expected.push_back(feature.at("id").get<std::string>());
    }
  }
  ASSERT_GT(expected.size(), 5U);
  EXPECT_EQ(ids(json("/api/collections/places/items?limit=10000&bbox=9.7,49.6,10,50")), expected);
  EXPECT_EQ(ids(json("/api/collections/places/items?limit=10000&bbox=9.7,49.6,0,10,50,100")), expected);
  EXPECT_TRUE(json("/api/collections/places/items?bbox=-10,-10,-9,-9").at("features").empty());
  // Over ±180°: from 9.7 east around the earth to 9.6.
  std::size_t const around = json("/api/collections/places/items?bbox=9.7,-90,9.6,90").at("numberMatched");
  std::size_t const gap = json("/api/collections/places/items?bbox=9.6000001,-90,9.6999999,90").at("numberMatched");
  EXPECT_EQ(around + gap, 300U);
  for (char const* const bad : {"1,2,3", "1,2,3,x", "1,2,3,4,5", "1,50,2,40", "200,0,210,1", ""}) {
    EXPECT_EQ(get(std::string("/api/collections/places/items?bbox=") + bad).status, 400) << bad;
  }
}

TEST_F(OgcFeatures, datetime_takes_what_meets_it) {  // 21
  auto const count = [&](std::string const& time) {
    return json("/api/collections/events/items?datetime=" + time).at("numberMatched").get<int>();
  };
  // The session is from 17:00 to 19:00 in UTC.
  EXPECT_EQ(count("2026-11-28T17:30:00Z"), 1);
  EXPECT_EQ(count("2026-11-28T19:00:00Z"), 1);
  EXPECT_EQ(count("2026-11-28T19:00:01Z"), 0);
  EXPECT_EQ(count("2026-11-28"), 1);
  EXPECT_EQ(count("2026-11-28T18:30:00%2B01:00"), 1);
  EXPECT_EQ(count("2026-11-01T00:00:00Z/2026-11-30T00:00:00Z"), 1);
  EXPECT_EQ(count("../2026-11-28T16:59:59Z"), 0);
  EXPECT_EQ(count("2026-11-28T18:00:00Z/.."), 1);
  EXPECT_EQ(count("/2026-11-28T18:00:00Z"), 1);
  EXPECT_EQ(count("2026-11-29T00:00:00Z/"), 0);
  for (char const* const bad : {"yesterday", "2026-13-01", "2026-11-28T25:00:00Z", "2026-12-01/2026-11-01", "a/b/c"}) {
    EXPECT_EQ(get(std::string("/api/collections/events/items?datetime=") + bad).status, 400) << bad;
  }
}

TEST_F(OgcFeatures, unknown_parameters_are_refused_everywhere) {  // 25 (query parameters unknown to the API)
  for (char const* const url : {"/api", "/api/conformance", "/api/collections", "/api/collections/places",
                                "/api/collections/places/items", "/api/collections/places/items/osm:n1", "/api/tiles",
                                "/api/collections/places/tiles", "/api/collections/places/tiles/WebMercatorQuad"}) {
    api::Response const refused = get(std::string(url) + "?aParameterNotSpecifiedInApi=1");
    EXPECT_EQ(refused.status, 400) << url;
    EXPECT_EQ(refused.content_type, "application/problem+json") << url;
  }
}

TEST_F(OgcFeatures, tile_sets_lead_to_the_tiles_of_the_map) {
  Json const set = json("/api/collections/places/tiles/WebMercatorQuad");
  EXPECT_EQ(json("/api/collections/places/tiles").at("tilesets").size(), 1U);
  Json const item = links(set, "item").at(0);
  EXPECT_EQ(item.at("templated"), true);
  EXPECT_EQ(item.at("type"), "application/vnd.mapbox-vector-tile");
  EXPECT_EQ(item.at("href"),
            "http://city.test/api/collections/places/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}");
  for (std::string const& layers : {std::string("places"), std::string("districts")}) {
    for (unsigned const z : {0U, 9U, 16U}) {
      geo::TileId const tile = geo::tile_at(geo::to_world({10, 50}), z);
      api::Response const ours = get(fmt::format("/tiles/{}/{}/{}/{}.mvt", layers, z, tile.x, tile.y));
      api::Response const theirs =
          get(fmt::format("/api/collections/{}/tiles/WebMercatorQuad/{}/{}/{}", layers, z, tile.y, tile.x));
      EXPECT_EQ(theirs.status, ours.status);
      EXPECT_EQ(theirs.bytes(), ours.bytes());
    }
  }
  EXPECT_EQ(get("/api/collections/offers/tiles").status, 404);
  EXPECT_EQ(get("/api/collections/places/tiles/WorldCRS84Quad").status, 404);
  EXPECT_EQ(get("/api/tiles/WebMercatorQuad/17/0/0").status, 404);
  EXPECT_EQ(get("/api/tiles/WebMercatorQuad/0/1/0").status, 404);
  // Every place lies in the tiles that the limits name.
  geo::BBox const box = state()->catalog->bounds();
  for (Json const& limit : set.at("tileMatrixSetLimits")) {
    auto const zoom = static_cast<unsigned>(std::stoi(limit.at("tileMatrix").get<std::string>()));
    for (geo::LonLat const p : {geo::LonLat{box.west, box.south}, geo::LonLat{box.east, box.north}}) {
      geo::TileId const tile = geo::tile_at(geo::to_world(p), zoom);
      EXPECT_GE(tile.y, limit.at("minTileRow").get<std::uint32_t>());
      EXPECT_LE(tile.y, limit.at("maxTileRow").get<std::uint32_t>());
      EXPECT_GE(tile.x, limit.at("minTileCol").get<std::uint32_t>());
      EXPECT_LE(tile.x, limit.at("maxTileCol").get<std::uint32_t>());
    }
  }
  Json const matrices = json("/api/tileMatrixSets/WebMercatorQuad").at("tileMatrices");
  EXPECT_NEAR(matrices.at(0).at("scaleDenominator").get<double>(), 559082264.0287178, 1e-6);
  EXPECT_NEAR(matrices.at(16).at("cellSize").get<double>(), 2.388657133911758, 1e-12);
  EXPECT_EQ(matrices.at(16).at("matrixWidth"), 65536);
}

TEST_F(OgcFeatures, the_page_of_the_api_tells_every_operation_and_runs_nothing) {
  api::Response const page = get("/api/openapi.html");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  for (api::Route const& route : api_.routes()) {
    EXPECT_NE(page.body.find("<article id=\"" + std::string(route.operation) + "\">"), std::string::npos)
        << route.operation;
    for (api::Parameter const& p : route.parameters) {
      EXPECT_NE(page.body.find("<code>" + std::string(p.name) + "</code>"), std::string::npos) << p.name;
    }
  }
  EXPECT_EQ(page.body.find("<script"), std::string::npos);
  EXPECT_EQ(page.body.find("src="), std::string::npos);
  EXPECT_EQ(page.header("Content-Security-Policy").find("unsafe"), std::string_view::npos);
}

}  // namespace
}  // namespace cartable::server::test
