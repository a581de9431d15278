#include "base/format.hpp"
#include "server/api/features.hpp"
#include "server/api/filters.hpp"
#include "server/api/travel.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <variant>

namespace cartable::server::api {
namespace {

/// How many there are in all, beyond the limit: free without a maximum distance.
void count(CollectionTotals& totals, Context const& context, geo::LonLat from, store::Filter const& filter,
           store::Selection const& selection, std::vector<std::uint32_t> const& rows) {
  std::optional<double> const max_distance = context.values.number("max_distance");
  std::size_t fits = selection.fits_count;
  totals.matched = selection.matched();
  if (max_distance) {
    auto const fit = [&](std::uint32_t row) { return selection.fits.test(row); };
    if (rows.size() < static_cast<std::size_t>(context.values.integer("limit").value_or(10))) {
      totals.matched = rows.size();
      fits = static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), fit));
    } else {
      auto const all = context.state.catalog->within(from, base::Metres(*max_distance), selection);
      totals.matched = all.size();
      fits = static_cast<std::size_t>(
          std::count_if(all.begin(), all.end(), [&](geo::Hit const& hit) { return fit(hit.row); }));
    }
  }
  if (filter.maybe) {
    totals.fits = fits;
    totals.maybe = *totals.matched - fits;
  }
}

/// The nearest in minutes. How many there are in all is every place that can be reached.
Response nearest_by_time(Context& context, geo::LonLat from, store::Filter const& filter,
                         store::Selection const& selection, access::Profile const& profile) {
  auto there = Traveller::at(context, from, profile);
  if (auto* const not_there = std::get_if<Response>(&there)) {
    return *not_there;
  }
  auto& traveller = std::get<Traveller>(there);
  Values const& values = context.values;
  access::TravelOptions options;
  options.max_s = values.number("max_minutes").value_or(std::numeric_limits<double>::infinity()) * 60;
  options.max_m = values.number("max_distance").value_or(std::numeric_limits<double>::infinity());
  options.accept = [&](std::uint32_t row) { return selection.all.test(row); };
  std::function<bool(std::uint32_t)> fits;
  if (filter.maybe) {
    fits = [&](std::uint32_t row) { return selection.fits.test(row); };
  }
  auto const limit = static_cast<std::size_t>(values.integer("limit").value_or(10));
  TravelList const nearest = traveller.nearest(limit, options, fits);
  CollectionTotals totals;
  totals.matched = nearest.matched;
  if (filter.maybe) {
    totals.fits = nearest.fits;
    totals.maybe = nearest.matched - nearest.fits;
  }
  FeatureList list;
  if (context.late() || !append_places(list, context, reader_of(context), filter, selection, nearest.rows, {},
                                       traveller.answers(nearest.rows))) {
    return too_late();
  }
  return list.finish(context, totals, std::nullopt);
}

}  // namespace

Response handle_nearest(Context& context) {
  Values& values = context.values;
  std::optional<geo::LonLat> const from = values.position();
  bool const by_line = values.text("by") == "line";
  access::Profile const profile = read_profile(values);
  if (by_line && values.has("max_minutes")) {
    values.mistake("max_minutes", fmt::format("max_minutes={}: is of by=walk, wheelchair or bicycle, not of by=line",
                                              values.text("max_minutes")));
  }
  if (!values.mistakes().empty() || !from) {
    return bad_parameters(values.mistakes());
  }
  store::Catalog const& catalog = *context.state.catalog;
  store::Filter filter = read_filter(values);
  if (auto not_now = settle_filter(context, filter)) {
    return *std::move(not_now);
  }
  std::shared_ptr<store::Selection const> const selection = catalog.select(filter, context.request.viewer);
  if (!by_line) {
    return nearest_by_time(context, *from, filter, *selection, profile);
  }
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
  count(totals, context, *from, filter, *selection, rows);
  FeatureList list;
  if (!append_places(list, context, reader_of(context), filter, *selection, rows, distances)) {
    return too_late();
  }
  return list.finish(context, totals, std::nullopt);
}

}  // namespace cartable::server::api
