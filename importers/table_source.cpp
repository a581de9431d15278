#include "importers/table_source.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "importers/source_bytes.hpp"
#include "importers/table_chosen.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_guess.hpp"
#include "importers/table_input.hpp"
#include "importers/table_locate.hpp"
#include "importers/table_records.hpp"
#include "importers/table_values.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace cartable::importers {
namespace {

/// Raised when the same file would give other records than before, so that importing it again is no repetition.
constexpr int kFormatVersion = 2;
/// Places whose kind nobody said.
constexpr std::string_view kAnyKind = "learning_place";
constexpr std::int64_t kRowsPerReport = 1000;

/// Rows that tell what columns hold, of files that are slow to read twice.
constexpr std::int64_t kProfiledRows = 5000;

/// The parts of a Shapefile beside it.
std::vector<std::string_view> parts_beside(std::filesystem::path const& file) {
  if (base::ascii_lower(file.extension().string()) != ".shp") {
    return {};
  }
  return {".dbf", ".shx", ".prj", ".cpg", ".DBF", ".SHX", ".PRJ", ".CPG"};
}

std::string hash_of_options(TableOptions const& options, std::uint64_t bytes) {
  std::string text = fmt::format("{}\n{:x}\n", kFormatVersion, bytes);
  for (std::string const& part : {options.role, options.source, options.licence, options.attribution, options.date,
                                  options.group, options.visibility, options.kind, options.crs, options.encoding,
                                  options.layer, options.decimal, std::to_string(options.suppressed_below)}) {
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

std::optional<TableRole> role_named(std::string_view role) {
  return role == "places"          ? std::optional(TableRole::places)
         : role == "organisations" ? std::optional(TableRole::organisations)
         : role == "districts"     ? std::optional(TableRole::districts)
         : role == "catchments"    ? std::optional(TableRole::catchments)
                                   : std::nullopt;
}

class TableReading {
 public:
  TableReading(std::filesystem::path const& file, TableOptions const& options, base::Progress const& progress,
               TableReport* report)
      : file_(file), name_(file.filename().string()), options_(options), progress_(progress), report_(report) {}

  base::Result<store::ImportBatch> run();

 private:
  base::Status open(std::string const& crs);
  base::Status choose_layer();
  base::Status find_crs();
  base::Result<ChosenTable> look_at(std::size_t layer, TableRole role);
  base::Status settle_role();
  base::Status choose_kind();
  void fill_report();
  [[nodiscard]] TableRole first_role(TableInput::Layer const& layer) const;
  [[nodiscard]] std::string original() const {
    std::string const& from = input_->layers()[chosen_.layer].original;
    return from.empty() ? name_ : from;
  }
  [[nodiscard]] std::vector<std::string> const& columns() const { return input_->layers()[chosen_.layer].columns; }

  std::filesystem::path const& file_;
  std::string name_;
  TableOptions const& options_;
  base::Progress const& progress_;
  TableReport* report_;
  std::optional<TableInput> input_;
  ChosenTable chosen_;
  std::string crs_;
  store::ImportBatch batch_;
};

base::Status TableReading::open(std::string const& crs) {
  CARTABLE_ASSIGN(auto input, TableInput::open(file_, {.encoding = options_.encoding, .crs = crs}));
  input_ = std::move(input);
  crs_ = crs;
  if (report_ != nullptr) {
    report_->driver = input_->driver();
  }
  return {};
}

TableRole TableReading::first_role(TableInput::Layer const& layer) const {
  if (auto const role = role_named(options_.role)) {
    return *role;
  }
  if (layer.geometry == geo::GeometryType::multipolygon) {
    return options_.group.empty() ? TableRole::districts : TableRole::catchments;
  }
  return TableRole::places;
}

/// Columns, their values and what they may mean.
base::Result<ChosenTable> TableReading::look_at(std::size_t index, TableRole role) {
  auto const& layer = input_->layers()[index];
  ChosenTable out;
  out.layer = index;
  out.role = role;
  out.profiles.resize(layer.columns.size());
  std::int64_t readable = 0;
  std::int64_t rows = 0;
  std::optional<geo::VectorReader::Problem> first;
  bool const in_memory = input_->driver() == "CSV" || layer.geometry == geo::GeometryType::none;
  CARTABLE_TRY(input_->read(index, [&](TableRow& row) {
    ++rows;
    readable += row.problem ? 0 : 1;
    if (row.problem && !first) {
      first = row.problem;
    }
    for (std::size_t c = 0; c < out.profiles.size() && !row.problem; ++c) {
      out.profiles[c].see(row.cells[c]);
    }
    return in_memory || row.record < kProfiledRows;
  }));
  if (readable == 0 && first) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: none of its {} rows can be read; the first: {} \"{}\" {}; {}", name_, rows, first->column,
                      first->value, first->reason, first->remedy);
  }
  for (ColumnProfile& profile : out.profiles) {
    if (!options_.decimal.empty()) {
      profile.format.tell(options_.decimal == "comma" ? NumberFormat::Mark::comma : NumberFormat::Mark::point);
    }
  }
  CARTABLE_ASSIGN(auto const told, told_columns(layer.columns, options_.columns, name_));
  out.guess = guess_columns(layer.columns, out.profiles, told,
                            {.role = role, .has_geometry = layer.geometry != geo::GeometryType::none});
  out.columns = TableColumns(layer.columns, out.guess.taken);
  return out;
}

base::Status TableReading::choose_layer() {
  auto const& layers = input_->layers();
  std::vector<std::string> names;
  names.reserve(layers.size());
  for (auto const& layer : layers) {
    names.push_back(layer.name);
  }
  std::size_t index = 0;
  if (!options_.layer.empty() &&
      !(layers.size() == 1 && layers.front().name != options_.layer && input_->driver() == "CSV")) {
    auto const found = std::find(names.begin(), names.end(), options_.layer);
    if (found == names.end()) {
      return base::fail(base::ErrorCode::not_found, "{}: has no layer {}; its layers are: {}", name_, options_.layer,
                        joined(names));
    }
    index = static_cast<std::size_t>(found - names.begin());
  } else if (layers.size() > 1) {
    // The only one that has what the role needs; when there are several, somebody must say.
    std::vector<std::size_t> fit;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      TableRole const role = first_role(layers[i]);
      bool const areas = role == TableRole::districts || role == TableRole::catchments;
      bool const drawn = layers[i].geometry == geo::GeometryType::any ||
                         areas == (layers[i].geometry == geo::GeometryType::multipolygon);
      if (layers[i].rows == 0 || (layers[i].geometry != geo::GeometryType::none && !drawn)) {
        continue;
      }
      auto seen = look_at(i, role);
      if (!seen) {
        continue;
      }
      TableColumns const& c = seen->columns;
      bool const placed = layers[i].geometry != geo::GeometryType::none || (c.find("lon") && c.find("lat")) ||
                          c.find("position") || c.find("address") || c.find("street") ||
                          role == TableRole::organisations;
      if (c.find("name") && placed) {
        fit.push_back(i);
      }
    }
    if (fit.size() != 1) {
      return base::fail(base::ErrorCode::bad_usage, "{}: has {} {}; choose one with --layer: {}", name_, layers.size(),
                        input_->is_rejects() ? "files' rows" : "layers", joined(names));
    }
    index = fit.front();
    batch_.notes.push_back(fmt::format("{}: of its {} layers, {} was read; --layer names another: {}", name_,
                                       layers.size(), names[index], joined(names)));
  }
  CARTABLE_ASSIGN(chosen_, look_at(index, first_role(layers[index])));
  return {};
}

base::Status TableReading::find_crs() {
  if (!options_.crs.empty() || !input_->lacks_crs(chosen_.layer)) {
    return {};
  }
  auto const box = input_->raw_extent(chosen_.layer);
  std::vector<geo::LonLat> corners;
  if (box) {
    corners = {{.lon = (box->min_x + box->max_x) / 2, .lat = (box->min_y + box->max_y) / 2},
               {.lon = box->min_x * 0.75 + box->max_x * 0.25, .lat = box->min_y * 0.75 + box->max_y * 0.25},
               {.lon = box->min_x * 0.25 + box->max_x * 0.75, .lat = box->min_y * 0.25 + box->max_y * 0.75}};
  }
  std::vector<std::string> notes;
  CARTABLE_ASSIGN(auto const guess, find_out_crs(corners, options_.city, name_, "its positions", notes));
  for (std::string const& note : notes) {
    batch_.notes.push_back(fmt::format("{}: {}", name_, note));
  }
  return open(guess.code);
}

/// The role, once it is known how the rows are drawn; and how each of them is found.
base::Status TableReading::settle_role() {
  LocateOptions locate{.crs = {}, .city = options_.city};
  // A file's own geometry was turned by GDAL already; the numbers of columns were not.
  locate.crs = options_.crs;
  auto locator = Locator::plan(*input_, chosen_.layer, chosen_.columns, chosen_.profiles, locate);
  if (!locator) {
    return base::fail(locator.error().code, "{}", locator.error().message);
  }
  chosen_.locator = *std::move(locator);
  auto const geometry = chosen_.locator->geometry();
  if (!options_.role.empty()) {
    return {};
  }
  bool const lines = geometry == geo::GeometryType::linestring || geometry == geo::GeometryType::multilinestring;
  if (lines) {
    return base::fail(base::ErrorCode::unsupported,
                      "{}: holds lines; places are points, districts and catchments are polygons; --as places takes "
                      "the middle of each line",
                      name_);
  }
  if (geometry == geo::GeometryType::multipolygon && chosen_.role == TableRole::places) {
    TableRole const role = options_.group.empty() ? TableRole::districts : TableRole::catchments;
    CARTABLE_ASSIGN(ChosenTable again, look_at(chosen_.layer, role));
    chosen_ = std::move(again);
    CARTABLE_ASSIGN(auto area_locator,
                    Locator::plan(*input_, chosen_.layer, chosen_.columns, chosen_.profiles, locate));
    chosen_.locator = std::move(area_locator);
  }
  return {};
}

base::Status TableReading::choose_kind() {
  if (!options_.kind.empty()) {
    chosen_.kind = kind_of(options_.kind);
    if (chosen_.kind.empty()) {
      return base::fail(base::ErrorCode::invalid_value, "kind={}: is no kind of learning place; try library or school",
                        options_.kind);
    }
    if (!chosen_.columns.is_told("kind") && !options_.values.contains("kind")) {
      chosen_.columns.forget("kind");
      std::erase_if(chosen_.guess.taken, [](ColumnGuess const& g) { return g.field == "kind"; });
    }
    return {};
  }
  if (!chosen_.columns.find("kind")) {
    for (ColumnGuess const& guess : chosen_.guess.doubtful) {
      if (guess.field == "kind" && options_.values.contains("kind")) {
        // A person taught its words, so that it is the column of kinds.
        ColumnGuess taken = guess;
        taken.confidence = 0.9;
        taken.why = "its name, and --mapping teaches its values";
        chosen_.guess.taken.push_back(std::move(taken));
        chosen_.columns = TableColumns(columns(), chosen_.guess.taken);
        break;
      }
      if (guess.field == "kind") {
        batch_.notes.push_back(fmt::format("{}: column {} holds no kind of learning place and was left out", name_,
                                           columns()[guess.column]));
        break;
      }
    }
  }
  chosen_.kind = kind_in_file_name(std::filesystem::path(original()).stem().string());
  bool const guessed = !chosen_.kind.empty();
  if (!guessed) {
    chosen_.kind = kAnyKind;
  }
  if (!chosen_.columns.find("kind")) {
    batch_.notes.push_back(fmt::format("{}: every row was taken as {}{}; --map kind=COLUMN names a column of kinds",
                                       name_, chosen_.kind,
                                       guessed ? ", guessed from the file's name" : ", as nothing tells more"));
  }
  return {};
}

void TableReading::fill_report() {
  if (report_ == nullptr || !input_ || input_->layers().empty()) {
    return;
  }
  auto const& layer = input_->layers()[chosen_.layer];
  report_->file = name_;
  report_->crs = !options_.crs.empty() ? options_.crs : !crs_.empty() ? crs_ : layer.crs;
  importers::fill_report(chosen_, layer, *report_);
}

base::Result<store::ImportBatch> TableReading::run() {
  if (!options_.visibility.empty() && !store::parse_visibility(options_.visibility)) {
    return base::fail(base::ErrorCode::bad_usage, "visibility={}: must be public, staff or planner",
                      options_.visibility);
  }
  if (!options_.role.empty() && !role_named(options_.role)) {
    return base::fail(base::ErrorCode::unsupported,
                      "{}: tables are read as places, organisations, districts or catchments, not as {}", name_,
                      options_.role);
  }
  if (!options_.decimal.empty() && options_.decimal != "point" && options_.decimal != "comma") {
    return base::fail(base::ErrorCode::bad_usage, "decimal={}: must be point or comma", options_.decimal);
  }
  if (report_ != nullptr) {
    report_->file = name_;
  }
  progress_("opening");
  CARTABLE_TRY(open(options_.crs));
  batch_.source.licence = options_.licence;
  batch_.source.attribution = options_.attribution;
  batch_.source.date = options_.date;
  CARTABLE_ASSIGN(std::uint64_t const bytes, hash_of_files(file_, "table", parts_beside(file_), batch_.source));
  batch_.source.input_hash = hash_of_options(options_, bytes);
  bool const empty =
      std::all_of(input_->layers().begin(), input_->layers().end(), [](auto const& layer) { return layer.rows == 0; });
  if (empty) {
    auto const& first = input_->layers().front();
    return base::fail(base::ErrorCode::invalid_value, "{}: has no row{}", name_,
                      first.columns.empty() ? std::string() : ", only the column names " + joined(first.columns));
  }
  CARTABLE_TRY(choose_layer());
  fill_report();
  CARTABLE_TRY(find_crs());
  for (std::string const& note : input_->layers()[chosen_.layer].notes) {
    batch_.notes.push_back(fmt::format("{}: {}", name_, note));
  }
  batch_.source.slug =
      slug_of(options_.source.empty() ? std::filesystem::path(original()).stem().string() : options_.source);
  CARTABLE_TRY(settle_role());
  fill_report();
  CARTABLE_TRY(check_needs(chosen_, columns(), options_, name_));
  if (chosen_.role == TableRole::places) {
    CARTABLE_TRY(choose_kind());
    fill_report();
  }
  for (std::string const& note : chosen_.locator->notes()) {
    batch_.notes.push_back(fmt::format("{}: {}", name_, note));
  }
  // A file of rows not taken holds only some of its source's rows: those that it lacks are not gone.
  bool const all = !input_->is_rejects();
  batch_.has_places = all && chosen_.role == TableRole::places;
  batch_.has_organisations = all && chosen_.role == TableRole::organisations;
  batch_.has_districts = all && chosen_.role == TableRole::districts;
  batch_.has_catchments = all && chosen_.role == TableRole::catchments;
  batch_.source.role = name_of(chosen_.role);
  if (!all) {
    batch_.notes.push_back(fmt::format(
        "{}: holds rows of {} that an earlier import did not take; they are added, and nothing is withdrawn", name_,
        original()));
  }

  TableRecords records(chosen_.role, options_, chosen_.columns, chosen_.profiles, chosen_.kind, original(), batch_,
                       report_);
  auto const total = static_cast<std::uint64_t>(std::max<std::int64_t>(0, input_->layers()[chosen_.layer].rows));
  bool stopped = false;
  CARTABLE_TRY(input_->read(chosen_.layer, [&](TableRow& row) {
    if (row.record % kRowsPerReport == 0) {
      progress_("reading rows", static_cast<std::uint64_t>(row.record), total);
      stopped = progress_.stop.stop_requested();
    }
    chosen_.locator->locate(row);
    records.take(row);
    return !stopped;
  }));
  if (stopped) {
    return base::fail(base::ErrorCode::cancelled, "{}: reading was stopped", name_);
  }
  for (std::string const& note : chosen_.locator->closing_notes()) {
    batch_.notes.push_back(fmt::format("{}: {}", name_, note));
  }
  records.finish();
  if (records.taken() == 0) {
    if (batch_.rejects.empty()) {
      return base::fail(base::ErrorCode::invalid_value, "{}: has no row", name_);
    }
    store::Reject const& first = batch_.rejects.front();
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: none of its {} rows can be taken; the first: {} \"{}\" {}; {}", name_, batch_.rejects.size(),
                      first.column, first.value, first.reason, first.remedy);
  }
  return std::move(batch_);
}

}  // namespace

base::Result<store::ImportBatch> read_table(std::filesystem::path const& file, TableOptions const& options,
                                            base::Progress const& progress, TableReport* report) {
  return TableReading(file, options, progress, report).run();
}

}  // namespace cartable::importers
