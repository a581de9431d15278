#pragma once

#include "access/stand_search.hpp"
#include "server/api/stand_book.hpp"
#include "store/catalog.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cartable::server::test {

/// Two stands near (10, 50): of `kiosk` what is kept is up to date; of `old` it was worked out when the hidden places
/// were public, and is not.
[[nodiscard]] inline std::shared_ptr<api::StandBook const> sample_stands(store::Catalog const& catalog,
                                                                         access::CityStreets::Records const& records) {
  store::StandList list;
  list.stands = {{.id = "kiosk", .name = "Kiosk at the crossing", .point = {10.0012, 50.0003}},
                 {.id = "old", .name = "", .point = {10, 50}}};
  list.by = {"walk", "wheelchair", "bicycle"};
  auto const streets =
      std::make_shared<access::Streets const>(access::StreetNetwork::build(records.streets, records.nodes));
  store::StandInputs const inputs = api::stand_inputs(catalog);
  std::vector<store::Derived> derived;
  for (store::Stand const& stand : list.stands) {
    bool const is_old = stand.id == "old";
    std::vector<std::string> ids;
    std::vector<geo::LonLat> points;
    for (std::uint32_t row = 0; row < catalog.size(); ++row) {
      store::Place const& place = catalog.place(store::PlaceRow(row));
      if (is_old || place.head.visibility == store::Visibility::everyone) {
        ids.push_back(place.head.id);
        points.push_back(catalog.point(store::PlaceRow(row)));
      }
    }
    access::StandSearch search(streets, std::move(ids), std::move(points));
    for (auto const travel : {access::StandTravel::walk, access::StandTravel::wheelchair,
                              access::StandTravel::wheelchair_confirmed, access::StandTravel::bicycle}) {
      access::StandWays ways = *search.ways(stand.point, travel, list.max_minutes);
      ways.stand = stand.id;
      ways.computed = "2026-11-01T00:00:00Z";
      derived.push_back({.key = std::string(store::kStandWaysKey),
                         .part = store::stand_part(stand.id, access::to_string(travel)),
                         .input_revision = inputs.of(stand, list.max_minutes) ^ (is_old ? 1 : 0),
                         .format_version = access::StandWays::kFormat,
                         .bytes = ways.encode()});
    }
  }
  return api::StandBook::make(std::move(list), derived, catalog);
}

}  // namespace cartable::server::test
