#include "importers/table_profile.hpp"

#include "base/text.hpp"
#include "importers/table_position.hpp"
#include "importers/table_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace cartable::importers {
namespace {

/// Cells looked at closely: enough to know a column by, few enough to cost nothing.
constexpr std::size_t kClose = 600;
/// Values after which it is told whether the column repeats them, and most that are compared.
constexpr std::size_t kFirstCount = 4096;
constexpr std::size_t kMaxHashes = 2'000'000;
constexpr std::size_t kSampleLength = 80;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

std::size_t count_digits(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
}

/// A telephone number: 6 to 15 digits (E.164) between blanks, points, dashes, slashes and brackets.
bool is_phone(std::string_view text, bool& marked) noexcept {
  std::size_t const digits = count_digits(text);
  if (digits < 5 || digits > 34 || text.size() > 60) {
    return false;
  }
  std::size_t marks = 0;
  std::size_t letters = 0;
  for (char const c : text) {
    if (c == ' ' || c == '.' || c == '-' || c == '/' || c == '(' || c == ')') {
      ++marks;
    } else if (is_letter(c)) {
      ++letters;
    } else if (!is_digit(c) && c != '+' && c != ',' && c != ';') {
      return false;
    }
  }
  if (letters > 12 || letters > digits) {
    return false;
  }
  marked = text.front() == '+' || text.starts_with("00") || text.front() == '(' || marks >= 2 ||
           (text.front() == '0' && digits >= 9);
  return true;
}

bool is_postcode(std::string_view text, bool& with_letters) noexcept {
  if (text.size() < 3 || text.size() > 10) {
    return false;
  }
  std::size_t digits = 0, letters = 0;
  for (char const c : text) {
    if (is_digit(c)) {
      ++digits;
    } else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
      ++letters;
    } else if (c != ' ' && c != '-') {
      return false;
    }
  }
  // "V6B 6B1", "SW1A 1AA", "1012 AB"
  with_letters =
      letters >= 2 && digits >= 2 && letters <= 5 && text.size() >= 5 && text.find(' ') != std::string_view::npos;
  return digits >= 3 || with_letters;
}

bool is_date(std::string_view text) noexcept {
  // 2024-05-06, 06/05/2024, 6.5.2024, with or without a time behind
  if (text.size() < 8 || text.size() > 35 || !is_digit(text.front())) {
    return false;
  }
  std::size_t parts = 0, digits = 0;
  char mark = '\0';
  for (std::size_t i = 0; i < text.size() && parts < 3; ++i) {
    char const c = text[i];
    if (is_digit(c)) {
      if (++digits > 4) {
        return false;
      }
    } else if (c == '-' || c == '/' || c == '.') {
      if ((mark != '\0' && c != mark) || digits == 0) {
        return false;
      }
      mark = c;
      digits = 0;
      ++parts;
    } else {
      break;
    }
  }
  return parts == 2 && digits >= 1;
}

/// Times of day: "10:00-18:00", "9h30", "9am", "09.00 - 17.00".
bool has_hours(std::string_view text) noexcept {
  std::size_t found = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) || (i > 0 && is_digit(text[i - 1]))) {
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) {
      ++end;
    }
    if (end - i > 2 || end >= text.size()) {
      continue;
    }
    std::string_view const rest = text.substr(end);
    bool const clock = (rest[0] == ':' || rest[0] == '.' || rest[0] == 'h' || rest[0] == 'H') && rest.size() >= 3 &&
                       is_digit(rest[1]) && is_digit(rest[2]) && (rest.size() == 3 || !is_digit(rest[3]));
    bool const french = (rest[0] == 'h' || rest[0] == 'H') && (rest.size() == 1 || !is_letter(rest[1]));
    std::string const near = base::ascii_lower(rest.substr(0, 4));
    bool const english = near.starts_with("am") || near.starts_with("pm") || near.starts_with(" am") ||
                         near.starts_with(" pm") || near.starts_with("a.m") || near.starts_with("p.m");
    bool const german = near.starts_with(" uhr");
    found += clock || french || english || german ? 1U : 0U;
  }
  return found >= 2 || base::trim(text) == "24/7";
}

bool all_digits(std::string_view text, std::size_t size) noexcept {
  return text.size() == size && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

bool is_email(std::string_view text) noexcept {
  auto const at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.size() <= 254 && text.find(' ') == std::string_view::npos &&
         text.find('.', at) != std::string_view::npos && text.find("://") == std::string_view::npos;
}

bool is_url(std::string_view text) noexcept {
  std::string const start = base::ascii_lower(text.substr(0, 8));
  return start.starts_with("http://") || start.starts_with("https://") || start.starts_with("www.");
}

void ColumnProfile::see(std::string_view cell) {
  ++rows_;
  std::string_view const text = base::trim(cell);
  if (is_nothing(text)) {
    return;
  }
  ++filled_;
  length_ += std::min<std::size_t>(text.size(), 10'000);
  if (hashing_) {
    hashes_.push_back(std::hash<std::string_view>()(text));
    sorted_ = false;
    if (hashes_.size() == kFirstCount) {
      hashing_ = distinct() > 0.5;
    } else if (hashes_.size() >= kMaxHashes) {
      hashing_ = false;
    }
  }
  char const first = text.front();
  bool const numeric =
      is_digit(first) || ((first == '-' || first == '+' || first == '.') && text.size() > 1) || first == '\xE2';
  if (numeric) {
    format.see(text);
  }
  if (samples.size() < 3) {
    std::string sample(text.substr(0, kSampleLength));
    std::replace(sample.begin(), sample.end(), '\n', ' ');
    sample = base::mend_utf8(sample);
    if (std::find(samples.begin(), samples.end(), sample) == samples.end()) {
      samples.push_back(std::move(sample));
    }
  }
  if (counting_) {
    counting_ = text.size() <= 9 && all_digits(text, text.size()) && (text.size() == 1 || text.front() != '0');
    if (counting_) {
      std::int64_t value = 0;
      for (char const c : text) {
        value = value * 10 + (c - '0');
      }
      lowest_ = filled_ == 1 ? value : std::min(lowest_, value);
      highest_ = filled_ == 1 ? value : std::max(highest_, value);
    }
  }
  if (close >= kClose) {
    // Later rows are looked at now and then: files are often sorted, and their start alone tells too little.
    if (rows_ % 997 != 0 || close >= 2 * kClose) {
      return;
    }
  }
  ++close;
  if (numeric) {
    if (auto const number = parse_coordinate(text, format)) {
      ++numbers;
      bool const whole = text.find_first_of(".,") == std::string_view::npos && std::floor(*number) == *number;
      integers += whole ? 1U : 0U;
      decimals += whole ? 0U : 1U;
      years += whole && *number >= 1800 && *number <= 2200 && text.size() == 4 ? 1U : 0U;
      values_.push_back(*number);
    } else if (parse_count(text, format, 11)) {
      ++suppressed;
    } else {
      NumberFormat guess;
      guess.see(text);
      if (guess.decimal() == NumberFormat::Mark::either) {
        ++numbers;  // "1,234": a number, whichever
      }
    }
  } else if (is_suppressed(text)) {
    ++suppressed;
  } else if (auto const number = parse_coordinate(text, format)) {
    ++numbers;  // N 49°16'47"
    ++decimals;
    values_.push_back(*number);
  }
  std::size_t const digits = count_digits(text);
  std::size_t letters = 0;
  for (char const c : text.substr(0, 200)) {
    letters += is_letter(c) ? 1U : 0U;
  }
  with_digits += digits > 0 ? 1U : 0U;
  html += text.starts_with('<') ? 1U : 0U;
  urls += is_url(text) ? 1U : 0U;
  emails += is_email(text) ? 1U : 0U;
  bool marked = false;
  if (is_phone(text, marked)) {
    ++phones;
    phones_marked += marked ? 1U : 0U;
  }
  bool with_letters = false;
  if (is_postcode(text, with_letters)) {
    ++postcodes;
    letter_postcodes += with_letters ? 1U : 0U;
  }
  dates += is_date(text) ? 1U : 0U;
  hours += has_hours(text) ? 1U : 0U;
  switch (position_form(text)) {
    case PositionForm::wkt: ++wkt; break;
    case PositionForm::json: ++json_geometry; break;
    case PositionForm::pair: ++pairs; break;
    case PositionForm::none:
      // "55.79, 49.11": few decimals, which only the column's name makes a position
      if (auto const pair = text.size() < 60 ? position_pair(text) : std::nullopt;
          pair && std::abs(pair->first) <= 180 && std::abs(pair->second) <= 180) {
        ++loose_pairs;
      }
      break;
  }
  siret += all_digits(text, 14) ? 1U : 0U;
  uai += text.size() == 8 && all_digits(text.substr(0, 7), 7) && is_letter(text[7]) ? 1U : 0U;
  wikidata += text.size() > 1 && text[0] == 'Q' && all_digits(text.substr(1), text.size() - 1) ? 1U : 0U;
  bool const is_text = letters > digits;
  texts += is_text ? 1U : 0U;
  lettered += letters > 0 ? 1U : 0U;
  multi_word += text.find(' ') != std::string_view::npos ? 1U : 0U;
  if (text.size() <= 60) {
    bool const plain = is_text && is_plain_kind(text);
    kinds += plain ? 1U : 0U;
    kinds_inside += plain || (is_text && !kind_of(text).empty()) ? 1U : 0U;
    yes_no += yes_or_no(text) ? 1U : 0U;
  }
}

bool ColumnProfile::counts_up() const {
  return counting_ && filled_ > 1 && lowest_ <= 1 && repeated() == 0 &&
         highest_ - lowest_ + 1 == static_cast<std::int64_t>(filled_);
}

void ColumnProfile::count_different() const {
  if (!sorted_) {
    std::sort(hashes_.begin(), hashes_.end());
    different_ = hashes_.empty() ? 0 : 1;
    for (std::size_t i = 1; i < hashes_.size(); ++i) {
      different_ += hashes_[i] != hashes_[i - 1] ? 1U : 0U;
    }
    sorted_ = true;
  }
}

std::size_t ColumnProfile::repeated() const {
  count_different();
  return hashes_.size() - different_;
}

double ColumnProfile::share(std::size_t count) const noexcept {
  return close == 0 ? 0 : static_cast<double>(count) / static_cast<double>(close);
}

double ColumnProfile::distinct() const {
  count_different();
  return hashes_.empty() ? 0 : static_cast<double>(different_) / static_cast<double>(hashes_.size());
}

double ColumnProfile::average_length() const noexcept {
  return filled_ == 0 ? 0 : static_cast<double>(length_) / static_cast<double>(filled_);
}

double ColumnProfile::quantile(double part) const {
  std::sort(values_.begin(), values_.end());
  return values_.empty() ? 0 : values_[static_cast<std::size_t>(part * static_cast<double>(values_.size() - 1))];
}

}  // namespace cartable::importers
