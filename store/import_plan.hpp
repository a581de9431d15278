#pragma once

#include "base/error.hpp"
#include "store/city_file.hpp"
#include "store/import_lock.hpp"
#include "store/merge.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace cartable::store {

/// Private to store/city_file_*.cpp: all that an import will write, worked out.
struct ImportPlan {
  std::shared_ptr<ImportLock const> lock;
  std::optional<base::Error> no_lock;  ///< why there is none
  std::string where;
  std::string now;    ///< the moment of the import, RFC 3339
  ImportBatch batch;  ///< without its records, which are in the changes
  ImportOutcome outcome;
  Revisions before{};  ///< of the city that the plan was made against
  bool same_input = false;

  std::tuple<TableChanges<Place>, TableChanges<Offer>, TableChanges<Session>, TableChanges<Organisation>,
             TableChanges<District>, TableChanges<Catchment>, TableChanges<PopulationCell>, TableChanges<Group>,
             TableChanges<Street>, TableChanges<StreetNode>, TableChanges<Address>, TableChanges<Locality>,
             TableChanges<FieldProvenance>>
      changes;
  std::map<std::string, std::string> relinked;  ///< ids of merged places → the id that stays
  std::vector<Setting> settings;                ///< that the city has not set

  [[nodiscard]] bool changes_nothing() const {
    return std::apply([](auto const&... table) { return (table.empty() && ...); }, changes) && relinked.empty() &&
           settings.empty();
  }
};

}  // namespace cartable::store
