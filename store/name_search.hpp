#pragma once

#include "store/city_file.hpp"
#include "store/name_index.hpp"
#include "store/search.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

/// Names of places, offers, streets, addresses, districts, localities and topics, found by prefixes of their words,
/// accent- and case-blind, in all their languages. Immutable; safe from any thread.
///
/// Every word of a query must be a prefix of a word of one name. Hits are ordered by how they match (the whole
/// name; its beginning; words inside it), by what they are and how near, in one sum (see name_search_rank.hpp). Where
/// few are found as typed, others follow that are so but for one typing error in a word; where there are none at all,
/// a house number that is not there brings its neighbours and its street.
class NameSearch {
 public:
  /// \param data    owns the names; must outlive the index and not change
  /// \param listed  indexes in data.places of the places to be found
  NameSearch(CityData const& data, std::span<std::uint32_t const> listed);

  /// Whether a place or an offer, by its index in the city's data, is to be found; empty: all are.
  using Accepts = std::function<bool(SearchHit::Type, std::uint32_t)>;

  /// At most `limit` hits, best first. Cost: the postings of the query's rarest word, and once more for errors.
  [[nodiscard]] std::vector<SearchHit> find(SearchQuery const& query, Accepts const& accepts = {}) const;

  [[nodiscard]] std::size_t names() const noexcept { return index_.size(); }

 private:
  friend class NameSearchBuilder;
  using Document = NameIndex::Document;

  /// One thing that can be found. A street is all its ways of one name that lie near each other; a topic is at all the
  /// places where it can be learnt.
  struct Entry {
    SearchHit::Type type = SearchHit::Type::place;
    Visibility visibility = Visibility::everyone;
    std::uint32_t record = 0;       ///< index in the vector of its type
    std::uint32_t first_point = 0;  ///< in points_; the first is where it is shown
    std::uint32_t points = 1;
  };
  /// One name of an entry.
  struct Name {
    std::uint32_t entry = 0;
    std::uint8_t words = 0;    ///< how many of the document's tokens are its words in order
    std::uint8_t numbers = 0;  ///< of these, the last ones that are a house number
  };
  struct Word;
  struct Candidate;
  struct Ask;

  [[nodiscard]] std::vector<Word> words_of(std::string_view text) const;
  [[nodiscard]] Word word_of(std::string_view text) const;
  [[nodiscard]] std::optional<Candidate> match(Document document, std::span<Word const> words, Ask const& ask) const;
  [[nodiscard]] std::vector<Candidate> candidates(std::span<Word const> words, Ask const& ask) const;
  [[nodiscard]] std::vector<SearchHit> found(std::span<Word const> words, Ask const& ask) const;
  [[nodiscard]] std::vector<SearchHit> found_apart(std::vector<Word> const& words, Ask const& ask) const;
  [[nodiscard]] std::vector<SearchHit> found_beside(std::vector<Word> const& words, Ask const& ask) const;
  [[nodiscard]] std::vector<Document> houses_of(std::span<Word const> words) const;
  [[nodiscard]] std::vector<SearchHit> ranked(std::vector<Candidate> found, SearchQuery const& query) const;
  [[nodiscard]] double distance_score(Entry const& entry, SearchQuery const& query) const;
  [[nodiscard]] SearchHit hit(Candidate const& candidate, SearchQuery const& query) const;
  [[nodiscard]] std::string label(Entry const& entry, std::string_view language) const;
  [[nodiscard]] std::string_view id(Entry const& entry) const noexcept;

  CityData const* data_;
  bool number_first_ = false;  ///< "12 rue X" rather than "Colonia 1234"
  NameIndex index_;
  std::vector<Name> names_;     ///< by document
  Document first_address_ = 0;  ///< documents from here on are addresses
  std::vector<Entry> entries_;
  std::vector<geo::LonLat> points_;
};

}  // namespace cartable::store
