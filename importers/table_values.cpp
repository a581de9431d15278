#include "importers/table_values.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cartable::importers {
namespace {

/// Longest key that goes into an id unchanged; ids hold 200 characters, and the source's name is one of two parts.
constexpr std::size_t kMaxKey = 100;

std::unordered_map<std::string, store::Fee> make_fees() {
  using store::Fee;
  static constexpr std::string_view kFree =
      "free|gratuit|gratuite|gratis|gratuito|gratuita|kostenlos|kostenfrei|frei|entree libre|acces libre|free "
      "admission|бесплатно|бесплатный|مجاني|مجانا|免费|免費|無料|entrada libre|entrada gratuita|"
      "ingresso libero|ingresso gratuito|freier eintritt|eintritt frei|toegang gratis|free entry";
  static constexpr std::string_view kPaid =
      "paid|payant|payante|de pago|pago|a "
      "pagamento|kostenpflichtig|gebuhrenpflichtig|платно|платный|مدفوع|收费|收費|有料|betalend|charge|fee";
  std::unordered_map<std::string, Fee> out{{"unknown", Fee::unknown}, {"", Fee::unknown}};
  for (auto const& [list, fee] : {std::pair(kFree, Fee::free), std::pair(kPaid, Fee::paid)}) {
    for (std::string const& word : base::split(list, '|')) {
      out.emplace(base::fold(word), fee);
    }
  }
  return out;
}

}  // namespace

namespace {

/// Words for yes, no and partly, folded; in the languages of open-data portals.
constexpr std::string_view kYes =
    "yes|y|oui|o|vrai|true|t|1|x|si|s|sim|ja|j|wahr|da|да|есть|имеется|доступно|نعم|是|有|可|はい|tak|ano|yes "
    "full|full|fully accessible|accessible|accesible|acessivel|accessibile|"
    "voll|vollstandig|barrierefrei|rollstuhlgerecht|zuganglich|toegankelijk|totale|total|complet|complete|polnostyu|"
    "полностью|доступен|متاح|on|available|disponible|verdadero|vero|kylla|evet|jah|"
    "accessible pmr|conforme|已有|设有";
constexpr std::string_view kNo =
    "no|n|non|faux|false|f|0|nao|nein|falsch|nej|net|нет|отсутствует|недоступно|لا|否|没有|不可|いいえ|nie|ne|none|not "
    "accessible|inaccessible|no accesible|non accessible|nicht|nicht zuganglich|"
    "nicht barrierefrei|nicht rollstuhlgerecht|non accessibile|nao acessivel|недоступен|غير "
    "متاح|off|falso|keine|kein|aucun|aucune|hayir|ei|niet toegankelijk|not available|non conforme";
constexpr std::string_view kPartly =
    "limited|limite|limitee|partial|partiel|partielle|partiellement|partially|partly|limitado|parcial|parcialmente|"
    "teilweise|eingeschrankt|bedingt|parziale|parzialmente|gedeeltelijk|частично|"
    "частично доступно|جزئي|部分|部分可|delvis|czesciowo|en partie|accessible avec aide|con ayuda|mit "
    "hilfe|beperkt|limitato|avec aide";

enum class Answer : std::uint8_t { yes, no, partly };

std::unordered_map<std::string, Answer> make_answers() {
  std::unordered_map<std::string, Answer> out;
  for (auto const& [list, answer] :
       {std::pair(kYes, Answer::yes), std::pair(kNo, Answer::no), std::pair(kPartly, Answer::partly)}) {
    for (std::string const& word : base::split(list, '|')) {
      out.emplace(base::fold(word), answer);
    }
  }
  return out;
}

std::optional<Answer> answer_of(std::string_view word) {
  static std::unordered_map<std::string, Answer> const kAnswers = make_answers();
  if (word.size() > 60) {
    return std::nullopt;
  }
  std::string const folded = base::fold(word);
  auto found = kAnswers.find(folded);
  if (found == kAnswers.end()) {
    // "Oui, par une rampe", "Ja (Aufzug)": the first word, before a mark.
    auto const cut = word.find_first_of(",(;:-");
    if (cut == std::string_view::npos || cut == 0) {
      return std::nullopt;
    }
    found = kAnswers.find(base::fold(word.substr(0, cut)));
  }
  return found == kAnswers.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

bool yes_or_no(std::string_view word) { return answer_of(word).has_value() || fee_of(word, false).has_value(); }

bool asks_whether_free(std::string_view column) {
  static constexpr std::array<std::string_view, 9> kFree = {"gratuit", "gratis", "kostenlos", "kostenfrei", "free",
                                                            "gratuid", "免费",   "бесплатн",  "مجان"};
  std::string const folded = base::fold(column);
  return std::any_of(kFree.begin(), kFree.end(),
                     [&](std::string_view word) { return folded.find(base::fold(word)) != std::string::npos; });
}

std::optional<store::Fee> fee_of(std::string_view word, bool yes_is_free) {
  using store::Fee;
  static std::unordered_map<std::string, Fee> const kFees = make_fees();
  if (auto const known = kFees.find(base::fold(word)); known != kFees.end()) {
    return known->second;
  }
  auto const answer = answer_of(word);
  if (!answer || *answer == Answer::partly) {
    return std::nullopt;
  }
  return (*answer == Answer::yes) == yes_is_free ? Fee::free : Fee::paid;
}

std::optional<store::Wheelchair> wheelchair_of(std::string_view word) {
  using store::Wheelchair;
  std::string const folded = base::fold(word);
  if (folded.empty() || folded == "unknown") {
    return Wheelchair::unknown;
  }
  if (folded == "designated") {
    return Wheelchair::designated;
  }
  auto const answer = answer_of(word);
  if (!answer) {
    return std::nullopt;
  }
  return *answer == Answer::yes ? Wheelchair::yes : *answer == Answer::no ? Wheelchair::no : Wheelchair::limited;
}

std::string web_address(std::string_view cell) {
  std::string_view const text = base::trim(cell);
  std::string const start = base::ascii_lower(text.substr(0, 8));
  if (text.find_first_of(" \t\r\n\"<>") != std::string_view::npos) {
    return {};
  }
  if (start.starts_with("http://") || start.starts_with("https://")) {
    return std::string(text);
  }
  return start.starts_with("www.") ? "https://" + std::string(text) : std::string();
}

std::string slug_of(std::string_view text) {
  std::string out = base::fold(text);
  std::string slug;
  for (char const c : out) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      slug.push_back(c);
    } else if (!slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
  }
  while (!slug.empty() && slug.back() == '-') {
    slug.pop_back();
  }
  if (slug.empty() && !out.empty()) {  // a name in another script
    slug = "source-" + base::to_hex(base::stable_hash(out)).substr(0, 8);
  }
  return slug.empty() ? "source" : slug.substr(0, 60);
}

std::string safe_key(std::string_view key) {
  if (key.size() <= kMaxKey && base::is_record_id(key)) {
    return std::string(key);
  }
  std::string out;
  for (char const c : key.substr(0, kMaxKey)) {
    bool const safe = base::is_record_id(std::string_view(&c, 1));
    if (safe || out.empty() || out.back() != '-') {
      out.push_back(safe ? c : '-');
    }
  }
  return out + "." + base::to_hex(base::stable_hash(key)).substr(0, 8);
}

std::string key_by_name_and_position(std::string_view name, geo::LonLat position) {
  // Adding zero turns -0 into 0, which would print differently.
  double const lon = std::round(position.lon * 1e4) / 1e4 + 0.0;
  double const lat = std::round(position.lat * 1e4) / 1e4 + 0.0;
  return base::to_hex(base::stable_hash(fmt::format("{}|{:.4f}|{:.4f}", base::fold(name), lon, lat)));
}

std::string key_by_name_and_address(std::string_view name, std::string_view address) {
  return base::to_hex(base::stable_hash(fmt::format("{}||{}", base::fold(name), base::fold(address))));
}

geo::LonLat rounded(geo::LonLat p) noexcept {
  return {.lon = std::round(p.lon * 1e7) / 1e7, .lat = std::round(p.lat * 1e7) / 1e7};
}

geo::MultiPolygon rounded(geo::MultiPolygon area) {
  for (geo::Polygon& polygon : area.polygons) {
    for (geo::Ring& ring : polygon.rings) {
      std::transform(ring.begin(), ring.end(), ring.begin(), [](geo::LonLat p) { return rounded(p); });
    }
  }
  return area;
}

}  // namespace cartable::importers
