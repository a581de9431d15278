#include "access/street_slope.hpp"
#include "access/tag_rules.hpp"
#include "access/tag_values.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace cartable::access {
namespace {

// Wheelchairs. Surface, smoothness, tracktype, incline, kerb and width are limits (below); these rows shut a way, or
// open it, whatever the limits. Read from the top: the first row that matches decides.
constexpr std::array<AccessRow, 13> kAccess{{
    {"sac_scale",
     "mountain_hiking demanding_mountain_hiking alpine_hiking demanding_alpine_hiking difficult_alpine_hiking", false,
     Why::hard_trail, "openrouteservice WheelchairFlagEncoder"},
    {"wheelchair", "yes designated limited official permissive", true, Why::nothing,
     "openrouteservice: what is said of wheelchairs beats what is inferred, but no limit"},
    {"wheelchair", kRestricted, false, Why::not_for_wheels, "openrouteservice WheelchairFlagEncoder"},
    {"ramp:wheelchair", "yes", true, Why::nothing, "R5: steps with a ramp for wheelchairs"},
    {"highway", "steps construction", false, Why::steps, "openrouteservice WheelchairFlagEncoder"},
    {"highway", "motorway motorway_link", false, Why::not_a_way, "R5: no motorways"},
    {"foot", kIntended, true, Why::nothing, "openrouteservice WheelchairFlagEncoder"},
    {"foot", "no private restricted military emergency use_sidepath", false, Why::not_for_feet,
     "openrouteservice WheelchairFlagEncoder"},
    {"sidewalk", kUsableSidewalk, true, Why::nothing, "openrouteservice WheelchairFlagEncoder"},
    {"motorroad", "yes", false, Why::not_a_way, "openrouteservice WheelchairFlagEncoder"},
    {"highway", "bridleway", false, Why::not_for_feet, "openrouteservice: only where foot or wheelchair is tagged"},
    {"highway", "*", true, Why::nothing, "openrouteservice: any other way is open; whether it is suitable: kSuitable"},
    {"railway", "platform", true, Why::nothing, "openrouteservice WheelchairFlagEncoder"},
}};

// Roads of these kinds are shut when they are said to have no sidewalk (openrouteservice, "assumed accessible").
constexpr std::string_view kNeedSidewalk = "trunk trunk_link primary primary_link secondary secondary_link";
constexpr std::string_view kNoSidewalk = "no none separate";
// Ways that are made for people on foot: always suitable (openrouteservice, isSeparateFootway; lifts and corridors
// ours).
constexpr std::string_view kSeparate =
    "living_street pedestrian footway path crossing track corridor elevator platform";
// Streets where people on foot are usual, so that nobody needs to say so: suitable. One that is only said to be open to
// feet (foot=yes) is not: people may walk there among the cars (openrouteservice, "wheelchair_accessible").
constexpr std::string_view kUsual =
    "residential unclassified service tertiary tertiary_link road trunk trunk_link primary primary_link secondary "
    "secondary_link";

// The chair's own limits.
// Sources: width 0.9 m, incline 6 % and 8.3 % reference/ADA (1:12); kerb 3 cm openrouteservice (a lowered kerb);
// surface and smoothness openrouteservice WheelchairFlagEncoder (inaccessible sets).
constexpr std::uint16_t kWidthCm = 90;
constexpr std::uint8_t kInclineManual = 60, kInclinePowered = 83;
constexpr std::uint8_t kKerbManual = 3, kKerbPowered = 6;
constexpr std::uint8_t kWorstSmoothness = 3;  // intermediate
// Without a limit given these are shut: earth, grass, dirt, mud, sand, snow, ice, salt (ranks, and their neighbours of
// the same rank); with one given everything worse than it is.
constexpr std::array<std::uint8_t, 8> kShutSurfaces{13, 15, 16, 17, 18, 21, 23, 24};
constexpr std::uint8_t kShutTrack = 4;  // grade4 and grade5
// Allowed, but not known to be fit: cobbles, sett, gravel, … ("problematic"), intermediate smoothness, grade2 and 3.
constexpr std::uint8_t kLastGoodSurface = 5, kLastGoodSmoothness = 2, kLastGoodTrack = 1;

constexpr std::array<TimeRow, 2> kTime{{
    {"highway", "elevator", 1, 90, "OpenTripPlanner, osr: 90 s to board a lift"},
    {"route", "ferry", 0.3, 300, "openrouteservice: 15 km/h; ours: five minutes for a boat to come"},
}};

/// sidewalk:both:surface, sidewalk:left:surface, footway:left:surface, else surface.
std::string_view value_of(store::StringMap const& tags, std::string_view side, std::string_view key) {
  if (!side.empty()) {
    for (std::string_view const prefix : {"sidewalk", "footway"}) {
      for (std::string_view const which : {std::string_view("both"), side}) {
        std::string name(prefix);
        name.append(":").append(which).append(":").append(key);
        if (std::string_view const value = tag(tags, name); !value.empty()) {
          return value;
        }
      }
    }
  }
  return tag(tags, key);
}

Strip read_strip(store::StringMap const& tags, std::string_view side, std::optional<std::uint8_t> kerb_cm) {
  Strip strip;
  strip.attached = !side.empty();
  strip.surface = surface_rank(value_of(tags, side, "surface")).value_or(0);
  strip.smoothness = smoothness_rank(value_of(tags, side, "smoothness")).value_or(0);
  strip.tracktype = tracktype_rank(tag(tags, "tracktype")).value_or(0);
  strip.incline = parse_incline(value_of(tags, side, "incline"));
  strip.width_cm = parse_width_cm(value_of(tags, side, "width")).value_or(0);
  strip.kerb_cm = kerb_cm;
  if (!kerb_cm) {
    for (std::string_view const key : {"kerb:height", "kerb"}) {
      if (!strip.kerb_cm) {
        strip.kerb_cm = parse_kerb_cm(value_of(tags, side, key));
      }
    }
  }
  return strip;
}

bool has_side(store::StringMap const& tags, std::string_view side) {
  std::string_view const sidewalk = tag(tags, "sidewalk");
  if (sidewalk == side || sidewalk == "both") {
    return true;
  }
  for (std::string_view const prefix : {"sidewalk:", "footway:"}) {
    for (auto at = tags.lower_bound(prefix); at != tags.end() && at->first.starts_with(prefix); ++at) {
      std::string_view const rest = std::string_view(at->first).substr(prefix.size());
      bool const here = rest.starts_with(side) || rest.starts_with("both");
      if (here && !is_one_of(at->second, kNoSidewalk)) {
        return true;
      }
    }
  }
  return false;
}

bool over(std::optional<std::uint8_t> value, std::optional<std::uint8_t> limit) noexcept {
  return value && limit && *limit < *value;
}

/// Why this side of the way cannot be used, or whether it is known to be fit.
Passage judge_strip(WheelchairLimits const& limits, bool has_surface_limit, WayFacts const& way,
                    Strip const& strip) noexcept {
  auto const shut = [](Why why) { return Passage{.fit = Fit::shut, .why = why}; };
  bool const bad_surface =
      has_surface_limit ? strip.surface > *limits.worst_surface
                        : std::find(kShutSurfaces.begin(), kShutSurfaces.end(), strip.surface) != kShutSurfaces.end();
  if (bad_surface) {
    return shut(Why::bad_surface);
  }
  if (strip.smoothness > *limits.worst_smoothness) {
    return shut(Why::bad_smoothness);
  }
  if (strip.tracktype >= kShutTrack) {
    return shut(Why::bad_track);
  }
  if (*limits.max_incline < kSteepest && over(strip.incline, limits.max_incline)) {
    return shut(Why::too_steep);
  }
  if (over(strip.kerb_cm, limits.max_kerb_cm)) {
    return shut(Why::high_kerb);
  }
  if (strip.width_cm != 0 && strip.width_cm < *limits.min_width_cm) {
    return shut(Why::too_narrow);
  }
  if (!limits.allow_unsuitable && !way.suitable && !strip.attached) {
    return shut(Why::unsuitable);
  }
  bool const even = strip.surface != 0 && strip.surface <= kLastGoodSurface && strip.tracktype <= kLastGoodTrack &&
                    strip.smoothness <= kLastGoodSmoothness;
  bool const smooth =
      strip.smoothness != 0 && strip.smoothness <= kLastGoodSmoothness && strip.surface <= kLastGoodSurface;
  bool const kerb_known = !way.is_crossing || strip.kerb_cm.has_value();
  bool const known = (even || smooth) && kerb_known && way.suitable;
  bool const fit = !way.wheels_limited && (way.wheels_yes || known || (strip.attached && (even || smooth)));
  return {.fit = fit ? Fit::confirmed : Fit::not_contradicted, .why = fit ? Why::nothing : Why::unknown};
}

}  // namespace

void read_wheelchair(store::StringMap const& tags, std::optional<std::uint8_t> kerb_cm, WayFacts& out) {
  std::string_view const highway = tag(tags, "highway");
  std::string_view const wheelchair = tag(tags, "wheelchair");
  auto const any_of = [&](std::string_view words) {
    return is_one_of(tag(tags, "foot"), words) || is_one_of(tag(tags, "access"), words) || is_one_of(wheelchair, words);
  };
  out.is_crossing =
      tag(tags, "footway") == "crossing" || tag(tags, "path") == "crossing" || tag(tags, "cycleway") == "crossing";
  out.wheels_yes = is_one_of(wheelchair, "yes designated official");
  out.wheels_limited = wheelchair == "limited";
  Passage time;
  apply(kTime, tags, time);
  out.wheels_extra_s = time.extra_s;

  bool const left = has_side(tags, "left");
  bool const right = has_side(tags, "right");
  out.strips = left && right ? 2 : 1;
  out.strip[0] = read_strip(tags, left ? "left" : right ? "right" : "", kerb_cm);
  if (left && right) {
    out.strip[1] = read_strip(tags, "right", kerb_cm);
  }
  bool const foot_said = is_one_of(tag(tags, "foot"), kIntended);
  out.suitable = highway.empty() || is_one_of(highway, kSeparate) || out.wheels_yes || out.wheels_limited ||
                 tag(tags, "foot") == "designated" || (highway == "cycleway" && foot_said) ||
                 tag(tags, "ramp:wheelchair") == "yes" || (is_one_of(highway, kUsual) && !foot_said);

  // openrouteservice: anything restricted shuts, unless something else is intended or there is a sidewalk.
  if (any_of(kRestricted) && !any_of(kIntended) && wheelchair != "limited" && !has_sidewalk(tags)) {
    out.wheels = is_one_of(wheelchair, kRestricted) ? Why::not_for_wheels : Why::not_for_feet;
    return;
  }
  AccessRow const* const row = first_match(kAccess, tags);
  if (row == nullptr) {
    bool const other =
        tag(tags, "public_transport") == "platform" || tag(tags, "man_made") == "pier" || tag(tags, "route") == "ferry";
    out.wheels = other ? Why::nothing : Why::not_a_way;
    return;
  }
  out.wheels = row->why;
  bool const by_kind = row->key == "highway" && row->open;
  if (by_kind && is_one_of(highway, kNeedSidewalk) && !has_sidewalk(tags) &&
      (is_one_of(tag(tags, "sidewalk"), kNoSidewalk) || highway.starts_with("trunk"))) {
    out.wheels = Why::not_for_feet;
  }
}

WheelchairLimits effective_limits(Profile const& profile) noexcept {
  bool const powered = profile.chair == Chair::powered;
  WheelchairLimits out = profile.limits;
  out.min_width_cm = out.min_width_cm.value_or(kWidthCm);
  out.max_incline = out.max_incline.value_or(powered ? kInclinePowered : kInclineManual);
  out.max_kerb_cm = out.max_kerb_cm.value_or(powered ? kKerbPowered : kKerbManual);
  out.worst_smoothness = out.worst_smoothness.value_or(kWorstSmoothness);
  return out;
}

Passage judge_wheelchair(Profile const& profile, WayFacts const& way) noexcept {
  if (way.wheels != Why::nothing) {
    return {.fit = Fit::shut, .why = way.wheels};
  }
  WheelchairLimits const limits = effective_limits(profile);
  Passage best{.fit = Fit::shut, .why = Why::nothing};
  for (std::uint8_t i = 0; i < way.strips; ++i) {
    Passage const one = judge_strip(limits, limits.worst_surface.has_value(), way, way.strip[i]);
    if (i == 0 || one.fit > best.fit) {
      best = one;
    }
  }
  if (limits.avoid_unknown && best.fit == Fit::not_contradicted) {
    best.fit = Fit::shut;
  }
  best.extra_s = way.wheels_extra_s;
  return best;
}

Passage judge_wheelchair(Profile const& profile, WayFacts const& way, EdgeSlope const& slope,
                         Passage passage) noexcept {
  constexpr int kMostByHeights = 250;  // EdgeSlope::steepest ends a little above
  WheelchairLimits const limits = effective_limits(profile);
  bool const said = way.wheels_yes || std::any_of(way.strip.begin(), way.strip.begin() + way.strips,
                                                  [](Strip const& strip) { return strip.incline.has_value(); });
  if (said || *limits.max_incline >= kSteepest || slope.steepest <= *limits.max_incline) {
    return passage;
  }
  if (limits.avoid_unknown || slope.steepest > std::min(kSteeperByHeights * *limits.max_incline, kMostByHeights)) {
    return {.fit = Fit::shut, .why = Why::too_steep};
  }
  passage.fit = Fit::not_contradicted;
  passage.why = Why::unknown;
  return passage;
}

Fit judge_wheelchair(Profile const& profile, NodeFacts const& node) noexcept {
  WheelchairLimits const limits = effective_limits(profile);
  if (node.shuts_wheels || over(node.kerb_cm, limits.max_kerb_cm) ||
      (node.width_cm != 0 && node.width_cm < *limits.min_width_cm) || (limits.avoid_unknown && node.doubtful)) {
    return Fit::shut;
  }
  return node.doubtful ? Fit::not_contradicted : Fit::confirmed;
}

}  // namespace cartable::access
