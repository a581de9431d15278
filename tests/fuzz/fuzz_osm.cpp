// An OpenStreetMap extract of any kind, PBF, XML or packed. What is taken has valid positions and ids; the rest is
// refused.
#include "base/text.hpp"
#include "importers/osm_source.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  int const file = ::memfd_create("extract", 0);
  if (file < 0 || ::write(file, data, size) != static_cast<ssize_t>(size)) {
    std::abort();
  }
  auto const batch = cartable::importers::read_osm("/proc/self/fd/" + std::to_string(file), {});
  if (batch) {
    for (auto const& place : batch->places) {
      if ((place.point && !cartable::geo::is_valid(*place.point)) || !cartable::base::is_record_id(place.head.id) ||
          !cartable::base::is_utf8(place.name)) {
        std::abort();
      }
    }
    for (auto const& street : batch->streets) {
      if (street.nodes.size() != street.line.size() || street.nodes.size() < 2) {
        std::abort();
      }
    }
  }
  ::close(file);
  return 0;
}
