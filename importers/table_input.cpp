#include "importers/table_input.hpp"

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <utility>

namespace cartable::importers {
namespace {

/// Cells beyond this are no values of a table but a sign that quotes or separators went wrong.
constexpr std::size_t kMaxCell = std::size_t{1} << 20U;
/// What a spreadsheet may unpack to, and how many times its size once it is large.
constexpr std::uint64_t kMaxUnpacked = std::uint64_t{1} << 30U;
constexpr std::uint64_t kMaxRatio = 200;
constexpr std::uint64_t kSmallEnough = std::uint64_t{64} << 20U;
constexpr std::int64_t kMaxSheetRows = 2'000'000;
constexpr std::size_t kHeadBytes = std::size_t{64} << 10U;

std::string head_of(std::filesystem::path const& file, std::size_t size) {
  std::string head(size, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(size));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t out = 0;
  for (std::size_t i = size; i-- > 0;) {
    out = (out << 8U) | static_cast<unsigned char>(bytes[at + i]);
  }
  return out;
}

bool is_spreadsheet(std::string_view driver) { return driver == "XLSX" || driver == "ODS" || driver == "XLS"; }

}  // namespace

std::vector<std::string> const& reject_columns() {
  static std::vector<std::string> const kColumns = {"file", "record", "line", "column", "value", "reason", "remedy"};
  return kColumns;
}

bool is_delimited_text(std::filesystem::path const& file, std::string_view head) {
  std::string const extension = base::ascii_lower(file.extension().string());
  bool const named = extension == ".csv" || extension == ".tsv" || extension == ".tab" || extension == ".psv";
  return looks_delimited(head, named);
}

bool is_packed_document(std::filesystem::path const& file) {
  std::string const extension = base::ascii_lower(file.extension().string());
  return (extension == ".xlsx" || extension == ".xlsm" || extension == ".ods" || extension == ".kmz") &&
         head_of(file, 4).starts_with("PK");
}

base::Status check_archive(std::filesystem::path const& file) {
  std::error_code error;
  auto const size = std::filesystem::file_size(file, error);
  if (error || size < 22 || !head_of(file, 4).starts_with("PK")) {
    return {};
  }
  // ZIP (APPNOTE 6.3 §4.3.16): the end record is in the last 65 557 bytes; it says where the central directory is.
  std::ifstream in(file, std::ios::binary);
  auto const tail_size = std::min<std::uint64_t>(size, 65557);
  std::string tail(tail_size, '\0');
  in.seekg(static_cast<std::streamoff>(size - tail_size));
  in.read(tail.data(), static_cast<std::streamsize>(tail_size));
  auto const end = tail.rfind("PK\x05\x06");
  if (end == std::string::npos || end + 22 > tail.size()) {
    return base::fail(base::ErrorCode::corrupt, "{}: is cut short or damaged; fetch or export it again", file.string());
  }
  std::uint64_t const directory_size = little_endian(tail, end + 12, 4);
  std::uint64_t const directory_at = little_endian(tail, end + 16, 4);
  if (directory_at + directory_size > size || directory_size > (std::uint64_t{64} << 20U)) {
    return base::fail(base::ErrorCode::corrupt, "{}: is cut short or damaged; fetch or export it again", file.string());
  }
  std::string directory(directory_size, '\0');
  in.clear();
  in.seekg(static_cast<std::streamoff>(directory_at));
  in.read(directory.data(), static_cast<std::streamsize>(directory_size));
  std::uint64_t unpacked = 0;
  for (std::size_t at = 0; at + 46 <= directory.size() && std::string_view(directory).substr(at, 4) == "PK\x01\x02";) {
    unpacked += little_endian(directory, at + 24, 4);
    at += 46 + little_endian(directory, at + 28, 2) + little_endian(directory, at + 30, 2) +
          little_endian(directory, at + 32, 2);
  }
  if (unpacked > kMaxUnpacked || (unpacked > kSmallEnough && unpacked / size > kMaxRatio)) {
    return base::fail(base::ErrorCode::too_large, "{}: has {} MB but would unpack to {} MB; export its sheet as CSV",
                      file.string(), size >> 20U, unpacked >> 20U);
  }
  return {};
}

void TableInput::add_sheet(std::string name, TextGrid&& grid, std::vector<std::string> notes) {
  Sheet sheet{.grid = std::move(grid), .shape = {}};
  sheet.shape = find_table(sheet.grid);
  notes.insert(notes.end(), sheet.shape.notes.begin(), sheet.shape.notes.end());
  layers_.push_back({.name = std::move(name),
                     .columns = sheet.shape.columns,
                     .geometry = geo::GeometryType::none,
                     .crs = {},
                     .rows = static_cast<std::int64_t>(sheet.shape.rows.size()),
                     .notes = std::move(notes),
                     .original = {}});
  sheet_of_.push_back(sheets_.size());
  sheets_.push_back(std::move(sheet));
}

/// Makes a layer of each original file, without our own columns, where the header is that of rows not taken.
void TableInput::part_rejects(std::string const& name) {
  auto const& ours = reject_columns();
  if (layers_.size() != 1 || layers_[0].columns.size() <= ours.size() ||
      !std::equal(ours.begin(), ours.end(), layers_[0].columns.begin())) {
    return;
  }
  rejects_ = true;
  Layer const whole = std::move(layers_.front());
  layers_.clear();
  sheet_of_.clear();
  Sheet const& sheet = sheets_.front();
  std::map<std::string, std::int64_t, std::less<>> originals;
  for (std::size_t const row : sheet.shape.rows) {
    ++originals[std::string(sheet.grid.cell(row, 0))];
  }
  for (auto const& [original, rows] : originals) {
    Layer layer{.name = original.empty() ? name : original,
                .columns = {whole.columns.begin() + static_cast<std::ptrdiff_t>(ours.size()), whole.columns.end()},
                .geometry = geo::GeometryType::none,
                .crs = {},
                .rows = rows,
                .notes = whole.notes,
                .original = original};
    // Duplicates of our own names were told apart; the rows' own are as they were.
    for (std::string& column : layer.columns) {
      if (column.ends_with(" (2)") &&
          std::find(ours.begin(), ours.end(), column.substr(0, column.size() - 4)) != ours.end()) {
        column.resize(column.size() - 4);
      }
    }
    std::erase_if(layer.notes, [](std::string const& note) { return note.starts_with("has several columns"); });
    // Columns that only other files' rows fill.
    layers_.push_back(std::move(layer));
    sheet_of_.push_back(0);
  }
}

base::Result<TableInput> TableInput::open(std::filesystem::path const& file, TableInputOptions const& options) {
  CARTABLE_TRY(base::check_input_file(file));
  TableInput out;
  out.file_ = file;
  std::string const name = file.filename().string();
  std::string const identified = geo::identify_vector(file.string());
  if (identified.empty() && is_packed_document(file)) {
    CARTABLE_TRY(check_archive(file));
  }
  if (identified.empty() || identified == "CSV") {
    if (!is_delimited_text(file, head_of(file, kHeadBytes))) {
      return base::fail(base::ErrorCode::unsupported,
                        "{}: is not in a format that can be read; give a table (CSV, XLSX, ODS), GeoJSON, GeoPackage, "
                        "Shapefile, KML or another format of GDAL's",
                        file.string());
    }
    CARTABLE_ASSIGN(auto text, read_delimited(file, {.encoding = options.encoding}));
    out.driver_ = "CSV";
    out.add_sheet(file.stem().string(), std::move(text.grid), std::move(text.notes));
    out.part_rejects(name);
    return out;
  }
  out.driver_ = identified;
  bool const spreadsheet = is_spreadsheet(identified);
  if (spreadsheet || identified == "LIBKML") {
    CARTABLE_TRY(check_archive(file));
  }
  auto reader = geo::VectorReader::open(
      file.string(),
      {.crs = options.crs, .lon_field = {}, .lat_field = {}, .encoding = options.encoding, .raw_cells = spreadsheet});
  if (!reader) {
    return base::fail(reader);
  }
  auto infos = reader->layers();
  if (!spreadsheet) {
    for (geo::LayerInfo& info : infos) {
      Layer& layer = out.layers_.emplace_back();
      layer.name = info.name;
      layer.geometry = info.geometry;
      layer.crs = info.crs;
      layer.rows = info.row_count.value_or(-1);
      for (geo::FieldDef const& field : info.fields) {
        layer.columns.push_back(field.name);
      }
    }
    out.reader_ = *std::move(reader);
    return out;
  }
  for (std::size_t i = 0; i < infos.size(); ++i) {
    if (infos[i].row_count.value_or(0) > kMaxSheetRows) {
      return base::fail(base::ErrorCode::too_large, "{}: its sheet {} has {} rows; export it as CSV", name,
                        infos[i].name, *infos[i].row_count);
    }
    TextGrid grid;
    CARTABLE_TRY(reader->read(i, [&](geo::VectorReader::RowOrProblem&& row) {
      grid.add_row(row.row.fid > 0 ? row.row.fid : row.record);
      for (std::string const& text : row.texts) {
        grid.add_cell(text);
      }
      return true;
    }));
    out.add_sheet(infos[i].name, std::move(grid), {});
  }
  // Sheets of explanations and empty ones are no tables.
  if (out.layers_.size() > 1) {
    std::vector<Layer> layers;
    std::vector<std::size_t> sheets;
    for (std::size_t i = 0; i < out.layers_.size(); ++i) {
      if (out.layers_[i].rows > 0 && out.layers_[i].columns.size() > 1) {
        layers.push_back(std::move(out.layers_[i]));
        sheets.push_back(i);
      }
    }
    if (!layers.empty()) {
      out.layers_ = std::move(layers);
      out.sheet_of_ = std::move(sheets);
    }
  }
  out.part_rejects(name);
  return out;
}

bool TableInput::lacks_crs(std::size_t layer) const { return reader_ && reader_->lacks_crs(layer); }

std::optional<geo::RawExtent> TableInput::raw_extent(std::size_t layer) const {
  return reader_ ? reader_->raw_extent(layer) : std::nullopt;
}

base::Status TableInput::read_sheet(Sheet const& sheet, Layer const& layer,
                                    std::function<bool(TableRow&)> const& take) const {
  TableRow row;
  std::size_t const skip = rejects_ ? reject_columns().size() : 0;
  std::size_t const width = layer.columns.size();
  for (std::size_t const at : sheet.shape.rows) {
    if (rejects_ && sheet.grid.cell(at, 0) != layer.original) {
      continue;
    }
    ++row.record;
    row.line = sheet.grid.line(at);
    row.cells.clear();
    row.problem.reset();
    for (std::size_t c = 0; c < width; ++c) {
      row.cells.push_back(sheet.grid.cell(at, c + skip));
      if (row.cells.back().size() > kMaxCell && !row.problem) {
        row.problem =
            geo::VectorReader::Problem{.column = layer.columns[c],
                                       .value = base::mend_utf8(row.cells.back().substr(0, 40)) + "…",
                                       .reason = fmt::format("is a cell of {} kB", row.cells.back().size() >> 10U),
                                       .remedy = "check the quotation marks and line ends of this line"};
      }
    }
    if (sheet.grid.is_broken(at)) {
      row.problem = geo::VectorReader::Problem{.column = layer.columns.empty() ? std::string() : layer.columns.front(),
                                               .value = base::mend_utf8(sheet.grid.cell(at, 0).substr(0, 60)),
                                               .reason = "begins a quotation mark that is never closed",
                                               .remedy = "close the mark, or double it where it belongs to the text"};
    } else {
      for (std::size_t c = width + skip; c < sheet.grid.width(at); ++c) {
        if (!sheet.grid.cell(at, c).empty()) {
          row.problem =
              geo::VectorReader::Problem{.column = layer.columns.empty() ? std::string() : layer.columns.back(),
                                         .value = base::mend_utf8(sheet.grid.cell(at, c).substr(0, 60)),
                                         .reason = fmt::format("the line has {} cells where there are {} columns",
                                                               sheet.grid.width(at), width + skip),
                                         .remedy = "put quotation marks around a cell that holds the separator"};
          break;
        }
      }
    }
    if (!take(row)) {
      return {};
    }
  }
  return {};
}

base::Status TableInput::read(std::size_t layer, std::function<bool(TableRow&)> const& take) {
  if (!reader_) {
    return read_sheet(sheets_[sheet_of_[layer]], layers_[layer], take);
  }
  TableRow row;
  return reader_->read(layer, [&](geo::VectorReader::RowOrProblem&& read) {
    row.record = read.record;
    row.line = 0;
    row.cells.clear();
    for (std::string& text : read.texts) {
      base::mend_twice_encoded(text);
      row.cells.push_back(base::trim(text));
    }
    row.geometry = std::move(read.row.geometry);
    row.problem = std::move(read.problem);
    return take(row);
  });
}

}  // namespace cartable::importers
