#include "store/hours_tokens.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

namespace cartable::store::hours_tokens {
namespace {

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

}  // namespace

std::vector<Token> tokens_of(std::string_view written, int& unknown) {
  std::string text = " " + plain(written) + " ";
  for (auto const& [phrase, by] : kPhrases) {
    replace_all(text, phrase, by);
  }
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

}  // namespace cartable::store::hours_tokens
