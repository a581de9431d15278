#pragma once

#include "server/api/route.hpp"

namespace cartable::server::api {

/// GET /sitemap.xml: the pages of all public places (sitemaps.org 0.9), whoever asks; with more than fit in one file an
/// index of the parts.
[[nodiscard]] Response handle_sitemap(Context& context);
/// GET /sitemaps/{part}.xml, parts from 1.
[[nodiscard]] Response handle_sitemap_part(Context& context);
/// GET /robots.txt: everything may be read but what is computed for each asking; where the site map is.
[[nodiscard]] Response handle_robots(Context& context);

}  // namespace cartable::server::api
