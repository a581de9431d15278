#include "base/format.hpp"
#include "base/json.hpp"
#include "server/api/collection.hpp"
#include "server/api/page.hpp"
#include "server/api/service.hpp"

namespace cartable::server::api {
namespace {

using base::OrderedJson;

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
      link(base_url + "/api/conformance", "conformance", "application/json", "Standards that this API keeps"),
      link(base_url + "/api/collections", "data", "application/json", "Collections"),
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
  response.body = base::to_text(OrderedJson{
      {"conformsTo",
       {"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
        "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text", "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
        "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
        "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
        "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
        "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions"}}});
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
