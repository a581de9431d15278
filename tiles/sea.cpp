#include "tiles/sea.hpp"

#include "base/format.hpp"
#include "geo/area_index.hpp"
#include "geo/metric.hpp"
#include "geo/polygon_ops.hpp"
#include "geo/repair.hpp"
#include "tiles/coast_chains.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_set>
#include <utility>

namespace cartable::tiles {
namespace {

/// How far a chain may stop short of the edge, as a part of the side of a square as large as the area: in a town
/// 5 km wide 1.25 km, in a city 20 km wide 5 km. The extract of Monaco needs 1.1 km of 6.6 km.
constexpr double kLongestWayOut = 0.25;
/// Share of what is known to be land that the sea may cover: buildings on piers and floats are in it rightly.
constexpr double kMostLandInSea = 0.02;
/// Length of coast that may contradict the rest of a face's border: a loop that a mapper's hand made.
constexpr double kSlip_m = 100;
/// Two positions on one line, in degrees: rounding of crossings, far below the 1e-7° of OSM.
constexpr double kOnLine_deg = 1e-10;

/// A directed edge, land on its left.
struct Edge {
  geo::LonLat a, b;
  friend bool operator==(Edge const&, Edge const&) = default;
};
struct EdgeHash {
  std::size_t operator()(Edge const& e) const noexcept {
    std::uint64_t h = 0;
    for (double const v : {e.a.lon, e.a.lat, e.b.lon, e.b.lat}) {
      h = (h ^ std::bit_cast<std::uint64_t>(v)) * 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio
      h ^= h >> 29U;
    }
    return h;
  }
};
using EdgeSet = std::unordered_set<Edge, EdgeHash>;

bool is_on(geo::LonLat p, Edge const& e) noexcept {
  double const dx = e.b.lon - e.a.lon;
  double const dy = e.b.lat - e.a.lat;
  double const length2 = dx * dx + dy * dy;
  double const t = std::clamp(((p.lon - e.a.lon) * dx + (p.lat - e.a.lat) * dy) / length2, 0.0, 1.0);
  return std::hypot(e.a.lon + t * dx - p.lon, e.a.lat + t * dy - p.lat) < kOnLine_deg;
}

/// Which way the coast runs along an edge of a face.
enum class Side : std::uint8_t { none, land, sea, both };
Side operator|(Side a, Side b) noexcept {
  return static_cast<Side>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}

/// The coast as edges, to be found again in the rings of faces.
class CoastEdges {
 public:
  explicit CoastEdges(std::vector<geo::LineString> const& chains) {
    for (geo::LineString const& chain : chains) {
      for (std::size_t i = 1; i < chain.size(); ++i) {
        edges_.insert({chain[i - 1], chain[i]});
      }
    }
  }
  void set_border(geo::MultiPolygon const& area) {
    for (geo::Polygon const& polygon : area.polygons) {
      for (geo::Ring const& ring : polygon.rings) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
          border_.insert({ring[i - 1], ring[i]});
          border_.insert({ring[i], ring[i - 1]});
        }
      }
    }
  }

  /// Of a face on the left of p→q.
  [[nodiscard]] Side side(geo::LonLat p, geo::LonLat q) const {
    Side side = Side::none;
    if (edges_.contains({p, q})) {
      side = side | Side::land;
    }
    if (edges_.contains({q, p})) {
      side = side | Side::sea;
    }
    if (side != Side::none || border_.contains({p, q})) {
      return side;
    }
    // A piece of an edge that was cut where the coast meets the border or another coast: few, so looked at one
    // by one.
    for (Edge const& e : edges_) {
      if (is_on(p, e) && is_on(q, e)) {
        double const along = (e.b.lon - e.a.lon) * (q.lon - p.lon) + (e.b.lat - e.a.lat) * (q.lat - p.lat);
        side = side | (along > 0 ? Side::land : Side::sea);
      }
    }
    return side;
  }

 private:
  EdgeSet edges_;
  EdgeSet border_;
};

/// How much of a face's border says that the face is land, and how much that it is sea.
struct Votes {
  double land_m = 0, sea_m = 0;
  geo::LonLat land_at, sea_at;  ///< where they say so

  [[nodiscard]] bool is_sea() const noexcept { return sea_m > land_m; }
  [[nodiscard]] double minority_m() const noexcept { return std::min(land_m, sea_m); }
  [[nodiscard]] geo::LonLat minority_at() const noexcept { return is_sea() ? land_at : sea_at; }
};

Votes count_votes(geo::Polygon const& face, CoastEdges const& coast) {
  Votes votes;
  for (geo::Ring const& ring : face.rings) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
      Side const side = coast.side(ring[i - 1], ring[i]);
      double const length = side == Side::none ? 0 : geo::distance(ring[i - 1], ring[i]).value();
      if (side == Side::land || side == Side::both) {
        votes.land_m += length;
        votes.land_at = ring[i];
      }
      if (side == Side::sea || side == Side::both) {
        votes.sea_m += length;
        votes.sea_at = ring[i];
      }
    }
  }
  return votes;
}

/// The sea between chains that reach the edge of the area.
struct Division {
  std::vector<geo::Polygon> sea;
  std::vector<std::string> contradictions, slips;
};

Division divide(std::vector<geo::LineString> const& chains, geo::MultiPolygon const& area) {
  CoastEdges coast(chains);
  coast.set_border(area);
  std::vector<geo::LineString> lines = chains;
  for (geo::Polygon const& polygon : area.polygons) {
    lines.insert(lines.end(), polygon.rings.begin(), polygon.rings.end());
  }
  geo::AreaIndex const inside({area});
  Division result;
  for (geo::Polygon& face : geo::polygonize(lines)) {
    Votes const votes = count_votes(face, coast);
    if (votes.sea_m == 0 || inside.at(geo::point_inside({{face}})).empty()) {
      continue;
    }
    if (votes.minority_m() > kSlip_m) {
      result.contradictions.push_back(place_text(votes.minority_at()));
    } else if (votes.minority_m() > 0) {
      result.slips.push_back(place_text(votes.minority_at()));
    }
    if (votes.is_sea()) {
      result.sea.push_back(std::move(face));
    }
  }
  return result;
}

std::size_t count_inside(std::vector<geo::Polygon> const& sea, std::vector<geo::LonLat> const& points) {
  if (sea.empty() || points.empty()) {
    return 0;
  }
  geo::AreaIndex const index({geo::MultiPolygon{sea}});
  return static_cast<std::size_t>(
      std::count_if(points.begin(), points.end(), [&](geo::LonLat p) { return !index.at(p).empty(); }));
}

/// An end of a chain that stops inside the area, with the ways over its edge.
struct OpenEnd {
  std::size_t chain = 0;
  bool is_start = false;
  geo::LonLat at;
  std::vector<WayOut> ways;
  std::size_t chosen = 0;
};

std::vector<geo::LineString> extended(std::vector<geo::LineString> chains, std::vector<OpenEnd> const& ends) {
  for (OpenEnd const& end : ends) {
    geo::LineString& chain = chains[end.chain];
    chain.insert(end.is_start ? chain.begin() : chain.end(), end.ways[end.chosen].beyond);
  }
  return chains;
}

/// For each end whose best way out leaves land on the water's side, looks for one that leaves least of it there.
void choose_ways_out(std::vector<geo::LineString> const& chains, geo::MultiPolygon const& area,
                     std::vector<geo::LonLat> const& land, std::vector<OpenEnd>& ends) {
  constexpr double kNear = 3;  // times the shortest way: what a choice can change
  for (OpenEnd& end : ends) {
    std::vector<geo::LonLat> near;
    double const reach = std::max(kNear * end.ways.front().length_m, 100.0);
    std::copy_if(land.begin(), land.end(), std::back_inserter(near),
                 [&](geo::LonLat p) { return geo::distance(p, end.at).value() <= reach; });
    std::size_t best = 0;
    std::size_t least = near.size() + 1;
    for (std::size_t i = 0; i < end.ways.size() && least > 0 && !near.empty(); ++i) {
      end.chosen = i;
      Division const division = divide(extended(chains, ends), area);
      std::size_t const wrong = division.contradictions.empty() ? count_inside(division.sea, near) : near.size();
      if (wrong < least) {
        least = wrong;
        best = i;
      }
    }
    end.chosen = best;
  }
}

Sea no_sea(std::vector<std::string> warnings) { return {.ocean = {}, .warnings = std::move(warnings)}; }

std::string contradiction(std::string const& what) {
  return fmt::format("the coastline contradicts itself: {}; no sea is drawn", what);
}

/// The ends inside the area with their ways out, or the warning that one has none.
std::optional<std::string> find_open_ends(std::vector<geo::LineString> const& chains, geo::AreaIndex const& inside,
                                          geo::MultiPolygon const& area, std::vector<OpenEnd>& ends) {
  AreaEdge const edge(area);
  double const longest_m = kLongestWayOut * std::sqrt(geo::area_m2(area));
  for (std::size_t i = 0; i < chains.size(); ++i) {
    if (chains[i].front() == chains[i].back()) {
      continue;
    }
    for (bool const is_start : {true, false}) {
      geo::LonLat const at = is_start ? chains[i].front() : chains[i].back();
      if (inside.at(at).empty()) {
        continue;
      }
      std::vector<WayOut> ways = edge.ways_out(chains[i], is_start, longest_m, chains);
      if (ways.empty()) {
        return contradiction(fmt::format("it {} at {}, {:.0f} m from the edge of the area",
                                         is_start ? "starts" : "ends", place_text(at), edge.distance_m(at)));
      }
      ends.push_back({.chain = i, .is_start = is_start, .at = at, .ways = std::move(ways)});
    }
  }
  return std::nullopt;
}

}  // namespace

Sea make_sea(std::vector<geo::LineString> const& coastlines, geo::MultiPolygon const& complete_area,
             std::vector<geo::LonLat> const& land_points) {
  CoastChains joined = join_coastlines(coastlines);
  if (complete_area.empty() || (joined.chains.empty() && joined.contradictions.empty())) {
    return {};
  }
  if (!joined.contradictions.empty()) {
    return no_sea({contradiction(joined.contradictions.front())});
  }
  geo::AreaIndex const inside({complete_area});
  std::vector<OpenEnd> ends;
  if (auto warning = find_open_ends(joined.chains, inside, complete_area, ends)) {
    return no_sea({*std::move(warning)});
  }
  std::vector<geo::LonLat> land;
  std::copy_if(land_points.begin(), land_points.end(), std::back_inserter(land),
               [&](geo::LonLat p) { return !inside.at(p).empty(); });
  choose_ways_out(joined.chains, complete_area, land, ends);

  Division const division = divide(extended(joined.chains, ends), complete_area);
  if (!division.contradictions.empty()) {
    return no_sea(
        {contradiction(fmt::format("land and sea are on the same side near {}", division.contradictions.front()))});
  }
  if (std::size_t const wet = count_inside(division.sea, land);
      static_cast<double>(wet) > kMostLandInSea * static_cast<double>(land.size())) {
    geo::LonLat const where = joined.chains.front().front();
    return no_sea(
        {contradiction(fmt::format("{} of {} buildings, addresses and streets would lie in the sea "
                                   "(a coastline that runs the wrong way, perhaps the one at {})",
                                   wet, land.size(), place_text(where)))});
  }
  Sea sea{.ocean = geo::unite(division.sea), .warnings = {}};
  for (std::string const& where : division.slips) {
    sea.warnings.push_back(fmt::format("the coastline crosses itself near {}; the longer piece is followed", where));
  }
  return sea;
}

}  // namespace cartable::tiles
