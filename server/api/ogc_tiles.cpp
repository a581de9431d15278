#include "server/api/ogc_tiles.hpp"

#include "base/format.hpp"
#include "base/json.hpp"
#include "server/api/collection.hpp"
#include "server/api/page.hpp"
#include "server/api/tile_request.hpp"

#include <array>

namespace cartable::server::api {
namespace {

using base::OrderedJson;
using tiles::TileLayer;

constexpr std::string_view kMercatorUri = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
constexpr std::string_view kMercatorCrs = "http://www.opengis.net/def/crs/EPSG/0/3857";
constexpr std::string_view kMercatorTitle = "Google Maps Compatible for the World";
constexpr std::string_view kTilingScheme = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
constexpr std::string_view kMvt = "application/vnd.mapbox-vector-tile";
constexpr std::string_view kJson = "application/json";
// OGC 17-083r4, annex D.1: of tile matrix 0, and the half circumference of the sphere in metres.
constexpr double kScaleDenominator0 = 559082264.0287178;
constexpr double kCellSize0 = 156543.03392804097;
constexpr double kHalfWorld = 20037508.342789244;
constexpr unsigned kMatrices = 25;

/// What a tile set is made of: its layers, and the path that its resources are under.
struct TileSet {
  std::string path;  ///< "/api/tiles" or "/api/collections/places/tiles"
  std::string_view title;
  std::vector<TileLayer> layers;
};

std::string layers_text(std::vector<TileLayer> const& layers) {
  std::string out;
  for (TileLayer const layer : layers) {
    out += out.empty() ? "" : ",";
    out += to_string(layer);
  }
  return out;
}

/// All that is learnt on one map; the base map is not of this city's records and has its TileJSON only.
TileSet dataset_tiles() {
  return {.path = "/api/tiles",
          .title = "Places to learn, districts, catchment areas and events",
          .layers = {TileLayer::places, TileLayer::districts, TileLayer::catchments, TileLayer::events}};
}

std::optional<TileSet> collection_tiles(std::string_view id) {
  CollectionInfo const* const info = find_collection(id);
  auto const layer = info == nullptr ? std::nullopt : tiles::parse_tile_layer(info->id);
  if (!layer) {
    return std::nullopt;
  }
  return TileSet{.path = fmt::format("/api/collections/{}/tiles", info->id), .title = info->title, .layers = {*layer}};
}

OrderedJson link(std::string href, std::string_view rel, std::string_view type, std::string_view title) {
  return {{"href", std::move(href)}, {"rel", rel}, {"type", type}, {"title", title}};
}

unsigned last_zoom(TileSet const& set) {
  unsigned zoom = kMatrices - 1;
  for (TileLayer const layer : set.layers) {
    zoom = std::min(zoom, tiles::max_zoom(layer));
  }
  return zoom;
}

/// What lists of tile sets and a tile set itself both say.
OrderedJson summary(Context const& context, TileSet const& set) {
  std::string const self = fmt::format("{}{}/{}", context.request.base_url, set.path, kWebMercatorQuad);
  OrderedJson out{
      {"title", set.title}, {"dataType", "vector"}, {"crs", kMercatorCrs}, {"tileMatrixSetURI", kMercatorUri}};
  out["links"] = {link(self, "self", kJson, set.title),
                  link(fmt::format("{}/api/tileMatrixSets/{}", context.request.base_url, kWebMercatorQuad),
                       kTilingScheme, kJson, kMercatorTitle)};
  return out;
}

/// The tiles of each zoom that the box of everything listed touches; none for an empty city or a box over ±180°.
OrderedJson limits(geo::BBox const& box, unsigned last) {
  OrderedJson out = OrderedJson::array();
  if (box.empty() || box.crosses_antimeridian()) {
    return out;
  }
  for (unsigned zoom = 0; zoom <= last; ++zoom) {
    geo::TileId const top = geo::tile_at(geo::to_world({box.west, box.north}), zoom);
    geo::TileId const bottom = geo::tile_at(geo::to_world({box.east, box.south}), zoom);
    out.push_back({{"tileMatrix", std::to_string(zoom)},
                   {"minTileRow", top.y},
                   {"maxTileRow", bottom.y},
                   {"minTileCol", top.x},
                   {"maxTileCol", bottom.x}});
  }
  return out;
}

Response json_answer(Context const& context, OrderedJson const& document, std::string_view title) {
  Response response;
  response.content_type = kJson;
  response.body = base::to_text(document);
  return as_html(context, std::move(response), title);
}

Response no_tiles() {
  return problem(404, "there are no tiles of this collection; places, districts, catchments and events have some");
}

Response no_matrix_set() { return problem(404, "there is one tile matrix set: WebMercatorQuad"); }

Response tileset_list(Context& context, TileSet const& set) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  OrderedJson document{{"tilesets", OrderedJson::array({summary(context, set)})}};
  document["links"] = {link(self_url(context.request), "self", kJson, set.title),
                       link(self_url(context.request, {{"f", "html"}}), "alternate", "text/html", set.title)};
  return json_answer(context, document, set.title);
}

Response tileset(Context& context, TileSet const& set, std::string_view matrix_set) {
  if (matrix_set != kWebMercatorQuad) {
    return no_matrix_set();
  }
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  OrderedJson document = summary(context, set);
  std::string const& base = context.request.base_url;
  unsigned const last = last_zoom(set);
  geo::BBox const box = context.state.catalog->bounds();
  if (OrderedJson within = limits(box, last); !within.empty()) {
    document["tileMatrixSetLimits"] = std::move(within);
    document["boundingBox"] = {{"lowerLeft", {box.west, box.south}},
                               {"upperRight", {box.east, box.north}},
                               {"crs", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}};
  }
  document["layers"] = OrderedJson::array();
  for (TileLayer const layer : set.layers) {
    bool const area = layer == TileLayer::districts || layer == TileLayer::catchments;
    document["layers"].push_back({{"id", to_string(layer)},
                                  {"dataType", "vector"},
                                  {"geometryDimension", area ? 2 : 0},
                                  {"minTileMatrix", "0"},
                                  {"maxTileMatrix", std::to_string(last)}});
  }
  OrderedJson& links = document["links"];
  OrderedJson item =
      link(fmt::format("{}{}/{}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", base, set.path, kWebMercatorQuad), "item",
           kMvt, "Tiles (MVT 2.1)");
  item["templated"] = true;
  links.push_back(std::move(item));
  links.push_back(link(fmt::format("{}/tiles/{}.json", base, layers_text(set.layers)), "describedby", kJson,
                       "TileJSON 3, with URLs that may be kept for ever"));
  links.push_back(link(self_url(context.request, {{"f", "html"}}), "alternate", "text/html", set.title));
  return json_answer(context, document, set.title);
}

/// A tile by matrix, row and column: the same bytes as /tiles/{layers}/{z}/{x}/{y}.mvt.
Response tile_of(Context& context, std::optional<TileSet> const& set, std::size_t first) {
  if (!set) {
    return no_tiles();
  }
  if (context.args[first] != kWebMercatorQuad) {
    return no_matrix_set();
  }
  std::vector<std::string> const args{layers_text(set->layers), context.args[first + 1], context.args[first + 3],
                                      context.args[first + 2]};
  Context inner{
      .request = context.request, .state = context.state, .api = context.api, .values = context.values, .args = args};
  return handle_tile(inner);
}

}  // namespace

Response handle_tile_matrix_sets(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  std::string const self = fmt::format("{}/api/tileMatrixSets/{}", context.request.base_url, kWebMercatorQuad);
  OrderedJson one{{"id", kWebMercatorQuad}, {"title", kMercatorTitle}, {"uri", kMercatorUri}, {"crs", kMercatorCrs}};
  one["links"] = OrderedJson::array({link(self, "self", kJson, kMercatorTitle)});
  OrderedJson document{{"tileMatrixSets", OrderedJson::array({std::move(one)})}};
  document["links"] = {link(self_url(context.request), "self", kJson, "Tile matrix sets"),
                       link(self_url(context.request, {{"f", "html"}}), "alternate", "text/html", "Tile matrix sets")};
  return json_answer(context, document, "Tile matrix sets");
}

Response handle_tile_matrix_set(Context& context) {
  if (context.args.front() != kWebMercatorQuad) {
    return no_matrix_set();
  }
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  OrderedJson document{
      {"id", kWebMercatorQuad},
      {"title", kMercatorTitle},
      {"uri", kMercatorUri},
      {"orderedAxes", {"X", "Y"}},
      {"wellKnownScaleSet", "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"},
      {"crs", kMercatorCrs},
      {"boundingBox",
       {{"lowerLeft", {-kHalfWorld, -kHalfWorld}}, {"upperRight", {kHalfWorld, kHalfWorld}}, {"crs", kMercatorCrs}}}};
  document["tileMatrices"] = OrderedJson::array();
  for (unsigned zoom = 0; zoom < kMatrices; ++zoom) {
    auto const across = std::uint64_t{1} << zoom;
    auto const shrink = static_cast<double>(across);
    document["tileMatrices"].push_back({{"id", std::to_string(zoom)},
                                        {"scaleDenominator", kScaleDenominator0 / shrink},
                                        {"cellSize", kCellSize0 / shrink},
                                        {"cornerOfOrigin", "topLeft"},
                                        {"pointOfOrigin", {-kHalfWorld, kHalfWorld}},
                                        {"tileWidth", 256},
                                        {"tileHeight", 256},
                                        {"matrixWidth", across},
                                        {"matrixHeight", across}});
  }
  return json_answer(context, document, kWebMercatorQuad);
}

Response handle_dataset_tilesets(Context& context) { return tileset_list(context, dataset_tiles()); }

Response handle_dataset_tileset(Context& context) { return tileset(context, dataset_tiles(), context.args[0]); }

Response handle_dataset_tile(Context& context) { return tile_of(context, dataset_tiles(), 0); }

Response handle_collection_tilesets(Context& context) {
  std::optional<TileSet> const set = collection_tiles(context.args[0]);
  return set ? tileset_list(context, *set) : no_tiles();
}

Response handle_collection_tileset(Context& context) {
  std::optional<TileSet> const set = collection_tiles(context.args[0]);
  return set ? tileset(context, *set, context.args[1]) : no_tiles();
}

Response handle_collection_tile(Context& context) { return tile_of(context, collection_tiles(context.args[0]), 1); }

bool has_tiles(CollectionInfo const& info) noexcept { return tiles::parse_tile_layer(info.id).has_value(); }

}  // namespace cartable::server::api
