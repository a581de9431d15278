#pragma once

#include "store/city_file.hpp"
#include "store/geocode.hpp"
#include "store/hours_table.hpp"
#include "store/place_statements.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a person should look at in a city: pure, on what was read. docs/data/matching.md lists the findings.
namespace cartable::store {

enum class Severity : std::uint8_t { error, warning, info };
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;

struct Finding {
  Severity severity = Severity::info;
  std::string kind;    ///< "possible-duplicate", "source-disagrees", "stale-source", …
  std::string record;  ///< id; empty for what is said of a source
  std::string name;
  std::string message;  ///< what is the matter, with the values
  std::string remedy;   ///< what to do: the command, CITY standing for the city's file
  std::vector<std::pair<std::string, std::string>> details;  ///< other, sure_percent, field, candidate, …
};

/// How one source's record came to a place that others know too.
struct JoinedRecord {
  std::string place, name, source, how;
};

struct CheckOptions {
  int stale_days = 0;                         ///< 0: the setting kStaleAfter, else three years
  std::string today;                          ///< RFC 3339 or a date
  std::shared_ptr<HoursTable const> hours{};  ///< what the opening hours mean; null: they are not looked at
};

struct CityCheck {
  std::vector<Finding> findings;     ///< errors first, then warnings, then the rest; kinds together
  std::vector<JoinedRecord> joined;  ///< of places of several sources
  std::int64_t places_of_several_sources = 0;
  [[nodiscard]] std::int64_t count(Severity severity) const noexcept;
};

/// The setting that says after how many days data counts as stale.
inline constexpr std::string_view kStaleAfter = "stale_after_days";

/// \param streets  called only if a place has no position
[[nodiscard]] base::Result<CityCheck> check_city(CityData const& city, Provenance const& provenance,
                                                 std::vector<ImportRun> const& runs, CheckOptions const& options,
                                                 std::function<base::Result<std::vector<StreetLine>>()> const& streets);

/// Whole days from one ISO date (or moment, or year, or year and month) to another; nothing when one is no date.
[[nodiscard]] std::optional<std::int64_t> days_between(std::string_view from, std::string_view to);

}  // namespace cartable::store
