#include "access/tag_rules.hpp"

#include <algorithm>
#include <array>

namespace cartable::access {
namespace {

// Walking. Read from the top: the first row that matches decides. foot is more specific than access, and both than the
// kind of way.
constexpr std::array<AccessRow, 13> kAccess{{
    {"sac_scale", "alpine_hiking demanding_alpine_hiking difficult_alpine_hiking", false, Why::hard_trail,
     "GraphHopper foot: no alpine trails"},
    {"foot", kIntended, true, Why::nothing, "openrouteservice FootFlagEncoder, R5"},
    {"foot", kRestricted, false, Why::not_for_feet, "openrouteservice FootFlagEncoder, R5"},
    {"foot", "use_sidepath", false, Why::not_for_feet, "wiki Key:foot: the path beside the road is to be used"},
    {"access", kRestricted, false, Why::not_for_feet, "openrouteservice FootFlagEncoder, R5"},
    {"sidewalk", kUsableSidewalk, true, Why::nothing, "openrouteservice FootFlagEncoder"},
    {"motorroad", "yes", false, Why::not_a_way, "openrouteservice FootFlagEncoder, R5"},
    {"highway",
     "footway path pedestrian steps living_street residential service track corridor platform crossing elevator "
     "primary primary_link secondary secondary_link tertiary tertiary_link unclassified road cycleway",
     true, Why::nothing, "openrouteservice FootFlagEncoder: safe, avoided and allowed kinds"},
    {"highway", "bridleway", true, Why::nothing, "wiki OSM tags for routing: open to feet by default"},
    {"highway", "trunk trunk_link motorway motorway_link", false, Why::not_a_way,
     "openrouteservice: trunk is avoided unless it has a sidewalk; here it needs one, or foot=yes"},
    {"railway", "platform", true, Why::nothing, "openrouteservice FootFlagEncoder"},
    {"public_transport", "platform", true, Why::nothing, "openrouteservice WheelchairFlagEncoder"},
    {"man_made", "pier", true, Why::nothing, "openrouteservice FootFlagEncoder"},
}};

constexpr std::array<TimeRow, 5> kTime{{
    {"highway", "steps", 3, 0, "OpenTripPlanner: stairs take three times as long"},
    {"conveying", "yes forward backward reversible", 0.5, 0, "ours: a moving way carries half of the work"},
    {"highway", "elevator", 1, 90, "OpenTripPlanner, osr: 90 s to board a lift"},
    {"sac_scale", "mountain_hiking demanding_mountain_hiking", 2.5, 0,
     "openrouteservice, GraphHopper: 2 km/h instead of 5 beyond hiking"},
    {"route", "ferry", 1.0 / 3, 300, "openrouteservice: 15 km/h; ours: five minutes for a boat to come"},
}};

constexpr double kPushchairOnSteps = 2;  // ours: carried, beyond the threefold time of steps

}  // namespace

void read_foot(store::StringMap const& tags, WayFacts& out) {
  out.for_feet = is_for_feet(tags);
  Passage& foot = out.foot;
  AccessRow const* const row = first_match(kAccess, tags);
  bool open = row != nullptr && row->open;
  foot.why = row == nullptr ? Why::not_a_way : row->why;
  if (row == nullptr && tag(tags, "route") == "ferry") {
    open = true;
  } else if (row == nullptr && has_sidewalk(tags)) {
    open = true;
  } else if (row != nullptr && row->why == Why::not_a_way && has_sidewalk(tags) && tag(tags, "motorroad") != "yes") {
    open = true;  // trunk with sidewalk:left=yes
  }
  if (!open) {
    return;
  }
  foot.fit = Fit::confirmed;
  foot.why = Why::nothing;
  apply(kTime, tags, foot);
  out.pushchair_factor = tag(tags, "highway") == "steps" ? kPushchairOnSteps : 1;
}

}  // namespace cartable::access
