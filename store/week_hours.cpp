#include "store/week_hours.hpp"

#include "base/text.hpp"
#include "store/hours_taken.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace cartable::store {
namespace {

constexpr int kMinutesOfDay = 1440;
constexpr std::array<std::string_view, 7> kDays{"mo", "tu", "we", "th", "fr", "sa", "su"};

std::optional<int> day_called(std::string_view word) noexcept {
  auto const at = std::find(kDays.begin(), kDays.end(), word);
  return at == kDays.end() ? std::nullopt : std::optional(static_cast<int>(at - kDays.begin()));
}

/// The days of "mo-fr,su" as bits; public and school holidays add none. Nothing for other texts.
std::optional<unsigned> days_of(std::string_view text) {
  unsigned days = 0;
  for (std::string const& piece : base::split(text, ',')) {
    if (piece == "ph" || piece == "sh") {
      continue;
    }
    std::size_t const dash = piece.find('-');
    auto const first = day_called(std::string_view(piece).substr(0, dash));
    auto const last = dash == std::string::npos ? first : day_called(std::string_view(piece).substr(dash + 1));
    if (!first || !last) {
      return std::nullopt;
    }
    for (int day = *first;; day = (day + 1) % 7) {
      days |= 1U << static_cast<unsigned>(day);
      if (day == *last) {
        break;
      }
    }
  }
  return days;
}

std::optional<int> clock(std::string_view text) noexcept {
  auto const digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t const colon = text.find(':');
  if (colon == 0 || colon > 2 || text.size() != colon + 3 ||
      !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), digit) || !digit(text[colon + 1]) ||
      !digit(text[colon + 2])) {
    return std::nullopt;
  }
  int hour = 0;
  for (char const c : text.substr(0, colon)) {
    hour = hour * 10 + (c - '0');
  }
  int const minute = (text[colon + 1] - '0') * 10 + (text[colon + 2] - '0');
  return hour <= 48 && minute <= 59 ? std::optional(hour * 60 + minute) : std::nullopt;
}

/// The times of "08:00-12:00,13:00-17:00"; empty for "off" and "closed".
std::optional<std::vector<WeekSpan>> times_of(std::string_view text) {
  std::vector<WeekSpan> out;
  if (text == "off" || text == "closed") {
    return out;
  }
  for (std::string const& piece : base::split(text, ',')) {
    std::size_t const dash = piece.find('-');
    if (dash == std::string::npos) {
      return std::nullopt;
    }
    auto const opens = clock(base::trim(std::string_view(piece).substr(0, dash)));
    auto closes = clock(base::trim(std::string_view(piece).substr(dash + 1)));
    if (!opens || !closes || *opens >= kMinutesOfDay) {
      return std::nullopt;
    }
    if (*closes <= *opens) {
      *closes += kMinutesOfDay;
    }
    out.push_back({.day = 0, .opens = *opens, .closes = *closes});
  }
  return out.empty() ? std::nullopt : std::optional(std::move(out));
}

/// One rule, put over what the rules before it said of its days. \return false when it is none of this kind
bool apply_rule(std::string const& rule, std::array<std::vector<WeekSpan>, 7>& week) {
  std::size_t const times_at = rule.find_first_of("0123456789");
  std::size_t const off_at = std::min(rule.find("off"), rule.find("closed"));
  std::size_t const at = std::min(times_at, off_at);
  if (at == std::string::npos) {
    return false;
  }
  std::string_view const selector = base::trim(std::string_view(rule).substr(0, at));
  auto const days = selector.empty() ? std::optional(0x7FU) : days_of(selector);
  auto const times = times_of(base::trim(std::string_view(rule).substr(at)));
  if (!days || !times) {
    return false;
  }
  for (int day = 0; day < 7; ++day) {
    if (((*days >> static_cast<unsigned>(day)) & 1U) != 0) {
      auto& spans = week[static_cast<std::size_t>(day)];
      spans = *times;
      for (WeekSpan& span : spans) {
        span.day = day;
      }
    }
  }
  return true;
}

}  // namespace

std::vector<WeekSpan> ordinary_week(std::string_view opening_hours) {
  std::string const text = base::ascii_lower(without_words(base::trim(opening_hours)));
  std::array<std::vector<WeekSpan>, 7> week;
  std::vector<WeekSpan> out;
  if (text == "24/7") {
    for (int day = 0; day < 7; ++day) {
      out.push_back({.day = day, .opens = 0, .closes = kMinutesOfDay});
    }
    return out;
  }
  for (std::string const& rule : base::split(text, ';')) {
    if (!apply_rule(rule, week)) {
      return {};
    }
  }
  for (std::vector<WeekSpan>& spans : week) {
    std::sort(spans.begin(), spans.end(), [](WeekSpan const& a, WeekSpan const& b) { return a.opens < b.opens; });
    out.insert(out.end(), spans.begin(), spans.end());
  }
  return out;
}

}  // namespace cartable::store
