#include "importers/table_locate.hpp"

#include "base/text.hpp"
#include "geo/geometry_text.hpp"
#include "importers/table_position.hpp"
#include "importers/table_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace cartable::importers {
namespace {

using geo::GeometryType;
using geo::LonLat;
using Problem = geo::VectorReader::Problem;

/// Positions that decide for all rows.
constexpr std::size_t kMaxRaw = 20'000;
constexpr std::size_t kMaxDrawn = 300;

bool is_degrees(LonLat p) { return std::abs(p.lon) <= 180 && std::abs(p.lat) <= 90; }
LonLat turned(LonLat p) { return {.lon = p.lat, .lat = p.lon}; }
bool is_zero(LonLat p) { return std::abs(p.lon) < 1e-9 && std::abs(p.lat) < 1e-9; }

template <class Test>
double share(std::vector<LonLat> const& points, Test const& test) {
  if (points.empty()) {
    return 0;
  }
  return static_cast<double>(std::count_if(points.begin(), points.end(), test)) / static_cast<double>(points.size());
}

/// A system that column names speak of: "X_L93", "utm_x_25830", "E_LV95", "rd_x".
std::string crs_in_names(std::string_view a, std::string_view b) {
  struct Hint {
    std::string_view word, crs;
  };
  static constexpr std::array kHints = {
      Hint{"lambert93", "EPSG:2154"},   Hint{"l93", "EPSG:2154"},     Hint{"lamb93", "EPSG:2154"},
      Hint{"lv95", "EPSG:2056"},        Hint{"chtrs95", "EPSG:2056"}, Hint{"rd", "EPSG:28992"},
      Hint{"osgb", "EPSG:27700"},       Hint{"osgb36", "EPSG:27700"}, Hint{"bng", "EPSG:27700"},
      Hint{"webmercator", "EPSG:3857"}, Hint{"itm", "EPSG:2157"},     Hint{"lambert72", "EPSG:31370"}};
  auto const words = words_of(a);
  for (std::string const& word : words) {
    for (Hint const& hint : kHints) {
      if (word == hint.word) {
        return std::string(hint.crs);
      }
    }
    bool const digits = word.size() >= 4 && word.size() <= 5 &&
                        std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits && word != "4326" && b.find(word) != std::string_view::npos && geo::ToWgs84::from("EPSG:" + word)) {
      return "EPSG:" + word;
    }
  }
  std::string const joined_words = [&] {
    std::string out;
    for (std::string const& word : words) {
      out += word;
    }
    return out;
  }();
  return joined_words.find("lambert93") != std::string::npos ? "EPSG:2154" : std::string();
}

void turn(geo::Geometry& geometry) {
  struct Visitor {
    void operator()(std::monostate&) const {}
    void operator()(LonLat& p) const { p = turned(p); }
    void operator()(geo::LineString& line) const {
      for (LonLat& p : line) {
        p = turned(p);
      }
    }
    void operator()(geo::MultiLineString& lines) const {
      for (auto& line : lines.lines) {
        (*this)(line);
      }
    }
    void operator()(geo::MultiPolygon& area) const {
      for (auto& polygon : area.polygons) {
        for (auto& ring : polygon.rings) {
          (*this)(ring);
          std::reverse(ring.begin(), ring.end());
        }
      }
    }
  };
  std::visit(Visitor{}, geometry);
}

bool transform_all(geo::ToWgs84 const& to, geo::Geometry& geometry) {
  struct Visitor {
    geo::ToWgs84 const& to;
    bool operator()(std::monostate&) const { return true; }
    bool operator()(LonLat& p) const { return to.apply(p); }
    bool operator()(geo::LineString& line) const {
      return std::all_of(line.begin(), line.end(), [&](LonLat& p) { return to.apply(p); });
    }
    bool operator()(geo::MultiLineString& lines) const {
      return std::all_of(lines.lines.begin(), lines.lines.end(), [&](geo::LineString& line) { return (*this)(line); });
    }
    bool operator()(geo::MultiPolygon& area) const {
      return std::all_of(area.polygons.begin(), area.polygons.end(), [&](geo::Polygon& polygon) {
        return std::all_of(polygon.rings.begin(), polygon.rings.end(), [&](geo::Ring& ring) { return (*this)(ring); });
      });
    }
  };
  return std::visit(Visitor{to}, geometry);
}

GeometryType type_of(geo::Geometry const& geometry) {
  switch (geometry.index()) {
    case 1: return GeometryType::point;
    case 2: return GeometryType::linestring;
    case 3: return GeometryType::multilinestring;
    case 4: return GeometryType::multipolygon;
    default: return GeometryType::any;
  }
}

std::string shown(std::string_view value) {
  return base::mend_utf8(value.substr(0, 80)) + (value.size() > 80 ? "…" : "");
}

LonLat middle(geo::Geometry const& geometry) {
  if (auto const* const p = std::get_if<LonLat>(&geometry)) {
    return *p;
  }
  geo::BBox const box = geo::bounds(geometry);
  return {.lon = (box.west + box.east) / 2, .lat = (box.south + box.north) / 2};
}

}  // namespace

base::Result<geo::CrsGuess> find_out_crs(std::vector<LonLat> const& raw, geo::BBox const& city, std::string_view file,
                                         std::string_view what, std::vector<std::string>& notes) {
  std::string const example = raw.empty() ? "" : fmt::format("{:.1f} {:.1f}", raw.front().lon, raw.front().lat);
  if (city.empty() || raw.empty()) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: {} hold no degrees ({}) and nothing tells which reference system they are in; name it with "
                      "--crs, such as --crs EPSG:25832",
                      file, what, example);
  }
  auto const guesses = geo::guess_crs(raw, city);
  std::vector<geo::CrsGuess const*> today;
  for (geo::CrsGuess const& guess : guesses) {
    if (!guess.superseded) {
      today.push_back(&guess);
    }
  }
  if (today.empty() && guesses.size() == 1) {
    today.push_back(&guesses.front());
  }
  if (today.size() != 1) {
    std::string candidates;
    for (std::size_t i = 0; i < std::min<std::size_t>(6, guesses.size()); ++i) {
      candidates += fmt::format("{}--crs {} ({})", candidates.empty() ? "" : ", ", guesses[i].code, guesses[i].name);
    }
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: {} hold no degrees ({}), and {}; name their reference system{}", file, what, example,
                      guesses.empty() ? "no reference system of this place puts them into the city"
                                      : "several reference systems put them into the city",
                      candidates.empty() ? " with --crs" : ": " + candidates);
  }
  geo::CrsGuess const& chosen = *today.front();
  std::string others;
  for (geo::CrsGuess const& guess : guesses) {
    if (&guess != &chosen && others.size() < 120) {
      others += fmt::format("{}{} ({}) would put them {:.0f} m away", others.empty() ? "; " : ", ", guess.code,
                            guess.name, std::max(guess.apart, chosen.apart));
    }
  }
  notes.push_back(fmt::format("{} are taken as {} ({}){}, guessed as they then lie in the city{}; --crs says otherwise",
                              what, chosen.code, chosen.name, chosen.swapped ? " with the two exchanged" : "", others));
  return chosen;
}

std::optional<LonLat> Locator::raw_pair(TableRow& row) const {
  if (mode_ == Mode::columns) {
    std::string_view const lon = row.cells[lon_];
    std::string_view const lat = row.cells[lat_];
    if (is_nothing(lon) && is_nothing(lat)) {
      return std::nullopt;
    }
    LonLat p;
    for (auto const& [cell, column, format, into] :
         {std::tuple(lon, lon_, &lon_format_, &p.lon), std::tuple(lat, lat_, &lat_format_, &p.lat)}) {
      auto const number = is_nothing(cell)
                              ? base::Result<double>(base::fail(base::ErrorCode::invalid_value, "is empty"))
                              : parse_coordinate(cell, *format);
      if (!number) {
        row.problem = Problem{.column = columns_[column],
                              .value = shown(cell),
                              .reason = number.error().message,
                              .remedy = "give a number, such as 49.28"};
        return std::nullopt;
      }
      *into = *number;
    }
    if (is_zero(p)) {
      return std::nullopt;
    }
    return p;
  }
  std::string_view const cell = row.cells[text_];
  if (is_nothing(cell)) {
    return std::nullopt;
  }
  auto const pair = position_pair(cell);
  if (!pair) {
    row.problem = Problem{.column = columns_[text_],
                          .value = shown(cell),
                          .reason = "is no position",
                          .remedy = "give two numbers, such as 49.28, -123.12"};
    return std::nullopt;
  }
  bool const lat_first =
      pair->order == PositionPair::Order::lat_first || (pair->order == PositionPair::Order::unknown && pair_lat_first_);
  LonLat const p =
      lat_first ? LonLat{.lon = pair->second, .lat = pair->first} : LonLat{.lon = pair->first, .lat = pair->second};
  return is_zero(p) ? std::nullopt : std::optional(p);
}

base::Status Locator::settle_metres(std::vector<LonLat> const& raw, std::string_view file,
                                    LocateOptions const& options) {
  std::string const what = mode_ == Mode::columns ? fmt::format("the columns {} and {}", columns_[lon_], columns_[lat_])
                                                  : fmt::format("the values of {}", columns_[text_]);
  if (std::string const hint = mode_ == Mode::columns ? crs_in_names(columns_[lon_], columns_[lat_]) : std::string();
      !hint.empty()) {
    auto to = geo::ToWgs84::from(hint);
    bool const fits = to && (near_.empty() || share(raw, [&](LonLat p) { return to->apply(p) && near_city(p); }) > 0.5);
    if (fits) {
      transform_ = *std::move(to);
      notes_.push_back(fmt::format("{} are taken as {}, as their names say", what, hint));
      return {};
    }
  }
  CARTABLE_ASSIGN(auto const guess, find_out_crs(raw, options.city, file, what, notes_));
  CARTABLE_ASSIGN(auto to, geo::ToWgs84::from(guess.code));
  transform_ = std::move(to);
  swapped_ = guess.swapped;
  return {};
}

base::Status Locator::settle(std::vector<LonLat> const& raw, std::string_view file, LocateOptions const& options) {
  if (!options.crs.empty()) {
    CARTABLE_ASSIGN(auto to, geo::ToWgs84::from(options.crs));
    auto const lands = [&](bool swap) {
      return share(raw, [&](LonLat p) {
        LonLat q = swap ? turned(p) : p;
        return to.apply(q) && (near_.empty() || near_city(q));
      });
    };
    if (!near_.empty() && !raw.empty() && lands(false) < 0.1 && lands(true) > 0.5) {
      swapped_ = true;
      notes_.push_back(fmt::format("its two coordinates are exchanged: they lie in the city the other way round, in {}",
                                   options.crs));
    }
    transform_ = std::move(to);
    return {};
  }
  if (raw.empty()) {
    return {};
  }
  double const straight = share(raw, is_degrees);
  double const exchanged = share(raw, [](LonLat p) { return is_degrees(turned(p)); });
  if (straight < 0.5 && exchanged < 0.5) {
    return settle_metres(raw, file, options);
  }
  bool turn_all = straight < 0.5 && exchanged >= 0.5;
  std::string why = "a latitude cannot be beyond 90";
  if (!turn_all && !near_.empty()) {
    double const here = share(raw, [&](LonLat p) { return near_city(p); });
    double const there = share(raw, [&](LonLat p) { return near_city(turned(p)); });
    turn_all = there >= 0.5 && here <= 0.1;
    why = "they lie in the city the other way round";
  }
  if (turn_all) {
    swapped_ = true;
    notes_.push_back(fmt::format("its longitudes and latitudes are exchanged ({}) and were put right", why));
  }
  return {};
}

base::Result<Locator> Locator::plan(TableInput& input, std::size_t layer_index, TableColumns const& columns,
                                    std::vector<ColumnProfile> const& profiles, LocateOptions const& options) {
  Locator out;
  auto const& layer = input.layers()[layer_index];
  out.columns_ = layer.columns;
  std::string const& file = layer.name;
  if (!options.city.empty()) {
    out.near_ = geo::widened(options.city, 1.0, 0.3);
  }
  auto const lon = columns.find("lon");
  auto const lat = columns.find("lat");
  auto const text = columns.find("position");
  bool const told = columns.is_told("lon") || columns.is_told("lat") || columns.is_told("position");
  if (lon && lat && (told || layer.geometry == GeometryType::none)) {
    out.mode_ = Mode::columns;
    out.lon_ = *lon;
    out.lat_ = *lat;
    out.lon_format_ = profiles[*lon].format;
    out.lat_format_ = profiles[*lat].format;
    out.geometry_ = GeometryType::point;
  } else if (text && (told || layer.geometry == GeometryType::none)) {
    out.mode_ = Mode::text;
    out.text_ = *text;
    out.geometry_ = GeometryType::point;
  } else if (layer.geometry != GeometryType::none) {
    out.mode_ = Mode::geometry;
    out.geometry_ = layer.geometry;
    if (out.near_.empty() && out.geometry_ != GeometryType::any) {
      return out;
    }
  } else {
    return out;
  }
  std::size_t const enough = out.mode_ == Mode::geometry ? kMaxDrawn : kMaxRaw;

  std::vector<LonLat> raw;
  std::size_t lon_first = 0, lat_first = 0, here = 0, there = 0;
  bool geometries = false;
  CARTABLE_TRY(input.read(layer_index, [&](TableRow& row) {
    if (out.mode_ == Mode::geometry) {
      if (out.geometry_ == GeometryType::any && row.geometry.index() != 0) {
        out.geometry_ = type_of(row.geometry);
      }
      if (row.geometry.index() != 0) {
        raw.push_back(middle(row.geometry));
      }
    } else if (out.mode_ == Mode::text && position_form(row.cells[out.text_]) != PositionForm::pair &&
               !position_pair(row.cells[out.text_])) {
      if (auto const geometry = geo::parse_geometry_text(row.cells[out.text_]);
          !is_nothing(row.cells[out.text_]) && geometry && geometry->index() != 0) {
        if (!geometries) {
          out.geometry_ = type_of(*geometry);
        }
        geometries = true;
        raw.push_back(middle(*geometry));
      }
    } else {
      if (auto const pair = out.mode_ == Mode::text ? position_pair(row.cells[out.text_]) : std::nullopt;
          pair && pair->order == PositionPair::Order::unknown) {
        lon_first += std::abs(pair->first) > 90 ? 1U : 0U;
        lat_first += std::abs(pair->second) > 90 ? 1U : 0U;
        here += out.near_city({.lon = pair->second, .lat = pair->first}) ? 1U : 0U;
        there += out.near_city({.lon = pair->first, .lat = pair->second}) ? 1U : 0U;
      }
      if (auto const p = out.raw_pair(row)) {
        raw.push_back(*p);
      }
    }
    return raw.size() < enough;
  }));
  if (out.mode_ == Mode::text && !geometries) {
    std::string const name = base::fold(out.columns_[out.text_]);
    auto const at_lon = std::min({name.find("lon"), name.find("lng"), name.find("xy")});
    auto const at_lat = name.find("lat");
    bool const named_lon_first = at_lon != std::string::npos && (at_lat == std::string::npos || at_lon < at_lat);
    bool const lat_before =
        lat_first > lon_first || (lat_first == lon_first && (here > there || (here == there && !named_lon_first)));
    if (!lat_before && out.pair_lat_first_) {
      for (LonLat& p : raw) {
        p = turned(p);
      }
      out.notes_.push_back(
          fmt::format("the values of {} are read as longitude before latitude", out.columns_[out.text_]));
    }
    out.pair_lat_first_ = lat_before;
  }
  if (out.mode_ == Mode::geometry) {
    if (!out.near_.empty() && !raw.empty()) {
      double const straight = share(raw, [&](LonLat p) { return out.near_city(p); });
      double const exchanged = share(raw, [&](LonLat p) { return out.near_city(turned(p)); });
      if (exchanged >= 0.5 && straight <= 0.1) {
        out.swapped_ = true;
        out.notes_.push_back(
            "its longitudes and latitudes are exchanged (they lie in the city the other way round) and were put right");
      }
    }
    return out;
  }
  bool const kept_in_degrees = out.mode_ == Mode::text && out.columns_[out.text_] == "geometry_wgs84";
  LocateOptions settled = options;
  if (kept_in_degrees && input.is_rejects()) {
    settled.crs.clear();  // written by this program
  }
  CARTABLE_TRY(out.settle(raw, file, settled));
  return out;
}

std::string Locator::position_column() const {
  switch (mode_) {
    case Mode::columns: return fmt::format("{}, {}", columns_[lon_], columns_[lat_]);
    case Mode::text: return columns_[text_];
    default: return "geometry";
  }
}

void Locator::check_position(TableRow& row, std::string_view cell, LonLat given) {
  auto* const p = std::get_if<LonLat>(&row.geometry);
  if (p == nullptr) {
    return;
  }
  if (!is_degrees(*p) && is_degrees(turned(*p))) {
    *p = turned(*p);
    ++mended_;
    first_mended_ = first_mended_.empty() ? fmt::format("record {}", row.record) : first_mended_;
  }
  if (!is_degrees(*p)) {
    row.geometry = {};
    row.problem = Problem{.column = position_column(),
                          .value = !cell.empty()            ? shown(cell)
                                   : mode_ == Mode::columns ? fmt::format("{} {}", given.lon, given.lat)
                                                            : std::string(),
                          .reason = "lies outside longitude ±180, latitude ±90",
                          .remedy = "give longitude and latitude in degrees, or name the reference system with --crs"};
    return;
  }
  if (near_.empty() || near_city(*p)) {
    return;
  }
  if (near_city(turned(*p))) {
    *p = turned(*p);
    ++mended_;
    first_mended_ = first_mended_.empty() ? fmt::format("record {}", row.record) : first_mended_;
    return;
  }
  ++far_;
  if (first_far_.empty()) {
    first_far_ = fmt::format("record {} at {:.5f} {:.5f}", row.record, p->lon, p->lat);
  }
}

void Locator::locate(TableRow& row) {
  if (row.problem || mode_ == Mode::none) {
    return;
  }
  if (mode_ == Mode::geometry) {
    if (swapped_) {
      turn(row.geometry);
    }
    if (auto const* const p = std::get_if<LonLat>(&row.geometry); p != nullptr && is_zero(*p)) {
      row.geometry = {};
    }
    check_position(row, {}, {});
    return;
  }
  row.geometry = {};
  if (mode_ == Mode::text) {
    std::string_view const cell = row.cells[text_];
    PositionForm const form = position_form(cell);
    if (form == PositionForm::wkt || form == PositionForm::json) {
      auto geometry = geo::parse_geometry_text(cell);
      if (!geometry) {
        row.problem = Problem{.column = position_column(),
                              .value = shown(cell),
                              .reason = geometry.error().message,
                              .remedy = "correct the geometry"};
        return;
      }
      row.geometry = *std::move(geometry);
      if (swapped_) {
        turn(row.geometry);
      }
      if (transform_ && !transform_all(*transform_, row.geometry)) {
        row.geometry = {};
        row.problem = Problem{.column = position_column(),
                              .value = shown(cell),
                              .reason = "cannot be turned into WGS 84",
                              .remedy = "check the coordinates, or name their reference system with --crs"};
        return;
      }
      check_position(row, cell, {});
      return;
    }
  }
  auto raw = raw_pair(row);
  if (!raw) {
    return;
  }
  LonLat const given = *raw;
  if (swapped_) {
    raw = turned(*raw);
  }
  if (transform_ && !transform_->apply(*raw)) {
    *raw = {.lon = 999, .lat = 999};
  }
  row.geometry = *raw;
  check_position(row, {}, given);
}

std::vector<std::string> Locator::closing_notes() const {
  std::vector<std::string> out;
  if (mended_ > 0) {
    out.push_back(
        fmt::format("{} rows had longitude and latitude exchanged and were put right ({})", mended_, first_mended_));
  }
  if (far_ > 0) {
    out.push_back(fmt::format("{} positions lie far outside the city ({}{})", far_, first_far_, far_ > 1 ? ", …" : ""));
  }
  return out;
}

}  // namespace cartable::importers
