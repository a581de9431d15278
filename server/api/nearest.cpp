#include "base/format.hpp"
#include "server/api/features.hpp"
#include "server/api/filters.hpp"
#include "server/api/travel.hpp"

#include <algorithm>
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

access::TravelOptions travel_options(Values const& values, store::Selection const& selection) {
  access::TravelOptions options;
  options.k = static_cast<std::size_t>(values.integer("limit").value_or(10));
  options.max_s = values.number("max_minutes").value_or(std::numeric_limits<double>::infinity()) * 60;
  options.max_m = values.number("max_distance").value_or(std::numeric_limits<double>::infinity());
  options.accept = [&selection](std::uint32_t row) { return selection.all.test(row); };
  return options;
}

/// The nearest in minutes. How many there are in all is every place that can be reached.
Response nearest_by_time(Context& context, geo::LonLat from, store::Filter const& filter,
                         store::Selection const& selection, access::Profile const& profile) {
  auto const there = Traveller::at(context, from, profile);
  if (auto const* const not_there = std::get_if<Response>(&there)) {
    return *not_there;
  }
  auto const& traveller = std::get<Traveller>(there);
  access::TravelOptions const options = travel_options(context.values, selection);
  std::vector<std::uint32_t> const rows = traveller.nearest(options);
  std::vector<std::uint32_t> const all = traveller.within(options);
  CollectionTotals totals;
  totals.matched = all.size();
  if (filter.maybe) {
    totals.fits = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](std::uint32_t row) { return selection.fits.test(row); }));
    totals.maybe = all.size() - *totals.fits;
  }
  FeatureList list;
  if (context.late() ||
      !append_places(list, context, reader_of(context), filter, selection, rows, {}, traveller.answers(rows))) {
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
