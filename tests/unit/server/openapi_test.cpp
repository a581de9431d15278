#include "base/json.hpp"
#include "tests/unit/server/server_city.hpp"

#include <set>
#include <string>

namespace cartable::server::test {
namespace {

using base::Json;
using OpenApi = ServerTest;

TEST_F(OpenApi, every_route_and_parameter_that_is_taken_is_described_and_no_other) {
  Json const document = json("/api/openapi.json");
  EXPECT_EQ(document["openapi"].get<std::string>().substr(0, 4), "3.0.");
  std::size_t operations = 0;
  for (auto const& [path, item] : document["paths"].items()) {
    operations += item.size();
  }
  EXPECT_EQ(operations, api_.routes().size());
  for (api::Route const& route : api_.routes()) {
    Json const& operation =
        document["paths"][std::string(route.pattern)][route.method == api::Method::post ? "post" : "get"];
    ASSERT_TRUE(operation.is_object()) << route.pattern;
    std::set<std::string> described;
    for (Json const& parameter : operation["parameters"]) {
      if (parameter["in"] == "query") {
        described.insert(parameter["name"].get<std::string>());
      } else {
        EXPECT_NE(route.pattern.find("{" + parameter["name"].get<std::string>() + "}"), std::string_view::npos);
      }
    }
    std::set<std::string> taken;
    for (api::Parameter const& p : route.parameters) {
      taken.emplace(p.name);
    }
    EXPECT_EQ(described, taken) << route.pattern;
  }
}

TEST_F(OpenApi, every_reference_leads_somewhere_and_operation_ids_are_unique) {
  Json const document = json("/api/openapi.json");
  std::set<std::string> ids;
  std::vector<Json const*> rest{&document};
  while (!rest.empty()) {
    Json const& node = *rest.back();
    rest.pop_back();
    if (node.is_object() && node.contains("$ref")) {
      std::string const target = node["$ref"].get<std::string>();
      EXPECT_TRUE(document.contains(Json::json_pointer(target.substr(1)))) << target;
    }
    if (node.is_object() && node.contains("operationId")) {
      EXPECT_TRUE(ids.insert(node["operationId"].get<std::string>()).second) << node["operationId"];
    }
    if (node.is_structured()) {
      for (Json const& child : node) {
        rest.push_back(&child);
      }
    }
  }
  EXPECT_EQ(ids.size(), api_.routes().size());
}

TEST_F(OpenApi, ogc_parameters_have_the_schemas_that_the_conformance_tests_ask_for) {
  Json const document = json("/api/openapi.json");
  std::map<std::string, Json> parameters;
  for (Json const& p : document["paths"]["/api/collections/{collectionId}/items"]["get"]["parameters"]) {
    parameters[p["name"].get<std::string>()] = p;
  }
  Json const& limit = parameters["limit"];
  EXPECT_EQ(limit["style"], "form");
  EXPECT_EQ(limit["explode"], false);
  EXPECT_EQ(limit["required"], false);
  EXPECT_EQ(limit["schema"]["type"], "integer");
  EXPECT_EQ(limit["schema"]["minimum"], 1);
  EXPECT_EQ(limit["schema"]["maximum"], 10000);
  EXPECT_EQ(limit["schema"]["default"], 10);
  Json const& bbox = parameters["bbox"];
  EXPECT_EQ(bbox["style"], "form");
  EXPECT_EQ(bbox["explode"], false);
  EXPECT_EQ(bbox["schema"]["type"], "array");
  EXPECT_EQ(bbox["schema"]["minItems"], 4);
  EXPECT_EQ(bbox["schema"]["maxItems"], 6);
  EXPECT_EQ(bbox["schema"]["items"]["type"], "number");
  EXPECT_EQ(parameters["datetime"]["schema"]["type"], "string");
}

/// Whether every member of an answer is described by its schema (a small part of JSON Schema, enough for ours).
void check(Json const& document, Json const& schema, Json const& value, std::string const& where) {
  if (schema.contains("$ref")) {
    check(document, document[Json::json_pointer(schema["$ref"].get<std::string>().substr(1))], value, where);
    return;
  }
  if (schema.contains("allOf")) {
    if (!value.is_null()) {
      check(document, schema["allOf"][0], value, where);
    }
    return;
  }
  if (schema.contains("enum")) {
    EXPECT_NE(std::find(schema["enum"].begin(), schema["enum"].end(), value), schema["enum"].end()) << where << value;
  }
  std::string const type = schema.value("type", "");
  if (type == "object" && value.is_object()) {
    for (auto const& name : schema.value("required", Json::array())) {
      EXPECT_TRUE(value.contains(name.get<std::string>())) << where << "/" << name;
    }
    for (auto const& [name, member] : value.items()) {
      if (schema.contains("properties") && schema["properties"].contains(name)) {
        check(document, schema["properties"][name], member, where + "/" + name);
      } else if (schema.contains("additionalProperties")) {
        check(document, schema["additionalProperties"], member, where + "/" + name);
      } else if (schema.contains("properties")) {
        ADD_FAILURE() << where << "/" << name << " is not described";
      }
    }
  } else if (type == "array") {
    EXPECT_TRUE(value.is_array()) << where;
    for (Json const& item : value) {
      check(document, schema.value("items", Json::object()), item, where + "[]");
    }
  } else if (type == "string") {
    EXPECT_TRUE(value.is_string()) << where;
  } else if (type == "integer") {
    EXPECT_TRUE(value.is_number_integer()) << where;
  } else if (type == "number") {
    EXPECT_TRUE(value.is_number()) << where;
  }
}

TEST_F(OpenApi, answers_are_what_the_document_says) {
  Json const document = json("/api/openapi.json");
  std::vector<std::pair<std::string, std::string>> const asked{
      {"/api/nearest", "/api/nearest?lon=10&lat=50&limit=100&fee=free&maybe=yes"},
      {"/api/within", "/api/within?bbox=9,49,11,51&limit=1000"},
      {"/api/at", "/api/at?lon=9.7&lat=49.7"},
      {"/api/search", "/api/search?q=name&lon=10&lat=50"},
      {"/api", "/api"},
      {"/api/conformance", "/api/conformance"},
      {"/api/collections", "/api/collections"},
      {"/api/collections/{collectionId}", "/api/collections/places"},
      {"/tiles/{layers}.json", "/tiles/places,districts.json"},
      {"/style.json", "/style.json"},
  };
  for (auto const& [path, url] : asked) {
    Json const& content = document["paths"][path]["get"]["responses"]["200"]["content"];
    for (auto const& [type, body] : content.items()) {
      if (type.find("json") != std::string::npos) {
        check(document, body["schema"], json(url, store::Visibility::planner), path);
      }
    }
  }
  Json const& bad = document["components"]["schemas"]["Problem"];
  check(document, bad, *base::parse_json(get("/api/nearest?x=1").body), "problem");
}

}  // namespace
}  // namespace cartable::server::test
