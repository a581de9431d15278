#pragma once

#include "server/api/route.hpp"

#include <cstddef>
#include <string_view>

namespace cartable::server::api {

/// GET /places/{placeId}: a place as a page for people and search engines, without a script, in the six languages of
/// kPageLanguages (`lang`, else Accept-Language); schema.org's JSON-LD in its head.
[[nodiscard]] Response handle_place_page(Context& context);

/// Index into kPageLanguages of the page that a reader gets: what they want most of these, else English.
[[nodiscard]] std::size_t page_language(std::string_view lang, std::string_view accept_language);

}  // namespace cartable::server::api
