#pragma once

#include "store/city_check.hpp"
#include "store/source_order.hpp"

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Private to store/city_check*.cpp: what every look at a city needs, and the looks.
namespace cartable::store::checking {

/// The city by ids and sources, and what was found so far.
struct CheckState {
  /// What is given must outlive the state.
  CheckState(CityData const& of_city, Provenance const& said, std::vector<ImportRun> const& imports,
             CheckOptions const& wanted);

  /// A setting of the city; empty when it is not set.
  [[nodiscard]] std::string setting(std::string_view key) const;
  /// The day of a source's data, else of its last import.
  [[nodiscard]] std::string day_of(std::string_view source) const;
  /// Adds a finding about a place. \return it, for more details; good until the next one is added
  Finding& say(Severity severity, std::string_view kind, Place const& place, std::string message, std::string remedy);

  CityData const& city;
  Provenance const& provenance;
  std::vector<ImportRun> const& runs;
  CheckOptions options;  ///< stale_days is set
  SourceOrder order;
  std::unordered_map<std::string_view, std::size_t> index;  ///< id or alias → place
  std::vector<std::set<std::string>> sources;               ///< by place
  CityCheck out;
};

/// Closed or withdrawn: nobody need look at it.
[[nodiscard]] bool is_gone(RecordHead const& head);
[[nodiscard]] inline bool is_gone(Place const& place) { return is_gone(place.head); }

/// Sources that say otherwise than the city or than each other, and old data.
void check_sources(CheckState& state);
/// What the newest import of each source mended or left out.
void check_imports(CheckState& state);
/// Places outside the city or without a position, districts that overlap. \param streets  called only if a place has no
/// position
[[nodiscard]] base::Status check_positions(CheckState& state,
                                           std::function<base::Result<std::vector<StreetLine>>()> const& streets);
/// Opening hours that are not known, not readable, or taken from words.
void check_hours(CheckState& state);

}  // namespace cartable::store::checking
