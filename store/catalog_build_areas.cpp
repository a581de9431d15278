#include "store/catalog_impl.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <string>
#include <system_error>
#include <tuple>

namespace cartable::store {
namespace {

/// Keeps the areas that are in force, in an order that shows well (by set or group, then by id), and indexes them.
template <class Area, class Less>
std::unique_ptr<geo::AreaIndex const> indexed(std::vector<Area>& areas, Less const& before,
                                              std::unordered_map<std::string_view, std::uint32_t>& ids) {
  std::erase_if(areas, [](Area const& area) { return area.head.status != RecordStatus::active; });
  std::stable_sort(areas.begin(), areas.end(), before);
  std::vector<geo::MultiPolygon> shapes;
  shapes.reserve(areas.size());
  for (Area const& area : areas) {
    ids.emplace(area.head.id, static_cast<std::uint32_t>(shapes.size()));
    shapes.push_back(area.area);
  }
  return std::make_unique<geo::AreaIndex const>(std::move(shapes));
}

/// The number in text[at, at + length), or -1.
int digits(std::string_view text, std::size_t at, std::size_t length) noexcept {
  int value = -1;
  if (at + length > text.size()) {
    return -1;
  }
  auto const [end, error] = std::from_chars(text.data() + at, text.data() + at + length, value);
  return error == std::errc{} && end == text.data() + at + length ? value : -1;
}

}  // namespace

void Catalog::Impl::index_areas() {
  district_areas = indexed(
      data.districts,
      [](District const& a, District const& b) { return std::tie(a.set, a.head.id) < std::tie(b.set, b.head.id); },
      district_ids);
  catchment_areas = indexed(
      data.catchments,
      [](Catchment const& a, Catchment const& b) {
        return std::tie(a.group, a.head.id) < std::tie(b.group, b.head.id);
      },
      catchment_ids);
}

void Catalog::Impl::build_bounds() {
  for (std::size_t viewer = 0; viewer < kViewers; ++viewer) {
    if (!bounds[viewer].empty()) {
      continue;
    }
    for (District const& district : data.districts) {
      if (static_cast<std::size_t>(district.head.visibility) <= viewer) {
        bounds[viewer].add(geo::bounds(district.area));
      }
    }
  }
}

std::int64_t instant_of(std::string_view rfc3339) noexcept {
  constexpr std::int64_t kUnreadable = std::numeric_limits<std::int64_t>::max();
  // "2026-11-28T09:00:00+01:00"; seconds, their fraction and the offset may be missing.
  int const year = digits(rfc3339, 0, 4);
  int const month = digits(rfc3339, 5, 2);
  int const day = digits(rfc3339, 8, 2);
  std::chrono::year_month_day const date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 0 || month < 0 || day < 0 || !date.ok()) {
    return kUnreadable;
  }
  std::int64_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::sys_days{date}.time_since_epoch()).count();
  int const hour = digits(rfc3339, 11, 2);
  int const minute = digits(rfc3339, 14, 2);
  if (hour < 0 || minute < 0) {
    return rfc3339.size() == 10 ? seconds : kUnreadable;  // a date alone is its midnight
  }
  seconds += hour * 3600 + minute * 60 + std::max(0, digits(rfc3339, 17, 2));
  auto const sign = rfc3339.find_first_of("+-", 16);
  if (sign == std::string_view::npos) {
    return seconds;
  }
  int const offset = std::max(0, digits(rfc3339, sign + 1, 2)) * 3600 + std::max(0, digits(rfc3339, sign + 4, 2)) * 60;
  return rfc3339[sign] == '+' ? seconds - offset : seconds + offset;
}

}  // namespace cartable::store
