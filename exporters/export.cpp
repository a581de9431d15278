#include "exporters/export.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "exporters/collection_table.hpp"
#include "exporters/credits.hpp"
#include "exporters/licences.hpp"
#include "exporters/new_file.hpp"
#include "exporters/public_edition.hpp"
#include "exporters/text_tables.hpp"
#include "geo/database.hpp"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

namespace cartable::exporters {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

enum class Format : std::uint8_t { geopackage, geojson, csv, document, folder };

bool ends_in_slash(fs::path const& path) { return !path.empty() && path.filename().empty(); }

base::Result<Format> format_of(fs::path const& to) {
  std::error_code error;
  if (ends_in_slash(to) || fs::is_directory(to, error)) {
    return Format::folder;
  }
  std::string const ending = base::ascii_lower(to.extension().string());
  if (ending == ".gpkg") {
    return Format::geopackage;
  }
  if (ending == ".geojson") {
    return Format::geojson;
  }
  if (ending == ".csv") {
    return Format::csv;
  }
  if (ending == ".ics" || ending == ".json") {
    return Format::document;
  }
  if (ending == ".pmtiles") {
    return base::fail(
        ErrorCode::bad_usage,
        "{}: this version does not write {} yet; it writes .gpkg, .geojson, .csv, .ics and .json files, and "
        "a folder of CSV files (--to FOLDER/)",
        to.string(), ending);
  }
  return base::fail(ErrorCode::bad_usage,
                    "{}: end the name with .gpkg, .geojson, .csv, .ics or .json, or name a folder (--to FOLDER/) for "
                    "CSV files of all "
                    "collections",
                    to.string());
}

/// The files of one export: they get their names together, in the end. The licences come first, so that no data is ever
/// there without them.
class Output {
 public:
  explicit Output(bool replace) : replace_(replace) {}

  base::Result<fs::path> add(fs::path const& path) {
    CARTABLE_ASSIGN(NewFile file, NewFile::prepare(path, replace_));
    files_.push_back(std::move(file));
    return files_.back().temporary();
  }
  base::Status write_licences(std::string_view text) {
    CARTABLE_ASSIGN(TextFile file, TextFile::create(files_.front().temporary()));
    CARTABLE_TRY(file.write(text));
    return file.close();
  }
  base::Status settle() {
    for (NewFile& file : files_) {
      CARTABLE_TRY(file.settle());
    }
    return {};
  }

 private:
  bool replace_;
  std::vector<NewFile> files_;
};

/// A folder that this export made goes again when nothing came of it.
class MadeFolder {
 public:
  base::Status make(fs::path const& path) {
    std::error_code error;
    if (fs::create_directory(path, error)) {
      made_ = path;
    }
    if (error) {
      return base::fail(ErrorCode::unwritable, "{}: the folder cannot be made ({})", path.string(), error.message());
    }
    return {};
  }
  void keep() noexcept { made_.clear(); }
  ~MadeFolder() {
    std::error_code ignored;
    if (!made_.empty()) {
      fs::remove(made_, ignored);
    }
  }

 private:
  fs::path made_;
};

class Exporter {
 public:
  Exporter(ExportOptions const& options, base::Progress const& progress)
      : options_(options), progress_(progress), output_(options.replace) {}

  base::Result<ExportReport> run() {
    CARTABLE_ASSIGN(format_, format_of(options_.to));
    CARTABLE_TRY(check_usage());
    CARTABLE_TRY(check_not_the_city());
    CARTABLE_TRY(store::CityFile(options_.city).check());
    if (format_ == Format::folder) {
      CARTABLE_TRY(folder_.make(ends_in_slash(options_.to) ? options_.to.parent_path() : options_.to));
    }
    CARTABLE_ASSIGN(auto city, open_city());
    CARTABLE_ASSIGN(Credits credits, Credits::read(city, options_.source));
    report_.licences =
        format_ == Format::folder ? options_.to / "LICENCES.txt" : fs::path(options_.to.string() + ".LICENCES.txt");
    CARTABLE_TRY(output_.add(report_.licences));
    report_.is_edition = is_edition();
    CARTABLE_TRY(report_.is_edition ? write_edition(city, credits) : write_tables(city, credits));
    CARTABLE_TRY(write_licences(city, credits));
    progress_("forcing to the disk");
    CARTABLE_TRY(output_.settle());
    folder_.keep();
    return std::move(report_);
  }

 private:
  /// A whole GeoPackage for everybody is a city of its own.
  [[nodiscard]] bool is_edition() const {
    return format_ == Format::geopackage && options_.profile == Profile::everyone && options_.collections.empty() &&
           options_.source.empty() && options_.places.empty();
  }

  /// What a .ics or .json file is to hold.
  base::Status check_document() {
    if (base::ascii_lower(options_.to.extension().string()) == ".ics") {
      document_ = Document::calendar;
    } else if (options_.json) {
      document_ = *options_.json;
    } else {
      return base::fail(
          ErrorCode::bad_usage,
          "{}: say in which vocabulary: --profile hsds (Open Referral) or --profile schema.org (JSON-LD); "
          "plain GeoJSON is FILE.geojson",
          options_.to.string());
    }
    if (!options_.collections.empty()) {
      return base::fail(ErrorCode::bad_usage, "{}: holds what belongs together; leave --collection out",
                        options_.to.string());
    }
    return {};
  }

  base::Status check_usage() {
    auto const& kinds = collection_kinds();
    if (format_ == Format::document) {
      CARTABLE_TRY(check_document());
    }
    if (options_.json && document_ != *options_.json) {
      return base::fail(ErrorCode::bad_usage, "{}: --profile hsds and --profile schema.org are for FILE.json",
                        options_.to.string());
    }
    for (std::string const& name : options_.collections) {
      if (std::none_of(kinds.begin(), kinds.end(), [&](CollectionKind const& kind) { return kind.name == name; })) {
        std::string names;
        for (CollectionKind const& kind : kinds) {
          names += fmt::format("{}{}", names.empty() ? "" : ", ", kind.name);
        }
        return base::fail(ErrorCode::bad_usage, "--collection {}: there is no such collection; there are {}", name,
                          names);
      }
    }
    wanted_ = options_.collections;
    bool const one_table = format_ == Format::geojson || format_ == Format::csv;
    if (wanted_.empty() && (one_table || !options_.places.empty())) {
      wanted_ = {"places"};
    }
    if (one_table && wanted_.size() > 1) {
      return base::fail(ErrorCode::bad_usage,
                        "{}: holds one collection; name one, or write a .gpkg file or a folder (--to FOLDER/)",
                        options_.to.string());
    }
    if (!options_.places.empty() && wanted_ != std::vector<std::string>{"places"}) {
      return base::fail(ErrorCode::bad_usage,
                        "--kind, --fee, --wheelchair and --bbox choose places; leave --collection out");
    }
    for (CollectionKind const& kind : kinds) {
      bool const named = std::find(wanted_.begin(), wanted_.end(), kind.name) != wanted_.end();
      if (named && kind.for_planners && options_.profile < Profile::planner) {
        return base::fail(ErrorCode::bad_usage,
                          "--collection {}: numbers of people are for planners; use --profile planner", kind.name);
      }
    }
    return {};
  }

  base::Result<store::CityReader> open_city() {
    // Also where no copy is made: what a killed export left of one goes.
    fs::path const beside = format_ == Format::folder ? options_.to / "city.gpkg" : options_.to;
    CARTABLE_ASSIGN(NewFile copy, NewFile::prepare(beside.string() + ".copy.gpkg", true));
    std::error_code error;
    auto const bytes = fs::file_size(options_.city, error);
    if (error || bytes <= options_.copy_above) {  // a schema of a database holds nobody up
      return store::CityReader::open(options_.city);
    }
    progress_("copying the city as it is");
    auto const copied = geo::Database::copy_file(options_.city, copy.temporary().string());
    if (!copied && copied.error().code == ErrorCode::disk_full) {
      return store::CityReader::open(options_.city);
    }
    CARTABLE_TRY(copied);
    copy_.emplace(std::move(copy));  // goes with the last of the export
    return store::CityReader::open(copy_->temporary().string());
  }

  base::Status check_not_the_city() const {
    std::error_code error;
    if (fs::equivalent(options_.to, options_.city, error)) {
      return base::fail(ErrorCode::bad_usage, "{}: is the city itself; choose another name", options_.to.string());
    }
    return {};
  }

  base::Status write_edition(store::CityReader& city, Credits& credits) {
    CARTABLE_ASSIGN(fs::path const temporary, output_.add(options_.to));
    CARTABLE_ASSIGN(EditionReport edition, write_public_edition(city, temporary, credits, progress_));
    for (auto const& [table, rows] : edition.rows) {
      report_.rows += rows;
    }
    report_.files.push_back({options_.to, std::move(edition.rows)});
    if (!edition.stale_stand_ways.empty()) {
      report_.notes.push_back(
          fmt::format("minutes and ways from stands were left out, as streets or public places have changed since they "
                      "were worked out ({}): run cartable stands, then export again",
                      fmt::join(edition.stale_stand_ways, ", ")));
    }
    return {};
  }

  base::Status write_tables(store::CityReader& city, Credits& credits) {
    progress_("reading what may be seen");
    TextLanguages place_languages;
    CARTABLE_ASSIGN(Audience const audience, Audience::read(city, options_.profile, [&](store::Place const& place) {
                      add_languages(place_languages, place);
                    }));
    TableInput input{.city = city, .audience = audience, .credits = credits};
    std::optional<OneSource> source;
    if (!options_.source.empty()) {
      CARTABLE_ASSIGN(source, OneSource::read(city, options_.source));
      input.source = &*source;
    }
    std::optional<PlaceFilter> places;
    if (!options_.places.empty()) {
      CARTABLE_ASSIGN(places, PlaceFilter::read(city, audience, options_.places));
      input.places = &*places;
    }
    if (document_) {
      return write_one_document(input);
    }
    std::vector<std::unique_ptr<CollectionTable>> tables;
    for (CollectionKind const& kind : collection_kinds()) {
      bool const named = std::find(wanted_.begin(), wanted_.end(), kind.name) != wanted_.end();
      if (named || (wanted_.empty() && !(kind.for_planners && !audience.is_planner()))) {
        CARTABLE_ASSIGN(auto table, kind.make(input, place_languages));
        tables.push_back(std::move(table));
      }
    }
    switch (format_) {
      case Format::geopackage: CARTABLE_TRY(write_geopackage(tables)); break;
      case Format::geojson: CARTABLE_TRY(write_text<GeoJsonWriter>(*tables.front(), options_.to)); break;
      case Format::csv: CARTABLE_TRY(write_text<CsvWriter>(*tables.front(), options_.to)); break;
      case Format::document: break;  // written above
      case Format::folder:
        for (auto const& table : tables) {
          CARTABLE_TRY(write_text<CsvWriter>(*table, options_.to / (table->layer().name + ".csv")));
        }
    }
    for (auto const& table : tables) {
      report_.rows += table->written();
      report_.not_public += table->not_public();
    }
    return {};
  }

  base::Status write_geopackage(std::vector<std::unique_ptr<CollectionTable>> const& tables) {
    CARTABLE_ASSIGN(fs::path const temporary, output_.add(options_.to));
    std::vector<geo::LayerDef> layers;
    layers.reserve(tables.size());
    for (auto const& table : tables) {
      layers.push_back(table->layer());
    }
    auto const fill = [&](geo::Database& out) -> base::Status {
      out.expect(layers);
      // Nobody else reads this file yet: pages may go to the disk before the commit, so that memory stays small.
      CARTABLE_TRY(out.execute("PRAGMA cache_spill=ON"));
      for (auto const& table : tables) {
        std::string const& name = table->layer().name;
        CARTABLE_TRY(table->rows([&](geo::Row const& row) { return out.insert(name, row); }, progress_));
      }
      return {};
    };
    CARTABLE_TRY(geo::Database::create(temporary.string(), layers, fill));
    ExportReport::Written written{.file = options_.to, .rows = {}};
    for (auto const& table : tables) {
      written.rows[table->layer().name] = table->written();
    }
    report_.files.push_back(std::move(written));
    return {};
  }

  base::Status write_one_document(TableInput const& input) {
    CARTABLE_ASSIGN(fs::path const temporary, output_.add(options_.to));
    CARTABLE_ASSIGN(TextFile file, TextFile::create(temporary));
    CARTABLE_ASSIGN(
        DocumentReport written,
        write_document(*document_, input, file, options_.program.empty() ? "Cartable" : options_.program, progress_));
    CARTABLE_TRY(file.close());
    for (auto const& [collection, rows] : written.rows) {
      report_.rows += rows;
    }
    report_.not_public = written.not_public;
    report_.notes = std::move(written.notes);
    report_.files.push_back({options_.to, std::move(written.rows)});
    return {};
  }

  template <class Writer>
  base::Status write_text(CollectionTable& table, fs::path const& path) {
    CARTABLE_ASSIGN(fs::path const temporary, output_.add(path));
    CARTABLE_ASSIGN(TextFile file, TextFile::create(temporary));
    Writer writer(file, table.layer());
    CARTABLE_TRY(writer.begin());
    CARTABLE_TRY(table.rows([&](geo::Row const& row) { return writer.write(row); }, progress_));
    CARTABLE_TRY(writer.end());
    CARTABLE_TRY(file.close());
    report_.files.push_back({path, {{table.layer().name, table.written()}}});
    return {};
  }

  base::Status write_licences(store::CityReader& city, Credits const& credits) {
    std::string name;
    CARTABLE_TRY(city.read<store::Setting>(
        [&](store::Setting&& setting) -> base::Status {
          name = std::move(setting.value);
          return {};
        },
        "id='name'"));
    auto const counted = credits.counted();
    for (Credits::Counted const& one : counted) {
      if (know_licence(one.credit.licence).family == LicenceFamily::not_said) {
        report_.unknown_licences.push_back(one.credit.source);
      }
    }
    bool const folder = format_ == Format::folder;
    return output_.write_licences(
        licences_text({.file = folder ? "this folder" : options_.to.filename().string(),
                       .city = name,
                       .profile = report_.is_edition ? "everybody (the public edition, itself a city file)"
                                                     : std::string(audience_words()),
                       .moment = base::now_rfc3339(),
                       .program = options_.program.empty() ? "Cartable" : options_.program},
                      counted));
  }

  [[nodiscard]] std::string_view audience_words() const noexcept {
    switch (options_.profile) {
      case Profile::everyone: return "everybody";
      case Profile::staff: return "staff; not to be published";
      case Profile::planner: return "planners; not to be published";
      case Profile::full: return "those who run the city's map; not to be published as it is";
    }
    return "";
  }

  ExportOptions const& options_;
  base::Progress const& progress_;
  Format format_ = Format::geopackage;
  std::optional<Document> document_;
  std::vector<std::string> wanted_;  ///< empty: all that the profile may see
  MadeFolder folder_;                ///< goes after the files in it
  std::optional<NewFile> copy_;
  Output output_;
  ExportReport report_;
};

}  // namespace

std::vector<std::string_view> collection_names() {
  std::vector<std::string_view> out;
  for (CollectionKind const& kind : collection_kinds()) {
    out.push_back(kind.name);
  }
  return out;
}

base::Result<ExportReport> export_city(ExportOptions const& options, base::Progress const& progress) {
  auto done = Exporter(options, progress).run();
  if (!done) {
    return tl::unexpected(explained(std::move(done).error(), options.to));
  }
  return done;
}

}  // namespace cartable::exporters
