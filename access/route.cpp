#include "access/route.hpp"

#include "access/route_drawing.hpp"
#include "base/format.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <cmath>

namespace cartable::access {
namespace {

constexpr double kDeciseconds = 10;  // in a second

std::optional<FoundWay> search(Workspace& workspace, ProfileGraph const& graph, Snap const& from, Snap const& to,
                               std::function<bool()> const& stop) {
  return find_way(graph, from, to, [&](std::span<Seed const> entries, std::span<Seed const> exits) {
    return find_path(workspace, graph.forward(), entries, exits, stop);
  });
}

/// Draws a way piece by piece.
class Drawing {
 public:
  Drawing(ProfileGraph const& graph, Snap const& from, Snap const& to) : graph_(graph), from_(from), to_(to) {
    out_.start = from;
    out_.end = to;
  }

  RouteLine draw(FoundWay const& found) {
    add_point(from_.point);
    if (found.straight) {
      add(found.first, &from_, &to_);
    } else {
      add(found.first, &from_, nullptr);
      for (DirectedEdge const& edge : found.whole) {
        add(edge, nullptr, nullptr);
      }
      add(found.last, nullptr, &to_);
    }
    if (out_.line.size() < 2) {
      out_.line.push_back(to_.point);
    }
    if (!pieces_.empty()) {
      pieces_.back().metres += carried_.metres;
      pieces_.back().seconds += carried_.seconds;
    }
    out_.steps = make_steps([this](std::uint32_t i) -> StreetLabel const& { return graph_.network().label(i); },
                            out_.line, pieces_);
    if (!is_same_point(from_, to_)) {
      out_.duration_s += (graph_.walk_time(from_.walk_m) + graph_.walk_time(to_.walk_m)) / kDeciseconds;
    }
    complete_steps(out_, graph_.walk_time(from_.walk_m) / kDeciseconds);
    return std::move(out_);
  }
  /// What was drawn.
  std::vector<RoutePiece> take_pieces() { return std::move(pieces_); }

 private:
  void add_point(geo::LonLat p) {
    if (out_.line.empty() || out_.line.back() != p) {
      out_.line.push_back(p);
    }
  }
  [[nodiscard]] std::uint32_t end() const noexcept { return static_cast<std::uint32_t>(out_.line.size() - 1); }

  /// An edge from `start`, or its beginning, to `stop`, or its end.
  void add(DirectedEdge directed, Snap const* start, Snap const* stop) {
    Edge const& edge = graph_.network().edges()[directed.edge];
    auto const shape = graph_.network().shape(edge);
    double const length = edge.length_cm / 100.0;
    double const begin_m = start != nullptr ? start->along_m : directed.forward ? 0 : length;
    double const end_m = stop != nullptr ? stop->along_m : directed.forward ? length : 0;
    RoutePiece piece{.edge = directed.edge,
                     .forward = directed.forward,
                     .label = graph_.network().label_index(edge),
                     .is_private = graph_.is_private_end(directed.edge),
                     .metres = std::abs(end_m - begin_m),
                     .from = end()};
    piece.seconds = graph_.travels(directed.edge, directed.forward)
                        ? graph_.travel_time(directed.edge, directed.forward, piece.metres) / kDeciseconds
                        : 0;
    auto const count = static_cast<std::int64_t>(shape.size());
    // Points strictly between the two positions.
    std::int64_t const first =
        start != nullptr ? start->segment + (directed.forward ? 1 : 0) : (directed.forward ? 0 : count - 1);
    std::int64_t const last =
        stop != nullptr ? stop->segment + (directed.forward ? 0 : 1) : (directed.forward ? count - 1 : 0);
    for (std::int64_t i = first; directed.forward ? i <= last : i >= last; i += directed.forward ? 1 : -1) {
      add_point(shape[static_cast<std::size_t>(i)]);
    }
    if (stop != nullptr) {
      add_point(stop->point);
    }
    piece.to = end();
    out_.distance_m += piece.metres;
    out_.duration_s += piece.seconds;
    piece.seconds += std::exchange(carried_.seconds, 0);
    piece.metres += std::exchange(carried_.metres, 0);
    if (piece.to == piece.from) {
      carried_ = piece;  // a point at a junction: nothing of the edge is travelled
      return;
    }
    if (graph_.is_unknown(directed.edge)) {
      out_.unknown_m += piece.metres;
      add_stretch(out_.unknown, piece);
    }
    if (piece.is_private) {
      out_.private_m += piece.metres;
      add_stretch(out_.private_ground, piece);
    }
    pieces_.push_back(piece);
  }

  ProfileGraph const& graph_;
  Snap const& from_;
  Snap const& to_;
  RouteLine out_;
  std::vector<RoutePiece> pieces_;
  RoutePiece carried_{};  ///< what pieces without a line ask
};

/// Where no way is, another street in reach may belong to the network of the other point.
void join_networks(ProfileGraph const& graph, SegmentIndex const& index, geo::LonLat from, geo::LonLat to, Snap& start,
                   Snap& end) {
  auto const a = network_of(graph, start);
  auto const b = network_of(graph, end);
  if (a == b) {
    return;
  }
  auto const end_in_a = snap(graph, index, to, a);
  auto const start_in_b = snap(graph, index, from, b);
  bool const first = end_in_a && (!start_in_b || end_in_a->walk_m - end.walk_m <= start_in_b->walk_m - start.walk_m);
  if (first) {
    end = *end_in_a;
  } else if (start_in_b) {
    start = *start_in_b;
  }
}

}  // namespace

std::optional<FoundWay> find_way(ProfileGraph const& graph, Snap const& from, Snap const& to, FindPath const& find) {
  FoundWay out;
  out.cost = straight_cost(graph, from, to);
  out.straight = out.cost != kUnreached;
  out.first = out.last = {from.edge, to.along_m >= from.along_m};
  if (out.cost == 0) {
    return out;
  }
  std::optional<Path> const path = find(departures(graph, from), arrivals(graph, to));
  if (path && path->cost < out.cost) {
    Entry const begin = entries(graph, from, true)[path->from];
    Entry const end = entries(graph, to, false)[path->to];
    out.straight = false;
    out.cost = path->cost;
    out.first = {from.edge, begin.forward};
    out.last = {to.edge, end.forward};
    out.whole = begin.chain;
    for (std::uint32_t const arc : path->arcs) {
      out.whole.push_back(graph.forward_edge(arc));
    }
    out.whole.insert(out.whole.end(), end.chain.begin(), end.chain.end());
  }
  return out.cost == kUnreached ? std::nullopt : std::optional(std::move(out));
}

DrawnRoute draw_route(ProfileGraph const& graph, Snap const& from, Snap const& to, FoundWay const& found) {
  Drawing drawing(graph, from, to);
  DrawnRoute out{.route = drawing.draw(found)};
  out.pieces = drawing.take_pieces();
  return out;
}

void complete_steps(RouteLine& route, double walk_s) {
  route.steps.front().duration_s += std::min(walk_s, route.duration_s);
  double seconds = 0;
  double metres = 0;
  double told = 0;
  for (Step& step : route.steps) {
    seconds += step.duration_s;
    metres += step.distance_m;
    step.distance_m = std::round(metres * 100) / 100 - told;
    told += step.distance_m;
  }
  // What is left is the walk to the door.
  double const rest = std::round((route.duration_s - seconds) * kDeciseconds) / kDeciseconds;
  route.steps.back().duration_s += std::max(rest, 0.0);
}

base::Result<RouteLine> find_route(Workspace& workspace, ProfileGraph const& graph, SegmentIndex const& index,
                                   geo::LonLat from, geo::LonLat to, std::function<bool()> const& stop) {
  CARTABLE_ASSIGN(Snap start, snap(graph, index, from));
  CARTABLE_ASSIGN(Snap end, snap(graph, index, to));
  std::optional<FoundWay> found = search(workspace, graph, start, end, stop);
  if (!found && !(stop && stop())) {
    join_networks(graph, index, from, to, start, end);
    found = search(workspace, graph, start, end, stop);
  }
  if (!found) {
    if (stop && stop()) {
      return base::fail(base::ErrorCode::cancelled, "the search for a way took too long");
    }
    auto const island = [&](Snap const& one, std::string_view which) {
      return one.island ? fmt::format("; the only street near {} belongs to a small network that leads nowhere", which)
                        : std::string();
    };
    return base::fail(base::ErrorCode::not_found,
                      "no way by {} from {:.6f},{:.6f} to {:.6f},{:.6f}: the nearest usable streets, {:.0f} m and "
                      "{:.0f} m away, are not connected{}{}",
                      to_string(graph.profile().mode), from.lon, from.lat, to.lon, to.lat, start.walk_m, end.walk_m,
                      island(start, "the first"), island(end, "the second"));
  }
  return Drawing(graph, start, end).draw(*found);
}

std::optional<Lengths> lengths_between(Workspace& workspace, ProfileGraph const& graph, Snap const& from,
                                       Snap const& to, std::function<bool()> const& stop) {
  if (!graph.travels(from.edge) || !graph.travels(to.edge)) {
    return std::nullopt;
  }
  std::optional<FoundWay> const found = search(workspace, graph, from, to, stop);
  if (!found) {
    return std::nullopt;
  }
  RouteLine const route = Drawing(graph, from, to).draw(*found);
  return Lengths{route.distance_m, route.duration_s};
}

}  // namespace cartable::access
