#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace cartable::server::http {

/// One line of JSON for each request: time, method, route, status, bytes, milliseconds. The route is the pattern,
/// never the path: no position, tile number, search text, address or token is written. Buffered; one a thread.
class AccessLog {
 public:
  /// \param descriptor  of an open file, or -1 for no log
  explicit AccessLog(int descriptor) : descriptor_(descriptor) {}
  ~AccessLog() { flush(); }
  AccessLog(AccessLog const&) = delete;
  AccessLog& operator=(AccessLog const&) = delete;

  struct Entry {
    std::string_view method, route;
    int status = 0;
    std::size_t bytes = 0;
    std::chrono::nanoseconds took{};
  };
  /// \param time  RFC 3339, of this second
  void write(std::string_view time, Entry const& entry);
  /// Every full line is written by one call, so that lines of several threads do not mix.
  void flush();

 private:
  int descriptor_;
  std::string lines_;
};

}  // namespace cartable::server::http
