#include "store/model.hpp"

#include "store/basemap.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace cartable::store {
namespace {

template <class E>
struct Word {
  E value;
  std::string_view text;
};

template <class E, std::size_t N>
std::string_view word_of(std::array<Word<E>, N> const& words, E value) noexcept {
  for (auto const& word : words) {
    if (word.value == value) {
      return word.text;
    }
  }
  return {};
}

template <class E, std::size_t N>
std::optional<E> value_of(std::array<Word<E>, N> const& words, std::string_view text) noexcept {
  for (auto const& word : words) {
    if (word.text == text) {
      return word.value;
    }
  }
  return std::nullopt;
}

constexpr std::array kVisibility{
    Word<Visibility>{Visibility::everyone, "public"},
    Word<Visibility>{Visibility::staff, "staff"},
    Word<Visibility>{Visibility::planner, "planner"},
};
constexpr std::array kStatus{
    Word<RecordStatus>{RecordStatus::active, "active"},
    Word<RecordStatus>{RecordStatus::temporarily_closed, "temporarily_closed"},
    Word<RecordStatus>{RecordStatus::closed, "closed"},
    Word<RecordStatus>{RecordStatus::withdrawn, "withdrawn"},
    Word<RecordStatus>{RecordStatus::unplaced, "unplaced"},
};
constexpr std::array kFee{
    Word<Fee>{Fee::unknown, "unknown"},
    Word<Fee>{Fee::free, "free"},
    Word<Fee>{Fee::paid, "paid"},
};
constexpr std::array kWheelchair{
    Word<Wheelchair>{Wheelchair::unknown, "unknown"},       Word<Wheelchair>{Wheelchair::yes, "yes"},
    Word<Wheelchair>{Wheelchair::limited, "limited"},       Word<Wheelchair>{Wheelchair::no, "no"},
    Word<Wheelchair>{Wheelchair::designated, "designated"},
};
constexpr std::array kTri{
    Word<Tri>{Tri::unknown, "unknown"},
    Word<Tri>{Tri::yes, "yes"},
    Word<Tri>{Tri::no, "no"},
};
constexpr std::array<std::string_view, kPartCount> kParts{"places",  "areas",    "streets",
                                                          "basemap", "sessions", "private"};
constexpr std::array<std::string_view, kBasemapLayerCount> kLayers{
    "ocean",
    "water_polygons",
    "water_polygons_labels",
    "water_lines",
    "water_lines_labels",
    "dam_lines",
    "dam_polygons",
    "pier_lines",
    "pier_polygons",
    "boundaries",
    "boundary_labels",
    "place_labels",
    "land",
    "sites",
    "buildings",
    "addresses",
    "street_polygons",
    "streets_polygons_labels",
    "streets",
    "street_labels",
    "street_labels_points",
    "aerialways",
    "ferries",
    "bridges",
    "public_transport",
    "pois",
};

}  // namespace

std::string_view to_string(Visibility value) noexcept { return word_of(kVisibility, value); }
std::string_view to_string(RecordStatus value) noexcept { return word_of(kStatus, value); }
std::string_view to_string(Fee value) noexcept { return word_of(kFee, value); }
std::string_view to_string(Wheelchair value) noexcept { return word_of(kWheelchair, value); }
std::string_view to_string(Tri value) noexcept { return word_of(kTri, value); }
std::string_view to_string(Part part) noexcept { return kParts[static_cast<std::size_t>(part)]; }
std::string_view to_string(BasemapLayer layer) noexcept { return kLayers[static_cast<std::size_t>(layer)]; }

std::optional<Visibility> parse_visibility(std::string_view text) noexcept { return value_of(kVisibility, text); }
std::optional<RecordStatus> parse_status(std::string_view text) noexcept { return value_of(kStatus, text); }
std::optional<Fee> parse_fee(std::string_view text) noexcept { return value_of(kFee, text); }
std::optional<Wheelchair> parse_wheelchair(std::string_view text) noexcept { return value_of(kWheelchair, text); }
std::optional<Tri> parse_tri(std::string_view text) noexcept { return value_of(kTri, text); }

}  // namespace cartable::store
