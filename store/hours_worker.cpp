#include "store/hours_worker.hpp"

#include "base/assert.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "store/hours_wire.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX has it declared by its user

namespace cartable::store {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kTextsAProcess = 200;  // below, starting one more takes longer than its work
constexpr std::size_t kMostDeaths = 100;     // of one call: then something other than a text is wrong
/// Texts on their way at once: enough that neither side waits, and less than a socket holds.
constexpr std::size_t kTextsAhead = 32;
constexpr std::size_t kBytesAhead = 32'768;

/// A file descriptor of ours.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() noexcept {
    if (number_ >= 0) {
      ::close(std::exchange(number_, -1));
    }
  }
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_ = -1;
};

std::string reason(int error) { return std::generic_category().message(error); }

/// One helper process with a socket to and a pipe from it. Killed and waited for at the end.
class Helper {
 public:
  static base::Result<Helper> start(std::vector<std::string> const& command) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    // A socket, as writing to a helper that is gone must not raise SIGPIPE in programs that do not ignore it.
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in.data()) != 0) {  // NOLINT(hicpp-signed-bitwise)
      return base::fail(base::ErrorCode::internal, "no pipe: {}", reason(errno));
    }
    Descriptor child_in(in[0]);
    Helper helper;
    helper.to_ = Descriptor(in[1]);
    if (::pipe2(out.data(), O_CLOEXEC) != 0) {
      return base::fail(base::ErrorCode::internal, "no pipe: {}", reason(errno));
    }
    helper.from_ = Descriptor(out[0]);
    Descriptor child_out(out[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, child_in.number(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, child_out.number(), STDOUT_FILENO);
    // The server blocks its signals in all threads and ignores SIGPIPE: a helper should do neither.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    // NOLINTNEXTLINE(hicpp-signed-bitwise): the flags are the header's
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> arguments;
    std::vector<std::string> words = command;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) {
      arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    int const failed = ::posix_spawn(&helper.process_, arguments[0], &actions, &attributes, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0) {
      helper.process_ = -1;
      return base::fail(base::ErrorCode::internal, "{} cannot be started: {}", command.front(), reason(failed));
    }
    return helper;
  }

  Helper(Helper&& other) noexcept
      : process_(std::exchange(other.process_, -1)),
        to_(std::move(other.to_)),
        from_(std::move(other.from_)),
        read_(std::move(other.read_)) {}
  Helper& operator=(Helper&& other) noexcept {
    std::swap(process_, other.process_);
    std::swap(to_, other.to_);
    std::swap(from_, other.from_);
    std::swap(read_, other.read_);
    return *this;
  }
  ~Helper() {
    to_.close();
    from_.close();
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }

  /// \return false when the helper is gone
  bool write(std::string_view text) {
    while (!text.empty()) {
      ssize_t const sent = ::send(to_.number(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) {
        continue;
      }
      if (sent <= 0) {
        return false;
      }
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// The next line without its end; nothing when the helper is gone, says nothing until the deadline, or when stopped.
  std::optional<std::string> line(Clock::time_point deadline, std::stop_token const& stop) {
    while (true) {
      if (auto const end = read_.find('\n', seen_); end != std::string::npos) {
        std::string out = read_.substr(0, end);
        read_.erase(0, end + 1);
        seen_ = 0;
        return out;
      }
      seen_ = read_.size();
      auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
      pollfd waiting{from_.number(), POLLIN, 0};
      if (left <= 0 || stop.stop_requested()) {
        return std::nullopt;
      }
      constexpr std::int64_t kLook = 100;  // ms between looks at `stop`
      int const ready = ::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left, kLook)));
      if (ready == 0 || (ready < 0 && errno == EINTR)) {
        continue;
      }
      std::array<char, 65'536> buffer;  // NOLINT(*-member-init): filled by read
      ssize_t const got = ready > 0 ? ::read(from_.number(), buffer.data(), buffer.size()) : 0;
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got <= 0) {
        return std::nullopt;
      }
      read_.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  Helper() = default;
  pid_t process_ = -1;
  Descriptor to_, from_;
  std::string read_;
  std::size_t seen_ = 0;
};

/// The texts first..last of a call, by one helper after another until all have an answer.
class Share {
 public:
  Share(HoursWorkerOptions const& options, std::string context, std::span<std::string const> texts,
        std::span<Hours> out, std::stop_token const& stop)
      : options_(options), context_(std::move(context)), texts_(texts), out_(out), stop_(stop) {}

  /// \return how many have an answer; fewer than all only when stopped
  std::size_t run() {
    std::optional<Helper> helper;
    std::size_t deaths = 0;
    while (done_ < texts_.size() && !stop_.stop_requested()) {
      if (!helper) {
        if (deaths > kMostDeaths || !start(helper)) {
          base::log_error("opening hours cannot be read: {}",
                          error_.empty() ? "the helper process ends again and again" : error_);
          std::fill(out_.begin() + static_cast<std::ptrdiff_t>(done_), out_.end(), Hours{HoursProblem::failed, {}});
          done_ = texts_.size();
          break;
        }
        sent_ = done_;
      }
      if (!send(*helper) || !receive(*helper)) {
        if (stop_.stop_requested()) {
          break;
        }
        ++deaths;
        helper.reset();
        base::log_warning("opening hours: reading \"{}\" broke off; it counts as unknown", texts_[done_]);
        out_[done_++] = Hours{HoursProblem::failed, {}};
      }
    }
    return done_;
  }

 private:
  bool start(std::optional<Helper>& helper) {
    auto started = Helper::start(options_.command);
    if (!started) {
      error_ = started.error().message;
      return false;
    }
    helper = *std::move(started);
    auto const ready =
        helper->write(context_) ? helper->line(Clock::now() + std::chrono::seconds(30), stop_) : std::nullopt;
    if (!ready || *ready != kHoursReady) {
      error_ = "the helper process does not answer";
      helper.reset();
      return false;
    }
    return true;
  }

  /// Keeps some texts ahead of the answers.
  bool send(Helper& helper) {
    std::string batch;
    while (sent_ < texts_.size() && sent_ - done_ < kTextsAhead) {
      std::string line;
      base::append_json_string(line, texts_[sent_].size() <= kMaxHoursText ? texts_[sent_] : std::string());
      line.push_back('\n');
      if (sent_ > done_ && ahead_ + line.size() > kBytesAhead) {
        break;
      }
      ahead_ += line.size();
      lengths_.push_back(line.size());
      batch += line;
      ++sent_;
    }
    if (!batch.empty() && !helper.write(batch)) {
      forget();
      return false;
    }
    return true;
  }

  bool receive(Helper& helper) {
    auto const line = helper.line(Clock::now() + options_.patience, stop_);
    auto hours = line ? parse_hours_line(*line) : std::nullopt;
    if (!hours) {
      forget();
      return false;
    }
    ahead_ -= lengths_.front();
    lengths_.erase(lengths_.begin());
    out_[done_++] = *std::move(hours);
    return true;
  }

  void forget() {
    ahead_ = 0;
    lengths_.clear();
  }

  HoursWorkerOptions const& options_;
  std::string context_;
  std::span<std::string const> texts_;
  std::span<Hours> out_;
  std::stop_token const& stop_;
  std::size_t done_ = 0, sent_ = 0, ahead_ = 0;
  std::vector<std::size_t> lengths_;  ///< of the lines on their way
  std::string error_;
};

}  // namespace

EvaluateHours evaluate_in_helpers(HoursWorkerOptions options) {
  CARTABLE_ASSERT(!options.command.empty());
  return [options = std::move(options)](HoursContext const& context, std::span<std::string const> texts,
                                        std::stop_token const& stop) {
    std::vector<Hours> out(texts.size());
    if (texts.empty()) {
      return out;
    }
    std::string const line = context_line(context);
    std::size_t const shares =
        std::clamp<std::size_t>(texts.size() / kTextsAProcess, 1, std::max<std::size_t>(options.processes, 1));
    std::vector<std::size_t> answered(shares);
    std::vector<std::size_t> begins(shares + 1);
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < shares; ++i) {
        begins[i] = texts.size() * i / shares;
        begins[i + 1] = texts.size() * (i + 1) / shares;
        threads.emplace_back([&, i, begin = begins[i], count = begins[i + 1] - begins[i]] {
          answered[i] =
              Share(options, line, texts.subspan(begin, count), std::span(out).subspan(begin, count), stop).run();
        });
      }
    }
    for (std::size_t i = 0; i < shares; ++i) {
      if (begins[i] + answered[i] < begins[i + 1]) {
        out.resize(begins[i] + answered[i]);  // stopped
        break;
      }
    }
    return out;
  };
}

}  // namespace cartable::store
