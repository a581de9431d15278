#pragma once

#include "store/name_search.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cartable::store {

/// Fills a NameSearch; lives only while that is constructed.
class NameSearchBuilder {
 public:
  explicit NameSearchBuilder(NameSearch& search) : search_(search) {}

  void add_places(std::span<std::uint32_t const> listed);
  /// Offers that are listed, where their places are; without a place, nowhere. \pre add_places
  void add_offers(std::span<std::uint32_t const> listed);
  /// Topics of places and offers that are listed. \pre add_places
  void add_topics(std::span<std::uint32_t const> listed);
  void add_streets();
  void add_districts();
  void add_localities();
  void add_addresses();
  void finish();

 private:
  using Entry = NameSearch::Entry;

  /// Starts an entry at `point`.
  void begin(SearchHit::Type type, Visibility visibility, std::uint32_t record, geo::LonLat point);
  /// A further point of the entry begun last.
  void add_point(geo::LonLat point);
  /// A further name of the entry begun last; one that reads the same as an earlier one of it is dropped.
  void add_name(std::string_view name);
  void add_names(std::string_view name, LangMap const& names);
  void add_street_group(std::span<std::uint32_t const> group);
  NameIndex::Builder::Words const& words_of(std::string_view text);

  /// An offer that is listed, who may see it with its place, and where that is.
  struct OfferAt {
    std::uint32_t offer = 0;
    Visibility visibility = Visibility::everyone;
    std::optional<geo::LonLat> point;
  };

  NameSearch& search_;
  std::vector<OfferAt> offers_at_;
  NameIndex::Builder index_;
  NameIndex::Builder::Words words_;     ///< of the name at hand: kept for its memory
  std::vector<std::string> spellings_;  ///< folded names of the entry begun last
  std::unordered_map<std::string, NameIndex::Builder::Words> street_words_;
};

}  // namespace cartable::store
