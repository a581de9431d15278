#pragma once

#include "server/api/route.hpp"

namespace cartable::server::api {

/// Open Referral UK's reading API over HSDS 3.0, under /api/hsds: services, where they are, who gives them and the
/// terms that they are described by. Answers are pages with ORUK's header.
[[nodiscard]] std::vector<Route> hsds_routes();

}  // namespace cartable::server::api
