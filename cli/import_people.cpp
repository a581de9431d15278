#include "cli/import_people.hpp"

#include "base/format.hpp"

#include <CLI/CLI.hpp>

#include <utility>
#include <vector>

namespace cartable::cli {

void add_people_flags(CLI::App& command, PeopleFlags& flags) {
  char const* const group = "People";
  command.add_option("--join", flags.join, "the table is keyed by: districts")->group(group);
  command.add_option("--key", flags.key, "the column that holds the code or name of the district")->group(group);
  command.add_flag("--transpose", flags.transpose, "districts are columns and figures are rows (else found out)")
      ->group(group);
  command
      .add_option("--district-set", flags.district_set,
                  "the set of districts to join with (default: the one that fits)")
      ->group(group);
  command.add_option("--band", flags.band, "the band of a raster that counts people, or holds heights")->group(group);
  command.add_option("--cell-size", flags.cell_size, "put cells of a raster together to about this many metres")
      ->group(group)
      ->check(CLI::PositiveNumber);
  command.add_option("--clip", flags.clip, "take cells of a raster inside the districts, or inside W,S,E,N: districts")
      ->group(group);
  command.add_option("--year", flags.year, "the year of the count (default: found in the name, the title or the date)")
      ->group(group);
  command.add_option("--group-name", flags.group_name, "the name of a new group")->group(group);
  command.add_option("--definition", flags.definition, "who a new group is, in a sentence")->group(group);
  command
      .add_option("--threshold", flags.threshold,
                  "public answers hide counts of a new group below this, as its file does where it prints * or x")
      ->group(group)
      ->check(CLI::Range(1, 1'000'000));
}

bool is_people_role(std::string const& role) { return role == "population" || role == "people"; }

base::Result<store::ImportBatch> read_people_of(store::CityFile const& city, std::string const& file,
                                                importers::PeopleOptions options, PeopleFlags const& flags,
                                                base::Progress const& progress) {
  options.join = flags.join;
  options.district_set = flags.district_set;
  options.key = flags.key;
  options.transpose = flags.transpose;
  options.band = flags.band;
  options.cell_size = flags.cell_size;
  options.clip = flags.clip;
  options.year = flags.year;
  options.group_name = flags.group_name;
  options.definition = flags.definition;
  if (flags.threshold > 0) {
    options.threshold = flags.threshold;
  }
  if (!city.exists()) {  // a dry run before there is one
    return importers::read_people(file, options, {}, progress);
  }
  CARTABLE_ASSIGN(auto const districts, city.read<store::District>("status='active'"));
  CARTABLE_ASSIGN(auto const groups, city.read<store::Group>());
  return importers::read_people(file, options, {.districts = districts, .groups = groups}, progress);
}

std::set<std::string> groups_to_set(store::ImportBatch const& batch, PeopleFlags const& flags) {
  std::set<std::string> out;
  for (store::PopulationCell const& cell : batch.cells) {
    if (flags.threshold > 0 && !cell.group.empty()) {
      out.insert(cell.group);
    }
  }
  return out;
}

base::Status set_thresholds(store::CityFile& city, std::set<std::string> const& groups, PeopleFlags const& flags) {
  if (groups.empty()) {
    return {};
  }
  CARTABLE_ASSIGN(auto const known, city.read<store::Group>());
  for (store::Group const& group : known) {
    if (groups.contains(group.head.id) && group.threshold != flags.threshold) {
      CARTABLE_TRY(city.set_field<store::Group>(group.head.id, "threshold", fmt::format("{}", flags.threshold)));
    }
  }
  return {};
}

}  // namespace cartable::cli
