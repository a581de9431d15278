#pragma once

#include "access/csr.hpp"
#include "store/model.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

/// Who travels, and what that means for a street: the tables of speeds, exclusions and penalties stand in
/// foot_rules.cpp, wheelchair_rules.cpp and bicycle_rules.cpp, each row with its source.
namespace cartable::access {

enum class Mode : std::uint8_t { walk, wheelchair, bicycle };
enum class Pace : std::uint8_t { adult, older, child, pushchair };  ///< of walkers
enum class Chair : std::uint8_t { manual, powered };
[[nodiscard]] std::string_view to_string(Mode mode) noexcept;
[[nodiscard]] std::string_view to_string(Pace pace) noexcept;
[[nodiscard]] std::string_view to_string(Chair chair) noexcept;

/// Limits of one wheelchair; what is not given is the chair's own (default_limits). A limit given replaces only itself.
struct WheelchairLimits {
  std::optional<std::uint16_t> min_width_cm;
  std::optional<std::uint8_t> max_incline;  ///< tenths of a percent; kSteepest and more: any slope
  std::optional<std::uint8_t> max_kerb_cm;
  std::optional<std::uint8_t> worst_surface;     ///< rank of tag_values.hpp
  std::optional<std::uint8_t> worst_smoothness;  ///< rank of tag_values.hpp
  bool avoid_unknown = false;                    ///< only ways known to be fit
  bool allow_unsuitable = false;                 ///< also roads that nothing says people on foot are meant to use
  friend auto operator<=>(WheelchairLimits const&, WheelchairLimits const&) = default;
};

struct Profile {
  Mode mode = Mode::walk;
  Pace pace = Pace::adult;
  Chair chair = Chair::manual;
  WheelchairLimits limits{};
  friend auto operator<=>(Profile const&, Profile const&) = default;
};

/// Speed on a level, even way, km/h.
[[nodiscard]] double speed_kmh(Profile const& profile) noexcept;

/// Whether a way may be used: shut, nothing speaks against it, or known to be fit.
enum class Fit : std::uint8_t { shut, not_contradicted, confirmed };
/// What shuts a way, or leaves it unknown.
enum class Why : std::uint8_t {
  nothing,
  not_a_way,       ///< a motorway, a way of another kind
  not_for_feet,    ///< foot=no, access=private, …
  not_for_wheels,  ///< wheelchair=no
  not_for_bicycles,
  one_way,
  steps,
  too_steep,
  bad_surface,
  bad_smoothness,
  bad_track,
  hard_trail,  ///< sac_scale
  high_kerb,
  too_narrow,
  barrier,
  unsuitable,  ///< a road that nothing says people on foot are meant to use
  unknown      ///< of a way that is not shut: what would make it fit is not known
};
[[nodiscard]] std::string_view to_string(Why why) noexcept;

/// How a way is used in one direction.
struct Passage {
  Fit fit = Fit::shut;
  Why why = Why::nothing;
  double factor = 1;   ///< on the time of a level, even way
  double extra_s = 0;  ///< once for the whole way, by length
};

/// What a wheelchair meets on one side of a street, in numbers; 0 or nothing known as noted.
struct Strip {
  std::uint8_t surface = 0, smoothness = 0, tracktype = 0;  ///< ranks; 0: not known
  std::optional<std::uint8_t> incline{};                    ///< tenths of a percent
  std::uint16_t width_cm = 0;                               ///< 0: not known
  std::optional<std::uint8_t> kerb_cm{};
  bool attached = false;  ///< a sidewalk that is drawn as a tag of the road
};

/// Everything that the tags of one way (and of the kerbs on a crossing) say to every profile. The limits of a request
/// are then a few comparisons.
struct WayFacts {
  Passage foot{};  ///< an adult's; pushchairs: pushchair_factor
  double pushchair_factor = 1;
  Why wheels = Why::nothing;    ///< what shuts the way whatever the limits
  bool wheels_yes = false;      ///< wheelchair=yes or designated: known to be fit
  bool wheels_limited = false;  ///< with help: never known to be fit
  bool suitable = false;        ///< made for people on foot, or a street where they are usual
  bool is_crossing = false;
  std::uint8_t strips = 1;
  std::array<Strip, 2> strip{};  ///< one, or the left and the right sidewalk
  double wheels_extra_s = 0;
  Passage bicycle{};  ///< along the way's direction
  Passage bicycle_back{};
  bool for_feet = false;  ///< footway, path, crossing, …: crossings and kerbs on it are met by who walks it
};

/// \param kerb_cm  the worst kerb among the nodes of a crossing
[[nodiscard]] WayFacts read_way(store::StringMap const& tags, std::optional<std::uint8_t> kerb_cm = {});

/// The same of a node that a way passes.
struct NodeFacts {
  bool shuts_feet = false, shuts_wheels = false, shuts_bicycles = false;
  bool doubtful = false;                  ///< a gate or the like that nobody said wheels can pass
  std::optional<std::uint8_t> kerb_cm{};  ///< of barrier=kerb, which is met by whoever passes
  std::uint16_t width_cm = 0;             ///< between bollards, through a gate; 0: not known
  double extra_s = 0;                     ///< waiting to cross a road; a lift
  friend bool operator==(NodeFacts const&, NodeFacts const&) = default;
};
[[nodiscard]] NodeFacts read_node(store::StringMap const& tags);
/// The kerb that a node on a crossing has.
[[nodiscard]] std::optional<std::uint8_t> read_kerb(store::StringMap const& tags) noexcept;

struct EdgeSlope;

/// How a profile uses a way. \param forward  along its nodes
[[nodiscard]] Passage judge(Profile const& profile, WayFacts const& way, bool forward) noexcept;
/// The same of a part of it whose slope heights tell: time goes by the slope. For wheelchairs what tags say of the
/// slope and wheelchair=yes hold; where they say nothing, a part that is steeper than the limit is not known to be fit,
/// and one that is steeper than kSteeperByHeights times the limit is too steep (decision 0150).
[[nodiscard]] Passage judge(Profile const& profile, WayFacts const& way, EdgeSlope const& slope, bool forward) noexcept;
inline constexpr int kSteeperByHeights = 2;
/// What a node does to a profile that passes it: shut, unknown, fit.
[[nodiscard]] Fit judge(Profile const& profile, NodeFacts const& node) noexcept;

// The parts, one file each.
void read_foot(store::StringMap const& tags, WayFacts& out);
void read_wheelchair(store::StringMap const& tags, std::optional<std::uint8_t> kerb_cm, WayFacts& out);
void read_bicycle(store::StringMap const& tags, WayFacts& out);
[[nodiscard]] Passage judge_wheelchair(Profile const& profile, WayFacts const& way) noexcept;
[[nodiscard]] Fit judge_wheelchair(Profile const& profile, NodeFacts const& node) noexcept;
/// What a slope that heights tell makes of `passage`.
[[nodiscard]] Passage judge_wheelchair(Profile const& profile, WayFacts const& way, EdgeSlope const& slope,
                                       Passage passage) noexcept;
/// The limits of a chair with those given put in.
[[nodiscard]] WheelchairLimits effective_limits(Profile const& profile) noexcept;

}  // namespace cartable::access
