#include "server/http/metrics.hpp"

#include "base/format.hpp"

namespace cartable::server::http {

std::string metrics_text(std::vector<Metrics const*> const& threads, std::vector<std::string_view> const& routes) {
  auto const sum = [&](auto const& pick) {
    std::uint64_t total = 0;
    for (Metrics const* const one : threads) {
      total += static_cast<std::uint64_t>(pick(*one).load(std::memory_order_relaxed));
    }
    return total;
  };
  std::string out =
      "# HELP cartable_http_requests_total Answers by route and class of status.\n"
      "# TYPE cartable_http_requests_total counter\n";
  for (std::size_t route = 0; route < routes.size() && route < Metrics::kMaxRoutes; ++route) {
    for (std::size_t group = 1; group < 6; ++group) {
      std::uint64_t const number = sum([&](Metrics const& m) -> auto& { return m.requests_[route][group]; });
      if (number > 0) {
        out += fmt::format("cartable_http_requests_total{{route=\"{}\",status=\"{}xx\"}} {}\n", routes[route], group,
                           number);
      }
    }
  }
  out +=
      "# HELP cartable_http_request_seconds Time from a request's last byte to its answer's last byte.\n"
      "# TYPE cartable_http_request_seconds histogram\n";
  std::uint64_t below = 0;
  for (std::size_t bucket = 0; bucket <= Metrics::kBucketsMs.size(); ++bucket) {
    below += sum([&](Metrics const& m) -> auto& { return m.took_[bucket]; });
    std::string const edge =
        bucket < Metrics::kBucketsMs.size() ? fmt::format("{}", Metrics::kBucketsMs[bucket] / 1000) : "+Inf";
    out += fmt::format("cartable_http_request_seconds_bucket{{le=\"{}\"}} {}\n", edge, below);
  }
  out += fmt::format("cartable_http_request_seconds_sum {}\ncartable_http_request_seconds_count {}\n",
                     static_cast<double>(sum([](Metrics const& m) -> auto& { return m.took_ns_; })) / 1e9, below);
  auto const plain = [&](std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
    out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type, value);
  };
  plain("cartable_http_sent_bytes_total", "counter", "Bytes of bodies sent.",
        sum([](Metrics const& m) -> auto& { return m.bytes_; }));
  plain("cartable_http_hot_total", "counter", "Tiles answered from the hot cache.",
        sum([](Metrics const& m) -> auto& { return m.hot_; }));
  plain("cartable_http_connections", "gauge", "Open connections.",
        sum([](Metrics const& m) -> auto& { return m.connections_; }));
  plain("cartable_http_connections_total", "counter", "Connections taken.",
        sum([](Metrics const& m) -> auto& { return m.accepted_; }));
  plain("cartable_http_refused_total", "counter", "Connections and requests refused for want of room.",
        sum([](Metrics const& m) -> auto& { return m.refused_; }));
  plain("cartable_http_timeouts_total", "counter", "Connections closed by a deadline.",
        sum([](Metrics const& m) -> auto& { return m.timed_out_; }));
  return out;
}

}  // namespace cartable::server::http
