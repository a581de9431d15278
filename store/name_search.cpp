#include "store/name_search.hpp"

#include "base/text.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace cartable::store {
namespace {

/// A query's further words ask nothing: nobody types them, and work stays bounded.
constexpr std::size_t kMaxQueryWords = 12;

/// How a name matches; a better class always comes first.
enum class Match : std::uint8_t { whole, beginning, inside };

/// What kind of thing is looked for more often, in the unit of distance_penalty().
double type_penalty(SearchHit::Type type) noexcept {
  switch (type) {
    case SearchHit::Type::place: return 0;
    case SearchHit::Type::district: return 0.25;
    case SearchHit::Type::locality: return 0.25;
    case SearchHit::Type::street: return 0.75;
    case SearchHit::Type::address: return 1;
  }
  return 1;
}
constexpr double kPartOfWordPenalty = 0.5;  ///< "lib" found "library": typed to the end is surer

/// Each doubling of the distance beyond a walk of some minutes counts the same.
double distance_penalty(double metres) noexcept { return std::log2(1 + metres / 300); }

/// Addresses of one text this near each other are one (entrances, shops in one house), in metres.
constexpr double kSameAddressMetres = 250;

/// A quick distance for choosing candidates: a sphere's, flat at the mean latitude (within 0.6 % in a city).
double rough_metres(geo::LonLat a, geo::LonLat b) noexcept {
  constexpr double kMetresPerDegree = 6371008.8 * std::numbers::pi / 180;  // mean Earth radius R1 (IUGG)
  double dlon = std::abs(a.lon - b.lon);
  dlon = dlon > 180 ? 360 - dlon : dlon;
  double const mean = (a.lat + b.lat) * (std::numbers::pi / 360);
  return std::hypot(dlon * std::cos(mean), a.lat - b.lat) * kMetresPerDegree;
}

/// The name in `language` ("fr-CA", else "fr"), else the thing's own, else any.
std::string_view pick(std::string_view own, LangMap const& names, std::string_view language) {
  while (!language.empty()) {
    if (auto const found = names.find(language); found != names.end() && !found->second.empty()) {
      return found->second;
    }
    auto const dash = language.rfind('-');
    language = dash == std::string_view::npos ? std::string_view() : language.substr(0, dash);
  }
  return own.empty() && !names.empty() ? std::string_view(names.begin()->second) : own;
}

bool has_digit(std::string_view word) noexcept {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

/// A word of a query and the tokens that satisfy it.
struct NameSearch::Word {
  NameIndex::Range range;
  bool number = false;  ///< may be a house number

  [[nodiscard]] bool is(NameIndex::Token token) const noexcept { return range.exact && token == range.first; }
};

struct NameSearch::Candidate {
  double score = 0;  ///< smaller is better
  std::uint32_t entry = 0;
  Document document = 0;
  double base = 0;  ///< the score without distance

  [[nodiscard]] bool before(Candidate const& other, std::vector<Name> const& names) const noexcept {
    return std::tuple(score, names[document].words, entry, document) <
           std::tuple(other.score, names[other.document].words, other.entry, other.document);
  }
};

std::optional<NameSearch::Candidate> NameSearch::match(Document document, std::span<Word const> words,
                                                       Query const& query) const {
  auto const tokens = index_.tokens(document);
  for (Word const& word : words) {
    if (std::none_of(tokens.begin(), tokens.end(), [&](auto token) { return word.range.contains(token); })) {
      return std::nullopt;
    }
  }
  Name const& name = names_[document];
  Entry const& entry = entries_[name.entry];
  if (entry.visibility > query.viewer) {
    return std::nullopt;
  }
  auto const own = tokens.first(name.words);
  Match how = Match::inside;
  if (name.numbers > 0) {
    // Words of an address come in either order: "12 rue X", "Colonia 1234".
    auto const street = own.first(own.size() - name.numbers);
    auto const number = own.last(name.numbers);
    auto const matched = [](auto const& part, std::span<Word const> asked, bool numbers_only) {
      return std::any_of(asked.begin(), asked.end(), [&](Word const& word) {
        return (!numbers_only || word.number) &&
               std::any_of(part.begin(), part.end(), [&](auto token) { return word.range.contains(token); });
      });
    };
    if (!matched(number, words, true) || !matched(street, words, false)) {
      return std::nullopt;
    }
    auto const typed_whole = [&](auto const& part) {
      return std::all_of(part.begin(), part.end(), [&](auto token) {
        return std::any_of(words.begin(), words.end(), [&](Word const& word) { return word.is(token); });
      });
    };
    if (typed_whole(number)) {
      how = typed_whole(street) ? Match::whole : Match::beginning;
    }
  } else if (words.size() <= own.size()) {
    bool beginning = words.back().range.contains(own[words.size() - 1]);
    for (std::size_t i = 0; beginning && i + 1 < words.size(); ++i) {
      beginning = words[i].is(own[i]);
    }
    if (beginning) {
      how = words.size() == own.size() && words.back().is(own.back()) ? Match::whole : Match::beginning;
    }
  }
  bool const whole_words = std::all_of(words.begin(), words.end(), [&](Word const& word) {
    return word.range.exact && std::find(tokens.begin(), tokens.end(), word.range.first) != tokens.end();
  });
  Candidate out;
  out.entry = name.entry;
  out.document = document;
  out.base = 1000 * static_cast<double>(how) + type_penalty(entry.type) + (whole_words ? 0 : kPartOfWordPenalty);
  out.score = out.base;
  if (query.near) {
    double metres = std::numeric_limits<double>::infinity();
    for (geo::LonLat const p : std::span(points_).subspan(entry.first_point, entry.points)) {
      metres = std::min(metres, rough_metres(*query.near, p));
    }
    out.score += distance_penalty(metres);
  }
  return out;
}

std::vector<NameSearch::Candidate> NameSearch::candidates(std::span<Word const> words, Query const& query) const {
  // The rarest word proposes, the others dispose.
  auto const rarest = std::min_element(words.begin(), words.end(), [this](Word const& a, Word const& b) {
    return index_.documents(a.range).size() < index_.documents(b.range).size();
  });
  bool const numbers = std::any_of(words.begin(), words.end(), [](Word const& word) { return word.number; });
  std::vector<Candidate> out;
  for (Document const document : index_.documents(rarest->range)) {
    if (document >= first_address_ && (!numbers || words.size() < 2)) {
      continue;  // an address is found by its number and its street, never by one alone
    }
    if (auto candidate = match(document, words, query)) {
      out.push_back(*candidate);
    }
  }
  return out;
}

std::vector<SearchHit> NameSearch::find(Query const& query) const {
  std::vector<SearchHit> hits;
  std::string const folded = base::fold(query.text);
  std::vector<Word> words;
  for (std::string const& text : base::split(folded, ' ')) {
    Word const word{index_.prefix(text), has_digit(text)};
    if (word.range.empty()) {
      return hits;
    }
    if (words.size() < kMaxQueryWords) {
      words.push_back(word);
    }
  }
  if (words.empty() || query.limit == 0) {
    return hits;
  }
  auto found = candidates(words, query);
  auto const before = [this](Candidate const& a, Candidate const& b) { return a.before(b, names_); };

  // A thing with several names comes once a name, and doubles of addresses are dropped: look at ever more of the
  // best until there are enough.
  for (std::size_t enough = 4 * query.limit + 32;; enough *= 4) {
    std::size_t const top = std::min(enough, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(top), found.end(), before);
    hits.clear();
    std::vector<std::pair<Candidate, SearchHit>> ranked;
    std::unordered_set<std::uint32_t> seen;
    for (std::size_t i = 0; i < top && ranked.size() < 2 * query.limit + 8; ++i) {
      if (seen.insert(found[i].entry).second) {
        Candidate exact = found[i];
        SearchHit one = hit(exact, query);
        exact.score = exact.base + (one.distance ? distance_penalty(one.distance->value()) : 0);
        ranked.emplace_back(exact, std::move(one));
      }
    }
    std::sort(ranked.begin(), ranked.end(), [this](auto const& a, auto const& b) {
      auto const key = [this](auto const& one) {
        return std::tuple(one.first.score, names_[one.first.document].words, std::string_view(one.second.label),
                          std::string_view(one.second.id));
      };
      return key(a) < key(b);
    });
    for (auto& [candidate, one] : ranked) {
      bool const again = one.type == SearchHit::Type::address &&
                         std::any_of(hits.begin(), hits.end(), [&, &one = one](SearchHit const& hit) {
                           return hit.type == one.type && hit.label == one.label &&
                                  rough_metres(hit.point, one.point) <= kSameAddressMetres;
                         });
      if (!again && hits.size() < query.limit) {
        hits.push_back(std::move(one));
      }
    }
    if (hits.size() == query.limit || top == found.size()) {
      return hits;
    }
  }
}

SearchHit NameSearch::hit(Candidate const& candidate, Query const& query) const {
  Entry const& entry = entries_[candidate.entry];
  SearchHit out;
  out.type = entry.type;
  out.id = id(entry);
  out.label = label(entry, query.language);
  out.point = points_[entry.first_point];
  if (query.near) {
    out.distance = base::Metres(std::numeric_limits<double>::infinity());
    for (geo::LonLat const p : std::span(points_).subspan(entry.first_point, entry.points)) {
      base::Metres const metres = geo::distance(*query.near, p);
      if (metres < *out.distance) {
        out.distance = metres;
        out.point = p;
      }
    }
  }
  return out;
}

std::string NameSearch::label(Entry const& entry, std::string_view language) const {
  auto const named = [&](auto const& record) { return std::string(pick(record.name, record.names, language)); };
  switch (entry.type) {
    case SearchHit::Type::place: return named(data_->places[entry.record]);
    case SearchHit::Type::street: return named(data_->streets[entry.record]);
    case SearchHit::Type::district: return named(data_->districts[entry.record]);
    case SearchHit::Type::locality: return named(data_->localities[entry.record]);
    case SearchHit::Type::address: break;
  }
  Address const& address = data_->addresses[entry.record];
  std::string const& street = !address.street.empty()   ? address.street
                              : !address.suburb.empty() ? address.suburb
                                                        : address.city;
  return number_first_ ? address.housenumber + " " + street : street + " " + address.housenumber;
}

std::string_view NameSearch::id(Entry const& entry) const noexcept {
  switch (entry.type) {
    case SearchHit::Type::place: return data_->places[entry.record].head.id;
    case SearchHit::Type::street: return data_->streets[entry.record].id;
    case SearchHit::Type::district: return data_->districts[entry.record].head.id;
    case SearchHit::Type::locality: return data_->localities[entry.record].head.id;
    case SearchHit::Type::address: return data_->addresses[entry.record].head.id;
  }
  return {};
}

}  // namespace cartable::store
