#include "base/format.hpp"
#include "base/json.hpp"
#include "store/hours_engine.hpp"
#include "store/hours_wire.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <optional>
#include <string>

namespace cartable::store {
namespace {

constexpr std::size_t kMaxLine = std::size_t{16} << 20U;  ///< a calendar of thousands of days is a long first line
constexpr rlim_t kMaxMemory = rlim_t{4} << 30U;           ///< address space; a sane helper takes 0.3 GB of it
constexpr int kNice = 10;                                 ///< the server's answers come first

/// A line without its end; nothing at the end of input or beyond kMaxLine.
std::optional<std::string> read_line(std::FILE* in) {
  std::string out;
  for (int c = std::getc(in); c != EOF; c = std::getc(in)) {
    if (c == '\n') {
      return out;
    }
    if (out.size() >= kMaxLine) {
      return std::nullopt;
    }
    out.push_back(static_cast<char>(c));
  }
  return std::nullopt;
}

bool write_line(std::FILE* out, std::string const& line) {
  return std::fwrite(line.data(), 1, line.size(), out) == line.size() && std::fflush(out) == 0;
}

}  // namespace

int run_hours_worker(std::FILE* in, std::FILE* out) {
  // No address sanitizer would start below a limit on its terabytes of shadow.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  rlimit const memory{kMaxMemory, kMaxMemory};
  setrlimit(RLIMIT_AS, &memory);
#endif
  rlimit const no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  [[maybe_unused]] int const priority = nice(kNice);
  auto const first = read_line(in);
  if (!first) {
    fmt::print(stderr, "cartable hours-worker: part of cartable serve; it reads its work from a pipe\n");
    return 2;
  }
  auto context = parse_context_line(*first);
  if (!context) {
    fmt::print(stderr, "cartable hours-worker: {}\n", context.error().message);
    return 2;
  }
  HoursEngine engine(*std::move(context));
  if (!write_line(out, std::string(kHoursReady) + "\n")) {
    return 1;
  }
  while (auto const line = read_line(in)) {
    auto const text = base::parse_json(*line);
    Hours const hours =
        text && text->is_string() ? engine.evaluate(text->get<std::string>()) : Hours{HoursProblem::unreadable, {}};
    if (!write_line(out, hours_line(hours))) {
      return 1;
    }
  }
  return 0;
}

}  // namespace cartable::store
