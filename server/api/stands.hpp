#pragma once

#include "access/stand_ways.hpp"
#include "server/api/route.hpp"
#include "server/api/stand_book.hpp"
#include "server/api/types.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Fixed spots of the city, a kiosk's stand for one, and the minutes and ways from there: from what was worked out
/// beforehand, so that a copy without streets answers too, and from the streets where that is out of date.
namespace cartable::server::api {

[[nodiscard]] std::vector<Route> stand_routes();

/// Everything that is known from a stand, for a copy that asks nobody any more: places by time, the lines of the ways
/// as one tree, the steps in one language. Only places that the viewer may see, and only what leads to them.
[[nodiscard]] std::string stand_bundle(Context const& context, store::Stand const& stand, KeptWays const& kept);

}  // namespace cartable::server::api
