#pragma once

#include "access/profile.hpp"
#include "store/model.hpp"

#include <span>
#include <string_view>

/// What the tables of profiles are written in.
namespace cartable::access {

/// The value of a tag; empty when there is none.
[[nodiscard]] inline std::string_view tag(store::StringMap const& tags, std::string_view key) noexcept {
  auto const found = tags.find(key);
  return found == tags.end() ? std::string_view{} : std::string_view(found->second);
}

/// Whether `value` is one of the words of `words`, which are separated by blanks; "*" is any value.
[[nodiscard]] bool is_one_of(std::string_view value, std::string_view words) noexcept;

// Values of access tags (wiki Key:access; the sets are openrouteservice's).
inline constexpr std::string_view kIntended = "yes designated official permissive";
inline constexpr std::string_view kRestricted = "no private restricted military emergency";
inline constexpr std::string_view kUsableSidewalk = "yes both left right";

/// A row that decides whether a way is open; the first that matches does.
struct AccessRow {
  std::string_view key, values;
  bool open;
  Why why;  ///< of a row that shuts
  std::string_view source;
};
/// \return null: no row matches
[[nodiscard]] AccessRow const* first_match(std::span<AccessRow const> rows, store::StringMap const& tags) noexcept;

/// A row that changes the time; all that match count.
struct TimeRow {
  std::string_view key, values;
  double factor;
  double extra_s;
  std::string_view source;
};
void apply(std::span<TimeRow const> rows, store::StringMap const& tags, Passage& passage) noexcept;

/// Whether any sidewalk is tagged on the way (sidewalk=*, sidewalk:left=*, …).
[[nodiscard]] bool has_sidewalk(store::StringMap const& tags) noexcept;
/// footway, path, pedestrian, steps, …: a way that people on foot share with no cars.
[[nodiscard]] bool is_for_feet(store::StringMap const& tags) noexcept;

}  // namespace cartable::access
