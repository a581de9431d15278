#include "cli/import_steps.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/repeated_import.hpp"
#include "store/import_state.hpp"
#include "tiles/base_tiles.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <utility>

namespace cartable::cli {
namespace {

/// Records shown of each fate.
constexpr std::size_t kExamples = 3;
/// Doubtful places listed in JSON, and for people.
constexpr std::size_t kListedLinks = 1000, kShownLinks = 10;

base::OrderedJson to_json(store::KindOutcome const& kind) {
  base::OrderedJson out{{"read", kind.read},           {"new", kind.added},           {"changed", kind.changed},
                        {"unchanged", kind.unchanged}, {"withdrawn", kind.withdrawn}, {"merged", kind.merged},
                        {"unplaced", kind.unplaced},   {"not_taken", kind.not_taken}};
  out["by_kind"] = base::OrderedJson::object();
  for (auto const& [slug, number] : kind.by_kind) {
    out["by_kind"][slug] = number;
  }
  return out;
}

base::OrderedJson to_json(store::CrossSourceOutcome const& across) {
  base::OrderedJson out{{"known_elsewhere", across.known_elsewhere},
                        {"joined", across.joined},
                        {"doubtful", across.doubtful},
                        {"kept_by_other_sources", across.kept_by_others},
                        {"finer_position_of_other_source", across.finer_position},
                        {"unplaced_found", across.found},
                        {"unplaced_doubtful", across.found_doubtful},
                        {"unplaced_not_found", across.not_found},
                        {"corrected", across.corrected}};
  out["how_joined"] = base::OrderedJson::array();
  for (auto const& join : across.joins) {
    out["how_joined"].push_back({{"place", join.place},
                                 {"record", join.record},
                                 {"name", join.name},
                                 {"other_source", join.other_source},
                                 {"other_record", join.other_record},
                                 {"other_name", join.other_name},
                                 {"sure_percent", join.percent},
                                 {"how", join.how}});
  }
  return out;
}

base::OrderedJson to_json(importers::PlaceLinks const& links) {
  base::OrderedJson out{{"certain", links.certain}, {"doubtful", 0}, {"none", 0}};
  std::int64_t none = 0;
  out["listed"] = base::OrderedJson::array();
  for (importers::DoubtfulPlace const& one : links.doubtful) {
    none += one.found.candidates.empty() ? 1 : 0;
    if (out["listed"].size() >= kListedLinks) {
      continue;
    }
    base::OrderedJson candidates = base::OrderedJson::array();
    for (importers::PlaceCandidate const& candidate : one.found.candidates) {
      candidates.push_back({{"id", candidate.id},
                            {"name", candidate.name},
                            {"sure_percent", candidate.percent},
                            {"how", candidate.how}});
    }
    out["listed"].push_back(
        {{"record", one.record}, {"name", one.name}, {"place", one.wanted}, {"candidates", std::move(candidates)}});
  }
  out["none"] = none;
  out["doubtful"] = static_cast<std::int64_t>(links.doubtful.size()) - none;
  return out;
}

void append_links(std::string& out, importers::PlaceLinks const& links) {
  if (links.certain == 0 && links.doubtful.empty()) {
    return;
  }
  auto const none = std::count_if(links.doubtful.begin(), links.doubtful.end(),
                                  [](auto const& one) { return one.found.candidates.empty(); });
  out += fmt::format("  {:<14} {} at a place of the city, {} doubtful, {} like none{}\n", "places named", links.certain,
                     static_cast<std::int64_t>(links.doubtful.size()) - none, none,
                     links.doubtful.empty() ? "" : "; the latter are kept without a place:");
  std::size_t shown = 0;
  for (importers::DoubtfulPlace const& one : links.doubtful) {
    if (++shown > kShownLinks) {
      out += fmt::format("  {:<14} … and {} more: --rejects FILE.csv has them all\n", "",
                         links.doubtful.size() - kShownLinks);
      break;
    }
    out += fmt::format("  {:<14} record {} {}: \"{}\" {}\n", "", one.record, one.name, one.wanted,
                       importers::describe(one.found));
  }
}

void append_across(std::string& out, store::CrossSourceOutcome const& across) {
  if (across.known_elsewhere > 0 || across.doubtful > 0) {
    out += fmt::format("  {:<14} {} places that another source has too", "in both", across.known_elsewhere);
    out += across.joined > 0 ? fmt::format(", {} of them matched now (--format json says how)", across.joined) : "";
    out += across.doubtful > 0 ? fmt::format("; {} pairs may be one place: cartable check lists them", across.doubtful)
                               : "";
    out += "\n";
  }
  if (across.kept_by_others > 0) {
    out += fmt::format("  {:<14} {} of the withdrawn stay, as another source has them\n", "", across.kept_by_others);
  }
  if (across.finer_position > 0) {
    out +=
        fmt::format("  {:<14} {} keep another source's position, which has more decimals\n", "", across.finer_position);
  }
  if (across.found + across.found_doubtful + across.not_found > 0) {
    out += fmt::format("  {:<14} {} found by their address, {} doubtful, {} not found{}\n", "unplaced", across.found,
                       across.found_doubtful, across.not_found,
                       across.found_doubtful + across.not_found > 0 ? ": cartable check lists them" : "");
  }
  if (across.corrected > 0) {
    out += fmt::format("  {:<14} {} values are the city's now\n", "corrected", across.corrected);
  }
}

bool spoken_of(store::KindOutcome const& kind) {
  return kind.read + kind.added + kind.changed + kind.unchanged + kind.withdrawn + kind.not_taken > 0;
}

void append_kind(std::string& out, std::string_view word, store::KindOutcome const& kind) {
  if (!spoken_of(kind)) {
    return;
  }
  out += fmt::format("  {:<14} {:>7} read: {} new, {} changed, {} unchanged, {} withdrawn", word, kind.read, kind.added,
                     kind.changed, kind.unchanged, kind.withdrawn);
  if (kind.merged > 0) {
    out += fmt::format(", {} merged", kind.merged);
  }
  if (kind.unplaced > 0) {
    out += fmt::format(", {} unplaced", kind.unplaced);
  }
  if (kind.not_taken > 0) {
    out += fmt::format(", {} rows not taken", kind.not_taken);
  }
  out += "\n";
}

/// Whole people as such; a sum of fractions with one digit.
std::string shown_people(double people) {
  return std::abs(people - std::round(people)) < 1e-6 ? fmt::format("{:.0f}", people) : fmt::format("{:.1f}", people);
}

/// What the importer did not take is not taken either by the city.
void count_not_taken(std::string_view role, std::int64_t rows, store::ImportOutcome& outcome) {
  if (role == "places") {
    outcome.places.not_taken += rows;
  } else if (role == "organisations") {
    outcome.organisations.not_taken += rows;
    outcome.organisations.read += rows;
  } else if (role == "offers") {
    outcome.offers.not_taken += rows;
  } else if (role == "events") {
    outcome.sessions.not_taken += rows;
    outcome.sessions.read += rows;
  } else if (role == "districts") {
    outcome.districts.not_taken += rows;
  } else if (role == "catchments") {
    outcome.catchments.not_taken += rows;
  } else if (role == "population" || role == "people") {
    outcome.population.not_taken += rows;
  }
}

/// Of a dry run before there is a city: all is new.
store::ImportOutcome of_an_empty_city(store::ImportBatch const& batch) {
  store::ImportOutcome out;
  out.source = batch.source.slug;
  auto const all = [](auto const& records, store::KindOutcome& kind) {
    kind.read = kind.added = static_cast<std::int64_t>(records.size());
  };
  all(batch.places, out.places);
  all(batch.offers, out.offers);
  all(batch.sessions, out.sessions);
  all(batch.organisations, out.organisations);
  all(batch.districts, out.districts);
  all(batch.catchments, out.catchments);
  all(batch.cells, out.population);
  all(batch.groups, out.groups);
  all(batch.streets, out.streets);
  all(batch.addresses, out.addresses);
  out.places.read = std::max(out.places.read, batch.counts.places_read);
  out.districts.read = std::max(out.districts.read, batch.counts.districts_read);
  out.catchments.read = std::max(out.catchments.read, batch.counts.catchments_read);
  out.population.read = std::max(out.population.read, batch.counts.population_read);
  for (store::Place const& place : batch.places) {
    out.places.unplaced += place.point ? 0 : 1;
    if (!place.kinds.empty()) {
      ++out.places.by_kind[place.kinds.front()];
    }
  }
  return out;
}

base::OrderedJson to_json(std::vector<store::RecordExample> const& examples) {
  base::OrderedJson out = base::OrderedJson::array();
  for (store::RecordExample const& example : examples) {
    base::OrderedJson one{{"id", example.id}, {"name", example.name}};
    if (!example.fields.empty()) {
      one["fields"] = example.fields;
    }
    out.push_back(std::move(one));
  }
  return out;
}

void append_examples(std::string& out, std::string_view word, std::vector<store::RecordExample> const& examples) {
  if (examples.empty()) {
    return;
  }
  out += fmt::format("  {:<14}", word);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    store::RecordExample const& example = examples[i];
    out += fmt::format("{} {}{}", i == 0 ? "" : ";",
                       example.name.empty() ? example.id : fmt::format("{} [{}]", example.name, example.id),
                       example.fields.empty() ? std::string() : ":");
    for (std::size_t f = 0; f < example.fields.size(); ++f) {
      out += fmt::format("{} {}", f == 0 ? "" : ",", example.fields[f]);
    }
  }
  out += "\n";
}

base::OrderedJson to_json(std::vector<importers::TableReport::Column> const& columns) {
  base::OrderedJson out = base::OrderedJson::array();
  for (auto const& column : columns) {
    out.push_back({{"field", column.field},
                   {"column", column.column},
                   {"confidence", std::round(column.confidence * 100) / 100},
                   {"told", column.told},
                   {"why", column.why},
                   {"samples", column.samples}});
  }
  return out;
}

/// One row of the table that is shown for confirmation.
void append_mapping_row(std::string& out, importers::TableReport::Column const& column) {
  std::string samples;
  for (std::string const& sample : column.samples) {
    std::string shown = sample.substr(0, 40);
    samples +=
        fmt::format("{}\"{}\"", samples.empty() ? "" : ", ", base::mend_utf8(shown) + (sample.size() > 40 ? "…" : ""));
  }
  out += fmt::format("  {:<14} {:<24} {:>4.0f} %  {}{}\n", column.field, column.column, column.confidence * 100,
                     column.why, samples.empty() ? std::string() : "; " + samples);
}

base::OrderedJson to_json(store::HoursTaken const& hours) {
  auto texts = base::OrderedJson::array();
  for (auto const& [words, osm] : hours.texts) {
    texts.push_back({{"words", words}, {"opening_hours", osm}});
  }
  return {{"taken", hours.records}, {"texts", std::move(texts)}};
}

void append_hours(std::string& out, store::HoursTaken const& hours) {
  if (hours.records == 0) {
    return;
  }
  out += fmt::format(
      "  {:<14} {:>7} records say their hours in words, taken as OpenStreetMap's syntax; the words are kept\n", "hours",
      hours.records);
  constexpr std::size_t kShown = 3;
  for (std::size_t i = 0; i < std::min(kShown, hours.texts.size()); ++i) {
    out += fmt::format("                 “{}” as {}\n", hours.texts[i].first, hours.texts[i].second);
  }
  if (hours.texts.size() > kShown) {
    out += fmt::format("                 and {} more texts (--format json has all)\n", hours.texts.size() - kShown);
  }
}

}  // namespace

void append_csv_field(std::string& out, std::string_view text) {
  bool const quote = text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (!quote) {
    out += text;
    return;
  }
  out.push_back('"');
  for (char const c : text) {
    if (c == '"') {
      out.push_back('"');
    }
    out.push_back(c);
  }
  out.push_back('"');
}

base::Result<ImportReport> import_batch(store::CityFile& city, store::ImportBatch&& batch, bool dry_run,
                                        base::Progress const& progress, std::optional<importers::TableReport> table,
                                        std::string const& fingerprint, importers::PlaceLinks links,
                                        std::vector<store::Derived> derived) {
  auto const start = std::chrono::steady_clock::now();
  ImportReport report;
  report.dry_run = dry_run;
  report.hours = store::take_hours_in_words(batch);
  report.counts = batch.counts;
  report.rejects = batch.rejects;
  report.notes = batch.notes;
  report.merged = batch.merged;
  report.table = std::move(table);
  report.links = std::move(links);
  std::string const role = batch.source.role;
  auto const finish = [&] {
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return std::move(report);
  };
  auto const untaken = static_cast<std::int64_t>(batch.rejects.size());
  auto const count_rejects = [&] {
    if (report.table) {
      count_not_taken(role, static_cast<std::int64_t>(report.table->rejects.size()), report.outcome);
    } else if (role == "offers" || role == "events") {
      count_not_taken(role, untaken, report.outcome);
    }
  };
  if (dry_run && !city.exists()) {
    report.outcome = of_an_empty_city(batch);
    count_rejects();
    return finish();
  }
  if (report.table) {
    std::vector<std::string> ids;
    for (auto const& row : report.table->rejects) {
      if (!row.id.empty()) {
        ids.push_back(row.id);
      }
    }
    CARTABLE_ASSIGN(std::size_t const kept, store::keep_records(city, ids, batch));
    if (kept > 0) {
      batch.notes.push_back(
          fmt::format("{} rows not taken are of records that the city has; those stay as they are", kept));
    }
  }

  progress("comparing with the city");
  CARTABLE_ASSIGN(auto plan, city.plan(std::move(batch), progress));
  report.outcome = store::CityFile::outcome(*plan);
  count_rejects();
  {  // comparing finds more to say than reading did
    store::ImportBatch const& planned = store::CityFile::batch(*plan);
    report.rejects = planned.rejects;
    report.notes = planned.notes;
    report.merged = planned.merged;
  }
  if (store::CityFile::nothing_to_do(*plan)) {
    report.nothing_to_do = true;
    if (!dry_run) {  // the plan holds the right to import
      note_repetition(city, report.outcome.source, role, fingerprint, store::planned_against(*plan));
    }
    return finish();
  }
  CARTABLE_ASSIGN(report.examples, store::examples_of(city, *plan, kExamples));
  if (dry_run) {
    return finish();
  }
  store::ImportBatch const& planned = store::CityFile::batch(*plan);
  if (planned.has_basemap) {
    tiles::BaseTilesReport tiles_report;
    CARTABLE_ASSIGN(auto base, tiles::build_base(planned.basemap, planned.source.slug, &tiles_report, progress));
    derived.insert(derived.end(), std::make_move_iterator(base.begin()), std::make_move_iterator(base.end()));
    report.base_tiles = tiles_report.tiles;
    for (auto& warning : tiles_report.warnings) {
      report.notes.push_back(std::move(warning));
    }
  }
  progress("writing");
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  base::OrderedJson kept = to_json(report);
  add_fingerprint(kept, fingerprint);
  CARTABLE_ASSIGN(report.outcome, city.apply(std::move(*plan), derived, base::to_text(kept), progress));
  count_rejects();
  return finish();
}

base::OrderedJson to_json(ImportReport const& report) {
  store::ImportOutcome const& outcome = report.outcome;
  base::OrderedJson out{{"source", outcome.source},
                        {"revision", outcome.revision},
                        {"seconds", static_cast<double>(static_cast<std::int64_t>(report.seconds * 1000)) / 1000},
                        {"places", to_json(outcome.places)},
                        {"offers", to_json(outcome.offers)},
                        {"sessions", to_json(outcome.sessions)},
                        {"events", to_json(outcome.sessions)},  // as the API calls them
                        {"organisations", to_json(outcome.organisations)},
                        {"districts", to_json(outcome.districts)},
                        {"catchments", to_json(outcome.catchments)},
                        {"addresses", to_json(outcome.addresses)},
                        {"groups", to_json(outcome.groups)}};
  auto population = to_json(outcome.population);
  population["people_read"] = report.counts.people_read;
  population["people"] = base::OrderedJson::object();
  for (auto const& [group, people] : report.counts.people) {
    population["people"][group.empty() ? "everybody" : group] = people;
  }
  out["population"] = std::move(population);
  auto streets = to_json(outcome.streets);
  streets["nodes"] = report.counts.street_nodes;
  streets["edges"] = report.counts.street_edges;
  streets["missing_node_refs"] = report.counts.missing_node_refs;
  out["streets"] = std::move(streets);
  out["across_sources"] = to_json(outcome.across);
  out["areas_repaired"] = report.counts.areas_repaired;
  out["areas_broken"] = report.counts.areas_broken;
  out["base_tiles"] = report.base_tiles;
  out["merged"] = report.merged;
  out["examples"] = {{"new", to_json(report.examples.added)},
                     {"changed", to_json(report.examples.changed)},
                     {"withdrawn", to_json(report.examples.withdrawn)}};
  if (report.table) {
    add_mapping(out, *report.table);
  }
  if (!report.calendar.empty()) {
    out["calendar"] = report.calendar;
  }
  if (report.hours.records > 0) {
    out["hours_in_words"] = to_json(report.hours);
  }
  if (report.links.certain > 0 || !report.links.doubtful.empty()) {
    out["place_links"] = to_json(report.links);
  }
  out["notes"] = report.notes;
  out["nothing_to_do"] = report.nothing_to_do;
  out["dry_run"] = report.dry_run;
  return out;
}

std::string to_text(ImportReport const& report) {
  store::ImportOutcome const& outcome = report.outcome;
  std::string out;
  if (report.nothing_to_do) {
    out += fmt::format("{}: this very input was imported before; nothing changes\n", outcome.source);
  } else {
    out +=
        fmt::format("{}: {} in {:.1f} s\n", outcome.source,
                    report.dry_run ? "would be imported (--dry-run: nothing is written)" : "imported", report.seconds);
  }
  append_kind(out, "places", outcome.places);
  append_across(out, outcome.across);
  append_kind(out, "offers", outcome.offers);
  append_kind(out, "sessions", outcome.sessions);
  append_links(out, report.links);
  append_hours(out, report.hours);
  for (auto const& [kind, spans] : report.calendar) {
    out += fmt::format("  {:<14} {:>7} spans of days: {}\n", "calendar", spans, kind);
  }
  append_kind(out, "organisations", outcome.organisations);
  append_kind(out, "districts", outcome.districts);
  append_kind(out, "catchments", outcome.catchments);
  append_kind(out, "population", outcome.population);
  append_kind(out, "groups", outcome.groups);
  append_kind(out, "streets", outcome.streets);
  append_kind(out, "addresses", outcome.addresses);
  if (report.counts.street_edges > 0) {
    out += fmt::format("  {:<14} {} junctions and ends, {} edges between them\n", "network", report.counts.street_nodes,
                       report.counts.street_edges);
  }
  for (auto const& [group, people] : report.counts.people) {
    out += fmt::format("  {:<14} {} {}\n", "people", shown_people(people), group.empty() ? "in all" : group);
  }
  if (report.base_tiles > 0) {
    out += fmt::format("  {:<14} {} tiles, z0–14\n", "base map", report.base_tiles);
  }
  if (!outcome.places.by_kind.empty()) {
    std::vector<std::pair<std::string, std::int64_t>> kinds(outcome.places.by_kind.begin(),
                                                            outcome.places.by_kind.end());
    std::stable_sort(kinds.begin(), kinds.end(), [](auto const& a, auto const& b) { return a.second > b.second; });
    out += "  by kind       ";
    for (auto const& [slug, number] : kinds) {
      out += fmt::format(" {} {}", slug, number);
    }
    out += "\n";
  }
  if (report.counts.missing_node_refs > 0) {
    out += fmt::format("  {} references to nodes that the file lacks were left out\n", report.counts.missing_node_refs);
  }
  if (report.counts.areas_repaired > 0) {
    out += fmt::format("  {} invalid areas were repaired\n", report.counts.areas_repaired);
  }
  if (report.counts.areas_broken > 0) {
    out += fmt::format("  {} areas are too broken to draw and were left out\n", report.counts.areas_broken);
  }
  append_examples(out, "new:", report.examples.added);
  append_examples(out, "changed:", report.examples.changed);
  append_examples(out, "withdrawn:", report.examples.withdrawn);
  if (report.table && report.dry_run) {
    out += mapping_text(*report.table);
  } else if (report.table && !report.table->mapping.empty()) {
    out += "  columns       ";
    for (auto const& column : report.table->mapping) {
      out += fmt::format(" {}={}", column.field,
                         column.column.find(' ') == std::string::npos ? column.column : "\"" + column.column + "\"");
    }
    out += "\n";
  }
  constexpr std::size_t kShown = 20;
  for (std::size_t i = 0; i < std::min(kShown, report.notes.size()); ++i) {
    out += fmt::format("  note: {}\n", report.notes[i]);
  }
  if (report.notes.size() > kShown) {
    out += fmt::format("  … and {} more notes (--format json shows all)\n", report.notes.size() - kShown);
  }
  for (std::size_t i = 0; i < std::min(kShown, report.rejects.size()); ++i) {
    store::Reject const& reject = report.rejects[i];
    out += fmt::format("  not taken: {}:{}: {}{}; {}\n", reject.file, reject.record,
                       reject.column.empty() ? std::string() : fmt::format("{}={}: ", reject.column, reject.value),
                       reject.reason, reject.remedy);
  }
  if (report.rejects.size() > kShown) {
    out +=
        fmt::format("  … and {} more rows not taken (--rejects FILE.csv keeps all)\n", report.rejects.size() - kShown);
  }
  return out;
}

std::string mapping_text(importers::TableReport const& table) {
  std::string out =
      fmt::format("  {} as {}: our field, their column, how sure, why, samples\n", table.file, table.role);
  for (auto const& column : table.mapping) {
    append_mapping_row(out, column);
  }
  if (!table.doubtful.empty()) {
    out += "  not sure enough to be imported; --map FIELD=COLUMN takes one:\n";
    for (auto const& column : table.doubtful) {
      append_mapping_row(out, column);
    }
  }
  if (!table.unused.empty()) {
    out += "  columns that are not read:";
    for (std::size_t i = 0; i < table.unused.size(); ++i) {
      out += fmt::format("{} {}", i == 0 ? "" : ",", table.unused[i]);
    }
    out += "\n";
  }
  return out;
}

void add_mapping(base::OrderedJson& out, importers::TableReport const& table) {
  out["role"] = table.role;
  out["layer"] = table.layer;
  out["mapping"] = to_json(table.mapping);
  out["doubtful"] = to_json(table.doubtful);
  out["unused"] = table.unused;
  out["unknown_values"] = table.unknown_values;
}

std::vector<RejectedRow> rejected_rows(ImportReport const& report) {
  std::vector<RejectedRow> out;
  for (std::size_t i = 0; i < report.rejects.size(); ++i) {
    RejectedRow row{.reject = report.rejects[i], .line = 0, .columns = {}, .cells = {}};
    // The importer's own come first, in order; those that the city refused follow.
    if (report.table && i < report.table->rejects.size()) {
      auto const& kept = report.table->rejects[i];
      row.line = kept.line;
      row.columns = report.table->columns;
      row.cells = kept.cells;
    }
    out.push_back(std::move(row));
  }
  for (importers::DoubtfulPlace const& one : report.links.doubtful) {
    RejectedRow row{.reject = {.file = one.file,
                               .record = one.record,
                               .column = one.column,
                               .value = one.wanted,
                               .reason = importers::describe(one.found) + "; taken without a place",
                               .remedy = "write there the id of the place that is meant"},
                    .line = one.line,
                    .columns = {},
                    .cells = one.cells};
    if (report.table && !one.cells.empty()) {
      row.columns = report.table->columns;
    }
    out.push_back(std::move(row));
  }
  return out;
}

std::string rejects_csv(std::vector<RejectedRow> const& rejects) {
  // Rows of several files side by side: each column once, in the order in which files bring them.
  std::vector<std::string> columns;
  for (RejectedRow const& row : rejects) {
    for (std::string const& column : row.columns) {
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
        columns.push_back(column);
      }
    }
  }
  std::string out = "file,record,line,column,value,reason,remedy";
  for (std::string const& column : columns) {
    out.push_back(',');
    append_csv_field(out, column);
  }
  out += "\r\n";
  for (RejectedRow const& row : rejects) {
    append_csv_field(out, row.reject.file);
    out += fmt::format(",{},{},", row.reject.record, row.line > 0 ? std::to_string(row.line) : std::string());
    append_csv_field(out, row.reject.column);
    for (std::string const& text : {row.reject.value, row.reject.reason, row.reject.remedy}) {
      out.push_back(',');
      append_csv_field(out, text);
    }
    for (std::string const& column : columns) {
      out.push_back(',');
      auto const at = std::find(row.columns.begin(), row.columns.end(), column);
      auto const index = static_cast<std::size_t>(at - row.columns.begin());
      if (at != row.columns.end() && index < row.cells.size()) {
        append_csv_field(out, row.cells[index]);
      }
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace cartable::cli
