// What a place or an offer says of itself beyond its kind: pillars, levels, topics, groups, languages, ages, needs,
// when it was checked, and its texts.
#include "base/format.hpp"
#include "base/text.hpp"
#include "store/catalog_columns.hpp"
#include "store/catalog_impl.hpp"
#include "store/days.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace cartable::store {
namespace {

using Claims = std::map<std::string, AudienceClaim, std::less<>>;

/// Words of one attribute, row after row.
class WordLists {
 public:
  void add(std::string_view word) { rows_.add(encode_(word)); }
  void add_all(StringList const& words) {
    for (std::string const& word : words) {
      add(word);
    }
  }
  void close() { rows_.close(); }
  [[nodiscard]] CategoryColumn column() && { return {std::move(encode_.dictionary), std::move(rows_.rows)}; }

 private:
  WordEncoder encode_;
  CodeLists rows_;
};

/// A language tag as it is compared: lower case, with hyphens.
std::string tag_of(std::string_view language) {
  std::string tag = base::ascii_lower(base::trim(language));
  std::replace(tag.begin(), tag.end(), '_', '-');
  return tag;
}

/// All columns while they are filled, one row after the other.
struct Filling {
  std::vector<std::uint16_t> pillars, isced;
  WordLists topics, languages, modalities, serves, excludes, needs;
  std::vector<Tri> recognition;
  std::vector<std::int32_t> age_min, age_max, checked_first, checked_last;
  TextColumn texts;
  PlainTexts names;

  void reserve(std::size_t rows) {
    pillars.reserve(rows);
    isced.reserve(rows);
    recognition.reserve(rows);
    age_min.reserve(rows);
    age_max.reserve(rows);
    texts.reserve(rows);
    names.reserve(rows);
  }

  /// What places and offers have alike, each its own.
  template <class Record>
  void add_own(Record const& record) {
    pillars.push_back(record.pillars);
    isced.push_back(record.isced);
    topics.add_all(record.topics);
    topics.close();
    recognition.push_back(record.recognition);
    texts.add(record.name);
    names.add(record.name);
    for (auto const& [language, name] : record.names) {
      texts.add(name);
    }
    for (auto const& [language, text] : record.description) {
      texts.add(text);
    }
  }

  void add_languages(StringList const& own, StringList const* fallback) {
    for (std::string const& language : own.empty() && fallback != nullptr ? *fallback : own) {
      if (std::string const tag = tag_of(language); !tag.empty()) {
        languages.add(tag);
      }
    }
    languages.close();
  }

  void add_ages(std::optional<int> least, std::optional<int> most) {
    age_min.push_back(least.value_or(NumberColumn::kNone));
    age_max.push_back(most.value_or(NumberColumn::kNone));
  }

  void add_claims(Claims const& own, Claims const* fallback) {
    for (auto const& [group, claim] : own) {
      (claim.serves ? serves : excludes).add(group);
    }
    if (fallback != nullptr) {
      for (auto const& [group, claim] : *fallback) {
        if (!own.contains(group)) {
          (claim.serves ? serves : excludes).add(group);
        }
      }
    }
    serves.close();
    excludes.close();
  }

  void add(Place const& place) {
    add_own(place);
    texts.add(place.operator_name);
    texts.close();
    modalities.close();
    add_languages(place.languages, nullptr);
    add_ages(place.age_min, place.age_max);
    add_claims(place.audiences, nullptr);
    for (auto const& [need, value] : place.needs) {
      needs.add(fmt::format("{}={}", need, value));
    }
    needs.close();
    auto const days = days_of(place.checked);
    checked_first.push_back(days ? days->first : NumberColumn::kNone);
    checked_last.push_back(days ? days->second : NumberColumn::kNone);
  }

  /// \param place  where it is; null when it has none
  void add(Offer const& offer, Place const* place) {
    add_own(offer);
    texts.close();
    modalities.add_all(offer.modalities);
    modalities.close();
    add_languages(offer.languages, place != nullptr ? &place->languages : nullptr);
    // The two bounds are one thing said: an offer from 18 on in a place for children up to 12 is not for nobody.
    bool const takes_ages = place != nullptr && !offer.age_min && !offer.age_max;
    add_ages(takes_ages ? place->age_min : offer.age_min, takes_ages ? place->age_max : offer.age_max);
    add_claims(offer.audiences, place != nullptr ? &place->audiences : nullptr);
  }
};

/// Has the parts of a record that are read soon fetched: rows follow the map, not memory.
void prefetch(Place const& place) {
  __builtin_prefetch(&place.name);
  __builtin_prefetch(&place.pillars);
  __builtin_prefetch(&place.topics);
  __builtin_prefetch(&place.languages);
  __builtin_prefetch(&place.audiences);
  __builtin_prefetch(&place.needs);
  __builtin_prefetch(&place.operator_name);
  __builtin_prefetch(&place.recognition);
  __builtin_prefetch(&place.age_min);
  __builtin_prefetch(&place.checked);
}

}  // namespace

void Catalog::Impl::build_facts() {
  RowSpace const& space = columns.space;
  Filling filling;
  filling.reserve(space.rows());
  filling.checked_first.reserve(space.places);
  filling.checked_last.reserve(space.places);
  constexpr std::size_t kRowsAhead = 12;
  for (std::size_t row = 0; row < space.places; ++row) {
    if (row + kRowsAhead < space.places) {
      prefetch(data.places[record_of[row + kRowsAhead]]);
    }
    filling.add(data.places[record_of[row]]);
  }
  for (std::size_t i = 0; i < offer_of.size(); ++i) {
    filling.add(data.offers[offer_of[i]],
                i < space.place_of.size() ? &data.places[record_of[space.place_of[i]]] : nullptr);
  }
  constexpr std::size_t kPillars = 6;
  constexpr std::size_t kLevels = 9;
  columns.pillars = FlagColumn(filling.pillars, kPillars);
  columns.isced = FlagColumn(filling.isced, kLevels);
  columns.topics = std::move(filling.topics).column();
  columns.modalities = std::move(filling.modalities).column();
  columns.recognition = enum_column(filling.recognition);
  columns.languages = std::move(filling.languages).column();
  columns.serves = std::move(filling.serves).column();
  columns.excludes = std::move(filling.excludes).column();
  columns.age_min = NumberColumn(std::move(filling.age_min));
  columns.age_max = NumberColumn(std::move(filling.age_max));
  columns.needs = std::move(filling.needs).column();
  columns.checked_first = NumberColumn(std::move(filling.checked_first));
  columns.checked_last = NumberColumn(std::move(filling.checked_last));
  columns.texts = std::move(filling.texts);
  columns.names = std::move(filling.names);
  columns.records = {.places = data.places, .place_of_row = record_of, .offers = data.offers, .offer_of_row = offer_of};
  for (Group const& group : data.groups) {
    if (group.head.visibility != Visibility::everyone) {
      columns.hidden_groups.emplace(group.head.id, group.head.visibility);
    }
  }
}

}  // namespace cartable::store
