#pragma once

#include "store/model.hpp"

#include <cstdint>
#include <span>
#include <string_view>

/// The kinds of learning place: one table that importers, filters, answers and pictures share.
namespace cartable::store {

/// Sets as the model keeps them: pillars(2, 6) is bit 1 and bit 5; levels(1, 2, 3) is bits 1 to 3.
template <class... N>
[[nodiscard]] constexpr std::uint8_t pillars(N... numbers) noexcept {
  return static_cast<std::uint8_t>((0U | ... | (1U << (static_cast<unsigned>(numbers) - 1U))));
}
template <class... N>
[[nodiscard]] constexpr std::uint16_t levels(N... numbers) noexcept {
  return static_cast<std::uint16_t>((0U | ... | (1U << static_cast<unsigned>(numbers))));
}

/// One kind of learning place. Slugs are OpenStreetMap's own values where it has one.
struct Kind {
  std::string_view slug;
  std::string_view general;    ///< the kind that it refines; its own slug when it refines none
  std::uint8_t pillars = 0;    ///< GNLC pillars 1…6 as bits; never 5, which no kind of place can show
  std::uint16_t isced = 0;     ///< ISCED 2011 levels that such a place has unless its tags say otherwise; 0: non-formal
  bool isced_is_weak = false;  ///< the default level is a low-confidence guess
  std::string_view topics;     ///< ISCED-F 2013 codes, separated by blanks
  std::string_view rows;       ///< rows of the mapping table (docs/data/osm.md)
  std::string_view sources;    ///< where the tag is documented: i iD, s StreetComplete, m MapComplete, w OSM wiki
  std::string_view label_en, label_fr;
};

/// Every kind, in the order of the mapping table.
[[nodiscard]] std::span<Kind const> kinds() noexcept;

/// The kind with this slug, or nullptr. The pointer stays valid for the program's life.
[[nodiscard]] Kind const* find_kind(std::string_view slug) noexcept;

/// The slug of the kind that `slug` refines (itself when none, or when the kind is not in the table).
[[nodiscard]] std::string_view general_kind(std::string_view slug) noexcept;

/// Completes a place whose `kinds` are set: puts the general kind before each that refines it, drops repeated
/// ones, adds the kinds' pillars and topics, and the default levels (isced_from "default") unless levels are
/// known already. A kind that another one present refines adds nothing of its own: a primary school is not
/// also at the levels of "school". Kinds outside the table stay as they are.
/// Internet access (extra["internet_access"], other than "no") adds pillar 4.
void apply_kind_defaults(Place& place);

}  // namespace cartable::store
