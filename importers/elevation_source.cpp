#include "importers/elevation_source.hpp"

#include "base/file.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "geo/elevation_reader.hpp"
#include "importers/source_bytes.hpp"
#include "importers/table_values.hpp"
#include "store/elevation.hpp"

#include <cmath>
#include <utility>

namespace cartable::importers {
namespace {

constexpr std::string_view kFormat = "elevation-1";
constexpr double kNearlyAll = 0.995;

}  // namespace

base::Result<ElevationSource> read_elevation(std::filesystem::path const& file, ElevationSourceOptions const& options,
                                             base::Progress const& progress) {
  CARTABLE_TRY(base::check_input_file(file));
  progress("reading heights");
  ElevationSource out;
  store::SourceInfo& source = out.batch.source;
  source.slug = slug_of(options.source.empty() ? file.stem().string() : options.source);
  source.licence = options.licence;
  source.attribution = options.attribution;
  source.date = options.date;
  source.role = "elevation";
  CARTABLE_ASSIGN(std::uint64_t const bytes, hash_of_files(file, "raster", {}, source));
  CARTABLE_ASSIGN(
      geo::Elevation const read,
      geo::read_elevation(file.string(), {.crs = options.crs, .band = options.band, .wanted = options.streets}));
  geo::BBox const box = read.grid.box();
  source.input_hash = base::to_hex(base::stable_hash(fmt::format(
      "{}\n{:x}\n{}\n{}\n{}\n{}\n{}\n{}\n{:.6f} {:.6f} {:.6f} {:.6f}", kFormat, bytes, options.source, options.licence,
      options.attribution, options.date, options.crs, options.band, box.west, box.south, box.east, box.north)));
  geo::ElevationGrid::Frame const& frame = read.grid.frame();
  out.batch.notes.push_back(fmt::format(
      "heights from {:.1f} to {:.1f} m on a grid of {:.0f} m, {} by {} cells; they must be those of the ground (a "
      "terrain model): a surface model's roofs and trees make slopes that are not there",
      read.lowest, read.highest, read.cell_metres, frame.columns, frame.rows));
  if (options.streets && read.known < kNearlyAll) {
    out.batch.notes.push_back(
        fmt::format("they cover {:.0f} % of the box of the city's streets; streets beyond are taken as level",
                    std::floor(read.known * 100)));
  }
  if (!options.streets) {
    out.batch.notes.emplace_back("the city has no streets yet; heights are of use once it has");
  }
  out.heights = store::make_elevation(source.slug, read.grid);
  return out;
}

}  // namespace cartable::importers
