#include "demo/coast.hpp"

#include "base/file.hpp"
#include "base/json.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <utility>

namespace cartable::demo {
namespace {

constexpr double kMetresPerDegree = 111'320;  // along a meridian, good to a percent: cells need no more

/// Corner-cutting (Chaikin 1974): rounds the steps of the grid; ends stay.
geo::LineString smooth(geo::LineString line) {
  bool const closed = line.size() > 3 && line.front() == line.back();
  for (int round = 0; round < 2; ++round) {
    geo::LineString out;
    if (!closed) {
      out.push_back(line.front());
    }
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      geo::LonLat const a = line[i];
      geo::LonLat const b = line[i + 1];
      out.push_back({.lon = a.lon * 0.75 + b.lon * 0.25, .lat = a.lat * 0.75 + b.lat * 0.25});
      out.push_back({.lon = a.lon * 0.25 + b.lon * 0.75, .lat = a.lat * 0.25 + b.lat * 0.75});
    }
    if (closed) {
      out.push_back(out.front());
    } else {
      out.push_back(line.back());
    }
    line = std::move(out);
  }
  return line;
}

}  // namespace

base::Result<std::vector<geo::Ring>> read_land(std::filesystem::path const& topojson) {
  CARTABLE_ASSIGN(std::string const text, base::read_file(topojson));
  CARTABLE_ASSIGN(base::Json const atlas, base::parse_json(text));
  try {
    auto const& scale = atlas.at("transform").at("scale");
    auto const& move = atlas.at("transform").at("translate");
    std::vector<geo::LineString> arcs;
    for (auto const& arc : atlas.at("arcs")) {
      geo::LineString line;
      double x = 0;
      double y = 0;
      for (auto const& step : arc) {  // delta-encoded integers
        x += step.at(0).get<double>();
        y += step.at(1).get<double>();
        line.push_back({.lon = x * scale.at(0).get<double>() + move.at(0).get<double>(),
                        .lat = y * scale.at(1).get<double>() + move.at(1).get<double>()});
      }
      arcs.push_back(std::move(line));
    }
    std::vector<geo::Ring> rings;
    auto const take = [&](base::Json const& polygon) {
      if (polygon.empty()) {
        return;
      }
      geo::Ring ring;
      for (auto const& index : polygon.at(0)) {
        auto const number = index.get<std::int64_t>();  // ~n is arc n backwards
        geo::LineString arc = arcs.at(static_cast<std::size_t>(number < 0 ? ~number : number));
        if (number < 0) {
          std::reverse(arc.begin(), arc.end());
        }
        ring.insert(ring.end(), arc.begin() + (ring.empty() ? 0 : 1), arc.end());
      }
      rings.push_back(std::move(ring));
    };
    for (auto const& geometry : atlas.at("objects").at("land").at("geometries")) {
      if (geometry.at("type") == "Polygon") {
        take(geometry.at("arcs"));
      } else if (geometry.at("type") == "MultiPolygon") {
        for (auto const& polygon : geometry.at("arcs")) {
          take(polygon);
        }
      }
    }
    return rings;
  } catch (std::exception const& error) {
    return base::fail(base::ErrorCode::corrupt, "{}: is not a world-atlas land file ({})", topojson.string(),
                      error.what());
  }
}

CoastGrid::CoastGrid(geo::BBox area, double cell_m) : area_(area), cell_m_(cell_m) {
  double const middle = (area.south + area.north) / 2 * std::numbers::pi / 180;
  columns_ =
      static_cast<std::size_t>(std::ceil((area.east - area.west) * kMetresPerDegree * std::cos(middle) / cell_m));
  rows_ = static_cast<std::size_t>(std::ceil((area.north - area.south) * kMetresPerDegree / cell_m));
  cell_lon_ = (area.east - area.west) / static_cast<double>(columns_);
  cell_lat_ = (area.north - area.south) / static_cast<double>(rows_);
  land_.assign(columns_ * rows_, 0);
  rough_land_ = land_;
}

void CoastGrid::add_land(geo::LonLat p) {
  if (!area_.contains(p)) {
    return;
  }
  auto const column = std::min(columns_ - 1, static_cast<std::size_t>((p.lon - area_.west) / cell_lon_));
  auto const row = std::min(rows_ - 1, static_cast<std::size_t>((p.lat - area_.south) / cell_lat_));
  land_[row * columns_ + column] = 1;
}

void CoastGrid::add_land(geo::LineString const& line) {
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    geo::LonLat const a = line[i];
    geo::LonLat const b = line[i + 1];
    double const cells = std::max(std::abs(b.lon - a.lon) / cell_lon_, std::abs(b.lat - a.lat) / cell_lat_);
    auto const steps = static_cast<int>(std::ceil(cells * 2)) + 1;
    for (int s = 0; s <= steps; ++s) {
      double const t = static_cast<double>(s) / steps;
      add_land(geo::LonLat{.lon = a.lon + (b.lon - a.lon) * t, .lat = a.lat + (b.lat - a.lat) * t});
    }
  }
}

void CoastGrid::add_land_area(geo::Ring const& ring) {
  add_land(ring);
  fill(ring, land_);
}

void CoastGrid::set_rough_land(std::vector<geo::Ring> const& rings) {
  for (geo::Ring const& ring : rings) {
    geo::BBox const box = geo::bounds(ring);
    if (box.east >= area_.west && box.west <= area_.east && box.north >= area_.south && box.south <= area_.north) {
      fill(ring, rough_land_);
    }
  }
}

/// Even-odd scan by rows through the middle of the cells.
void CoastGrid::fill(geo::Ring const& ring, std::vector<std::uint8_t>& mask) const {
  std::vector<double> crossings;
  geo::BBox const box = geo::bounds(ring);
  for (std::size_t row = 0; row < rows_; ++row) {
    double const lat = area_.south + (static_cast<double>(row) + 0.5) * cell_lat_;
    if (lat < box.south || lat > box.north) {
      continue;
    }
    crossings.clear();
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      geo::LonLat const a = ring[i];
      geo::LonLat const b = ring[i + 1];
      if ((a.lat > lat) != (b.lat > lat)) {
        crossings.push_back(a.lon + (lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon));
      }
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      double const first = std::max(0.0, std::ceil((crossings[i] - area_.west) / cell_lon_ - 0.5));
      double const last =
          std::min(static_cast<double>(columns_) - 1, std::floor((crossings[i + 1] - area_.west) / cell_lon_ - 0.5));
      if (first > last) {
        continue;
      }
      auto const begin = mask.begin() + static_cast<std::ptrdiff_t>(row * columns_ + static_cast<std::size_t>(first));
      std::fill_n(begin, static_cast<std::size_t>(last - first) + 1, std::uint8_t{1});
    }
  }
}

/// Chamfer distance (3-4 weights) in metres from every cell to the nearest cell of the mask.
std::vector<float> CoastGrid::distance_m(std::vector<std::uint8_t> const& mask) const {
  std::vector<float> d(mask.size(), std::numeric_limits<float>::max() / 4);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] != 0) {
      d[i] = 0;
    }
  }
  auto const straight = static_cast<float>(cell_m_);
  auto const diagonal = static_cast<float>(cell_m_ * 4 / 3);
  auto const relax = [&](std::size_t to, std::size_t from, float step) { d[to] = std::min(d[to], d[from] + step); };
  for (std::size_t r = 0; r < rows_; ++r) {
    for (std::size_t c = 0; c < columns_; ++c) {
      std::size_t const i = r * columns_ + c;
      if (c > 0) {
        relax(i, i - 1, straight);
      }
      if (r > 0) {
        relax(i, i - columns_, straight);
        if (c > 0) {
          relax(i, i - columns_ - 1, diagonal);
        }
        if (c + 1 < columns_) {
          relax(i, i - columns_ + 1, diagonal);
        }
      }
    }
  }
  for (std::size_t r = rows_; r-- > 0;) {
    for (std::size_t c = columns_; c-- > 0;) {
      std::size_t const i = r * columns_ + c;
      if (c + 1 < columns_) {
        relax(i, i + 1, straight);
      }
      if (r + 1 < rows_) {
        relax(i, i + columns_, straight);
        if (c + 1 < columns_) {
          relax(i, i + columns_ + 1, diagonal);
        }
        if (c > 0) {
          relax(i, i + columns_ - 1, diagonal);
        }
      }
    }
  }
  return d;
}

std::vector<std::uint8_t> CoastGrid::sea_cells(Rules const& rules) const {
  std::vector<std::uint8_t> rough_sea(land_.size());
  for (std::size_t i = 0; i < land_.size(); ++i) {
    rough_sea[i] = rough_land_[i] == 0 ? 1 : 0;
  }
  auto const to_land = distance_m(land_);
  auto const to_sea = distance_m(rough_sea);
  std::vector<std::uint8_t> sea(land_.size(), 0);
  std::vector<std::size_t> queue;
  for (std::size_t i = 0; i < sea.size(); ++i) {
    if (rough_sea[i] != 0 && to_land[i] > rules.reach_m) {
      sea[i] = 1;
      queue.push_back(i);
    }
  }
  while (!queue.empty()) {
    std::size_t const i = queue.back();
    queue.pop_back();
    std::size_t const c = i % columns_;
    auto const visit = [&](std::size_t k) {
      if (sea[k] == 0 && to_land[k] > rules.reach_m && to_sea[k] <= rules.inland_m) {
        sea[k] = 1;
        queue.push_back(k);
      }
    };
    if (c > 0) {
      visit(i - 1);
    }
    if (c + 1 < columns_) {
      visit(i + 1);
    }
    if (i >= columns_) {
      visit(i - columns_);
    }
    if (i + columns_ < sea.size()) {
      visit(i + columns_);
    }
  }
  // Back to the shore: what lies between the open sea and the first thing mapped on land.
  auto const to_open = distance_m(sea);
  for (std::size_t i = 0; i < sea.size(); ++i) {
    if (to_open[i] <= rules.reach_m - rules.shore_m && to_land[i] > rules.shore_m) {
      sea[i] = 1;
    }
  }
  return sea;
}

std::vector<geo::LineString> CoastGrid::coastlines(Rules const& rules) const {
  auto const sea = sea_cells(rules);
  // Corners of cells, numbered; an edge between a land and a sea cell runs with land on its left.
  auto const corner = [&](std::size_t r, std::size_t c) { return r * (columns_ + 1) + c; };
  std::multimap<std::size_t, std::size_t> next;
  for (std::size_t r = 0; r < rows_; ++r) {
    for (std::size_t c = 0; c < columns_; ++c) {
      bool const wet = sea[r * columns_ + c] != 0;
      if (c + 1 < columns_ && wet != (sea[r * columns_ + c + 1] != 0)) {
        // wet in the west: land is east, so the edge runs south to have it on the left
        wet ? next.emplace(corner(r + 1, c + 1), corner(r, c + 1))
            : next.emplace(corner(r, c + 1), corner(r + 1, c + 1));
      }
      if (r + 1 < rows_ && wet != (sea[(r + 1) * columns_ + c] != 0)) {
        // wet in the south: land is north, so the edge runs east
        wet ? next.emplace(corner(r + 1, c), corner(r + 1, c + 1))
            : next.emplace(corner(r + 1, c + 1), corner(r + 1, c));
      }
    }
  }
  std::map<std::size_t, int> balance;  // starts minus ends: open lines begin where it is positive
  for (auto const& [from, to] : next) {
    ++balance[from];
    --balance[to];
  }
  std::vector<geo::LineString> lines;
  auto const walk = [&](std::size_t start) {
    geo::LineString line;
    std::size_t at = start;
    for (auto step = next.find(at);; step = next.find(at)) {
      std::size_t const row = at / (columns_ + 1);
      std::size_t const column = at % (columns_ + 1);
      line.push_back({.lon = area_.west + static_cast<double>(column) * cell_lon_,
                      .lat = area_.south + static_cast<double>(row) * cell_lat_});
      if (step == next.end()) {
        break;
      }
      at = step->second;
      next.erase(step);
      if (at == start) {
        line.push_back(line.front());
        break;
      }
    }
    constexpr std::size_t kSmallest = 24;  // corners: islets below about six cells across are noise of the grid
    if (line.size() >= kSmallest || line.front() != line.back()) {
      lines.push_back(smooth(std::move(line)));
    }
  };
  for (auto const& [at, starts] : balance) {
    for (int i = 0; i < starts; ++i) {
      walk(at);
    }
  }
  while (!next.empty()) {
    walk(next.begin()->first);
  }
  return lines;
}

}  // namespace cartable::demo
