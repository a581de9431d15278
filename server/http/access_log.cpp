#include "server/http/access_log.hpp"

#include "base/format.hpp"

#include <unistd.h>

#include <iterator>

namespace cartable::server::http {
namespace {

constexpr std::size_t kFlushAt = 32768;  // bytes: one write for some 250 requests under load

}  // namespace

void AccessLog::write(std::string_view time, Entry const& entry) {
  if (descriptor_ < 0) {
    return;
  }
  fmt::format_to(std::back_inserter(lines_),
                 "{{\"time\":\"{}\",\"method\":\"{}\",\"route\":\"{}\",\"status\":{},\"bytes\":{},\"ms\":{:.3f}}}\n",
                 time, entry.method, entry.route, entry.status, entry.bytes,
                 std::chrono::duration<double, std::milli>(entry.took).count());
  if (lines_.size() >= kFlushAt) {
    flush();
  }
}

void AccessLog::flush() {
  std::string_view rest = lines_;
  while (descriptor_ >= 0 && !rest.empty()) {
    ssize_t const written = ::write(descriptor_, rest.data(), rest.size());
    if (written <= 0) {
      break;  // a log that cannot be written must not stop the server
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  lines_.clear();
}

}  // namespace cartable::server::http
