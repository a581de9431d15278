#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::importers {

/// Which column of somebody's table holds which field of ours.
class TableColumns {
 public:
  /// Columns that `map` (our field → their column) names, then obvious names for fields that it leaves out.
  /// Fields are those of field_names(), and name:xx, description:xx for a language.
  /// \return bad_usage for a field of ours that there is not, not_found for a column that the file lacks; each
  ///         message lists what there is
  [[nodiscard]] static base::Result<TableColumns> match(std::vector<std::string> const& columns,
                                                        std::map<std::string, std::string> const& map,
                                                        std::string_view file);

  /// The column of a field, if there is one.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view field) const;
  /// Whether the person said so, rather than the name of the column.
  [[nodiscard]] bool is_mapped(std::string_view field) const;
  /// The column's name as the file has it; the field's own name when there is no column.
  [[nodiscard]] std::string_view name_of(std::string_view field) const;
  /// The value of a field in a row, trimmed; empty when there is no column.
  [[nodiscard]] std::string_view value(std::vector<std::string> const& row, std::string_view field) const;
  /// Columns of a field by language: find_languages("name") gives name:fr, name_fr, nom_fr, …
  [[nodiscard]] std::vector<std::pair<std::string, std::size_t>> languages_of(std::string_view field) const;
  void forget(std::string_view field);

  /// Every field that a column can be mapped to.
  [[nodiscard]] static std::vector<std::string_view> field_names();

 private:
  struct Column {
    std::size_t index;
    bool mapped;
  };
  std::vector<std::string> columns_;
  std::map<std::string, Column, std::less<>> fields_;  ///< "name", "name:fr", …
};

/// Names joined by ", ", for messages.
[[nodiscard]] std::string joined(std::vector<std::string> const& names);

}  // namespace cartable::importers
