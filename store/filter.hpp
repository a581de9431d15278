#pragma once

#include "geo/bbox.hpp"
#include "store/bitset.hpp"
#include "store/model.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cartable::store {

/// The filter of API.md as data, already validated (server/api/params). Empty lists ask nothing.
/// Comma means or within a list; the conditions are and-ed.
struct Filter {
  StringList kinds{};                    ///< any of a place's kinds
  StringList sources{};                  ///< any of a place's sources
  std::vector<Fee> fees{};               ///< unknown asks for "not known"
  std::vector<Wheelchair> wheelchair{};  ///< yes includes designated
  std::optional<geo::BBox> bbox{};       ///< the place's point, borders included
  bool maybe = false;                    ///< also what may fit

  /// One text for filters that mean the same (order and repeats in a list do not matter): the cache key.
  [[nodiscard]] std::string canonical() const;
  friend bool operator==(Filter const&, Filter const&) = default;
};

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
