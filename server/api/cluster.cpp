#include "server/api/features.hpp"
#include "server/api/filters.hpp"
#include "tiles/clusters.hpp"

#include <algorithm>
#include <vector>

namespace cartable::server::api {

Response handle_cluster(Context& context) {
  std::optional<tiles::ClusterId> const id = tiles::parse_cluster_id(context.args.front());
  if (!id) {
    return problem(404, "this is no cluster's id; tiles name their clusters in `cluster_id`");
  }
  if (!context.state.tiles) {
    return busy("the tiles are not loaded yet");
  }
  Paging const paging = read_paging(context.values, 'm');
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  store::Catalog const& catalog = *context.state.catalog;
  store::Filter filter = read_filter(context.values);
  if (auto not_now = settle_filter(context, filter)) {
    return *std::move(not_now);
  }
  std::shared_ptr<store::Selection const> const selection = catalog.select(filter, context.request.viewer);
  std::vector<std::uint32_t> const rows = context.state.tiles->cluster_rows(*id, filter, context.request.viewer);
  if (rows.empty()) {
    return problem(404, "there is no such cluster with this filter; after a change of the city ask for the tile again");
  }
  CollectionTotals totals;
  totals.matched = rows.size();
  if (filter.maybe) {
    totals.fits = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [&](std::uint32_t row) { return selection->fits.test(row); }));
    totals.maybe = rows.size() - *totals.fits;
  }
  RowPage const page = page_of(catalog, rows, paging);
  FeatureList list;
  if (!append_places(list, context, reader_of(context), filter, *selection, page.rows)) {
    return too_late();
  }
  return list.finish(context, totals, page.next);
}

}  // namespace cartable::server::api
