#include "server/api/route_feature.hpp"

#include "base/format.hpp"
#include "server/api/features.hpp"
#include "server/api/json_text.hpp"

#include <cmath>
#include <iterator>
#include <utility>

namespace cartable::server::api {
namespace {

void append_line(std::string& out, geo::LineString const& line) {
  out += R"({"type":"LineString","coordinates":)";
  char before = '[';
  for (geo::LonLat const p : line) {
    out.push_back(std::exchange(before, ','));
    out.push_back('[');
    append_fixed(out, p.lon, 7);
    out.push_back(',');
    append_fixed(out, p.lat, 7);
    out.push_back(']');
  }
  out += "]}";
}

void append_steps(std::string& out, RouteAnswer const& answer, Languages const& languages) {
  access::Tongue const tongue = tongue_of(languages);
  char before = '[';
  for (access::Step const& step : answer.route.steps) {
    StepWords const words = words_of(step, answer.label_of, languages, tongue);
    out.push_back(std::exchange(before, ','));
    ObjectText object(out);
    object.text("instruction", words.instruction);
    object.text("name", words.name);
    object.text("turn", access::to_string(step.turn));
    object.fixed("bearing", std::fmod(std::round(step.bearing), 360), 0);
    object.fixed("distance_m", step.distance_m, 2);
    object.fixed("duration_s", step.duration_s, 1);
    object.integer("from", step.from);
    object.integer("to", step.to);
    if (step.is_private) {
      object.key("private") += "true";
    }
    object.close();
  }
  out += before == '[' ? "[]" : "]";
}

void append_stretches(std::string& out, std::vector<std::pair<std::uint32_t, std::uint32_t>> const& stretches) {
  char before = '[';
  for (auto const& [first, last] : stretches) {
    fmt::format_to(std::back_inserter(out), "{}[{},{}]", std::exchange(before, ','), first, last);
  }
  out += before == '[' ? "[]" : "]";
}

}  // namespace

access::Tongue tongue_of(Languages const& languages) {
  for (std::string const& language : languages) {
    if (auto const tongue = access::parse_tongue(language)) {
      return *tongue;
    }
  }
  return access::Tongue::en;
}

StepWords words_of(access::Step const& step, LabelOf const& label_of, Languages const& languages,
                   access::Tongue tongue) {
  access::StreetLabel const& label = label_of(step.label);
  bool const arrives = step.turn == access::Turn::arrive;
  std::string_view const name = arrives ? std::string_view() : pick(languages, label.names, label.name);
  return {access::instruction(tongue, step, label.kind, name), name};
}

void append_unknown(std::string& out, access::RouteLine const& route) { append_stretches(out, route.unknown); }

Response route_feature(Context const& context, RouteAnswer const& answer) {
  access::RouteLine const& route = answer.route;
  Languages const languages = wanted_languages(context.values.text("lang"), context.request.accept_language);
  Response response;
  response.content_type = "application/geo+json";
  ObjectText feature(response.body);
  feature.text("type", "Feature");
  append_line(feature.key("geometry"), route.line);
  ObjectText object(feature.key("properties"));
  object.text("by", access::to_string(answer.profile.mode));
  object.text("weight", answer.weight == access::Weight::time ? "time" : "distance");
  if (answer.profile.mode == access::Mode::walk) {
    object.text("pace", access::to_string(answer.profile.pace));
  } else if (answer.profile.mode == access::Mode::wheelchair) {
    object.text("chair", access::to_string(answer.profile.chair));
  }
  object.fixed("distance_m", route.distance_m, 2);
  object.fixed("duration_s", route.duration_s, 1);
  if (answer.confirmed) {
    object.fixed("confirmed_distance_m", answer.confirmed->distance_m, 2);
    object.fixed("confirmed_duration_s", answer.confirmed->duration_s, 1);
  }
  object.fixed("unknown_share", route.distance_m > 0 ? route.unknown_m / route.distance_m : 0, 4);
  append_unknown(object.key("unknown"), route);
  if (route.private_m > 0) {
    object.fixed("private_m", route.private_m, 2);
    append_stretches(object.key("private"), route.private_ground);
  }
  object.fixed("from_distance_m", route.start.walk_m, 2);
  object.fixed("to_distance_m", route.end.walk_m, 2);
  if (route.start.island || route.end.island) {
    object.key("island") += "true";
  }
  if (answer.profile.mode == access::Mode::bicycle) {
    object.key("steps") += "[]";  // turns of riders would need the lanes: they get the line
  } else {
    append_steps(object.key("steps"), answer, languages);
  }
  if (!answer.more.empty()) {
    response.body += ',';
    response.body += answer.more;
  }
  object.close();
  feature.close();
  vary_by_language(context, response);
  return response;
}

}  // namespace cartable::server::api
