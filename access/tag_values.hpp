#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// Values of OpenStreetMap's tags as numbers. What cannot be read is nothing, never 0.
namespace cartable::access {

/// "1.5", "1,5", "1.5 m", "80 cm", "5'6\"", "0.003 km" in centimetres, at most 6553 m.
[[nodiscard]] std::optional<std::uint16_t> parse_width_cm(std::string_view value) noexcept;

/// A slope in tenths of a percent, without its sign: "6%", "-6 %", "3.5°", "up" and "down" 10 %, "steep" 15 %.
/// No more than kSteepest, which stands for everything steeper.
[[nodiscard]] std::optional<std::uint8_t> parse_incline(std::string_view value) noexcept;
inline constexpr std::uint8_t kSteepest = 150;

/// The height of a kerb in centimetres, of `kerb` (flush 0, lowered 3, raised 15, …) or `kerb:height`. A number without
/// a unit is metres below 0.5, else centimetres.
[[nodiscard]] std::optional<std::uint8_t> parse_kerb_cm(std::string_view value) noexcept;

/// The place of a surface in the order from best (1, paved) to worst (26), as a wheelchair feels them.
[[nodiscard]] std::optional<std::uint8_t> surface_rank(std::string_view value) noexcept;
/// excellent 1 … impassable 8.
[[nodiscard]] std::optional<std::uint8_t> smoothness_rank(std::string_view value) noexcept;
/// grade1 1 … grade5 5.
[[nodiscard]] std::optional<std::uint8_t> tracktype_rank(std::string_view value) noexcept;

/// The words that a limit takes, best first.
[[nodiscard]] std::span<std::string_view const> surface_words() noexcept;
[[nodiscard]] std::span<std::string_view const> smoothness_words() noexcept;

}  // namespace cartable::access
