#pragma once

#include "base/result.hpp"
#include "importers/table_guess.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::importers {

/// The columns that --map and --mapping name: our field → the index of their column.
/// Fields are those of field_names(), and name:xx, description:xx for a language. A column is found as written, else as
/// the only one that differs in case or blanks.
/// \return bad_usage for a field of ours that there is not, not_found for a column that the file lacks; each message
///         lists what there is
[[nodiscard]] base::Result<std::map<std::string, std::size_t>> told_columns(
    std::vector<std::string> const& columns, std::map<std::string, std::string> const& map, std::string_view file);

/// Which column of somebody's table holds which field of ours.
class TableColumns {
 public:
  TableColumns() = default;
  TableColumns(std::vector<std::string> columns, std::vector<ColumnGuess> const& guesses);

  /// The column of a field, if there is one.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view field) const;
  /// Whether a person said so.
  [[nodiscard]] bool is_told(std::string_view field) const;
  /// The column's name as the file has it; the field's own name when there is no column.
  [[nodiscard]] std::string_view name_of(std::string_view field) const;
  /// Columns of a field by language: languages_of("name") gives name:fr, name_fr, nom_fr, …
  [[nodiscard]] std::vector<std::pair<std::string, std::size_t>> languages_of(std::string_view field) const;
  void forget(std::string_view field);

  [[nodiscard]] std::vector<std::string> const& names() const noexcept { return columns_; }

 private:
  struct Column {
    std::size_t index;
    bool told;
  };
  std::vector<std::string> columns_;
  std::map<std::string, Column, std::less<>> fields_;  ///< "name", "name:fr", …
};

/// Names joined by ", ", for messages.
[[nodiscard]] std::string joined(std::vector<std::string> const& names);

}  // namespace cartable::importers
