#include "store/hours_words.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "store/hours_tokens.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace cartable::store {
namespace {

using namespace hours_tokens;

constexpr std::size_t kMaxText = 500;
constexpr double kLeast = 0.5;
constexpr double kUnknownWord = 0.3;  // taken off for each word that says nothing to us
constexpr double kGuessed = 0.2;      // once, for "9-5" and the like

/// A time of day as written.
struct Clock {
  int hour = 0, minute = 0;
  enum class Half : std::uint8_t { none, morning, afternoon } half = Half::none;
  bool plain_hour = true;  ///< without minutes and without "h"
};

struct Rule {
  int days = 0;
  std::vector<std::pair<int, int>> times;  ///< minutes
  bool closed = false, holiday = false, school = false;
  [[nodiscard]] bool says_days() const noexcept { return days != 0 || holiday || school; }
  [[nodiscard]] bool says_when() const noexcept { return closed || !times.empty(); }
};

class Parser {
 public:
  explicit Parser(std::vector<Token> const& tokens) : tokens_(tokens) {}

  /// \return false when the order of words makes no sense
  bool parse() {
    while (at_ < tokens_.size()) {
      Token const& token = tokens_[at_];
      switch (token.kind) {
        case Kind::days:
        case Kind::every: days(); break;
        case Kind::holiday:
        case Kind::school: holidays(); break;
        case Kind::number:
        case Kind::morning:
        case Kind::afternoon:
          if (!times()) {
            return false;
          }
          break;
        case Kind::closed:
          begin_when();
          if (!rule_.times.empty()) {  // "9-12, closed on Sundays"
            flush();
          }
          rule_.closed = true;
          ++at_;
          break;
        case Kind::stop:
          ++at_;
          stopped_ = true;
          break;
        case Kind::to: return false;
        default: ++at_; break;
      }
    }
    flush();
    return !rules_.empty() && std::all_of(rules_.begin(), rules_.end(), [](Rule const& r) { return r.says_when(); });
  }

  [[nodiscard]] std::vector<Rule> const& rules() const noexcept { return rules_; }
  [[nodiscard]] bool guessed() const noexcept { return guessed_; }

 private:
  [[nodiscard]] bool is(std::size_t at, Kind kind) const noexcept {
    return at < tokens_.size() && tokens_[at].kind == kind;
  }
  void skip_noise() {
    while (is(at_, Kind::noise)) {
      ++at_;
    }
  }
  void flush() {
    if (rule_.says_days() || rule_.says_when()) {
      rules_.push_back(rule_);
    }
    rule_ = {};
  }
  /// Days begin a new rule, unless they follow the times that they belong to.
  void begin_days() {
    bool const belong = !rule_.says_days() && rule_.says_when() && !stopped_;
    if (rule_.says_when() && !belong) {
      flush();
    }
    stopped_ = false;
  }
  void begin_when() {
    // "9-12 Mo-Fr, 10-12 Sa": the days that follow times belong to them.
    if (days_after_ && rule_.says_days() && rule_.says_when()) {
      flush();
    }
    if (rule_.closed || (stopped_ && rule_.says_when())) {
      flush();
    }
    stopped_ = false;
    days_after_ = false;
  }

  static int day_number(int bit) noexcept {
    for (int i = 0; i < 7; ++i) {
      if (bit == 1 << i) {
        return i;
      }
    }
    return -1;
  }

  void days() {
    begin_days();
    days_after_ = rule_.says_when();
    int const first = tokens_[at_++].value;
    std::size_t const mark = at_;
    skip_noise();
    if (is(at_, Kind::to)) {
      ++at_;
      skip_noise();
      int const from = day_number(first);
      if (is(at_, Kind::days) && from >= 0 && day_number(tokens_[at_].value) >= 0) {
        int const to = day_number(tokens_[at_++].value);
        for (int i = from;; i = (i + 1) % 7) {
          rule_.days |= 1 << i;
          if (i == to) {
            break;
          }
        }
        return;
      }
    }
    at_ = mark;
    rule_.days |= first;
  }

  void holidays() {
    begin_days();
    (tokens_[at_].kind == Kind::holiday ? rule_.holiday : rule_.school) = true;
    ++at_;
  }

  std::optional<Clock> clock() {
    skip_noise();
    Clock out;
    if (is(at_, Kind::morning) || is(at_, Kind::afternoon)) {
      out.half = is(at_, Kind::morning) ? Clock::Half::morning : Clock::Half::afternoon;
      ++at_;
    }
    while (is(at_, Kind::clock) || is(at_, Kind::noise)) {
      ++at_;
    }
    if (!is(at_, Kind::number)) {
      return std::nullopt;
    }
    Token const number = tokens_[at_++];
    out.hour = number.value;
    if (number.digits == 4 || number.digits == 3) {  // "0930", "930"
      out.minute = number.value % 100;
      out.hour = number.value / 100;
      out.plain_hour = false;
    } else if (is(at_, Kind::clock)) {
      ++at_;
      out.plain_hour = false;
      if (is(at_, Kind::half)) {
        out.minute = 30;
        ++at_;
      } else if (is(at_, Kind::number) && tokens_[at_].digits == 2) {
        out.minute = tokens_[at_++].value;
        if (is(at_, Kind::clock)) {
          ++at_;
        }
      }
    }
    if (is(at_, Kind::morning) || is(at_, Kind::afternoon)) {
      out.half = is(at_, Kind::morning) ? Clock::Half::morning : Clock::Half::afternoon;
      ++at_;
    }
    bool const twelve = out.half != Clock::Half::none;
    if (out.minute > 59 || out.hour > 24 || (out.hour == 24 && out.minute > 0) ||
        (twelve && out.hour > 12 && out.half == Clock::Half::morning)) {
      return std::nullopt;
    }
    if (out.half == Clock::Half::afternoon && out.hour < 12) {
      out.hour += 12;
    } else if (out.half == Clock::Half::morning && out.hour == 12) {
      out.hour = 0;
    }
    return out;
  }

  bool times() {
    begin_when();
    auto from = clock();
    skip_noise();
    if (!from || !is(at_, Kind::to)) {
      return false;
    }
    ++at_;
    auto to = clock();
    if (!to) {
      return false;
    }
    int begin = from->hour * 60 + from->minute;
    int end = to->hour * 60 + to->minute;
    bool const unsaid = from->half == Clock::Half::none;
    if (unsaid && to->half == Clock::Half::afternoon && from->hour < 12 && begin + 720 < end && from->hour < 7 &&
        from->plain_hour) {
      begin += 720;  // "2-5 pm"
      guessed_ = true;
    }
    if (to->half == Clock::Half::none && end <= begin && end < 720 && begin < end + 720 && from->hour >= 6) {
      end += 720;  // "9-5"
      guessed_ = true;
    }
    if (end == begin || begin >= 1440) {
      return false;
    }
    rule_.times.emplace_back(begin, end);
    return true;
  }

  std::vector<Token> const& tokens_;
  std::size_t at_ = 0;
  Rule rule_;
  std::vector<Rule> rules_;
  bool stopped_ = false, days_after_ = false, guessed_ = false;
};

std::string days_text(int days) {
  constexpr std::array<std::string_view, 7> kNames{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
  std::string out;
  for (int i = 0; i < 7; ++i) {
    if (((days >> i) & 1) == 0) {
      continue;
    }
    int last = i;
    while (last + 1 < 7 && ((days >> (last + 1)) & 1) != 0) {
      ++last;
    }
    out.append(out.empty() ? "" : ",").append(kNames[static_cast<std::size_t>(i)]);
    if (last > i) {
      out.append(last > i + 1 ? "-" : ",").append(kNames[static_cast<std::size_t>(last)]);
    }
    i = last;
  }
  return out;
}

std::string rule_text(Rule const& rule) {
  std::string out = days_text(rule.days);
  for (auto const& [named, text] : {std::pair(rule.holiday, "PH"), std::pair(rule.school, "SH")}) {
    if (named) {
      out.append(out.empty() ? "" : ",").append(text);
    }
  }
  if (rule.closed) {
    return out.empty() ? "off" : out + " off";
  }
  for (std::size_t i = 0; i < rule.times.size(); ++i) {
    auto const& [begin, end] = rule.times[i];
    out += fmt::format("{}{:02}:{:02}-{:02}:{:02}",
                       i > 0         ? ","
                       : out.empty() ? ""
                                     : " ",
                       begin / 60, begin % 60, end / 60, end % 60);
  }
  return out;
}

bool overlap(Rule const& a, Rule const& b) {
  constexpr int kDay = 1440;
  auto const last = [](std::pair<int, int> const& span) {
    return span.second + (span.second <= span.first ? kDay : 0);
  };
  return std::any_of(a.times.begin(), a.times.end(), [&](auto const& one) {
    return std::any_of(b.times.begin(), b.times.end(),
                       [&](auto const& two) { return one.first < last(two) && two.first < last(one); });
  });
}

/// In OSM's syntax a rule replaces what earlier ones say of its days. What was said in two parts of the very same days
/// becomes one rule. \param guessed  set where a part may as well replace another as go with it
std::vector<Rule> joined(std::vector<Rule> const& rules, bool& guessed) {
  std::vector<Rule> out;
  for (Rule const& rule : rules) {
    bool const opens = !rule.closed;
    if (opens && !rule.says_days() && !out.empty()) {  // "lundi 9h-12h; 14h-17h"
      guessed = true;
      if (!out.back().closed && !overlap(out.back(), rule)) {
        out.back().times.insert(out.back().times.end(), rule.times.begin(), rule.times.end());
        continue;
      }
    }
    auto const same = std::find_if(out.begin(), out.end(), [&](Rule const& other) {
      return !other.closed && other.days == rule.days && other.holiday == rule.holiday && other.school == rule.school;
    });
    if (opens && same != out.end()) {
      if (!overlap(*same, rule)) {
        same->times.insert(same->times.end(), rule.times.begin(), rule.times.end());
        continue;
      }
      guessed = true;
    } else if (opens) {
      guessed = guessed || std::any_of(out.begin(), out.end(), [&](Rule const& other) {
                  return !other.closed && (other.days & rule.days) != 0 && !overlap(other, rule);
                });
    }
    out.push_back(rule);
  }
  return out;
}

/// Whether all letters of a text are words of OSM's own syntax: KOpeningHours is to read it.
bool is_osm_already(std::string_view text) {
  constexpr std::array<std::string_view, 33> kOsm{
      "Mo",   "Tu",      "We",   "Th",  "Fr",   "Sa",  "Su",   "PH",   "SH",     "off",     "closed",
      "open", "unknown", "week", "day", "days", "Jan", "Feb",  "Mar",  "Apr",    "May",     "Jun",
      "Jul",  "Aug",     "Sep",  "Oct", "Nov",  "Dec", "dawn", "dusk", "easter", "sunrise", "sunset"};
  std::string word;
  auto const is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      return true;  // a comment: no other syntax has them
    }
    if (text.substr(at, 2) == "\xE2\x80") {  // dashes and blanks
      at += 3;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_letter(text[end]) && text.substr(end, 2) != "\xE2\x80") {
      ++end;
    }
    if (end > at && std::find(kOsm.begin(), kOsm.end(), text.substr(at, end - at)) == kOsm.end()) {
      return false;
    }
    at = end > at ? end : at + 1;
  }
  return true;
}

}  // namespace

std::optional<std::string> sure_hours(std::string_view text) {
  if (is_osm_already(text)) {
    return std::nullopt;
  }
  auto proposed = propose_hours(text);
  return proposed && proposed->confidence >= 1 ? std::optional(std::move(proposed->osm)) : std::nullopt;
}

std::optional<ProposedHours> propose_hours(std::string_view text) {
  if (text.empty() || text.size() > kMaxText || !base::is_utf8(text)) {
    return std::nullopt;
  }
  int unknown = 0;
  std::vector<Token> const tokens = tokens_of(text, unknown);
  Parser parser(tokens);
  double const confidence = 1 - unknown * kUnknownWord;
  if (confidence < kLeast || !parser.parse()) {
    return std::nullopt;
  }
  bool guessed = parser.guessed();
  std::vector<Rule> const rules = joined(parser.rules(), guessed);
  ProposedHours out{.osm = {}, .confidence = confidence - (guessed ? kGuessed : 0)};
  for (Rule const& rule : rules) {
    out.osm += (out.osm.empty() ? "" : "; ") + rule_text(rule);
  }
  if (out.osm == "Mo-Su 00:00-24:00" || out.osm == "00:00-24:00") {
    out.osm = "24/7";
  }
  return out.confidence >= kLeast ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace cartable::store
