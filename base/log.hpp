#pragma once

#include "base/format.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

namespace cartable::base {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// The home of spdlog: one line on stderr a message, never a position or an address (the caller's duty).
void log_line(LogLevel level, std::string_view message);
/// Lines below `level` are dropped. Default: info.
void set_log_level(LogLevel level);

template <class... Args>
void log_debug(fmt::format_string<Args...> text, Args&&... args) {
  log_line(LogLevel::debug, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void log_info(fmt::format_string<Args...> text, Args&&... args) {
  log_line(LogLevel::info, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void log_warning(fmt::format_string<Args...> text, Args&&... args) {
  log_line(LogLevel::warning, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void log_error(fmt::format_string<Args...> text, Args&&... args) {
  log_line(LogLevel::error, fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace cartable::base
