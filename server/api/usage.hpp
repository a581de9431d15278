#pragma once

#include "server/api/route.hpp"
#include "server/api/state.hpp"
#include "server/api/types.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// Daily totals: how often people looked, in which language and for which kind of place. Nothing of a visitor is in
/// them: no address, position, search text or device, and no cross of language and kind, which in a small town could
/// point at one person.
namespace cartable::server::api {

/// What a person looked at. Tiles are no views: a map asks for dozens of them.
enum class View : std::uint8_t { page, nearest, within, search, place, list };
inline constexpr std::size_t kViews = 6;
[[nodiscard]] std::string_view to_string(View view) noexcept;

/// The languages that are counted each for itself; every other one, and none, is "other".
inline constexpr std::array<std::string_view, 7> kUsageLanguages{"en", "fr", "es", "ar", "zh", "ru", "other"};

/// What one answer counts as.
struct Usage {
  View view = View::page;
  std::uint8_t language = kUsageLanguages.size() - 1;  ///< in kUsageLanguages
  std::vector<std::uint16_t> kinds{};  ///< in store::kinds(), each once; its size: a kind of the city's own
};

/// What an answer of the API counts as; nothing for tiles, documents, machines' endpoints, refusals, HEAD, and for
/// whoever shows a token: who works on the map does not count as its public.
/// \param status  200 or 304 count (the answer was seen either way)
[[nodiscard]] std::optional<Usage> usage_of(Request const& request, Route const& route, int status,
                                            CityState const* city);
/// The language of kUsageLanguages that a request asks for.
[[nodiscard]] std::string_view usage_language(Request const& request);
/// What the page itself counts as, in the language that the browser asks for.
[[nodiscard]] Usage page_usage(Request const& request);

/// The counters of one thread: written by it alone, without locks; read by whoever keeps the totals. They only grow.
class UsageCounters {
 public:
  UsageCounters();

  /// From the one thread that owns the counters.
  void count(Usage const& usage) noexcept;

  /// A counter's place: first the languages of a view, then its kinds.
  struct Cell {
    std::string_view view, language, kind;  ///< language or kind is empty; kinds beyond the table are "other"
  };
  [[nodiscard]] static std::size_t size() noexcept;
  [[nodiscard]] static Cell cell(std::size_t index) noexcept;
  /// From any thread.
  [[nodiscard]] std::uint64_t value(std::size_t index) const noexcept {
    return values_[index].load(std::memory_order_relaxed);
  }

 private:
  void bump(std::size_t index) noexcept {
    values_[index].store(values_[index].load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  std::vector<std::atomic<std::uint64_t>> values_;
};

}  // namespace cartable::server::api
