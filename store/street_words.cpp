#include "store/street_words.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <unordered_map>
#include <utility>

namespace cartable::store {

namespace address_words {

bool listed(std::string_view list, std::string_view word) {
  for (auto at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    if (at > 0 && list[at - 1] == ' ' && at + word.size() < list.size() && list[at + word.size()] == ' ') {
      return true;
    }
  }
  return false;
}

bool starts_with_digit(std::string_view word) { return !word.empty() && word.front() >= '0' && word.front() <= '9'; }

std::string joined(std::vector<std::string> const& words) {
  std::string out;
  for (auto const& word : words) {
    out += out.empty() ? "" : " ";
    out += word;
  }
  return out;
}

}  // namespace address_words

namespace {

using namespace address_words;

struct Words {
  std::string_view from, to;  ///< several words of `from` are separated by blanks
};

// Words for a street and their abbreviations, written out. One word for one thing in one language is enough:
// "avenida" and "avenue" are one, as tables of one city mix them.
constexpr std::array kTypes{
    Words{"street st str streets", "street"},
    Words{"avenue av ave aven avn avenida avda avd aveny", "avenue"},
    Words{"road rd", "road"},
    Words{"drive dr drv", "drive"},
    Words{"boulevard blvd bd bld boul bulevar bulevard bvar bv blv", "boulevard"},
    Words{"lane ln", "lane"},
    Words{"place pl plaza plza pza plaza piazza pzza p za praca pca plac plads plats plein", "place"},
    Words{"square sq", "square"},
    Words{"court crt ct", "court"},
    Words{"crescent cres cr", "crescent"},
    Words{"terrace ter terr", "terrace"},
    Words{"highway hwy", "highway"},
    Words{"parkway pkwy", "parkway"},
    Words{"mews", "mews"},
    Words{"way wy", "way"},
    Words{"circle cir", "circle"},
    Words{"rue r", "rue"},
    Words{"allee allees all", "allee"},
    Words{"chemin ch che chem", "chemin"},
    Words{"impasse imp", "impasse"},
    Words{"passage pas pass passatge pasaje psje pje", "passage"},
    Words{"quai q qu", "quai"},
    Words{"cours crs", "cours"},
    Words{"route rte", "route"},
    Words{"faubourg fbg fg", "faubourg"},
    Words{"calle c cl cll calles", "calle"},
    Words{"carrera cra kra carr cr kr", "carrera"},
    Words{"diagonal dg diag", "diagonal"},
    Words{"transversal tv transv trans", "transversal"},
    Words{"camino cno cmno cam", "camino"},
    Words{"carretera ctra carret", "carretera"},
    Words{"paseo po pso passeig pg", "paseo"},
    Words{"rambla rbla", "rambla"},
    Words{"ronda rda", "ronda"},
    Words{"travesia trav", "travesia"},
    Words{"rua", "rua"},
    Words{"travessa tv", "travessa"},
    Words{"largo lgo", "largo"},
    Words{"via v", "via"},
    Words{"viale vle", "viale"},
    Words{"corso cso", "corso"},
    Words{"vicolo vic", "vicolo"},
    Words{"strasse", "strasse"},
    Words{"platz", "platz"},
    Words{"weg", "weg"},
    Words{"gasse", "gasse"},
    Words{"straat", "straat"},
    Words{"laan", "laan"},
    Words{"gata gatan", "gata"},
    Words{"ulica ul", "ulica"},
    Words{"aleja al aleje", "aleja"},
};

constexpr std::array kOthers{
    Words{"north n norte nord", "north"},
    Words{"south s sur sud", "south"},
    Words{"east e este est", "east"},
    Words{"west w oeste ouest", "west"},
    Words{"nw", "northwest"},
    Words{"ne", "northeast"},
    Words{"sw", "southwest"},
    Words{"se", "southeast"},
    Words{"saint", "saint"},
    Words{"sainte ste", "sainte"},
    Words{"santa sta", "santa"},
    Words{"santo sto", "santo"},
    Words{"san", "san"},
    Words{"mount mt", "mount"},
    Words{"general gral gen gal gnral", "general"},
    Words{"doctor dr dra doctora", "doctor"},
    Words{"professor prof profesor profesora", "professor"},
    Words{"president pdte pte presidente pres", "president"},
    Words{"ingeniero ing ingenieur", "ingeniero"},
    Words{"coronel cnel col colonel", "coronel"},
    Words{"capitan cap capt capitaine captain", "capitan"},
    Words{"comandante cdte cmdte commandant", "comandante"},
    Words{"teniente tte lieutenant", "teniente"},
    Words{"mariscal mcal marechal mal", "mariscal"},
    Words{"brigadier brig", "brigadier"},
    Words{"almirante alte amiral", "almirante"},
    Words{"arquitecto arq", "arquitecto"},
    Words{"monsenor mons", "monsenor"},
    Words{"nuestra ntra", "nuestra"},
    Words{"senora sra", "senora"},
    Words{"juan jn", "juan"},
    Words{"jose js", "jose"},
    Words{"first 1st 1er 1ra 1ro 1re premier premiere primera primero", "1"},
    Words{"second 2nd 2da 2do segunda segundo", "2"},
    Words{"third 3rd 3ra 3ro tercera tercero", "3"},
    Words{"fourth cuarta cuarto", "4"},
    Words{"fifth quinta quinto", "5"},
    Words{"sixth", "6"},
    Words{"seventh", "7"},
    Words{"eighth", "8"},
    Words{"ninth", "9"},
    Words{"tenth", "10"},
    Words{"eleventh", "11"},
    Words{"twelfth", "12"},
    Words{"thirteenth", "13"},
    Words{"fourteenth", "14"},
    Words{"fifteenth", "15"},
    Words{"sixteenth", "16"},
    Words{"seventeenth", "17"},
    Words{"eighteenth", "18"},
    Words{"nineteenth", "19"},
    Words{"twentieth", "20"},
};

constexpr std::string_view kArticles =
    " de la le les du des del los las el the of da do dos das di d l van der den dem und y i e a ";
template <std::size_t N>
std::unordered_map<std::string_view, std::string_view> by_word(std::array<Words, N> const& table) {
  std::unordered_map<std::string_view, std::string_view> out;
  for (auto const& [from, to] : table) {
    for (std::size_t at = 0; at < from.size();) {
      auto const end = std::min(from.find(' ', at), from.size());
      out.emplace(from.substr(at, end - at), to);
      at = end + 1;
    }
  }
  return out;
}

/// The word for a street that this is or shortens; empty when it is none.
std::string_view type_of(std::string_view word) {
  static auto const table = by_word(kTypes);
  auto const found = table.find(word);
  return found == table.end() ? std::string_view() : found->second;
}

/// Another word that people shorten, written out; empty when it is none.
std::string_view other_of(std::string_view word) {
  static auto const table = by_word(kOthers);
  auto const found = table.find(word);
  return found == table.end() ? std::string_view() : found->second;
}

/// "10th", "22nd", "3e", "1º" folded "1o" → the number; empty when the word is no ordinal.
std::string ordinal(std::string_view word) {
  std::size_t digits = 0;
  while (digits < word.size() && word[digits] >= '0' && word[digits] <= '9') {
    ++digits;
  }
  std::string_view const rest = word.substr(digits);
  if (digits > 0 && listed(" th st nd rd e er eme o a va vo ra ro ", rest)) {
    return std::string(word.substr(0, digits));
  }
  return {};
}

std::vector<std::string> street_words(std::string_view name) {
  std::vector<std::string> words = base::split(base::fold(name), ' ');
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string& word = words[i];
    bool const last = i + 1 == words.size();
    bool const first = i == 0;
    if (word == "st") {  // a saint unless it ends the name, or only a direction follows
      bool const ends = !first && (last || (i + 2 == words.size() && !other_of(words[i + 1]).empty()));
      out.emplace_back(ends ? "street" : "saint");
      continue;
    }
    if (word == "dr" && !last && !(i + 2 == words.size() && !other_of(words[i + 1]).empty())) {
      out.emplace_back("doctor");
      continue;
    }
    if (listed(kArticles, word) && words.size() > 1 && !(word == "e" && (first || last)) && !(word == "a" && last)) {
      continue;
    }
    // Words for a street stand at either end; in the middle "general" and "court" are names.
    bool const at_end = first || last || (i + 2 == words.size() && !other_of(words.back()).empty()) ||
                        (i == 1 && (!other_of(words.front()).empty() || starts_with_digit(words.front())));
    if (at_end && words.size() > 1) {
      if (auto const type = type_of(word); !type.empty()) {
        bool const joins = (type == "strasse" || type == "platz" || type == "weg" || type == "gasse") && !out.empty();
        if (joins) {  // "Haupt Straße" is "Hauptstraße"
          out.back() += type;
        } else {
          out.emplace_back(type);
        }
        continue;
      }
    }
    if (word.size() > 4 && word.ends_with("str")) {
      word += "asse";
    }
    if (auto const other = other_of(word); !other.empty()) {
      out.emplace_back(other);
    } else if (auto number = ordinal(word); !number.empty()) {
      out.push_back(std::move(number));
    } else {
      out.push_back(std::move(word));
    }
  }
  return out;
}

}  // namespace

std::vector<std::string_view> words_like(std::string_view word) {
  std::vector<std::string_view> out;
  auto const add = [&](auto const& table) {
    for (auto const& [from, to] : table) {
      std::size_t const first = out.size();
      bool found = false;
      for (std::size_t at = 0; at < from.size();) {
        auto const end = std::min(from.find(' ', at), from.size());
        out.push_back(from.substr(at, end - at));
        found = found || out.back() == word;
        at = end + 1;
      }
      if (!found) {
        out.resize(first);
      }
    }
  };
  if (word.size() > 1) {
    add(kTypes);
    add(kOthers);
  }
  return out;
}

std::string street_key(std::string_view name) { return joined(street_words(name)); }

std::string street_core(std::string_view key) {
  std::vector<std::string> kept;
  for (auto& word : base::split(key, ' ')) {
    if (type_of(word) != word) {
      kept.push_back(std::move(word));
    }
  }
  return joined(kept);
}

}  // namespace cartable::store
