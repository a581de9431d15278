#pragma once

#include "server/api/page.hpp"
#include "server/api/route.hpp"
#include "store/catalog.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::api {

/// f=json|html|ics.
[[nodiscard]] std::vector<Parameter> record_format_parameters();

/// Whether a calendar is wanted: f=ics, or Accept that names text/calendar when there is no f.
[[nodiscard]] bool wants_calendar(Context const& context) noexcept;

/// The sessions that a viewer may see at a place or of an offer, by start.
[[nodiscard]] std::vector<store::Session const*> sessions_at(store::Catalog const& catalog, std::string_view place,
                                                             store::Visibility viewer);
[[nodiscard]] std::vector<store::Session const*> sessions_of(store::Catalog const& catalog, std::string_view offer,
                                                             store::Visibility viewer);

/// text/calendar (RFC 5545) of sessions in the order (start, id). Without `limit` a feed is whole: up to 10 000
/// sessions, beyond which a Link header names the next page. \param name  of the calendar; empty: the city's
[[nodiscard]] Response calendar_answer(Context const& context, std::vector<store::Session const*> sessions,
                                       std::string_view name, Paging const& paging = {});

}  // namespace cartable::server::api
