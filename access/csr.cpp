#include "access/csr.hpp"

namespace cartable::access {

Csr reversed(Csr const& graph) {
  Csr out;
  std::size_t const nodes = graph.nodes();
  if (nodes == 0) {
    return out;
  }
  out.first.assign(nodes + 1, 0);
  for (Arc const& arc : graph.arcs) {
    ++out.first[arc.head + 1];
  }
  for (std::size_t i = 0; i < nodes; ++i) {
    out.first[i + 1] += out.first[i];
  }
  out.arcs.resize(graph.arcs.size());
  std::vector<std::uint32_t> next(out.first.begin(), out.first.end() - 1);
  for (NodeIndex tail = 0; tail < nodes; ++tail) {
    for (Arc const& arc : graph.out(tail)) {
      out.arcs[next[arc.head]++] = {.head = tail, .cost = arc.cost};
    }
  }
  return out;
}

}  // namespace cartable::access
