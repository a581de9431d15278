#include "geo/area_index.hpp"

#include "geo/geos_support.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cartable::geo {

struct AreaIndex::Impl {
  geos::index::strtree::TemplateSTRtree<std::uint32_t> boxes;
  std::vector<std::unique_ptr<AreaLocator>> locators;

  explicit Impl(std::vector<MultiPolygon> const& areas) : boxes(10, areas.size()) {
    locators.reserve(areas.size());
    for (MultiPolygon const& area : areas) {
      auto const row = static_cast<std::uint32_t>(locators.size());
      locators.push_back(std::make_unique<AreaLocator>(area));
      BBox const box = locators.back()->bounds();
      if (!box.empty()) {
        boxes.insert(geos::geom::Envelope(box.west, box.east, box.south, box.north), row);
      }
    }
    boxes.build();  // a tree that builds itself at the first query must not be shared
  }

  template <class Take>
  void visit(double west, double east, double south, double north, Take&& take) {
    boxes.query(geos::geom::Envelope(west, east, south, north), std::forward<Take>(take));
  }
};

AreaIndex::AreaIndex(std::vector<MultiPolygon> areas) : impl_(std::make_unique<Impl>(areas)) {}
AreaIndex::~AreaIndex() = default;
AreaIndex::AreaIndex(AreaIndex&&) noexcept = default;
AreaIndex& AreaIndex::operator=(AreaIndex&&) noexcept = default;

std::size_t AreaIndex::size() const noexcept { return impl_->locators.size(); }

std::vector<std::uint32_t> AreaIndex::at(LonLat p) const {
  std::vector<std::uint32_t> out;
  auto const look = [&](LonLat at) {
    impl_->visit(at.lon, at.lon, at.lat, at.lat, [&](std::uint32_t row) {
      if (impl_->locators[row]->covers(at)) {
        out.push_back(row);
      }
    });
  };
  look(p);
  if (std::abs(p.lon) == 180) {  // the same meridian by its other name
    look({.lon = -p.lon, .lat = p.lat});
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::uint32_t> AreaIndex::touching(BBox const& box) const {
  std::vector<std::uint32_t> out;
  if (box.empty()) {
    return out;
  }
  auto const take = [&](std::uint32_t row) { out.push_back(row); };
  if (box.west <= box.east) {
    impl_->visit(box.west, box.east, box.south, box.north, take);
  } else {
    impl_->visit(box.west, 180, box.south, box.north, take);
    impl_->visit(-180, box.east, box.south, box.north, take);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace cartable::geo
