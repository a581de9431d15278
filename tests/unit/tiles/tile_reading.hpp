#pragma once

#include "base/compress.hpp"
#include "tiles/mvt_reader.hpp"
#include "tiles/polygons.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace cartable::tiles::testing {

/// Decodes a tile that must be without fault.
inline MvtTile read(std::string_view bytes) {
  auto tile = read_mvt(bytes);
  if (!tile) {
    ADD_FAILURE() << tile.error().message;
    return {};
  }
  EXPECT_TRUE(tile->problems.empty()) << tile->problems.front();
  return *std::move(tile);
}

inline MvtTile read_gzipped(std::string_view bytes) {
  if (bytes.empty()) {
    return {};
  }
  auto const plain = base::decompress(bytes, base::Encoding::gzip, std::size_t{64} << 20U);
  if (!plain) {
    ADD_FAILURE() << plain.error().message;
    return {};
  }
  return read(*plain);
}

/// A polygon feature's rings as polygons: each ring of positive area starts one (MVT 2.1 §4.3.4.4).
inline GridMultiPolygon polygons_of(MvtFeature const& feature) {
  GridMultiPolygon out;
  for (auto const& part : feature.parts) {
    GridRing ring;
    for (MvtPoint const p : part) {
      ring.push_back({static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)});
    }
    if (doubled_area(part) > 0 || out.empty()) {
      out.emplace_back();
    }
    out.back().push_back(std::move(ring));
  }
  return out;
}

}  // namespace cartable::tiles::testing
