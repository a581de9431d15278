#include "importers/population_grid_id.hpp"

#include "base/format.hpp"
#include "base/text.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>

namespace cartable::importers {
namespace {

/// Takes a whole number off the front of a text.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value < 0) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) {
    return false;
  }
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

std::optional<GridCell> read_grid_id(std::string_view cell) {
  std::string const lower = base::ascii_lower(base::trim(cell));
  std::string_view text = lower;
  GridCell out{.crs = "EPSG:3035"};
  bool const is_long = take_word(text, "crs");
  if (is_long) {
    auto const code = take_number(text);
    if (!code || !take_word(text, "res")) {
      return std::nullopt;
    }
    out.crs = fmt::format("EPSG:{}", *code);
  }
  auto const size = take_number(text);
  if (!size || *size == 0 || *size > 1'000'000) {
    return std::nullopt;
  }
  std::int64_t metres = *size;
  if (take_word(text, "km")) {
    metres *= 1000;
  } else if (!take_word(text, "m")) {
    return std::nullopt;
  }
  if (!take_word(text, "n")) {
    return std::nullopt;
  }
  auto const north = take_number(text);
  if (!north || !take_word(text, "e")) {
    return std::nullopt;
  }
  auto const east = take_number(text);
  if (!east || !text.empty()) {
    return std::nullopt;
  }
  double factor = 1;
  if (!is_long) {
    for (std::int64_t rest = metres; rest % 10 == 0; rest /= 10) {
      factor *= 10;
    }
  }
  out.size = static_cast<double>(metres);
  out.north = static_cast<double>(*north) * factor;
  out.east = static_cast<double>(*east) * factor;
  return out;
}

}  // namespace cartable::importers
