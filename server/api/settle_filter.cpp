#include "base/format.hpp"
#include "server/api/filters.hpp"
#include "server/api/times.hpp"
#include "store/catalog.hpp"
#include "store/guideline_groups.hpp"

#include <functional>
#include <set>
#include <string>

namespace cartable::server::api {
namespace {

/// The guidelines' groups, which the contract names, and the groups of the city that the viewer may know of.
std::set<std::string, std::less<>> groups_known(store::Catalog const& catalog, store::Visibility viewer) {
  std::set<std::string, std::less<>> out;
  for (store::Group const& group : store::guideline_groups()) {
    out.insert(group.head.id);
  }
  for (store::Group const& group : catalog.groups()) {
    if (group.head.visibility <= viewer && group.head.status == store::RecordStatus::active) {
      out.insert(group.head.id);
    }
  }
  return out;
}

/// Whether a place that the viewer may see serves a group of which the city has no record.
bool is_served(store::Catalog const& catalog, std::string const& group, store::Visibility viewer) {
  return catalog.select({.audiences = {group}}, viewer)->fits_count > 0;
}

}  // namespace

std::optional<Response> settle_filter(Context& context, store::Filter& filter) {
  std::set<std::string, std::less<>> known;  // made only for a request that asks for a group
  for (std::string const& group : filter.audiences) {
    if (known.empty()) {
      known = groups_known(*context.state.catalog, context.request.viewer);
    }
    if (!known.contains(group) && !is_served(*context.state.catalog, group, context.request.viewer)) {
      context.values.mistake(
          "audience", fmt::format("audience={}: there is no such group; there are {}", group, fmt::join(known, ", ")));
    }
  }
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  return read_times(context, filter);
}

}  // namespace cartable::server::api
