#include "importers/table_guess.hpp"

#include "base/text.hpp"
#include "importers/table_values.hpp"
#include "importers/table_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace cartable::importers {
namespace {

/// The most that a guess without a person's word can be.
constexpr double kMost = 0.98;

struct Judged {
  double confidence = 0;
  std::string why;
};

std::string percent(double share) { return fmt::format("{:.0f} %", share * 100); }

double at_most(double value) { return std::min(kMost, value); }

/// Fields that a role reads.
bool is_for(TableRole role, std::string_view field) {
  static constexpr std::string_view kEvery = " id name description notes ";
  static constexpr std::string_view kContact = " phone email website street housenumber postcode city address ";
  static constexpr std::string_view kPlaces =
      " kind lon lat x y position opening_hours wheelchair fee price operator organisation languages capacity age_min "
      "age_max booking checked siret uai rna wikidata osm ";
  static constexpr std::string_view kOrganisations = " kind roles siret rna wikidata ";
  static constexpr std::string_view kDistricts = " code level position ";
  static constexpr std::string_view kCatchments = " group estimate estimate_low estimate_high year position ";
  std::string const key = fmt::format(" {} ", field);
  auto const in = [&](std::string_view list) { return list.find(key) != std::string_view::npos; };
  switch (role) {
    case TableRole::places: return in(kEvery) || in(kContact) || in(kPlaces);
    case TableRole::organisations: return in(kEvery) || in(kContact) || in(kOrganisations);
    case TableRole::districts: return in(kEvery) || in(kDistricts);
    case TableRole::catchments: return in(kEvery) || in(kCatchments);
  }
  return false;
}

bool looks_like_names(ColumnProfile const& p) {
  return p.share(p.texts) >= 0.6 && p.share(p.urls) < 0.1 && p.share(p.emails) < 0.1 &&
         p.share(p.wkt + p.json_geometry) < 0.1 && p.share(p.dates) < 0.3;
}

Judged judge_name(double strength, ColumnProfile const& p) {
  if (!looks_like_names(p)) {
    if (strength >= 0.9 && p.share(p.lettered) >= 0.6 && p.share(p.numbers + p.dates + p.urls + p.emails) < 0.3 &&
        p.distinct() > 0.5) {
      return {strength * 0.8, "its name, and its values are words and numbers"};  // "P.S. 12", "N 104"
    }
    return {strength * 0.35, "its name, but its values are no names"};
  }
  double confidence = strength;
  std::string why = "its name, and its values are texts";
  if (p.average_length() > 120) {
    confidence *= 0.6;
    why = "its name, but its values are long";
  } else if (p.filled() >= 8 && p.distinct() < 0.5) {
    confidence *= strength >= 0.9 ? 0.75 : 0.65;
    why = fmt::format("its name, but only {} of its values differ", percent(p.distinct()));
  } else if (p.distinct() > 0.9) {
    confidence += 0.03;
    why = "its name, and its values are texts that differ";
  }
  return {at_most(confidence), why};
}

Judged judge_id(double strength, std::string_view column, ColumnProfile const& p) {
  if (p.counts_up() && (counts_rows(column) || strength < 0.6) && base::fold(column) != "id") {
    return {0.3, "it counts the rows, so that another export may number them anew"};
  }
  std::size_t const allowed = std::max<std::size_t>(1, p.filled() / 50);
  if (p.repeated() > allowed) {
    return {0.3, fmt::format("its name, but only {} of its values differ", percent(p.distinct()))};
  }
  if (p.filled() * 10 < p.rows() * 9) {
    return {0.4, "its name, but many of its cells are empty"};
  }
  if (p.average_length() > 90 || p.share(p.decimals) > 0.2 || p.share(p.dates) > 0.5) {
    return {0.3, "its name, but its values are no keys"};
  }
  double const confidence = strength < 0.6 ? 0.64 : strength;
  return {at_most(confidence + (p.repeated() == 0 ? 0.04 : 0)), "its name, and its values differ"};
}

Judged judge_kind(double strength, ColumnProfile const& p) {
  double const known = std::max(p.share(p.kinds), 0.95 * p.share(p.kinds_inside));
  if (known >= 0.5) {
    return {at_most(std::max(strength, 0.7) + 0.05),
            fmt::format("its name, and {} of its values are kinds of place", percent(known))};
  }
  if (known > 0) {
    return {strength * (0.72 + 0.28 * known),
            fmt::format("its name, and {} of its values are kinds of place", percent(known))};
  }
  return {0.3, "its name, but none of its values is a kind of place that is known here"};
}

bool has_degrees(ColumnProfile const& p, double limit) {
  return p.numbers > 0 && p.quantile(0.05) >= -limit && p.quantile(0.95) <= limit;
}

Judged judge_degrees(double strength, ColumnProfile const& p, double limit) {
  if (p.share(p.numbers) < 0.7) {
    return {strength * 0.3, "its name, but its values are no numbers"};
  }
  if (!has_degrees(p, limit) && has_degrees(p, 180)) {
    return {strength, "its name; its values lie beyond the range, as when longitude and latitude are swapped"};
  }
  if (!has_degrees(p, 180)) {
    return {strength * 0.85, "its name; its values are no degrees, so perhaps metres"};
  }
  return {at_most(strength + 0.04), "its name, and its values are degrees"};
}

Judged judge_grid(double strength, ColumnProfile const& p) {
  if (p.share(p.numbers) < 0.7) {
    return {strength * 0.3, "its name, but its values are no numbers"};
  }
  return {at_most(strength - 0.02), has_degrees(p, 180) ? "its name, and its values are degrees"
                                                        : "its name, and its values are numbers of metres or feet"};
}

Judged judge_share(double strength, double share, double needed, std::string_view what) {
  if (share >= needed) {
    return {at_most(strength + 0.04), fmt::format("its name, and {} of its values are {}", percent(share), what)};
  }
  if (share > 0.2) {
    return {strength * 0.75, fmt::format("its name, but only {} of its values are {}", percent(share), what)};
  }
  return {strength * 0.3, fmt::format("its name, but its values are no {}", what)};
}

Judged judge_text(double strength, ColumnProfile const& p) {
  if (p.share(p.urls) > 0.5 || p.share(p.emails) > 0.5 || p.share(p.wkt + p.json_geometry) > 0.3) {
    return {strength * 0.3, "its name, but its values are of another kind"};
  }
  if (p.share(p.texts) < 0.3) {
    return {strength * 0.35, "its name, but its values are no texts"};
  }
  return {strength, "its name, and its values are texts"};
}

Judged judge(std::string_view field, double strength, std::string_view column, ColumnProfile const& p, TableRole role) {
  if (p.filled() == 0) {
    return {0, "it is empty"};
  }
  if (field == "name") {
    Judged as_text = judge_name(strength, p);
    bool const area = role == TableRole::districts || role == TableRole::catchments;
    bool const codes = p.share(p.urls + p.emails + p.dates + p.wkt + p.json_geometry) < 0.1 && p.distinct() > 0.9;
    if (area && codes && strength >= 0.9 && as_text.confidence < strength * 0.5) {
      return {strength * 0.75, "its name, and areas may be called by a number"};  // "75001", "Tract 101.02"
    }
    return as_text;
  }
  if (field == "id") {
    return judge_id(strength, column, p);
  }
  if (field == "kind") {
    return role == TableRole::organisations ? judge_text(strength, p) : judge_kind(strength, p);
  }
  if (field == "lon") {
    return judge_degrees(strength, p, 180);
  }
  if (field == "lat") {
    return judge_degrees(strength, p, 90);
  }
  if (field == "x" || field == "y") {
    return judge_grid(strength, p);
  }
  if (field == "position") {
    double const share = p.share(p.wkt + p.json_geometry + p.pairs + p.loose_pairs);
    return share >= 0.7 ? Judged{0.96, fmt::format("its name, and {} of its values are positions", percent(share))}
                        : Judged{0.1, "its values are no positions"};
  }
  if (field == "phone") {
    return judge_share(strength, p.share(p.phones), 0.6, "telephone numbers");
  }
  if (field == "email") {
    return judge_share(strength, p.share(p.emails), 0.6, "e-mail addresses");
  }
  if (field == "website") {
    double const share = p.share(p.urls);
    // "vpl.ca": an address without its scheme
    double const bare = share < 0.6 && p.share(p.texts) > 0.8 && p.average_length() < 60 &&
                                p.share(p.multi_word) < 0.1 && strength >= 0.9
                            ? 0.65
                            : share;
    return judge_share(strength, bare, 0.6, "web addresses");
  }
  if (field == "postcode") {
    return judge_share(strength, p.share(p.postcodes), 0.7, "postal codes");
  }
  if (field == "city") {
    if (p.share(p.kinds) > 0.5) {
      return {strength * 0.3, "its name, but its values are kinds of place"};
    }
    return judge_text(strength, p);
  }
  if (field == "address" || field == "street") {
    Judged out = judge_text(strength, p);
    if (out.confidence >= kSure && p.share(p.with_digits) < 0.15 && p.average_length() < 8) {
      out.confidence *= 0.8;
    }
    if (p.share(p.pairs) > 0.5) {
      return {0.1, "its values are positions"};
    }
    return out;
  }
  if (field == "housenumber") {
    bool const short_ones = p.average_length() <= 8 && p.share(p.with_digits) >= 0.7;
    return short_ones ? Judged{strength, "its name, and its values are short and have digits"}
                      : Judged{strength * 0.4, "its name, but its values are no house numbers"};
  }
  if (field == "opening_hours") {
    if (p.share(p.urls) > 0.5 || p.share(p.texts + p.hours) < 0.3) {
      return {strength * 0.3, "its name, but its values are no hours"};
    }
    return p.share(p.hours) > 0.2
               ? Judged{at_most(strength + 0.04),
                        fmt::format("its name, and {} of its values hold hours", percent(p.share(p.hours)))}
               : Judged{strength * 0.75, "its name, though few of its values hold hours"};
  }
  if (field == "wheelchair" || field == "fee") {
    return judge_share(strength, p.share(p.yes_no), 0.5, "answers such as yes and no");
  }
  if (field == "capacity" || field == "age_min" || field == "age_max") {
    return judge_share(strength, p.share(p.integers), 0.7, "whole numbers");
  }
  if (field == "estimate" || field == "estimate_low" || field == "estimate_high") {
    return judge_share(strength, p.share(p.numbers + p.suppressed), 0.7, "numbers");
  }
  if (field == "year") {
    return judge_share(strength, p.share(p.years), 0.7, "years");
  }
  if (field == "checked") {
    return judge_share(strength, p.share(p.dates), 0.7, "dates");
  }
  if (field == "siret") {
    return judge_share(strength, p.share(p.siret), 0.7, "SIRET numbers");
  }
  if (field == "uai") {
    return judge_share(strength, p.share(p.uai), 0.7, "UAI codes");
  }
  if (field == "wikidata") {
    return judge_share(strength, p.share(p.wikidata), 0.7, "Wikidata items");
  }
  if (field == "code") {
    return p.average_length() <= 24 ? Judged{strength, "its name, and its values are short"}
                                    : Judged{strength * 0.4, "its name, but its values are long"};
  }
  if (field == "description") {
    if (p.share(p.html) > 0.3) {
      return {0.4, "its name, but its values are pieces of a web page"};
    }
    return judge_text(p.average_length() < 12 ? strength * 0.9 : strength, p);
  }
  if (field == "osm" || field == "rna") {
    return {strength * 0.9, "its name"};
  }
  return {strength, "its name"};
}

/// What the values alone tell, whatever the column is called.
std::vector<std::pair<std::string, Judged>> by_values(std::string_view column, ColumnProfile const& p, bool named) {
  std::vector<std::pair<std::string, Judged>> out;
  if (p.filled() == 0 || p.close == 0) {
    return out;
  }
  auto const enough = p.filled() >= 3;
  if (double const share = p.share(p.wkt + p.json_geometry); share >= 0.9) {
    out.emplace_back("position", Judged{0.95, fmt::format("{} of its values are geometries", percent(share))});
  } else if (double const pairs = p.share(p.pairs); pairs >= 0.9 && enough) {
    out.emplace_back("position",
                     Judged{0.78, fmt::format("{} of its values are pairs of coordinates", percent(pairs))});
  }
  if (double const share = p.share(p.emails); share >= 0.9) {
    out.emplace_back("email",
                     Judged{named ? 0.6 : 0.85, fmt::format("{} of its values are e-mail addresses", percent(share))});
  }
  if (double const share = p.share(p.urls); share >= 0.9 && enough && !named) {
    std::string const folded = base::fold(column);
    bool const picture = folded.find("foto") != std::string::npos || folded.find("photo") != std::string::npos ||
                         folded.find("image") != std::string::npos || folded.find("logo") != std::string::npos ||
                         folded.find("rdf") != std::string::npos || folded.find("uri") != std::string::npos;
    out.emplace_back("website",
                     Judged{picture ? 0.3 : 0.66, fmt::format("{} of its values are web addresses", percent(share))});
  }
  if (named) {
    return out;
  }
  if (double const share = p.share(p.phones); share >= 0.9 && enough && p.share(p.phones_marked) >= 0.6 &&
                                              p.share(p.dates) < 0.1 && p.share(p.integers + p.decimals) < 0.5) {
    out.emplace_back("phone", Judged{0.5, fmt::format("{} of its values look like telephone numbers", percent(share))});
  }
  if (double const share = p.share(p.letter_postcodes); share >= 0.9 && enough) {
    out.emplace_back("postcode", Judged{0.68, fmt::format("{} of its values are postal codes of letters and digits",
                                                          percent(share))});
  }
  if (double const share = p.share(p.hours); share >= 0.8 && enough && p.share(p.dates) < 0.2) {
    out.emplace_back("opening_hours", Judged{0.66, fmt::format("{} of its values hold hours", percent(share))});
  }
  if (double const share = p.share(p.kinds); share >= 0.85 && enough && p.distinct() <= 0.6 && p.repeated() >= 2) {
    out.emplace_back("kind", Judged{0.68, fmt::format("{} of its values are kinds of place", percent(share))});
  }
  if (looks_like_names(p) && p.distinct() > 0.8 && p.average_length() >= 4 && p.average_length() <= 70) {
    out.emplace_back("name", Judged{0.4, "its values are texts that differ"});
  }
  return out;
}

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

/// "nom_quartier", "Stadtteilname", "NTAName", "district code", "l_qu": names and codes of areas.
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

struct Candidate {
  ColumnGuess guess;
  bool by_name = false;
};

class Guesser {
 public:
  Guesser(std::vector<std::string> const& columns, std::vector<ColumnProfile> const& profiles,
          GuessContext const& context)
      : columns_(columns), profiles_(profiles), context_(context), prefix_(common_prefix(columns)) {}

  TableGuess run(std::map<std::string, std::size_t> const& told) {
    for (auto const& [field, column] : told) {
      out_.taken.push_back(
          {.field = field, .column = column, .confidence = 1, .why = "told by --map or --mapping", .told = true});
      fields_.insert(field);
      used_.insert(column);
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!used_.contains(i)) {
        gather(i);
      }
    }
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [](Candidate const& a, Candidate const& b) { return a.guess.confidence > b.guess.confidence; });
    settle_position(told);
    settle_rest();
    translations();
    doubts();
    return std::move(out_);
  }

 private:
  /// The first word of at least three columns and of one in four.
  static std::string common_prefix(std::vector<std::string> const& columns) {
    std::map<std::string, std::size_t> often;
    for (std::string const& column : columns) {
      auto const words = base::split(base::fold(column), ' ');
      if (words.size() > 1) {
        ++often[words.front()];
      }
    }
    for (auto const& [word, count] : often) {
      if (count >= 3 && count * 4 >= columns.size()) {
        return word;
      }
    }
    return {};
  }

  void gather(std::size_t i) {
    ColumnProfile const& p = profiles_[i];
    std::string const& column = columns_[i];
    bool const areas = context_.role == TableRole::districts || context_.role == TableRole::catchments;
    std::vector<NameMatch> named = fields_named(column);
    if (!prefix_.empty() && base::fold(column).starts_with(prefix_ + " ")) {
      // "schul_telefon", "schul_email": what most names begin with says nothing.
      auto rest = fields_named(base::fold(column).substr(prefix_.size() + 1));
      if (!rest.empty() && (named.empty() || rest.front().strength > named.front().strength)) {
        named = std::move(rest);
      }
    }
    if (areas) {
      for (NameMatch& match : area_fields(column)) {
        named.push_back(std::move(match));
      }
    }
    for (NameMatch const& match : named) {
      // "name_fr" is a translation; see translations().
      bool const translation = match.field == "name" && !translated_field(column).empty();
      if (is_for(context_.role, match.field) && !translation) {
        add(match.field, i, judge(match.field, match.strength, column, p, context_.role), true);
      }
    }
    if (names_an_entity(column) && looks_like_names(p) && p.distinct() >= 0.7) {
      add("name", i,
          {p.distinct() > 0.9 ? 0.76 : 0.66,
           "it is called after what the rows are, and its values are texts that differ"},
          true);
    }
    for (auto& [field, judged] : by_values(column, p, !named.empty())) {
      if (is_for(context_.role, field)) {
        add(field, i, std::move(judged), false);
      }
    }
  }

  void add(std::string_view field, std::size_t column, Judged judged, bool by_name) {
    if (judged.confidence < 0.25) {
      return;
    }
    candidates_.push_back({{.field = std::string(field),
                            .column = column,
                            .confidence = judged.confidence,
                            .why = std::move(judged.why),
                            .told = false},
                           by_name});
  }

  void take(ColumnGuess guess) {
    fields_.insert(guess.field);
    used_.insert(guess.column);
    out_.taken.push_back(std::move(guess));
  }

  Candidate const* best(std::string_view field) const {
    for (Candidate const& c : candidates_) {
      if (c.guess.field == field && !used_.contains(c.guess.column)) {
        return &c;
      }
    }
    return nullptr;
  }

  /// Whether two columns can be east and north: both degrees, or both metres.
  bool go_together(std::size_t a, std::size_t b) const {
    return a != b && has_degrees(profiles_[a], 180) == has_degrees(profiles_[b], 180);
  }

  void settle_position(std::map<std::string, std::size_t> const& told) {
    bool const wanted = context_.role == TableRole::places && !context_.has_geometry;
    bool const areas =
        (context_.role == TableRole::districts || context_.role == TableRole::catchments) && !context_.has_geometry;
    bool const told_any = told.contains("lon") || told.contains("lat") || told.contains("position");
    if (told.contains("lon") && told.contains("lat")) {
      return;
    }
    if ((!wanted && !areas) || told.contains("position")) {
      drop({"lon", "lat", "x", "y", "position"});
      return;
    }
    struct Pair {
      Candidate const* lon;
      Candidate const* lat;
      double confidence;
    };
    std::vector<Pair> pairs;
    for (auto const& [east, north] : {std::pair("lon", "lat"), std::pair("x", "y")}) {
      for (Candidate const& a : candidates_) {
        for (Candidate const& b : candidates_) {
          if (a.guess.field == east && b.guess.field == north && go_together(a.guess.column, b.guess.column)) {
            // Two pairs: that whose names are alike ("lat_wgs84" and "lon_wgs84"), and degrees before metres.
            double const together = std::min(a.guess.confidence, b.guess.confidence);
            double const degrees = has_degrees(profiles_[a.guess.column], 180) ? 0.03 : 0;
            auto const apart = static_cast<double>(a.guess.column > b.guess.column ? a.guess.column - b.guess.column
                                                                                   : b.guess.column - a.guess.column);
            pairs.push_back({&a, &b, together + degrees - 0.002 * std::min(apart, 10.0)});
          }
        }
      }
    }
    auto const chosen = std::max_element(pairs.begin(), pairs.end(),
                                         [](Pair const& a, Pair const& b) { return a.confidence < b.confidence; });
    Candidate const* const text = best("position");
    // A cell with degrees is surer than two columns of metres.
    bool const metres = chosen != pairs.end() && !has_degrees(profiles_[chosen->lon->guess.column], 180);
    if (wanted && !told_any && chosen != pairs.end() && chosen->confidence >= kSure &&
        (text == nullptr || text->guess.confidence < kSure ||
         (!metres && chosen->confidence + 0.1 >= text->guess.confidence))) {
      ColumnGuess lon = chosen->lon->guess;
      ColumnGuess lat = chosen->lat->guess;
      lon.field = "lon";
      lat.field = "lat";
      take(std::move(lon));
      take(std::move(lat));
    } else if (text != nullptr && text->guess.confidence >= kSure && !told_any) {
      take(text->guess);
    } else if (wanted && told_any) {
      for (std::string const field : {"lon", "lat"}) {
        if (!told.contains(field)) {
          if (Candidate const* const other = best(field); other != nullptr && other->guess.confidence >= kSure) {
            take(other->guess);
          }
        }
      }
    } else if (wanted) {
      lone_numbers();
    }
    drop({"lon", "lat", "x", "y", "position"});
  }

  /// No names tell: two columns of decimals of which one can only be the longitude, or both are in degrees.
  void lone_numbers() {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      ColumnProfile const& p = profiles_[i];
      if (!used_.contains(i) && p.close > 0 && p.share(p.decimals) > 0.9 && p.filled() * 10 >= p.rows() * 5 &&
          has_degrees(p, 180)) {
        numbers.push_back(i);
      }
    }
    if (numbers.size() != 2) {
      for (Candidate const& c : candidates_) {
        if (c.guess.field == "lon" || c.guess.field == "lat" || c.guess.field == "position") {
          out_.doubtful.push_back(c.guess);
        }
      }
      return;
    }
    for (std::size_t k = 0; k < 2; ++k) {
      out_.doubtful.push_back({.field = k == 0 ? "lat" : "lon",
                               .column = numbers[k],
                               .confidence = 0.45,
                               .why = "its values may be degrees",
                               .told = false});
    }
  }

  void drop(std::initializer_list<std::string_view> fields) {
    std::erase_if(candidates_, [&](Candidate const& c) {
      return std::find(fields.begin(), fields.end(), c.guess.field) != fields.end();
    });
  }

  void settle_rest() {
    // A plain "id" beside a weaker key ("code"), "nom" beside "nom court": the surest first.
    for (Candidate const& candidate : candidates_) {
      ColumnGuess guess = candidate.guess;
      bool const shared_key =
          (guess.field == "id" || guess.field == "code" || guess.field == "siret" || guess.field == "uai") &&
          may_share(guess);
      if (guess.confidence < kSure || fields_.contains(guess.field) || (used_.contains(guess.column) && !shared_key)) {
        continue;
      }
      if (guess.field == "name" && guess.confidence < 0.8 && rivals(candidate)) {
        guess.confidence = 0.55;
        guess.why = "another column may be the name as well";
        out_.doubtful.push_back(std::move(guess));
        continue;
      }
      take(std::move(guess));
    }
    // A number of a house only beside a street.
    if (fields_.contains("street") && !fields_.contains("housenumber")) {
      for (Candidate const& candidate : candidates_) {
        if (candidate.guess.field == "housenumber" && candidate.guess.confidence >= 0.495 &&
            !used_.contains(candidate.guess.column)) {
          ColumnGuess guess = candidate.guess;
          guess.confidence = 0.7;
          guess.why = "its name, beside a street";
          take(std::move(guess));
          break;
        }
      }
    }
  }

  /// A key may serve as code and identifier too.
  bool may_share(ColumnGuess const& guess) const {
    return std::any_of(out_.taken.begin(), out_.taken.end(), [&](ColumnGuess const& t) {
      return t.column == guess.column && !t.told &&
             (t.field == "id" || t.field == "code" || t.field == "siret" || t.field == "uai") && t.field != guess.field;
    });
  }

  /// Whether another column is as likely to be the name.
  bool rivals(Candidate const& candidate) const {
    return std::any_of(candidates_.begin(), candidates_.end(), [&](Candidate const& other) {
      return other.guess.field == "name" && other.guess.column != candidate.guess.column &&
             !used_.contains(other.guess.column) && other.by_name &&
             other.guess.confidence > candidate.guess.confidence - 0.04;
    });
  }

  void translations() {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::string const field = translated_field(columns_[i]);
      if (!field.empty() && !used_.contains(i) && !fields_.contains(field) && profiles_[i].filled() > 0) {
        take({.field = field, .column = i, .confidence = 0.85, .why = "its name ends in a language", .told = false});
      }
    }
    // A table with names in languages only: the first is the place's own.
    if (!fields_.contains("name")) {
      auto const first = std::find_if(out_.taken.begin(), out_.taken.end(),
                                      [](ColumnGuess const& g) { return g.field.starts_with("name:"); });
      if (first != out_.taken.end()) {
        ColumnGuess guess = *first;
        guess.field = "name";
        guess.confidence = 0.7;
        fields_.insert("name");
        out_.taken.push_back(std::move(guess));
      }
    }
  }

  void doubts() {
    for (Candidate const& candidate : candidates_) {
      if (fields_.contains(candidate.guess.field) || used_.contains(candidate.guess.column)) {
        continue;
      }
      bool const listed = std::any_of(out_.doubtful.begin(), out_.doubtful.end(), [&](ColumnGuess const& d) {
        return d.field == candidate.guess.field && d.column == candidate.guess.column;
      });
      if (!listed) {
        out_.doubtful.push_back(candidate.guess);
      }
    }
    std::stable_sort(out_.doubtful.begin(), out_.doubtful.end(),
                     [](ColumnGuess const& a, ColumnGuess const& b) { return a.confidence > b.confidence; });
  }

  std::vector<std::string> const& columns_;
  std::vector<ColumnProfile> const& profiles_;
  GuessContext const& context_;
  std::string prefix_;
  std::vector<Candidate> candidates_;
  std::set<std::string, std::less<>> fields_;
  std::set<std::size_t> used_;
  TableGuess out_;
};

constexpr std::array<std::string_view, 2> kTranslated = {"name", "description"};
/// Endings of two letters that mean a language in column names; "no", "id", "nr" mean something else.
constexpr std::string_view kLanguages =
    " ar bg bn ca co cs cy da de el en es et eu fa fi fr ga gl he hi hr hu hy it ja ka km ko ku lb lt lv mk ms mt nb "
    "nl nn oc pl ps pt ro ru sk sl so sq sr sv sw ta th ti tr uk ur vi zh br am ";

}  // namespace

std::string translated_field(std::string_view column) {
  auto const cut = column.find_last_of(":_. -");
  if (cut == std::string_view::npos || cut == 0) {
    return {};
  }
  std::string const language = base::ascii_lower(column.substr(cut + 1));
  if (language.size() != 2 || kLanguages.find(" " + language + " ") == std::string_view::npos) {
    return {};
  }
  auto const named = fields_named(column.substr(0, cut));
  for (std::string_view const field : kTranslated) {
    if (!named.empty() && named.front().field == field && named.front().strength >= 0.8) {
      return fmt::format("{}:{}", field, language);
    }
  }
  return {};
}

TableGuess guess_columns(std::vector<std::string> const& columns, std::vector<ColumnProfile> const& profiles,
                         std::map<std::string, std::size_t> const& told, GuessContext const& context) {
  return Guesser(columns, profiles, context).run(told);
}

}  // namespace cartable::importers
