#include "importers/table_areas.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>

namespace cartable::importers {
namespace {

/// Words of areas: in a table of districts, "stadtteil" holds its name.
bool names_an_area(std::string_view column) {
  static std::set<std::string, std::less<>> const kAreas = [] {
    std::set<std::string, std::less<>> out;
    for (std::string const& word :
         base::split("district|districts|quartier|quartiers|arrondissement|barrio|barrios|barri|distrito|distritos|"
                     "bairro|quartiere|stadtteil|ortsteil|bezirk|stadtbezirk|viertel|ward|"
                     "neighborhood|neighbourhood|neighborhoods|borough|suburb|area|areas|zone|zona|wijk|buurt|iris|"
                     "region|commune|municipio|gemeinde|parish|freguesia|secteur|sector|"
                     "район|округ|квартал|حي|منطقة|街道|区|區|社区|local|planning|community|stadtviertel|census|tract|"
                     "nta|boro|lsoa|msoa|dzielnica|stadsdel|kaupunginosa|circoscrizione|l",
                     '|')) {
      out.insert(base::fold(word));
    }
    return out;
  }();
  auto const words = words_of(column);
  return !words.empty() &&
         std::all_of(words.begin(), words.end(), [&](std::string const& w) { return kAreas.contains(w); });
}

}  // namespace

std::vector<NameMatch> area_fields(std::string_view column) {
  std::vector<NameMatch> out;
  auto const words = words_of(column);
  static constexpr std::array<std::string_view, 11> kNameWords = {
      "name", "nom", "nombre", "nome", "naam", "namn", "bezeichnung", "libelle", "label", "название", "اسم"};
  static constexpr std::array<std::string_view, 13> kCodeWords = {
      "code", "codigo", "codi", "codice", "cod", "id", "nr", "nummer", "number", "num", "numero", "no", "код"};
  std::string const folded = base::fold(column);
  auto const has = [&](auto const& list) {
    return std::any_of(words.begin(), words.end(), [&](std::string const& w) {
      return std::any_of(list.begin(), list.end(), [&](std::string_view n) { return w == base::fold(n); });
    });
  };
  bool const area = std::any_of(words.begin(), words.end(), [](std::string const& w) { return names_an_area(w); });
  bool compound = false;
  for (std::string_view const tail : {"name", "naam", "nom", "bezeichnung"}) {
    compound = compound || (folded.size() > tail.size() + 1 && folded.ends_with(tail));
  }
  if ((area && has(kNameWords)) || (words.size() == 1 && compound)) {
    out.push_back({"name", area ? 0.86 : 0.72});
  } else if (area && has(kCodeWords)) {
    out.push_back({"code", 0.8});
    out.push_back({"id", 0.8});
  } else if (names_an_area(column)) {
    out.push_back({"name", 0.76});
  } else if (folded.ends_with("code") || folded.starts_with("cod")) {
    out.push_back({"code", 0.66});
    out.push_back({"id", 0.66});
  }
  return out;
}

}  // namespace cartable::importers
