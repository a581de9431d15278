#include "base/format.hpp"
#include "base/json.hpp"
#include "server/api/collection.hpp"
#include "server/api/page.hpp"
#include "store/cql2.hpp"

#include <initializer_list>
#include <string_view>

namespace cartable::server::api {
namespace {

using base::OrderedJson;
using store::CqlType;

/// The values of a property that has few, beside those that depend on the city.
OrderedJson words_of(std::string_view name) {
  if (name == "fee") {
    return {"free", "paid"};
  }
  if (name == "wheelchair") {
    return {"yes", "designated", "limited", "no"};
  }
  if (name == "recognition") {
    return {"yes", "no"};
  }
  return OrderedJson::array();
}

OrderedJson schema_of(store::Queryable const& queryable) {
  OrderedJson out{{"title", queryable.name}, {"description", queryable.description}};
  auto const list = [&](OrderedJson items) {
    out["type"] = "array";
    out["items"] = std::move(items);
  };
  switch (queryable.type) {
    case CqlType::text: out["type"] = "string"; break;
    case CqlType::word:
      out["type"] = "string";
      if (OrderedJson words = words_of(queryable.name); !words.empty()) {
        out["enum"] = std::move(words);
      }
      break;
    case CqlType::words:
    case CqlType::claims: list({{"type", "string"}}); break;
    case CqlType::integer:
      out["type"] = "integer";
      out["minimum"] = 0;
      break;
    case CqlType::numbers: {
      bool const pillars = queryable.name == "pillars";
      list({{"type", "integer"}, {"minimum", pillars ? 1 : 0}, {"maximum", pillars ? 6 : 8}});
      break;
    }
    case CqlType::date:
      out["type"] = "string";
      out["format"] = "date";
      break;
    case CqlType::point:
      out["format"] = "geometry-point";
      out["x-ogc-role"] = "primary-geometry";
      break;
  }
  return out;
}

}  // namespace

Response handle_queryables(Context& context) {
  CollectionInfo const* const info = find_collection(context.args.front());
  if (info == nullptr) {
    return problem(404, "there is no such collection; /api/collections lists them");
  }
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  // OGC API Features Part 3, /req/queryables: a JSON Schema of the properties that `filter` may name.
  OrderedJson properties = OrderedJson::object();
  bool const area = info->collection == Collection::districts || info->collection == Collection::catchments;
  for (store::Queryable const& queryable : area ? std::span<store::Queryable const>() : store::queryables()) {
    properties[std::string(queryable.name)] = schema_of(queryable);
  }
  OrderedJson const document{
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"$id", fmt::format("{}/api/collections/{}/queryables", context.request.base_url, info->id)},
      {"type", "object"},
      {"title", info->title},
      {"description", "What `filter` may name. A property of several values is compared with each of them."},
      {"properties", std::move(properties)},
      {"additionalProperties", false}};
  Response response;
  response.content_type = "application/schema+json";
  response.body = base::to_text(document);
  return as_html(context, std::move(response), info->title);
}

}  // namespace cartable::server::api
