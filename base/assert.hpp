#pragma once

namespace cartable::base {

/// Prints the broken promise with its place and aborts.
[[noreturn]] void assertion_failed(char const* expression, char const* file, int line) noexcept;

}  // namespace cartable::base

/// A caller's mistake in code stops the program at the line that saw it, in every build: the checks are cheap
/// and what follows a broken promise is worse. Never for input from outside (that is a Result).
#define CARTABLE_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::cartable::base::assertion_failed(#condition, __FILE__, __LINE__))
