#include "cli/import_steps.hpp"

#include "base/format.hpp"
#include "tiles/base_tiles.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace cartable::cli {
namespace {

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

}  // namespace

base::Result<ImportReport> import_batch(store::CityFile& city, store::ImportBatch&& batch, bool dry_run,
                                        base::Progress const& progress) {
  auto const start = std::chrono::steady_clock::now();
  ImportReport report;
  report.dry_run = dry_run;
  report.counts = batch.counts;
  report.rejects = batch.rejects;
  report.notes = batch.notes;
  report.merged = batch.merged;
  auto const finish = [&] {
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return std::move(report);
  };

  progress("comparing with the city");
  CARTABLE_ASSIGN(auto plan, city.plan(std::move(batch), progress));
  report.outcome = store::CityFile::outcome(*plan);
  if (store::CityFile::nothing_to_do(*plan)) {
    report.nothing_to_do = true;
    return finish();
  }
  if (dry_run) {
    return finish();
  }
  std::vector<store::Derived> derived;
  store::ImportBatch const& planned = store::CityFile::batch(*plan);
  if (planned.has_basemap) {
    tiles::BaseTilesReport tiles_report;
    CARTABLE_ASSIGN(derived, tiles::build_base(planned.basemap, planned.source.slug, &tiles_report, progress));
    report.base_tiles = tiles_report.tiles;
    for (auto& warning : tiles_report.warnings) {
      report.notes.push_back(std::move(warning));
    }
  }
  progress("writing");
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  CARTABLE_ASSIGN(report.outcome, city.apply(std::move(*plan), derived, base::to_text(to_json(report)), progress));
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
  out["areas_repaired"] = report.counts.areas_repaired;
  out["areas_broken"] = report.counts.areas_broken;
  out["base_tiles"] = report.base_tiles;
  out["merged"] = report.merged;
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
  append_kind(out, "offers", outcome.offers);
  append_kind(out, "sessions", outcome.sessions);
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

std::string rejects_csv(std::vector<store::Reject> const& rejects) {
  std::string out = "file,record,column,value,reason,remedy\r\n";
  for (store::Reject const& reject : rejects) {
    append_csv_field(out, reject.file);
    out += fmt::format(",{},", reject.record);
    append_csv_field(out, reject.column);
    out.push_back(',');
    append_csv_field(out, reject.value);
    out.push_back(',');
    append_csv_field(out, reject.reason);
    out.push_back(',');
    append_csv_field(out, reject.remedy);
    out += "\r\n";
  }
  return out;
}

}  // namespace cartable::cli
