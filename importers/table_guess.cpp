#include "importers/table_guess.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/table_areas.hpp"
#include "importers/table_judge.hpp"
#include "importers/table_words.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace cartable::importers {
namespace {

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
