#include "server/api/features.hpp"
#include "server/api/filters.hpp"
#include "server/api/geojson.hpp"
#include "server/api/json_text.hpp"
#include "server/api/visible.hpp"

#include <utility>

namespace cartable::server::api {
namespace {

using store::SearchHit;

std::string_view to_string(SearchHit::Type type) noexcept {
  switch (type) {
    case SearchHit::Type::place: return "place";
    case SearchHit::Type::street: return "street";
    case SearchHit::Type::address: return "address";
    case SearchHit::Type::district: return "district";
    case SearchHit::Type::locality: return "locality";
    case SearchHit::Type::offer: return "offer";
    case SearchHit::Type::topic: return "topic";
  }
  return "place";
}

/// What else is said of a place: its first kind; with maybe=yes, whether it fits and what to ask.
void say_place(ObjectText& object, Reader const& reader, store::Filter const& filter, std::string_view id) {
  auto const found = reader.catalog.find(id, reader.viewer);
  if (!found) {
    return;
  }
  if (!found->place->kinds.empty()) {
    object.text("kind", found->place->kinds.front());
  }
  if (filter.maybe && found->row) {
    auto const selection = reader.catalog.select(filter, reader.viewer);
    bool const fits = selection->fits.test(found->row->value());
    object.text("fits", fits ? "yes" : "maybe");
    if (!fits) {
      std::string& out = object.key("unknown");
      char before = '[';
      for (std::string const& name : reader.catalog.unknowns(*found->row, filter, reader.viewer)) {
        out.push_back(std::exchange(before, ','));
        base::append_json_string(out, name);
      }
      out += before == '[' ? "[]" : "]";
    }
  }
}

/// Where an offer is given.
void say_offer(ObjectText& object, Reader const& reader, std::string_view id) {
  store::Offer const* const offer = offer_by_id(reader.catalog, id);
  if (offer == nullptr || offer->place.empty()) {
    return;
  }
  if (store::Place const* const place = seen_place(reader.catalog, offer->place, reader.viewer)) {
    object.text("place", place->head.id);
    object.known("place_name", pick(reader.languages, place->names, place->name));
  }
}

}  // namespace

Response handle_search(Context& context) {
  Values& values = context.values;
  std::optional<geo::LonLat> const near = values.position();
  if (!values.mistakes().empty()) {
    return bad_parameters(values.mistakes());
  }
  Reader const reader = reader_of(context);
  store::Filter filter = read_filter(values);
  filter.words.clear();  // q is the question here
  if (auto not_now = settle_filter(context, filter)) {
    return *std::move(not_now);
  }
  std::vector<SearchHit> const hits = reader.catalog.search(
      {.text = values.text("q"),
       .near = near,
       .limit = static_cast<std::size_t>(values.integer("limit").value_or(10)),
       .language = reader.languages.empty() ? std::string_view() : std::string_view(reader.languages.front()),
       .viewer = reader.viewer,
       .filter = &filter});
  FeatureList list;
  for (SearchHit const& hit : hits) {
    std::string& out = list.next();
    out += R"({"type":"Feature","id":)";
    base::append_json_string(out, hit.id);
    out += R"(,"geometry":)";
    if (hit.point) {
      append_point(out, *hit.point);
    } else {
      out += "null";
    }
    out += R"(,"properties":)";
    ObjectText object(out);
    object.text("type", to_string(hit.type));
    object.text("id", hit.id);
    object.text("label", hit.label);
    if (hit.type == SearchHit::Type::place) {
      say_place(object, reader, filter, hit.id);
    } else if (hit.type == SearchHit::Type::offer) {
      say_offer(object, reader, hit.id);
    }
    if (hit.distance) {
      object.fixed("distance_m", hit.distance->value(), 2);
    }
    object.close();
    out.push_back('}');
  }
  Response response = list.finish(context, {}, std::nullopt);
  response.found_nothing = hits.empty();
  return response;
}

}  // namespace cartable::server::api
