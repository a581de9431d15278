#include "importers/table_position.hpp"

#include "base/text.hpp"
#include "importers/table_numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

namespace cartable::importers {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

struct Number {
  double value = 0;
  std::size_t at = 0, decimals = 0;
};

/// The numbers of a short text. \param comma_is_decimal  "48,85"
std::vector<Number> numbers_of(std::string_view text, bool comma_is_decimal) {
  std::vector<Number> out;
  for (std::size_t i = 0; i < text.size() && out.size() < 9;) {
    bool const sign = (text[i] == '-' || text[i] == '+') && i + 1 < text.size() && is_digit(text[i + 1]);
    if (!sign && !is_digit(text[i])) {
      ++i;
      continue;
    }
    Number number{.value = 0, .at = i, .decimals = 0};
    std::string plain(text[i] == '-' ? "-" : "");
    i += sign ? 1U : 0U;
    bool mark = false;
    while (i < text.size()) {
      char const c = text[i];
      if (is_digit(c)) {
        plain.push_back(c);
        number.decimals += mark ? 1U : 0U;
      } else if (!mark && (c == '.' || (c == ',' && comma_is_decimal)) && i + 1 < text.size() &&
                 is_digit(text[i + 1])) {
        plain.push_back('.');
        mark = true;
      } else {
        break;
      }
      ++i;
    }
    auto const [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number.value);
    if (error != std::errc()) {
      return {};
    }
    out.push_back(number);
  }
  return out;
}

/// Names beside the numbers: {"lon": 2.35, "lat": 48.85}, "lat=48.85&lon=2.35".
std::optional<PositionPair> named_pair(std::string_view text) {
  std::string const lower = base::ascii_lower(text);
  auto const lat = lower.find("lat");
  auto lon = lower.find("lon");
  if (lon == std::string::npos) {
    lon = lower.find("lng");
  }
  if (lat == std::string::npos || lon == std::string::npos) {
    return std::nullopt;
  }
  auto const numbers = numbers_of(lower, lower.find('.') == std::string::npos);
  if (numbers.size() != 2) {
    return std::nullopt;
  }
  bool const lat_first = lat < lon;
  if (numbers[0].at < std::min(lat, lon) || numbers[1].at < std::max(lat, lon)) {
    return std::nullopt;
  }
  return PositionPair{.first = numbers[0].value,
                      .second = numbers[1].value,
                      .order = lat_first ? PositionPair::Order::lat_first : PositionPair::Order::lon_first,
                      .precise = true};
}

/// "48°51'24\"N 2°21'03\"E", "N48.8566 E2.3522": cut after the first letter of the compass, or before the second.
std::optional<PositionPair> compass_pair(std::string_view text) {
  std::vector<std::size_t> letters;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::string_view("NSEWOnsewo").find(text[i]) != std::string_view::npos) {
      letters.push_back(i);
    } else if ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z')) {
      return std::nullopt;
    }
  }
  if (letters.size() != 2) {
    return std::nullopt;
  }
  bool const leading = letters[0] == 0;
  std::size_t const cut = leading ? letters[1] : letters[0] + 1;
  std::string_view const parts[] = {text.substr(0, cut), text.substr(cut)};
  std::array<double, 2> value{};
  NumberFormat const format;
  for (std::size_t i = 0; i < 2; ++i) {
    std::string_view part = base::trim(parts[i]);
    while (!part.empty() && (part.back() == ',' || part.back() == ';' || part.back() == '/')) {
      part = base::trim(part.substr(0, part.size() - 1));
    }
    while (!part.empty() && (part.front() == ',' || part.front() == ';' || part.front() == '/')) {
      part = base::trim(part.substr(1));
    }
    auto const number = parse_coordinate(part, format);
    if (!number) {
      return std::nullopt;
    }
    value[i] = *number;
  }
  char const first = text[letters[0]];
  bool const lat_first = first == 'N' || first == 'n' || first == 'S' || first == 's';
  return PositionPair{.first = value[0],
                      .second = value[1],
                      .order = lat_first ? PositionPair::Order::lat_first : PositionPair::Order::lon_first,
                      .precise = true};
}

}  // namespace

std::optional<PositionPair> position_pair(std::string_view cell) {
  std::string_view const text = base::trim(cell);
  if (text.size() < 3 || text.size() > 200) {
    return std::nullopt;
  }
  if (auto const named = named_pair(text)) {
    return named;
  }
  if (auto const compass = compass_pair(text)) {
    return compass;
  }
  for (char const c : text) {
    if (!is_digit(c) && std::string_view(" .,;+-()[]|/\t").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  bool const points = text.find('.') != std::string_view::npos;
  auto numbers = numbers_of(text, !points);
  if (!points && numbers.size() == 2 && std::count(text.begin(), text.end(), ',') == 1 &&
      text.find_first_of(" ;|/") == std::string_view::npos) {
    return std::nullopt;  // "48,85" alone, cut elsewhere
  }
  if (numbers.size() != 2) {
    return std::nullopt;
  }
  bool const list = text.front() == '[';
  return PositionPair{.first = numbers[0].value,
                      .second = numbers[1].value,
                      .order = list ? PositionPair::Order::lon_first : PositionPair::Order::unknown,
                      .precise = numbers[0].decimals >= 3 && numbers[1].decimals >= 3};
}

PositionForm position_form(std::string_view cell) {
  std::string_view const text = base::trim(cell);
  if (text.size() < 3) {
    return PositionForm::none;
  }
  static constexpr std::array<std::string_view, 8> kWkt = {
      "point", "multipoint", "linestring", "multilinestring", "polygon", "multipolygon", "geometrycollection", "srid="};
  char const first = text.front();
  if (std::string_view("pPmMlLgGsS").find(first) != std::string_view::npos) {
    std::string const start = base::ascii_lower(text.substr(0, 24));
    for (std::string_view const word : kWkt) {
      if (start.starts_with(word)) {
        auto const next = start.find_first_not_of("zm ", word.size());
        if (word == "srid=" || (next != std::string::npos && start[next] == '(')) {
          return PositionForm::wkt;
        }
      }
    }
  }
  if (first == '{' && text.find("coordinates") != std::string_view::npos) {
    return PositionForm::json;
  }
  auto const pair = position_pair(text);
  return pair && pair->precise && std::abs(pair->first) <= 180 && std::abs(pair->second) <= 180 &&
                 (std::abs(pair->first) <= 90 || std::abs(pair->second) <= 90)
             ? PositionForm::pair
             : PositionForm::none;
}

}  // namespace cartable::importers
