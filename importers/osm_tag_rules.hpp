#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace osmium {
class TagList;
}

namespace cartable::importers {

/// What the importer does with an object whose tags fulfil a rule.
enum class Take : std::uint8_t {
  place,         ///< a learning place
  staff_place,   ///< a learning place that the public never sees unless the city says so
  with_courses,  ///< a learning place only once courses are listed for it: not taken from OpenStreetMap alone
  container,     ///< grounds that tell which objects belong together; never shown
  no_place,      ///< not a place to learn at: left out, and counted when `why` says what it is
};

/// `key` is one key, or several with '|' between; `value` likewise, "*" for any value but "no".
struct PlaceCondition {
  std::string_view key, value;
};

/// One line of the mapping table: all conditions hold → kind.
struct PlaceRule {
  std::uint8_t row;                   ///< row of the mapping table in docs/data/osm.md
  std::array<PlaceCondition, 2> all;  ///< the second may be empty
  std::string_view kind;              ///< slug of store/taxonomy, or what it is for rows that are no place
  Take take = Take::place;
};

/// The whole mapping table, OpenStreetMap tags → kinds, in row order.
[[nodiscard]] std::span<PlaceRule const> place_rules() noexcept;

/// What the rules make of an object.
struct Classified {
  std::vector<std::string_view> kinds;  ///< slugs in row order; empty: no learning place
  Take take = Take::no_place;           ///< place, staff_place, or why there are no kinds
  std::string_view not_taken;           ///< the kind of a rule that matched without making a place, for the report
  bool is_lifecycle = false;            ///< disused, abandoned, planned, …: would be a place otherwise
};

/// Applies the table to an object's tags. A value list ("library;community_centre") fulfils the rule of each.
/// A key with a lifecycle prefix (disused:amenity) is another key and fulfils nothing; objects marked as a whole
/// (disused=yes, construction=yes) are no places either.
[[nodiscard]] Classified classify(osmium::TagList const& tags);

/// The value of a tag, empty when absent.
[[nodiscard]] std::string_view tag_value(osmium::TagList const& tags, char const* key) noexcept;

}  // namespace cartable::importers
