#include "cli/stand_input.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/table_input.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <variant>

namespace cartable::cli {
namespace {

constexpr std::size_t kMaxId = 100, kMaxName = 200;
constexpr std::array<std::string_view, 4> kIdNames{"id", "code", "key", "stand"};
constexpr std::array<std::string_view, 3> kNameNames{"name", "label", "title"};
constexpr std::array<std::string_view, 5> kLonNames{"lon", "longitude", "lng", "long", "x"};
constexpr std::array<std::string_view, 3> kLatNames{"lat", "latitude", "y"};

std::optional<double> number_of(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  double value = 0;
  char const* const end = text.data() + text.size();
  auto const parsed = std::from_chars(text.data(), end, value);
  return parsed.ec == std::errc() && parsed.ptr == end && !text.empty() ? std::optional(value) : std::nullopt;
}

/// As all positions of a city.
geo::LonLat rounded(geo::LonLat p) noexcept {
  constexpr double kUnits = 1e7;
  return {std::round(p.lon * kUnits) / kUnits, std::round(p.lat * kUnits) / kUnits};
}

/// What every stand has to keep. \param shown  how the message begins
base::Result<store::Stand> checked(store::Stand stand, std::string_view shown) {
  if (!base::is_record_id(stand.id) || stand.id.size() > kMaxId) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: the id “{}” must be 1 to {} characters of A-Z a-z 0-9 . _ : -", shown, stand.id, kMaxId);
  }
  if (!geo::is_valid(stand.point)) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: the position must be longitude, then latitude, in degrees from -180,-90 to 180,90", shown);
  }
  if (stand.name.size() > kMaxName) {
    return base::fail(base::ErrorCode::invalid_value, "{}: the name must have at most {} bytes", shown, kMaxName);
  }
  stand.point = rounded(stand.point);
  return stand;
}

std::optional<std::size_t> find_column(std::vector<std::string> const& columns,
                                       std::span<std::string_view const> names) {
  for (std::string_view const name : names) {
    auto const found = std::find_if(columns.begin(), columns.end(),
                                    [&](std::string const& column) { return base::ascii_lower(column) == name; });
    if (found != columns.end()) {
      return static_cast<std::size_t>(found - columns.begin());
    }
  }
  return std::nullopt;
}

}  // namespace

base::Result<store::Stand> parse_stand(std::string_view text) {
  std::size_t const equals = text.find('=');
  std::size_t const first = text.find(',', equals == text.npos ? 0 : equals);
  if (equals == text.npos || first == text.npos) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: must be ID=LON,LAT or ID=LON,LAT,NAME, such as kiosk-1=7.4246,43.7384,Town hall", text);
  }
  std::size_t const second = text.find(',', first + 1);
  auto const lon = number_of(text.substr(equals + 1, first - equals - 1));
  auto const lat = number_of(text.substr(first + 1, second == text.npos ? text.npos : second - first - 1));
  constexpr double kNone = 999;
  return checked({.id = std::string(text.substr(0, equals)),
                  .name = second == text.npos ? std::string() : std::string(text.substr(second + 1)),
                  .point = {lon.value_or(kNone), lat.value_or(kNone)}},
                 text);
}

base::Result<std::vector<store::Stand>> read_stands(std::string const& file) {
  CARTABLE_ASSIGN(importers::TableInput table, importers::TableInput::open(file));
  if (table.layers().empty()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: holds no table; give one with the columns id, lon and lat",
                      file);
  }
  auto const& columns = table.layers().front().columns;
  auto const id = find_column(columns, kIdNames);
  auto const name = find_column(columns, kNameNames);
  auto const lon = find_column(columns, kLonNames);
  auto const lat = find_column(columns, kLatNames);
  bool const has_columns = lon && lat;
  if (!id || (!has_columns && table.layers().front().geometry != geo::GeometryType::point)) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: the columns id, lon and lat are needed (degrees, WGS 84), name if there is one; it has {}",
                      file, fmt::join(columns, ", "));
  }
  std::vector<store::Stand> out;
  base::Status status = {};
  CARTABLE_TRY(table.read(0, [&](importers::TableRow& row) {
    constexpr double kNone = 999;
    store::Stand stand{.id = std::string(row.cells[*id]),
                       .name = name ? std::string(row.cells[*name]) : std::string(),
                       .point = {kNone, kNone}};
    if (has_columns) {
      stand.point = {number_of(row.cells[*lon]).value_or(kNone), number_of(row.cells[*lat]).value_or(kNone)};
    } else if (auto const* const given = std::get_if<geo::LonLat>(&row.geometry)) {
      stand.point = *given;
    }
    std::string const shown = has_columns ? fmt::format("{}: record {} (lon “{}”, lat “{}”)", file, row.record,
                                                        row.cells[*lon], row.cells[*lat])
                                          : fmt::format("{}: record {}", file, row.record);
    auto good = checked(std::move(stand), shown);
    if (good) {
      out.push_back(*std::move(good));
    } else {
      status = base::fail(good);
    }
    return status.has_value();
  }));
  CARTABLE_TRY(status);
  if (out.empty()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: holds no stands", file);
  }
  return out;
}

std::vector<std::string> given_twice(std::vector<store::Stand> const& stands) {
  std::vector<std::string> out;
  std::set<std::string_view> seen;
  for (store::Stand const& stand : stands) {
    if (!seen.insert(stand.id).second) {
      out.push_back(fmt::format("{}: this id is given more than once; give each stand one of its own", stand.id));
    }
  }
  return out;
}

}  // namespace cartable::cli
