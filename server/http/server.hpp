#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cartable::server::http {

/// Everything that bounds what one client may take. Defaults are those of the README.
struct Limits {
  std::size_t header_bytes = 8192;                 ///< request line and fields: 431 beyond
  std::size_t target_bytes = 4096;                 ///< 414 beyond
  std::size_t body_bytes = std::size_t{1} << 20U;  ///< 413 beyond: 10 000 vertices of GeoJSON
  std::size_t connections = 4096;                  ///< of all threads together; more are closed at once
  int pipeline = 8;                                ///< requests of one connection before others get a turn
  std::chrono::milliseconds header{5000};          ///< from a request's first byte to its header's last
  std::chrono::milliseconds body{10000};           ///< from the header's last byte to the body's
  std::chrono::milliseconds idle{60000};           ///< between requests
  std::chrono::milliseconds write{20000};          ///< without any byte taken by the client
  std::chrono::milliseconds compute{10000};        ///< for one answer, waiting for the pool included
  std::size_t pool_threads = 0;                    ///< 0: one for each I/O thread
  std::size_t pool_queue = 256;                    ///< waiting requests: 503 beyond
  std::chrono::milliseconds drain{25000};          ///< from SIGTERM to the end, at most
};

struct ServeOptions {
  std::string city;      ///< "city.gpkg" or "postgresql://…"
  std::string write_to;  ///< the primary, where `city` is a replica; empty: `city`
  std::string bind = "127.0.0.1";
  std::uint16_t port = 8080;                          ///< 0: any free one, printed
  std::size_t threads = 0;                            ///< 0: one for each processor
  std::string tls_cert, tls_key;                      ///< PEM files; both or none
  std::string public_url;                             ///< "https://learn.example.org": in links instead of Host
  std::size_t tile_memory = std::size_t{256} << 20U;  ///< bytes of cached tiles
  std::filesystem::path web_root;                     ///< empty: beside the program, else in the source tree
  std::string access_log;                             ///< a file; empty: stderr; "off": none
  bool totals = true;                                 ///< keep daily totals of what was looked at, in the city
  std::string version = "0.1.0";
  /// Program and arguments of the helper that reads opening hours; empty: they stay unknown.
  std::vector<std::string> hours_worker;
  Limits limits;
};

/// Serves until SIGTERM or SIGINT, then drains. Prints "listening on http://127.0.0.1:8080" on stderr once it
/// answers. SIGHUP reloads city, web client and certificates.
/// \return an error that says why it could not start: no city, port in use, unreadable certificate
[[nodiscard]] base::Status serve(ServeOptions const& options);

}  // namespace cartable::server::http
