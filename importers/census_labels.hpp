#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::importers {

/// One row (or column) of figures of a census table, with the headings that it stands under.
struct Figure {
  std::size_t index = 0;           ///< row of the grid, or column
  std::int64_t number = 0;         ///< as people count: the file's line, or the column from 1
  std::string label;               ///< without blanks around it
  std::vector<std::string> above;  ///< headings from the outermost to the nearest
  bool has_values = false;         ///< a heading alone has none
};

/// How deep a label is indented: blanks (a no-break space is one), tabs (as four), or points before the text
/// ("..English"). A blank on both sides is what a spreadsheet's number format adds, and not indentation.
[[nodiscard]] std::size_t indentation(std::string_view label);

/// Puts figures in order under their headings: a deeper label stands under the last less deep one; a label without
/// values opens a section that lasts until the next such label, whatever the indentation.
class FigureTree {
 public:
  /// \param label  as the file has it, with its blanks
  /// \param under  headings that other cells give, outermost first
  void add(std::size_t index, std::int64_t number, std::string_view label, bool has_values,
           std::vector<std::string> under = {});
  /// The same for columns, which stand side by side: only `under` is above them.
  void add_flat(std::size_t index, std::int64_t number, std::string_view label, bool has_values,
                std::vector<std::string> under);
  [[nodiscard]] std::vector<Figure> const& figures() const noexcept { return figures_; }

  /// The figure that a person means: "Total population by age groups", a path such as
  /// "Mother tongue / Non-official languages" (each part in a heading above, the last one the label itself), or
  /// "#93" for the line. Case, accents and signs do not matter; a label that is the text itself comes before
  /// labels that hold its words, fewer headings before more.
  /// \return index into figures(). not_found (with those that come closest) or bad_usage (several fit as well),
  ///         both listing candidates as they can be written
  [[nodiscard]] base::Result<std::size_t> find(std::string_view wanted) const;
  /// How to write a figure so that find() finds it: "Mother tongue / English (#91)".
  [[nodiscard]] std::string path_of(std::size_t figure) const;

 private:
  struct Open {
    std::size_t depth;
    std::string label;
  };
  std::vector<Figure> figures_;
  std::string section_;
  std::vector<Open> open_;
};

}  // namespace cartable::importers
