#include "server/http/server.hpp"

#include "base/file.hpp"
#include "base/format.hpp"
#include "base/log.hpp"
#include "server/http/failed_searches.hpp"
#include "server/http/usage_writer.hpp"
#include "server/http/worker.hpp"
#include "store/daily_totals.hpp"
#include "store/failed_searches.hpp"
#include "store/hours_worker.hpp"

#include <boost/asio/ssl/context.hpp>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <latch>
#include <thread>

namespace cartable::server::http {
namespace {

namespace fs = std::filesystem;
using boost::system::error_code;

#ifdef CARTABLE_WEB_DIST
constexpr char const* kBuiltWeb = CARTABLE_WEB_DIST;
#else
constexpr char const* kBuiltWeb = "";
#endif

/// Beside the installed program, else where the source tree builds it.
fs::path default_web_root() {
  std::error_code error;
  fs::path const program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    fs::path const installed = program.parent_path() / ".." / "share" / "cartable" / "web";
    if (fs::is_directory(installed, error)) {
      return installed.lexically_normal();
    }
  }
  return kBuiltWeb;
}

base::Result<std::shared_ptr<asio::ssl::context>> load_tls(ServeOptions const& options) {
  if (options.tls_cert.empty() && options.tls_key.empty()) {
    return nullptr;
  }
  if (options.tls_cert.empty() || options.tls_key.empty()) {
    return base::fail(base::ErrorCode::bad_usage, "TLS needs both a certificate and its key (--tls-cert, --tls-key)");
  }
  CARTABLE_TRY(base::check_input_file(options.tls_cert));
  CARTABLE_TRY(base::check_input_file(options.tls_key));
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  error_code error;
  context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                           asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                           asio::ssl::context::no_tlsv1_1 | asio::ssl::context::single_dh_use,
                       error);
  context->use_certificate_chain_file(options.tls_cert, error);
  if (error) {
    return base::fail(base::ErrorCode::corrupt, "{}: not a PEM certificate: {}", options.tls_cert, error.message());
  }
  context->use_private_key_file(options.tls_key, asio::ssl::context::pem, error);
  if (error) {
    return base::fail(base::ErrorCode::corrupt, "{}: not the PEM key of this certificate: {}", options.tls_key,
                      error.message());
  }
  return context;
}

/// The port is free when it can be bound without sharing it: our own acceptors share it among threads, and so
/// could another server of ours by mistake.
base::Status check_port(ServeOptions const& options) {
  error_code error;
  asio::ip::address const ip = asio::ip::make_address(options.bind, error);
  if (error) {
    return base::fail(base::ErrorCode::bad_usage, "bind={}: must be an IPv4 or IPv6 address", options.bind);
  }
  asio::io_context io;
  asio::ip::tcp::acceptor probe(io);
  asio::ip::tcp::endpoint const endpoint(ip, options.port);
  probe.open(endpoint.protocol(), error);
  if (!error) {
    probe.set_option(asio::socket_base::reuse_address(true), error);
  }
  if (!error) {
    probe.bind(endpoint, error);
  }
  if (!error) {
    probe.listen(1, error);
  }
  if (error == asio::error::address_in_use) {
    return base::fail(base::ErrorCode::unavailable,
                      "port {} on {} is in use by another program; choose another with --port, or 0 for a free one",
                      options.port, options.bind);
  }
  if (error) {
    return base::fail(base::ErrorCode::unavailable, "cannot listen on {}:{}: {}", options.bind, options.port,
                      error.message());
  }
  return {};
}

/// An open log file, closed at the end; standard error stays open.
class LogFile {
 public:
  static base::Result<LogFile> open(std::string const& path) {
    if (path == "off") {
      return LogFile(-1, false);
    }
    if (path.empty()) {
      return LogFile(STDERR_FILENO, false);
    }
    int const descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (descriptor < 0) {
      return base::fail(base::ErrorCode::unwritable, "{}: cannot write the access log: {}", path,
                        std::generic_category().message(errno));
    }
    return LogFile(descriptor, true);
  }
  LogFile(LogFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), ours_(other.ours_) {}
  LogFile& operator=(LogFile&&) = delete;
  ~LogFile() {
    if (ours_ && descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

 private:
  LogFile(int descriptor, bool ours) : descriptor_(descriptor), ours_(ours) {}
  int descriptor_;
  bool ours_;
};

/// Keeps the city, the web client and the certificates fresh, beside the threads that serve.
class Keeper {
 public:
  Keeper(Shared& shared, CityLoader& loader, std::function<void()> reload_site)
      : shared_(shared), loader_(loader), reload_site_(std::move(reload_site)), thread_([this] { run(); }) {}
  ~Keeper() {
    {
      std::scoped_lock const guard(lock_);
      stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  Keeper(Keeper const&) = delete;
  Keeper& operator=(Keeper const&) = delete;
  void reload() {
    {
      std::scoped_lock const guard(lock_);
      asked_ = true;
    }
    wake_.notify_all();
  }

 private:
  static constexpr std::chrono::milliseconds kSoon{50};

  void run() {
    // Compressing takes seconds: hours that are ready before should not wait for it.
    for (int i = 0; i < 10 && loader_.awaits_hours() && !loader_.renew_hours(); ++i) {
      std::this_thread::sleep_for(kSoon);
    }
    reload_compressed();
    std::optional<base::Error> last_error;
    std::chrono::milliseconds pause = loader_.interval();
    std::chrono::steady_clock::time_point next_look = std::chrono::steady_clock::now() + pause;
    while (true) {
      bool asked = false;
      {
        std::unique_lock guard(lock_);
        wake_.wait_for(guard, loader_.awaits_hours() ? std::min(pause, kSoon) : pause,
                       [this] { return stop_ || asked_; });
        if (stop_) {
          return;
        }
        asked = std::exchange(asked_, false);
      }
      loader_.renew_hours();
      if (!asked && std::chrono::steady_clock::now() < next_look) {
        continue;
      }
      next_look = std::chrono::steady_clock::now() + pause;
      if (asked) {
        reload_site_();
        reload_compressed();
      }
      auto const start = std::chrono::steady_clock::now();
      base::Result<bool> const swapped = asked ? loader_.load().map([] { return true; }) : loader_.poll();
      if (!swapped) {
        // Said once, not at every look: the city served before stays, and is looked for with more patience. A
        // database that goes away has several words for it.
        bool const still_away = last_error && last_error->code == base::ErrorCode::unavailable &&
                                swapped.error().code == base::ErrorCode::unavailable;
        if (!still_away && swapped.error() != last_error) {
          base::log_error("the city was not reloaded: {}", swapped.error().message);
        }
        last_error = swapped.error();
        pause = std::max<std::chrono::milliseconds>(loader_.interval(), std::chrono::seconds(1));
      } else {
        if (last_error) {
          base::log_info("the city can be read again");
        }
        last_error.reset();
        pause = loader_.interval();
        if (*swapped) {
          base::log_info(
              "the city was reloaded in {} ms",
              std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count());
        }
      }
    }
  }
  /// Compressing a web client takes seconds: it is served as it is until then.
  void reload_compressed() {
    Site site = shared_.site();
    if (site.files) {
      site.files = site.files->compressed();
      shared_.put_site(std::move(site));
    }
  }

  Shared& shared_;
  CityLoader& loader_;
  std::function<void()> reload_site_;
  std::mutex lock_;
  std::condition_variable wake_;
  bool stop_ = false;
  bool asked_ = false;
  std::thread thread_;
};

/// SIGTERM, SIGINT and SIGHUP are taken by one thread, waiting; the others never see them.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (int const signal : {SIGTERM, SIGINT, SIGHUP}) {
      sigaddset(&set_, signal);
    }
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  ~Signals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  Signals(Signals const&) = delete;
  Signals& operator=(Signals const&) = delete;
  [[nodiscard]] int wait() const {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
    return signal;
  }

 private:
  sigset_t set_{};
  sigset_t before_{};
};

/// Keeps the daily totals of all threads; nothing when they are not wanted.
std::unique_ptr<UsageWriter> keep_totals(ServeOptions const& options, Shared& shared,
                                         std::vector<std::unique_ptr<Worker>> const& workers) {
  if (!options.totals) {
    return nullptr;
  }
  std::vector<api::UsageCounters const*> counters;
  counters.reserve(workers.size());
  for (auto const& worker : workers) {
    counters.push_back(&worker->usage);
  }
  std::string const& where = options.write_to.empty() ? options.city : options.write_to;
  auto const key = std::make_shared<SearchKey>(SearchKey::default_file());
  return std::make_unique<UsageWriter>(
      std::move(counters),
      UsageWriter::Options{.add = [&where](auto const& totals) { return store::add_daily_totals(where, totals); },
                           .also =
                               [&where, &shared, key](std::string const& date) {
                                 return shared.failed_searches.write(date, *key, [&where](auto const& failed) {
                                   return store::add_failed_searches(where, failed);
                                 });
                               },
                           .zone = [&shared] { return std::string(shared.city.get()->catalog->setting("timezone")); }});
}

Site make_site(ServeOptions const& options, std::shared_ptr<asio::ssl::context> tls, Shared& shared,
               std::vector<std::unique_ptr<Worker>> const& workers) {
  Site site;
  site.tls = std::move(tls);
  fs::path const root = options.web_root.empty() ? default_web_root() : options.web_root;
  if (base::Result<std::shared_ptr<StaticFiles const>> files = StaticFiles::load(root)) {
    site.files = *std::move(files);
  } else {
    base::log_warning("no web client is served: {}", files.error().message);
  }
  api::ApiOptions api;
  if (site.files) {
    api.style = site.files->style();
    api.style_dark = site.files->style_dark();
  }
  api.version = options.version;
  api.draining = [&shared] { return shared.draining.load(); };
  api.metrics = [&shared, &workers] {
    std::vector<Metrics const*> counters;
    counters.reserve(workers.size());
    for (auto const& worker : workers) {
      counters.push_back(&worker->metrics);
    }
    std::vector<std::string_view> names;
    Site const now = shared.site();
    for (std::size_t i = 0; i <= now.api->routes().size(); ++i) {
      names.push_back(now.api->route_name(i));
    }
    return metrics_text(counters, names);
  };
  site.api = std::make_shared<api::Api const>(std::move(api));
  return site;
}

}  // namespace

base::Status serve(ServeOptions const& options) {
  CARTABLE_TRY(check_port(options));
  CARTABLE_ASSIGN(std::shared_ptr<asio::ssl::context> tls, load_tls(options));
  CARTABLE_ASSIGN(LogFile const log, LogFile::open(options.access_log));
  std::size_t const threads =
      options.threads != 0 ? options.threads : std::max<std::size_t>(1, std::thread::hardware_concurrency());
  Signals const signals;
  std::signal(SIGPIPE, SIG_IGN);
  Shared shared(options, options.limits.pool_threads != 0 ? options.limits.pool_threads : threads);
  store::EvaluateHours hours;
  if (!options.hours_worker.empty()) {
    hours = store::evaluate_in_helpers({.command = options.hours_worker});
  }
  CityLoader loader(options.city, {.cache_bytes = options.tile_memory}, shared.city, std::move(hours));
  CARTABLE_TRY(loader.load());

  std::vector<std::unique_ptr<Worker>> workers;
  for (std::size_t i = 0; i < threads; ++i) {
    workers.push_back(std::make_unique<Worker>(shared, log.descriptor()));
  }
  shared.put_site(make_site(options, tls, shared, workers));
  std::uint16_t port = options.port;
  for (auto const& worker : workers) {
    CARTABLE_ASSIGN(port, worker->listen(options.bind, port));
  }
  std::unique_ptr<UsageWriter> totals = keep_totals(options, shared, workers);
  std::vector<std::thread> running;
  running.reserve(workers.size());
  for (auto const& worker : workers) {
    running.emplace_back([&worker] { worker->run(); });
  }
  bool const v6 = options.bind.find(':') != std::string::npos;
  fmt::print(stderr, "listening on {}://{}{}{}:{}\n", tls ? "https" : "http", v6 ? "[" : "", options.bind,
             v6 ? "]" : "", port);
  std::fflush(stderr);
  {
    Keeper keeper(shared, loader, [&] {
      base::Result<std::shared_ptr<asio::ssl::context>> fresh = load_tls(options);
      if (!fresh) {
        base::log_error("the certificate was not reloaded: {}", fresh.error().message);
      }
      shared.put_site(make_site(options, fresh ? *fresh : shared.site().tls, shared, workers));
    });
    while (signals.wait() == SIGHUP) {
      keeper.reload();
    }
  }
  base::log_info("shutting down");
  // No answer says "close" before nobody listens any more: a client that connects again at once would come between a
  // listener's last look at its backlog and its end, and be reset.
  std::latch closed(static_cast<std::ptrdiff_t>(workers.size()));
  for (auto const& worker : workers) {
    worker->stop_listening(closed);
  }
  closed.wait();
  shared.draining.store(true);
  for (auto const& worker : workers) {
    worker->drain();
  }
  // Whoever has not finished by then is cut off.
  std::mutex lock;
  std::condition_variable done;
  bool finished = false;
  std::thread last([&] {
    std::unique_lock guard(lock);
    if (!done.wait_for(guard, options.limits.drain, [&] { return finished; })) {
      for (auto const& worker : workers) {
        worker->abort();
      }
    }
  });
  for (std::thread& thread : running) {
    thread.join();
  }
  {
    std::scoped_lock const guard(lock);
    finished = true;
  }
  done.notify_all();
  last.join();
  totals.reset();  // with the last answers
  return {};
}

}  // namespace cartable::server::http
