#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What column names mean, in the languages that open-data portals write.
namespace cartable::importers {

/// A field that a column's name speaks of.
struct NameMatch {
  std::string field;
  double strength = 0;  ///< 0…1; 0.9: the name says it plainly, 0.6: it may mean it
};

/// Fields that a column's name may mean, the surest first; none for a name that says nothing or something else
/// ("date of creation", "code of the municipality", "name of the contact person").
[[nodiscard]] std::vector<NameMatch> fields_named(std::string_view column);

/// Whether a cell is one that headers have: a word that plainly names a field.
[[nodiscard]] bool is_header_word(std::string_view cell);

/// Whether the name is that of a thing with a name ("School", "Standort", "图书馆"), so that its cells are names.
[[nodiscard]] bool names_an_entity(std::string_view column);

/// Whether a column of this name numbers the rows ("No.", "OBJECTID", "序号"): no key, as another export counts anew.
[[nodiscard]] bool counts_rows(std::string_view column);

/// The words of a column's name: folded, cut at signs and at humps ("postalCode" → postal, code).
[[nodiscard]] std::vector<std::string> words_of(std::string_view column);

/// Every field that a column can be mapped to.
[[nodiscard]] std::vector<std::string_view> const& field_names();

}  // namespace cartable::importers
