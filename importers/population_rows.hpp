#pragma once

#include "base/result.hpp"
#include "geo/geometry.hpp"
#include "importers/people_batch.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cartable::importers {

/// The column whose name, folded, is one of those given, the first name before the others.
[[nodiscard]] std::optional<std::size_t> column_named(std::vector<std::string> const& columns,
                                                      std::span<std::string_view const> names);

/// Turns rows of cells into population, wherever they come from: which columns count whom, keys, counts, what is lost.
class PopulationRows {
 public:
  PopulationRows(std::vector<std::string> columns, PeopleOptions const& options, PeopleBatch& out);

  /// Finds the columns that options ask for, and that of everybody, by the first rows. Call once, first.
  [[nodiscard]] base::Status choose_columns(std::vector<std::vector<std::string>> const& sample);
  /// Whether a row has the values that --map where:COLUMN=VALUE asks for.
  [[nodiscard]] bool is_kept(std::vector<std::string> const& row) const;
  /// \param place  an area or a point on WGS 84 \param key  by which the cell is known when no column says it
  void take(std::int64_t record, std::vector<std::string> const& row, geo::Geometry&& place, std::string key);
  /// Counts the people of a row that cannot be taken.
  void lose(std::vector<std::string> const& row);
  /// Groups and notes; an Error when nothing was taken. Call once, last.
  [[nodiscard]] base::Status finish();

  /// Lets the keys that take() is given count, though a column looks like one of keys.
  void forget_id() { id_.reset(); }
  [[nodiscard]] std::vector<std::string> const& columns() const noexcept { return columns_; }
  [[nodiscard]] std::optional<std::size_t> id() const noexcept { return id_; }

 private:
  struct Figure {
    std::string group;
    std::size_t column = 0;
    std::size_t taken = 0, without = 0;
  };
  /// The column of that name, spelt otherwise perhaps.
  [[nodiscard]] base::Result<std::size_t> find(std::string const& name) const;
  [[nodiscard]] std::optional<std::size_t> guess_people(std::vector<std::vector<std::string>> const& sample) const;

  std::vector<std::string> columns_;
  PeopleOptions const& options_;
  PeopleBatch& out_;
  char decimal_ = '.';
  std::vector<Figure> figures_;
  std::optional<std::size_t> id_;
  std::vector<std::pair<std::size_t, std::string>> filters_;
  std::unordered_map<std::string, std::int64_t> records_by_key_;
};

}  // namespace cartable::importers
