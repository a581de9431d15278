#include "base/format.hpp"
#include "base/json.hpp"
#include "server/api/collection.hpp"
#include "server/api/ogc_tiles.hpp"
#include "server/api/openapi_schemas.hpp"
#include "server/api/service.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace cartable::server::api {
namespace {

using base::OrderedJson;

struct PathName {
  std::string_view name, description;
};
constexpr std::array kPathNames{
    PathName{"collectionId", "A collection: places, offers, events, districts or catchments."},
    PathName{"featureId", "A record's id."},
    PathName{"hsdsId", "The UUID of an entry, as lists name it."},
    PathName{"placeId", "A place's id."},
    PathName{"standId", "A stand's id, as /api/stands lists it."},
    PathName{"part", "A part, from 1."},
    PathName{"tileMatrixSetId", "A tile matrix set: WebMercatorQuad."},
    PathName{"tileMatrix", "Zoom: 0 to 16."},
    PathName{"tileRow", "Row, from 0 in the north."},
    PathName{"tileCol", "Column, from 0 in the west."},
    PathName{"clusterId", "A cluster, as its tile names it."},
    PathName{"layers", "basemap, places, districts, catchments or events; several joined by + or a comma."},
    PathName{"z", "Zoom: 0 to 14 with the base map, else 0 to 16."},
    PathName{"x", "Column, from 0 in the west."},
    PathName{"y", "Row, from 0 in the north."},
};

OrderedJson schema_of(Parameter const& p) {
  OrderedJson schema;
  OrderedJson const words = OrderedJson(std::vector<std::string>(p.choices.begin(), p.choices.end()));
  switch (p.type) {
    case ParameterType::number:
    case ParameterType::integer: {
      schema["type"] = p.type == ParameterType::number ? "number" : "integer";
      auto const bound = [&](double value) {
        return p.type == ParameterType::integer ? OrderedJson(static_cast<std::int64_t>(value)) : OrderedJson(value);
      };
      schema["minimum"] = bound(p.minimum);
      if (p.maximum < std::numeric_limits<double>::max()) {
        schema["maximum"] = bound(p.maximum);
      }
      if (!p.fallback.empty()) {
        schema["default"] = OrderedJson::parse(p.fallback);
      }
      break;
    }
    case ParameterType::text: schema = {{"type", "string"}, {"minLength", 1}, {"maxLength", p.max_length}}; break;
    case ParameterType::choice:
      schema = {{"type", "string"}, {"enum", words}};
      if (!p.fallback.empty()) {
        schema["default"] = p.fallback;
      }
      break;
    case ParameterType::choices:
      schema = {{"type", "array"}, {"minItems", 1}, {"items", {{"type", "string"}, {"enum", words}}}};
      break;
    case ParameterType::slugs:
      schema = {{"type", "array"},
                {"minItems", 1},
                {"maxItems", 50},
                {"items", {{"type", "string"}, {"pattern", "^[A-Za-z0-9._:-]+$"}}}};
      break;
    case ParameterType::integers:
      schema = {{"type", "array"},
                {"minItems", 1},
                {"items",
                 {{"type", "integer"},
                  {"minimum", static_cast<std::int64_t>(p.minimum)},
                  {"maximum", static_cast<std::int64_t>(p.maximum)}}}};
      break;
    case ParameterType::topics:
      schema = {{"type", "array"}, {"minItems", 1}, {"maxItems", 50}, {"items", {{"type", "string"}}}};
      break;
    case ParameterType::ranges:
      schema = {{"type", "array"},
                {"minItems", 1},
                {"maxItems", 50},
                {"items", {{"type", "string"}, {"pattern", R"(^([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*|\*)$)"}}}};
      break;
    case ParameterType::cql2:
    case ParameterType::words: schema = {{"type", "string"}, {"minLength", 1}, {"maxLength", p.max_length}}; break;
    case ParameterType::day: schema = {{"type", "string"}}; break;
    case ParameterType::bbox:
      // OGC API Features Part 1 /req/core/fc-bbox-definition, with its corrigendum's oneOf.
      schema = {{"type", "array"}, {"minItems", 4}, {"maxItems", 6}, {"items", {{"type", "number"}}}};
      break;
    case ParameterType::city_time:
    case ParameterType::city_span:
    case ParameterType::interval: schema = {{"type", "string"}}; break;
  }
  return schema;
}

OrderedJson parameter_json(Parameter const& p) {
  OrderedJson json{{"name", p.name},         {"in", "query"},          {"description", p.description},
                   {"required", p.required}, {"schema", schema_of(p)}, {"style", "form"}};
  json["explode"] = false;
  return json;
}

void add_path_parameters(OrderedJson& parameters, std::string_view pattern) {
  for (PathName const& one : kPathNames) {
    if (pattern.find(fmt::format("{{{}}}", one.name)) == std::string_view::npos) {
      continue;
    }
    bool const number = one.name.size() == 1 || one.name == "tileRow" || one.name == "tileCol";
    OrderedJson schema = number ? OrderedJson{{"type", "integer"}, {"minimum", 0}} : OrderedJson{{"type", "string"}};
    if (one.name == "collectionId") {
      schema["enum"] = OrderedJson::array();
      for (CollectionInfo const& info : kCollections) {
        schema["enum"].push_back(info.id);
      }
    }
    if (one.name == "tileMatrixSetId") {
      schema["enum"] = {kWebMercatorQuad};
    }
    parameters.push_back({{"name", one.name},
                          {"in", "path"},
                          {"description", one.description},
                          {"required", true},
                          {"schema", std::move(schema)}});
  }
}

OrderedJson operation_json(Route const& route) {
  OrderedJson parameters = OrderedJson::array();
  add_path_parameters(parameters, route.pattern);
  for (Parameter const& p : route.parameters) {
    parameters.push_back(parameter_json(p));
  }
  bool const has_calendar = std::any_of(route.parameters.begin(), route.parameters.end(), [](Parameter const& p) {
    return p.name == "f" && std::find(p.choices.begin(), p.choices.end(), "ics") != p.choices.end();
  });
  OrderedJson answers = OrderedJson::object();
  for (Answer const& answer : route.answers) {
    OrderedJson one{{"description", answer.description}};
    if (!answer.type.empty()) {
      OrderedJson const schema =
          answer.schema.empty()
              ? (answer.type.substr(0, 4) == "text"             ? OrderedJson{{"type", "string"}}
                 : answer.type.find("json") != answer.type.npos ? OrderedJson{{"type", "object"}}
                                                                : OrderedJson{{"type", "string"}, {"format", "binary"}})
              : OrderedJson{{"$ref", fmt::format("#/components/schemas/{}", answer.schema)}};
      one["content"][std::string(answer.type)] = {{"schema", schema}};
      bool const has_page = std::any_of(route.parameters.begin(), route.parameters.end(),
                                        [](Parameter const& p) { return p.name == "f"; });
      if (answer.status == 200 && has_page) {
        one["content"]["text/html"] = {{"schema", {{"type", "string"}}}};
        if (has_calendar) {
          one["content"]["text/calendar"] = {{"schema", {{"type", "string"}}}};
        }
      }
    }
    answers[std::to_string(answer.status)] = std::move(one);
  }
  OrderedJson json{{"operationId", route.operation},
                   {"tags", {route.tag}},
                   {"summary", route.summary},
                   {"parameters", std::move(parameters)}};
  if (route.method == Method::post) {
    OrderedJson const schema{{"schema", {{"$ref", "#/components/schemas/AreaBody"}}}};
    json["requestBody"] = {{"required", true},
                           {"content", {{"application/geo+json", schema}, {"application/json", schema}}}};
  }
  // A token is never required: it widens what is seen.
  json["security"] = {OrderedJson::object(), {{"token", OrderedJson::array()}}};
  json["responses"] = std::move(answers);
  return json;
}

constexpr std::string_view kItemsPattern = "/api/collections/{collectionId}/items";

}  // namespace

Response handle_openapi(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  OrderedJson paths = OrderedJson::object();
  OrderedJson limit;
  for (Route const& route : context.api.routes()) {
    if (route.pattern == kItemsPattern) {
      auto const found = std::find_if(route.parameters.begin(), route.parameters.end(),
                                      [](Parameter const& p) { return p.name == "limit"; });
      limit = found == route.parameters.end() ? OrderedJson() : parameter_json(*found);
    }
    paths[std::string(route.pattern)][route.method == Method::post ? "post" : "get"] = operation_json(route);
  }
  OrderedJson document{
      {"openapi", "3.0.3"},
      {"info",
       {{"title", "Cartable"},
        {"version", context.api.options().version},
        {"description",
         "The map of everything a person can learn in a city. Errors are problem documents "
         "(RFC 9457); unknown parameters and parameters given twice are refused."},
        {"license", {{"name", "Apache-2.0"}, {"url", "https://www.apache.org/licenses/LICENSE-2.0"}}}}},
      {"servers", {{{"url", context.request.base_url.empty() ? "/" : context.request.base_url}}}},
      {"paths", std::move(paths)}};
  // By this name QGIS finds out how many features a page may have; without it it asks for a hundred at a time.
  document["components"]["parameters"]["limit"] = std::move(limit);
  document["components"]["schemas"] = OrderedJson::parse(kOpenApiSchemas);
  document["components"]["securitySchemes"]["token"] = {{"type", "http"}, {"scheme", "bearer"}};
  Response response;
  response.content_type = "application/vnd.oai.openapi+json;version=3.0";
  response.body = base::to_text(document);
  return response;
}

}  // namespace cartable::server::api
