#include "store/place_names.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

namespace cartable::store {
namespace {

using Role = NameForm::Role;

constexpr std::uint32_t bit(unsigned n) { return std::uint32_t{1} << n; }

// What kind words mean. A word that means one thing here and another there has both bits ("college", "colegio").
enum : std::uint32_t {
  kSchool = bit(0),
  kKindergarten = bit(1),
  kUniversity = bit(2),
  kCollege = bit(3),
  kLibrary = bit(4),
  kMuseum = bit(5),
  kTheatre = bit(6),
  kArts = bit(7),
  kMusic = bit(8),
  kDance = bit(9),
  kCentre = bit(10),
  kChurch = bit(11),
  kSport = bit(12),
  kArchive = bit(13),
  kGarden = bit(14),
  kTownHall = bit(15),
  kCinema = bit(16),
  kYouth = bit(17),
  kLanguages = bit(18),
  kToys = bit(19),
  kWorkshop = bit(20),
  kJobs = bit(21),
  kFaculty = bit(22),
  kHospital = bit(23),
  kAquarium = bit(24),
  kGallery = bit(25),
};
enum : std::uint32_t {
  kPre = bit(0),
  kPrimary = bit(1),
  kLower = bit(2),
  kUpper = bit(3),
  kHigher = bit(4),
  kAdult = bit(5),
  kSpecial = bit(6)
};

struct Entry {
  std::string_view words;
  Role role;
  std::uint32_t meaning = 0;
};

constexpr std::array kLexicon{
    Entry{"the of and at in de la le les du des del los las el d l da do dos das di der die das den van von het y e et "
          "i und en au aux a su zu zur zum im am an sur",
          Role::generic},
    Entry{"public publique publico publica municipal municipale municipales publik offentliche gemeente city ville "
          "ciudad cidade stadt local branch filiale filial zweigstelle sucursal sede service services asociacion "
          "association asbl ev fundacion foundation fondation national nacional nationale state provincial community "
          "communautaire comunitario comunitaria comunal communal communale departemental departamental regional "
          "private privada privado prive privee institution institucion institute instituto institut establecimiento "
          "etablissement system reseau red network vpl official oficial number numero no nr nro n num saint"
          " center centre centro zentrum centrum house maison casa haus building batiment edificio",
          Role::generic},
    Entry{"school ecole escuela escola schule school scuola skola szkola skole groupe scolaire gs educativa educativo "
          "educacion education educational ee ie liceo",
          Role::kind, kSchool},
    Entry{"colegio college collegio kolleg cegep", Role::kind, kSchool | kCollege},
    Entry{"lycee lyceum gymnasium", Role::kind, kSchool},
    Entry{"kindergarten jardin maternelle kita krippe creche garderie nursery preschool guarderia caif kinder infantil "
          "daycare childcare kindertagesstatte asilo nido jardim",
          Role::kind, kKindergarten},
    Entry{"university universite universidad universidade universitat universiteit universita", Role::kind,
          kUniversity},
    Entry{"faculty faculte facultad faculdade fakultat facolta", Role::kind, kUniversity | kFaculty},
    Entry{"polytechnic polytechnique politecnico tecnologico tecnica hochschule fachhochschule", Role::kind,
          kUniversity | kCollege | kSchool},
    Entry{"library bibliotheque biblioteca bibliothek bibliotheek mediatheque mediateca mediathek bucherei "
          "stadtbibliothek stadtbucherei bibliotek biblioteka",
          Role::kind, kLibrary},
    Entry{"museum musee museo museu muzeum", Role::kind, kMuseum},
    Entry{"gallery galerie galeria galleria", Role::kind, kGallery | kMuseum},
    Entry{"theatre theater teatro teatre", Role::kind, kTheatre},
    Entry{"cinema kino cine", Role::kind, kCinema},
    Entry{"arts art arte artes kunst artistique", Role::kind, kArts},
    Entry{"music musique musica musik conservatoire conservatory conservatorio musikschule", Role::kind, kMusic},
    Entry{"dance danse danza tanz ballet", Role::kind, kDance},
    Entry{"church eglise iglesia kirche chapel chapelle capilla parish paroisse parroquia igreja cathedral catedral "
          "cathedrale mosque mosquee temple templo synagogue",
          Role::kind, kChurch},
    Entry{"stadium gym gimnasio sports sportif sportzentrum deportivo polideportivo piscina pool piscine arena rink",
          Role::kind, kSport},
    Entry{"archive archives archivo archiv", Role::kind, kArchive},
    Entry{"garden gardens botanical botanique botanico", Role::kind, kGarden},
    Entry{"mairie rathaus ayuntamiento townhall alcaldia", Role::kind, kTownHall},
    Entry{"youth jeunes jeunesse juvenil jugend mjc", Role::kind, kYouth},
    Entry{"ludotheque ludoteca", Role::kind, kToys},
    Entry{"employment emploi empleo jobcentre", Role::kind, kJobs},
    Entry{"hospital hopital krankenhaus clinic", Role::kind, kHospital},
    Entry{"aquarium oceanographique acuario", Role::kind, kAquarium},
    Entry{"primary primaire primaria elementary elementaire elemental grundschule basica", Role::level, kPrimary},
    Entry{"secondary secondaire secundaria high realschule oberschule", Role::level, kLower | kUpper},
    Entry{"middle junior intermediate", Role::level, kLower},
    Entry{"senior preparatoria bachillerato", Role::level, kUpper},
    Entry{"preescolar preprimary", Role::level, kPre},
    Entry{"adult adultos adultes adults", Role::level, kAdult},
    Entry{"special especial specialisee", Role::level, kSpecial},
    Entry{"annex annexe anexo annexo dependance dependencia extension wing", Role::part},
};

constexpr std::array<std::array<std::string_view, 2>, 44> kShort{{
    {"elem", "elementary"},   {"sec", "secondary"},      {"univ", "university"},
    {"bibl", "bibliotheque"}, {"bib", "bibliothek"},     {"lib", "library"},
    {"ctr", "centre"},        {"cntr", "centre"},        {"comm", "community"},
    {"pub", "public"},        {"mun", "municipal"},      {"munic", "municipal"},
    {"esc", "escuela"},       {"ec", "ecole"},           {"col", "colegio"},
    {"coll", "college"},      {"lyc", "lycee"},          {"inst", "institute"},
    {"educ", "educativa"},    {"sch", "school"},         {"mt", "mount"},
    {"mtl", "montreal"},      {"med", "mediatheque"},    {"mus", "museum"},
    {"th", "theatre"},        {"gral", "general"},       {"gen", "general"},
    {"dr", "doctor"},         {"dra", "doctor"},         {"doctora", "doctor"},
    {"prof", "professor"},    {"profesor", "professor"}, {"profesora", "professor"},
    {"st", "saint"},          {"ste", "sainte"},         {"sta", "santa"},
    {"sto", "santo"},         {"ntra", "nuestra"},       {"sra", "senora"},
    {"pdte", "presidente"},   {"fac", "facultad"},       {"jr", "junior"},
    {"nat", "national"},      {"assoc", "association"},
}};

std::unordered_map<std::string_view, Entry const*> const& lexicon() {
  static auto const table = [] {
    std::unordered_map<std::string_view, Entry const*> out;
    for (Entry const& entry : kLexicon) {
      for (std::size_t at = 0; at < entry.words.size();) {
        auto const end = std::min(entry.words.find(' ', at), entry.words.size());
        out.emplace(entry.words.substr(at, end - at), &entry);
        at = end + 1;
      }
    }
    return out;
  }();
  return table;
}

std::unordered_map<std::string_view, std::string_view> const& short_forms() {
  static auto const table = [] {
    std::unordered_map<std::string_view, std::string_view> out;
    for (auto const& [from, to] : kShort) {
      out.emplace(from, to);
    }
    return out;
  }();
  return table;
}

bool is_number(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "II" … "XX"; single letters are initials rather than numbers.
bool is_roman(std::string_view word) {
  constexpr std::array<std::string_view, 16> kRoman{"ii",  "iii",  "iv",  "vi", "vii", "viii", "ix",    "xi",
                                                    "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xx"};
  return std::find(kRoman.begin(), kRoman.end(), word) != kRoman.end();
}

constexpr double kGenericWeight = 0.06, kKindWeight = 0.12, kLevelWeight = 0.15, kNumberWeight = 0.8, kPartWeight = 0.1;

double fixed_weight(Role role) {
  switch (role) {
    case Role::generic: return kGenericWeight;
    case Role::kind: return kKindWeight;
    case Role::level: return kLevelWeight;
    case Role::part: return kPartWeight;
    case Role::number: return kNumberWeight;
    case Role::distinctive: break;
  }
  return 1;
}

/// Whether at most `limit` letters were added, lost, changed or swapped.
bool within_edits(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > b.size()) {
    std::swap(a, b);
  }
  if (b.size() - a.size() > limit || b.size() > 40) {
    return false;
  }
  std::array<std::size_t, 42> before2{};
  std::array<std::size_t, 42> before{};
  std::array<std::size_t, 42> now{};
  for (std::size_t j = 0; j <= b.size(); ++j) {
    before[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({before[j] + 1, now[j - 1] + 1, before[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before2[j - 2] + 1);
      }
    }
    before2 = before;
    before = now;
  }
  return before[b.size()] <= limit;
}

double word_likeness(NameForm::Word const& a, NameForm::Word const& b) {
  if (a.text == b.text) {
    return 1;
  }
  if (a.role == Role::kind && b.role == Role::kind) {
    return (a.meaning & b.meaning) != 0 ? 1 : 0;
  }
  if (a.role == Role::level && b.role == Role::level) {
    return (a.meaning & b.meaning) != 0 ? 1 : 0;
  }
  if (a.role != Role::distinctive || b.role != Role::distinctive) {
    return 0;
  }
  std::string_view const shorter = a.text.size() <= b.text.size() ? a.text : b.text;
  std::string_view const longer = a.text.size() <= b.text.size() ? b.text : a.text;
  if (longer.starts_with(shorter)) {
    if (shorter.size() == 1) {
      return 0.6;  // "J. Artigas"
    }
    if (shorter.size() >= 3) {
      return longer.size() - shorter.size() <= 2 ? 0.9 : 0.75;
    }
  }
  std::size_t const length = longer.size();
  if (length >= 5 && within_edits(shorter, longer, 1)) {
    return 0.9;
  }
  return length >= 9 && within_edits(shorter, longer, 2) ? 0.8 : 0;
}

/// Whether a word of one name is the initials of the other's words: "UBC" and "University of British Columbia".
bool is_acronym(NameForm const& shorter, NameForm const& longer) {
  if (longer.words.size() < 3) {
    return false;
  }
  std::string all;
  std::string telling;
  for (auto const& word : longer.words) {
    all.push_back(word.text.front());
    if (word.text.size() > 3) {
      telling.push_back(word.text.front());
    }
  }
  return std::any_of(shorter.words.begin(), shorter.words.end(), [&](auto const& word) {
    return word.role == Role::distinctive && word.text.size() >= 3 && (word.text == all || word.text == telling);
  });
}

std::string run_together(NameForm const& form) {
  std::string out;
  for (auto const& word : form.words) {
    if (word.role == Role::distinctive || word.role == Role::number) {
      out += word.text;
    }
  }
  return out;
}

std::uint32_t meanings(NameForm const& form, Role role) {
  std::uint32_t out = 0;
  for (auto const& word : form.words) {
    out |= word.role == role ? word.meaning : 0;
  }
  return out;
}

bool has_role(NameForm const& form, Role role) {
  return std::any_of(form.words.begin(), form.words.end(), [&](auto const& word) { return word.role == role; });
}

/// Kinds that are a part of another place as often as a place: a museum's library, the kindergarten of a school.
constexpr std::uint32_t kOftenParts = kLibrary | kMuseum | kTheatre | kChurch | kSport | kArchive | kGarden |
                                      kKindergarten | kToys | kFaculty | kAquarium | kGallery;

/// Every such word of `a` has one of a common meaning in `b`.
bool kinds_within(NameForm const& a, NameForm const& b) {
  return std::all_of(a.words.begin(), a.words.end(), [&](auto const& word) {
    return word.role != Role::kind || (word.meaning & kOftenParts) == 0 ||
           (word.meaning & meanings(b, Role::kind)) != 0;
  });
}

void compare_numbers(NameForm const& a, NameForm const& b, NameLikeness& out) {
  std::vector<std::string_view> mine;
  std::vector<std::string_view> theirs;
  for (auto const& word : a.words) {
    if (word.role == Role::number) {
      mine.push_back(word.text);
    }
  }
  for (auto const& word : b.words) {
    if (word.role == Role::number) {
      theirs.push_back(word.text);
    }
  }
  if (mine.empty() || theirs.empty()) {
    return;
  }
  bool const common = std::any_of(mine.begin(), mine.end(), [&](auto const& number) {
    return std::find(theirs.begin(), theirs.end(), number) != theirs.end();
  });
  out.numbers_differ = !common;
}

}  // namespace

bool NameForm::says_nothing() const noexcept {
  constexpr float kSaysSomething = 0.3F;
  return std::none_of(words.begin(), words.end(), [](Word const& word) {
    return (word.role == Role::distinctive && word.weight >= kSaysSomething) || word.role == Role::number;
  });
}

NameForm name_form(std::string_view name) {
  NameForm out;
  out.folded = base::fold(name);
  for (auto& text : base::split(out.folded, ' ')) {
    NameForm::Word word;
    if (auto const found = short_forms().find(text); found != short_forms().end()) {
      text = found->second;
    }
    if (auto const found = lexicon().find(text); found != lexicon().end()) {
      word.role = found->second->role;
      word.meaning = found->second->meaning;
    } else if (is_number(text) || is_roman(text)) {
      word.role = Role::number;
      if (is_number(text)) {
        text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
      }
    }
    word.text = std::move(text);
    word.weight = static_cast<float>(fixed_weight(word.role));
    out.words.push_back(std::move(word));
  }
  return out;
}

void NameWeights::count(NameForm const& form) {
  if (form.empty()) {
    return;
  }
  ++names_;
  for (std::size_t i = 0; i < form.words.size(); ++i) {
    auto const& word = form.words[i];
    bool const again = std::any_of(form.words.begin(), form.words.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](auto const& earlier) { return earlier.text == word.text; });
    if (word.role == Role::distinctive && !again) {
      ++seen_[word.text];
    }
  }
}

void NameWeights::say_little(std::string_view name) {
  for (auto const& word : base::split(base::fold(name), ' ')) {
    little_.insert(word);
  }
}

void NameWeights::weigh(NameForm& form) const {
  constexpr double kLeast = 0.1;
  constexpr std::uint32_t kFewNames = 12;
  for (auto& word : form.words) {
    if (word.role != Role::distinctive) {
      continue;
    }
    if (little_.contains(word.text)) {
      word.weight = static_cast<float>(kLeast);
      continue;
    }
    if (names_ < kFewNames) {
      continue;
    }
    auto const found = seen_.find(word.text);
    // Each place is in two sources or so: twice is not often.
    double const often = std::max(1.0, (found == seen_.end() ? 1.0 : found->second) / 2.0);
    double const all = std::max(2.0, names_ / 2.0);
    constexpr double kSteepness = 1.6;  // a word in one of twenty names says little already
    word.weight = static_cast<float>(std::clamp(1 - kSteepness * std::log(often) / std::log(all), kLeast, 1.0));
    if (word.text.size() == 1) {
      word.weight = std::min(word.weight, 0.3F);
    }
  }
}

NameLikeness compare_names(NameForm const& a, NameForm const& b) {
  NameLikeness out;
  if (a.empty() || b.empty()) {
    return out;
  }
  out.equal = a.folded == b.folded;
  double all = 0;
  double common = 0;
  double left_a = 0;
  double left_b = 0;
  std::array<bool, 64> used{};
  for (auto const& word : b.words) {
    all += word.weight;
  }
  for (auto const& word : a.words) {
    all += word.weight;
    double best = 0;
    std::optional<std::size_t> with;
    for (std::size_t j = 0; j < std::min(b.words.size(), used.size()); ++j) {
      double const likeness = used[j] ? 0 : word_likeness(word, b.words[j]);
      if (likeness > best) {
        best = likeness;
        with = j;
      }
    }
    if (with) {
      used[*with] = true;
      double const weight = (static_cast<double>(word.weight) + static_cast<double>(b.words[*with].weight)) / 2;
      common += 2 * best * weight;
      if (word.role == Role::distinctive || word.role == Role::number) {
        out.shared += best * weight;
      }
    } else if (word.role == Role::distinctive) {
      left_a += word.weight;
    }
  }
  for (std::size_t j = 0; j < std::min(b.words.size(), used.size()); ++j) {
    if (!used[j] && b.words[j].role == Role::distinctive) {
      left_b += b.words[j].weight;
    }
  }
  out.likeness = all > 0 ? common / all : 0;
  constexpr double kTelling = 0.35;
  out.conflict = left_a > kTelling && left_b > kTelling;
  compare_numbers(a, b, out);
  std::uint32_t const levels_a = meanings(a, Role::level);
  std::uint32_t const levels_b = meanings(b, Role::level);
  out.levels_differ = levels_a != 0 && levels_b != 0 && (levels_a & levels_b) == 0;
  std::uint32_t const kinds_a = meanings(a, Role::kind);
  std::uint32_t const kinds_b = meanings(b, Role::kind);
  out.kinds_differ = kinds_a != 0 && kinds_b != 0 && (kinds_a & kinds_b) == 0;
  out.part_differs =
      has_role(a, Role::part) != has_role(b, Role::part) ||
      (kinds_a != 0 && kinds_b != 0 && !out.kinds_differ && (!kinds_within(a, b) || !kinds_within(b, a)));
  if (out.conflict || out.likeness < 1) {
    std::string const whole_a = run_together(a);
    bool const run = whole_a.size() >= 5 && whole_a == run_together(b);
    if (run || is_acronym(a, b) || is_acronym(b, a)) {
      out.conflict = false;
      out.likeness = std::max(out.likeness, run ? 0.97 : 0.8);
      out.shared = std::max(out.shared, run ? 1.0 : 0.8);
    }
  }
  return out;
}

}  // namespace cartable::store
