#include "access/tag_rules.hpp"

#include <algorithm>
#include <array>

namespace cartable::access {
namespace {

constexpr double kRideKmh = 15, kPushKmh = 4.8;
constexpr double kPush = kRideKmh / kPushKmh;  // R5: where one may not ride one walks the bicycle

// Riding. Read from the top: the first row that matches decides.
constexpr std::array<AccessRow, 11> kRide{{
    {"bicycle", "yes designated official permissive", true, Why::nothing, "wiki Key:bicycle, R5: bicycle beats access"},
    {"bicycle", "no private restricted use_sidepath dismount", false, Why::not_for_bicycles, "wiki Key:bicycle, R5"},
    {"vehicle", kIntended, true, Why::nothing, "wiki Key:access: bicycles are vehicles"},
    {"vehicle", kRestricted, false, Why::not_for_bicycles, "wiki Key:access: bicycles are vehicles"},
    {"access", kRestricted, false, Why::not_for_bicycles, "openrouteservice, R5"},
    {"motorroad", "yes", false, Why::not_a_way, "openrouteservice, R5"},
    {"highway", "motorway motorway_link", false, Why::not_a_way, "R5"},
    {"highway", "steps footway pedestrian corridor elevator platform bridleway construction", false,
     Why::not_for_bicycles, "wiki OSM tags for routing: not open to bicycles by default"},
    {"highway", "*", true, Why::nothing, "wiki OSM tags for routing: open to bicycles by default"},
    {"route", "ferry", true, Why::nothing, "openrouteservice"},
    {"man_made", "pier", true, Why::nothing, "openrouteservice"},
}};

constexpr std::array<TimeRow, 11> kTime{{
    {"surface", "cobblestone unhewn_cobblestone sett cobblestone:flattened", 1.5, 0,
     "openrouteservice docs, bicycle: 10 instead of 15 km/h"},
    {"surface", "unpaved gravel fine_gravel compacted pebblestone ground grass_paver", 1.25, 0,
     "openrouteservice docs, bicycle: 12 km/h"},
    {"surface", "dirt earth grass woodchips", 1.8, 0, "openrouteservice docs, bicycle: 8 km/h"},
    {"surface", "sand mud snow ice", 2.5, 0, "openrouteservice docs, bicycle: 6 km/h"},
    {"tracktype", "grade3", 1.25, 0, "openrouteservice docs, bicycle: 12 km/h"},
    {"tracktype", "grade4 grade5", 1.8, 0, "openrouteservice docs, bicycle: 8 km/h"},
    {"highway", "living_street", 1.5, 0, "ours: among people on foot"},
    {"highway", "pedestrian footway path", 1.25, 0, "openrouteservice docs, bicycle: 12 km/h among people on foot"},
    {"smoothness", "bad very_bad", 1.5, 0, "ours: as cobbles"},
    {"smoothness", "horrible very_horrible impassable", 2.5, 0, "ours: as sand"},
    {"route", "ferry", 1, 300, "openrouteservice: 15 km/h; ours: five minutes for a boat to come"},
}};

constexpr double kStepsPush = 3;  // OpenTripPlanner's stairs, with a bicycle in the hand

/// 1: along the way only, -1: against it only, 0: both.
int one_way(store::StringMap const& tags) noexcept {
  std::string_view const own = tag(tags, "oneway:bicycle");
  if (!own.empty()) {
    return own == "yes" ? 1 : own == "-1" ? -1 : 0;
  }
  std::string_view const general = tag(tags, "oneway");
  std::string_view const junction = tag(tags, "junction");
  bool const round = junction == "roundabout" || junction == "circular";
  int const direction = general == "-1" || general == "reverse"                          ? -1
                        : is_one_of(general, "yes true 1") || (round && general != "no") ? 1
                                                                                         : 0;
  if (direction == 0) {
    return 0;
  }
  // A lane or track against the traffic opens the other direction (wiki Bicycle).
  for (std::string_view const key : {"cycleway", "cycleway:left", "cycleway:right", "cycleway:both"}) {
    if (tag(tags, key).starts_with("opposite")) {
      return 0;
    }
  }
  for (std::string_view const key : {"cycleway:left:oneway", "cycleway:right:oneway", "cycleway:both:oneway"}) {
    if (is_one_of(tag(tags, key), "no -1")) {
      return 0;
    }
  }
  return direction;
}

}  // namespace

void read_bicycle(store::StringMap const& tags, WayFacts& out) {
  AccessRow const* const row = first_match(kRide, tags);
  bool ride = row != nullptr && row->open;
  Why why = row == nullptr ? Why::not_a_way : row->why;
  std::string_view const highway = tag(tags, "highway");
  // A way that is shut to feet as well, by a word that bicycles do not override, is shut (foot=use_sidepath is none).
  bool const said = row != nullptr && (row->key == "bicycle" || row->key == "vehicle");
  bool const walkable = out.foot.fit != Fit::shut;
  if (ride && !said && highway == "path" && !walkable) {
    ride = false;
    why = Why::not_for_feet;
  }
  Passage along;
  along.why = why;
  if (ride) {
    along.fit = Fit::confirmed;
    along.why = Why::nothing;
    apply(kTime, tags, along);
    if (highway == "steps") {
      along.factor = kPush * kStepsPush;
    }
    int const direction = one_way(tags);
    out.bicycle = along;
    out.bicycle_back = along;
    if (direction != 0) {
      (direction > 0 ? out.bicycle_back : out.bicycle) = Passage{.fit = Fit::shut, .why = Why::one_way};
    }
    return;
  }
  if (walkable && why != Why::not_a_way && tag(tags, "bicycle") != "private") {
    along = out.foot;  // pushed: both ways, as people walk
    along.factor *= kPush;
  }
  out.bicycle = along;
  out.bicycle_back = along;
}

}  // namespace cartable::access
