// CQL2 text from a URL. Beyond not crashing: what is taken has a canonical text that is the same each time, is within
// the cost cap whatever it says, and its patterns match without looping.
#include "store/cql2.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace store = cartable::store;

namespace {

void expect(bool good) {
  if (!good) {
    std::abort();
  }
}

std::size_t depth_of(store::CqlNode const& node) {
  std::size_t deepest = 0;
  for (store::CqlNode const& child : node.children) {
    std::size_t const depth = depth_of(child);
    deepest = depth > deepest ? depth : deepest;
  }
  return deepest + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const parsed = store::parse_cql2(text);
  if (!parsed) {
    expect(!parsed.error().message.empty() && parsed.error().message.size() < 4000);
    return 0;
  }
  expect(!parsed->empty() && !parsed->canonical.empty());
  expect(depth_of(*parsed->root) <= 2 * store::kCqlMaxDepth + 4);
  auto const again = store::parse_cql2(text);
  expect(again && again->canonical == parsed->canonical);
  static_cast<void>(store::cql_like(text.substr(0, 200), text.substr(size / 2)));
  return 0;
}
