#include "cli/import_elevation.hpp"

#include "geo/bbox.hpp"
#include "store/model.hpp"

#include <algorithm>
#include <utility>

namespace cartable::cli {
namespace {

constexpr double kAround = 0.003;  // degrees, so that streets at the border have heights on both sides

}  // namespace

base::Result<importers::ElevationSource> read_elevation_of(store::CityFile const& city, std::string const& file,
                                                           importers::ElevationSourceOptions options,
                                                           base::Progress const& progress) {
  if (city.exists()) {
    CARTABLE_ASSIGN(auto const streets, city.read<store::Street>("status<>'withdrawn'"));
    geo::BBox box;
    for (store::Street const& street : streets) {
      for (geo::LonLat const point : street.line) {
        box.add(point);
      }
    }
    if (!box.empty()) {
      options.streets = geo::BBox{.west = box.west - kAround,
                                  .south = std::max(box.south - kAround, -90.0),
                                  .east = box.east + kAround,
                                  .north = std::min(box.north + kAround, 90.0)};
    }
  }
  return importers::read_elevation(file, options, progress);
}

}  // namespace cartable::cli
