// Bytes from a socket, as far as they go before any city is asked: the header, the target, every kind of parameter.
// Beyond not crashing: what the parser takes stays within its limits, and what was decoded encodes back to itself.
#include "server/api/filters.hpp"
#include "server/api/language.hpp"
#include "server/api/page.hpp"
#include "server/api/params.hpp"
#include "server/http/negotiate.hpp"
#include "server/http/request_reader.hpp"

#include <boost/asio/buffer.hpp>

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace api = cartable::server::api;
namespace http = cartable::server::http;

namespace {

void expect(bool good) {
  if (!good) {
    std::abort();
  }
}

std::vector<api::Parameter> table() {
  std::vector<api::Parameter> out{
      {.name = "bbox", .description = "", .type = api::ParameterType::bbox},
      {.name = "datetime", .description = "", .type = api::ParameterType::interval},
      {.name = "radius", .description = "", .type = api::ParameterType::number, .minimum = 0, .maximum = 100000},
      {.name = "q", .description = "", .type = api::ParameterType::text},
  };
  for (auto const& more : {api::filter_parameters(), api::position_parameters(false), api::page_parameters(true)}) {
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static std::vector<api::Parameter> const parameters = table();
  http::RequestReader reader(8192, 4096);
  boost::beast::error_code error;
  std::size_t const used = reader.put(boost::asio::buffer(data, size), error);
  expect(used <= size);
  if (reader.is_header_done() && !reader.is_done() && used < size) {
    reader.eager(true);
    std::size_t const more = reader.put(boost::asio::buffer(data + used, size - used), error);
    expect(more <= size - used && reader.body.size() <= 4096);
  }
  static_cast<void>(http::choose_encoding(reader.accept_encoding));
  static_cast<void>(http::is_safe_host(reader.host));
  static_cast<void>(api::wanted_languages("", reader.accept_language));
  std::string_view path;
  std::string_view query_text;
  if (!http::split_target(reader.target, path, query_text)) {
    // Also without a header in front, so that the fuzzer reaches parameters at once.
    query_text = std::string_view(reinterpret_cast<char const*>(data), size);
  }
  api::QueryPairs query;
  if (api::parse_query(query_text, query)) {
    api::QueryPairs again;
    expect(api::parse_query(api::format_query(query), again) && again.size() == query.size());
    api::Values values(parameters, query);
    static_cast<void>(values.position());
    static_cast<void>(api::read_filter(values));
    api::Paging const paging = api::read_paging(values, 'm');
    expect(paging.limit >= 1 && paging.limit <= api::kMaxLimit);
    if (auto const box = values.bbox("bbox")) {
      expect(!box->empty());
    }
  }
  return 0;
}
