#include "server/api/features.hpp"
#include "server/api/json_text.hpp"
#include "server/api/visible.hpp"

namespace cartable::server::api {

Response handle_at(Context& context) {
  Values& values = context.values;
  std::optional<geo::LonLat> const point = values.position();
  if (!values.mistakes().empty() || !point) {
    return bad_parameters(values.mistakes());
  }
  Reader const reader = reader_of(context);
  Response response;
  response.content_type = "application/json";
  ObjectText object(response.body);
  object.fixed("lon", point->lon, 7);
  object.fixed("lat", point->lat, 7);
  std::string& out = object.key("districts");
  out.push_back('[');
  bool first = true;
  for (store::District const* const district : reader.catalog.districts_at(*point, reader.viewer)) {
    out += first ? "" : ",";
    first = false;
    append_district(out, *district, reader, false);
  }
  out.push_back(']');
  object.key("catchments").push_back('[');
  first = true;
  for (store::Catchment const* const catchment : reader.catalog.catchments_at(*point, reader.viewer)) {
    if (!is_listed(reader.catalog, *catchment, reader.viewer)) {
      continue;
    }
    out += first ? "" : ",";
    first = false;
    append_catchment(out, *catchment, reader, false);
  }
  out.push_back(']');
  object.close();
  vary_by_language(context, response);
  return response;
}

}  // namespace cartable::server::api
