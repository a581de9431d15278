#include "server/api/features.hpp"
#include "server/api/geojson.hpp"
#include "server/api/json_text.hpp"

namespace cartable::server::api {
namespace {

std::string_view to_string(store::SearchHit::Type type) noexcept {
  switch (type) {
    case store::SearchHit::Type::place: return "place";
    case store::SearchHit::Type::street: return "street";
    case store::SearchHit::Type::address: return "address";
    case store::SearchHit::Type::district: return "district";
    case store::SearchHit::Type::locality: return "locality";
  }
  return "place";
}

}  // namespace

Response handle_search(Context& context) {
  Values& values = context.values;
  std::optional<geo::LonLat> const near = values.position();
  if (!values.mistakes().empty()) {
    return bad_parameters(values.mistakes());
  }
  Reader const reader = reader_of(context);
  std::vector<store::SearchHit> const hits =
      reader.catalog.search(values.text("q"), near, static_cast<std::size_t>(values.integer("limit").value_or(10)),
                            reader.languages.empty() ? std::string_view() : reader.languages.front(), reader.viewer);
  FeatureList list;
  for (store::SearchHit const& hit : hits) {
    std::string& out = list.next();
    out += R"({"type":"Feature","id":)";
    base::append_json_string(out, hit.id);
    out += R"(,"geometry":)";
    append_point(out, hit.point);
    out += R"(,"properties":)";
    ObjectText object(out);
    object.text("type", to_string(hit.type));
    object.text("id", hit.id);
    object.text("label", hit.label);
    if (hit.type == store::SearchHit::Type::place) {
      if (auto const found = reader.catalog.find(hit.id, reader.viewer); found && !found->place->kinds.empty()) {
        object.text("kind", found->place->kinds.front());
      }
    }
    if (hit.distance) {
      object.fixed("distance_m", hit.distance->value(), 2);
    }
    object.close();
    out.push_back('}');
  }
  return list.finish(context, {}, std::nullopt);
}

}  // namespace cartable::server::api
