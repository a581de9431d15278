#include "geo/wkb_reader.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace cartable::geo {
namespace {

// Geometry types of ISO 13249-3; +1000 has Z, +2000 M, +3000 both. EWKB's high bits are the older way to say so.
enum Kind : std::uint32_t { kPoint = 1, kLine = 2, kPolygon = 3, kMultiPoint = 4, kMultiLine = 5, kMultiPolygon = 6 };

/// Reads numbers off the front; once something is missing `ok` is false and all else reads as zero.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}
  bool ok = true;

  struct Head {
    std::uint32_t kind = 0;
    std::size_t dimensions = 2;
  };

  Head head() {
    unsigned char order = 0;
    take(&order, 1);
    swap_ = (order == 1) != (std::endian::native == std::endian::little);
    ok = ok && order <= 1;
    std::uint32_t type = number32();
    Head out;
    if ((type & 0x80000000U) != 0) {
      ++out.dimensions;
    }
    if ((type & 0x40000000U) != 0) {
      ++out.dimensions;
    }
    type &= 0x0fffffffU;
    std::uint32_t const extra = type / 1000;
    out.dimensions += extra == 3 ? 2 : (extra == 1 || extra == 2 ? 1 : 0);
    ok = ok && extra <= 3;
    out.kind = type % 1000;
    return out;
  }

  std::uint32_t number32() {
    std::uint32_t value = 0;
    take(&value, sizeof value);
    return swap_ ? __builtin_bswap32(value) : value;
  }
  /// A count of things of at least `bytes_each`, so that a damaged one cannot ask for endless memory.
  std::uint32_t count(std::size_t bytes_each) {
    std::uint32_t const value = number32();
    ok = ok && value <= bytes_.size() / bytes_each;
    return ok ? value : 0;
  }
  LonLat point(std::size_t dimensions) {
    LonLat const p{.lon = real(), .lat = real()};
    for (std::size_t i = 2; i < dimensions; ++i) {
      real();
    }
    return p;
  }
  LineString line(std::size_t dimensions) {
    std::uint32_t const n = count(8 * dimensions);
    LineString out;
    out.reserve(n);
    for (std::uint32_t i = 0; i < n; ++i) {
      out.push_back(point(dimensions));
    }
    return out;
  }
  Polygon polygon(std::size_t dimensions) {
    std::uint32_t const n = count(4);
    Polygon out;
    out.rings.reserve(n);
    for (std::uint32_t i = 0; i < n; ++i) {
      out.rings.push_back(line(dimensions));
    }
    return out;
  }

 private:
  double real() {
    std::uint64_t bits = 0;
    take(&bits, sizeof bits);
    return std::bit_cast<double>(swap_ ? __builtin_bswap64(bits) : bits);
  }
  void take(void* to, std::size_t size) {
    if (!ok || bytes_.size() < size) {
      ok = false;
      return;
    }
    std::memcpy(to, bytes_.data(), size);
    bytes_.remove_prefix(size);
  }

  std::string_view bytes_;
  bool swap_ = false;
};

}  // namespace

base::Result<Geometry> read_wkb(std::string_view wkb) {
  Cursor in(wkb);
  auto const top = in.head();
  Geometry out;
  switch (in.ok ? top.kind : 0) {
    case kPoint: {
      LonLat const p = in.point(top.dimensions);
      if (!std::isnan(p.lon) && !std::isnan(p.lat)) {  // an empty point is written as NaN
        out = p;
      }
      break;
    }
    case kLine: {
      LineString line = in.line(top.dimensions);
      if (!line.empty()) {
        out = std::move(line);
      }
      break;
    }
    case kPolygon: {
      Polygon polygon = in.polygon(top.dimensions);
      if (!polygon.rings.empty()) {
        out = MultiPolygon{.polygons = {std::move(polygon)}};
      }
      break;
    }
    case kMultiLine: {
      MultiLineString lines;
      for (std::uint32_t left = in.count(5); left > 0 && in.ok; --left) {
        auto const part = in.head();
        in.ok = in.ok && part.kind == kLine;
        lines.lines.push_back(in.line(part.dimensions));
      }
      if (!lines.lines.empty()) {
        out = std::move(lines);
      }
      break;
    }
    case kMultiPolygon: {
      MultiPolygon area;
      for (std::uint32_t left = in.count(5); left > 0 && in.ok; --left) {
        auto const part = in.head();
        in.ok = in.ok && part.kind == kPolygon;
        area.polygons.push_back(in.polygon(part.dimensions));
      }
      if (!area.empty()) {
        out = std::move(area);
      }
      break;
    }
    default: in.ok = false;
  }
  if (!in.ok) {
    return base::fail(base::ErrorCode::corrupt,
                      "a geometry of {} bytes is damaged or of a kind that a city does not hold", wkb.size());
  }
  return out;
}

}  // namespace cartable::geo
