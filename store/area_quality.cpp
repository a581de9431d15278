#include "store/area_quality.hpp"

#include "base/format.hpp"
#include "geo/area_index.hpp"
#include "geo/metric.hpp"
#include "geo/repair.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace cartable::store {
namespace {

constexpr std::size_t kListed = 10;

bool is_in_force(RecordHead const& head) noexcept { return head.status == RecordStatus::active; }

bool is_sliver(geo::GroundPiece const& piece, AreaTolerance const& tolerance) noexcept {
  return piece.width < tolerance.sliver_width || piece.m2 < tolerance.sliver_m2;
}

void sort_by_size(std::vector<AreaFindings::Pair>& pairs) {
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](AreaFindings::Pair const& a, AreaFindings::Pair const& b) { return a.m2 > b.m2; });
}

/// 950 → "950 m²", 12 345 678 → "12.3 km²".
std::string ground(double m2) {
  if (m2 >= 1e6) {
    return fmt::format("{:.1f} km²", m2 / 1e6);
  }
  return m2 >= 1e4 ? fmt::format("{:.1f} ha", m2 / 1e4) : fmt::format("{:.0f} m²", m2);
}

std::string at(geo::LonLat p) { return fmt::format("{:.5f} {:.5f}", p.lon, p.lat); }

std::string name_of(District const& district) {
  return !district.name.empty() ? district.name : !district.code.empty() ? district.code : district.head.id;
}

}  // namespace

AreaFindings examine_areas(std::vector<geo::MultiPolygon> const& areas, AreaTolerance const& tolerance) {
  AreaFindings out;
  std::vector<double> sizes;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    sizes.push_back(geo::area_m2(areas[i]));
    if (sizes.back() < tolerance.smallest_m2) {
      out.without_size.push_back(i);
    }
  }
  for (geo::Overlap const& overlap : geo::find_overlaps(areas)) {
    AreaFindings::Pair const pair{overlap.first, overlap.second, overlap.m2, overlap.pieces.front().where};
    if (overlap.m2 >= tolerance.same_share * std::max(sizes[overlap.first], sizes[overlap.second])) {
      out.same.push_back(pair);
    } else if (std::all_of(overlap.pieces.begin(), overlap.pieces.end(),
                           [&](geo::GroundPiece const& piece) { return is_sliver(piece, tolerance); })) {
      out.overlap_slivers.count += static_cast<std::int64_t>(overlap.pieces.size());
      out.overlap_slivers.m2 += overlap.m2;
    } else {
      out.overlaps.push_back(pair);
    }
  }
  for (geo::Gap& gap : geo::find_gaps(areas)) {
    if (is_sliver(gap.piece, tolerance)) {
      ++out.gap_slivers.count;
      out.gap_slivers.m2 += gap.piece.m2;
    } else {
      out.gaps.push_back(std::move(gap));
    }
  }
  sort_by_size(out.overlaps);
  sort_by_size(out.same);
  return out;
}

std::vector<DistrictSetFindings> examine_districts(std::span<District const> districts,
                                                   AreaTolerance const& tolerance) {
  std::map<std::string, std::vector<std::size_t>> sets;
  for (std::size_t i = 0; i < districts.size(); ++i) {
    if (is_in_force(districts[i].head)) {
      sets[districts[i].set].push_back(i);
    }
  }
  std::vector<DistrictSetFindings> out;
  for (auto& [set, members] : sets) {
    std::vector<geo::MultiPolygon> areas;
    areas.reserve(members.size());
    for (std::size_t const i : members) {
      areas.push_back(districts[i].area);
    }
    out.push_back({.set = set, .districts = std::move(members), .areas = examine_areas(areas, tolerance)});
  }
  return out;
}

std::vector<std::string> describe(DistrictSetFindings const& findings, std::span<District const> districts) {
  std::vector<std::string> out;
  AreaFindings const& areas = findings.areas;
  auto const name = [&](std::size_t i) { return name_of(districts[findings.districts[i]]); };
  auto const say = [&](std::string text) {
    out.push_back(fmt::format("districts of {}: {}", findings.set, std::move(text)));
  };
  auto const list = [&](auto const& items, auto const& word) {
    std::string text;
    for (std::size_t i = 0; i < std::min(kListed, items.size()); ++i) {
      text += (i == 0 ? "" : "; ") + word(items[i]);
    }
    return items.size() > kListed ? fmt::format("{}; and {} more", text, items.size() - kListed) : text;
  };
  if (!areas.without_size.empty()) {
    say(fmt::format("{} have no size: {}", areas.without_size.size(), list(areas.without_size, name)));
  }
  if (!areas.same.empty()) {
    say(fmt::format("{} pairs are the same ground twice: {}", areas.same.size(),
                    list(areas.same, [&](auto const& pair) {
                      return fmt::format("{} and {}", name(pair.first), name(pair.second));
                    })));
  }
  if (!areas.overlaps.empty()) {
    say(fmt::format("{} pairs lie on each other: {}", areas.overlaps.size(),
                    list(areas.overlaps, [&](auto const& pair) {
                      return fmt::format("{} and {} share {} near {}", name(pair.first), name(pair.second),
                                         ground(pair.m2), at(pair.where));
                    })));
  }
  if (!areas.gaps.empty()) {
    say(fmt::format("{} gaps lie between them: {}", areas.gaps.size(), list(areas.gaps, [&](geo::Gap const& gap) {
                      std::string beside;
                      for (std::size_t i = 0; i < std::min<std::size_t>(3, gap.beside.size()); ++i) {
                        beside += (i == 0 ? " beside " : ", ") + name(gap.beside[i]);
                      }
                      return fmt::format("{} near {}{}", ground(gap.piece.m2), at(gap.piece.where), beside);
                    })));
  }
  if (areas.overlap_slivers.count + areas.gap_slivers.count > 0) {
    say(fmt::format("borders do not quite meet: {} slivers of overlap, {} in all, and {} of gap, {}",
                    areas.overlap_slivers.count, ground(areas.overlap_slivers.m2), areas.gap_slivers.count,
                    ground(areas.gap_slivers.m2)));
  }
  return out;
}

std::string default_district_set(std::span<District const> districts, std::span<Setting const> settings) {
  struct Rank {
    bool own = false;
    std::int64_t count = 0;
  };
  std::map<std::string, Rank> sets;
  for (District const& district : districts) {
    if (is_in_force(district.head)) {
      Rank& rank = sets[district.set];
      rank.own = rank.own || district.head.source != "osm";
      ++rank.count;
    }
  }
  for (Setting const& setting : settings) {
    if (setting.head.id == kDistrictSetSetting && sets.contains(setting.value)) {
      return setting.value;
    }
  }
  auto const best = std::max_element(sets.begin(), sets.end(), [](auto const& a, auto const& b) {
    return std::tie(a.second.own, a.second.count) < std::tie(b.second.own, b.second.count);
  });
  return best == sets.end() ? std::string() : best->first;
}

std::vector<std::size_t> places_in_no_district(std::span<Place const> places, std::span<District const> districts,
                                               std::string_view set) {
  std::vector<geo::MultiPolygon> areas;
  for (District const& district : districts) {
    if (is_in_force(district.head) && district.set == set) {
      areas.push_back(district.area);
    }
  }
  std::vector<std::size_t> out;
  if (areas.empty()) {
    return out;
  }
  geo::AreaIndex const index(std::move(areas));
  for (std::size_t i = 0; i < places.size(); ++i) {
    bool const counts =
        places[i].head.status == RecordStatus::active || places[i].head.status == RecordStatus::temporarily_closed;
    if (counts && places[i].point && index.at(*places[i].point).empty()) {
      out.push_back(i);
    }
  }
  return out;
}

std::vector<std::size_t> areas_beyond(std::vector<geo::MultiPolygon> const& areas,
                                      std::vector<geo::LonLat> const& points, double near) {
  std::vector<std::size_t> out;
  if (points.empty()) {
    return out;
  }
  // Points in order of longitude: an area looks at its own strip only.
  std::vector<geo::LonLat> sorted = points;
  std::sort(sorted.begin(), sorted.end(), [](geo::LonLat a, geo::LonLat b) { return a.lon < b.lon; });
  for (std::size_t i = 0; i < areas.size(); ++i) {
    geo::BBox const box = geo::bounds(areas[i]);
    if (box.empty()) {
      continue;
    }
    // Metres as degrees, generously.
    double const north_south = near / 110'000;
    double const east_west =
        north_south /
        std::max(0.01, std::cos(std::max(std::abs(box.south), std::abs(box.north)) * 0.017453292519943295));
    auto const first = std::lower_bound(sorted.begin(), sorted.end(), box.west - east_west,
                                        [](geo::LonLat p, double lon) { return p.lon < lon; });
    bool const any = std::any_of(
        first,
        std::upper_bound(first, sorted.end(), box.east + east_west,
                         [](double lon, geo::LonLat p) { return lon < p.lon; }),
        [&](geo::LonLat p) { return p.lat >= box.south - north_south && p.lat <= box.north + north_south; });
    if (!any) {
      out.push_back(i);
    }
  }
  return out;
}

}  // namespace cartable::store
