#include "server/api/state.hpp"

#include "access/place_links.hpp"

namespace cartable::server::api {

std::shared_ptr<access::PlaceLinkCache const> link_places(std::shared_ptr<store::Catalog const> const& catalog) {
  return std::make_shared<access::PlaceLinkCache const>(
      catalog->size(), [catalog](std::uint32_t row) { return catalog->point(store::PlaceRow(row)); });
}

}  // namespace cartable::server::api
