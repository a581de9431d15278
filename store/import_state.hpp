#pragma once

#include "base/result.hpp"
#include "store/city_file.hpp"

#include <optional>
#include <string>

namespace cartable::store {

/// What a city was when an import was planned and when it was committed, kept with the import's report: so that a later
/// one can tell whether all that was changed since came from imports, and from which.
struct ImportState {
  Revisions before{}, after{};
};

/// Whether two states hold the same records; Part::private_ (visitors' totals, feedback, tokens) counts for nothing, as
/// no import depends on it but through decisions and corrections, which are imports.
[[nodiscard]] bool same_records(Revisions const& a, Revisions const& b) noexcept;

/// A report (a JSON object) with the state as its member "state"; other texts as they are.
[[nodiscard]] std::string with_state(std::string const& report, ImportState const& state);
/// Nothing for a report of an older version.
[[nodiscard]] std::optional<ImportState> state_of(std::string const& report);

/// The revisions of the city that a plan was made against.
[[nodiscard]] Revisions const& planned_against(ImportPlan const& plan) noexcept;

/// Writes another report over that of an import. No revision counts this: nothing that anybody is shown changes.
[[nodiscard]] base::Status keep_report(CityFile const& city, ImportRun const& run);

}  // namespace cartable::store
