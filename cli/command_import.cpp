#include "base/file.hpp"
#include "base/format.hpp"
#include "base/log.hpp"
#include "cli/city_settings.hpp"
#include "cli/command.hpp"
#include "cli/import_areas.hpp"
#include "cli/import_elevation.hpp"
#include "cli/import_open_formats.hpp"
#include "cli/import_people.hpp"
#include "cli/import_steps.hpp"
#include "cli/input_fingerprint.hpp"
#include "cli/progress_bar.hpp"
#include "cli/repeated_import.hpp"
#include "geo/database_url.hpp"
#include "importers/corrections_source.hpp"
#include "importers/detect.hpp"
#include "importers/osm_source.hpp"
#include "importers/table_source.hpp"
#include "store/area_quality.hpp"
#include "store/city_file.hpp"
#include "store/plan_examples.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace cartable::cli {
namespace {

struct Options {
  std::vector<std::string> sources;
  std::string city, write_to, as, group, visibility, kind, crs, encoding, layer, source, licence, attribution, date,
      rejects, mapping, timezone, region, name, decimal, festival, format = "text";
  std::vector<std::string> map;
  PeopleFlags people;
  int suppressed_below = 11;
  bool dry_run = false, no_progress = false, default_set = false;
  std::string told;  ///< all options that the source is read by, as one text
};

struct Source {
  std::string role;  ///< empty: found out by looking
  std::string file;
};

/// What one source was read into.
struct ReadSource {
  store::ImportBatch batch;
  std::optional<importers::TableReport> table;  ///< of tables and vector files
  importers::PlaceLinks links = {};             ///< of offers and sessions
  std::vector<store::CalendarSpan> days = {};   ///< of a calendar of school holidays and closings
  std::vector<store::Derived> derived = {};     ///< what is no record: heights
};
/// \param failed  gets what was found out of a table although it could not be read
using Reader = base::Result<ReadSource> (*)(Source const&, Options const&, store::CityFile const&,
                                            base::Progress const&, std::optional<importers::TableReport>& failed);

base::Result<ReadSource> read_osm_source(Source const&, Options const&, store::CityFile const&, base::Progress const&,
                                         std::optional<importers::TableReport>&);
base::Result<ReadSource> read_table_source(Source const&, Options const&, store::CityFile const&, base::Progress const&,
                                           std::optional<importers::TableReport>&);
base::Result<ReadSource> read_people_source(Source const&, Options const&, store::CityFile const&,
                                            base::Progress const&, std::optional<importers::TableReport>&);
base::Result<ReadSource> read_corrections_source(Source const&, Options const&, store::CityFile const&,
                                                 base::Progress const&, std::optional<importers::TableReport>&);
base::Result<ReadSource> read_offer_source(Source const&, Options const&, store::CityFile const&, base::Progress const&,
                                           std::optional<importers::TableReport>&);
base::Result<ReadSource> read_day_source(Source const&, Options const&, store::CityFile const&, base::Progress const&,
                                         std::optional<importers::TableReport>&);
base::Result<ReadSource> read_elevation_source(Source const&, Options const&, store::CityFile const&,
                                               base::Progress const&, std::optional<importers::TableReport>&);

/// Roles of this version and who reads them; the others of docs/cli come with the issues that build them.
struct Role {
  std::string_view name;
  Reader read;
};
constexpr std::array kRoles{Role{"osm", read_osm_source},
                            Role{"places", read_table_source},
                            Role{"offers", read_offer_source},
                            Role{"events", read_offer_source},
                            Role{"calendar", read_day_source},
                            Role{"organisations", read_table_source},
                            Role{"districts", read_table_source},
                            Role{"catchments", read_table_source},
                            Role{"population", read_people_source},
                            Role{"people", read_people_source},
                            Role{"elevation", read_elevation_source},
                            Role{"corrections", read_corrections_source}};

std::vector<std::string> role_names() {
  std::vector<std::string> out;
  out.reserve(kRoles.size());
  for (Role const& role : kRoles) {
    out.emplace_back(role.name);
  }
  return out;
}

std::string role_list() {
  std::string out;
  for (Role const& role : kRoles) {
    out += (out.empty() ? "" : ", ") + std::string(role.name);
  }
  return out;
}

bool is_role(std::string_view text) {
  return std::any_of(kRoles.begin(), kRoles.end(), [&](Role const& role) { return role.name == text; });
}

/// `ROLE=FILE` or `FILE`; a file whose name holds "=" is taken as a file when it exists.
base::Result<Source> parse_source(std::string const& text, std::string const& as) {
  auto const equals = text.find('=');
  if (std::error_code error; equals != std::string::npos && !std::filesystem::exists(text, error)) {
    std::string const role = text.substr(0, equals);
    if (!is_role(role)) {
      return base::fail(base::ErrorCode::bad_usage, "{}: \"{}\" is not a role; roles are {}", text, role, role_list());
    }
    return Source{role, text.substr(equals + 1)};
  }
  return Source{as, text};
}

base::Result<importers::TableOptions> table_options(Options const& options, std::string const& role) {
  importers::TableOptions out;
  out.role = role;
  out.source = options.source;
  out.licence = options.licence;
  out.attribution = options.attribution;
  out.date = options.date;
  out.group = options.group;
  out.visibility = options.visibility;
  out.kind = options.kind;
  out.crs = options.crs;
  out.encoding = options.encoding;
  out.layer = options.layer;
  out.decimal = options.decimal;
  out.suppressed_below = options.suppressed_below;
  if (!options.mapping.empty()) {
    CARTABLE_ASSIGN(std::string const text, base::read_file(options.mapping, std::size_t{1} << 20U));
    auto const json = base::parse_json(text);
    if (!json || !json->is_object()) {
      return base::fail(
          base::ErrorCode::invalid_value,
          "{}: must be a JSON object {{\"columns\": {{field: column}}, \"values\": {{field: {{theirs: ours}}}}}}{}",
          options.mapping, json ? "" : " (" + json.error().message + ")");
    }
    try {
      if (json->contains("columns")) {
        out.columns = json->at("columns").get<std::map<std::string, std::string>>();
      }
      if (json->contains("values")) {
        out.values = json->at("values").get<std::map<std::string, std::map<std::string, std::string>>>();
      }
    } catch (base::Json::exception const&) {
      return base::fail(base::ErrorCode::invalid_value,
                        "{}: \"columns\" must map our fields to their columns, \"values\" our fields to "
                        "{{their value: ours}}, all of them texts",
                        options.mapping);
    }
  }
  for (std::string const& pair : options.map) {
    auto const equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size()) {
      return base::fail(base::ErrorCode::bad_usage, "--map {}: must be FIELD=COLUMN, as in --map name=NAME", pair);
    }
    out.columns[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return out;
}

base::Result<ReadSource> read_people_source(Source const& source, Options const& options, store::CityFile const& city,
                                            base::Progress const& progress, std::optional<importers::TableReport>&) {
  CARTABLE_ASSIGN(auto const table, table_options(options, source.role));
  importers::PeopleOptions people;
  people.role = table.role;
  people.source = table.source;
  people.licence = table.licence;
  people.attribution = table.attribution;
  people.date = table.date;
  people.columns = table.columns;
  people.group = table.group;
  people.visibility = table.visibility;
  if (options.suppressed_below != Options{}.suppressed_below) {
    people.suppressed_below = options.suppressed_below;
  }
  people.crs = table.crs;
  people.encoding = table.encoding;
  people.layer = table.layer;
  people.list_rows = options.dry_run && options.map.empty() && options.mapping.empty();
  if (auto const names = table.values.find("district"); names != table.values.end()) {
    for (auto const& [theirs, ours] : names->second) {
      people.columns.emplace("district:" + theirs, ours);
    }
  }
  CARTABLE_ASSIGN(auto batch, read_people_of(city, source.file, std::move(people), options.people, progress));
  return ReadSource{std::move(batch), std::nullopt};
}

base::Result<ReadSource> read_elevation_source(Source const& source, Options const& options,
                                               store::CityFile const& city, base::Progress const& progress,
                                               std::optional<importers::TableReport>&) {
  CARTABLE_ASSIGN(auto const table, table_options(options, source.role));
  CARTABLE_ASSIGN(auto read, read_elevation_of(city, source.file,
                                               {.source = table.source,
                                                .licence = table.licence,
                                                .attribution = table.attribution,
                                                .date = table.date,
                                                .crs = table.crs,
                                                .band = options.people.band},
                                               progress));
  ReadSource out{.batch = std::move(read.batch), .table = std::nullopt};
  out.derived.push_back(std::move(read.heights));
  return out;
}

base::Result<ReadSource> read_corrections_source(Source const& source, Options const& options, store::CityFile const&,
                                                 base::Progress const& progress,
                                                 std::optional<importers::TableReport>&) {
  CARTABLE_ASSIGN(auto const table, table_options(options, source.role));
  CARTABLE_ASSIGN(
      auto batch,
      importers::read_corrections(
          source.file, {.encoding = table.encoding, .layer = table.layer, .columns = table.columns}, progress));
  return ReadSource{std::move(batch), std::nullopt};
}

importers::OsmOptions osm_options(Options const& options) {
  importers::OsmOptions osm;
  if (!options.source.empty()) {
    osm.source = options.source;
  }
  if (!options.licence.empty()) {
    osm.licence = options.licence;
  }
  if (!options.attribution.empty()) {
    osm.attribution = options.attribution;
  }
  osm.date = options.date;
  return osm;
}

base::Result<ReadSource> read_osm_source(Source const& source, Options const& options, store::CityFile const&,
                                         base::Progress const& progress, std::optional<importers::TableReport>&) {
  CARTABLE_ASSIGN(auto batch, importers::read_osm(source.file, osm_options(options), progress));
  return ReadSource{std::move(batch), std::nullopt};
}

base::Result<ReadSource> read_table_source(Source const& source, Options const& options, store::CityFile const& city,
                                           base::Progress const& progress,
                                           std::optional<importers::TableReport>& failed) {
  CARTABLE_ASSIGN(auto table, table_options(options, source.role == "osm" ? "" : source.role));
  if (city.exists()) {
    CARTABLE_ASSIGN(table.city, store::city_box(city, options.source));
    table.organisations = [&city] {
      auto words = store::organisations_by_word(city);
      return words ? *std::move(words) : std::map<std::string, std::string>();
    };
  }
  failed.emplace();
  CARTABLE_ASSIGN(auto batch, importers::read_table(source.file, table, progress, &*failed));
  return ReadSource{std::move(batch), std::move(failed)};
}

base::Result<importers::OfferSourceOptions> offer_options(Options const& options, std::string const& role) {
  CARTABLE_ASSIGN(auto const table, table_options(options, role));
  return importers::OfferSourceOptions{.source = table.source,
                                       .licence = table.licence,
                                       .attribution = table.attribution,
                                       .date = table.date,
                                       .visibility = table.visibility,
                                       .encoding = table.encoding,
                                       .layer = table.layer,
                                       .festival = options.festival,
                                       .columns = table.columns,
                                       .values = table.values};
}

base::Result<ReadSource> read_day_source(Source const& source, Options const& options, store::CityFile const& city,
                                         base::Progress const& progress, std::optional<importers::TableReport>&) {
  CARTABLE_ASSIGN(auto const days, offer_options(options, source.role));
  CARTABLE_ASSIGN(auto read, read_days_of(city, source.file, days, options.timezone, progress));
  return ReadSource{std::move(read.batch), std::nullopt, std::move(read.links), std::move(read.spans)};
}

base::Result<ReadSource> read_offer_source(Source const& source, Options const& options, store::CityFile const& city,
                                           base::Progress const& progress,
                                           std::optional<importers::TableReport>& failed) {
  CARTABLE_ASSIGN(auto const offers, offer_options(options, source.role));
  CARTABLE_ASSIGN(auto read,
                  read_offers_of(city, source.role, source.file, offers, options.timezone, progress, failed));
  return ReadSource{std::move(read.batch), std::move(read.table), std::move(read.links)};
}

base::Result<ReadSource> read_source(Source const& source, Options const& options, store::CityFile const& city,
                                     base::Progress const& progress, std::optional<importers::TableReport>& failed) {
  if (is_people_role(source.role)) {  // whose files may be rasters
    return read_people_source(source, options, city, progress, failed);
  }
  if (source.role == "elevation") {
    return read_elevation_source(source, options, city, progress, failed);
  }
  CARTABLE_ASSIGN(auto const kind, importers::detect_input(source.file));
  if (kind == importers::InputKind::vector && source.role.empty() && options.group.empty() &&
      importers::draws_people(source.file, options.layer)) {
    CARTABLE_ASSIGN(auto read,
                    read_people_source({.role = "population", .file = source.file}, options, city, progress, failed));
    auto& notes = read.batch.notes;
    notes.insert(notes.begin(), source.file +
                                    ": polygons with a column of people, so it was taken as population; districts=" +
                                    source.file + " takes it as districts");
    return read;
  }
  bool const osm = kind == importers::InputKind::osm;
  if (osm && !source.role.empty() && source.role != "osm") {
    return base::fail(base::ErrorCode::bad_usage,
                      "{}: is an OpenStreetMap extract and cannot be imported as \"{}\"; leave the role out",
                      source.file, source.role);
  }
  if (kind == importers::InputKind::open && source.role.empty()) {
    return read_offer_source(source, options, city, progress, failed);
  }
  if (osm || source.role.empty() || source.role == "osm") {
    return (osm ? read_osm_source : read_table_source)(source, options, city, progress, failed);
  }
  auto const role = std::find_if(kRoles.begin(), kRoles.end(), [&](Role const& r) { return r.name == source.role; });
  return role->read(source, options, city, progress, failed);
}

/// An import that asks something: the columns as far as they are known, so that they can be confirmed.
void show_failure(Options const& options, importers::TableReport const& table, base::Error const& error) {
  if (options.format == "json") {
    base::OrderedJson out{{"file", table.file}, {"error", error.message}};
    add_mapping(out, table);
    fmt::print("{}\n", base::to_text(out));
  } else if (options.dry_run && !table.mapping.empty()) {
    fmt::print(stderr, "{}", mapping_text(table));
  }
}

/// An input that would change nothing is not parsed again to find that out.
base::Result<std::optional<base::OrderedJson>> report_of_repetition(Options const& options, store::CityFile const& city,
                                                                    std::string const& fingerprint) {
  bool const may_repeat = !options.dry_run && options.rejects.empty();  // else its rows are looked at
  return may_repeat ? repeated_import(city, fingerprint) : std::optional<base::OrderedJson>();
}

/// The districts of an import become those that reports use.
base::Status set_default_set(store::CityFile& city, std::string const& source, std::string const& district_set) {
  std::string const key(store::kDistrictSetSetting);
  CARTABLE_ASSIGN(auto const known, city.read<store::Setting>("id='" + key + "'"));
  if (!known.empty() && known.front().value == district_set) {
    return {};
  }
  CARTABLE_ASSIGN(auto const before, city.revisions());
  CARTABLE_TRY(city.put_setting(key, district_set));
  CARTABLE_ASSIGN(auto const after, city.revisions());
  note_settings(city, source, 1, before, after);
  return {};
}

int run(Options const& options) {
  std::vector<Source> sources;
  for (std::string const& text : options.sources) {
    auto source = parse_source(text, options.as);
    if (!source) {
      return report_error(source.error());
    }
    sources.push_back(*std::move(source));
  }
  if (!options.as.empty() && sources.size() > 1) {
    return report_error(
        {base::ErrorCode::bad_usage, "--as is for a single source; write ROLE=FILE for each of several"});
  }
  // Everything that can be known to be wrong is said before the first import begins.
  for (Source const& source : sources) {
    if (source.role == "elevation") {
      continue;  // read_elevation says what it cannot take
    }
    if (is_people_role(source.role)) {
      continue;  // rasters of several kinds among them; read_people says what it cannot take
    }
    auto const kind = importers::detect_input(source.file);
    if (!kind) {
      return report_error(kind.error());
    }
    if (*kind == importers::InputKind::raster) {
      return report_error({base::ErrorCode::bad_usage,
                           source.file + ": is a raster; say what its cells hold, as in population=" + source.file +
                               " or elevation=" + source.file});
    }
  }

  ProgressBar bar(!options.no_progress);
  auto const progress = bar.progress();
  std::string const& where = options.dry_run ? options.city : place_to_write(options.city, options.write_to);
  store::CityFile city(where);
  if (!city.exists()) {
    if (options.dry_run) {
      fmt::print(stderr, "{}: there is no city yet, so that all is new\n", geo::without_password(options.city));
    } else if (auto const made = city.create(); !made) {
      return report_error(made.error());
    }
  } else if (auto const good = city.check(); !good) {
    return report_error(good.error());
  }

  std::vector<RejectedRow> rejects;
  int exit_code = kDone;
  for (Source const& source : sources) {
    auto const fingerprint = input_fingerprint(source.role, source.file, options.told);
    auto const again = fingerprint ? report_of_repetition(options, city, *fingerprint)
                                   : base::Result<std::optional<base::OrderedJson>>(base::fail(fingerprint));
    if (!again) {
      bar.clear();
      exit_code = report_error(again.error());
      break;
    }
    if (*again) {
      bar.clear();
      if (options.format == "json") {
        fmt::print("{}\n", base::to_text(**again));
      } else {
        fmt::print(stderr, "{}", repeated_text(**again));
      }
      continue;
    }
    auto const start = std::chrono::steady_clock::now();
    std::optional<importers::TableReport> failed;
    auto read = read_source(source, options, city, progress, failed);
    if (!read) {
      bar.clear();
      if (failed) {
        show_failure(options, *failed, read.error());
        for (auto& row : failed->rejects) {  // of a file none of whose rows can be taken
          rejects.push_back({std::move(row.what), row.line, failed->columns, std::move(row.cells)});
        }
      }
      exit_code = report_error(read.error());
      break;
    }
    if (!options.dry_run) {
      propose_settings(
          read->batch,
          {.name = options.name, .timezone = options.timezone, .region = options.region, .file = source.file});
    }
    if (auto const examined = city.exists() ? examine_areas_of(city, read->batch) : base::Status(); !examined) {
      bar.clear();
      exit_code = report_error(examined.error());
      break;
    }
    std::string const first_set = read->batch.districts.empty() ? std::string() : read->batch.districts.front().set;
    auto const groups = groups_to_set(read->batch, options.people);
    auto report = import_batch(city, std::move(read->batch), options.dry_run, progress, std::move(read->table),
                               *fingerprint, std::move(read->links), std::move(read->derived));
    bar.clear();
    if (!report) {
      exit_code = report_error(report.error());
      break;
    }
    for (store::CalendarSpan const& span : read->days) {
      ++report->calendar[std::string(to_string(span.kind))];
    }
    if (!read->days.empty() && !options.dry_run) {
      if (auto const kept = keep_days(city, report->outcome.source, std::move(read->days)); !kept) {
        exit_code = report_error(kept.error());
        break;
      }
    }
    report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (options.default_set && !first_set.empty() && !options.dry_run) {
      if (auto const set = set_default_set(city, report->outcome.source, first_set); !set) {
        exit_code = report_error(set.error());
        break;
      }
    }
    if (!options.dry_run) {
      if (auto const set = set_thresholds(city, groups, options.people); !set) {
        exit_code = report_error(set.error());
        break;
      }
    }
    auto rows = rejected_rows(*report);
    rejects.insert(rejects.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    if (options.format == "json") {
      fmt::print("{}\n", base::to_text(to_json(*report)));
    } else {
      fmt::print(stderr, "{}", to_text(*report));
    }
    std::fflush(stdout);
  }
  if (!options.rejects.empty()) {
    std::ofstream out(options.rejects, std::ios::binary);
    out << rejects_csv(rejects);
    if (!out.flush()) {
      return report_error({base::ErrorCode::unwritable, options.rejects + ": cannot be written; check the folder"});
    }
    fmt::print(stderr, "{} rows not taken are in {}\n", rejects.size(), options.rejects);
  }
  return exit_code;
}

}  // namespace

void add_import(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  auto* const command = app.add_subcommand(
      "import", "Bring files into a city: OpenStreetMap extracts, and tables and areas in any format that GDAL opens");
  command
      ->add_option("SOURCE", options->sources,
                   "FILE or ROLE=FILE; roles: " + role_list() + ". Without a role it is found out by looking")
      ->required();
  command
      ->add_option("--city", options->city,
                   "the city: a file, or postgresql://…/db?schema=NAME (made when there is none)")
      ->required();
  add_write_to(*command, options->write_to);
  command->add_option("--as", options->as, "the role of a single source")->check(CLI::IsMember(role_names()));
  command->add_option("--map", options->map, "FIELD=COLUMN: which of their columns holds our field (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--mapping", options->mapping, "a JSON file with columns and values");
  command->add_option("--kind", options->kind, "the kind of every place of the file, when no column says it");
  command->add_option("--group", options->group, "the group whose catchment areas these are");
  command->add_option("--visibility", options->visibility, "who may see the records")
      ->check(CLI::IsMember({"public", "staff", "planner"}));
  command->add_option("--crs", options->crs, "coordinate reference system, when the file does not say: EPSG:25830");
  command->add_option("--encoding", options->encoding, "character encoding, when the file does not say: CP1252");
  command->add_option("--layer", options->layer, "one layer or sheet of a file with several");
  command->add_option("--decimal", options->decimal, "what marks decimals, where the values do not tell")
      ->check(CLI::IsMember({"point", "comma"}));
  command->add_option("--suppressed-below", options->suppressed_below,
                      "a count kept back with a mere sign (*, c, x) is 0 to this less one (default: 11)");
  command->add_option("--source", options->source, "slug of the source (default: osm, or the file's stem)");
  command->add_option("--licence", options->licence, "licence of the data: ODbL-1.0, CC0-1.0, …");
  command->add_option("--attribution", options->attribution, "the words that the licence asks to be shown");
  command->add_option("--date", options->date, "date of the data: 2026-11-23");
  command->add_option("--rejects", options->rejects,
                      "keep rows not taken in this CSV file, to be mended and imported again");
  command->add_option("--timezone", options->timezone, "the city's time zone: Europe/Paris (default: guessed)");
  command->add_option("--region", options->region, "country and region for public holidays: FR-IDF (default: guessed)");
  command->add_option("--festival", options->festival, "the festival that all sessions of a calendar belong to");
  command->add_option("--name", options->name, "the city's name (default: guessed from the first file)");
  add_people_flags(*command, options->people);
  command->add_flag("--default-set", options->default_set, "the districts of this import are those that reports use");
  command->add_option("--format", options->format, "text or json (one line for each source on stdout)")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_flag("--dry-run", options->dry_run, "say what would happen and write nothing");
  command->add_flag("--no-progress", options->no_progress, "no progress bar even on a terminal");
  command->callback([options, command, &chosen] {
    options->told = told_options(*command);
    chosen = [options] { return run(*options); };
  });
}

}  // namespace cartable::cli
