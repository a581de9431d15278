#pragma once

#include "geo/coverage.hpp"
#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"
#include "store/model.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What is odd about a city's areas: pure functions over records, for import reports and `cartable check`.
namespace cartable::store {

struct AreaTolerance {
  /// A shared or open strip narrower than this in the mean is a slip of the pen: metres. Streets between districts
  /// drawn once along one kerb and once along the other are wider.
  double sliver_width = 10;
  double sliver_m2 = 100;    ///< so is a piece smaller than this, whatever its shape
  double same_share = 0.99;  ///< two areas that share this much of the larger one are the same ground twice
  double smallest_m2 = 1;    ///< an area below this has no size
};

/// Pieces too small to be listed one by one, summed up.
struct Slivers {
  std::int64_t count = 0;
  double m2 = 0;
};

/// Findings about areas that should lie side by side. Indexes are those of the areas given.
struct AreaFindings {
  struct Pair {
    std::size_t first = 0, second = 0;
    double m2 = 0;      ///< shared ground, slivers of the pair included
    geo::LonLat where;  ///< inside the largest piece
  };
  std::vector<Pair> overlaps;  ///< by size, the largest first
  std::vector<Pair> same;      ///< the same ground twice; not among the overlaps
  Slivers overlap_slivers;
  std::vector<geo::Gap> gaps;  ///< by size, the largest first
  Slivers gap_slivers;
  std::vector<std::size_t> without_size;

  [[nodiscard]] bool clean() const noexcept {
    return overlaps.empty() && same.empty() && gaps.empty() && without_size.empty() && overlap_slivers.count == 0 &&
           gap_slivers.count == 0;
  }
};

/// pre: each area is valid. About 2 500 areas with 100 corners each take a second or two.
[[nodiscard]] AreaFindings examine_areas(std::vector<geo::MultiPolygon> const& areas,
                                         AreaTolerance const& tolerance = {});

/// One set of districts, those that are active, and what was found.
struct DistrictSetFindings {
  std::string set;
  std::vector<std::size_t> districts;  ///< indexes into those given; AreaFindings' indexes are into this
  AreaFindings areas;
};

/// Set by set, in order of their names.
[[nodiscard]] std::vector<DistrictSetFindings> examine_districts(std::span<District const> districts,
                                                                 AreaTolerance const& tolerance = {});

/// The findings in sentences a person can act on, a few lines a set: "districts of wards: …".
[[nodiscard]] std::vector<std::string> describe(DistrictSetFindings const& findings,
                                                std::span<District const> districts);

/// The set that answers and reports use when nobody names one: the setting `district_set` if the city has districts of
/// that set; else, of sets that are not OpenStreetMap's before those that are, the one with the most districts (the
/// first by name of equal ones). Empty when there are none.
[[nodiscard]] std::string default_district_set(std::span<District const> districts, std::span<Setting const> settings);
inline constexpr std::string_view kDistrictSetSetting = "district_set";

/// Indexes of the places with a position that lies in no area of the set; withdrawn and closed ones are left out.
[[nodiscard]] std::vector<std::size_t> places_in_no_district(std::span<Place const> places,
                                                             std::span<District const> districts, std::string_view set);

/// Indexes of the areas in which none of the points lies, nor within `near` metres of their boxes: beyond the streets.
/// No points: none, as nothing is known.
[[nodiscard]] std::vector<std::size_t> areas_beyond(std::vector<geo::MultiPolygon> const& areas,
                                                    std::vector<geo::LonLat> const& points, double near = 200);

}  // namespace cartable::store
