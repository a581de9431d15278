#pragma once

#include "store/catalog.hpp"
#include "store/name_index.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

/// Names of places, streets, addresses, districts and localities, found by prefixes of their words, accent- and
/// case-blind, in all their languages. Immutable; safe from any thread.
///
/// Every word of a query must be a prefix of a word of one name. Hits are ordered by how they match (the whole
/// name; its beginning; words inside it), then by what they are and how near, in one sum (see name_search.cpp).
class NameSearch {
 public:
  /// \param data    owns the names; must outlive the index and not change
  /// \param listed  indexes in data.places of the places to be found
  NameSearch(CityData const& data, std::span<std::uint32_t const> listed);

  struct Query {
    std::string_view text;
    std::optional<geo::LonLat> near;
    std::size_t limit = 10;
    std::string_view language;  ///< picks labels; empty: each thing's own
    Visibility viewer = Visibility::everyone;
  };
  /// At most `limit` hits, best first. Cost: the postings of the query's rarest word.
  [[nodiscard]] std::vector<SearchHit> find(Query const& query) const;

  [[nodiscard]] std::size_t names() const noexcept { return index_.size(); }

 private:
  friend class NameSearchBuilder;
  using Document = NameIndex::Document;

  /// One thing that can be found. A street is all its ways of one name that lie near each other.
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

  [[nodiscard]] std::optional<Candidate> match(Document document, std::span<Word const> words,
                                               Query const& query) const;
  [[nodiscard]] std::vector<Candidate> candidates(std::span<Word const> words, Query const& query) const;
  [[nodiscard]] SearchHit hit(Candidate const& candidate, Query const& query) const;
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
