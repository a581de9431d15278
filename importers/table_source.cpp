#include "importers/table_source.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "geo/vector_reader.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_records.hpp"
#include "importers/table_values.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>
#include <utility>

namespace cartable::importers {
namespace {

/// Raised when the same file would give other records than before, so that importing it again is no repetition.
constexpr int kFormatVersion = 1;
/// Places whose kind nobody said.
constexpr std::string_view kAnyKind = "learning_place";
constexpr std::int64_t kRowsPerReport = 1000;

/// A layer chosen for reading, with what was found out about it.
struct Chosen {
  std::size_t layer = 0;
  geo::LayerInfo info;
  TableColumns columns;
  TableRole role = TableRole::places;
  std::string kind;
};

/// The bytes of the file and, for a Shapefile, of the parts beside it.
base::Result<std::uint64_t> hash_of_files(std::filesystem::path const& file, store::SourceInfo& source) {
  std::vector<std::filesystem::path> parts{file};
  if (base::ascii_lower(file.extension().string()) == ".shp") {
    for (char const* const extension : {".dbf", ".shx", ".prj", ".cpg", ".DBF", ".SHX", ".PRJ", ".CPG"}) {
      auto part = file;
      std::error_code error;
      if (std::filesystem::exists(part.replace_extension(extension), error)) {
        parts.push_back(std::move(part));
      }
    }
  }
  std::uint64_t hash = base::stable_hash("table");
  std::string buffer(1U << 16U, '\0');
  for (std::filesystem::path const& part : parts) {
    source.files.push_back(part.filename().string());
    std::ifstream in(part, std::ios::binary);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
      hash = base::stable_hash(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())), hash);
    }
    if (in.bad() || !in.eof()) {
      return base::fail(base::ErrorCode::unreadable, "{}: cannot be read to its end", part.string());
    }
  }
  return hash;
}

std::string hash_of_options(TableOptions const& options, std::uint64_t bytes) {
  std::string text = fmt::format("{}\n{:x}\n", kFormatVersion, bytes);
  for (std::string const& part : {options.role, options.source, options.licence, options.attribution, options.date,
                                  options.group, options.visibility, options.kind, options.crs, options.encoding, options.layer}) {
    text += part + "\n";
  }
  for (auto const& [field, column] : options.columns) {
    text += fmt::format("{}={}\n", field, column);
  }
  for (auto const& [field, values] : options.values) {
    for (auto const& [theirs, ours] : values) {
      text += fmt::format("{}:{}={}\n", field, theirs, ours);
    }
  }
  return base::to_hex(base::stable_hash(text));
}

std::vector<std::string> column_names(geo::LayerInfo const& info) {
  std::vector<std::string> names;
  for (geo::FieldDef const& field : info.fields) {
    names.push_back(field.name);
  }
  return names;
}

base::Result<std::size_t> choose_layer(std::vector<geo::LayerInfo> const& layers, std::string const& wanted,
                                       std::string const& file) {
  std::vector<std::string> names;
  for (geo::LayerInfo const& layer : layers) {
    names.push_back(layer.name);
  }
  if (wanted.empty() && layers.size() == 1) {
    return 0;
  }
  auto const found = std::find(names.begin(), names.end(), wanted);
  if (found != names.end()) {
    return static_cast<std::size_t>(found - names.begin());
  }
  if (wanted.empty()) {
    return base::fail(base::ErrorCode::bad_usage, "{}: has {} layers; choose one with --layer: {}", file, layers.size(),
                      joined(names));
  }
  return base::fail(base::ErrorCode::not_found, "{}: has no layer {}; its layers are: {}", file, wanted, joined(names));
}

/// What the rows are drawn as: the layer's own word, else that of the first row that has a geometry.
base::Result<geo::GeometryType> geometry_of(geo::VectorReader& reader, Chosen const& chosen, bool by_columns) {
  if (by_columns) {
    return geo::GeometryType::point;
  }
  geo::GeometryType type = chosen.info.geometry;
  if (type != geo::GeometryType::any) {
    return type;
  }
  CARTABLE_TRY(reader.read(chosen.layer, [&](geo::VectorReader::RowOrProblem&& row) {
    switch (row.row.geometry.index()) {
      case 1: type = geo::GeometryType::point; break;
      case 2:
      case 3: type = geo::GeometryType::linestring; break;
      case 4: type = geo::GeometryType::multipolygon; break;
      default: return true;
    }
    return false;
  }));
  return type;
}

base::Result<TableRole> choose_role(std::string const& role, std::string const& group, geo::GeometryType geometry,
                                    std::string const& file) {
  if (role == "places") {
    return TableRole::places;
  }
  if (role == "districts") {
    return TableRole::districts;
  }
  if (role == "catchments") {
    return TableRole::catchments;
  }
  if (!role.empty()) {
    return base::fail(base::ErrorCode::unsupported, "{}: tables are read as places, districts or catchments, not as {}", file,
                      role);
  }
  switch (geometry) {
    case geo::GeometryType::point: return TableRole::places;
    case geo::GeometryType::multipolygon: return group.empty() ? TableRole::districts : TableRole::catchments;
    case geo::GeometryType::linestring:
    case geo::GeometryType::multilinestring:
      return base::fail(base::ErrorCode::unsupported,
                        "{}: holds lines; places are points, districts and catchments are polygons", file);
    default:
      return base::fail(base::ErrorCode::invalid_value,
                        "{}: has no positions; name the columns that hold them with --map lon=COLUMN --map lat=COLUMN", file);
  }
}

/// Whether a column that only looks like one of kinds holds at least one kind.
base::Result<bool> holds_kinds(geo::VectorReader& reader, Chosen const& chosen) {
  bool found = false;
  CARTABLE_TRY(reader.read(chosen.layer, [&](geo::VectorReader::RowOrProblem&& row) {
    for (std::string const& word : base::split(chosen.columns.value(row.texts, "kind"), ';')) {
      found = found || !kind_of(word).empty();
    }
    return !found;
  }));
  return found;
}

base::Status choose_kind(geo::VectorReader& reader, std::filesystem::path const& file, TableOptions const& options,
                         Chosen& chosen, store::ImportBatch& batch) {
  std::string const name = file.filename().string();
  bool const mapped = chosen.columns.is_mapped("kind") || options.values.contains("kind");
  if (!options.kind.empty()) {
    chosen.kind = kind_of(options.kind);
    if (chosen.kind.empty()) {
      return base::fail(base::ErrorCode::invalid_value, "kind={}: is no kind of learning place; try library or school",
                        options.kind);
    }
    if (!mapped) {
      chosen.columns.forget("kind");
    }
    return {};
  }
  if (chosen.columns.find("kind") && !mapped) {
    CARTABLE_ASSIGN(bool const usable, holds_kinds(reader, chosen));
    if (!usable) {
      batch.notes.push_back(fmt::format("{}: column {} holds no kind of learning place and was left out", name,
                                        chosen.columns.name_of("kind")));
      chosen.columns.forget("kind");
    }
  }
  chosen.kind = kind_in_file_name(file.stem().string());
  bool const guessed = !chosen.kind.empty();
  if (!guessed) {
    chosen.kind = kAnyKind;
  }
  if (!chosen.columns.find("kind")) {
    batch.notes.push_back(fmt::format("{}: every row was taken as {}{}; --map kind=COLUMN names a column of kinds", name,
                                      chosen.kind, guessed ? ", guessed from the file's name" : ", as nothing tells more"));
  }
  return {};
}

base::Result<Chosen> choose(geo::VectorReader& reader, std::filesystem::path const& file, TableOptions const& options,
                            store::ImportBatch& batch) {
  std::string const name = file.filename().string();
  Chosen chosen;
  auto layers = reader.layers();
  CARTABLE_ASSIGN(chosen.layer, choose_layer(layers, options.layer, name));
  chosen.info = std::move(layers[chosen.layer]);
  CARTABLE_ASSIGN(chosen.columns, TableColumns::match(column_names(chosen.info), options.columns, name));

  TableColumns const& columns = chosen.columns;
  bool const named = columns.is_mapped("lon") || columns.is_mapped("lat");
  bool const by_columns = named || (chosen.info.geometry == geo::GeometryType::none && columns.find("lon") && columns.find("lat"));
  if (by_columns) {
    CARTABLE_TRY(reader.set_position_fields(chosen.layer, std::string(columns.name_of("lon")),
                                            std::string(columns.name_of("lat"))));
  }
  CARTABLE_ASSIGN(auto const geometry, geometry_of(reader, chosen, by_columns));
  CARTABLE_ASSIGN(chosen.role, choose_role(options.role, options.group, geometry, name));

  if (chosen.role == TableRole::catchments) {
    if (options.group.empty() && !columns.find("group")) {
      return base::fail(base::ErrorCode::bad_usage,
                        "{}: catchments are of a group; name it with --group, such as --group migrant-families", name);
    }
  } else if (!columns.find("name")) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: no column is called name; say which one holds it with --map name=COLUMN; its columns are: {}", name,
                      joined(column_names(chosen.info)));
  }
  if (chosen.role == TableRole::places) {
    CARTABLE_TRY(choose_kind(reader, file, options, chosen, batch));
  }
  return chosen;
}

}  // namespace

base::Result<store::ImportBatch> read_table(std::filesystem::path const& file, TableOptions const& options,
                                            base::Progress const& progress) {
  std::string const name = file.filename().string();
  if (!options.visibility.empty() && !store::parse_visibility(options.visibility)) {
    return base::fail(base::ErrorCode::bad_usage, "visibility={}: must be public, staff or planner", options.visibility);
  }
  progress("opening");
  CARTABLE_ASSIGN(auto reader, geo::VectorReader::open(
                                   file.string(), {.crs = options.crs, .lon_field = {}, .lat_field = {}, .encoding = options.encoding}));
  store::ImportBatch batch;
  batch.source.slug = slug_of(options.source.empty() ? file.stem().string() : options.source);
  batch.source.licence = options.licence;
  batch.source.attribution = options.attribution;
  batch.source.date = options.date;
  CARTABLE_ASSIGN(std::uint64_t const bytes, hash_of_files(file, batch.source));
  batch.source.input_hash = hash_of_options(options, bytes);
  CARTABLE_ASSIGN(Chosen const chosen, choose(reader, file, options, batch));
  batch.has_places = chosen.role == TableRole::places;
  batch.has_districts = chosen.role == TableRole::districts;
  batch.has_catchments = chosen.role == TableRole::catchments;
  batch.source.role = batch.has_places ? "places" : batch.has_districts ? "districts" : "catchments";

  TableRecords records(chosen.role, options, chosen.columns, chosen.kind, name, batch);
  auto const total = static_cast<std::uint64_t>(std::max<std::int64_t>(0, chosen.info.row_count.value_or(0)));
  bool stopped = false;
  CARTABLE_TRY(reader.read(chosen.layer, [&](geo::VectorReader::RowOrProblem&& row) {
    if (row.record % kRowsPerReport == 0) {
      progress("reading rows", static_cast<std::uint64_t>(row.record), total);
      stopped = progress.stop.stop_requested();
    }
    records.take(std::move(row));
    return !stopped;
  }));
  if (stopped) {
    return base::fail(base::ErrorCode::cancelled, "{}: reading was stopped", name);
  }
  records.finish();
  if (records.taken() == 0) {
    if (batch.rejects.empty()) {
      return base::fail(base::ErrorCode::invalid_value, "{}: has no row", name);
    }
    store::Reject const& first = batch.rejects.front();
    return base::fail(base::ErrorCode::invalid_value, "{}: none of its {} rows can be taken; the first: {} \"{}\" {}; {}", name,
                      batch.rejects.size(), first.column, first.value, first.reason, first.remedy);
  }
  return batch;
}

}  // namespace cartable::importers
