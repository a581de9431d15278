#include "cli/command.hpp"

#include "base/format.hpp"

#include <cstdio>

namespace cartable::cli {

int report_error(base::Error const& error) {
  fmt::print(stderr, "cartable: {}\n", error.message);
  return error.code == base::ErrorCode::bad_usage ? kWrongUsage : kFailed;
}

}  // namespace cartable::cli
