#include "server/api/failed_search.hpp"

#include "base/format.hpp"
#include "base/search_text.hpp"
#include "geo/tile_id.hpp"
#include "server/api/usage.hpp"
#include "store/topics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace cartable::server::api {
namespace {

using namespace std::string_view_literals;

constexpr std::array kNoFilters{"q"sv, "lon"sv, "lat"sv, "limit"sv, "lang"sv};
constexpr std::size_t kMaxTermBytes = 48;
constexpr std::ptrdiff_t kMaxTermBlanks = 4;
constexpr std::ptrdiff_t kMaxTermDigits = 2;
constexpr std::size_t kMinTermLetters = 3;
/// Tiles of 5 km at the equator, 3 km at 50°.
constexpr std::uint32_t kCellZoom = 13;

std::optional<double> number(std::string_view text) noexcept {
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// Letters of scripts that write a word with one or two characters count double.
std::size_t letters(std::string_view text) noexcept {
  std::size_t out = 0;
  for (std::size_t at = 0; at < text.size();) {
    base::CodePoint const c = base::code_point(text, at);
    out += c.value >= 0x2E80 ? 2U : 1U;
    at += c.length;
  }
  return out;
}

bool may_be_private(std::string_view typed, std::string_view term) {
  return term.size() > kMaxTermBytes || typed.find('@') != std::string_view::npos ||
         std::count(term.begin(), term.end(), ' ') > kMaxTermBlanks ||
         std::count_if(term.begin(), term.end(), [](char c) { return c >= '0' && c <= '9'; }) > kMaxTermDigits;
}

}  // namespace

std::optional<store::FailedSearch> failed_search_of(Request const& request, Route const& route,
                                                    Response const& response) {
  if (route.handler != handle_search || !response.found_nothing || response.status != 200 || request.authorized ||
      request.method != Method::get) {
    return std::nullopt;
  }
  std::string typed;
  std::optional<double> lon, lat;
  for (auto const& [name, value] : request.query) {
    if (std::find(kNoFilters.begin(), kNoFilters.end(), name) == kNoFilters.end()) {
      return std::nullopt;
    }
    if (name == "q") {
      typed = value;
    } else if (name == "lon") {
      lon = number(value);
    } else if (name == "lat") {
      lat = number(value);
    }
  }
  store::FailedSearch out;
  out.term = base::search_text(typed);
  std::erase(out.term, base::kInnerWord);
  if (letters(out.term) < kMinTermLetters) {
    return std::nullopt;
  }
  if (may_be_private(typed, out.term)) {
    out.term.clear();
  } else if (auto const topics = store::topics_called(typed); !topics.empty()) {
    out.topic = topics.front();
  }
  out.language = usage_language(request);
  if (lon && lat) {  // in range: the search has answered
    geo::TileId const cell = geo::tile_at(geo::to_world({*lon, *lat}), kCellZoom);
    out.cell = fmt::format("{}/{}/{}", cell.z, cell.x, cell.y);
  }
  return out;
}

}  // namespace cartable::server::api
