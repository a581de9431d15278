// A geometry as a database gives it. What is read holds no more than its bytes can, and is read again from what we
// write of it as the same.
#include "geo/repair.hpp"
#include "geo/wkb_reader.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

namespace geo = cartable::geo;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const read = geo::read_wkb({reinterpret_cast<char const*>(data), size});
  if (!read) {
    if (read.error().message.empty()) {
      std::abort();
    }
    return 0;
  }
  std::size_t points = 0;
  if (auto const* const area = std::get_if<geo::MultiPolygon>(&*read)) {
    for (auto const& polygon : area->polygons) {
      for (auto const& ring : polygon.rings) {
        points += ring.size();
      }
    }
    auto const again = geo::read_wkb(geo::to_wkb(*area));
    if (!again) {
      std::abort();
    }
  } else if (auto const* const line = std::get_if<geo::LineString>(&*read)) {
    points = line->size();
  } else if (auto const* const lines = std::get_if<geo::MultiLineString>(&*read)) {
    for (auto const& part : lines->lines) {
      points += part.size();
    }
  } else if (std::holds_alternative<geo::LonLat>(*read)) {
    points = 1;
  }
  if (points * 16 > size) {
    std::abort();
  }
  return 0;
}
