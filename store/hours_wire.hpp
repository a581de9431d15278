#pragma once

#include "base/result.hpp"
#include "store/hours.hpp"

#include <string>
#include <string_view>

/// How hours_worker.* and its helper talk: lines of text, each ended by '\n'. First the context, a JSON object,
/// answered by "ready"; then a text a line, a JSON string, each answered by its hours.
namespace cartable::store {

[[nodiscard]] std::string context_line(HoursContext const& context);
[[nodiscard]] base::Result<HoursContext> parse_context_line(std::string_view line);

/// "none 29410500c 540o 480c": the problem, then for each change the minutes since the one before and the state's
/// first letter.
[[nodiscard]] std::string hours_line(Hours const& hours);
[[nodiscard]] std::optional<Hours> parse_hours_line(std::string_view line);

/// What the helper says once it has read its context.
inline constexpr std::string_view kHoursReady = "ready";

}  // namespace cartable::store
