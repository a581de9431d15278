#pragma once

#include "importers/census_layout.hpp"
#include "importers/census_units.hpp"
#include "importers/people_grid.hpp"
#include "importers/people_source.hpp"

#include <cstddef>
#include <optional>
#include <string>

/// Which of a table's figures count people, and which one counts everybody.
namespace cartable::importers {

class CensusChoice {
 public:
  /// \param decimal  the mark of decimals. All is borrowed.
  CensusChoice(PeopleGrid const& grid, PeopleOptions const& options, CensusLayout const& layout,
               CensusUnits const& units, char decimal)
      : grid_(grid), options_(options), layout_(layout), units_(units), decimal_(decimal) {}

  /// The figure of everybody by its label; none where several may be meant.
  [[nodiscard]] std::optional<std::size_t> guess_everybody() const;
  /// Up to twelve figures that may be meant, for a message.
  [[nodiscard]] std::string candidates() const;
  /// Figures that can be people with their sums, as deep under headings as fits on a page.
  [[nodiscard]] std::string list_rows() const;

 private:
  [[nodiscard]] bool can_be_people(std::size_t i) const;
  [[nodiscard]] std::optional<std::size_t> guess_column() const;
  [[nodiscard]] std::size_t unit_count() const { return layout_.units.size(); }
  [[nodiscard]] Figure const& figure(std::size_t i) const { return layout_.figures.figures()[i]; }

  PeopleGrid const& grid_;
  PeopleOptions const& options_;
  CensusLayout const& layout_;
  CensusUnits const& units_;
  char decimal_;
};

}  // namespace cartable::importers
