#include "importers/table_numbers.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cartable::importers {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Without the marks that only group digits in every language: blanks, no-break and thin ones, apostrophes.
std::string without_blanks(std::string_view cell) {
  std::string out;
  out.reserve(cell.size());
  for (std::size_t i = 0; i < cell.size(); ++i) {
    std::string_view const rest = cell.substr(i);
    if (cell[i] == ' ' || cell[i] == '\'' || cell[i] == '_') {
      continue;
    }
    if (rest.starts_with("\xC2\xA0")) {  // no-break blank
      ++i;
    } else if (rest.starts_with("\xE2\x80\xAF") || rest.starts_with("\xE2\x80\x89") ||
               rest.starts_with("\xE2\x80\x99")) {
      i += 2;  // narrow and thin blanks, ’
    } else if (rest.starts_with("\xE2\x88\x92")) {
      out.push_back('-');  // −
      i += 2;
    } else {
      out.push_back(cell[i]);
    }
  }
  return out;
}

/// The shape of a number's marks.
struct Shape {
  bool is_number = false;
  std::size_t points = 0, commas = 0;
  char last_mark = '\0';
  std::size_t after_last = 0;    ///< digits behind the last mark
  std::size_t before_first = 0;  ///< digits before the first one
  bool zero_first = false;
};

Shape shape_of(std::string_view text) noexcept {
  Shape out;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 40) {
    return out;
  }
  std::size_t digits = 0;
  for (char const c : text) {
    if (is_digit(c)) {
      ++digits;
      ++(out.last_mark == '\0' ? out.before_first : out.after_last);
    } else if (c == '.' || c == ',') {
      ++(c == '.' ? out.points : out.commas);
      out.last_mark = c;
      out.after_last = 0;
    } else {
      return out;
    }
  }
  out.zero_first = text.front() == '0';
  out.is_number = digits > 0;
  return out;
}

base::Result<double> from_plain(std::string const& text, std::string_view cell) {
  std::string_view rest = text;
  if (rest.starts_with('+')) {
    rest.remove_prefix(1);
  }
  double value = 0;
  auto const [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (rest.empty() || error != std::errc() || end != rest.data() + rest.size() || !std::isfinite(value)) {
    static_cast<void>(cell);
    return base::fail(base::ErrorCode::invalid_value, "is not a number");
  }
  return value;
}

}  // namespace

void NumberFormat::see(std::string_view cell) noexcept {
  Shape shape;
  bool plain = true;
  for (char const c : cell) {
    plain = plain && (is_digit(c) || c == '.' || c == ',' || c == '-');
  }
  std::string cleaned;
  if (plain) {
    shape = shape_of(cell);
  } else {
    cleaned = without_blanks(cell);
    shape = shape_of(cleaned);
  }
  if (!shape.is_number || shape.last_mark == '\0') {
    return;
  }
  if (shape.points > 0 && shape.commas > 0) {
    ++(shape.last_mark == '.' ? point_ : comma_);
    ++(shape.last_mark == '.' ? comma_groups_ : point_groups_);
    return;
  }
  bool const point = shape.points > 0;
  if (shape.points + shape.commas > 1) {
    ++(point ? point_groups_ : comma_groups_);
  } else if (shape.after_last == 3 && shape.before_first >= 1 && shape.before_first <= 3 && !shape.zero_first) {
    ++(point ? point_maybe_ : comma_maybe_);
  } else {
    ++(point ? point_ : comma_);
  }
}

NumberFormat::Mark NumberFormat::decimal() const noexcept {
  if (told_) {
    return *told_;
  }
  bool const point = point_ > 0 || comma_groups_ > 0;
  bool const comma = comma_ > 0 || point_groups_ > 0;
  if (point && !comma) {
    return Mark::point;
  }
  if (comma && !point) {
    return Mark::comma;
  }
  if (point && comma) {
    return Mark::either;
  }
  if (point_maybe_ > 0 && comma_maybe_ == 0) {
    return Mark::either;
  }
  return comma_maybe_ > 0 ? Mark::either : Mark::none;
}

base::Result<double> parse_number(std::string_view cell, NumberFormat const& format) {
  std::string text = without_blanks(base::trim(cell));
  Shape const shape = shape_of(text);
  if (!shape.is_number) {
    return from_plain(text, cell);  // "1e5", and words
  }
  if (shape.last_mark == '\0') {
    return from_plain(text, cell);
  }
  char decimal = '\0';
  if (shape.points > 0 && shape.commas > 0) {
    decimal = shape.last_mark;
  } else if (shape.points + shape.commas == 1) {
    NumberFormat::Mark const mark = format.decimal();
    bool const may_group =
        shape.after_last == 3 && shape.before_first >= 1 && shape.before_first <= 3 && !shape.zero_first;
    if (!may_group) {
      decimal = shape.last_mark;
    } else if (mark == NumberFormat::Mark::point) {
      decimal = '.';
    } else if (mark == NumberFormat::Mark::comma) {
      decimal = ',';
    } else {
      return base::fail(base::ErrorCode::invalid_value, "has a {}, which may mean decimals or thousands",
                        shape.last_mark == ',' ? "comma" : "point");
    }
  }
  std::string plain;
  for (char const c : text) {
    if (c == '.' || c == ',') {
      if (c == decimal) {
        plain.push_back('.');
      }
    } else {
      plain.push_back(c);
    }
  }
  return from_plain(plain, cell);
}

namespace {

/// "49°16'47.1\"N", "N 49 16.785", "123° 6′ O": up to three numbers and a letter of the compass.
std::optional<double> sexagesimal(std::string_view cell) {
  std::array<double, 3> part{};
  std::size_t parts = 0;
  int sign = 1;
  bool letter = false, degree = false, mark = false;
  for (std::size_t i = 0; i < cell.size();) {
    char const c = cell[i];
    std::string_view const rest = cell.substr(i);
    if (is_digit(c)) {
      if (parts == part.size()) {
        return std::nullopt;
      }
      std::string number;
      while (i < cell.size() && (is_digit(cell[i]) || ((cell[i] == '.' || cell[i] == ',') && i + 1 < cell.size() &&
                                                       is_digit(cell[i + 1])))) {
        mark = mark || !is_digit(cell[i]);
        number.push_back(cell[i] == ',' ? '.' : cell[i]);
        ++i;
      }
      auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), part[parts]);
      if (error != std::errc() || end != number.data() + number.size()) {
        return std::nullopt;
      }
      ++parts;
      continue;
    }
    if (c == 'N' || c == 'n' || c == 'E' || c == 'e') {
      letter = true;
    } else if (c == 'S' || c == 's' || c == 'W' || c == 'w' || c == 'O' || c == 'o') {
      sign = -1;
      letter = true;
    } else if (c == '-' && parts == 0) {
      sign = -1;
    } else if (rest.starts_with("\xC2\xB0") || rest.starts_with("\xC2\xBA") || rest.starts_with("\xC2\xB4")) {
      degree = true;
      ++i;
    } else if (rest.starts_with("\xE2\x80\xB2") || rest.starts_with("\xE2\x80\xB3") ||
               rest.starts_with("\xE2\x80\x99") || rest.starts_with("\xE2\x80\x9D")) {
      i += 2;
    } else if (c != ' ' && c != '\'' && c != '"' && c != '+') {
      return std::nullopt;
    }
    ++i;
  }
  // "S-1" and "O2" are keys: a letter of the compass needs degrees and minutes, or decimals, beside it.
  if (parts == 0 || !(degree || (letter && (parts > 1 || mark))) || part[1] >= 60 || part[2] >= 60) {
    return std::nullopt;
  }
  return sign * (part[0] + part[1] / 60 + part[2] / 3600);
}

}  // namespace

base::Result<double> parse_coordinate(std::string_view cell, NumberFormat const& format) {
  std::string_view const text = base::trim(cell);
  if (text.empty()) {
    return base::fail(base::ErrorCode::invalid_value, "is empty");
  }
  double fast = 0;  // most cells
  if (auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), fast);
      error == std::errc() && end == text.data() + text.size() && std::isfinite(fast)) {
    bool const grouped = format.decimal() == NumberFormat::Mark::comma && text.find('.') != std::string_view::npos;
    if (!grouped) {
      return fast;
    }
  }
  std::string const plain = without_blanks(text);
  Shape const shape = shape_of(plain);
  if (shape.is_number && shape.points + shape.commas == 1) {
    // A lone mark between at most three digits and the rest: decimals of degrees, as no position has thousands of them.
    std::string number = plain;
    std::replace(number.begin(), number.end(), ',', '.');
    if (auto value = from_plain(number, cell); value && std::abs(*value) <= 180) {
      return value;
    }
  }
  if (auto value = parse_number(text, format)) {
    return value;
  }
  if (auto const value = sexagesimal(text)) {
    return *value;
  }
  bool const comma = text.find(',') != std::string_view::npos;
  return base::fail(base::ErrorCode::invalid_value, "is not a number{}", comma ? ": it has a comma" : "");
}

bool is_suppressed(std::string_view cell) noexcept {
  static constexpr std::array<std::string_view, 31> kSigns = {
      "*",      "**",  "c",   "C",   "x",   "X", "..", "...", "…", "(D)", "(d)", "D",          "s",
      "S",      "(s)", "(S)", "(X)", "(x)", ":", ":c", "#",   "~", "z",   "Z",   "suppressed", "confidential",
      "secret", "ns",  "n<5", "/",   "•"};
  std::string_view const text = base::trim(cell);
  if (std::find(kSigns.begin(), kSigns.end(), text) != kSigns.end()) {
    return true;
  }
  return text.starts_with('<') || text.starts_with("\xE2\x89\xA4") || text.starts_with("&lt;");
}

base::Result<EstimatedCount> parse_count(std::string_view cell, NumberFormat const& format, int threshold) {
  std::string_view text = base::trim(cell);
  auto const ends_in_number = [&](std::string_view rest) -> std::optional<double> {
    auto const value = parse_number(rest, format);
    return value && *value >= 0 ? std::optional(*value) : std::nullopt;
  };
  if (text.starts_with("&lt;")) {
    text.remove_prefix(3);
  }
  bool const up_to = text.starts_with("\xE2\x89\xA4") || text.starts_with("<=");
  if (text.starts_with('<') || up_to) {
    std::string_view const rest = base::trim(text.substr(up_to && text.front() != '<' ? 3 : up_to ? 2 : 1));
    if (auto const bound = ends_in_number(rest)) {
      double const high = up_to ? *bound : std::max(0.0, std::ceil(*bound) - 1);
      return EstimatedCount{.value = {}, .low = 0, .high = high};
    }
    return base::fail(base::ErrorCode::invalid_value, "is not a number");
  }
  if (is_suppressed(text)) {
    return EstimatedCount{.value = {}, .low = 0, .high = std::max(0, threshold - 1)};
  }
  // "1-4", "1 – 4"
  auto dash = text.find('-', 1);
  std::size_t dash_size = 1;
  if (dash == std::string_view::npos) {
    dash = text.find("\xE2\x80\x93");
    dash_size = 3;
  }
  if (dash != std::string_view::npos && dash > 0) {
    auto const low = ends_in_number(text.substr(0, dash));
    auto const high = ends_in_number(text.substr(dash + dash_size));
    if (low && high && *low <= *high) {
      return EstimatedCount{.value = {}, .low = low, .high = high};
    }
  }
  CARTABLE_ASSIGN(double const value, parse_number(text, format));
  return EstimatedCount{.value = value, .low = {}, .high = {}};
}

bool is_nothing(std::string_view cell) {
  std::string_view const text = base::trim(cell);
  if (text.empty()) {
    return true;
  }
  if (text.size() > 40) {
    return false;
  }
  static constexpr std::array<std::string_view, 18> kSigns = {
      "-", "--", "---", "—", "–", "/", "?", "??", ".", "…", "\\N", "()", "{}", "[]", "\"\"", "''", "#N/A", "#REF!"};
  if (std::find(kSigns.begin(), kSigns.end(), text) != kSigns.end()) {
    return true;
  }
  char const first = text.front();
  // Every word below begins with one of these, but for the scripts beyond ASCII.
  static constexpr std::string_view kFirst = "nNkKsSeEuU<(#";
  if (static_cast<unsigned char>(first) < 0x80 && kFirst.find(first) == std::string_view::npos) {
    return false;
  }
  static constexpr std::array<std::string_view, 44> kWords = {"null",
                                                              "n/a",
                                                              "na",
                                                              "n.a.",
                                                              "n.a",
                                                              "nan",
                                                              "none",
                                                              "nil",
                                                              "n/d",
                                                              "n.d.",
                                                              "nd",
                                                              "s/d",
                                                              "s.d.",
                                                              "sd",
                                                              "s/n",
                                                              "nc",
                                                              "n.c.",
                                                              "n/c",
                                                              "non renseigné",
                                                              "non renseigne",
                                                              "non communiqué",
                                                              "non communique",
                                                              "k.a.",
                                                              "k. a.",
                                                              "keine angabe",
                                                              "keine angaben",
                                                              "sin datos",
                                                              "sin dato",
                                                              "sem informação",
                                                              "sem informacao",
                                                              "no data",
                                                              "not available",
                                                              "<null>",
                                                              "(null)",
                                                              "#n/a",
                                                              "non disponibile",
                                                              "нет данных",
                                                              "нет сведений",
                                                              "не указано",
                                                              "无",
                                                              "無",
                                                              "暂无",
                                                              "غير متوفر",
                                                              "لا يوجد"};
  std::string const lower = base::ascii_lower(text);
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

}  // namespace cartable::importers
