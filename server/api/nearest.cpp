#include "server/api/features.hpp"
#include "server/api/filters.hpp"

#include <algorithm>

namespace cartable::server::api {

Response handle_nearest(Context& context) {
  Values& values = context.values;
  std::optional<geo::LonLat> const from = values.position();
  if (!values.mistakes().empty() || !from) {
    return bad_parameters(values.mistakes());
  }
  store::Catalog const& catalog = *context.state.catalog;
  store::Filter const filter = read_filter(values);
  std::shared_ptr<store::Selection const> const selection = catalog.select(filter, context.request.viewer);
  std::vector<geo::Hit> const hits =
      catalog.nearest(*from, *selection, static_cast<std::size_t>(values.integer("limit").value_or(10)),
                      base::Metres(values.number("max_distance").value_or(1e9)));
  std::vector<std::uint32_t> rows;
  std::vector<base::Metres> distances;
  CollectionTotals totals;
  for (geo::Hit const& hit : hits) {
    rows.push_back(hit.row);
    distances.push_back(hit.distance);
  }
  if (filter.maybe) {
    totals.matched = hits.size();
    totals.fits = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [&](std::uint32_t row) { return selection->fits.test(row); }));
    totals.maybe = hits.size() - *totals.fits;
  }
  FeatureList list;
  if (!append_places(list, context, reader_of(context), filter, *selection, rows, distances)) {
    return too_late();
  }
  return list.finish(context, totals, std::nullopt);
}

}  // namespace cartable::server::api
