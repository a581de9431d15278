#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/people_source.hpp"
#include "store/city_file.hpp"

#include <set>
#include <string>

namespace CLI {
class App;
}

namespace cartable::cli {

/// Options of `cartable import` that only population has; the others come from those of every table.
struct PeopleFlags {
  std::string join, district_set, key, group_name, definition, year, clip;
  bool transpose = false;
  int band = 0;
  int threshold = 0;     ///< 0: not said
  double cell_size = 0;  ///< metres, 0: not said
};

void add_people_flags(CLI::App& command, PeopleFlags& flags);

/// Whether a role is one of people.
[[nodiscard]] bool is_people_role(std::string const& role);

/// Reads a file of people, joined with the districts that the city has.
/// \param options  what every table can be told; what `flags` says is put into it
[[nodiscard]] base::Result<store::ImportBatch> read_people_of(store::CityFile const& city, std::string const& file,
                                                              importers::PeopleOptions options,
                                                              PeopleFlags const& flags, base::Progress const& progress);

/// The groups that a batch counts people of, for set_thresholds(); none when no threshold was given.
[[nodiscard]] std::set<std::string> groups_to_set(store::ImportBatch const& batch, PeopleFlags const& flags);
/// Sets --threshold for groups that other sources brought, the guidelines' among them, in the name of the city.
[[nodiscard]] base::Status set_thresholds(store::CityFile& city, std::set<std::string> const& groups,
                                          PeopleFlags const& flags);

}  // namespace cartable::cli
