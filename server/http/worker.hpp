#pragma once

#include "server/api/service.hpp"
#include "server/api/usage.hpp"
#include "server/auth.hpp"
#include "server/http/access_log.hpp"
#include "server/http/asio.hpp"
#include "server/http/city_store.hpp"
#include "server/http/failed_searches.hpp"
#include "server/http/hot_cache.hpp"
#include "server/http/metrics.hpp"
#include "server/http/pool.hpp"
#include "server/http/server.hpp"
#include "server/http/static_files.hpp"

#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <latch>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

namespace boost::asio::ssl {
class context;
}

namespace cartable::server::http {

/// What is swapped on SIGHUP, together.
struct Site {
  std::shared_ptr<api::Api const> api;
  std::shared_ptr<StaticFiles const> files;  ///< null without a web client
  std::shared_ptr<asio::ssl::context> tls;   ///< null: plain HTTP
};

/// What all threads share.
struct Shared {
  explicit Shared(ServeOptions const& given, std::size_t pool_threads)
      : options(given), pool(pool_threads, given.limits.pool_queue) {}

  ServeOptions const& options;
  CityStore city;
  TokenVerifier tokens;
  FailedSearches failed_searches;
  Pool pool;
  std::atomic<bool> draining{false};
  std::atomic<std::size_t> connections{0};

  [[nodiscard]] Site site() const {
    std::scoped_lock const guard(lock_);
    return site_;
  }
  void put_site(Site site) {
    {
      std::scoped_lock const guard(lock_);
      site_ = std::move(site);
    }
    site_generation.fetch_add(1, std::memory_order_release);
  }
  std::atomic<std::uint64_t> site_generation{0};

 private:
  mutable std::mutex lock_;
  Site site_;
};

/// One open connection, as its thread's sweeper sees it.
class Connection {
 public:
  virtual ~Connection() = default;
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  bool idle = false;     ///< between requests, nothing read
  bool expired = false;  ///< the sweeper ended it
  /// Ends whatever it waits for; the coroutine then sees `expired`.
  virtual void cancel() noexcept = 0;
};

/// One thread: an io_context, an acceptor, its connections, counters, log and hot cache.
class Worker {
 public:
  Worker(Shared& shared, int log_descriptor);
  ~Worker();
  Worker(Worker const&) = delete;
  Worker& operator=(Worker const&) = delete;

  /// Binds and listens. \return the port
  [[nodiscard]] base::Result<std::uint16_t> listen(std::string const& address, std::uint16_t port);
  /// Until the drain is done.
  void run();
  /// From any thread: takes what is in the backlog, then no more, and says so.
  /// \param closed  must live until it is counted down
  void stop_listening(std::latch& closed);
  /// From any thread, once no thread listens any more: ends when the last connection has gone.
  void drain();
  /// From any thread: ends every connection now.
  void abort();

  /// The city and the site, fetched again when they were swapped (which clears the hot cache).
  void refresh();
  void add(Connection* connection);
  void remove(Connection* connection);
  void log(std::string_view method, std::size_t route, int status, std::size_t bytes, std::chrono::nanoseconds took);

  Shared& shared;
  asio::io_context io{1};
  std::shared_ptr<api::CityState const> city;
  Site site;
  HotCache hot;
  Metrics metrics;
  api::UsageCounters usage;  ///< for the daily totals
  std::string ok_and_date;   ///< "HTTP/1.1 200 OK\r\nDate: …\r\n", of this second
  std::string http_date, log_time;

 private:
  Awaitable<void> accept_loop();
  Awaitable<void> sweep_loop();
  void tick();
  void start(Socket socket);
  void leave_if_done();

  Acceptor acceptor_;
  Timer timer_;
  asio::executor_work_guard<Executor> guard_;
  AccessLog log_;
  std::unordered_set<Connection*> connections_;
  std::uint64_t seen_city_ = ~std::uint64_t{0};
  std::uint64_t seen_site_ = ~std::uint64_t{0};
  std::time_t second_ = 0;
  bool draining_ = false;
  bool left_ = false;
};

/// Starts a connection's coroutine on the worker's thread (connection.cpp).
void start_connection(Worker& worker, Socket socket);

}  // namespace cartable::server::http
