#include "server/http/worker.hpp"

#include "base/log.hpp"
#include "base/time.hpp"

#include <boost/asio/ssl/context.hpp>

#include <exception>

namespace cartable::server::http {
namespace {

using boost::system::error_code;

constexpr std::chrono::milliseconds kTick{250};
// How long an idle connection may still send a request after SIGTERM: it may be on its way already.
constexpr std::chrono::milliseconds kDrainGrace{500};

void report(std::exception_ptr const& broken) {
  if (!broken) {
    return;
  }
  try {
    std::rethrow_exception(broken);
  } catch (std::exception const& error) {
    base::log_error("a connection ended: {}", error.what());
  }
}

}  // namespace

Worker::Worker(Shared& given, int log_descriptor)
    : shared(given), acceptor_(io), timer_(io), guard_(io.get_executor()), log_(log_descriptor) {
  tick();
}

Worker::~Worker() = default;

base::Result<std::uint16_t> Worker::listen(std::string const& address, std::uint16_t port) {
  error_code error;
  asio::ip::address const ip = asio::ip::make_address(address, error);
  if (error) {
    return base::fail(base::ErrorCode::bad_usage, "bind={}: must be an IPv4 or IPv6 address", address);
  }
  asio::ip::tcp::endpoint const endpoint(ip, port);
  using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) {
    acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  }
  if (!error) {
    acceptor_.set_option(ReusePort(true), error);
  }
  if (!error) {
    acceptor_.bind(endpoint, error);
  }
  if (!error) {
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
  }
  if (error) {
    return base::fail(base::ErrorCode::unavailable, "cannot listen on {}:{}: {}", address, port, error.message());
  }
  asio::co_spawn(io.get_executor(), accept_loop(), report);
  asio::co_spawn(io.get_executor(), sweep_loop(), report);
  return acceptor_.local_endpoint().port();
}

void Worker::run() {
  while (true) {
    try {
      io.run();
      return;
    } catch (std::exception const& broken) {
      base::log_error("a thread of the server goes on after: {}", broken.what());
    }
  }
}

Awaitable<void> Worker::accept_loop() {
  while (acceptor_.is_open()) {
    Socket socket(io);
    error_code error;
    co_await acceptor_.async_accept(socket, asio::redirect_error(kAwait, error));
    if (error == asio::error::operation_aborted) {
      co_return;
    }
    if (error) {
      // Out of descriptors, or a client that left: wait a moment instead of spinning.
      metrics.refused();
      Timer pause(io, std::chrono::milliseconds(20));
      co_await pause.async_wait(asio::redirect_error(kAwait, error));
      continue;
    }
    start(std::move(socket));
  }
}

void Worker::start(Socket socket) {
  if (shared.connections.load(std::memory_order_relaxed) >= shared.options.limits.connections) {
    metrics.refused();
    error_code ignored;
    static constexpr std::string_view kFull =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(kFull.data(), kFull.size()), ignored);
    return;
  }
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  start_connection(*this, std::move(socket));
}

Awaitable<void> Worker::sweep_loop() {
  while (true) {
    timer_.expires_after(kTick);
    error_code error;
    co_await timer_.async_wait(asio::redirect_error(kAwait, error));
    if (error) {
      co_return;
    }
    tick();
    auto const now = std::chrono::steady_clock::now();
    for (Connection* const connection : connections_) {
      if (connection->deadline <= now && !connection->expired) {
        connection->expired = true;
        if (!connection->idle) {
          metrics.timed_out();
        }
        connection->cancel();
      }
    }
    // Cancelling the timer does nothing once it has fired: the flag ends the loop for sure.
    leave_if_done();
    if (left_) {
      co_return;
    }
  }
}

void Worker::tick() {
  auto const now = std::chrono::system_clock::now();
  std::time_t const second = std::chrono::system_clock::to_time_t(now);
  if (second != second_) {
    second_ = second;
    http_date = base::to_http_date(now);
    log_time = base::to_rfc3339(now);
    ok_and_date = status_and_date(200, http_date);
  }
  log_.flush();
}

void Worker::refresh() {
  std::uint64_t const now_city = shared.city.generation();
  std::uint64_t const now_site = shared.site_generation.load(std::memory_order_acquire);
  if (now_city != seen_city_) {
    city = shared.city.get();
    seen_city_ = now_city;
    hot.clear();
  }
  if (now_site != seen_site_) {
    site = shared.site();
    seen_site_ = now_site;
    hot.clear();
  }
}

void Worker::add(Connection* connection) {
  connections_.insert(connection);
  shared.connections.fetch_add(1, std::memory_order_relaxed);
  metrics.connection(1);
}

void Worker::remove(Connection* connection) {
  connections_.erase(connection);
  shared.connections.fetch_sub(1, std::memory_order_relaxed);
  metrics.connection(-1);
  leave_if_done();
}

void Worker::log(std::string_view method, std::size_t route, int status, std::size_t bytes,
                 std::chrono::nanoseconds took) {
  metrics.count(route, status, bytes, took);
  log_.write(log_time, {.method = method,
                        .route = site.api ? site.api->route_name(route) : std::string_view("none"),
                        .status = status,
                        .bytes = bytes,
                        .took = took});
}

void Worker::stop_listening(std::latch& closed) {
  asio::post(io.get_executor(), [this, &closed] {
    // Connections that the kernel has accepted already are answered, not reset.
    acceptor_.non_blocking(true);
    while (true) {
      Socket socket(io);
      error_code error;
      acceptor_.accept(socket, error);
      if (error) {
        break;
      }
      start(std::move(socket));
    }
    error_code ignored;
    acceptor_.close(ignored);
    closed.count_down();
  });
}

void Worker::drain() {
  asio::post(io.get_executor(), [this] {
    draining_ = true;
    auto const soon = std::chrono::steady_clock::now() + kDrainGrace;
    for (Connection* const connection : connections_) {
      if (connection->idle) {
        connection->deadline = std::min(connection->deadline, soon);
      }
    }
    leave_if_done();
  });
}

void Worker::abort() {
  asio::post(io.get_executor(), [this] {
    for (Connection* const connection : connections_) {
      connection->idle = false;  // what comes now comes too late
      connection->expired = true;
      connection->cancel();
    }
  });
}

void Worker::leave_if_done() {
  if (draining_ && connections_.empty()) {
    left_ = true;
    timer_.cancel();
    guard_.reset();
    log_.flush();
  }
}

}  // namespace cartable::server::http
