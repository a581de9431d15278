// The ways kept of a stand, as a file gives them that anybody may have changed. What is read can be drawn, and is read
// again from what we write of it as the same.
#include "access/stand_ways.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace travel = cartable::access;  // ::access() is a function of POSIX

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const read = travel::StandWays::decode({reinterpret_cast<char const*>(data), size});
  if (!read) {
    if (read.error().message.empty()) {
      std::abort();
    }
    return 0;
  }
  for (travel::StandWays::Place const& place : read->places) {
    travel::RouteLine const line = read->way_to(place);
    if (line.line.size() < 2 || line.steps.empty() || read->find(place.id) == nullptr) {
      std::abort();
    }
    for (travel::Step const& step : line.steps) {
      if (step.label >= read->labels.size() || step.to >= line.line.size()) {
        std::abort();
      }
    }
  }
  std::string const bytes = read->encode();
  auto const again = travel::StandWays::decode(bytes);
  if (!again || again->encode() != bytes) {
    std::abort();
  }
  return 0;
}
