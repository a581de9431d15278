#include "exporters/licences.hpp"

#include "base/format.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>

namespace cartable::exporters {
namespace {

/// A licence by words that its names hold, folded; the first that fits counts, so the stricter ones stand first.
struct Entry {
  std::string_view words;  ///< all of them, separated by blanks
  KnownLicence licence;
};
constexpr std::array kLicences{
    Entry{"odbl",
          {LicenceFamily::odbl, "Open Database License (ODbL) 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"}},
    Entry{"open database",
          {LicenceFamily::odbl, "Open Database License (ODbL) 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"}},
    Entry{"pddl",
          {LicenceFamily::free, "Public Domain Dedication and License",
           "https://opendatacommons.org/licenses/pddl/1-0/"}},
    Entry{"odc by",
          {LicenceFamily::attribution, "Open Data Commons Attribution License",
           "https://opendatacommons.org/licenses/by/1-0/"}},
    Entry{"cc0", {LicenceFamily::free, "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"}},
    Entry{"cc zero", {LicenceFamily::free, "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"}},
    Entry{"public domain", {LicenceFamily::free, "public domain", ""}},
    Entry{"dl de zero",
          {LicenceFamily::free, "Datenlizenz Deutschland Zero 2.0", "https://www.govdata.de/dl-de/zero-2-0"}},
    Entry{"dl de by",
          {LicenceFamily::attribution, "Datenlizenz Deutschland Namensnennung 2.0",
           "https://www.govdata.de/dl-de/by-2-0"}},
    Entry{"cc nc",
          {LicenceFamily::restricted, "Creative Commons, not for commercial use",
           "https://creativecommons.org/licenses/"}},
    Entry{
        "cc nd",
        {LicenceFamily::restricted, "Creative Commons, no changed versions", "https://creativecommons.org/licenses/"}},
    Entry{"creative commons noncommercial",
          {LicenceFamily::restricted, "Creative Commons, not for commercial use",
           "https://creativecommons.org/licenses/"}},
    Entry{"cc sa",
          {LicenceFamily::share_alike, "Creative Commons Attribution-ShareAlike",
           "https://creativecommons.org/licenses/by-sa/4.0/"}},
    Entry{"creative commons sharealike",
          {LicenceFamily::share_alike, "Creative Commons Attribution-ShareAlike",
           "https://creativecommons.org/licenses/by-sa/4.0/"}},
    Entry{"cc by",
          {LicenceFamily::attribution, "Creative Commons Attribution", "https://creativecommons.org/licenses/by/4.0/"}},
    Entry{"creative commons attribution",
          {LicenceFamily::attribution, "Creative Commons Attribution", "https://creativecommons.org/licenses/by/4.0/"}},
    Entry{"licence ouverte",
          {LicenceFamily::attribution, "Licence Ouverte / Open Licence (Etalab)",
           "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"}},
    Entry{"etalab",
          {LicenceFamily::attribution, "Licence Ouverte / Open Licence (Etalab)",
           "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"}},
    Entry{"fr lo",
          {LicenceFamily::attribution, "Licence Ouverte / Open Licence (Etalab)",
           "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"}},
    Entry{"lov2",
          {LicenceFamily::attribution, "Licence Ouverte / Open Licence (Etalab)",
           "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"}},
    Entry{"ogl", {LicenceFamily::attribution, "Open Government Licence", ""}},
    Entry{"open government", {LicenceFamily::attribution, "Open Government Licence", ""}},
    Entry{"iodl", {LicenceFamily::attribution, "Italian Open Data License", "https://www.dati.gov.it/iodl/2.0/"}},
};

std::vector<std::string> words_of(std::string_view text) { return base::split(base::fold(text), ' '); }

bool has_all(std::vector<std::string> const& words, std::string_view wanted) {
  for (std::string const& word : base::split(wanted, ' ')) {
    if (std::find(words.begin(), words.end(), word) == words.end()) {
      return false;
    }
  }
  return true;
}

template <class... Args>
void line(std::string& out, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(out), text, std::forward<Args>(args)...);
  out.push_back('\n');
}

/// One line of somebody's text: line ends would let it pose as ours.
std::string one_line(std::string_view text) {
  std::string out = base::mend_utf8(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return out;
}

std::string licence_line(Credit const& credit) {
  KnownLicence const known = know_licence(credit.licence);
  switch (known.family) {
    case LicenceFamily::not_said: return "not known: nothing was said when it was imported";
    case LicenceFamily::other: return one_line(credit.licence) + " (not one that this program knows: read it)";
    default:
      return fmt::format("{} ({}{}{})", one_line(credit.licence), known.name, known.url.empty() ? "" : ", ", known.url);
  }
}

std::string rows_line(std::map<std::string, std::int64_t> const& rows) {
  std::string out;
  for (auto const& [collection, count] : rows) {
    out += out.empty() ? "" : ", ";
    out += count == 0 ? collection : fmt::format("{} {}", count, collection);
  }
  return out;
}

/// Slugs of the sources of some families, for a sentence; empty when there is none.
std::string sources_of(std::vector<Credits::Counted> const& sources, std::initializer_list<LicenceFamily> families) {
  std::string out;
  for (auto const& [credit, rows] : sources) {
    if (std::find(families.begin(), families.end(), know_licence(credit.licence).family) != families.end()) {
      out += out.empty() ? "" : ", ";
      out += one_line(credit.source);
    }
  }
  return out;
}

void obligations(std::string& out, std::vector<Credits::Counted> const& sources) {
  using enum LicenceFamily;
  std::string thanks;
  for (auto const& [credit, rows] : sources) {
    if (know_licence(credit.licence).family != free) {
      thanks += thanks.empty() ? "" : " | ";
      thanks += one_line(credit.attribution.empty() ? credit.source : credit.attribution);
    }
  }
  if (!thanks.empty()) {
    line(out, "- Wherever you show the data or what you made of it, name the sources:\n    {}", thanks);
  }
  if (std::string const names = sources_of(sources, {attribution}); !names.empty()) {
    line(out, "- {}: name the source and its licence, link the licence, and say what you changed.", names);
  }
  if (std::string const names = sources_of(sources, {odbl}); !names.empty()) {
    line(out,
         "- {0}: rows with this source are under the ODbL. A database that you make from them, these files with other\n"
         "  rows added or corrected included, must be offered under the ODbL when you publish it (share alike, ODbL "
         "1.0\n"
         "  section 4.4). Maps, reports and other works made from it may be under terms of your own, as long as they "
         "say\n"
         "  where the data is from (section 4.3). Rows of other sources alone are not touched by it:\n"
         "  `cartable export --source NAME` gives them by themselves.",
         names);
  }
  if (std::string const names = sources_of(sources, {share_alike}); !names.empty()) {
    line(out, "- {}: what you make of it must be under the same licence (share alike).", names);
    if (!sources_of(sources, {odbl}).empty()) {
      line(out, "  Two share-alike licences are in this file: publish their rows apart, or ask one of the sources.");
    }
  }
  if (std::string const names = sources_of(sources, {restricted}); !names.empty()) {
    line(out,
         "- {}: is not open data: commercial use, or changed versions, are not allowed. Do not publish it mixed with "
         "the\n"
         "  others.",
         names);
  }
  if (std::string const names = sources_of(sources, {other}); !names.empty()) {
    line(out, "- {}: read the licence before you pass these rows on.", names);
  }
  if (std::string const names = sources_of(sources, {not_said}); !names.empty()) {
    line(out,
         "- {}: the licence is NOT KNOWN, which does not mean that it is open. Ask the source before you pass these "
         "rows\n"
         "  on, and import again with --licence.",
         names);
  }
  if (std::string const names = sources_of(sources, {free}); !names.empty()) {
    line(out, "- {}: asks nothing; naming the source is good practice.", names);
  }
}

}  // namespace

KnownLicence know_licence(std::string_view licence) {
  std::vector<std::string> const words = words_of(licence);
  if (words.empty() || has_all(words, "unknown")) {
    return {};
  }
  for (Entry const& entry : kLicences) {
    if (has_all(words, entry.words)) {
      return entry.licence;
    }
  }
  return {.family = LicenceFamily::other};
}

std::string licences_text(LicencesHeading const& heading, std::vector<Credits::Counted> const& sources) {
  std::string out;
  line(out, "Licences of {}", one_line(heading.file));
  line(out, "\nMade {} by {} from the city \"{}\", for: {}.", heading.moment, heading.program, one_line(heading.city),
       heading.profile);
  if (sources.empty()) {
    line(out, "\nThe file holds no rows.");
    return out;
  }
  line(out, "\nSOURCES");
  for (auto const& [credit, rows] : sources) {
    line(out, "\n{}", one_line(credit.source));
    line(out, "  licence      {}", licence_line(credit));
    line(out, "  attribution  {}",
         credit.attribution.empty() ? "not said; name the source" : one_line(credit.attribution));
    line(out, "  data of      {}", credit.date.empty() ? "not known" : one_line(credit.date));
    line(out, "  holds        {}", rows_line(rows));
  }
  line(out, "\nWHAT THIS FILE ASKS OF YOU\n");
  obligations(out, sources);
  line(out, "\nThis is a summary, not legal advice; the licences themselves hold.");
  return out;
}

}  // namespace cartable::exporters
