#include "server/api/api_docs.hpp"
#include "server/api/collection.hpp"
#include "server/api/directions.hpp"
#include "server/api/filters.hpp"
#include "server/api/hsds_api.hpp"
#include "server/api/ics.hpp"
#include "server/api/ogc_tiles.hpp"
#include "server/api/page.hpp"
#include "server/api/place_page.hpp"
#include "server/api/route.hpp"
#include "server/api/sitemap.hpp"
#include "server/api/stands.hpp"
#include "server/api/tile_request.hpp"

#include <array>

namespace cartable::server::api {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kGeoJson = "application/geo+json";
constexpr std::string_view kJson = "application/json";
constexpr std::array kBy{"line"sv, "walk"sv, "wheelchair"sv, "bicycle"sv};
constexpr std::array kPlacesOnly{"places"sv};

std::vector<Parameter> nearest_parameters() {
  return join(
      {position_parameters(true),
       {{.name = "limit",
         .description = "Most places in the answer.",
         .type = ParameterType::integer,
         .minimum = 1,
         .maximum = 100,
         .fallback = "10"},
        {.name = "max_distance",
         .description = "Metres, along the way where by is not line; places exactly at it are included.",
         .type = ParameterType::number,
         .minimum = 0,
         .maximum = 20100000},
        {.name = "by",
         .description = "What near means: line is the geodesic on the WGS 84 ellipsoid; the others are minutes on "
                        "the city's streets, from the point to the door.",
         .type = ParameterType::choice,
         .fallback = "line",
         .choices = kBy},
        {.name = "max_minutes",
         .description = "Minutes, with by other than line; places exactly at it are included.",
         .type = ParameterType::number,
         .minimum = 1,
         .maximum = 120}},
       profile_parameters(),
       filter_parameters(),
       language_parameters()});
}

std::vector<Parameter> within_parameters() {
  return join({{{.name = "collection",
                 .description = "What is looked for.",
                 .type = ParameterType::choice,
                 .fallback = "places",
                 .choices = kPlacesOnly}},
               page_parameters(false),
               filter_parameters(),
               language_parameters()});
}

std::vector<Parameter> within_get_parameters() {
  return join({{{.name = "bbox",
                 .description = "west,south,east,north in degrees; west > east crosses ±180°.",
                 .type = ParameterType::bbox}},
               position_parameters(false),
               {{.name = "radius",
                 .description = "Metres around lon, lat; the answer is ordered by distance.",
                 .type = ParameterType::number,
                 .minimum = 0,
                 .maximum = 100000},
                {.name = "minutes",
                 .description = "Minutes on the city's streets from lon, lat, with by.",
                 .type = ParameterType::number,
                 .minimum = 1,
                 .maximum = 120},
                {.name = "by",
                 .description = "How one travels, with minutes.",
                 .type = ParameterType::choice,
                 .choices = std::span(kBy).subspan(1)},
                {.name = "area",
                 .description = "An area of this city: districts/ID or catchments/ID.",
                 .type = ParameterType::text,
                 .max_length = 220}},
               profile_parameters(),
               within_parameters()});
}

std::vector<Parameter> items_parameters() {
  return join(
      {{{.name = "bbox",
         .description = "west,south,east,north in degrees (CRS84); west > east crosses ±180°.",
         .type = ParameterType::bbox},
        {.name = "datetime",
         .description = "Instant, date or start/end (RFC 3339, .. for open): sessions by their time, a series by each "
                        "of its times (occurrences), a date being the city's day; the others by when they were last "
                        "checked.",
         .type = ParameterType::interval,
         .max_length = 80},
        {.name = "festival",
         .description = "Of events: those of a festival, by its slug; several by comma.",
         .type = ParameterType::slugs}},
       page_parameters(true),
       filter_parameters(),
       language_parameters(),
       record_format_parameters()});
}

std::vector<Parameter> search_parameters() {
  return join({{{.name = "q",
                 .description = "What is looked for: beginnings of the words of a name, in any order and language, "
                                "whatever their accents and case; one typing error in a word is forgiven. A house "
                                "number stands before or after its street.",
                 .type = ParameterType::text,
                 .required = true,
                 .max_length = 200}},
               position_parameters(false),
               {{.name = "limit",
                 .description = "Most hits in the answer.",
                 .type = ParameterType::integer,
                 .minimum = 1,
                 .maximum = 100,
                 .fallback = "10"}},
               filter_parameters(false),
               language_parameters()});
}

}  // namespace

std::vector<Parameter> join(std::initializer_list<std::vector<Parameter>> tables) {
  std::vector<Parameter> out;
  for (std::vector<Parameter> const& table : tables) {
    out.insert(out.end(), table.begin(), table.end());
  }
  return out;
}

std::vector<Route> make_routes() {
  Answer const features{200, kGeoJson, "PlaceCollection", "Places as GeoJSON"};
  Answer const invalid{400, "application/problem+json", "Problem", "Names every bad parameter"};
  Answer const missing{404, "application/problem+json", "Problem", "There is no such thing"};
  Answer const later{503, "application/problem+json", "Problem", "Not now; Retry-After says when"};
  Answer const style{200, kJson, "Style", "A MapLibre style"};
  std::vector<Route> routes;
  routes.push_back({.pattern = "/api/nearest",
                    .operation = "nearest",
                    .tag = "find",
                    .summary = "The places nearest to a point",
                    .handler = handle_nearest,
                    .parameters = nearest_parameters(),
                    .answers = {features, invalid, later},
                    .cost = Cost::by_limit});
  routes.push_back({.pattern = "/api/within",
                    .operation = "within",
                    .tag = "find",
                    .summary = "The places in a box, a circle or an area of the city",
                    .handler = handle_within,
                    .parameters = within_get_parameters(),
                    .answers = {features, invalid, missing, later},
                    .cost = Cost::heavy});
  routes.push_back({.method = Method::post,
                    .pattern = "/api/within",
                    .operation = "withinArea",
                    .tag = "find",
                    .summary = "The places in a GeoJSON Polygon or MultiPolygon of at most 10 000 vertices",
                    .handler = handle_within_body,
                    .parameters = within_parameters(),
                    .answers = {features,
                                invalid,
                                {413, "application/problem+json", "Problem", "More than 10 000 vertices or 1 MiB"},
                                {415, "application/problem+json", "Problem", "Not GeoJSON"},
                                later},
                    .cost = Cost::heavy});
  routes.push_back({.pattern = "/api/at",
                    .operation = "at",
                    .tag = "find",
                    .summary = "The districts and catchment areas that cover a point",
                    .handler = handle_at,
                    .parameters = join({position_parameters(true), language_parameters()}),
                    .answers = {{200, kJson, "At", "What covers the point"}, invalid, later}});
  routes.push_back({.pattern = "/api/search",
                    .operation = "search",
                    .tag = "find",
                    .summary = "Places, offers, streets, addresses, districts and topics by name",
                    .handler = handle_search,
                    .parameters = search_parameters(),
                    .answers = {{200, kGeoJson, "SearchCollection", "Hits, best first"}, invalid, later},
                    .cost = Cost::heavy});
  routes.push_back(
      {.pattern = "/api/reach",
       .operation = "reach",
       .tag = "find",
       .summary = "What can be reached from a point within minutes, as areas",
       .handler = handle_reach,
       .parameters = join({position_parameters(true),
                           {{.name = "minutes",
                             .description = "One threshold or several by comma, each an area of its own.",
                             .type = ParameterType::integers,
                             .required = true,
                             .minimum = 1,
                             .maximum = 120}},
                           travel_parameters()}),
       .answers = {{200, kGeoJson, "ReachCollection", "One MultiPolygon for each threshold, the largest first"},
                   invalid,
                   {404, "application/problem+json", "Problem",
                    "No street near; says how far the nearest usable one is"},
                   later},
       .cost = Cost::heavy});
  routes.push_back({.pattern = "/api/route",
                    .operation = "route",
                    .tag = "find",
                    .summary = "The way from one point to another, on foot, in a wheelchair or by bicycle",
                    .handler = handle_directions,
                    .parameters = join({direction_parameters(), language_parameters()}),
                    .answers = {{200, kGeoJson, "RouteFeature", "The way as a LineString, with its steps"},
                                invalid,
                                {404, "application/problem+json", "Problem",
                                 "No way, or no street near; says how far the nearest usable street is"},
                                later},
                    .cost = Cost::heavy});
  for (Route& route : stand_routes()) {
    routes.push_back(std::move(route));
  }
  routes.push_back({.pattern = "/api",
                    .operation = "getLandingPage",
                    .tag = "data",
                    .summary = "The landing page",
                    .handler = handle_landing,
                    .parameters = format_parameters(),
                    .answers = {{200, kJson, "Landing", "Links to everything"}, invalid},
                    .needs_city = false});
  routes.push_back({.pattern = "/api/conformance",
                    .operation = "getConformance",
                    .tag = "data",
                    .summary = "The standards that this API keeps",
                    .handler = handle_conformance,
                    .parameters = format_parameters(),
                    .answers = {{200, kJson, "Conformance", "Conformance classes"}, invalid},
                    .needs_city = false});
  routes.push_back({.pattern = "/api/openapi.json",
                    .operation = "getApi",
                    .tag = "data",
                    .summary = "This document",
                    .handler = handle_openapi,
                    .parameters = {},
                    .answers = {{200, "application/vnd.oai.openapi+json;version=3.0", "", "OpenAPI 3.0"}},
                    .needs_city = false});
  routes.push_back({.pattern = "/api/openapi.html",
                    .operation = "getApiPage",
                    .tag = "data",
                    .summary = "This document, to read",
                    .handler = handle_api_docs,
                    .parameters = {},
                    .answers = {{200, "text/html", "", "A page without scripts"}},
                    .needs_city = false});
  routes.push_back({.pattern = "/api/collections",
                    .operation = "getCollections",
                    .tag = "data",
                    .summary = "The collections",
                    .handler = handle_collections,
                    .parameters = format_parameters(),
                    .answers = {{200, kJson, "Collections", "All collections"}, invalid, later},
                    .cost = Cost::heavy});
  routes.push_back({.pattern = "/api/collections/{collectionId}",
                    .operation = "describeCollection",
                    .tag = "data",
                    .summary = "One collection",
                    .handler = handle_collection,
                    .parameters = format_parameters(),
                    .answers = {{200, kJson, "Collection", "The collection"}, invalid, missing, later},
                    .cost = Cost::heavy});
  routes.push_back({.pattern = "/api/collections/{collectionId}/queryables",
                    .operation = "getQueryables",
                    .tag = "data",
                    .summary = "What filter may name, as a JSON Schema",
                    .handler = handle_queryables,
                    .parameters = format_parameters(),
                    .answers = {{200, "application/schema+json", "", "The queryables"}, invalid, missing},
                    .needs_city = false});
  routes.push_back({.pattern = "/api/collections/{collectionId}/items",
                    .operation = "getFeatures",
                    .tag = "data",
                    .summary = "The records of a collection, page by page",
                    .handler = handle_items,
                    .parameters = items_parameters(),
                    .answers = {{200, kGeoJson, "FeatureCollection", "One page"}, invalid, missing, later},
                    .cost = Cost::by_limit});
  routes.push_back({.pattern = "/api/collections/{collectionId}/items/{featureId}",
                    .operation = "getFeature",
                    .tag = "data",
                    .summary = "One record",
                    .handler = handle_item,
                    .parameters = join({language_parameters(), record_format_parameters()}),
                    .answers = {{200, kGeoJson, "Feature", "The record"},
                                {301, "application/problem+json", "Problem", "Merged: Location has the id that stayed"},
                                invalid,
                                missing,
                                later}});
  routes.push_back({.pattern = "/api/tileMatrixSets",
                    .operation = "getTileMatrixSets",
                    .tag = "tiles",
                    .summary = "The tile matrix sets of the tiles",
                    .handler = handle_tile_matrix_sets,
                    .parameters = format_parameters(),
                    .answers = {{200, kJson, "", "One: WebMercatorQuad"}, invalid},
                    .needs_city = false});
  routes.push_back({.pattern = "/api/tileMatrixSets/{tileMatrixSetId}",
                    .operation = "getTileMatrixSet",
                    .tag = "tiles",
                    .summary = "A tile matrix set (OGC Two Dimensional Tile Matrix Set 2.0)",
                    .handler = handle_tile_matrix_set,
                    .parameters = format_parameters(),
                    .answers = {{200, kJson, "", "Its matrices"}, invalid, missing},
                    .needs_city = false});
  Answer const tileset{200, kJson, "TileSet", "Where its tiles are, their limits and layers"};
  Answer const tilesets{200, kJson, "TileSets", "The tile sets"};
  Answer const tile{200, "application/vnd.mapbox-vector-tile", "", "The tile"};
  Answer const empty_tile{204, "", "", "Nothing is drawn here"};
  routes.push_back({.pattern = "/api/tiles",
                    .operation = "getDatasetTileSets",
                    .tag = "tiles",
                    .summary = "The tile sets of all that is learnt",
                    .handler = handle_dataset_tilesets,
                    .parameters = format_parameters(),
                    .answers = {tilesets, invalid, later}});
  routes.push_back({.pattern = "/api/tiles/{tileMatrixSetId}",
                    .operation = "getDatasetTileSet",
                    .tag = "tiles",
                    .summary = "The tile set of all that is learnt",
                    .handler = handle_dataset_tileset,
                    .parameters = format_parameters(),
                    .answers = {tileset, invalid, missing, later}});
  routes.push_back({.pattern = "/api/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
                    .operation = "getDatasetTile",
                    .tag = "tiles",
                    .summary = "A vector tile (MVT 2.1) of all that is learnt",
                    .handler = handle_dataset_tile,
                    .parameters = tile_parameters(),
                    .answers = {tile, empty_tile, invalid, missing, later},
                    .cost = Cost::heavy});
  routes.push_back({.pattern = "/api/collections/{collectionId}/tiles",
                    .operation = "getCollectionTileSets",
                    .tag = "tiles",
                    .summary = "The tile sets of a collection",
                    .handler = handle_collection_tilesets,
                    .parameters = format_parameters(),
                    .answers = {tilesets, invalid, missing, later}});
  routes.push_back({.pattern = "/api/collections/{collectionId}/tiles/{tileMatrixSetId}",
                    .operation = "getCollectionTileSet",
                    .tag = "tiles",
                    .summary = "The tile set of a collection",
                    .handler = handle_collection_tileset,
                    .parameters = format_parameters(),
                    .answers = {tileset, invalid, missing, later}});
  routes.push_back(
      {.pattern = "/api/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
       .operation = "getCollectionTile",
       .tag = "tiles",
       .summary = "A vector tile (MVT 2.1) of a collection",
       .handler = handle_collection_tile,
       .parameters = tile_parameters(),
       .answers = {tile, empty_tile, invalid, missing, later},
       .cost = Cost::heavy});
  routes.push_back({.pattern = "/tiles/{layers}/{z}/{x}/{y}.mvt",
                    .operation = "getTile",
                    .tag = "map",
                    .summary = "A vector tile (MVT 2.1)",
                    .handler = handle_tile,
                    .parameters = tile_parameters(),
                    .answers = {{200, "application/vnd.mapbox-vector-tile", "", "The tile"},
                                {204, "", "", "Nothing is drawn here"},
                                invalid,
                                missing,
                                later},
                    .cost = Cost::tile});
  routes.push_back({.pattern = "/api/clusters/{clusterId}",
                    .operation = "getCluster",
                    .tag = "map",
                    .summary = "The places of a cluster of a tile, page by page: ask with the filters of the tile",
                    .handler = handle_cluster,
                    .parameters = join({page_parameters(true), filter_parameters(), language_parameters()}),
                    .answers = {features, invalid, missing, later},
                    .cost = Cost::by_limit});
  routes.push_back({.pattern = "/tiles/{layers}.json",
                    .operation = "getTileJson",
                    .tag = "map",
                    .summary = "TileJSON 3 of layers",
                    .handler = handle_tilejson,
                    .parameters = filter_parameters(),
                    .answers = {{200, kJson, "TileJson", "TileJSON 3.0"}, invalid, missing, later}});
  for (Route& route : hsds_routes()) {
    routes.push_back(std::move(route));
  }
  routes.push_back(
      {.pattern = "/places/{placeId}",
       .operation = "getPlacePage",
       .tag = "pages",
       .summary = "A place as a page to read, in six languages, with schema.org's JSON-LD",
       .handler = handle_place_page,
       .parameters = language_parameters(),
       .answers = {{200, "text/html", "", "The page"},
                   {301, "application/problem+json", "Problem", "Merged: Location has the page that stayed"},
                   invalid,
                   missing,
                   later},
       .cost = Cost::heavy});
  Answer const sitemap{200, "application/xml", "", "Site map (sitemaps.org)"};
  routes.push_back({.pattern = "/sitemap.xml",
                    .operation = "getSitemap",
                    .tag = "pages",
                    .summary = "The pages of all public places, or the parts of that list",
                    .handler = handle_sitemap,
                    .parameters = {},
                    .answers = {sitemap, later},
                    .cost = Cost::heavy});
  routes.push_back({.pattern = "/sitemaps/{part}.xml",
                    .operation = "getSitemapPart",
                    .tag = "pages",
                    .summary = "A part of the site map of a large city",
                    .handler = handle_sitemap_part,
                    .parameters = {},
                    .answers = {sitemap, missing, later},
                    .cost = Cost::heavy});
  routes.push_back({.pattern = "/robots.txt",
                    .operation = "getRobots",
                    .tag = "pages",
                    .summary = "What programs that read the web may read",
                    .handler = handle_robots,
                    .parameters = {},
                    .answers = {{200, "text/plain", "", "robots.txt (RFC 9309)"}},
                    .needs_city = false});
  routes.push_back({.pattern = "/style.json",
                    .operation = "getStyle",
                    .tag = "map",
                    .summary = "A MapLibre style",
                    .handler = handle_style,
                    .parameters = {},
                    .answers = {style, later}});
  routes.push_back({.pattern = "/style-dark.json",
                    .operation = "getDarkStyle",
                    .tag = "map",
                    .summary = "A MapLibre style for dark surroundings",
                    .handler = handle_style,
                    .parameters = {},
                    .answers = {style, later}});
  routes.push_back({.pattern = "/livez",
                    .operation = "getLivez",
                    .tag = "operations",
                    .summary = "Whether the program runs",
                    .handler = handle_livez,
                    .parameters = {},
                    .answers = {{200, "text/plain", "", "It does"}},
                    .needs_city = false});
  routes.push_back({.pattern = "/readyz",
                    .operation = "getReadyz",
                    .tag = "operations",
                    .summary = "Whether it can answer",
                    .handler = handle_readyz,
                    .parameters = {},
                    .answers = {{200, "text/plain", "", "It can"}, later},
                    .needs_city = false});
  routes.push_back({.pattern = "/metrics",
                    .operation = "getMetrics",
                    .tag = "operations",
                    .summary = "Counters in Prometheus' text format",
                    .handler = handle_metrics,
                    .parameters = {},
                    .answers = {{200, "text/plain", "", "Counters"}},
                    .needs_city = false});
  return routes;
}

}  // namespace cartable::server::api
