#include "importers/people_counts.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>

namespace cartable::importers {
namespace {

using namespace std::string_view_literals;

/// Signs that offices print in place of a count that they hide (SDMX OBS_STATUS, Destatis' and Statistics Canada's
/// signs in tables, ONS). Compared in lower case.
constexpr std::array kHidden{"*"sv,     "**"sv,  "***"sv, "c"sv,   "x"sv,      "xx"sv,         ".."sv,
                             "..."sv,   "…"sv,   "."sv,   "/"sv,   ":"sv,      "s"sv,          "(s)"sv,
                             "(c)"sv,   "(x)"sv, "[c]"sv, "[x]"sv, "secret"sv, "suppressed"sv, "confidential"sv,
                             "geheim"sv};
/// Signs of "there is no such number", which says nothing of how many there are.
constexpr std::array kNothing{"n/a"sv,  "na"sv,   "n.a."sv, "nd"sv,   "n.d."sv, "nan"sv,
                              "null"sv, "none"sv, "#n/a"sv, "k.a."sv, "s/d"sv};
constexpr std::array kDashes{"-"sv, "–"sv, "—"sv, "−"sv, "‐"sv, "‑"sv, "--"sv};
constexpr std::array kBelow{"<"sv,           "under"sv,    "below"sv,    "less than"sv, "fewer than"sv, "unter"sv,
                            "weniger als"sv, "moins de"sv, "menos de"sv, "meno di"sv,   "minder dan"sv};
constexpr std::array kAtMost{"≤"sv, "<="sv, "=<"sv, "up to"sv, "bis"sv, "jusqu'à"sv, "hasta"sv};
constexpr std::array kAbove{">"sv, "over"sv, "more than"sv, "über"sv, "mehr als"sv, "plus de"sv, "más de"sv};
constexpr std::array kAtLeast{"≥"sv, ">="sv, "=>"sv, "at least"sv, "mindestens"sv, "au moins"sv, "al menos"sv};
constexpr std::array kMoney{"$"sv, "€"sv, "£"sv, "¥"sv, "CHF"sv, "USD"sv, "EUR"sv};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

template <class List>
bool holds(List const& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// The length of a blank or an apostrophe between digits (U+00A0, U+2009, U+202F, U+2019 among them), or 0.
std::size_t thin_mark(std::string_view text) noexcept {
  if (text.starts_with(' ') || text.starts_with('\'')) {
    return 1;
  }
  for (std::string_view const mark : {"\u00A0"sv, "\u2009"sv, "\u202F"sv, "\u2007"sv, "\u2019"sv}) {
    if (text.starts_with(mark)) {
      return mark.size();
    }
  }
  return 0;
}

/// Digits in groups: "12", "1,234", "1 234 567", with decimals after `decimal`. Nothing when marks stand elsewhere.
std::optional<double> read_number(std::string_view text, char decimal) {
  char const thousands = decimal == '.' ? ',' : '.';
  std::string plain;
  std::size_t group = 0;  // digits since the last mark of thousands
  bool grouped = false;
  bool decimals = false;
  for (std::size_t i = 0; i < text.size();) {
    char const c = text[i];
    if (is_digit(c)) {
      plain.push_back(c);
      ++group;
      ++i;
      continue;
    }
    std::size_t const thin = thin_mark(text.substr(i));
    if (!decimals && (c == thousands || thin > 0)) {
      bool const first = !grouped;
      if ((first && (group == 0 || group > 3)) || (!first && group != 3)) {
        return std::nullopt;
      }
      grouped = true;
      group = 0;
      i += thin > 0 ? thin : 1;
      continue;
    }
    if (!decimals && c == decimal) {
      if (grouped && group != 3) {
        return std::nullopt;
      }
      decimals = true;
      plain.push_back('.');
      ++i;
      continue;
    }
    if ((c == 'e' || c == 'E') && !plain.empty() && !grouped) {  // "1.5e+06", as programs print
      plain += text.substr(i);
      break;
    }
    return std::nullopt;
  }
  if (grouped && !decimals && group != 3) {
    return std::nullopt;
  }
  double value = 0;
  auto const [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (plain.empty() || error != std::errc() || end != plain.data() + plain.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

/// The number after one of the words, if the text begins with one.
template <class List>
std::optional<double> after(List const& words, std::string_view text, char decimal) {
  for (std::string_view const word : words) {
    if (text.starts_with(word)) {
      if (auto const number = read_number(base::trim(text.substr(word.size())), decimal)) {
        return number;
      }
    }
  }
  return std::nullopt;
}

Count hidden(std::optional<double> low, std::optional<double> high) {
  return {.kind = Count::Kind::suppressed, .value = 0, .low = low, .high = high};
}

/// "<5", "≤ 4", "over 100", "1-4", "1 to 4", "100+".
std::optional<Count> read_bounds(std::string_view text, char decimal) {
  if (auto const n = after(kAtMost, text, decimal)) {
    return hidden(std::nullopt, *n);
  }
  if (auto const n = after(kBelow, text, decimal); n && *n > 0) {
    return hidden(std::nullopt, std::ceil(*n) - 1);  // whole people
  }
  if (auto const n = after(kAtLeast, text, decimal)) {
    return hidden(*n, std::nullopt);
  }
  if (auto const n = after(kAbove, text, decimal)) {
    return hidden(std::floor(*n) + 1, std::nullopt);
  }
  if (text.ends_with('+')) {
    if (auto const n = read_number(base::trim(text.substr(0, text.size() - 1)), decimal)) {
      return hidden(*n, std::nullopt);
    }
  }
  for (std::string_view const mark : {" to "sv, " bis "sv, " à "sv, " a "sv, "–"sv, "-"sv, ".."sv}) {
    auto const at = text.find(mark);
    if (at == std::string_view::npos || at == 0) {
      continue;
    }
    auto const low = read_number(base::trim(text.substr(0, at)), decimal);
    auto const high = read_number(base::trim(text.substr(at + mark.size())), decimal);
    if (low && high && *low <= *high) {
      return hidden(*low, *high);
    }
  }
  return std::nullopt;
}

}  // namespace

void NumberMarks::look_at(std::string_view cell) {
  std::string_view text = base::trim(cell);
  auto const comma = text.find(',');
  auto const point = text.find('.');
  if (text.empty() || (comma == std::string_view::npos && point == std::string_view::npos) ||
      !std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == ',' || c == '.' || c == ' '; })) {
    return;
  }
  if (comma != std::string_view::npos && point != std::string_view::npos) {
    ++(comma < point ? point_decimals_ : comma_decimals_);  // the last mark is that of decimals
    return;
  }
  bool const is_comma = comma != std::string_view::npos;
  auto const first = is_comma ? comma : point;
  auto const last = text.rfind(is_comma ? ',' : '.');
  std::size_t const behind = text.size() - last - 1;
  if (first == last && (behind != 3 || first == 0 || first > 3 || text[0] == '0')) {
    ++(is_comma ? comma_decimals_ : point_decimals_);
  } else if (first == last) {
    ++(is_comma ? comma_threes_ : point_threes_);
  } else {
    ++(is_comma ? point_decimals_ : comma_decimals_);  // "1,234,567": the mark is that of thousands
  }
}

char NumberMarks::decimal() const noexcept {
  if (comma_decimals_ != point_decimals_) {
    return comma_decimals_ > point_decimals_ ? ',' : '.';
  }
  return point_threes_ > comma_threes_ ? ',' : '.';  // people are counted whole: three digits are thousands
}

bool NumberMarks::is_doubtful() const noexcept {
  return comma_decimals_ == point_decimals_ && comma_threes_ + point_threes_ > 0;
}

Count read_count(std::string_view cell, char decimal) {
  std::string_view text = base::trim(cell);
  std::string const lower = base::ascii_lower(text);
  if (text.empty() || holds(kNothing, lower)) {
    return {};
  }
  if (holds(kDashes, text)) {
    return {.kind = Count::Kind::number, .value = 0, .low = {}, .high = {}};
  }
  if (holds(kHidden, lower)) {
    return hidden(std::nullopt, std::nullopt);
  }
  for (std::string_view const sign : kMoney) {
    if (text.starts_with(sign) || text.ends_with(sign)) {
      return {.kind = Count::Kind::money, .value = 0, .low = {}, .high = {}};
    }
  }
  if (text.ends_with('%')) {
    return {.kind = Count::Kind::share, .value = 0, .low = {}, .high = {}};
  }
  if (auto const number = read_number(text, decimal)) {
    return {.kind = Count::Kind::number, .value = *number, .low = {}, .high = {}};
  }
  if (auto const bounds = read_bounds(lower, decimal)) {
    return *bounds;
  }
  return {.kind = Count::Kind::bad, .value = 0, .low = {}, .high = {}};
}

}  // namespace cartable::importers
