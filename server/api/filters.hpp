#pragma once

#include "server/api/params.hpp"
#include "store/filter.hpp"

#include <string>
#include <vector>

namespace cartable::server::api {

/// kind, source, wheelchair, fee: the filters, the same words everywhere.
[[nodiscard]] std::vector<Parameter> filter_parameters();
/// lon and lat. \param required  whether the route cannot do without
[[nodiscard]] std::vector<Parameter> position_parameters(bool required);
/// `lang`.
[[nodiscard]] std::vector<Parameter> language_parameters();

/// The filter that the parameters ask for (bbox is left to the caller).
[[nodiscard]] store::Filter read_filter(Values const& values);
/// Whether any condition is set at all.
[[nodiscard]] bool asks_anything(store::Filter const& filter) noexcept;

}  // namespace cartable::server::api
