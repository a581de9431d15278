#include "base/json.hpp"
#include "store/stable_uuid.hpp"
#include "tests/unit/server/server_city.hpp"
#include "tiles/clusters.hpp"

#include <string>
#include <vector>

// The promise: no endpoint and no tile shows a record to somebody who may not see it, nor a number of people to
// anybody but a planner. Every route of the router's own table is walked, so a new one cannot be forgotten.
namespace cartable::server::test {
namespace {

using store::Visibility;

class VisibilityWalk : public ServerTest {
 protected:
  /// Every URL that reads something, in every form that answers.
  static std::vector<std::string> urls() {
    std::vector<std::string> out{
        "/api/nearest?lon=10&lat=50&limit=100",
        "/api/nearest?lon=10&lat=50&limit=100&maybe=yes&fee=free",
        "/api/within?bbox=9,49,11,51&limit=10000",
        "/api/within?lon=10&lat=50&radius=100000&limit=10000",
        "/api/within?area=districts/district:planner",
        "/api/within?area=catchments/catchment:planner",
        "/api/within?area=catchments/catchment:small",
        "/api/within?area=catchments/catchment:open&limit=10000",
        "/api/at?lon=9.7&lat=49.7",
        "/api/search?q=name",
        std::string("/api/search?q=") + kStaffSecret,
        std::string("/api/search?q=") + kPlannerSecret,
        "/api",
        "/api/conformance",
        "/api/openapi.json",
        "/api/openapi.html",
        "/api/tileMatrixSets",
        "/api/tileMatrixSets/WebMercatorQuad",
        "/api/tiles",
        "/api/tiles/WebMercatorQuad",
        "/api/collections",
        "/api/stands",
        "/api/hsds",
        "/api/hsds/services?per_page=1000",
        "/api/hsds/services?per_page=1000&full=true",
        "/api/hsds/service_at_locations?per_page=1000",
        "/api/hsds/organizations?per_page=1000",
        "/api/hsds/taxonomies",
        "/api/hsds/taxonomy_terms?per_page=1000",
        "/sitemap.xml",
        "/sitemaps/1.xml",
        "/robots.txt",
        "/style.json",
        "/style-dark.json",
        "/livez",
        "/readyz",
        "/metrics",
    };
    for (char const* const collection : {"places", "offers", "events", "districts", "catchments"}) {
      std::string const base = std::string("/api/collections/") + collection;
      out.push_back(base);
      out.push_back(base + "/queryables");
      out.push_back(base + "/tiles");
      out.push_back(base + "/tiles/WebMercatorQuad");
      for (unsigned z = 0; z <= 16; z += 4) {
        geo::TileId const tile = geo::tile_at(geo::to_world({10, 50}), z);
        std::string const matrix =
            "/tiles/WebMercatorQuad/" + std::to_string(z) + "/" + std::to_string(tile.y) + "/" + std::to_string(tile.x);
        out.push_back(base + matrix);
        out.push_back("/api" + matrix);
      }
      out.push_back(base + "/items?limit=10000");
      out.push_back(base + "/items?limit=10000&f=html");
      out.push_back(base + "/items?f=ics");
      out.push_back(base + "/items?limit=10000&bbox=9,49,11,51");
      for (char const* const id :
           {"city:staff1", "city:planner1", "osm:n0", "osm:old0", "offer:open", "offer:staff", "offer:elsewhere",
            "event:open", "event:of-staff-offer", "event:at-planner-place", "district:west", "district:planner",
            "catchment:open", "catchment:small", "catchment:planner"}) {
        out.push_back(base + "/items/" + id);
        out.push_back(base + "/items/" + id + "?f=ics");
      }
    }
    for (char const* const by : {"walk", "wheelchair", "bicycle"}) {
      std::string const from = std::string("lon=10&lat=50&by=") + by;
      out.push_back("/api/nearest?limit=100&" + from);
      out.push_back("/api/within?minutes=60&limit=1000&" + from);
      out.push_back("/api/reach?minutes=5,10&" + from);
      out.push_back(std::string("/api/route?from=10,50&to=10.004,50&by=") + by);
      for (std::string const stand : {"/api/stands/kiosk", "/api/stands/old"}) {
        out.push_back(stand + "?limit=10000&by=" + by);
        out.push_back(stand + "/ways?by=" + by);
        out.push_back(stand + "/ways?lang=fr&by=" + by);
        for (std::string const id : {"city:staff1", "city:planner1", "osm:n0", "osm:old0"}) {
          out.push_back(stand + "/ways/" + id + "?by=" + by);
        }
      }
    }
    for (char const* const id : {"place/city:staff1", "place/city:planner1", "offer/offer:open", "offer/offer:staff",
                                 "offer/offer:elsewhere", "place/osm:n1"}) {
      std::string const service = store::stable_uuid("service", id);
      out.push_back("/api/hsds/services/" + service);
      out.push_back("/api/hsds/service_at_locations/" + store::stable_uuid("service_at_location", service));
    }
    out.push_back("/api/hsds/organizations/" + store::stable_uuid("organization", "place/city:planner1"));
    out.push_back("/api/hsds/taxonomies/" + store::stable_uuid("taxonomy", "kind"));
    out.push_back("/api/hsds/taxonomy_terms/" + store::stable_uuid("taxonomy_term", "kind/library"));
    for (char const* const id : {"city:staff1", "city:planner1", "osm:n0", "osm:old0"}) {
      for (char const* const language : {"", "?lang=fr", "?lang=ar"}) {
        out.push_back(std::string("/places/") + id + language);
      }
    }
    // The clusters around (10, 50), under whichever of the cells beside it they are named.
    for (std::uint32_t const zoom : {0U, 5U, 9U, 13U}) {
      geo::TileId const cell = geo::tile_at(geo::to_world({10, 50}), zoom + tiles::kCellBits);
      for (std::uint32_t dx = 0; dx < 3; ++dx) {
        for (std::uint32_t dy = 0; dy < 3; ++dy) {
          out.push_back("/api/clusters/" + tiles::format_cluster_id({zoom, cell.x + dx - 1, cell.y + dy - 1}) +
                        "?limit=1000");
        }
      }
    }
    for (char const* const layers :
         {"places", "districts", "catchments", "events", "basemap", "places,districts,catchments,events"}) {
      out.push_back(std::string("/tiles/") + layers + ".json");
      // The tiles that hold (10, 50), where the hidden records are, and (9.7, 49.7), on every zoom.
      for (unsigned z = 0; z <= 14; ++z) {
        for (geo::LonLat const p : {geo::LonLat{10, 50}, geo::LonLat{9.7, 49.7}}) {
          geo::TileId const tile = geo::tile_at(geo::to_world(p), z);
          out.push_back("/tiles/" + std::string(layers) + "/" + std::to_string(z) + "/" + std::to_string(tile.x) + "/" +
                        std::to_string(tile.y) + ".mvt");
        }
      }
    }
    return out;
  }
  static std::size_t hits(std::string_view bytes, std::string_view word) {
    std::size_t count = 0;
    for (std::size_t at = bytes.find(word); at != std::string_view::npos; at = bytes.find(word, at + 1)) {
      ++count;
    }
    return count;
  }
  /// Occurrences of a word over all answers, without those that only echo the question (links, search text).
  std::size_t found(Visibility viewer, std::string_view word) {
    std::size_t count = 0;
    for (std::string const& url : urls()) {
      api::Response const response = get(url, viewer);
      EXPECT_LT(response.status, 500) << url;
      std::size_t const echoed =
          url.find(word) == std::string::npos ? 0 : hits(response.bytes(), "?q=" + std::string(word));
      std::size_t const here = hits(response.bytes(), word) - echoed;
      if (here > 0) {
        last_ = url;
      }
      count += here;
    }
    return count;
  }
  std::string last_;
};

TEST_F(VisibilityWalk, nobody_sees_hidden_records_or_numbers_of_people) {
  EXPECT_EQ(found(Visibility::everyone, kStaffSecret), 0U) << last_;
  EXPECT_EQ(found(Visibility::everyone, kPlannerSecret), 0U) << last_;
  EXPECT_EQ(found(Visibility::everyone, kEstimate), 0U) << last_;
}

TEST_F(VisibilityWalk, staff_see_staff_records_but_no_planners_and_no_numbers) {
  EXPECT_GT(found(Visibility::staff, kStaffSecret), 0U);
  EXPECT_EQ(found(Visibility::staff, kPlannerSecret), 0U) << last_;
  EXPECT_EQ(found(Visibility::staff, kEstimate), 0U) << last_;
}

TEST_F(VisibilityWalk, planners_see_everything) {
  EXPECT_GT(found(Visibility::planner, kStaffSecret), 0U);
  EXPECT_GT(found(Visibility::planner, kPlannerSecret), 0U);
  EXPECT_GT(found(Visibility::planner, kEstimate), 0U);
  EXPECT_GT(found(Visibility::planner, kSmallEstimate), 0U);
}

TEST_F(VisibilityWalk, the_walk_knows_every_route) {
  std::vector<std::string> const all = urls();
  for (api::Route const& route : api_.routes()) {
    if (route.method != api::Method::get) {
      continue;
    }
    std::size_t walked = 0;
    for (std::string const& url : all) {
      walked += api_.route_name(get(url).route) == route.pattern ? 1 : 0;
    }
    EXPECT_GT(walked, 0U) << route.pattern;
  }
}

TEST_F(VisibilityWalk, counts_are_those_of_the_viewer) {
  EXPECT_EQ(json("/api/collections/places/items")["numberMatched"], 300);
  EXPECT_EQ(json("/api/collections/places/items", Visibility::staff)["numberMatched"], 301);
  EXPECT_EQ(json("/api/collections/places/items", Visibility::planner)["numberMatched"], 302);
  EXPECT_EQ(json("/api/collections/catchments/items")["numberMatched"], 1);
  EXPECT_EQ(json("/api/collections/catchments/items", Visibility::planner)["numberMatched"], 3);
  EXPECT_FALSE(json("/api/collections/places/items/osm:n0")["properties"].contains("parent"));
  EXPECT_EQ(json("/api/collections/places/items/osm:n0", Visibility::staff)["properties"]["parent"], "city:staff1");
}

TEST_F(VisibilityWalk, answers_to_a_token_are_private) {
  for (std::string const& url : urls()) {
    api::Response const response = get(url, Visibility::planner);
    std::string_view const control = response.header("Cache-Control");
    if (response.status == 200 && control != "no-store") {
      EXPECT_EQ(control.substr(0, 7), "private") << url << " " << control;
      EXPECT_NE(response.header("Vary").find("Authorization"), std::string_view::npos) << url;
      EXPECT_FALSE(response.keep) << url;
    }
  }
}

}  // namespace
}  // namespace cartable::server::test
