#include "access/reach_lines.hpp"

#include <algorithm>
#include <utility>

namespace cartable::access {
namespace {

/// The first street, from the point to each end that may be reached.
void add_first_street(ProfileGraph const& graph, Snap const& from, Cost limit, ReachedStreets& out) {
  Edge const& edge = graph.network().edges()[from.edge];
  auto const shape = graph.network().shape(edge);
  Cost const start = graph.walk_cost(from.walk_m);
  if (start > limit) {
    return;
  }
  auto const add = [&](geo::LineString line, Cost end) {
    out.own.push_back(std::move(line));
    out.lines.push_back({out.own.back(), start, end});
  };
  double const length = edge.length_cm / 100.0;
  bool alone = true;
  for (bool const forward : {true, false}) {
    if (!graph.travels(from.edge, forward)) {
      continue;
    }
    geo::LineString line{from.point};
    if (forward) {
      line.insert(line.end(), shape.begin() + from.segment + 1, shape.end());
    } else {
      for (std::uint32_t i = from.segment + 1; i-- > 0;) {
        line.push_back(shape[i]);
      }
    }
    double const metres = forward ? length - from.along_m : from.along_m;
    add(std::move(line), start + graph.travel_time(from.edge, forward, metres));
    alone = false;
  }
  if (alone) {
    add({from.point}, start);
  }
  // From private ground: what lies between the first street and the public ones.
  for (Entry const& entry : entries(graph, from, true)) {
    Cost end = entry.seed.cost;
    for (std::size_t i = entry.chain.size(); i-- > 0;) {
      DirectedEdge const part = entry.chain[i];
      auto const along = graph.network().shape(graph.network().edges()[part.edge]);
      geo::LineString way(along.begin(), along.end());
      if (!part.forward) {
        std::reverse(way.begin(), way.end());
      }
      Cost const begin = end - graph.cost(part.edge, part.forward);
      out.own.push_back(std::move(way));
      out.lines.push_back({out.own.back(), begin, end});
      end = begin;
    }
  }
}

}  // namespace

bool reach_from(Workspace& workspace, ProfileGraph const& graph, Snap const& from, Cost limit, ReachedStreets& out,
                std::stop_token const& stop) {
  SearchOptions options;
  options.limit = limit;
  options.stop = stop;
  if (!workspace.run(graph.forward(), departures(graph, from), options)) {
    return false;
  }
  add_first_street(graph, from, limit, out);
  StreetNetwork const& network = graph.network();
  std::vector<ReachLine> const lines = reach_lines(graph.forward(), workspace, [&](std::uint32_t arc) {
    DirectedEdge const edge = graph.forward_edge(arc);
    return ArcShape{network.shape(network.edges()[edge.edge]), edge.forward};
  });
  out.lines.insert(out.lines.end(), lines.begin(), lines.end());
  return true;
}

}  // namespace cartable::access
