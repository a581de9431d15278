#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cartable::base {

/// What kind of thing went wrong. The layer on top turns it into an exit code (cli) or an HTTP status (server);
/// nothing below knows of either. The table of names stands in error.cpp.
enum class ErrorCode : std::uint8_t {
  bad_usage,      ///< a caller outside asked for something that makes no sense (a flag, a parameter)
  invalid_value,  ///< a value breaks a rule that the message names
  not_found,      ///< no such file, record, layer, column
  unreadable,     ///< it is there, but cannot be read (permissions, a folder, an I/O error)
  unwritable,     ///< cannot be written (permissions, read-only)
  disk_full,      ///< no space left
  corrupt,        ///< damaged, truncated or of another kind than its name says
  wrong_version,  ///< a city file of another schema version
  locked,         ///< somebody else is writing
  conflict,       ///< the change contradicts what is stored
  unsupported,    ///< a kind of input that this program does not take
  unavailable,    ///< not now: overloaded, draining, no data yet
  forbidden,      ///< the caller's role does not allow it
  too_large,      ///< beyond a limit that the message names
  cancelled,      ///< stopped on request or by a deadline
  internal,       ///< a fault of this program or of the machine
};

/// The stable name of a code, as it appears in problem documents and logs ("invalid-value").
[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;

/// Bad news about something from outside, worded for the person who can mend it: what was given, what is
/// allowed, what to do. Import faults carry `file:record` in the text.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;

  friend bool operator==(Error const&, Error const&) = default;
};

}  // namespace cartable::base
