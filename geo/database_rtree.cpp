#include "geo/database_rtree.hpp"

#include "geo/gdal_support.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

// SQLite keeps an R-tree in three tables: rtree_T_geom_node (number, bytes), _rowid (row → its leaf), _parent (node →
// its parent). A node is two bytes of depth (of the root alone, number 1), two of the number of cells, and cells of a
// 64-bit row or node with four 32-bit floats: west, east, south, north, all big-endian
// (https://www.sqlite.org/src/file/ext/rtree/rtree.c, "Database Format of R-Tree Tables").
namespace cartable::geo {
namespace {

constexpr std::size_t kNodeHead = 4;
constexpr std::size_t kCellBytes = 24;
constexpr std::size_t kStatementBytes = std::size_t{256} << 10U;
constexpr std::int64_t kShare = 8;  ///< packing pays when a new row comes to eight old ones

/// A row or a node with its box, rounded outwards as SQLite does.
struct Cell {
  std::int64_t id = 0;
  float west = 0, east = 0, south = 0, north = 0;
  std::uint64_t order = 0;  ///< along the Z-curve
};

float rounded_down(double value) noexcept {
  auto const near = static_cast<float>(value);
  return static_cast<double>(near) > value ? std::nextafter(near, -std::numeric_limits<float>::infinity()) : near;
}
float rounded_up(double value) noexcept {
  auto const near = static_cast<float>(value);
  return static_cast<double>(near) < value ? std::nextafter(near, std::numeric_limits<float>::infinity()) : near;
}

std::uint64_t spread(std::uint32_t value) noexcept {
  std::uint64_t out = value;
  out = (out | (out << 16U)) & 0x0000FFFF0000FFFFU;
  out = (out | (out << 8U)) & 0x00FF00FF00FF00FFU;
  out = (out | (out << 4U)) & 0x0F0F0F0F0F0F0F0FU;
  out = (out | (out << 2U)) & 0x3333333333333333U;
  return (out | (out << 1U)) & 0x5555555555555555U;
}

std::uint64_t z_order(double lon, double lat) noexcept {
  auto const part = [](double value, double low, double range) {
    return static_cast<std::uint32_t>(std::clamp((value - low) / range, 0.0, 1.0) * 4294967295.0);
  };
  return spread(part(lon, -180, 360)) | (spread(part(lat, -90, 180)) << 1U);
}

template <class T>
void append_big_endian(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T) * 8) - 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(static_cast<unsigned char>(value >> shift));
  }
}

/// The bytes of a node, filled up with zeros to the size that this file's nodes have.
std::string node_bytes(std::vector<Cell> const& cells, std::size_t begin, std::size_t end, unsigned depth,
                       std::size_t size) {
  std::string out;
  out.reserve(size);
  append_big_endian(out, static_cast<std::uint16_t>(depth));
  append_big_endian(out, static_cast<std::uint16_t>(end - begin));
  for (std::size_t i = begin; i < end; ++i) {
    append_big_endian(out, static_cast<std::uint64_t>(cells[i].id));
    for (float const side : {cells[i].west, cells[i].east, cells[i].south, cells[i].north}) {
      append_big_endian(out, std::bit_cast<std::uint32_t>(side));
    }
  }
  out.resize(size, '\0');
  return out;
}

Cell box_of(std::vector<Cell> const& cells, std::size_t begin, std::size_t end, std::int64_t id) {
  Cell out = cells[begin];
  out.id = id;
  for (std::size_t i = begin + 1; i < end; ++i) {
    out.west = std::min(out.west, cells[i].west);
    out.east = std::max(out.east, cells[i].east);
    out.south = std::min(out.south, cells[i].south);
    out.north = std::max(out.north, cells[i].north);
  }
  return out;
}

/// `INSERT INTO table VALUES (…),(…),…` in statements of some hundred kilobytes: OGR takes its time over
/// each.
class ManyValues {
 public:
  ManyValues(Database::Impl& database, std::string const& table)
      : database_(database), head_(fmt::format("INSERT INTO \"{}\" VALUES ", table)) {}
  base::Status add(std::int64_t a, std::int64_t b) {
    fmt::format_to(std::back_inserter(text_), "{}({},{})", text_.empty() ? "" : ",", a, b);
    return write_if_many();
  }
  base::Status add_bytes(std::int64_t number, std::string_view bytes) {
    fmt::format_to(std::back_inserter(text_), "{}({},X'", text_.empty() ? "" : ",", number);
    append_hex(text_, bytes);
    text_ += "')";
    return write_if_many();
  }
  base::Status write() {
    if (text_.empty()) {
      return {};
    }
    // Else OGR looks through the text for the name of each layer, to count its rows anew; these are of no layer.
    constexpr char const* kWithoutLooking = "DEBUG";
    GdalErrors errors;
    database_.dataset->ExecuteSQL((head_ + text_).c_str(), nullptr, kWithoutLooking);
    text_.clear();
    return errors.check_that(!errors.any(), base::ErrorCode::internal, database_.where);
  }

 private:
  base::Status write_if_many() { return text_.size() >= kStatementBytes ? write() : base::Status(); }
  Database::Impl& database_;
  std::string head_, text_;
};

base::Result<std::optional<std::string>> first_text(Database::Impl& database, std::string const& sql) {
  GdalErrors errors;
  std::optional<std::string> out;
  if (OGRLayer* const rows = database.dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr)) {
    if (OGRFeatureUniquePtr const row{rows->GetNextFeature()}; row && row->GetFieldCount() > 0) {
      out = row->GetFieldAsString(0);
    }
    database.dataset->ReleaseResultSet(rows);
  }
  if (errors.any()) {
    return tl::unexpected(errors.error(base::ErrorCode::internal, database.where));
  }
  return out;
}

/// What keeps the index by each row that is added or changed: names and texts.
base::Result<std::vector<std::pair<std::string, std::string>>> triggers_of(Database::Impl& database,
                                                                           std::string const& table) {
  GdalErrors errors;
  std::vector<std::pair<std::string, std::string>> out;
  std::string const sql = fmt::format(
      "SELECT name, sql FROM sqlite_master WHERE type='trigger' AND sql NOT NULL AND (name='rtree_{0}_geom_insert' OR "
      "name GLOB 'rtree_{0}_geom_update[0-9]') ORDER BY name",
      table);
  if (OGRLayer* const rows = database.dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr)) {
    while (OGRFeatureUniquePtr const row{rows->GetNextFeature()}) {
      out.emplace_back(row->GetFieldAsString(0), row->GetFieldAsString(1));
    }
    database.dataset->ReleaseResultSet(rows);
  }
  if (errors.any()) {
    return tl::unexpected(errors.error(base::ErrorCode::internal, database.where));
  }
  return out;
}

base::Result<std::vector<Cell>> boxes_of_rows(Database::Impl& database, std::string const& table) {
  GdalErrors errors;
  std::vector<Cell> cells;
  // The column of row numbers under another name: OGR would take "fid" for its own.
  std::string const sql = fmt::format(
      "SELECT fid+0 AS row_number, ST_MinX(geom) AS west, ST_MaxX(geom) AS east, ST_MinY(geom) AS south, ST_MaxY(geom) "
      "AS north FROM \"{}\" WHERE geom NOT NULL AND NOT ST_IsEmpty(geom)",
      table);
  if (OGRLayer* const rows = database.dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr)) {
    while (OGRFeatureUniquePtr const row{rows->GetNextFeature()}) {
      double const west = row->GetFieldAsDouble(1), east = row->GetFieldAsDouble(2), south = row->GetFieldAsDouble(3),
                   north = row->GetFieldAsDouble(4);
      cells.push_back({.id = row->GetFieldAsInteger64(0),
                       .west = rounded_down(west),
                       .east = rounded_up(east),
                       .south = rounded_down(south),
                       .north = rounded_up(north),
                       .order = z_order((west + east) / 2, (south + north) / 2)});
    }
    database.dataset->ReleaseResultSet(rows);
  }
  if (errors.any()) {
    return tl::unexpected(errors.error(base::ErrorCode::internal, database.where));
  }
  std::sort(cells.begin(), cells.end(),
            [](Cell const& a, Cell const& b) { return std::pair(a.order, a.id) < std::pair(b.order, b.id); });
  return cells;
}

}  // namespace

base::Status BulkIndex::row_comes() {
  if (triggers_.empty() && ++rows_ == next_look_) {
    next_look_ *= 2;
    return consider();
  }
  return {};
}

base::Status BulkIndex::consider() {
  CARTABLE_ASSIGN(auto triggers, triggers_of(database_, table_));
  if (triggers.empty()) {
    next_look_ = -1;  // no spatial index
    return {};
  }
  CARTABLE_ASSIGN(auto const count, first_text(database_, fmt::format("SELECT count(*) FROM \"{}\"", table_)));
  if (count && std::stoll(*count) > rows_ * kShare) {
    return {};
  }
  for (auto const& [name, sql] : triggers) {
    CARTABLE_TRY(database_.execute_now(fmt::format("DROP TRIGGER \"{}\"", name)));
  }
  triggers_ = std::move(triggers);
  return {};
}

base::Status BulkIndex::finish() {
  rows_ = 0;
  next_look_ = 1000;
  if (triggers_.empty()) {
    return {};
  }
  CARTABLE_TRY(pack());
  for (auto const& [name, sql] : std::exchange(triggers_, {})) {
    CARTABLE_TRY(database_.execute_now(sql));
  }
  return {};
}

base::Status BulkIndex::pack() {
  std::string const index = fmt::format("rtree_{}_geom", table_);
  CARTABLE_ASSIGN(auto const length,
                  first_text(database_, fmt::format("SELECT length(data) FROM \"{}_node\" WHERE nodeno=1", index)));
  std::size_t const size = length ? static_cast<std::size_t>(std::stoll(*length)) : 0;
  if (size < kNodeHead + 4 * kCellBytes) {
    return base::fail(base::ErrorCode::corrupt, "{}: the spatial index of {} is damaged; use a backup", database_.where,
                      table_);
  }
  std::size_t const most = (size - kNodeHead) / kCellBytes;
  CARTABLE_ASSIGN(auto cells, boxes_of_rows(database_, table_));
  for (char const* const part : {"_node", "_rowid", "_parent"}) {
    CARTABLE_TRY(database_.execute_now(fmt::format("DELETE FROM \"{}{}\"", index, part)));
  }
  ManyValues nodes(database_, index + "_node");
  ManyValues leaves(database_, index + "_rowid");
  ManyValues parents(database_, index + "_parent");
  // Level by level from the leaves up; each level in as few nodes as hold it, evenly filled. The root is number 1.
  std::int64_t next_number = 2;
  unsigned depth = 0;
  while (cells.size() > most) {
    std::size_t const count = (cells.size() + most - 1) / most;
    std::vector<Cell> above;
    above.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t const begin = cells.size() * i / count;
      std::size_t const end = cells.size() * (i + 1) / count;
      std::int64_t const number = next_number++;
      CARTABLE_TRY(nodes.add_bytes(number, node_bytes(cells, begin, end, 0, size)));
      for (std::size_t c = begin; c < end; ++c) {
        CARTABLE_TRY((depth == 0 ? leaves : parents).add(cells[c].id, number));
      }
      above.push_back(box_of(cells, begin, end, number));
    }
    cells = std::move(above);
    ++depth;
  }
  CARTABLE_TRY(nodes.add_bytes(1, node_bytes(cells, 0, cells.size(), depth, size)));
  for (Cell const& cell : cells) {
    CARTABLE_TRY((depth == 0 ? leaves : parents).add(cell.id, 1));
  }
  CARTABLE_TRY(nodes.write());
  CARTABLE_TRY(leaves.write());
  return parents.write();
}

}  // namespace cartable::geo
