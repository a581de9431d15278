#pragma once

#include "access/route.hpp"

#include <string>
#include <string_view>

namespace cartable::access {

/// The languages that instructions are written in.
enum class Tongue : std::uint8_t { en, fr, es, ar, ru, zh };
/// By a BCP 47 tag; nothing for another language.
[[nodiscard]] std::optional<Tongue> parse_tongue(std::string_view tag) noexcept;
[[nodiscard]] std::string_view to_string(Tongue tongue) noexcept;

/// What to do at a step: "Turn left onto Main Street", "Turn right, cross the street", "You have arrived". Names keep
/// their own direction of writing (Unicode isolates). \param name  of the street, in whatever language; empty: none
[[nodiscard]] std::string instruction(Tongue tongue, Step const& step, StreetLabel::Kind kind, std::string_view name);

}  // namespace cartable::access
