#include "importers/table_grid.hpp"

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace cartable::importers {

/// Longest quoted cell, and most lines of one: beyond them the mark was not meant to open anything.
constexpr std::size_t kMaxQuoted = std::size_t{1} << 20U;
constexpr std::int64_t kMaxQuotedLines = 1000;
constexpr std::size_t kMaxColumns = 4096;
/// What the separator is told from.
constexpr std::size_t kSniffBytes = std::size_t{256} << 10U;
constexpr std::size_t kSniffRows = 300;

namespace {

constexpr std::array kDelimiters = {',', ';', '\t', '|'};

char line_end_of(std::string_view text) {
  return text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos ? '\r' : '\n';
}

/// Excel's own first line: "sep=;". \return its length with the line end, and the separator
std::pair<std::size_t, char> separator_line(std::string_view text) {
  if (text.size() < 6 || base::ascii_lower(text.substr(0, 4)) != "sep=" || (text[5] != '\r' && text[5] != '\n')) {
    return {0, '\0'};
  }
  auto const end = text.find(line_end_of(text), 4);
  return {end == std::string_view::npos ? text.size() : end + 1, text[4]};
}

}  // namespace

/// Cuts a text into cells. Quoted cells are unescaped where they stand, so that no cell is copied.
class DelimitedParser {
 public:
  DelimitedParser(std::string& text, char delimiter, std::size_t at, std::int64_t line, bool keep_blanks = false)
      : text_(text), delimiter_(delimiter), end_(line_end_of(text)), at_(at), line_(line), keep_blanks_(keep_blanks) {}

  /// The next row into `grid` (its text must be text_); false at the end.
  bool next(TextGrid& grid) {
    if (at_ >= text_.size()) {
      return false;
    }
    std::size_t const first = grid.cells_.size();
    grid.rows_.push_back({first, line_, false});
    row_start_ = at_;
    while (true) {
      bool more = false;
      if (at_ < text_.size() && text_[at_] == '"') {
        if (!quoted(grid, more)) {  // never closed: this line is read as it stands
          grid.cells_.resize(first);
          grid.rows_.back().broken = true;
          at_ = row_start_;
          while (plain(grid)) {
          }
          return true;
        }
      } else {
        more = plain(grid);
      }
      if (!more) {
        return true;
      }
      if (grid.cells_.size() - first > kMaxColumns) {
        return true;  // the rest becomes rows of their own; the caller sees the width
      }
    }
  }
  [[nodiscard]] std::size_t position() const noexcept { return at_; }

 private:
  /// A cell without quotation marks. \return whether another one follows in the row
  bool plain(TextGrid& grid) {
    std::size_t const start = at_;
    while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != end_) {
      ++at_;
    }
    add(grid, start, at_);
    return pass_separator();
  }

  bool quoted(TextGrid& grid, bool& more) {
    std::size_t const start = at_ + 1;
    std::size_t write = start;
    std::int64_t lines = 0;
    std::size_t read = start;
    bool touched = false;
    // Looked through before anything is written, as the line is read again when the mark is not closed.
    while (true) {
      if (read >= text_.size() || read - start > kMaxQuoted || lines > kMaxQuotedLines) {
        return false;
      }
      char const c = text_[read];
      if (c == end_) {
        ++lines;
      } else if (c == '"') {
        if (read + 1 < text_.size() && text_[read + 1] == '"') {
          touched = true;
          read += 2;
          continue;
        }
        if (closes(read + 1)) {
          break;
        }
        if (lines > 0) {
          return false;  // ran into the next quoted cell: the mark of this one was never closed
        }
      }
      ++read;
    }
    if (touched) {
      for (std::size_t i = start; i < read; ++i) {
        text_[write++] = text_[i];
        if (text_[i] == '"' && i + 1 < read && text_[i + 1] == '"') {
          ++i;
        }
      }
    } else {
      write = read;
    }
    add(grid, start, write);
    line_ += lines;
    at_ = read + 1;
    while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] == '\r' && end_ != '\r'))) {
      ++at_;
    }
    more = pass_separator();
    return true;
  }

  /// Whether a separator, a line end or the end follows, blanks aside.
  [[nodiscard]] bool closes(std::size_t at) const {
    while (at < text_.size() && (text_[at] == ' ' || (text_[at] == '\r' && end_ != '\r'))) {
      ++at;
    }
    return at >= text_.size() || text_[at] == delimiter_ || text_[at] == end_;
  }

  bool pass_separator() {
    if (at_ >= text_.size()) {
      return false;
    }
    bool const more = text_[at_] == delimiter_ && delimiter_ != end_;
    line_ += more ? 0 : 1;
    ++at_;
    return more;
  }

  void add(TextGrid& grid, std::size_t from, std::size_t to) {
    std::string_view cell = std::string_view(text_).substr(from, to - from);
    if (!keep_blanks_) {
      cell = base::trim(cell);
    } else if (cell.ends_with('\r')) {
      cell.remove_suffix(1);  // of the line end
    }
    grid.cells_.push_back({cell.empty() ? from : static_cast<std::size_t>(cell.data() - text_.data()), cell.size()});
  }

  std::string& text_;
  char delimiter_, end_;
  std::size_t at_, row_start_ = 0;
  std::int64_t line_;
  bool keep_blanks_;
};

std::size_t TextGrid::width(std::size_t row) const noexcept {
  return (row + 1 < rows_.size() ? rows_[row + 1].first : cells_.size()) - rows_[row].first;
}

std::string_view TextGrid::cell(std::size_t row, std::size_t column) const noexcept {
  if (column >= width(row)) {
    return {};
  }
  Cell const& cell = cells_[rows_[row].first + column];
  return std::string_view(text_).substr(cell.at, cell.size);
}

void TextGrid::add_cell(std::string_view text) {
  std::string_view const cell = base::trim(text);
  cells_.push_back({text_.size(), cell.size()});
  text_ += cell;
}

namespace {

struct FoundDelimiter {
  char delimiter = '\0';
  double score = 0;      ///< 1: every line is cut alike
  std::size_t rows = 0;  ///< lines that it cuts
};

FoundDelimiter look_for_delimiter(std::string_view text) {
  FoundDelimiter best;
  for (char const delimiter : kDelimiters) {
    std::string copy(text.substr(0, kSniffBytes));
    bool const whole = copy.size() == text.size();
    DelimitedParser parser(copy, delimiter, 0, 1);
    TextGrid grid;
    std::vector<std::size_t> widths;
    while (widths.size() < kSniffRows && parser.next(grid)) {
      std::size_t const width = grid.width(grid.rows() - 1);
      if (!whole && parser.position() >= copy.size()) {
        break;  // cut in the middle
      }
      widths.push_back(width);
    }
    std::map<std::size_t, std::size_t> often;
    std::size_t rows = 0;
    for (std::size_t const width : widths) {
      if (width > 1) {
        ++often[width];
        ++rows;
      }
    }
    if (often.empty()) {
      continue;
    }
    auto const mode = std::max_element(often.begin(), often.end(), [](auto const& a, auto const& b) {
      return a.second != b.second ? a.second < b.second : a.first < b.first;
    });
    double const agree = static_cast<double>(mode->second) / static_cast<double>(widths.size());
    // A separator cuts every line alike; a comma that belongs to texts or numbers cuts the header not at all.
    auto const first = std::find_if(widths.begin(), widths.end(), [](std::size_t width) { return width > 1; });
    double const header = first != widths.end() && *first == mode->first ? 1.0 : 0.4;
    double const wide = 1 - 0.5 / static_cast<double>(mode->first);
    double const covered = static_cast<double>(rows) / static_cast<double>(widths.size());
    double const score = agree * header * wide * (0.5 + 0.5 * covered) * (delimiter == '|' ? 0.99 : 1);
    if (score > best.score) {
      best = {delimiter, score, rows};
    }
  }
  return best;
}

}  // namespace

char find_delimiter(std::string_view text) {
  auto const [length, told] = separator_line(text);
  return length > 0 ? told : look_for_delimiter(text).delimiter;
}

base::Result<DelimitedText> parse_delimited(std::string bytes, DelimitedOptions const& options) {
  auto decoded = base::decode_text(std::move(bytes), options.encoding);
  if (!decoded) {
    return base::fail(decoded);
  }
  DelimitedText out;
  out.encoding = decoded->encoding;
  if (decoded->guessed && decoded->odd_lines == 0) {
    out.notes.push_back(
        fmt::format("read as {}, found out from its letters; --encoding says otherwise", decoded->encoding));
  }
  if (decoded->odd_lines > 0) {
    out.notes.push_back(
        fmt::format("{} of its lines are not UTF-8 as the others and were read as windows-1252", decoded->odd_lines));
  }
  if (decoded->mended > 0) {
    out.notes.push_back(fmt::format(
        "{} letters or runs of letters had been encoded twice (\"Ã©\" for \"é\") and were mended", decoded->mended));
  }
  if (decoded->nul_bytes > 0) {
    out.notes.push_back(fmt::format("{} zero bytes were left out", decoded->nul_bytes));
  }
  TextGrid& grid = out.grid;
  grid.text_ = std::move(decoded->text);
  auto const [skip, told] = separator_line(grid.text_);
  out.delimiter = options.delimiter != '\0' ? options.delimiter : skip > 0 ? told : find_delimiter(grid.text_);
  // Without a separator, one that no text has.
  DelimitedParser parser(grid.text_, out.delimiter == '\0' ? '\x1F' : out.delimiter, skip, skip > 0 ? 2 : 1,
                         options.keep_blanks);
  std::size_t widest = 0, broken = 0;
  while (parser.next(grid)) {
    if (grid.cells_.size() > options.max_cells) {
      return base::fail(base::ErrorCode::too_large, "has more than {} cells; split it, or give it as GeoPackage",
                        options.max_cells);
    }
    widest = std::max(widest, grid.width(grid.rows() - 1));
    broken += grid.rows_.back().broken ? 1U : 0U;
  }
  if (widest > kMaxColumns) {
    return base::fail(base::ErrorCode::corrupt, "has a line of more than {} columns; is it a table, and is it whole?",
                      kMaxColumns);
  }
  if (broken > 0) {
    out.notes.push_back(fmt::format("{} lines have a quotation mark that is never closed", broken));
  }
  return out;
}

base::Result<DelimitedText> read_delimited(std::filesystem::path const& file, DelimitedOptions const& options) {
  std::error_code error;
  auto const size = std::filesystem::file_size(file, error);
  if (!error && size > options.max_bytes) {
    return base::fail(base::ErrorCode::too_large,
                      "{}: has {} MB, and a text table may have {} MB; split it, or give it as GeoPackage",
                      file.string(), size >> 20U, options.max_bytes >> 20U);
  }
  CARTABLE_ASSIGN(std::string bytes, base::read_file(file, options.max_bytes));
  auto out = parse_delimited(std::move(bytes), options);
  if (!out) {
    return base::fail(out.error().code, "{}: {}", file.filename().string(), out.error().message);
  }
  return out;
}

bool looks_delimited(std::string_view head, bool may_be_one) {
  auto const decoded = base::decode_text(std::string(head));
  if (!decoded || decoded->text.empty()) {
    return false;
  }
  std::string_view const text = base::trim(decoded->text);
  if (text.empty() || text.front() == '{' || text.front() == '<') {
    return false;
  }
  if (std::count(text.begin(), text.end(), '\xEF') * 20 > static_cast<std::ptrdiff_t>(text.size())) {
    return false;
  }
  if (may_be_one || separator_line(text).first > 0) {
    return true;
  }
  // Commas of a letter do not cut its lines alike.
  FoundDelimiter const found = look_for_delimiter(text);
  return found.rows >= 2 && found.score >= 0.5;
}

}  // namespace cartable::importers
