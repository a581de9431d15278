#include "store/hours_words.hpp"

#include "base/format.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cartable::store {
namespace {

constexpr std::size_t kMaxText = 500;
constexpr double kLeast = 0.5;
constexpr double kUnknownWord = 0.3;  // taken off for each word that says nothing to us
constexpr double kGuessed = 0.2;      // once, for "9-5" and the like

enum class Kind : std::uint8_t {
  days,       // value: a bit for each day, Monday first
  every,      // "daily": the word alone is all days
  to,         // "-", "au", "до"
  also,       // "," "et" "и"
  number,     // value: digits as written
  clock,      // ":" "h" "点": between hour and minute, or after the hour
  morning,    // am
  afternoon,  // pm
  closed,
  holiday,  // PH
  school,   // SH
  always,   // "24/7" in a word
  noise,    // "from", "horaires", "uhr"
  stop,     // ";" and line ends
  half      // "半": thirty minutes
};

struct Word {
  std::string_view text;
  Kind kind;
  int value = 0;
};

constexpr int kMonday = 1, kTuesday = 2, kWednesday = 4, kThursday = 8, kFriday = 16, kSaturday = 32, kSunday = 64;
constexpr int kWeekdays = 31, kWeekend = 96, kAll = 127;

// One table of all languages: a word that means the same in two stands once.
constexpr std::array kWords{
    // Days
    Word{"monday mondays mon lundi lundis lun lunes montag montags mo понедельник понедельника понедельникам пн "
         "الاثنين الإثنين اثنين 周一 星期一 礼拜一",
         Kind::days, kMonday},
    Word{"tuesday tuesdays tue tues mardi mardis mar martes dienstag dienstags di вторник вторника вторникам вт "
         "الثلاثاء ثلاثاء 周二 星期二 礼拜二",
         Kind::days, kTuesday},
    Word{"wednesday wednesdays wed mercredi mercredis mer miercoles mie mittwoch mittwochs mi среда среды среду средам "
         "ср الأربعاء الاربعاء 周三 星期三 礼拜三",
         Kind::days, kWednesday},
    Word{"thursday thursdays thu thur thurs jeudi jeudis jeu jueves jue donnerstag donnerstags четверг четверга "
         "четвергам чт الخميس خميس 周四 星期四 礼拜四",
         Kind::days, kThursday},
    Word{
        "friday fridays fri vendredi vendredis ven viernes vie freitag freitags fr пятница пятницы пятницу пятницам пт "
        "الجمعة جمعة 周五 星期五 礼拜五",
        Kind::days, kFriday},
    Word{"saturday saturdays sat samedi samedis sam sabado sabados sab samstag samstags sonnabend суббота субботы "
         "субботу субботам сб السبت سبت 周六 星期六 礼拜六",
         Kind::days, kSaturday},
    Word{"sunday sundays sun dimanche dimanches dim domingo domingos dom sonntag sonntags воскресенье воскресенья "
         "воскресеньям вс الأحد الاحد أحد 周日 周天 星期日 星期天 礼拜天",
         Kind::days, kSunday},
    Word{"weekday weekdays werktags werktage будни будням будние 工作日", Kind::days, kWeekdays},
    Word{"weekend weekends wochenende выходным 周末", Kind::days, kWeekend},
    Word{"daily everyday taglich ежедневно يوميا 每天 每日 天天", Kind::every, kAll},
    // Between
    Word{"to until till through thru au a à jusqu hasta al bis по до إلى الى حتى 至 到", Kind::to},
    Word{"and et y e und и و 和 及 、", Kind::also},
    // Times
    Word{"h hs hr hrs heure heures hora horas uhr час часа часов ч 点 點 时 時 الساعة", Kind::clock},
    Word{"am matin manana vormittags утра صباحا ص 上午 早上 早", Kind::morning},
    Word{"pm soir apresmidi tarde noche nachmittags abends дня вечера مساء م 下午 晚上 晚", Kind::afternoon},
    Word{"半", Kind::half},
    // States
    Word{"closed ferme fermee fermes fermeture cerrado cerrada geschlossen zu закрыто закрыт выходной مغلق مغلقة عطلة "
         "关闭 闭馆 休息 休馆 闭 关门",
         Kind::closed},
    Word{"feries ferie feriados feriado festivos festivo feiertag feiertage feiertagen праздники праздничные "
         "节假日 法定节假日",
         Kind::holiday},
    Word{"holidays holiday", Kind::holiday},
    Word{"scolaires escolares schulferien каникулы 寒暑假", Kind::school},
    // Said for politeness
    Word{"from on du de des del le les la el los las von am ab с со во в по من يوم ايام أيام في خلال 从 自 每周",
         Kind::noise},
    Word{
        "open opening hours hour ouvert ouverte ouverture horaires horaire heures abierto abierta apertura horario "
        "atencion offnungszeiten geoffnet открыто открыт работы график режим часы время مفتوح ساعات العمل الدوام أوقات "
        "开放 开放时间 营业时间 营业 时间 每 o clock days day dias dia jours jour tage public publico clos отдых 开馆 "
        "馆",
        Kind::noise},
};

/// Several words that are one.
constexpr std::array kPhrases{
    std::pair{"24h/24", "0:00-24:00"},
    std::pair{"7j/7", "daily"},
    std::pair{"tous les jours", "daily"},
    std::pair{"every day", "daily"},
    std::pair{"todos los dias", "daily"},
    std::pair{"каждый день", "ежедневно"},
    std::pair{"كل يوم", "يوميا"},
    std::pair{"seven days a week", "daily"},
    std::pair{"7 days a week", "daily"},
    std::pair{"7 days", "daily"},
    std::pair{"7j 7", "daily"},
    std::pair{"7 jours sur 7", "daily"},
    std::pair{"24 hours", "0:00-24:00"},
    std::pair{"24h 24", "0:00-24:00"},
    std::pair{"24h sur 24", "0:00-24:00"},
    std::pair{"24 horas", "0:00-24:00"},
    std::pair{"круглосуточно", "0:00-24:00"},
    std::pair{"24 часа", "0:00-24:00"},
    std::pair{"24小时", "0:00-24:00"},
    std::pair{"على مدار الساعة", "0:00-24:00"},
    std::pair{"week end", "weekend"},
    std::pair{"fin de semana", "weekend"},
    std::pair{"fines de semana", "weekend"},
    std::pair{"fin de semaine", "weekend"},
    std::pair{"jours feries", "feries"},
    std::pair{"dias festivos", "festivos"},
    std::pair{"public holidays", "holidays"},
    std::pair{"bank holidays", "holidays"},
    std::pair{"праздничные дни", "праздники"},
    std::pair{"vacances scolaires", "scolaires"},
    std::pair{"vacaciones escolares", "escolares"},
    std::pair{"school holidays", "scolaires"},
    std::pair{"выходные дни", "выходным"},
    std::pair{"выходные", "выходным"},
    std::pair{"apres midi", "pm"},
    std::pair{"after noon", "pm"},
    std::pair{"por la tarde", "pm"},
    std::pair{"por la manana", "am"},
    std::pair{"de la tarde", "pm"},
    std::pair{"de la manana", "am"},
    std::pair{"jours ouvrables", "weekdays"},
    std::pair{"dias habiles", "weekdays"},
    std::pair{"lunes a viernes", "lunes - viernes"},
    std::pair{"jusqu a", "jusqu"},
};

struct Token {
  Kind kind;
  int value = 0;
  int digits = 0;  ///< of a number
};

using Dictionary = std::unordered_map<std::string, std::pair<Kind, int>>;

Dictionary const& dictionary() {
  static Dictionary const words = [] {
    Dictionary out;
    for (Word const& word : kWords) {
      for (std::string const& one : base::split(word.text, ' ')) {
        std::string folded = base::fold(one);
        out.emplace(folded.empty() ? one : folded, std::pair(word.kind, word.value));
      }
    }
    return out;
  }();
  return words;
}

bool is_ascii_punctuation(char c) noexcept {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

std::size_t sequence(char lead) noexcept {
  auto const byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// The text in lower case without accents, its marks of time and order kept: folded between them.
std::string plain(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kMarks{{{"–", "-"},
                                                                                  {"—", "-"},
                                                                                  {"−", "-"},
                                                                                  {"~", "-"},
                                                                                  {"～", "-"},
                                                                                  {"：", ":"},
                                                                                  {"，", ","},
                                                                                  {"،", ","},
                                                                                  {"、", ","},
                                                                                  {"；", ";"},
                                                                                  {"؛", ";"},
                                                                                  {"。", ";"},
                                                                                  {"\n", ";"},
                                                                                  {"\r", " "},
                                                                                  {"|", ";"},
                                                                                  {"’", " "}}};
  std::string out;
  std::string word;
  auto const flush = [&] {
    std::string const folded = base::fold(word);
    out += folded;
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    auto const mark = std::find_if(kMarks.begin(), kMarks.end(),
                                   [&](auto const& one) { return text.substr(at, one.first.size()) == one.first; });
    if (mark != kMarks.end()) {
      flush();
      out += mark->second;
      at += mark->first.size();
      continue;
    }
    if (text[at] == ' ' || text[at] == '\t' || is_ascii_punctuation(text[at])) {
      flush();
      out.push_back(text[at] == '\t' || text[at] == '\'' ? ' ' : text[at]);
      ++at;
      continue;
    }
    std::size_t const length = std::min(sequence(text[at]), text.size() - at);
    word.append(text.substr(at, length));
    at += length;
  }
  flush();
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view by) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + by.size())) {
    text.replace(at, from.size(), by);
  }
}

/// Words of a run of letters: the whole of it, else, as Chinese writes no blanks, the longest words from its start.
/// \param unknown  counts runs that hold something not understood
void read_letters(std::string_view run, std::vector<Token>& out, int& unknown) {
  Dictionary const& words = dictionary();
  if (auto const whole = words.find(std::string(run)); whole != words.end()) {
    out.push_back({whole->second.first, whole->second.second});
    return;
  }
  bool const ascii = static_cast<unsigned char>(run.front()) < 0xE0;  // Latin, Cyrillic, Arabic: words are whole
  // "والجمعة": and Friday.
  constexpr std::string_view kAnd = "و";
  if (run.size() > kAnd.size() && run.substr(0, kAnd.size()) == kAnd) {
    if (auto const rest = words.find(std::string(run.substr(kAnd.size()))); rest != words.end()) {
      out.push_back({Kind::also});
      out.push_back({rest->second.first, rest->second.second});
      return;
    }
  }
  if (ascii) {
    ++unknown;
    return;
  }
  for (std::size_t at = 0; at < run.size();) {
    std::size_t best = 0;
    std::pair<Kind, int> meaning{Kind::noise, 0};
    for (std::size_t end = at + sequence(run[at]), n = 0; end <= run.size() && n < 6; ++n) {
      if (auto const found = words.find(std::string(run.substr(at, end - at))); found != words.end()) {
        best = end - at;
        meaning = found->second;
      }
      if (end == run.size()) {
        break;
      }
      end += sequence(run[end]);
    }
    if (best == 0) {
      ++unknown;
      best = std::min(sequence(run[at]), run.size() - at);
    } else {
      out.push_back({meaning.first, meaning.second});
    }
    at += best;
  }
}

std::vector<Token> tokens_of(std::string const& text, int& unknown) {
  std::vector<Token> out;
  for (std::size_t at = 0; at < text.size();) {
    char const c = text[at];
    if (c >= '0' && c <= '9') {
      std::size_t end = at;
      int value = 0;
      while (end < text.size() && text[end] >= '0' && text[end] <= '9') {
        value = std::min(value * 10 + (text[end] - '0'), 100'000);
        ++end;
      }
      out.push_back({Kind::number, value, static_cast<int>(end - at)});
      at = end;
    } else if (c == ' ') {
      ++at;
    } else if (is_ascii_punctuation(c)) {
      bool const before_digit = at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9';
      bool const after_digit = at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9';
      if (c == '-') {
        out.push_back({Kind::to});
      } else if (c == ':' || c == '.') {
        // "9.30" is a time, "fri. 9" and "Monday: 9" are none.
        out.push_back({before_digit && after_digit ? Kind::clock : Kind::noise});
      } else if (c == ',' || c == '&' || c == '/' || c == '+') {
        out.push_back({Kind::also});
      } else if (c == ';') {
        out.push_back({Kind::stop});
      } else if (c != '(' && c != ')' && c != '"' && c != '!' && c != '*') {
        ++unknown;
      }
      ++at;
    } else {
      std::size_t end = at;
      while (end < text.size() && text[end] != ' ' && !is_ascii_punctuation(text[end]) &&
             (text[end] < '0' || text[end] > '9')) {
        end += sequence(text[end]);
      }
      end = std::min(end, text.size());
      read_letters(std::string_view(text).substr(at, end - at), out, unknown);
      at = end;
    }
  }
  return out;
}

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
  std::string words = " " + plain(text) + " ";
  for (auto const& [phrase, by] : kPhrases) {
    replace_all(words, phrase, by);
  }
  int unknown = 0;
  std::vector<Token> const tokens = tokens_of(words, unknown);
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
