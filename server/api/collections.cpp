#include "base/format.hpp"
#include "server/api/collection.hpp"
#include "server/api/credits.hpp"
#include "server/api/json_text.hpp"
#include "server/api/ogc_tiles.hpp"
#include "server/api/page.hpp"
#include "store/catalog.hpp"

namespace cartable::server::api {
namespace {

constexpr std::string_view kCrs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// How many places of each kind, and whom to thank: what legends and footers need.
void places_members(ObjectText& object, Context const& context) {
  store::Catalog const& catalog = *context.state.catalog;
  auto const selection = catalog.select({}, context.request.viewer);
  ObjectText kinds(object.key("kinds"));
  for (auto const& [kind, count] : catalog.kinds(*selection)) {
    fmt::format_to(std::back_inserter(kinds.foreign_key(kind)), "{}", count);
  }
  kinds.close();
  std::string& out = object.key("sources");
  char const* separator = "[";
  for (store::ImportRun const* const run : credited_runs(catalog, context.request.viewer)) {
    out += separator;
    separator = ",";
    ObjectText source(out);
    source.text("source", run->head.source);
    source.known("licence", run->licence);
    source.known("attribution", run->attribution);
    source.known("date", run->date);
    source.close();
  }
  out += *separator == '[' ? "[]" : "]";
}

}  // namespace

CollectionInfo const* find_collection(std::string_view id) noexcept {
  for (CollectionInfo const& info : kCollections) {
    if (info.id == id) {
      return &info;
    }
  }
  return nullptr;
}

void append_collection(std::string& out, CollectionInfo const& info, Context const& context) {
  std::string const self = fmt::format("{}/api/collections/{}", context.request.base_url, info.id);
  ObjectText object(out);
  object.text("id", info.id);
  object.text("title", info.title);
  object.text("description", info.description);
  object.text("itemType", "feature");
  object.key("crs") += fmt::format("[\"{}\"]", kCrs84);
  geo::BBox const box = context.state.catalog->bounds();
  if (!box.empty()) {
    std::string& extent = object.key("extent");
    extent += R"({"spatial":{"bbox":[[)";
    char const* separator = "";
    for (double const degrees : {box.west, box.south, box.east, box.north}) {
      extent += separator;
      append_fixed(extent, degrees, 7);
      separator = ",";
    }
    extent += fmt::format("]],\"crs\":\"{}\"}}}}", kCrs84);
  }
  if (info.collection == Collection::places) {
    places_members(object, context);
  }
  std::string& links = object.key("links");
  links.push_back('[');
  append_link(links, self, "self", "application/json", info.title);
  links.push_back(',');
  append_link(links, self + "?f=html", "alternate", "text/html", info.title);
  links.push_back(',');
  append_link(links, self + "/items", "items", "application/geo+json", info.title);
  links.push_back(',');
  append_link(links, self + "/items?f=html", "items", "text/html", info.title);
  links.push_back(',');
  append_link(links, self + "/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables",
              "application/schema+json", "What filter may name");
  if (has_tiles(info)) {
    links.push_back(',');
    append_link(links, self + "/tiles", kTilesetsVector, "application/json", info.title);
  }
  links.push_back(']');
  object.close();
}

Response handle_collections(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Response response;
  response.content_type = "application/json";
  ObjectText object(response.body);
  std::string& out = object.key("collections");
  char separator = '[';
  for (CollectionInfo const& info : kCollections) {
    out.push_back(separator);
    append_collection(out, info, context);
    separator = ',';
  }
  out.push_back(']');
  object.key("links").push_back('[');
  append_link(out, self_url(context.request), "self", "application/json");
  out.push_back(',');
  append_link(out, context.request.base_url + "/api/collections?f=html", "alternate", "text/html");
  out.push_back(']');
  object.close();
  return as_html(context, std::move(response), "Collections");
}

Response handle_collection(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  CollectionInfo const* const info = find_collection(context.args.front());
  if (info == nullptr) {
    return problem(404, "there is no such collection; /api/collections lists them");
  }
  Response response;
  response.content_type = "application/json";
  append_collection(response.body, *info, context);
  return as_html(context, std::move(response), info->title);
}

}  // namespace cartable::server::api
