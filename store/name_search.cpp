#include "store/name_search.hpp"

#include "base/search_text.hpp"
#include "base/text.hpp"
#include "store/address_text.hpp"
#include "store/name_search_query.hpp"
#include "store/name_search_rank.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <utility>

// What a question means and which names answer it; name_search_hits.cpp puts them in order and writes them.
namespace cartable::store {
namespace {

/// A query's further words ask nothing: nobody types them, and work stays bounded.
constexpr std::size_t kMaxQueryWords = 12;
/// Errors are looked for where fewer hits than this are as typed.
constexpr std::size_t kFewHits = 3;
/// Shorter words are taken as they are: a third of all words of three letters are one error from one another.
constexpr std::size_t kForgivenLetters = 4;
/// No longer word has its errors forgiven: nobody types it, and the work grows with its letters.
constexpr std::size_t kForgivenBytes = 64;
/// A house number that is not there is answered by those on its street that differ by at most this.
constexpr int kOtherNumbers = 50;

bool has_digit(std::string_view word) noexcept {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The number that a word begins with, -1 when with none.
int leading_number(std::string_view word) noexcept {
  int value = -1;
  auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc() && value >= 0 ? value : -1;
}

/// How far the nearest of the numbers in "1234,1238" or "12-14 bis" is from `asked`, one across the street (odd and
/// even) a little further; more than kOtherNumbers when there is none.
int nearest_number(std::string_view numbers, int asked) noexcept {
  int nearest = kOtherNumbers + 1;
  bool inside = false;  // of a number
  for (std::size_t at = 0; at < numbers.size(); ++at) {
    bool const digit = numbers[at] >= '0' && numbers[at] <= '9';
    if (int const number = digit && !inside ? leading_number(numbers.substr(at)) : -1; number >= 0) {
      constexpr int kAcross = 4;
      int const off = std::abs(number - asked);
      nearest = std::min(nearest, off + (off % 2 == 0 ? 0 : kAcross));
    }
    inside = digit;
  }
  return nearest;
}

std::vector<std::size_t> character_starts(std::string_view text) {
  std::vector<std::size_t> out;
  for (std::size_t at = 0; at < text.size(); at += base::code_point(text, at).length) {
    out.push_back(at);
  }
  return out;
}

/// Whether every character may begin a word: a text of several words without blanks.
bool is_unspaced(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at += base::code_point(text, at).length) {
    if (!starts_unspaced_word(base::code_point(text, at).value)) {
      return false;
    }
  }
  return !text.empty();
}

bool nothing_for(auto const& words) {
  return std::any_of(words.begin(), words.end(), [](auto const& word) { return word.ranges.empty(); });
}

}  // namespace

NameSearch::Word NameSearch::word_of(std::string_view text) const {
  Word word;
  std::vector<std::string_view> inner;
  for (std::size_t at = text.find(base::kInnerWord); at != std::string_view::npos;
       at = text.find(base::kInnerWord, at + 1)) {
    inner.push_back(text.substr(at + 1));
  }
  auto const add = [&](std::string_view spelling, bool whole) {
    std::string plain(spelling);
    std::erase(plain, base::kInnerWord);
    NameIndex::Range range = index_.prefix(plain);
    if (whole) {
      range.last = range.exact ? range.first + 1 : range.first;
    }
    if (!range.empty()) {
      word.ranges.push_back(range);
    }
    return plain;
  };
  word.text = add(text, false);
  word.number = has_digit(word.text);
  // "l'école" and "المكتبة" ask for names without the article as well.
  for (std::string_view const part : inner) {
    if (character_starts(part).size() >= kForgivenLetters - 1) {
      add(part, false);
    }
  }
  // "Avda", "bvar", "gral": written out.
  if (!word.number) {
    for (std::string_view const same : words_like(word.text)) {
      if (same != word.text) {
        add(same, true);
      }
    }
  }
  word.as_typed = word.ranges.size();
  return word;
}

std::vector<NameSearch::Word> NameSearch::words_of(std::string_view text) const {
  std::vector<Word> words;
  for (std::string const& word : base::split(base::search_text(text), ' ')) {
    if (words.size() == kMaxQueryWords) {
      break;
    }
    words.push_back(word_of(word));
  }
  return words;
}

std::optional<NameSearch::Candidate> NameSearch::match(Document document, std::span<Word const> words,
                                                       Ask const& ask) const {
  auto const tokens = index_.tokens(document);
  std::size_t errors = 0;
  for (Word const& word : words) {
    auto best = Word::Found::no;
    for (NameIndex::Token const token : tokens) {
      best = std::max(best, word.finds(token));
      if (best == Word::Found::yes) {
        break;
      }
    }
    if (best == Word::Found::no) {
      return std::nullopt;
    }
    errors += best == Word::Found::nearly ? 1U : 0U;
  }
  Name const& name = names_[document];
  Entry const& entry = entries_[name.entry];
  if (entry.visibility > ask.query.viewer) {
    return std::nullopt;
  }
  auto const own = tokens.first(name.words);
  NameMatch how = NameMatch::inside;
  if (name.numbers > 0) {
    // Words of an address come in either order: "12 rue X", "Colonia 1234".
    auto const street = own.first(own.size() - name.numbers);
    auto const number = own.last(name.numbers);
    auto const matched = [words](auto const& part, bool numbers_only) {
      return std::any_of(words.begin(), words.end(), [&](Word const& word) {
        return (!numbers_only || word.number) &&
               std::any_of(part.begin(), part.end(), [&](auto token) { return word.finds(token) != Word::Found::no; });
      });
    };
    if (!matched(number, true) || !matched(street, false)) {
      return std::nullopt;
    }
    auto const typed = [words](NameIndex::Token token) {
      return std::any_of(words.begin(), words.end(), [&](Word const& word) { return word.is(token); });
    };
    // One house may have several numbers ("1234,1238"): any of them will do.
    if (std::any_of(number.begin(), number.end(), typed)) {
      how = std::all_of(street.begin(), street.end(), typed) ? NameMatch::whole : NameMatch::beginning;
    }
  } else if (words.size() <= own.size()) {
    bool beginning = words.back().finds(own[words.size() - 1]) != Word::Found::no;
    for (std::size_t i = 0; beginning && i + 1 < words.size(); ++i) {
      beginning = words[i].is(own[i]);
    }
    if (beginning) {
      how = words.size() == own.size() && words.back().is(own.back()) ? NameMatch::whole : NameMatch::beginning;
    }
  }
  bool const whole_words = std::all_of(words.begin(), words.end(), [&](Word const& word) {
    return std::any_of(tokens.begin(), tokens.end(), [&](auto token) { return word.is(token); });
  });
  if (ask.accepts && (entry.type == SearchHit::Type::place || entry.type == SearchHit::Type::offer) &&
      !ask.accepts(entry.type, entry.record)) {
    return std::nullopt;
  }
  Candidate out;
  out.entry = name.entry;
  out.document = document;
  out.base = kErrorPenalty * static_cast<double>(errors) + match_penalty(how) + type_penalty(entry.type) +
             (whole_words ? 0 : kPartOfWordPenalty);
  out.score = out.base + distance_score(entry, ask.query);
  return out;
}

double NameSearch::distance_score(Entry const& entry, SearchQuery const& query) const {
  if (!query.near) {
    return 0;
  }
  if (entry.points == 0) {
    return kNowherePenalty;
  }
  double metres = std::numeric_limits<double>::infinity();
  for (geo::LonLat const p : std::span(points_).subspan(entry.first_point, entry.points)) {
    metres = std::min(metres, rough_metres(*query.near, p));
  }
  return distance_penalty(metres);
}

std::vector<NameSearch::Candidate> NameSearch::candidates(std::span<Word const> words, Ask const& ask) const {
  // The rarest word proposes, the others dispose.
  auto const documents_of = [this](Word const& word) {
    std::size_t sum = 0;
    for (NameIndex::Range const& range : word.ranges) {
      sum += index_.documents(range).size();
    }
    return sum;
  };
  std::size_t rarest = 0;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (std::size_t const count = documents_of(words[i]); count < fewest) {
      rarest = i;
      fewest = count;
    }
  }
  bool const numbers = std::any_of(words.begin(), words.end(), [](Word const& word) { return word.number; });
  bool const addresses = numbers && words.size() >= 2;  // by its number and its street, never by one alone
  std::vector<Candidate> out;
  for (NameIndex::Range const& range : words[rarest].ranges) {
    for (Document const document : index_.documents(range)) {
      if (document < first_address_ || addresses) {
        if (auto candidate = match(document, words, ask)) {
          out.push_back(*candidate);
        }
      }
    }
  }
  return out;
}

std::vector<SearchHit> NameSearch::found(std::span<Word const> words, Ask const& ask) const {
  return words.empty() || nothing_for(words) ? std::vector<SearchHit>() : ranked(candidates(words, ask), ask.query);
}

std::vector<SearchHit> NameSearch::find(SearchQuery const& query, Accepts const& accepts) const {
  Ask const ask{query, accepts};
  std::vector<Word> words = words_of(query.text);
  if (words.empty() || query.limit == 0) {
    return {};
  }
  auto hits = found(words, ask);
  if (hits.empty()) {
    hits = found_beside(words, ask);
    if (!hits.empty()) {
      return hits;  // the street is there: a namesake but for an error is not meant
    }
  }
  if (hits.size() >= std::min(query.limit, kFewHits)) {
    return hits;
  }
  std::vector<Word> forgiving = words;
  bool more = false;
  for (Word& word : forgiving) {
    if (!word.number && word.text.size() <= kForgivenBytes && character_starts(word.text).size() >= kForgivenLetters) {
      auto const nearly = index_.nearly(word.text);
      word.ranges.insert(word.ranges.end(), nearly.begin(), nearly.end());
      more = more || !nearly.empty();
    }
  }
  if (more) {
    hits = found(forgiving, ask);
  }
  if (hits.empty()) {
    hits = found_apart(words, ask);
  }
  if (hits.empty()) {
    hits = found_beside(forgiving, ask);
  }
  return hits;
}

/// A text without blanks whose words are not side by side in any name: "北京图书馆" for "北京市图书馆". Taken apart at
/// each place; then with one character left out, for one that was mistyped.
std::vector<SearchHit> NameSearch::found_apart(std::vector<Word> const& words, Ask const& ask) const {
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string const& text = words[i].text;
    if (text.size() > kForgivenBytes || !is_unspaced(text)) {
      continue;
    }
    std::vector<std::size_t> const starts = character_starts(text);
    for (bool const leave_out : {false, true}) {
      if (leave_out && starts.size() < kForgivenLetters) {
        continue;
      }
      for (std::size_t cut = 1; cut < starts.size(); ++cut) {
        std::size_t const behind = leave_out ? (cut + 1 < starts.size() ? starts[cut + 1] : text.size()) : starts[cut];
        std::vector<Word> apart = words;
        apart[i] = word_of(text.substr(0, starts[cut]));
        if (behind < text.size()) {
          apart.push_back(word_of(text.substr(behind)));
        }
        if (auto hits = found(apart, ask); !hits.empty()) {
          return hits;
        }
      }
      if (leave_out) {
        std::vector<Word> rest = words;
        rest[i] = word_of(text.substr(starts[1]));
        if (auto hits = found(rest, ask); !hits.empty()) {
          return hits;
        }
      }
    }
  }
  return {};
}

/// "Colonia 1235" where only 1233 and 1241 are known: those, then the street.
std::vector<SearchHit> NameSearch::found_beside(std::vector<Word> const& words, Ask const& ask) const {
  for (std::size_t i = words.size(); words.size() > 1 && i-- > 0;) {
    int const asked = leading_number(words[i].text);
    if (asked < 0) {
      continue;
    }
    std::vector<Word> street = words;
    street.erase(street.begin() + static_cast<std::ptrdiff_t>(i));
    if (nothing_for(street)) {
      continue;
    }
    std::vector<Candidate> near = candidates(street, ask);
    std::erase_if(near, [this](Candidate const& one) {
      return entries_[one.entry].type != SearchHit::Type::street && names_[one.document].numbers == 0;
    });
    for (Candidate& one : near) {
      one.base += kOtherNumberPenalty + 2 * kOtherNumbers;
      one.score += kOtherNumberPenalty + 2 * kOtherNumbers;
    }
    // Houses: their streets' words must answer all that is left, their number be near.
    for (Document const document : houses_of(street)) {
      Name const& name = names_[document];
      Entry const& entry = entries_[name.entry];
      int const off = nearest_number(data_->addresses[entry.record].housenumber, asked);
      if (off > kOtherNumbers || entry.visibility > ask.query.viewer) {
        continue;
      }
      Candidate house{.entry = name.entry, .document = document};
      house.base = kOtherNumberPenalty + off;
      house.score = house.base + distance_score(entry, ask.query);
      near.push_back(house);
    }
    if (!near.empty()) {
      return ranked(std::move(near), ask.query);
    }
  }
  return {};
}

/// Addresses whose tokens answer every word.
std::vector<NameSearch::Document> NameSearch::houses_of(std::span<Word const> words) const {
  std::vector<Document> out;
  auto const answers = [&](Document document, Word const& word) {
    auto const tokens = index_.tokens(document);
    return std::any_of(tokens.begin(), tokens.end(), [&](auto token) { return word.finds(token) != Word::Found::no; });
  };
  for (NameIndex::Range const& range : words.front().ranges) {
    for (Document const document : index_.documents(range)) {
      if (document >= first_address_ &&
          std::all_of(words.begin(), words.end(), [&](Word const& word) { return answers(document, word); })) {
        out.push_back(document);
      }
    }
  }
  return out;
}

}  // namespace cartable::store
