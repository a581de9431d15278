#include "base/format.hpp"
#include "server/api/features.hpp"
#include "server/api/filters.hpp"
#include "server/api/geojson.hpp"
#include "server/api/service.hpp"
#include "server/api/travel.hpp"
#include "server/api/visible.hpp"

#include <algorithm>
#include <bit>
#include <variant>

namespace cartable::server::api {
namespace {

CollectionTotals totals_of(store::Filter const& filter, store::Selection const& selection,
                           std::span<std::uint32_t const> rows) {
  CollectionTotals totals;
  totals.matched = rows.size();
  if (filter.maybe) {
    totals.fits = static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [&](std::uint32_t row) { return selection.fits.test(row); }));
    totals.maybe = rows.size() - *totals.fits;
  }
  return totals;
}

Response answer_rows(Context& context, store::Filter const& filter, store::Selection const& selection,
                     std::vector<std::uint32_t> const& rows, Paging const& paging) {
  RowPage const page = page_of(*context.state.catalog, rows, paging);
  FeatureList list;
  if (!append_places(list, context, reader_of(context), filter, selection, page.rows)) {
    return too_late();
  }
  return list.finish(context, totals_of(filter, selection, rows), page.next);
}

/// By distance, ties by id: a page goes on behind (distance, id) of the one before.
Response answer_hits(Context& context, store::Filter const& filter, store::Selection const& selection,
                     std::vector<geo::Hit> const& hits, Paging const& paging) {
  store::Catalog const& catalog = *context.state.catalog;
  auto const id_of = [&](geo::Hit const& hit) -> std::string const& {
    return catalog.place(store::PlaceRow(hit.row)).head.id;
  };
  auto first = hits.begin();
  if (paging.after) {
    double const last = std::bit_cast<double>(paging.after->number);
    first = std::find_if(hits.begin(), hits.end(), [&](geo::Hit const& hit) {
      return hit.distance.value() > last || (hit.distance.value() == last && id_of(hit) > paging.after->id);
    });
  }
  auto const end = first + std::min<std::ptrdiff_t>(hits.end() - first, static_cast<std::ptrdiff_t>(paging.limit));
  std::vector<std::uint32_t> rows;
  std::vector<base::Metres> distances;
  for (auto hit = first; hit != end; ++hit) {
    rows.push_back(hit->row);
    distances.push_back(hit->distance);
  }
  std::vector<std::uint32_t> every;
  every.reserve(hits.size());
  for (geo::Hit const& hit : hits) {
    every.push_back(hit.row);
  }
  std::optional<PageKey> next;
  if (end != hits.end() && end != first) {
    next = PageKey{.order = 'd',
                   .number = std::bit_cast<std::uint64_t>((end - 1)->distance.value()),
                   .text = {},
                   .id = id_of(*(end - 1))};
  }
  FeatureList list;
  if (!append_places(list, context, reader_of(context), filter, selection, rows, distances)) {
    return too_late();
  }
  return list.finish(context, totals_of(filter, selection, every), next);
}

/// By minutes: in row order, each with its way.
Response answer_reached(Context& context, geo::LonLat from, access::Profile const& profile, store::Filter const& filter,
                        store::Selection const& selection, Paging const& paging) {
  auto there = Traveller::at(context, from, profile);
  if (auto* const not_there = std::get_if<Response>(&there)) {
    return *not_there;
  }
  auto& traveller = std::get<Traveller>(there);
  access::TravelOptions options;
  options.max_s = *context.values.number("minutes") * 60;
  options.accept = [&](std::uint32_t row) { return selection.all.test(row); };
  std::vector<std::uint32_t> const rows = traveller.within(options);
  RowPage const page = page_of(*context.state.catalog, rows, paging);
  FeatureList list;
  if (context.late() || !append_places(list, context, reader_of(context), filter, selection, page.rows, {},
                                       traveller.answers(page.rows))) {
    return too_late();
  }
  return list.finish(context, totals_of(filter, selection, rows), page.next);
}

/// "districts/ID" or "catchments/ID" that the viewer may see; a mistake or null otherwise.
geo::MultiPolygon const* find_area(Context& context, std::string_view text) {
  std::size_t const slash = text.find('/');
  std::string_view const collection = text.substr(0, slash);
  if (slash == std::string_view::npos || (collection != "districts" && collection != "catchments")) {
    context.values.mistake("area", fmt::format("area={}: must be districts/ID or catchments/ID", text));
    return nullptr;
  }
  std::string_view const id = text.substr(slash + 1);
  store::Catalog const& catalog = *context.state.catalog;
  if (collection == "districts") {
    store::District const* const found = catalog.find_district(id, context.request.viewer);
    return found != nullptr ? &found->area : nullptr;
  }
  store::Catchment const* const found = catalog.find_catchment(id, context.request.viewer);
  return found != nullptr && is_listed(catalog, *found, context.request.viewer) ? &found->area : nullptr;
}

}  // namespace

Response handle_within(Context& context) {
  Values& values = context.values;
  std::optional<geo::LonLat> const centre = values.position();
  bool const by_minutes = values.has("minutes");
  bool const by_radius = !by_minutes && (values.has("radius") || centre.has_value());
  access::Profile const profile = read_profile(values);
  Paging const paging = read_paging(values, by_radius ? 'd' : 'm');
  if (values.mistakes().empty()) {
    int const ways = static_cast<int>(values.has("bbox")) + static_cast<int>(values.has("area")) +
                     static_cast<int>(by_radius) + static_cast<int>(by_minutes) +
                     static_cast<int>(by_minutes && values.has("radius"));
    if (ways != 1) {
      values.mistake(
          ways == 0 ? "bbox" : "area",
          "exactly one of bbox=w,s,e,n, lon&lat&radius, lon&lat&minutes&by, or area=districts/ID must be given");
    } else if (by_radius && !centre) {
      values.mistake("lon", "lon: is required together with radius");
      values.mistake("lat", "lat: is required together with radius");
    } else if (by_radius && !values.has("radius")) {
      values.mistake("radius", "radius: is required together with lon and lat");
    } else if (by_minutes && (!centre || !values.has("by"))) {
      values.mistake("minutes", "minutes: is given together with lon, lat and by=walk, wheelchair or bicycle");
    } else if (!by_minutes && values.has("by")) {
      values.mistake("by", "by: is given together with minutes");
    }
  }
  geo::MultiPolygon const* const area =
      values.mistakes().empty() && values.has("area") ? find_area(context, values.text("area")) : nullptr;
  if (!values.mistakes().empty()) {
    return bad_parameters(values.mistakes());
  }
  store::Catalog const& catalog = *context.state.catalog;
  store::Filter filter = read_filter(values);
  if (auto not_now = settle_filter(context, filter)) {
    return *std::move(not_now);
  }
  std::shared_ptr<store::Selection const> const selection = catalog.select(filter, context.request.viewer);
  if (by_minutes) {
    return answer_reached(context, *centre, profile, filter, *selection, paging);
  }
  if (by_radius) {
    return answer_hits(context, filter, *selection,
                       catalog.within(*centre, base::Metres(*values.number("radius")), *selection), paging);
  }
  if (values.has("area")) {
    if (area == nullptr) {
      return problem(404, fmt::format("area={}: there is no such area", values.text("area")));
    }
    return answer_rows(context, filter, *selection, catalog.within(*area, *selection), paging);
  }
  return answer_rows(context, filter, *selection, catalog.within(*values.bbox("bbox"), *selection), paging);
}

Response handle_within_body(Context& context) {
  Values& values = context.values;
  Paging const paging = read_paging(values, 'm');
  if (!values.mistakes().empty()) {
    return bad_parameters(values.mistakes());
  }
  std::string_view type = context.request.content_type;
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') {
    type.remove_suffix(1);
  }
  if (type != "application/geo+json" && type != "application/json") {
    return problem(415, "the body must be application/geo+json or application/json");
  }
  if (context.request.body.size() > Api::kMaxBody) {
    return problem(413, fmt::format("the body may hold at most {} bytes", Api::kMaxBody));
  }
  base::Result<geo::MultiPolygon> const area = parse_area(context.request.body);
  if (!area) {
    return problem(area.error());
  }
  store::Catalog const& catalog = *context.state.catalog;
  store::Filter filter = read_filter(values);
  if (auto not_now = settle_filter(context, filter)) {
    return *std::move(not_now);
  }
  std::shared_ptr<store::Selection const> const selection = catalog.select(filter, context.request.viewer);
  return answer_rows(context, filter, *selection, catalog.within(*area, *selection), paging);
}

}  // namespace cartable::server::api
