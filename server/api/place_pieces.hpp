#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::api {

/// The GeoJSON of a place without what depends on the moment, the reader's languages or the question: pieces, between
/// which these go (name | distance and fit | hours | organisation | alert | offers).
struct PlacePieces {
  static constexpr std::size_t kCount = 7;
  std::string_view text;
  std::array<std::uint32_t, kCount> ends{};
  /// One name for all languages, which is in the first piece; active; neither hours nor organisation nor alert: of such
  /// a place nothing else is asked of its record.
  std::uint32_t is_plain = 0;

  [[nodiscard]] std::string_view piece(std::size_t i) const noexcept {
    std::size_t const begin = i == 0 ? 0 : ends[i - 1];
    return text.substr(begin, ends[i] - begin);
  }
};

/// Pieces of many places, as everyone sees them, by row of one catalog. Kept until there are too many bytes of them;
/// then a new one begins. Safe from any thread; what was found stays as long as this is held.
class KeptPieces {
 public:
  explicit KeptPieces(std::size_t rows) : table_(rows) {}

  /// \return whether they are there
  [[nodiscard]] bool find(std::uint32_t row, PlacePieces& out) const noexcept;
  void put(std::uint32_t row, PlacePieces const& pieces);
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kChunk = std::size_t{1} << 20U;

  std::vector<std::atomic<char const*>> table_;  ///< by row: the ends, whether plain, the text
  std::mutex lock_;
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* ends_ = nullptr;  ///< of the last chunk
  std::size_t left_ = 0;  ///< bytes there
  std::atomic<std::size_t> bytes_{0};
};

/// The pieces of a catalog's places under a cap of bytes.
class PlacePiecesCache {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{64} << 20U;
  explicit PlacePiecesCache(std::size_t rows, std::size_t max_bytes = kMaxBytes) : rows_(rows), max_bytes_(max_bytes) {}

  /// Where to look and to keep; ask once for some hundred places.
  [[nodiscard]] std::shared_ptr<KeptPieces> current();

 private:
  std::size_t rows_, max_bytes_;
  std::mutex lock_;
  std::shared_ptr<KeptPieces> kept_;
};

}  // namespace cartable::server::api
