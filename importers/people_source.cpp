#include "importers/people_source.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "geo/raster_reader.hpp"
#include "geo/repair.hpp"
#include "geo/vector_reader.hpp"
#include "importers/census_table.hpp"
#include "importers/census_words.hpp"
#include "importers/people_batch.hpp"
#include "importers/people_grid.hpp"
#include "importers/population_layer.hpp"
#include "importers/population_raster.hpp"
#include "importers/source_bytes.hpp"
#include "importers/table_values.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace cartable::importers {
namespace {

/// Raised when the same file would give other records than before.
constexpr int kFormatVersion = 1;

/// The parts of a Shapefile or a raster beside it.
std::vector<std::string_view> parts_beside(std::filesystem::path const& file) {
  std::string const extension = base::ascii_lower(file.extension().string());
  if (extension != ".shp" && extension != ".tif" && extension != ".asc" && extension != ".bil") {
    return {};
  }
  return {".dbf", ".shx", ".prj", ".cpg", ".tfw", ".hdr"};
}

/// The file, the options and the districts that it is joined with.
std::string input_hash(PeopleOptions const& options, KnownAreas const& known, bool joined, std::uint64_t bytes) {
  std::string text =
      fmt::format("{}\n{:x}\n{} {} {} {} {}\n", kFormatVersion, bytes, options.suppressed_below.value_or(-1),
                  options.threshold.value_or(-1), options.band, options.cell_size, options.transpose);
  for (std::string const& part :
       {options.role, options.source, options.licence, options.attribution, options.date, options.group,
        options.group_name, options.definition, options.year, options.visibility, options.crs, options.encoding,
        options.layer, options.join, options.district_set, options.key, options.clip}) {
    text += part + "\n";
  }
  for (auto const& [field, column] : options.columns) {
    text += fmt::format("{}={}\n", field, column);
  }
  std::uint64_t hash = base::stable_hash(text);
  if (joined) {
    std::vector<std::string> areas;
    for (store::District const& district : known.districts) {
      areas.push_back(district.head.id + "\n" + district.code + "\n" + district.name + "\n" +
                      geo::to_wkb(district.area));
    }
    std::sort(areas.begin(), areas.end());
    for (std::string const& area : areas) {
      hash = base::stable_hash(area, hash);
    }
  }
  return base::to_hex(hash);
}

/// Whether a vector file draws its rows (and is not a table whose positions, if any, are in columns).
base::Result<bool> has_geometry(std::filesystem::path const& file, PeopleOptions const& options) {
  CARTABLE_ASSIGN(
      auto reader,
      geo::VectorReader::open(file.string(),
                              {.crs = options.crs, .lon_field = {}, .lat_field = {}, .encoding = options.encoding}));
  auto const layers = reader.layers();
  CARTABLE_ASSIGN(std::size_t const layer, choose_layer(layers, options.layer, file.filename().string()));
  if (layers[layer].geometry != geo::GeometryType::any) {
    return layers[layer].geometry != geo::GeometryType::none;
  }
  bool drawn = false;
  CARTABLE_TRY(reader.read(layer, [&](geo::VectorReader::RowOrProblem&& row) {
    drawn = !std::holds_alternative<std::monostate>(row.row.geometry);
    return !drawn;
  }));
  return drawn;
}

}  // namespace

base::Result<store::ImportBatch> read_people(std::filesystem::path const& file, PeopleOptions const& options,
                                             KnownAreas const& known, base::Progress const& progress) {
  std::string const name = file.filename().string();
  if (!options.visibility.empty() && !store::parse_visibility(options.visibility)) {
    return base::fail(base::ErrorCode::bad_usage, "visibility={}: must be public, staff or planner",
                      options.visibility);
  }
  if (!options.join.empty() && options.join != "districts") {
    return base::fail(base::ErrorCode::bad_usage, "--join {}: tables are joined with districts: --join districts",
                      options.join);
  }
  if (options.threshold && (*options.threshold < 1 || *options.threshold > 1'000'000)) {
    return base::fail(base::ErrorCode::bad_usage, "--threshold {}: must be 1…1000000", *options.threshold);
  }
  CARTABLE_TRY(base::check_input_file(file));
  progress("opening");
  store::ImportBatch batch;
  batch.source.slug = slug_of(options.source.empty() ? file.stem().string() : options.source);
  batch.source.licence = options.licence;
  batch.source.attribution = options.attribution;
  batch.source.date = options.date;
  batch.source.role = options.role.empty() ? "population" : options.role;
  CARTABLE_ASSIGN(std::uint64_t const bytes, hash_of_files(file, "people", parts_beside(file), batch.source));
  PeopleBatch out(name, options, known, batch);

  bool const joins =
      !options.join.empty() || !options.key.empty() || options.transpose || !options.district_set.empty();
  bool joined = joins;
  if (geo::identify_raster(file.string())) {
    if (joins) {
      return base::fail(base::ErrorCode::bad_usage, "{}: is a raster, which has no districts to join", name);
    }
    joined = options.clip == "districts";
    CARTABLE_TRY(read_population_raster(file, options, known, out, progress));
  } else {
    bool const text = is_delimited_text(file);
    bool drawn = false;
    if (!text && !joins) {
      CARTABLE_ASSIGN(drawn, has_geometry(file, options));
    }
    if (drawn) {
      CARTABLE_TRY(read_population_layer(file, options, out, progress));
    } else {
      CARTABLE_ASSIGN(PeopleGrid const grid, read_people_grid(file, options.encoding, options.layer));
      for (std::string const& note : grid.notes) {
        out.note(note);
      }
      joined = joins || !places_its_rows(grid, options);
      if (joined) {
        CARTABLE_TRY(read_census_table(grid, options, known, out));
      } else {
        CARTABLE_TRY(read_population_cells(grid, options, out, progress));
      }
    }
  }
  out.finish();
  batch.source.input_hash = input_hash(options, known, joined, bytes);
  batch.counts.population_read = std::max(batch.counts.population_read, static_cast<std::int64_t>(batch.cells.size()));
  return batch;
}

bool draws_people(std::filesystem::path const& file, std::string const& layer) {
  std::string const driver = geo::identify_vector(file.string());
  if (driver.empty() || driver == "CSV" || driver == "XLSX" || driver == "ODS" || driver == "XLS") {
    return false;  // draws nothing
  }
  auto reader = geo::VectorReader::open(file.string());
  if (!reader) {
    return false;
  }
  auto const layers = reader->layers();
  auto const chosen = choose_layer(layers, layer, file.filename().string());
  if (!chosen || std::none_of(layers[*chosen].fields.begin(), layers[*chosen].fields.end(),
                              [](geo::FieldDef const& field) { return means_everybody(field.name); })) {
    return false;
  }
  bool polygons = false;
  auto const read = reader->read(*chosen, [&](geo::VectorReader::RowOrProblem&& row) {
    polygons = std::holds_alternative<geo::MultiPolygon>(row.row.geometry);
    return std::holds_alternative<std::monostate>(row.row.geometry);
  });
  return read && polygons;
}

}  // namespace cartable::importers
