#include "importers/census_words.hpp"

#include "base/text.hpp"
#include "importers/people_batch.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace cartable::importers {
namespace {

/// Labels of everybody, folded, in the languages of the city's likely sources; a label may say more ("by sex").
constexpr std::array kEverybody = {"total population",
                                   "population total",
                                   "all persons",
                                   "all people",
                                   "total persons",
                                   "all usual residents",
                                   "usual residents",
                                   "total residents",
                                   "resident population",
                                   "population totale",
                                   "population municipale",
                                   "population",
                                   "habitants",
                                   "nombre d'habitants",
                                   "ensemble de la population",
                                   "poblacion total",
                                   "poblacion",
                                   "habitantes",
                                   "total habitantes",
                                   "populacao total",
                                   "populacao residente",
                                   "populacao",
                                   "moradores",
                                   "einwohner",
                                   "einwohner insgesamt",
                                   "bevolkerung",
                                   "bevolkerung insgesamt",
                                   "gesamtbevolkerung",
                                   "wohnbevolkerung",
                                   "popolazione",
                                   "popolazione residente",
                                   "popolazione totale",
                                   "residenti",
                                   "inwoners",
                                   "aantal inwoners",
                                   "bevolking",
                                   "folkmangd",
                                   "befolkning",
                                   "vaesto",
                                   "ludnosc",
                                   "ludnosc ogolem",
                                   "obyvatel",
                                   "население",
                                   "численность населения",
                                   "人口",
                                   "总人口",
                                   "人口総数",
                                   "السكان",
                                   "عدد السكان",
                                   "nufus",
                                   "poblacio",
                                   "habitants total"};

/// The name of everybody's column, as code writes it.
constexpr std::array kEverybodyCodes = {"pop",         "tot pop", "pop tot",   "tot p",     "t",
                                        "obs value t", "poptot",  "totpop",    "ind",       "ew",
                                        "bev",         "pob",     "pob total", "pop total", "total pop",
                                        "people",      "persons", "personen",  "personnes", "personas"};

}  // namespace

bool means_everybody(std::string_view label) {
  std::string const folded = base::fold(label);
  if (std::find(kEverybodyCodes.begin(), kEverybodyCodes.end(), folded) != kEverybodyCodes.end()) {
    return true;
  }
  return std::any_of(kEverybody.begin(), kEverybody.end(), [&](std::string_view words) {
    std::string const wanted = base::fold(words);
    if (wanted.size() == folded.size()) {
      return wanted == folded;
    }
    // "Total population by age groups", "Population, 2016", "Einwohner am 31.12."; one word alone may be the start of
    // another matter ("population density"), so it must be followed by a number, or by "by", "total" and the like.
    if (!folded.starts_with(wanted + " ")) {
      return false;
    }
    std::string_view const rest = std::string_view(folded).substr(wanted.size() + 1);
    bool const several_words = wanted.find(' ') != std::string::npos;
    static constexpr std::array<std::string_view, 12> kMay{"by ", "par ", "nach ", "por ",  "per ",      "am ",
                                                           "au ", "in ",  "en ",   "total", "insgesamt", "100"};
    bool const digits = !rest.empty() && rest[0] >= '0' && rest[0] <= '9' && !year_in(rest.substr(0, 4)).empty();
    static constexpr std::array<std::string_view, 6> kNot{"15 years", "25 ", "65 ", "change", "density", "under"};
    bool const other = std::any_of(kNot.begin(), kNot.end(),
                                   [&](std::string_view w) { return rest.find(w) != std::string_view::npos; });
    return !other && (several_words || digits ||
                      std::any_of(kMay.begin(), kMay.end(), [&](std::string_view w) { return rest.starts_with(w); }));
  });
}

}  // namespace cartable::importers
