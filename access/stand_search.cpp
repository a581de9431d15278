#include "access/stand_search.hpp"

#include "access/route_drawing.hpp"
#include "access/travel.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>

namespace cartable::access {
namespace {

constexpr double kCentimetres = 100, kDeciseconds = 10;

StandWays::Reach to_reach(double duration_s, double distance_m) noexcept {
  return {static_cast<std::uint32_t>(std::llround(duration_s * kDeciseconds)),
          static_cast<std::uint32_t>(std::llround(distance_m * kCentimetres))};
}

/// Puts drawn routes together to a tree.
class Tree {
 public:
  Tree(StandWays& out, ProfileGraph const& graph) : out_(out), graph_(graph) {}

  void add(StandWays::Place& place, DrawnRoute const& drawn) {
    std::uint32_t before = StandWays::kNone;
    for (std::size_t i = 0; i + 1 < drawn.pieces.size(); ++i) {
      before = shared(before, drawn.pieces[i], drawn.route.line);
    }
    place.piece = before;
    if (!drawn.pieces.empty()) {
      // The last one ends at the place's own point.
      StandWays::Piece last = make(before, drawn.pieces.back(), drawn.route.line);
      --last.points;
      out_.points.pop_back();
      place.last = last;
    }
    place.point = drawn.route.line.back();
    place.walk_m = std::round(drawn.route.end.walk_m * kCentimetres) / kCentimetres;
    place.is_island = drawn.route.end.island;
    place.metres = drawn.route.distance_m;
    place.seconds = std::round(drawn.route.duration_s * kDeciseconds) / kDeciseconds;
    place.unknown_m = drawn.route.unknown_m;
  }

 private:
  std::uint32_t shared(std::uint32_t before, RoutePiece const& piece, geo::LineString const& line) {
    std::uint64_t const key =
        std::uint64_t{before} << 32U | std::uint64_t{piece.edge} << 1U | (piece.forward ? 1U : 0U);
    auto const next = static_cast<std::uint32_t>(out_.pieces.size());
    std::uint32_t const known = known_.try_emplace(key, next).first->second;
    // The first piece with a line has what those without one ask, too: not the same from everywhere.
    if (known != next && out_.pieces[known].metres == piece.metres && out_.pieces[known].seconds == piece.seconds) {
      return known;
    }
    StandWays::Piece const made = make(before, piece, line);
    out_.pieces.push_back(made);
    return next;
  }

  StandWays::Piece make(std::uint32_t before, RoutePiece const& piece, geo::LineString const& line) {
    StandWays::Piece out{.before = before,
                         .label = label(piece.label),
                         .is_unknown = graph_.is_unknown(piece.edge),
                         .is_private = piece.is_private,
                         .metres = piece.metres,
                         .seconds = piece.seconds,
                         .first_point = static_cast<std::uint32_t>(out_.points.size()),
                         .points = piece.to - piece.from};
    out_.points.insert(out_.points.end(), line.begin() + piece.from + 1, line.begin() + piece.to + 1);
    return out;
  }

  std::uint32_t label(std::uint32_t of_network) {
    auto const [known, is_new] = labels_.try_emplace(of_network, static_cast<std::uint32_t>(out_.labels.size()));
    if (is_new) {
      out_.labels.push_back(graph_.network().label(of_network));
    }
    return known->second;
  }

  StandWays& out_;
  ProfileGraph const& graph_;
  std::unordered_map<std::uint64_t, std::uint32_t> known_;   ///< (piece before, edge, direction) → piece
  std::unordered_map<std::uint32_t, std::uint32_t> labels_;  ///< label of the network → of the ways
};

/// The ways between joined points of one graph, from one of them, by one search.
class WaysFrom {
 public:
  WaysFrom(Workspace& workspace, ProfileGraph const& graph, Snap const& from)
      : workspace_(workspace), graph_(graph), from_(from) {}

  /// Nothing is found before. \return false when stopped
  bool search(Cost limit, std::stop_token const& stop) {
    if (!graph_.travels(from_.edge)) {
      return true;
    }
    SearchOptions options;
    options.limit = limit;
    options.parents = true;
    options.stop = stop;
    is_searched_ = workspace_.run(graph_.forward(), departures(graph_, from_), options);
    return is_searched_;
  }

  /// The same as find_route() draws, nothing when there is no such way.
  [[nodiscard]] std::optional<DrawnRoute> to(Snap const& end) const {
    if (!is_searched_ || !graph_.travels(end.edge)) {
      return std::nullopt;
    }
    auto const way = find_way(graph_, from_, end, [&](std::span<Seed const> entries, std::span<Seed const> exits) {
      return path_in(workspace_, graph_.forward(), entries, exits);
    });
    return way ? std::optional(draw_route(graph_, from_, end, *way)) : std::nullopt;
  }

 private:
  Workspace& workspace_;
  ProfileGraph const& graph_;
  Snap const& from_;
  bool is_searched_ = false;
};

}  // namespace

StandSearch::StandSearch(std::shared_ptr<Streets const> streets, std::vector<std::string> ids,
                         std::vector<geo::LonLat> points)
    : streets_(std::move(streets)),
      ids_(std::move(ids)),
      points_(std::make_shared<std::vector<geo::LonLat> const>(std::move(points))),
      links_(points_->size(), [all = points_](std::uint32_t i) { return (*all)[i]; }) {}

base::Result<StandWays> StandSearch::ways(geo::LonLat from, StandTravel travel, double max_minutes,
                                          std::stop_token const& stop) {
  StandWays out;
  out.travel = travel;
  out.asked = from;
  out.max_minutes = max_minutes;
  Profile const profile = profile_of(travel);
  bool const wheels = profile.mode == Mode::wheelchair;
  auto const graph = streets_->graph(profile, Weight::time);
  auto const joined = snap(*graph, streets_->index(), from);
  if (!joined) {
    out.refused = joined.error().message;
    out.start = from;
    return out;
  }
  Snap const& start = *joined;
  out.start = start.point;
  out.start_walk_m = start.walk_m;
  out.start_walk_s = graph->walk_time(start.walk_m) / kDeciseconds;
  out.start_island = start.island;
  auto const links = links_.links(graph, streets_->index());
  auto const cancelled = [] { return base::fail(base::ErrorCode::cancelled, "stopped; the city is as it was"); };

  // The list: exactly what Traveller does.
  std::vector<std::uint32_t> every(ids_.size());
  std::iota(every.begin(), every.end(), 0U);
  auto const workspace = streets_->workspaces().lease();
  TravelOptions options;
  options.max_s = max_minutes * 60;
  options.stop = stop;
  auto const hits = travel_to(*workspace, *links, start, every, options);
  std::shared_ptr<ProfileGraph const> other;
  std::optional<std::vector<std::optional<TravelHit>>> other_hits;
  if (wheels) {
    Profile judged = profile;
    judged.limits.avoid_unknown = !profile.limits.avoid_unknown;
    other = streets_->graph(judged, Weight::time);
    if (other->travels(start.edge)) {
      TravelOptions far;
      far.stop = stop;
      other_hits = travel_to(*workspace, *links_.links_like(other, *links), start, every, far);
    }
  }
  if (!hits || stop.stop_requested()) {
    return cancelled();
  }
  std::vector<std::uint32_t> found;
  for (std::uint32_t const i : every) {
    if ((*hits)[i]) {
      found.push_back(i);
    }
  }
  std::sort(found.begin(), found.end(), [&](std::uint32_t a, std::uint32_t b) {
    double const x = (*hits)[a]->duration_s;
    double const y = (*hits)[b]->duration_s;
    return x != y ? x < y : ids_[a] < ids_[b];
  });

  // The ways: exactly what find_route() does, by one search.
  WaysFrom ways(*workspace, *graph, start);
  auto const& strict = profile.limits.avoid_unknown ? graph : other;
  auto const second = streets_->workspaces().lease();
  std::optional<WaysFrom> confirmed;
  if (wheels && strict != graph) {
    confirmed.emplace(*second, *strict, start);
  }
  auto const limit = static_cast<Cost>(std::min(std::floor(max_minutes * 60 * kDeciseconds + 1e-6), double{kMaxCost}));
  if (!ways.search(limit, stop) || (confirmed && !confirmed->search(kMaxCost, stop))) {
    return cancelled();
  }
  out.labels.emplace_back();  // of arrivals at the stand itself, which are on no street
  Tree tree(out, *graph);
  for (std::uint32_t const i : found) {
    if (stop.stop_requested()) {
      return cancelled();
    }
    Snap const& end = *links->snap_of(i);
    auto const drawn = ways.to(end);
    if (!drawn) {
      continue;  // never: what a list reaches, a way leads to
    }
    StandWays::Place place;
    place.id = ids_[i];
    place.reach = to_reach((*hits)[i]->duration_s, (*hits)[i]->distance_m);
    if (other_hits && (*other_hits)[i]) {
      place.other = to_reach((*other_hits)[i]->duration_s, (*other_hits)[i]->distance_m);
    }
    if (wheels) {
      auto const fit = confirmed ? confirmed->to(end) : drawn;
      if (fit) {
        place.confirmed = to_reach(fit->route.duration_s, fit->route.distance_m);
      }
    }
    tree.add(place, *drawn);
    out.places.push_back(std::move(place));
  }
  out.finish();
  return out;
}

}  // namespace cartable::access
