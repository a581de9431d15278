#pragma once

#include "server/api/params.hpp"
#include "store/filter.hpp"

#include <string>
#include <vector>

namespace cartable::server::api {

/// The filters, the same words everywhere. \param with_text  q among them: not where q means something else
[[nodiscard]] std::vector<Parameter> filter_parameters(bool with_text = true);
/// lon and lat. \param required  whether the route cannot do without
[[nodiscard]] std::vector<Parameter> position_parameters(bool required);
/// `lang`.
[[nodiscard]] std::vector<Parameter> language_parameters();

/// The filter that the parameters ask for (bbox is left to the caller).
[[nodiscard]] store::Filter read_filter(Values const& values);

}  // namespace cartable::server::api
