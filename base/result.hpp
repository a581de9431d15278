#pragma once

#include "base/error.hpp"
#include "base/format.hpp"

#include <tl/expected.hpp>

#include <utility>

namespace cartable::base {

/// A value, or an Error that says why there is none. For input from outside; a caller's mistake in code is an
/// assertion, a broken machine an exception.
template <class T>
using Result = tl::expected<T, Error>;

/// Success without a value, or an Error.
using Status = Result<void>;

/// `return fail(ErrorCode::invalid_value, "radius={}: must be 1…100000 m", radius);`
template <class... Args>
[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> text, Args&&... args) {
  return tl::unexpected<Error>(Error{code, fmt::format(text, std::forward<Args>(args)...)});
}

/// Passes on the error of another result.
template <class T>
[[nodiscard]] tl::unexpected<Error> fail(Result<T> const& failed) {
  return tl::unexpected<Error>(failed.error());
}

}  // namespace cartable::base

/// Leaves the function with the error of `expression` (a Result), if it is one.
#define CARTABLE_TRY(expression)                                                                \
  do {                                                                                          \
    if (auto cartable_try_result = (expression); !cartable_try_result) {                        \
      return ::tl::unexpected<::cartable::base::Error>(std::move(cartable_try_result).error()); \
    }                                                                                           \
  } while (false)

#define CARTABLE_CONCAT_INNER(a, b) a##b
#define CARTABLE_CONCAT(a, b) CARTABLE_CONCAT_INNER(a, b)

/// `CARTABLE_ASSIGN(auto file, open(path));` binds the value, or leaves the function with the error.
#define CARTABLE_ASSIGN(declaration, expression)                                                                      \
  auto CARTABLE_CONCAT(cartable_result_, __LINE__) = (expression);                                                    \
  if (!CARTABLE_CONCAT(cartable_result_, __LINE__)) {                                                                 \
    return ::tl::unexpected<::cartable::base::Error>(std::move(CARTABLE_CONCAT(cartable_result_, __LINE__)).error()); \
  }                                                                                                                   \
  declaration = *std::move(CARTABLE_CONCAT(cartable_result_, __LINE__))
