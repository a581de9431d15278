#include "base/format.hpp"
#include "base/json.hpp"
#include "server/api/credits.hpp"
#include "server/api/filters.hpp"
#include "server/api/json_text.hpp"
#include "server/api/page.hpp"
#include "server/api/service.hpp"
#include "server/api/tile_request.hpp"
#include "server/api/times.hpp"

#include <algorithm>
#include <charconv>

namespace cartable::server::api {
namespace {

using tiles::TileLayer;

constexpr std::string_view kTileType = "application/vnd.mapbox-vector-tile";
// A year, the longest that RFC 9111 readers honour; the URL changes with the data.
constexpr std::string_view kImmutable = "public, max-age=31536000, immutable";

std::optional<std::uint32_t> parse_index(std::string_view text) noexcept {
  std::uint32_t value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool const plain = !text.empty() && (text.size() == 1 || text.front() != '0');
  return error == std::errc() && end == text.data() + text.size() && plain ? std::optional(value) : std::nullopt;
}

std::optional<geo::TileId> parse_tile(std::vector<std::string> const& args, std::vector<TileLayer> const& layers) {
  auto const z = parse_index(args[1]);
  auto const x = parse_index(args[2]);
  auto const y = parse_index(args[3]);
  if (!z || !x || !y || *z > 30) {
    return std::nullopt;
  }
  geo::TileId const tile{.z = *z, .x = *x, .y = *y};
  bool const in_range =
      std::all_of(layers.begin(), layers.end(), [&](TileLayer layer) { return tile.z <= tiles::max_zoom(layer); });
  return geo::is_valid(tile) && in_range ? std::optional(tile) : std::nullopt;
}

/// The number that `v` must have for these layers: it changes when one of them does.
std::string version_of(tiles::TileService const& service, std::vector<TileLayer> const& layers) {
  std::uint64_t version = 0;
  for (TileLayer const layer : layers) {
    version = version * 31 + static_cast<std::uint64_t>(service.revision(layer));
  }
  return fmt::format("{:x}", version);
}

std::string layers_text(std::vector<TileLayer> const& layers) {
  std::string out;
  for (TileLayer const layer : layers) {
    out += out.empty() ? "" : ",";
    out += to_string(layer);
  }
  return out;
}

}  // namespace

std::optional<std::vector<TileLayer>> parse_layers(std::string_view text) {
  std::vector<TileLayer> out;
  while (true) {
    std::size_t const at = text.find_first_of("+,");
    std::optional<TileLayer> const layer = tiles::parse_tile_layer(text.substr(0, at));
    if (!layer || std::find(out.begin(), out.end(), *layer) != out.end()) {
      return std::nullopt;
    }
    out.push_back(*layer);
    if (at == std::string_view::npos) {
      return out;
    }
    text.remove_prefix(at + 1);
  }
}

std::vector<Parameter> tile_parameters() {
  return join({filter_parameters(),
               {{.name = "v",
                 .description = "The layer's revision, from TileJSON: makes the URL immutable.",
                 .type = ParameterType::text,
                 .max_length = 40}}});
}

std::optional<tiles::TileRequest> parse_tile_request(Request const& request, std::vector<std::string> const& args) {
  static std::vector<Parameter> const table = tile_parameters();
  std::optional<std::vector<TileLayer>> layers = parse_layers(args[0]);
  std::optional<geo::TileId> const tile = layers ? parse_tile(args, *layers) : std::nullopt;
  if (!tile || request.bad_query) {
    return std::nullopt;
  }
  Values const values(table, request.query);
  if (!values.mistakes().empty()) {
    return std::nullopt;
  }
  return tiles::TileRequest{
      .layers = *std::move(layers), .tile = *tile, .filter = read_filter(values), .viewer = request.viewer};
}

Response handle_tile(Context& context) {
  std::optional<std::vector<TileLayer>> const layers = parse_layers(context.args[0]);
  if (!layers) {
    return problem(
        404, "layers must be some of basemap, places, districts, catchments, events, each once, joined by + or ,");
  }
  if (!parse_tile(context.args, *layers)) {
    return problem(404, "there is no such tile: z/x/y is outside of these layers");
  }
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  std::optional<tiles::TileRequest> request = parse_tile_request(context.request, context.args);
  if (!request || !context.state.tiles) {
    return busy("the tiles are not loaded yet");
  }
  if (auto not_now = settle_filter(context, request->filter)) {
    return *std::move(not_now);
  }
  Response response;
  response.tile = context.state.tiles->get(*request, context.request.encoding);
  if (!response.tile) {
    return problem(500, "the server could not make this tile");
  }
  // A minute later "now" is another question, and hours are read again every day.
  bool const timed = request->filter.open_at || request->filter.when;
  bool const current = !timed && context.values.text("v") == version_of(*context.state.tiles, *layers);
  response.headers.emplace_back("Cache-Control", current ? kImmutable : "no-cache");
  response.content_type = kTileType;
  response.keep = !context.request.authorized && !timed;
  if (response.tile->bytes.empty()) {
    response.status = 204;
    response.content_type.clear();
  }
  return response;
}

Response handle_tilejson(Context& context) {
  std::optional<std::vector<TileLayer>> const layers = parse_layers(context.args[0]);
  if (!layers) {
    return problem(
        404, "layers must be some of basemap, places, districts, catchments, events, each once, joined by + or ,");
  }
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  if (!context.state.tiles) {
    return busy("the tiles are not loaded yet");
  }
  tiles::TileService const& service = *context.state.tiles;
  std::uint32_t max_zoom = 30;
  std::uint32_t min_zoom = 30;
  base::OrderedJson vector_layers = base::OrderedJson::array();
  for (TileLayer const layer : *layers) {
    max_zoom = std::min(max_zoom, tiles::max_zoom(layer));
    for (auto const& one : tiles::TileService::vector_layers(layer)) {
      base::OrderedJson fields = base::OrderedJson::object();
      for (auto const& [field, description] : one.fields) {
        fields[field] = description;
      }
      min_zoom = std::min(min_zoom, one.min_zoom);
      vector_layers.push_back({{"id", one.id},
                               {"description", one.description},
                               {"minzoom", one.min_zoom},
                               {"maxzoom", one.max_zoom},
                               {"fields", std::move(fields)}});
    }
  }
  QueryPairs query = context.request.query;
  query.emplace_back("v", version_of(service, *layers));
  base::OrderedJson document{{"tilejson", "3.0.0"},
                             {"name", fmt::format("Cartable {}", layers_text(*layers))},
                             {"scheme", "xyz"},
                             {"tiles",
                              {fmt::format("{}/tiles/{}/{{z}}/{{x}}/{{y}}.mvt?{}", context.request.base_url,
                                           layers_text(*layers), format_query(query))}},
                             {"minzoom", vector_layers.empty() ? 0 : min_zoom},
                             {"maxzoom", max_zoom},
                             {"vector_layers", std::move(vector_layers)}};
  // Bounds of TileJSON do not wrap (TileJSON 3.0 §3.4): an empty or crossing box is left out.
  geo::BBox const box = service.bounds();
  if (!box.empty() && !box.crosses_antimeridian()) {
    document["bounds"] = {box.west, box.south, box.east, box.north};
    document["center"] = {(box.west + box.east) / 2, (box.south + box.north) / 2, std::min(max_zoom, 12U)};
  }
  std::string attribution;
  for (store::ImportRun const* const run : credited_runs(*context.state.catalog, context.request.viewer)) {
    if (!run->attribution.empty() && attribution.find(run->attribution) == std::string::npos) {
      attribution += (attribution.empty() ? "" : " | ") + run->attribution;
    }
  }
  if (!attribution.empty()) {
    document["attribution"] = attribution;
  }
  Response response;
  response.content_type = "application/json";
  response.body = base::to_text(document);
  return response;
}

Response handle_style(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Response response;
  response.content_type = "application/json";
  std::string const& base_url = context.request.base_url;
  bool const dark = context.request.path == "/style-dark.json";
  std::string_view style = dark ? context.api.options().style_dark : context.api.options().style;
  if (style.empty()) {
    auto const source = [&](std::string_view layer) {
      return base::OrderedJson{{"type", "vector"}, {"url", fmt::format("{}/tiles/{}.json", base_url, layer)}};
    };
    base::OrderedJson const plain{
        {"version", 8},
        {"name", "Cartable"},
        {"sources", {{"basemap", source("basemap")}, {"places", source("places")}}},
        {"layers",
         {{{"id", "background"}, {"type", "background"}, {"paint", {{"background-color", "#f4f1ea"}}}},
          {{"id", "streets"},
           {"type", "line"},
           {"source", "basemap"},
           {"source-layer", "streets"},
           {"paint", {{"line-color", "#c9c1b1"}}}},
          {{"id", "places"},
           {"type", "circle"},
           {"source", "places"},
           {"source-layer", "places"},
           {"paint", {{"circle-color", "#7a2e5d"}, {"circle-radius", 5}}}}}}};
    response.body = base::to_text(plain);
    return response;
  }
  while (!style.empty()) {
    std::size_t const at = style.find("{base}");
    response.body += style.substr(0, at);
    if (at == std::string_view::npos) {
      break;
    }
    response.body += base_url;
    style.remove_prefix(at + 6);
  }
  for (TileLayer const layer :
       {TileLayer::basemap, TileLayer::places, TileLayer::districts, TileLayer::catchments, TileLayer::events}) {
    std::string const mark = fmt::format("{{v_{}}}", to_string(layer));
    for (std::size_t at = context.state.tiles ? response.body.find(mark) : std::string::npos; at != std::string::npos;
         at = response.body.find(mark, at)) {
      response.body.replace(at, mark.size(), version_of(*context.state.tiles, {layer}));
    }
  }
  return response;
}

}  // namespace cartable::server::api
