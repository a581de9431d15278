#include "importers/population_layer.hpp"

#include "base/text.hpp"
#include "geo/projection.hpp"
#include "geo/repair.hpp"
#include "geo/vector_reader.hpp"
#include "importers/census_table.hpp"
#include "importers/people_counts.hpp"
#include "importers/population_grid_id.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_values.hpp"

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
constexpr std::array<std::string_view, 9> kIdNames{"id",      "code",     "grd id", "geoid",  "geo id",
                                                   "cell id", "cellcode", "gid",    "geocode"};

template <class Names>
std::optional<std::size_t> named(std::vector<std::string> const& columns, Names const& names) {
  for (std::string_view const name : names) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (base::fold(columns[i]) == name) {
        return i;
      }
    }
  }
  return std::nullopt;
}

/// What the rows of cells have in common, wherever they come from.
class CellRows {
 public:
  CellRows(std::vector<std::string> columns, PeopleOptions const& options, PeopleBatch& out)
      : columns_(std::move(columns)), options_(options), out_(out) {}

  base::Status choose_columns(std::vector<std::vector<std::string>> const& sample) {
    NumberMarks marks;
    for (auto const& row : sample) {
      for (std::string const& cell : row) {
        marks.look_at(cell);
      }
    }
    decimal_ = marks.decimal();
    if (auto const rows = options_.columns.find("rows"); rows != options_.columns.end()) {
      return base::fail(base::ErrorCode::bad_usage,
                        "{}: --map rows={} is for tables by district; cells stand for themselves", out_.file(),
                        rows->second);
    }
    CARTABLE_ASSIGN(auto const wanted, out_.wanted());
    for (Wanted const& want : wanted) {
      std::optional<std::size_t> column;
      if (!want.theirs.empty()) {
        CARTABLE_ASSIGN(column, find(want.theirs));
      } else {
        column = guess_people(sample);
        if (!column && wanted.size() > 1) {
          out_.note("no column is known to count everybody, so only groups are taken (--map people=COLUMN names it)");
          continue;
        }
        if (!column) {
          return base::fail(base::ErrorCode::not_found,
                            "{}: which column counts people? Name it with --map people=COLUMN; its columns are: {}",
                            out_.file(), joined(columns_));
        }
        out_.note(fmt::format("people are those of column {} (guessed; --map people=COLUMN names another)",
                              columns_[*column]));
      }
      figures_.push_back({want.group, *column, {}});
    }
    if (auto const id = options_.columns.find("id"); id != options_.columns.end()) {
      CARTABLE_ASSIGN(id_, find(id->second));
    } else {
      id_ = named(columns_, kIdNames);
    }
    for (auto const& [field, value] : options_.columns) {
      if (field.starts_with("where:")) {
        CARTABLE_ASSIGN(std::size_t const column, find(field.substr(6)));
        filters_.emplace_back(column, base::fold(value));
      }
    }
    return {};
  }

  /// The column of that name, spelt otherwise perhaps.
  base::Result<std::size_t> find(std::string const& name) const {
    auto const exact = std::find(columns_.begin(), columns_.end(), name);
    if (exact != columns_.end()) {
      return static_cast<std::size_t>(exact - columns_.begin());
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (base::fold(columns_[i]) == base::fold(name)) {
        return i;
      }
    }
    return base::fail(base::ErrorCode::not_found, "{}: has no column {}; its columns are: {}", out_.file(), name,
                      joined(columns_));
  }

  [[nodiscard]] bool is_kept(std::vector<std::string> const& row) const {
    return std::all_of(filters_.begin(), filters_.end(), [&](auto const& filter) {
      return filter.first < row.size() && base::fold(row[filter.first]) == filter.second;
    });
  }

  /// \param place  an area or a point on WGS 84 \param key  by which the cell is known when no column says it
  void take(std::int64_t record, std::vector<std::string> const& row, geo::Geometry&& place, std::string key) {
    store::PopulationCell cell;
    if (auto* const area = std::get_if<geo::MultiPolygon>(&place)) {
      auto repaired = geo::repair(rounded(std::move(*area)));
      if (!repaired) {
        ++out_.batch().counts.areas_broken;
        lose(row);
        out_.reject(record, "geometry", "", repaired.error().message, "draw the area again");
        return;
      }
      if (repaired->changed) {
        ++out_.batch().counts.areas_repaired;
      }
      cell.area = std::move(repaired->area);
      cell.point = rounded(geo::point_inside(cell.area));
    } else {
      cell.point = rounded(std::get<geo::LonLat>(place));
    }
    if (id_ && *id_ < row.size() && !base::trim(row[*id_]).empty()) {
      key = base::trim(row[*id_]);
    }
    if (auto const [before, fresh] = records_by_key_.emplace(key, record); !fresh) {
      lose(row);
      out_.reject(record, id_ ? columns_[*id_] : "position", key,
                  fmt::format("is the cell of record {} too", before->second),
                  id_ ? "give each cell a key of its own, or name the column that has one with --map id=COLUMN"
                      : "take out the repetition, or keep rows of one kind with --map where:COLUMN=VALUE");
      return;
    }
    bool first = true;
    for (Figure& figure : figures_) {
      Count const count = read_count(figure.column < row.size() ? row[figure.column] : std::string(), decimal_);
      bool const negative =
          count.kind == Count::Kind::bad || count.kind == Count::Kind::money || count.kind == Count::Kind::share;
      if (negative) {
        out_.reject(record, columns_[figure.column], row[figure.column], "is not a count of people",
                    "write digits, or \"<5\" for a hidden count, or leave it empty when nobody knows");
        continue;
      }
      if (count.kind == Count::Kind::empty || (count.kind == Count::Kind::number && count.value == 0)) {
        ++figure.without;
        out_.see(figure.group, count);
        continue;
      }
      out_.add(figure.group, key, count, first && figures_.size() == 1 ? std::move(cell) : store::PopulationCell(cell));
      ++figure.taken;
      first = false;
    }
  }

  /// The people of a row that cannot be taken.
  void lose(std::vector<std::string> const& row) {
    if (!figures_.empty() && figures_.front().group == options_.group && figures_.front().column < row.size()) {
      if (Count const count = read_count(row[figures_.front().column], decimal_); count.kind == Count::Kind::number) {
        out_.add_lost(count.value);
      }
    }
  }

  base::Status finish() {
    std::size_t taken = 0;
    for (Figure const& figure : figures_) {
      taken += figure.taken;
      out_.add_group(figure.group, columns_[figure.column], columns_[figure.column]);
      if (figure.without > 0) {
        out_.note(
            fmt::format("{} cells without people in column {} are not kept", figure.without, columns_[figure.column]));
      }
    }
    if (!id_ && taken > 0) {
      out_.note(
          "no column holds a key, so ids are made of positions: a cell that is drawn otherwise will look new "
          "(--map id=COLUMN names one)");
    }
    if (taken > 0) {
      return {};
    }
    auto const& rejects = out_.batch().rejects;
    if (rejects.empty()) {
      return base::fail(base::ErrorCode::invalid_value, "{}: has no cell with people", out_.file());
    }
    store::Reject const& worst = rejects.front();
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: none of its {} rows can be taken; the first: {} \"{}\" {}; {}", out_.file(), rejects.size(),
                      worst.column, worst.value, worst.reason, worst.remedy);
  }

  void forget_id() { id_.reset(); }
  [[nodiscard]] std::vector<std::string> const& columns() const noexcept { return columns_; }
  [[nodiscard]] char decimal() const noexcept { return decimal_; }
  [[nodiscard]] std::optional<std::size_t> id() const noexcept { return id_; }

 private:
  struct Figure {
    std::string group;
    std::size_t column = 0;
    std::size_t taken = 0, without = 0;
    Figure(std::string g, std::size_t c, std::size_t) : group(std::move(g)), column(c) {}
  };

  std::optional<std::size_t> guess_people(std::vector<std::vector<std::string>> const& sample) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!means_everybody(columns_[i])) {
        continue;
      }
      std::size_t numbers = 0;
      std::size_t others = 0;
      for (auto const& row : sample) {
        Count::Kind const kind = i < row.size() ? read_count(row[i], decimal_).kind : Count::Kind::empty;
        numbers += kind == Count::Kind::number || kind == Count::Kind::suppressed ? 1U : 0U;
        others += kind == Count::Kind::bad || kind == Count::Kind::money || kind == Count::Kind::share ? 1U : 0U;
      }
      if (numbers > others * 4) {
        return i;
      }
    }
    return std::nullopt;
  }

  std::vector<std::string> columns_;
  PeopleOptions const& options_;
  PeopleBatch& out_;
  char decimal_ = '.';
  std::vector<Figure> figures_;
  std::optional<std::size_t> id_;
  std::vector<std::pair<std::size_t, std::string>> filters_;
  std::unordered_map<std::string, std::int64_t> records_by_key_;
};

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
  std::array<std::string, 1> const name{base::fold(mapped->second)};
  return named(columns, name);
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
    out.x = named(columns, kLonNames);
    out.y = named(columns, kLatNames);
    out.degrees = out.x && out.y;
    if (!out.degrees) {
      out.x = named(columns, kXNames);
      out.y = named(columns, kYNames);
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
  CellRows rows(columns_of(grid, header), options, out);
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
      if (count.kind == Count::Kind::number && text.size() > 0 && text[0] >= '0' && text[0] <= '9') {
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
  CellRows rows(names, options, out);
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
