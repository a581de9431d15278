#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::importers {

struct DelimitedText;
struct DelimitedOptions;

/// The cells of a table as its file has them, before anybody knows which row is the header. Texts are UTF-8.
/// Views into it live as long as it does and is not added to.
class TextGrid {
 public:
  [[nodiscard]] std::size_t rows() const noexcept { return rows_.size(); }
  /// Cells of a row; rows need not be equally long.
  [[nodiscard]] std::size_t width(std::size_t row) const noexcept;
  /// Empty beyond the end of the row.
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const noexcept;
  /// The line of the file where the row begins, 1 for the first; for spreadsheets its row number.
  [[nodiscard]] std::int64_t line(std::size_t row) const noexcept { return rows_[row].line; }
  /// Whether the row has a quotation mark that is never closed; its cells are then those of that line alone.
  [[nodiscard]] bool is_broken(std::size_t row) const noexcept { return rows_[row].broken; }

  void add_row(std::int64_t line, bool broken = false) { rows_.push_back({cells_.size(), line, broken}); }
  void add_cell(std::string_view text);

 private:
  friend class DelimitedParser;
  friend base::Result<DelimitedText> parse_delimited(std::string bytes, DelimitedOptions const& options);
  struct Cell {
    std::size_t at;
    std::size_t size;
  };
  struct Row {
    std::size_t first;
    std::int64_t line;
    bool broken;
  };
  std::string text_;
  std::vector<Cell> cells_;
  std::vector<Row> rows_;
};

/// How a delimited text was read.
struct DelimitedText {
  TextGrid grid;
  char delimiter = ',';            ///< '\0' when the text has a single column
  std::string encoding;            ///< "UTF-8", "windows-1252", …
  std::vector<std::string> notes;  ///< what a person should know, in words that follow a file's name
};

struct DelimitedOptions {
  std::string encoding = {};  ///< empty: found out
  char delimiter = '\0';      ///< '\0': found out
  bool keep_blanks = false;   ///< cells with the blanks around them, where these mean something (indentation)
  std::size_t max_bytes = std::size_t{512} << 20U;
  std::size_t max_cells = 60'000'000;
};

/// Reads a text whose columns are separated by commas, semicolons, tabs or bars (RFC 4180, and what spreadsheets make
/// of it: `sep=;`, quotes inside quotes, line ends of any kind, a quotation mark that is never closed).
/// \return too_large, corrupt (no text, or a table beyond the limits), with a message that follows the file's name
[[nodiscard]] base::Result<DelimitedText> read_delimited(std::filesystem::path const& file,
                                                         DelimitedOptions const& options);
/// The same from bytes in memory.
[[nodiscard]] base::Result<DelimitedText> parse_delimited(std::string bytes, DelimitedOptions const& options);

/// Whether the first bytes of a file look like a delimited text of at least two columns (or one, when `may_be_one`).
[[nodiscard]] bool looks_delimited(std::string_view head, bool may_be_one);

/// The separator of a text in UTF-8; '\0' when it has a single column.
[[nodiscard]] char find_delimiter(std::string_view text);

}  // namespace cartable::importers
