#include "base/format.hpp"
#include "base/json.hpp"
#include "server/api/collection.hpp"
#include "server/api/ogc_tiles.hpp"
#include "server/api/page.hpp"
#include "server/api/service.hpp"

#include <array>
#include <string_view>

namespace cartable::server::api {
namespace {

using base::OrderedJson;
using namespace std::string_view_literals;

/// Below http://www.opengis.net/spec/.
constexpr std::array kConformance{
    "ogcapi-common-1/1.0/conf/core"sv,
    "ogcapi-common-1/1.0/conf/landing-page"sv,
    "ogcapi-common-1/1.0/conf/oas30"sv,
    "ogcapi-common-1/1.0/conf/json"sv,
    "ogcapi-common-1/1.0/conf/html"sv,
    "ogcapi-common-2/1.0/conf/collections"sv,
    "ogcapi-features-1/1.0/conf/core"sv,
    "ogcapi-features-1/1.0/conf/oas30"sv,
    "ogcapi-features-1/1.0/conf/geojson"sv,
    "ogcapi-features-1/1.0/conf/html"sv,
    "ogcapi-features-3/1.0/conf/queryables"sv,
    "ogcapi-features-3/1.0/conf/filter"sv,
    "ogcapi-features-3/1.0/conf/features-filter"sv,
    "cql2/1.0/conf/cql2-text"sv,
    "cql2/1.0/conf/basic-cql2"sv,
    "cql2/1.0/conf/advanced-comparison-operators"sv,
    "cql2/1.0/conf/case-insensitive-comparison"sv,
    "cql2/1.0/conf/accent-insensitive-comparison"sv,
    "cql2/1.0/conf/basic-spatial-functions"sv,
    "ogcapi-tiles-1/1.0/conf/core"sv,
    "ogcapi-tiles-1/1.0/conf/tileset"sv,
    "ogcapi-tiles-1/1.0/conf/tilesets-list"sv,
    "ogcapi-tiles-1/1.0/conf/dataset-tilesets"sv,
    "ogcapi-tiles-1/1.0/conf/geodata-tilesets"sv,
    "ogcapi-tiles-1/1.0/conf/mvt"sv,
    "ogcapi-tiles-1/1.0/conf/oas30"sv,
    "tms/2.0/conf/tilematrixset"sv,
    "tms/2.0/conf/json-tilematrixset"sv,
};

OrderedJson link(std::string href, std::string_view rel, std::string_view type, std::string_view title) {
  return {{"href", std::move(href)}, {"rel", rel}, {"type", type}, {"title", title}};
}

/// A setting that may be a text or a JSON map of languages.
OrderedJson setting_json(std::string_view text) {
  if (!text.empty() && text.front() == '{') {
    if (auto const parsed = base::parse_json(text, 4)) {
      return OrderedJson(*parsed);
    }
  }
  return std::string(text);
}

}  // namespace

Response handle_landing(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  std::string const& base_url = context.request.base_url;
  store::Catalog const* const catalog = context.state.catalog.get();
  auto const setting = [&](std::string_view key) {
    return catalog != nullptr ? catalog->setting(key) : std::string_view();
  };
  OrderedJson document;
  std::string_view const name = setting("name");
  document["title"] = name.empty() ? "Cartable" : fmt::format("{}: places to learn", name);
  document["description"] = "Everything a person can learn in this city, on a map.";
  if (!name.empty()) {
    document["city"] = {{"name", name}};
  }
  if (std::string_view const notice = setting("notice"); !notice.empty()) {
    document["notice"] = setting_json(notice);
  }
  document["links"] = {
      link(base_url + "/api", "self", "application/json", "This document"),
      link(base_url + "/api?f=html", "alternate", "text/html", "This document as a page"),
      link(base_url + "/api/openapi.json", "service-desc", "application/vnd.oai.openapi+json;version=3.0",
           "The API, as OpenAPI 3.0"),
      link(base_url + "/api/openapi.html", "service-doc", "text/html", "The API, to read"),
      link(base_url + "/api/conformance", "conformance", "application/json", "Standards that this API keeps"),
      link(base_url + "/api/collections", "data", "application/json", "Collections"),
      link(base_url + "/api/tiles", kTilesetsVector, "application/json", "Tile sets"),
      link(base_url + "/api/tileMatrixSets", kTilingSchemes, "application/json", "Tile matrix sets"),
      link(base_url + "/api/hsds", "related", "application/json", "Open Referral UK (HSDS 3.0)"),
      link(base_url + "/api/stands", "related", "application/geo+json", "Stands, and the ways from them"),
      link(base_url + "/tiles/basemap.json", "tiles", "application/json", "Base map (TileJSON)"),
      link(base_url + "/tiles/places.json", "tiles", "application/json", "Places (TileJSON)"),
      link(base_url + "/style.json", "style", "application/json", "Map style (MapLibre)"),
  };
  Response response;
  response.content_type = "application/json";
  response.body = base::to_text(document);
  return as_html(context, std::move(response), document["title"].get<std::string>());
}

Response handle_conformance(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Response response;
  response.content_type = "application/json";
  OrderedJson classes = OrderedJson::array();
  for (std::string_view const one : kConformance) {
    classes.push_back(fmt::format("http://www.opengis.net/spec/{}", one));
  }
  OrderedJson document{{"conformsTo", std::move(classes)}};
  document["links"] = {link(self_url(context.request), "self", "application/json", "Conformance"),
                       link(self_url(context.request, {{"f", "html"}}), "alternate", "text/html", "Conformance")};
  response.body = base::to_text(document);
  return as_html(context, std::move(response), "Conformance");
}

Response handle_livez(Context& context) {
  static_cast<void>(context);
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = "ok\n";
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response handle_readyz(Context& context) {
  if (context.api.options().draining && context.api.options().draining()) {
    return busy("shutting down");
  }
  if (!context.state.catalog) {
    return busy("no city is loaded yet");
  }
  return handle_livez(context);
}

Response handle_metrics(Context& context) {
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "no-store");
  std::string& out = response.body;
  if (context.api.options().metrics) {
    out = context.api.options().metrics();
  }
  if (store::Catalog const* const catalog = context.state.catalog.get()) {
    // Only what anybody may count: the public set.
    std::size_t const places = catalog->select({}, store::Visibility::everyone)->matched();
    out += fmt::format(
        "# HELP cartable_places Listed public places.\n# TYPE cartable_places gauge\ncartable_places {}\n", places);
    out += "# HELP cartable_revision Revision of each part of the city.\n# TYPE cartable_revision gauge\n";
    for (int part = 0; part < store::kPartCount; ++part) {
      out += fmt::format("cartable_revision{{part=\"{}\"}} {}\n", to_string(static_cast<store::Part>(part)),
                         catalog->revisions()[static_cast<std::size_t>(part)]);
    }
  }
  return response;
}

}  // namespace cartable::server::api
