#include "access/tag_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace cartable::access {
namespace {

using Word = std::pair<std::string_view, std::uint8_t>;

// Source: openrouteservice, WheelchairTypesEncoder (26 classes). It puts unhewn cobbles with the flattened ones; here
// they are cobbles. Words that it does not know stand with the class that is laid the same way (wiki Key:surface).
constexpr std::array<Word, 39> kSurfaces{{
    {"paved", 1},
    {"asphalt", 2},
    {"chipseal", 2},
    {"concrete", 3},
    {"paving_stones", 4},
    {"bricks", 4},
    {"brick", 4},
    {"tiles", 4},
    {"tartan", 4},
    {"rubber", 4},
    {"acrylic", 4},
    {"concrete:plates", 5},
    {"sett", 6},
    {"cobblestone:flattened", 6},
    {"concrete:lanes", 7},
    {"cobblestone", 8},
    {"unhewn_cobblestone", 8},
    {"unpaved", 9},
    {"fine_gravel", 10},
    {"compacted", 11},
    {"metal", 12},
    {"metal_grid", 12},
    {"ice", 13},
    {"grass_paver", 14},
    {"sand", 15},
    {"dirt", 16},
    {"earth", 17},
    {"clay", 17},
    {"grass", 18},
    {"gravel", 19},
    {"ground", 20},
    {"rock", 20},
    {"stone", 20},
    {"mud", 21},
    {"pebblestone", 22},
    {"salt", 23},
    {"snow", 24},
    {"wood", 25},
    {"woodchips", 26},
}};
constexpr std::array<std::string_view, 28> kSurfaceWords{"paved",
                                                         "asphalt",
                                                         "concrete",
                                                         "paving_stones",
                                                         "concrete:plates",
                                                         "cobblestone:flattened",
                                                         "sett",
                                                         "concrete:lanes",
                                                         "cobblestone",
                                                         "unhewn_cobblestone",
                                                         "unpaved",
                                                         "fine_gravel",
                                                         "compacted",
                                                         "metal",
                                                         "ice",
                                                         "grass_paver",
                                                         "sand",
                                                         "dirt",
                                                         "earth",
                                                         "grass",
                                                         "gravel",
                                                         "ground",
                                                         "mud",
                                                         "pebblestone",
                                                         "salt",
                                                         "snow",
                                                         "wood",
                                                         "woodchips"};
constexpr std::array<std::string_view, 8> kSmoothness{"excellent", "good",     "intermediate",  "bad",
                                                      "very_bad",  "horrible", "very_horrible", "impassable"};

constexpr double kMetresPerInch = 0.0254;

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  return text;
}

/// A number with a point or a comma; what follows it is left in `rest`.
std::optional<double> leading_number(std::string_view text, std::string_view& rest) noexcept {
  std::array<char, 24> digits{};
  std::size_t length = 0;
  while (length < text.size() && length < digits.size() &&
         ((text[length] >= '0' && text[length] <= '9') || text[length] == '.' || text[length] == ',')) {
    digits[length] = text[length] == ',' ? '.' : text[length];
    ++length;
  }
  double value = 0;
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + length, value);
  if (error != std::errc() || end != digits.data() + length) {
    return std::nullopt;
  }
  rest = trimmed(text.substr(length));
  return value;
}

struct Length {
  double metres;
  bool has_unit;
};

std::optional<Length> parse_length(std::string_view text) noexcept {
  std::string_view unit;
  std::optional<double> const value = leading_number(trimmed(text), unit);
  if (!value) {
    return std::nullopt;
  }
  if (unit.empty()) {
    return Length{*value, false};
  }
  static constexpr std::array<std::pair<std::string_view, double>, 8> kUnits{{{"m", 1},
                                                                              {"cm", 0.01},
                                                                              {"mm", 0.001},
                                                                              {"km", 1000},
                                                                              {"ft", 12 * kMetresPerInch},
                                                                              {"in", kMetresPerInch},
                                                                              {"\"", kMetresPerInch},
                                                                              {"'", 12 * kMetresPerInch}}};
  for (auto const& [name, metres] : kUnits) {
    if (unit == name) {
      return Length{*value * metres, true};
    }
  }
  if (unit.front() == '\'') {  // 5'6"
    std::string_view mark;
    std::optional<double> const inches = leading_number(unit.substr(1), mark);
    if (inches && (mark.empty() || mark == "\"")) {
      return Length{(*value * 12 + *inches) * kMetresPerInch, true};
    }
  }
  return std::nullopt;
}

template <std::size_t N>
std::optional<std::uint8_t> rank_in(std::array<Word, N> const& words, std::string_view value) noexcept {
  auto const found = std::find_if(words.begin(), words.end(), [&](Word const& word) { return word.first == value; });
  return found == words.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::optional<std::uint16_t> parse_width_cm(std::string_view value) noexcept {
  std::optional<Length> const length = parse_length(value);
  double const cm = length ? std::round(length->metres * 100) : 0;
  // 0 is a wrong value, not a way without width.
  return cm >= 1 ? std::optional(static_cast<std::uint16_t>(std::min(cm, 65'535.0))) : std::nullopt;
}

std::optional<std::uint8_t> parse_incline(std::string_view value) noexcept {
  static constexpr std::array<Word, 7> kWords{
      {{"up", 100}, {"down", 100}, {"yes", 100}, {"steep", kSteepest}, {"no", 0}, {"flat", 0}, {"+/-0%", 0}}};
  value = trimmed(value);
  if (auto const word = rank_in(kWords, value)) {
    return word;
  }
  if (!value.empty() && (value.front() == '-' || value.front() == '+')) {
    value = trimmed(value.substr(1));
  }
  std::string_view unit;
  std::optional<double> const number = leading_number(value, unit);
  if (!number || !(unit.empty() || unit == "%" || unit == "°")) {
    return std::nullopt;
  }
  double percent = *number;
  if (unit == "°") {
    percent = percent < 45 ? std::tan(percent * std::numbers::pi / 180) * 100 : 100;
  }
  return static_cast<std::uint8_t>(std::min<double>(std::round(percent * 10), kSteepest));
}

std::optional<std::uint8_t> parse_kerb_cm(std::string_view value) noexcept {
  // Source: openrouteservice, WheelchairGraphStorageBuilder; raised is missing there (reference: treat as 15).
  static constexpr std::array<Word, 13> kWords{{{"flush", 0},
                                                {"at_grade", 0},

                                                {"lowered", 3},
                                                {"sloped", 3},
                                                {"dropped", 3},
                                                {"low", 3},
                                                {"yes", 3},
                                                {"both", 3},
                                                {"regular", 15},
                                                {"raised", 15},
                                                {"rolled", 15},
                                                {"no", 15},
                                                {"none", 15}}};
  if (auto const word = rank_in(kWords, trimmed(value))) {
    return word;
  }
  std::optional<Length> const length = parse_length(value);
  if (!length) {
    return std::nullopt;
  }
  constexpr double kLeastCentimetres = 0.5;
  bool const metres = length->has_unit || length->metres < kLeastCentimetres;
  double const cm = std::ceil(length->metres * (metres ? 100 : 1) - 1e-6);  // 2.5 cm is more than 2 cm
  return static_cast<std::uint8_t>(std::min(cm, 255.0));
}

std::optional<std::uint8_t> surface_rank(std::string_view value) noexcept { return rank_in(kSurfaces, value); }

std::optional<std::uint8_t> smoothness_rank(std::string_view value) noexcept {
  auto const found = std::find(kSmoothness.begin(), kSmoothness.end(), value);
  return found == kSmoothness.end() ? std::nullopt
                                    : std::optional(static_cast<std::uint8_t>(found - kSmoothness.begin() + 1));
}

std::optional<std::uint8_t> tracktype_rank(std::string_view value) noexcept {
  return value.size() == 6 && value.starts_with("grade") && value[5] >= '1' && value[5] <= '5'
             ? std::optional(static_cast<std::uint8_t>(value[5] - '0'))
             : std::nullopt;
}

std::span<std::string_view const> surface_words() noexcept { return kSurfaceWords; }
std::span<std::string_view const> smoothness_words() noexcept { return kSmoothness; }

}  // namespace cartable::access
