#pragma once

#include "geo/bbox.hpp"
#include "store/bitset.hpp"
#include "store/cql2.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cartable::store {

class HoursTable;

/// A span of time in minutes since 1970 (UTC), the end not included.
struct MinuteSpan {
  std::int32_t from = 0, to = 0;
  friend bool operator==(MinuteSpan const&, MinuteSpan const&) = default;
};

/// The filter of API.md as data, already validated (server/api/params). Empty lists ask nothing.
/// Comma means or within a list, and for needs and modalities; the conditions are and-ed.
struct Filter {
  StringList kinds{};                     ///< any of a place's kinds
  StringList sources{};                   ///< any of a place's sources
  std::vector<Fee> fees{};                ///< unknown asks for "not known"
  std::vector<Wheelchair> wheelchair{};   ///< yes includes designated
  std::uint8_t pillars = 0;               ///< any of them; bits as in Place::pillars
  std::uint16_t isced = 0;                ///< any of them; bits as in Place::isced
  StringList topics{};                    ///< ISCED-F codes, any of them or of what is part of them
  StringList audiences{};                 ///< groups' slugs, any of them served
  std::optional<int> age{};               ///< in years: welcome at it
  StringList languages{};                 ///< language ranges (RFC 4647 basic filtering, lower case), any of them
  StringList needs{};                     ///< all of them met
  StringList modalities{};                ///< all of them offered
  std::optional<std::int32_t> open_at{};  ///< open at this minute (since 1970, UTC)
  std::optional<MinuteSpan> when{};       ///< a session in this span
  std::shared_ptr<HoursTable const> open_at_hours{};  ///< cover the minute; null: hours are not known
  std::shared_ptr<HoursTable const> when_hours{};     ///< cover the span's beginning
  bool recognition = false;                           ///< validates prior learning
  std::optional<std::int32_t> checked_since{};        ///< on this day (since 1970-01-01) or later
  StringList words{};                                 ///< folded; each begins a word of the row's names and texts
  Cql2 cql{};                                         ///< CQL2 text
  std::optional<geo::BBox> bbox{};                    ///< the place's point, borders included
  bool maybe = false;                                 ///< also what may fit

  /// One text for filters that mean the same (order and repeats in a list do not matter): the cache key.
  [[nodiscard]] std::string canonical() const;
  /// Whether any condition is set.
  [[nodiscard]] bool has_conditions() const noexcept;
  friend bool operator==(Filter const&, Filter const&) = default;
};

/// Whether something is in a filter's answer: for sure, perhaps, or not.
enum class Fit : std::uint8_t { no, maybe, yes };

/// The answer of a filter over the places of a catalog that a viewer may see. Immutable, shared.
/// All three sets have one bit a place row and are sealed.
struct Selection {
  Bitset fits;  ///< places of which some row is all true
  Bitset may;   ///< places of which none is, and some row has no false; no bit unless filter.maybe
  Bitset all;   ///< fits | may: what is served
  std::size_t fits_count = 0, may_count = 0;
  [[nodiscard]] std::size_t matched() const noexcept { return fits_count + may_count; }
};

}  // namespace cartable::store
