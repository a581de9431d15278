#pragma once

#include "store/catalog.hpp"
#include "tiles/mvt_writer.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cartable::tiles {

/// The tile layer "events": sessions at the point of their place (their offer's, when they name none). Immutable;
/// safe from any thread. A session shows when the viewer may see it, its offer and its place, and the filter lets it
/// through as it does in the collection events (store/session_filter); with the state it has: `moved` and `cancelled`
/// ones too, so that nobody waits in front of a closed door.
class EventLayer {
 public:
  explicit EventLayer(std::shared_ptr<store::Catalog const> catalog);

  void write(geo::TileId tile, store::Filter const& filter, store::Visibility viewer, std::string& out) const;

  [[nodiscard]] std::uint64_t content_hash() const noexcept { return content_hash_; }

 private:
  struct Event {
    std::uint64_t code = 0;  ///< Morton, of the place
    std::uint32_t row = 0;   ///< of the place
    std::uint32_t session = 0;
  };
  std::shared_ptr<store::Catalog const> catalog_;
  std::vector<Event> events_;  ///< by code, then start
  std::uint64_t content_hash_ = 0;
};

}  // namespace cartable::tiles
