#pragma once

#include "server/api/route.hpp"
#include "server/api/types.hpp"
#include "store/failed_searches.hpp"

#include <optional>

namespace cartable::server::api {

/// What a search that found nothing counts as for later planning, without date and hash. Nothing for one that found
/// something or had filters (the thing may be there), for words of one or two letters (people are still typing), and
/// for whoever shows a token. Its term is empty, so that it counts among the others, for what no planner needs to read
/// and somebody may have typed by mistake: three digits or more, "@", more than 48 bytes or five words.
[[nodiscard]] std::optional<store::FailedSearch> failed_search_of(Request const& request, Route const& route,
                                                                  Response const& response);

}  // namespace cartable::server::api
