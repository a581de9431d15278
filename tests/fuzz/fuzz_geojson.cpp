// A body of POST /api/within. What is taken is an area of valid positions only, which can be written and asked.
#include "server/api/geojson.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace api = cartable::server::api;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const area = api::parse_area({reinterpret_cast<char const*>(data), size});
  if (area) {
    for (auto const& polygon : area->polygons) {
      for (auto const& ring : polygon.rings) {
        for (auto const point : ring) {
          if (!cartable::geo::is_valid(point)) {
            std::abort();
          }
        }
      }
    }
    std::string text;
    api::append_area(text, *area);
    static_cast<void>(api::meets(*area, {.west = -1, .south = -1, .east = 1, .north = 1}));
  }
  return 0;
}
