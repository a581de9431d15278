#include "geo/elevation_grid.hpp"

#include "base/assert.hpp"
#include "base/compress.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>

namespace cartable::geo {
namespace {

constexpr std::int32_t kUnknown = std::numeric_limits<std::int32_t>::min();
constexpr double kMaxMetres = 20'000;  // what a height in centimetres is trusted with

template <class Number>
void put(std::string& out, Number value) {
  static_assert(std::is_arithmetic_v<Number>);
  char raw[sizeof(Number)];
  std::memcpy(raw, &value, sizeof value);
  out.append(raw, sizeof value);
}

/// pre: text holds so much
template <class Number>
Number take(std::string_view& text) {
  Number value{};
  std::memcpy(&value, text.data(), sizeof value);
  text.remove_prefix(sizeof value);
  return value;
}

constexpr std::size_t kHeaderBytes = 4 * sizeof(double) + 2 * sizeof(std::uint32_t);

std::int32_t to_centimetres(float metres) noexcept {
  return std::isfinite(metres)
             ? static_cast<std::int32_t>(std::lround(std::clamp<double>(metres, -kMaxMetres, kMaxMetres) * 100))
             : kUnknown;
}

bool is_valid(ElevationGrid::Frame const& frame) noexcept {
  std::size_t const cells = std::size_t{frame.columns} * frame.rows;
  return frame.columns > 0 && frame.rows > 0 && cells <= ElevationGrid::kMaxCells && std::isfinite(frame.west) &&
         std::isfinite(frame.north) && std::isfinite(frame.step_lon) && std::isfinite(frame.step_lat) &&
         frame.step_lon > 0 && frame.step_lat > 0;
}

}  // namespace

ElevationGrid::ElevationGrid(Frame const& frame, std::vector<float> metres)
    : frame_(frame), metres_(std::move(metres)) {
  CARTABLE_ASSERT(is_valid(frame_));
  CARTABLE_ASSERT(metres_.size() == std::size_t{frame_.columns} * frame_.rows);
}

BBox ElevationGrid::box() const noexcept {
  return {.west = frame_.west,
          .south = frame_.north - frame_.step_lat * (frame_.rows - 1),
          .east = frame_.west + frame_.step_lon * (frame_.columns - 1),
          .north = frame_.north};
}

std::optional<double> ElevationGrid::at(LonLat point) const noexcept {
  double column = (point.lon - frame_.west) / frame_.step_lon;
  double row = (frame_.north - point.lat) / frame_.step_lat;
  double const last_column = frame_.columns - 1;
  double const last_row = frame_.rows - 1;
  constexpr double kSlack = 1e-6;  // of a cell: rounding does not take the border away
  if (!(column >= -kSlack && column <= last_column + kSlack && row >= -kSlack && row <= last_row + kSlack)) {
    return std::nullopt;
  }
  column = std::clamp(column, 0.0, last_column);
  row = std::clamp(row, 0.0, last_row);
  auto const left = static_cast<std::size_t>(column);
  auto const top = static_cast<std::size_t>(row);
  std::size_t const right = std::min<std::size_t>(left + 1, frame_.columns - 1);
  std::size_t const bottom = std::min<std::size_t>(top + 1, frame_.rows - 1);
  double const x = column - static_cast<double>(left);
  double const y = row - static_cast<double>(top);
  auto const cell = [&](std::size_t r, std::size_t c) -> double { return metres_[r * frame_.columns + c]; };
  double const height = (1 - y) * ((1 - x) * cell(top, left) + x * cell(top, right)) +
                        y * ((1 - x) * cell(bottom, left) + x * cell(bottom, right));
  return std::isfinite(height) ? std::optional(height) : std::nullopt;
}

std::string ElevationGrid::to_bytes() const {
  // Neighbours are alike: differences along the rows compress well.
  std::string raw;
  raw.reserve(metres_.size() * sizeof(std::int32_t));
  for (std::size_t row = 0; row < frame_.rows; ++row) {
    std::int32_t before = 0;
    for (float const metres : std::span(metres_).subspan(row * frame_.columns, frame_.columns)) {
      std::int32_t const now = to_centimetres(metres);
      put(raw, now == kUnknown ? kUnknown : now - before);
      before = now == kUnknown ? before : now;
    }
  }
  std::string out;
  put(out, frame_.west);
  put(out, frame_.north);
  put(out, frame_.step_lon);
  put(out, frame_.step_lat);
  put(out, frame_.columns);
  put(out, frame_.rows);
  return out + base::compress(raw, base::Encoding::zstd, base::Effort::best);
}

base::Result<ElevationGrid> ElevationGrid::from_bytes(std::string_view bytes) {
  auto const damaged = [] {
    return base::fail(base::ErrorCode::corrupt, "the city's heights are damaged; import the elevation again");
  };
  if (bytes.size() < kHeaderBytes) {
    return damaged();
  }
  Frame frame;
  frame.west = take<double>(bytes);
  frame.north = take<double>(bytes);
  frame.step_lon = take<double>(bytes);
  frame.step_lat = take<double>(bytes);
  frame.columns = take<std::uint32_t>(bytes);
  frame.rows = take<std::uint32_t>(bytes);
  if (!is_valid(frame)) {
    return damaged();
  }
  std::size_t const cells = std::size_t{frame.columns} * frame.rows;
  auto const raw = base::decompress(bytes, base::Encoding::zstd, cells * sizeof(std::int32_t));
  if (!raw || raw->size() != cells * sizeof(std::int32_t)) {
    return damaged();
  }
  std::string_view rest = *raw;
  std::vector<float> metres;
  metres.reserve(cells);
  for (std::size_t row = 0; row < frame.rows; ++row) {
    std::int64_t now = 0;
    for (std::size_t column = 0; column < frame.columns; ++column) {
      auto const step = take<std::int32_t>(rest);
      now += step == kUnknown ? 0 : step;
      metres.push_back(step == kUnknown ? std::numeric_limits<float>::quiet_NaN()
                                        : static_cast<float>(static_cast<double>(now) / 100));
    }
  }
  return ElevationGrid(frame, std::move(metres));
}

}  // namespace cartable::geo
