#pragma once

#include "access/city_streets.hpp"
#include "access/profile.hpp"
#include "geo/lonlat.hpp"
#include "server/api/params.hpp"
#include "server/api/route.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What every question about travel shares: its parameters, who travels, and the streets.
namespace cartable::server::api {

/// Who travels: `pace`, `chair` and the limits of a wheelchair.
[[nodiscard]] std::vector<Parameter> profile_parameters();
/// How one travels: `by` (required) and profile_parameters().
[[nodiscard]] std::vector<Parameter> travel_parameters();
/// The same for a way: `from`, `to` and `weight`, too.
[[nodiscard]] std::vector<Parameter> direction_parameters();

/// Reads `by` and profile_parameters(); what does not belong together (a limit of a wheelchair with by=walk, anything
/// with by=line) is a mistake.
[[nodiscard]] access::Profile read_profile(Values& values);
[[nodiscard]] access::Weight read_weight(Values const& values);
/// "lon,lat" of a parameter; nothing, and a mistake when it is given, if it is none.
[[nodiscard]] std::optional<geo::LonLat> read_point(Values& values, std::string_view name);

/// Begins to read the streets of a city on a thread of its own.
[[nodiscard]] std::shared_ptr<access::CityStreets const> read_streets(std::string const& where, std::int64_t revision);
/// The streets, waited for until the request's deadline; the error says why there are none.
[[nodiscard]] base::Result<std::shared_ptr<access::Streets const>> streets_of(Context const& context);

}  // namespace cartable::server::api
