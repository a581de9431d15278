#include "importers/population_layer.hpp"

#include "base/text.hpp"
#include "geo/projection.hpp"
#include "geo/vector_reader.hpp"
#include "importers/people_counts.hpp"
#include "importers/population_grid_id.hpp"
#include "importers/population_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace cartable::importers {
namespace {

constexpr std::size_t kHeaderRows = 60;
constexpr std::size_t kRowsLookedAt = 200;
constexpr std::int64_t kRowsPerReport = 5000;

constexpr std::array<std::string_view, 5> kLonNames{"lon", "longitude", "long", "lng", "lon wgs84"};
constexpr std::array<std::string_view, 3> kLatNames{"lat", "latitude", "lat wgs84"};
constexpr std::array<std::string_view, 10> kXNames{"x",       "easting", "east",      "x coord",  "xcoord",
                                                   "coord x", "x mp",    "x mp 100m", "x mp 1km", "x laea"};
constexpr std::array<std::string_view, 10> kYNames{"y",       "northing", "north",     "y coord",  "ycoord",
                                                   "coord y", "y mp",     "y mp 100m", "y mp 1km", "y laea"};

/// How a table places its rows.
struct Places {
  std::optional<std::size_t> grid;  ///< column of grid ids
  std::optional<std::size_t> x, y;  ///< or of positions
  bool degrees = false;
  [[nodiscard]] bool any() const noexcept { return grid || (x && y); }
};

std::size_t header_of(PeopleGrid const& grid) {
  for (std::size_t row = 0; row < std::min(grid.rows.size(), kHeaderRows); ++row) {
    if (names_columns(grid, row)) {
      return row;
    }
  }
  return 0;
}

std::vector<std::string> columns_of(PeopleGrid const& grid, std::size_t header) {
  std::vector<std::string> out;
  if (header < grid.rows.size()) {
    for (std::string const& cell : grid.rows[header].cells) {
      out.emplace_back(base::trim(cell));
    }
  }
  return out;
}

std::optional<std::size_t> column_called(std::vector<std::string> const& columns, PeopleOptions const& options,
                                         std::string const& field) {
  auto const mapped = options.columns.find(field);
  if (mapped == options.columns.end()) {
    return std::nullopt;
  }
  std::string const folded = base::fold(mapped->second);
  std::array<std::string_view, 1> const name{folded};
  return column_named(columns, name);
}

Places find_places(PeopleGrid const& grid, std::size_t header, std::vector<std::string> const& columns,
                   PeopleOptions const& options) {
  Places out;
  out.grid = column_called(columns, options, "grid");
  for (std::size_t column = 0; !out.grid && column < columns.size(); ++column) {
    std::size_t ids = 0;
    std::size_t others = 0;
    for (std::size_t row = header + 1; row < std::min(grid.rows.size(), header + kRowsLookedAt); ++row) {
      if (std::string const& cell = grid.cell(row, column); !base::trim(cell).empty()) {
        ++(read_grid_id(cell) ? ids : others);
      }
    }
    if (ids > others) {
      out.grid = column;
    }
  }
  bool const told = options.columns.contains("lon") || options.columns.contains("x");
  if (told) {
    out.grid.reset();
  }
  out.x = column_called(columns, options, "lon");
  out.y = column_called(columns, options, "lat");
  out.degrees = out.x && options.crs.empty();
  if (!out.x) {
    out.x = column_called(columns, options, "x");
    out.y = column_called(columns, options, "y");
  }
  if (!out.x && !out.y) {
    out.x = column_named(columns, kLonNames);
    out.y = column_named(columns, kLatNames);
    out.degrees = out.x && out.y;
    if (!out.degrees) {
      out.x = column_named(columns, kXNames);
      out.y = column_named(columns, kYNames);
    }
  }
  return out;
}

}  // namespace

bool places_its_rows(PeopleGrid const& grid, PeopleOptions const& options) {
  std::size_t const header = header_of(grid);
  return find_places(grid, header, columns_of(grid, header), options).any();
}

base::Status read_population_cells(PeopleGrid const& grid, PeopleOptions const& options, PeopleBatch& out,
                                   base::Progress const& progress) {
  std::size_t const header = header_of(grid);
  Places const places = find_places(grid, header, columns_of(grid, header), options);
  std::vector<std::vector<std::string>> sample;
  for (std::size_t row = header + 1; row < std::min(grid.rows.size(), header + kRowsLookedAt); ++row) {
    sample.push_back(grid.rows[row].cells);
  }
  PopulationRows rows(columns_of(grid, header), options, out);
  CARTABLE_TRY(rows.choose_columns(sample));
  if (!places.any()) {
    return base::fail(
        base::ErrorCode::invalid_value,
        "{}: has neither positions nor ids of a grid; name the columns with --map lon=… --map lat=…, or with "
        "--map x=… --map y=… and --crs EPSG:…; or join it with districts (--join districts)",
        out.file());
  }
  if (places.grid && rows.id() && !options.columns.contains("id")) {
    rows.forget_id();  // the grid's id is the key
  }

  std::unordered_map<std::string, geo::Projection> projections;
  auto const projection_of = [&](std::string const& crs) -> base::Result<geo::Projection const*> {
    auto found = projections.find(crs);
    if (found == projections.end()) {
      CARTABLE_ASSIGN(auto projection, geo::Projection::from(crs));
      found = projections.emplace(crs, std::move(projection)).first;
    }
    return &found->second;
  };
  std::string const crs = options.crs.empty() ? "EPSG:4326" : options.crs;
  CARTABLE_ASSIGN(geo::Projection const* const position_crs, projection_of(crs));
  auto const coordinate = [&](std::vector<std::string> const& cells, std::size_t column) -> std::optional<double> {
    std::string_view text = column < cells.size() ? base::trim(cells[column]) : std::string_view{};
    bool const minus = text.starts_with('-');
    if (minus) {
      text.remove_prefix(1);
    }
    // A coordinate has decimals, not thousands: both marks are tried as what stands before decimals.
    for (char const decimal : {'.', ','}) {
      if (text.find(decimal == '.' ? ',' : '.') != std::string_view::npos) {
        continue;
      }
      Count const count = read_count(text, decimal);
      if (count.kind == Count::Kind::number && !text.empty() && text[0] >= '0' && text[0] <= '9') {
        return minus ? -count.value : count.value;
      }
    }
    return std::nullopt;
  };
  for (std::size_t at = header + 1; at < grid.rows.size(); ++at) {
    auto const& row = grid.rows[at];
    if (static_cast<std::int64_t>(at) % kRowsPerReport == 0) {
      progress("reading cells", at, grid.rows.size());
      if (progress.stop.stop_requested()) {
        return base::fail(base::ErrorCode::cancelled, "{}: reading was stopped", out.file());
      }
    }
    bool const blank =
        std::all_of(row.cells.begin(), row.cells.end(), [](auto const& c) { return base::trim(c).empty(); });
    if (blank || !rows.is_kept(row.cells)) {
      continue;
    }
    ++out.batch().counts.population_read;
    if (places.grid) {
      std::string const& cell = grid.cell(at, *places.grid);
      auto const id = read_grid_id(cell);
      auto const projection = id ? projection_of(id->crs) : base::Result<geo::Projection const*>(position_crs);
      std::vector<std::optional<geo::LonLat>> corners;
      if (id && projection) {
        double const east = id->east + id->size;
        double const north = id->north + id->size;
        corners = (*projection)->to_wgs84({id->east, east, east, id->east}, {id->north, id->north, north, north});
      }
      if (corners.empty() ||
          !std::all_of(corners.begin(), corners.end(), [](auto const& c) { return c.has_value(); })) {
        rows.lose(row.cells);
        out.reject(row.line, rows.columns()[*places.grid], cell, "is not the id of a grid's cell",
                   "write it as CRS3035RES1000mN2689000E4341000 or 1kmN2689E4341");
        continue;
      }
      geo::Ring ring;
      for (auto const& corner : corners) {
        ring.push_back(*corner);
      }
      ring.push_back(ring.front());
      geo::MultiPolygon area;
      area.polygons.push_back({.rings = {std::move(ring)}});
      rows.take(row.line, row.cells, std::move(area), std::string(base::trim(cell)));
      continue;
    }
    auto const x = coordinate(row.cells, *places.x);
    auto const y = coordinate(row.cells, *places.y);
    std::size_t const bad = x ? *places.y : *places.x;
    if (!x || !y) {
      rows.lose(row.cells);
      out.reject(row.line, rows.columns()[bad], bad < row.cells.size() ? row.cells[bad] : "", "is not a coordinate",
                 "give a number with a decimal point");
      continue;
    }
    if (options.crs.empty() && (std::abs(*x) > 180 || std::abs(*y) > 90)) {
      return base::fail(
          base::ErrorCode::invalid_value,
          "{}:{}: {}={}, {}={} are no degrees; name their reference system with --crs, such as --crs EPSG:3035",
          out.file(), row.line, rows.columns()[*places.x], *x, rows.columns()[*places.y], *y);
    }
    auto const p = position_crs->to_wgs84(*x, *y);
    if (!p) {
      rows.lose(row.cells);
      out.reject(row.line, rows.columns()[*places.x], row.cells[*places.x], "lies nowhere on Earth",
                 "check the position, or the reference system named with --crs");
      continue;
    }
    rows.take(row.line, row.cells, geo::Geometry(*p),
              fmt::format("{}_{}", base::trim(row.cells[*places.x]), base::trim(row.cells[*places.y])));
  }
  return rows.finish();
}

base::Status read_population_layer(std::filesystem::path const& file, PeopleOptions const& options, PeopleBatch& out,
                                   base::Progress const& progress) {
  CARTABLE_ASSIGN(
      auto reader,
      geo::VectorReader::open(file.string(),
                              {.crs = options.crs, .lon_field = {}, .lat_field = {}, .encoding = options.encoding}));
  auto const layers = reader.layers();
  CARTABLE_ASSIGN(std::size_t const layer, choose_layer(layers, options.layer, out.file()));
  std::vector<std::string> names;
  for (geo::FieldDef const& field : layers[layer].fields) {
    names.push_back(field.name);
  }
  std::vector<std::vector<std::string>> sample;
  CARTABLE_TRY(reader.read(layer, [&](geo::VectorReader::RowOrProblem&& row) {
    sample.push_back(std::move(row.texts));
    return sample.size() < kRowsLookedAt;
  }));
  PopulationRows rows(names, options, out);
  CARTABLE_TRY(rows.choose_columns(sample));
  auto const total = static_cast<std::uint64_t>(std::max<std::int64_t>(0, layers[layer].row_count.value_or(0)));
  bool stopped = false;
  CARTABLE_TRY(reader.read(layer, [&](geo::VectorReader::RowOrProblem&& row) {
    if (row.record % kRowsPerReport == 0) {
      progress("reading cells", static_cast<std::uint64_t>(row.record), total);
      stopped = progress.stop.stop_requested();
    }
    if (!rows.is_kept(row.texts)) {
      return !stopped;
    }
    ++out.batch().counts.population_read;
    bool const placed = std::holds_alternative<geo::MultiPolygon>(row.row.geometry) ||
                        std::holds_alternative<geo::LonLat>(row.row.geometry);
    if (row.problem || !placed) {
      rows.lose(row.texts);
      auto const& problem = row.problem;
      out.reject(row.record, problem ? problem->column : "geometry", problem ? problem->value : "",
                 problem ? problem->reason : "is neither an area nor a point",
                 problem ? problem->remedy : "draw it as an area");
      return !stopped;
    }
    geo::BBox const box = geo::bounds(row.row.geometry);
    std::string key = fmt::format("{:.6f}_{:.6f}", (box.west + box.east) / 2 + 0.0, (box.south + box.north) / 2 + 0.0);
    rows.take(row.record, row.texts, std::move(row.row.geometry), std::move(key));
    return !stopped;
  }));
  if (stopped) {
    return base::fail(base::ErrorCode::cancelled, "{}: reading was stopped", out.file());
  }
  return rows.finish();
}

}  // namespace cartable::importers
