#include "store/hours_rewrite.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace cartable::store {
namespace {

using namespace std::string_view_literals;

constexpr std::array kWeekdays{"Mo"sv, "Tu"sv, "We"sv, "Th"sv, "Fr"sv, "Sa"sv, "Su"sv};
constexpr std::array kSun{"sunrise"sv, "sunset"sv, "dawn"sv, "dusk"sv};
constexpr std::array kStates{"off"sv, "closed"sv, "open"sv, "unknown"sv};

enum class Kind : std::uint8_t { weekday, holiday, state, sun, word, time, number, quote, mark };

struct Token {
  Kind kind;
  std::string_view text;
  std::size_t begin;
  [[nodiscard]] std::size_t end() const noexcept { return begin + text.size(); }
  [[nodiscard]] bool is(char mark) const noexcept { return kind == Kind::mark && text.front() == mark; }
};

template <std::size_t N>
bool among(std::array<std::string_view, N> const& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> out;
  std::size_t at = 0;
  auto const run = [&](auto const& belongs) {
    std::size_t end = at;
    while (end < text.size() && belongs(text[end])) {
      ++end;
    }
    return end;
  };
  while (at < text.size()) {
    char const c = text[at];
    std::size_t end = at + 1;
    Kind kind = Kind::mark;
    if (c == ' ') {
      ++at;
      continue;
    }
    if (c == '"') {
      std::size_t const close = text.find('"', at + 1);
      end = close == std::string_view::npos ? text.size() : close + 1;
      kind = Kind::quote;
    } else if (is_digit(c)) {
      end = run([](char d) { return is_digit(d) || d == ':'; });
      kind = text.substr(at, end - at).find(':') == std::string_view::npos ? Kind::number : Kind::time;
    } else if (is_letter(c)) {
      end = run(is_letter);
      std::string_view const word = text.substr(at, end - at);
      kind = word == "PH" || word == "SH" ? Kind::holiday
             : among(kWeekdays, word)     ? Kind::weekday
             : among(kSun, word)          ? Kind::sun
             : among(kStates, word)       ? Kind::state
                                          : Kind::word;
    } else if (c == '|' && text.substr(at, 2) == "||") {
      end = at + 2;
    }
    out.push_back({kind, text.substr(at, end - at), at});
    at = end;
  }
  return out;
}

/// One entry of a list of days: a weekday or a range of them, or a class.
struct Item {
  std::optional<DayClass> days;  ///< nothing: days of the week
  std::size_t begin = 0, end = 0;
};
/// Entries with commas between them.
struct DayList {
  std::vector<Item> items;
  [[nodiscard]] std::size_t begin() const noexcept { return items.front().begin; }
  [[nodiscard]] std::size_t end() const noexcept { return items.back().end; }
  [[nodiscard]] bool names_classes() const {
    return std::any_of(items.begin(), items.end(), [](Item const& item) { return item.days.has_value(); });
  }
  [[nodiscard]] bool names_weekdays() const {
    return std::any_of(items.begin(), items.end(), [](Item const& item) { return !item.days; });
  }
};

class Reader {
 public:
  explicit Reader(std::vector<Token> const& tokens) : tokens_(tokens) {}

  /// A list of days that begins at token `at`, which moves past it.
  std::optional<DayList> list(std::size_t& at) const {
    DayList out;
    std::size_t next = at;
    while (auto item = one(next)) {
      out.items.push_back(*item);
      at = next;
      if (next >= tokens_.size() || !tokens_[next].is(',')) {
        break;
      }
      ++next;
    }
    return out.items.empty() ? std::nullopt : std::optional(std::move(out));
  }

 private:
  [[nodiscard]] bool mark(std::size_t at, char c) const { return at < tokens_.size() && tokens_[at].is(c); }
  [[nodiscard]] bool kind(std::size_t at, Kind k) const { return at < tokens_.size() && tokens_[at].kind == k; }

  std::optional<Item> one(std::size_t& at) const {
    if (!kind(at, Kind::weekday) && !kind(at, Kind::holiday)) {
      return std::nullopt;
    }
    bool const holiday = tokens_[at].kind == Kind::holiday;
    Item out{.days = std::nullopt, .begin = tokens_[at].begin, .end = tokens_[at].end()};
    DayClass days{.school = tokens_[at].text == "SH"};
    ++at;
    if (!holiday && mark(at, '-') && kind(at + 1, Kind::weekday)) {
      out.end = tokens_[at + 1].end();
      at += 2;
    }
    if (mark(at, '[')) {
      std::size_t close = at;
      while (close < tokens_.size() && !tokens_[close].is(']')) {
        ++close;
      }
      if (close < tokens_.size()) {
        out.end = tokens_[close].end();
        at = close + 1;
      }
    }
    if ((mark(at, '+') || mark(at, '-')) && kind(at + 1, Kind::number) && kind(at + 2, Kind::word) &&
        tokens_[at + 2].text.substr(0, 3) == "day") {
      std::string_view const digits = tokens_[at + 1].text;
      std::from_chars(digits.data(), digits.data() + digits.size(), days.offset);
      days.offset = tokens_[at].is('-') ? -days.offset : days.offset;
      out.end = tokens_[at + 2].end();
      at += 3;
    }
    if (holiday) {
      out.days = days;
    }
    return out;
  }

  std::vector<Token> const& tokens_;
};

/// First and one past the last token of each rule, with the separator before it.
struct Rule {
  std::size_t first = 0, last = 0;
  std::string_view separator;
};

std::vector<Rule> rules_of(std::vector<Token> const& tokens) {
  std::vector<Rule> out;
  Rule rule;
  // A comma begins a further rule after a time, a state or a comment, unless a further time follows.
  auto const ends_rule = [&](std::size_t comma) {
    if (comma == 0 || comma + 1 >= tokens.size()) {
      return false;
    }
    Token const& before = tokens[comma - 1];
    Token const& after = tokens[comma + 1];
    bool const complete = before.kind == Kind::time || before.kind == Kind::state || before.kind == Kind::quote ||
                          before.kind == Kind::sun || before.is(')') || before.is('+');
    return complete && after.kind != Kind::time && after.kind != Kind::sun && !after.is('(');
  };
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    Token const& token = tokens[at];
    if (token.kind != Kind::mark || !(token.is(';') || token.text == "||" || (token.is(',') && ends_rule(at)))) {
      continue;
    }
    rule.last = at;
    out.push_back(rule);
    rule = {.first = at + 1, .last = at + 1, .separator = token.text};
  }
  rule.last = tokens.size();
  out.push_back(rule);
  return out;
}

/// A rule's text on a day of these classes; nothing when the day is none of the rule's.
class RuleWriter {
 public:
  RuleWriter(std::string_view text, std::vector<Token> const& tokens, std::vector<DayClass> const& classes,
             std::uint32_t member)
      : text_(text), tokens_(tokens), classes_(classes), member_(member) {}

  /// \param number  of the rule in its text
  std::optional<std::string> write(Rule const& rule, std::size_t number) const {
    if (rule.first == rule.last) {
      return std::nullopt;
    }
    std::string out;
    std::size_t copied = tokens_[rule.first].begin;
    auto const replace = [&](std::size_t begin, std::size_t end, std::string_view by) {
      out.append(text_.substr(copied, begin - copied)).append(by);
      copied = end;
    };
    Reader const reader(tokens_);
    for (std::size_t at = rule.first; at < rule.last;) {
      std::vector<DayList> lists;  // that stand beside each other: each restricts the others
      while (at < rule.last) {
        auto list = reader.list(at);
        if (!list) {
          break;
        }
        lists.push_back(*std::move(list));
      }
      if (lists.empty()) {
        ++at;
        continue;
      }
      auto const has = [&](auto const& what) { return std::any_of(lists.begin(), lists.end(), what); };
      bool const restricted = has([](DayList const& list) { return list.names_weekdays(); });
      bool const classes = has([](DayList const& list) { return list.names_classes(); });
      for (DayList const& list : lists) {
        if (!list.names_classes()) {
          if (classes) {
            replace(list.end(), list.end(),
                    again(text_.substr(list.begin(), list.items.front().end - list.begin()), number));
          }
        } else if (holds(list)) {
          bool const other_days = restricted && !list.names_weekdays();
          replace(list.begin(), list.end(), other_days ? std::string() : "Mo-Su" + again("Mo", number));
        } else if (!list.names_weekdays()) {
          return std::nullopt;
        } else {
          replace(list.begin(), list.end(), weekdays(list));
        }
      }
    }
    std::size_t const end = tokens_[rule.last - 1].end();
    out.append(text_.substr(copied, end - copied));
    return std::string(base::trim(out));
  }

 private:
  /// KOpeningHours takes "Mo-Fr 09:00-18:00; Mo-Fr 10:00-12:00" as a slip and joins the rules, where the second should
  /// replace the first: so the days of a rewritten rule name one of them once more, in each rule another time.
  [[nodiscard]] static std::string again(std::string_view day, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) {
      out.append(",").append(day);
    }
    return out;
  }
  [[nodiscard]] bool holds(DayList const& list) const {
    return std::any_of(list.items.begin(), list.items.end(), [&](Item const& item) {
      auto const found = item.days ? std::find(classes_.begin(), classes_.end(), *item.days) : classes_.end();
      return found != classes_.end() && ((member_ >> static_cast<unsigned>(found - classes_.begin())) & 1U) != 0;
    });
  }
  [[nodiscard]] std::string weekdays(DayList const& list) const {
    std::string out;
    for (Item const& item : list.items) {
      if (!item.days) {
        out.append(out.empty() ? "" : ",").append(text_.substr(item.begin, item.end - item.begin));
      }
    }
    return out;
  }

  std::string_view text_;
  std::vector<Token> const& tokens_;
  std::vector<DayClass> const& classes_;
  std::uint32_t member_;
};

/// Folded; found in a folded comment with a blank at either end.
constexpr std::array kAppointment{"appointment"sv,
                                  " by appt"sv,
                                  " on request"sv,
                                  " by request"sv,
                                  " by arrangement"sv,
                                  " rendez vous"sv,
                                  " rdv "sv,
                                  " sur demande"sv,
                                  " cita "sv,
                                  " citas "sv,
                                  " con turno"sv,
                                  " a pedido"sv,
                                  " bajo demanda"sv,
                                  " solicitud"sv,
                                  " termin "sv,
                                  "terminvereinbarung"sv,
                                  "vereinbarung"sv,
                                  " absprache"sv,
                                  " auf anfrage"sv,
                                  " afspraak"sv,
                                  " appuntamento"sv,
                                  " su richiesta"sv,
                                  " hora marcada"sv,
                                  " agendamento"sv,
                                  " запис"sv,
                                  "договор"sv,
                                  "домовлен"sv,
                                  "预约"sv,
                                  "預約"sv,
                                  "予約"sv,
                                  "موعد"sv,
                                  "حجز"sv};

}  // namespace

std::vector<DayClass> day_classes(std::string_view text) {
  std::vector<DayClass> out;
  std::vector<Token> const tokens = tokens_of(text);
  Reader const reader(tokens);
  for (std::size_t at = 0; at < tokens.size();) {
    auto const list = reader.list(at);
    if (!list) {
      ++at;
      continue;
    }
    for (Item const& item : list->items) {
      if (item.days && std::find(out.begin(), out.end(), *item.days) == out.end()) {
        out.push_back(*item.days);
      }
    }
  }
  return out;
}

std::string without_classes(std::string_view text, std::vector<DayClass> const& classes, std::uint32_t member) {
  std::vector<Token> const tokens = tokens_of(text);
  RuleWriter const writer(text, tokens, classes, member);
  std::string out;
  std::size_t number = 0;
  for (Rule const& rule : rules_of(tokens)) {
    if (auto const written = writer.write(rule, number++)) {
      if (!out.empty()) {
        out.append(rule.separator == "||" ? " || " : rule.separator == "," ? ", " : "; ");
      }
      out.append(*written);
    }
  }
  return out;
}

bool is_weekly(std::string_view text) {
  for (Token const& token : tokens_of(text)) {
    bool const plain = token.kind == Kind::weekday || token.kind == Kind::state || token.kind == Kind::time ||
                       token.kind == Kind::quote || token.is(';') || token.is(',') || token.is('-') || token.is('+') ||
                       token.is('|');
    bool const always = token.kind == Kind::number && (token.text == "24" || token.text == "7");
    if (!plain && !always && !token.is('/')) {
      return false;
    }
  }
  return true;
}

bool names_the_sun(std::string_view text) {
  std::vector<Token> const tokens = tokens_of(text);
  return std::any_of(tokens.begin(), tokens.end(), [](Token const& token) { return token.kind == Kind::sun; });
}

bool says_appointment(std::string_view comment) {
  std::string const folded = " " + base::fold(comment) + " ";
  return std::any_of(kAppointment.begin(), kAppointment.end(),
                     [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

}  // namespace cartable::store
