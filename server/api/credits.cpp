#include "server/api/credits.hpp"

#include <algorithm>
#include <string_view>

namespace cartable::server::api {
namespace {

constexpr std::string_view kBasemapRole = "osm";

/// Whether a source has an offer, a session or an area that the viewer is shown.
bool shows_more_than_places(store::Catalog const& catalog, std::string_view source, Visibility viewer) {
  auto const shown = [&](auto const& records, auto const& is_shown) {
    return std::any_of(records.begin(), records.end(),
                       [&](auto const& record) { return record.head.source == source && is_shown(record); });
  };
  auto const in_catalog = [&](auto const& record) { return is_listed(catalog, record, viewer); };
  return shown(catalog.districts(), [&](store::District const& one) { return is_listed(one.head, viewer); }) ||
         shown(catalog.catchments(), in_catalog) || shown(catalog.offers(), in_catalog) ||
         shown(catalog.sessions(), in_catalog);
}

}  // namespace

std::vector<store::ImportRun const*> credited_runs(store::Catalog const& catalog, Visibility viewer) {
  std::vector<std::string> const of_places = catalog.source_slugs(viewer);
  std::vector<store::ImportRun const*> out;
  for (store::ImportRun const& run : catalog.runs()) {
    if (run.role == kBasemapRole || std::binary_search(of_places.begin(), of_places.end(), run.head.source) ||
        shows_more_than_places(catalog, run.head.source, viewer)) {
      out.push_back(&run);
    }
  }
  return out;
}

}  // namespace cartable::server::api
