#pragma once

#include "server/api/params.hpp"
#include "server/api/problem.hpp"
#include "server/api/route.hpp"
#include "store/filter.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cartable::server::api {

/// The filters, the same words everywhere. \param with_text  q among them: not where q means something else
[[nodiscard]] std::vector<Parameter> filter_parameters(bool with_text = true);
/// lon and lat. \param required  whether the route cannot do without
[[nodiscard]] std::vector<Parameter> position_parameters(bool required);
/// `lang`.
[[nodiscard]] std::vector<Parameter> language_parameters();

/// The filter that the parameters ask for (bbox is left to the caller). What only the city knows of it is left to
/// settle_filter().
[[nodiscard]] store::Filter read_filter(Values const& values);
/// What needs the city: its groups and its clock (times.hpp).
/// \return what to answer instead: 400 naming each group that the viewer does not know, with those that there are
///         (one that is hidden from the viewer is as unknown as any other word), and what read_times() says
[[nodiscard]] std::optional<Response> settle_filter(Context& context, store::Filter& filter);

}  // namespace cartable::server::api
