#include "access/profile.hpp"

#include "access/street_slope.hpp"
#include "access/tag_rules.hpp"
#include "access/tag_values.hpp"

#include <algorithm>

namespace cartable::access {
namespace {

// Barriers (nodes on ways). Sources: openrouteservice WheelchairFlagEncoder (stile, block, kissing_gate, turnstile,
// hampshire_gate are never passable; fence and its like not unless said), reference: foot passes most.
constexpr std::string_view kShutForWheels = "stile block kissing_gate turnstile hampshire_gate full-height_turnstile";
constexpr std::string_view kShutForBicycles = "stile kissing_gate turnstile full-height_turnstile";
constexpr std::string_view kShutForAll =
    "fence wall hedge retaining_wall city_wall ditch hedge_bank guard_rail wire_fence embankment";
// Passed, but nobody said that wheels fit through or that it is open.
constexpr std::string_view kDoubtful =
    "gate lift_gate swing_gate cycle_barrier chain cattle_grid bump_gate chicane "
    "motorcycle_barrier sliding_gate wicket_gate planter log debris jersey_barrier";

constexpr double kCrossingSeconds = 30;  // Walksheds: signalled and unmarked crossings of a road
constexpr double kLiftSeconds = 90;      // OpenTripPlanner, osr: to board a lift

}  // namespace

bool is_one_of(std::string_view value, std::string_view words) noexcept {
  if (value.empty()) {
    return false;
  }
  if (words == "*") {
    return true;
  }
  while (!words.empty()) {
    std::size_t const end = words.find(' ');
    if (words.substr(0, end) == value) {
      return true;
    }
    if (end == std::string_view::npos) {
      return false;
    }
    words.remove_prefix(end + 1);
  }
  return false;
}

AccessRow const* first_match(std::span<AccessRow const> rows, store::StringMap const& tags) noexcept {
  auto const found = std::find_if(rows.begin(), rows.end(),
                                  [&](AccessRow const& row) { return is_one_of(tag(tags, row.key), row.values); });
  return found == rows.end() ? nullptr : &*found;
}

void apply(std::span<TimeRow const> rows, store::StringMap const& tags, Passage& passage) noexcept {
  for (TimeRow const& row : rows) {
    if (is_one_of(tag(tags, row.key), row.values)) {
      passage.factor *= row.factor;
      passage.extra_s += row.extra_s;
    }
  }
}

bool has_sidewalk(store::StringMap const& tags) noexcept {
  for (std::string_view const key : {"sidewalk", "sidewalk:left", "sidewalk:right", "sidewalk:both"}) {
    if (is_one_of(tag(tags, key), kUsableSidewalk)) {
      return true;
    }
  }
  return false;
}

bool is_for_feet(store::StringMap const& tags) noexcept {
  return is_one_of(tag(tags, "highway"),
                   "footway path pedestrian steps cycleway corridor crossing elevator platform bridleway");
}

std::string_view to_string(Mode mode) noexcept {
  switch (mode) {
    case Mode::walk: return "walk";
    case Mode::wheelchair: return "wheelchair";
    case Mode::bicycle: return "bicycle";
  }
  return "walk";
}

std::string_view to_string(Pace pace) noexcept {
  switch (pace) {
    case Pace::adult: return "adult";
    case Pace::older: return "older";
    case Pace::child: return "child";
    case Pace::pushchair: return "pushchair";
  }
  return "adult";
}

std::string_view to_string(Chair chair) noexcept { return chair == Chair::powered ? "powered" : "manual"; }

std::string_view to_string(Why why) noexcept {
  switch (why) {
    case Why::nothing: return "open";
    case Why::not_a_way: return "not a way for people";
    case Why::not_for_feet: return "closed to people on foot";
    case Why::not_for_wheels: return "closed to wheelchairs";
    case Why::not_for_bicycles: return "closed to bicycles";
    case Why::one_way: return "one-way";
    case Why::steps: return "steps";
    case Why::too_steep: return "too steep";
    case Why::bad_surface: return "surface";
    case Why::bad_smoothness: return "smoothness";
    case Why::bad_track: return "track";
    case Why::hard_trail: return "hard trail";
    case Why::high_kerb: return "kerb too high";
    case Why::too_narrow: return "too narrow";
    case Why::barrier: return "barrier";
    case Why::unsuitable: return "not made for people on foot";
    case Why::unknown: return "unknown";
  }
  return "unknown";
}

double speed_kmh(Profile const& profile) noexcept {
  // Source: the reference's table "Ours": walkers and powered chairs as given, bicycle 15.
  constexpr double kAdult = 4.8, kSlow = 3.2, kPushchair = 3.6, kManual = 3.2, kPowered = 5.0, kBicycle = 15;
  switch (profile.mode) {
    case Mode::walk: return profile.pace == Pace::adult ? kAdult : profile.pace == Pace::pushchair ? kPushchair : kSlow;
    case Mode::wheelchair: return profile.chair == Chair::powered ? kPowered : kManual;
    case Mode::bicycle: return kBicycle;
  }
  return kAdult;
}

WayFacts read_way(store::StringMap const& tags, std::optional<std::uint8_t> kerb_cm) {
  WayFacts out;
  read_foot(tags, out);
  read_wheelchair(tags, kerb_cm, out);
  read_bicycle(tags, out);
  return out;
}

std::optional<std::uint8_t> read_kerb(store::StringMap const& tags) noexcept {
  std::optional<std::uint8_t> const height = parse_kerb_cm(tag(tags, "kerb:height"));
  return height ? height : parse_kerb_cm(tag(tags, "kerb"));
}

NodeFacts read_node(store::StringMap const& tags) {
  NodeFacts out;
  std::string_view const barrier = tag(tags, "barrier");
  std::string_view const highway = tag(tags, "highway");
  std::string_view const foot = tag(tags, "foot");
  std::string_view const access = tag(tags, "access");
  bool const foot_open = is_one_of(foot, kIntended);
  bool const wheels_open = is_one_of(tag(tags, "wheelchair"), "yes designated limited official");
  if (!barrier.empty() && barrier != "kerb") {
    bool const solid = is_one_of(barrier, kShutForAll) && !foot_open && !is_one_of(access, kIntended);
    bool const closed = is_one_of(foot, kRestricted) || (is_one_of(access, kRestricted) && !foot_open) ||
                        (tag(tags, "locked") == "yes" && !foot_open);
    out.shuts_feet = solid || closed;
    out.shuts_bicycles =
        (out.shuts_feet || is_one_of(barrier, kShutForBicycles)) && !is_one_of(tag(tags, "bicycle"), kIntended);
    out.shuts_wheels =
        (out.shuts_feet || is_one_of(barrier, kShutForWheels) || is_one_of(tag(tags, "wheelchair"), kRestricted)) &&
        !wheels_open;
    out.doubtful = is_one_of(barrier, kDoubtful) && !wheels_open;
    out.width_cm = parse_width_cm(tag(tags, "maxwidth:physical")).value_or(0);
    if (out.width_cm == 0 && is_one_of(barrier, kDoubtful)) {  // a gate's; of a bollard or block it is the thing's own
      out.width_cm = parse_width_cm(tag(tags, "width")).value_or(0);
    }
  }
  if (barrier == "kerb") {
    out.kerb_cm = read_kerb(tags);
    out.doubtful = !out.kerb_cm;
  }
  if (highway == "crossing" || !tag(tags, "crossing").empty()) {
    std::string_view const kind = tag(tags, "crossing");
    out.extra_s = is_one_of(kind, "traffic_signals unmarked") ? kCrossingSeconds : 0;
  }
  if (highway == "elevator") {
    out.extra_s = kLiftSeconds;
    out.shuts_wheels = is_one_of(tag(tags, "wheelchair"), kRestricted);
    out.doubtful = !wheels_open;
  }
  return out;
}

Passage judge(Profile const& profile, WayFacts const& way, bool forward) noexcept {
  switch (profile.mode) {
    case Mode::walk: {
      Passage out = way.foot;
      if (profile.pace == Pace::pushchair) {
        out.factor *= way.pushchair_factor;
      }
      return out;
    }
    case Mode::wheelchair: return judge_wheelchair(profile, way);
    case Mode::bicycle: return forward ? way.bicycle : way.bicycle_back;
  }
  return {};
}

Passage judge(Profile const& profile, WayFacts const& way, EdgeSlope const& slope, bool forward) noexcept {
  Passage out = judge(profile, way, forward);
  if (!slope.known || out.fit == Fit::shut) {
    return out;
  }
  constexpr double kPerMille = 1000;
  bool const rides = profile.mode == Mode::bicycle;
  out.factor *=
      (forward ? (rides ? slope.bicycle : slope.walk) : (rides ? slope.bicycle_back : slope.walk_back)) / kPerMille;
  return profile.mode == Mode::wheelchair ? judge_wheelchair(profile, way, slope, out) : out;
}

Fit judge(Profile const& profile, NodeFacts const& node) noexcept {
  switch (profile.mode) {
    case Mode::walk: return node.shuts_feet ? Fit::shut : Fit::confirmed;
    case Mode::wheelchair: return judge_wheelchair(profile, node);
    case Mode::bicycle: return node.shuts_bicycles ? Fit::shut : Fit::confirmed;
  }
  return Fit::shut;
}

}  // namespace cartable::access
