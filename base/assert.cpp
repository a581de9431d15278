#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace cartable::base {

void assertion_failed(char const* expression, char const* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, expression);
  std::abort();
}

}  // namespace cartable::base
