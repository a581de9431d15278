#include "access/reach_lines.hpp"
#include "server/api/directions.hpp"
#include "server/api/features.hpp"
#include "server/api/geojson.hpp"
#include "server/api/json_text.hpp"

#include <algorithm>

namespace cartable::server::api {
Response handle_reach(Context& context) {
  Values& values = context.values;
  std::optional<geo::LonLat> const from = values.position();
  access::Profile const profile = read_profile(values);
  std::vector<access::Cost> limits;
  for (std::string const& minutes : values.list("minutes")) {
    limits.push_back(static_cast<access::Cost>(std::stoul(minutes)) * 600);
  }
  if (!values.mistakes().empty() || !from || limits.empty()) {
    return bad_parameters(values.mistakes());
  }
  auto const streets = streets_of(context);
  if (!streets) {
    return problem(streets.error());
  }
  access::Streets const& city = **streets;
  auto const graph = city.graph(profile, access::Weight::time);
  auto const snap = access::snap(*graph, city.index(), *from);
  if (!snap) {
    return problem(snap.error());
  }
  access::ReachedStreets lines;
  {
    auto const workspace = city.workspaces().lease();
    if (!access::reach_from(*workspace, *graph, *snap, *std::max_element(limits.begin(), limits.end()), lines)) {
      return too_late();
    }
  }
  auto const areas = access::reach_areas(lines.lines, limits);
  if (context.late()) {
    return too_late();
  }
  FeatureList list;
  for (access::ReachArea const& area : areas) {
    ObjectText feature(list.next());
    feature.text("type", "Feature");
    append_multi_polygon(feature.key("geometry"), area.area);
    ObjectText object(feature.key("properties"));
    object.integer("minutes", area.limit / 600);
    object.text("by", access::to_string(profile.mode));
    if (profile.mode == access::Mode::wheelchair) {
      object.key("confirmed") += profile.limits.avoid_unknown ? "true" : "false";
    }
    object.close();
    feature.close();
  }
  return list.finish(context, {}, std::nullopt);
}

}  // namespace cartable::server::api
