#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cartable::base {

/// Content encodings of HTTP (RFC 9110 §8.4.1, RFC 7932, RFC 8878).
enum class Encoding : std::uint8_t { identity, gzip, brotli, zstd };

/// The token in Accept-Encoding and Content-Encoding: "identity", "gzip", "br", "zstd".
[[nodiscard]] std::string_view to_string(Encoding encoding) noexcept;

/// How much work to spend: `fast` for answers made on demand, `best` for bytes that are kept.
enum class Effort : std::uint8_t { fast, best };

/// Compresses `bytes`; identity copies. Deterministic: the same input gives the same output (gzip's time is 0).
[[nodiscard]] std::string compress(std::string_view bytes, Encoding encoding, Effort effort = Effort::fast);

/// The reverse. \param limit bytes of output beyond which the input is refused (too_large); damaged: corrupt.
[[nodiscard]] Result<std::string> decompress(std::string_view bytes, Encoding encoding, std::size_t limit);

}  // namespace cartable::base
