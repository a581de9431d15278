#include "base/format.hpp"
#include "base/log.hpp"
#include "server/api/failed_search.hpp"
#include "server/api/long_body.hpp"
#include "server/api/problem.hpp"
#include "server/http/incoming.hpp"
#include "server/http/negotiate.hpp"
#include "server/http/wire.hpp"
#include "server/http/worker.hpp"

#include <boost/asio/ssl/context.hpp>

#include <array>
#include <exception>
#include <optional>

namespace cartable::server::http {
namespace {

using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

/// One connection: reads a request, answers it, and so on. Lives as long as its coroutine.
template <class Stream>
class Session final : public Connection {
 public:
  Session(Worker& worker, Stream&& stream, std::shared_ptr<asio::ssl::context> tls)
      : worker_(worker), limits_(worker.shared.options.limits), tls_(std::move(tls)), wire_(std::move(stream), *this) {
    worker_.add(this);
  }
  ~Session() override {
    error_code ignored;
    wire_.socket().close(ignored);
    worker_.remove(this);
  }
  Session(Session const&) = delete;
  Session& operator=(Session const&) = delete;

  void cancel() noexcept override {
    error_code ignored;
    wire_.socket().cancel(ignored);
  }

  Awaitable<void> run() {
    bool const shaken = co_await wire_.shake_hands(limits_.header);
    if (!shaken) {
      co_return;
    }
    int in_a_row = 0;
    while (true) {
      std::size_t header = find_header_end(wire_.unread(), 0);
      if (header != std::string_view::npos && ++in_a_row > limits_.pipeline) {
        // Others of this thread get a turn between two runs of pipelined requests.
        in_a_row = 0;
        co_await asio::post(wire_.socket().get_executor(), kAwait);
      }
      if (header == std::string_view::npos) {
        in_a_row = 0;
        header = co_await read_header();
        if (header == std::string_view::npos) {
          break;
        }
      }
      auto const start = Clock::now();
      wire_.never_expire();
      worker_.refresh();
      std::string_view const raw = wire_.unread().substr(0, header);
      // While draining every answer says so; the kept ones do not.
      HotCache::Entry const* const hit = draining() ? nullptr : worker_.hot.find(raw);
      if (hit != nullptr && (!hit->until || *hit->until > now())) {
        wire_.consume(header);
        ++answered_;
        bool good = write_hot(*hit);
        if (!good) {
          good = co_await wire_.write_slowly(rest_, limits_.write);
        }
        worker_.metrics.hot();
        worker_.log("GET", hit->route, 200, hit->body.size(), Clock::now() - start);
        if (hit->usage) {
          worker_.usage.count(*hit->usage);
        }
        if (!good) {
          break;
        }
        continue;
      }
      bool const go_on = co_await serve_one(header, start);
      if (!go_on) {
        break;
      }
    }
    co_await wire_.close(lingering_ ? 4 * limits_.body_bytes : 0);  // after a refusal, so that it is not lost
  }

 private:
  [[nodiscard]] static std::chrono::sys_seconds now() noexcept {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  }
  [[nodiscard]] bool draining() const noexcept { return worker_.shared.draining.load(std::memory_order_relaxed); }

  /// \return the header's length, or npos when the connection is to be closed
  Awaitable<std::size_t> read_header() {
    idle = wire_.unread().empty();
    // A connection that opens says something soon; between requests it may rest, but not while draining.
    wire_.expire_in(idle && answered_ > 0 ? (draining() ? std::chrono::milliseconds(500) : limits_.idle)
                                          : limits_.header);
    while (true) {
      std::size_t const searched = wire_.unread().size();
      if (searched >= limits_.header_bytes) {
        co_await refuse(431, "the request's header is larger than this server takes");
        co_return std::string_view::npos;
      }
      bool const more = co_await wire_.read_more();
      if (!more && idle && expired && wire_.has_more()) {
        // A request came as the rest ended, and both were seen at once: closing now would lose it.
        expired = false;
        wire_.expire_in(limits_.header);
        continue;
      }
      if (!more) {
        bool const began = !idle && !wire_.unread().empty();
        idle = false;
        if (expired && began) {
          co_await refuse(408, "the request's header took too long");
        }
        co_return std::string_view::npos;
      }
      while (wire_.unread().substr(0, 2) == "\r\n") {
        wire_.consume(2);  // RFC 9112 §2.2: an empty line before a request is ignored
      }
      if (idle && !wire_.unread().empty()) {
        idle = false;
        // Absolute from the first byte: single bytes, however steady, do not lengthen it.
        wire_.expire_in(limits_.header);
      }
      std::size_t const header =
          find_header_end(wire_.unread(), searched > 3 && searched <= wire_.unread().size() ? searched - 3 : 0);
      if (header != std::string_view::npos) {
        idle = false;
        co_return header;
      }
    }
  }

  /// Parses the request whose header is there, reads its body, answers. \return whether the connection goes on
  Awaitable<bool> serve_one(std::size_t header, Clock::time_point start) {
    std::string raw;
    if (header <= 2048) {
      raw.assign(wire_.unread().substr(0, header));
    }
    RequestReader reader(limits_.header_bytes, limits_.body_bytes);
    error_code error;
    std::size_t const used = reader.put(asio::buffer(wire_.unread().data(), header), error);
    if ((error && error != boost::beast::http::error::need_more) || !reader.is_header_done()) {
      co_return co_await refuse_parse(error, header);
    }
    api::Request request;
    std::optional<Reply> refusal = take_request(reader, worker_.shared.options, !Wire<Stream>::kIsPlain, request);
    base::Encoding const accepted = choose_encoding(reader.accept_encoding);
    request.encoding = accepted;
    std::string const token(bearer(reader.authorization));
    bool const wants_token = reader.authorizations > 0;
    api::Method const method = reader.method;
    bool const keep_alive = reader.keep_alive() && reader.version >= 11;
    bool const bare = reader.is_done();  // nothing follows the header: its bytes are the whole request
    wire_.consume(used);
    if (!refusal && !reader.is_done()) {
      bool const whole = co_await read_body(reader);
      if (!whole) {
        co_return false;
      }
      start = Clock::now();
    }
    request.body = std::move(reader.body);
    wire_.never_expire();
    bool const head_only = method == api::Method::head;
    bool close = !keep_alive || draining() || refusal.has_value();
    Reply reply;
    std::optional<api::Usage> usage;
    if (refusal) {
      reply = std::move(*refusal);
    } else if (auto const file = static_file(method, request)) {
      reply = make_reply(file, accepted, request.if_none_match, head_only, close);
      reply.route = worker_.site.api->routes().size();
      if (file->is_page) {
        reply.keep = false;  // the hot path counts no views
        count_page(request, method);
      }
    } else {
      request.deadline = Clock::now() + limits_.compute;
      request.takes_long_bodies = true;
      api::Response response = co_await answer(request, token, wants_token);
      usage = count_answer(request, response);
      reply = make_reply(std::move(response), head_only, close || draining());
    }
    worker_.refresh();
    bool const again = !reply.close;
    if (reply.keep && !raw.empty() && !wants_token && method == api::Method::get && request.if_none_match.empty() &&
        bare && fresh_) {
      worker_.hot.put(raw, reply, now(), std::move(usage));
    }
    std::size_t const bytes = reply.length();
    bool const written = co_await write(reply);
    worker_.log(api::to_string(method), reply.route, reply.status, bytes, Clock::now() - start);
    ++answered_;
    co_return written&& again;
  }

  /// Views for the daily totals: only here, so that the hot path, which answers tiles, pays nothing for them.
  void count_page(api::Request const& request, api::Method method) {
    if (worker_.shared.options.totals && method == api::Method::get) {
      worker_.usage.count(api::page_usage(request));
    }
  }
  /// \return what the same answer counts as again
  std::optional<api::Usage> count_answer(api::Request const& request, api::Response const& response) {
    auto const& routes = worker_.site.api->routes();
    std::optional<api::Usage> seen;
    if (worker_.shared.options.totals && response.route < routes.size()) {
      seen = api::usage_of(request, routes[response.route], response.status, worker_.city.get());
      if (seen) {
        worker_.usage.count(*seen);
      }
      if (auto const failed = api::failed_search_of(request, routes[response.route], response)) {
        worker_.shared.failed_searches.add(*failed);
      }
    }
    return seen;
  }

  std::shared_ptr<StaticFile const> static_file(api::Method method, api::Request const& request) const {
    bool const reads = method == api::Method::get || method == api::Method::head;
    return reads && worker_.site.files ? worker_.site.files->find(request.path) : nullptr;
  }

  /// The body behind a header. \return false when the connection is to be closed (already answered)
  Awaitable<bool> read_body(RequestReader& reader) {
    wire_.expire_in(limits_.body);
    reader.eager(true);
    if (reader.expects_continue && wire_.unread().empty()) {
      bool const sent = co_await wire_.write_slowly(kContinue, limits_.write);
      if (!sent) {
        co_return false;
      }
      wire_.expire_in(limits_.body);
    }
    while (true) {
      error_code error;
      if (!wire_.unread().empty()) {
        std::size_t const used = reader.put(asio::buffer(wire_.unread().data(), wire_.unread().size()), error);
        wire_.consume(used);
        if (error && error != boost::beast::http::error::need_more) {
          co_return co_await refuse_parse(error, 0);
        }
        if (reader.is_done()) {
          co_return true;
        }
        if (wire_.is_full()) {
          co_return co_await refuse(400, "a chunk's header is too long");
        }
      }
      bool const more = co_await wire_.read_more();
      if (!more) {
        co_return expired ? co_await refuse(408, "the request's body took too long") : false;
      }
    }
  }

  /// The API's answer, on this thread when it is quick, else on the pool.
  Awaitable<api::Response> answer(api::Request& request, std::string const& token, bool wants_token) {
    Shared& shared = worker_.shared;
    std::shared_ptr<api::CityState const> const city = worker_.city;
    std::shared_ptr<api::Api const> const service = worker_.site.api;
    std::uint64_t const generation = shared.city.generation();
    bool const hashes = wants_token && !shared.tokens.remembers(token);
    bool const heavy = hashes || service->is_heavy(request, city.get());
    auto const work = [&shared, &request, &token, wants_token, service, city] {
      return answer_request(shared, *service, city, request, wants_token ? &token : nullptr);
    };
    api::Response response;
    if (heavy) {
      response = co_await on_pool(work);
    } else {
      response = work();
    }
    fresh_ = generation == shared.city.generation();
    co_return response;
  }

  template <class Work>
  Awaitable<api::Response> on_pool(Work const& work) {
    Pool& pool = worker_.shared.pool;
    auto const executor = wire_.socket().get_executor();
    auto& refused = worker_.metrics;
    auto initiate = [&work, &pool, executor, &refused](auto handler) {
      using Handler = decltype(handler);
      auto const shared = std::make_shared<Handler>(std::move(handler));
      bool const queued = pool.submit([shared, executor, &work] {
        auto response = std::make_shared<api::Response>();
        try {
          *response = work();
        } catch (std::exception const& broken) {
          base::log_error("a request failed: {}", broken.what());
          *response = api::problem(500, "the server could not answer this request");
        }
        asio::post(executor, [shared, response] { (*shared)(std::move(*response)); });
      });
      if (!queued) {
        refused.refused();
        asio::post(executor, [shared] { (*shared)(api::busy("the server is busy", 1)); });
      }
    };
    co_return co_await asio::async_initiate<asio::use_awaitable_t<Executor> const, void(api::Response)>(initiate,
                                                                                                        kAwait);
  }

  /// The hot path: one gathering write. \return false with what is left in rest_ when the socket took only a part
  bool write_hot(HotCache::Entry const& hit) {
    rest_.clear();
    // What holds for a time says how old it is (RFC 9111 §5.1): its max-age counts from when it was made.
    std::string const age = hit.until ? fmt::format("Age: {}\r\n", (now() - hit.made).count()) : std::string();
    auto const sent = wire_.write_some(std::array{std::string_view(worker_.ok_and_date), std::string_view(age),
                                                  std::string_view(hit.head), std::string_view(hit.body)});
    if (!sent || *sent == worker_.ok_and_date.size() + age.size() + hit.head.size() + hit.body.size()) {
      return sent.has_value();
    }
    rest_ = fmt::format("{}{}{}{}", worker_.ok_and_date, age, hit.head, hit.body).substr(*sent);
    return false;
  }

  /// A body that is written while it is sent.
  Awaitable<bool> write_long(Reply& reply) {
    std::uint64_t const generation = worker_.shared.city.generation();
    bool good = true;
    for (std::string piece; good && reply.long_body; piece.clear()) {
      bool more = reply.long_body->next(piece);
      // A city that is served no more must not stay in memory for a slow reader: the rest is written at once.
      while (more && (!fresh_ || worker_.shared.city.generation() != generation)) {
        more = reply.long_body->next(piece);
      }
      if (!more) {
        reply.long_body.reset();
      }
      good = co_await wire_.write_slowly(piece, limits_.write);
    }
    co_return good;
  }

  Awaitable<bool> write(Reply& reply) {
    std::string const first =
        (reply.status == 200 ? worker_.ok_and_date : status_and_date(reply.status, worker_.http_date)) + reply.head;
    std::string_view const body = reply.bytes();
    auto const taken = wire_.write_some(std::array{std::string_view(first), body});
    if (!taken) {
      co_return false;
    }
    std::size_t sent = *taken;
    if (sent < first.size()) {
      bool const good = co_await wire_.write_slowly(std::string_view(first).substr(sent), limits_.write);
      if (!good) {
        co_return false;
      }
      sent = first.size();
    }
    bool const good = co_await wire_.write_slowly(body.substr(sent - first.size()), limits_.write);
    if (good && reply.long_body) {
      co_return co_await write_long(reply);
    }
    co_return good;
  }

  /// Answers a request that cannot be read, and ends the connection. \return false
  Awaitable<bool> refuse(int status, std::string_view detail) {
    Reply reply = make_reply(api::problem(status, detail), false, true);
    expired = false;  // a deadline that brought us here must not stop this answer
    bool const written = co_await write(reply);
    worker_.log("OTHER", worker_.site.api ? worker_.site.api->routes().size() : 0, status, reply.bytes().size(),
                std::chrono::nanoseconds(0));
    lingering_ = written;
    co_return false;
  }

  Awaitable<bool> refuse_parse(error_code const& error, std::size_t header) {
    using Fault = boost::beast::http::error;
    if (error == Fault::body_limit) {
      co_return co_await refuse(413, fmt::format("the body is larger than {} bytes", limits_.body_bytes));
    }
    if (error == Fault::header_limit) {
      co_return co_await refuse(431, "the request's header is larger than this server takes");
    }
    if (error == Fault::bad_version && header > 0) {
      co_return co_await refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
    }
    co_return co_await refuse(400, "this is not an HTTP request");
  }

  Worker& worker_;
  Limits const& limits_;
  std::shared_ptr<asio::ssl::context> tls_;  ///< outlives wire_
  Wire<Stream> wire_;
  std::size_t answered_ = 0;
  bool lingering_ = false;
  bool fresh_ = true;  ///< the city was not swapped while the last answer was made
  std::string rest_;
};

template <class Stream>
void spawn(Worker& worker, Stream&& stream, std::shared_ptr<asio::ssl::context> tls) {
  auto const session = std::make_shared<Session<std::decay_t<Stream>>>(worker, std::move(stream), std::move(tls));
  auto const executor = worker.io.get_executor();
  // The handler owns the session: it lives until its coroutine has ended.
  asio::co_spawn(
      executor, [session = session.get()]() { return session->run(); },
      [session](std::exception_ptr const& broken) {
        if (broken) {
          try {
            std::rethrow_exception(broken);
          } catch (std::exception const& error) {
            base::log_error("a connection ended: {}", error.what());
          }
        }
      });
}

}  // namespace

void start_connection(Worker& worker, Socket socket) {
  worker.refresh();
  if (worker.site.tls) {
    asio::ssl::stream<Socket> stream(std::move(socket), *worker.site.tls);
    spawn(worker, std::move(stream), worker.site.tls);
  } else {
    spawn(worker, std::move(socket), nullptr);
  }
}

}  // namespace cartable::server::http
