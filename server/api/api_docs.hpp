#pragma once

#include "server/api/route.hpp"

namespace cartable::server::api {

/// GET /api/openapi.html: the operations and parameters of the route table as one page to read. No script.
[[nodiscard]] Response handle_api_docs(Context& context);

}  // namespace cartable::server::api
