#pragma once

#include "server/api/features.hpp"
#include "server/api/page.hpp"

#include <memory>

namespace cartable::server::api {

/// Whether a page of so many places is sent as it is written. Compressed answers are not: those are a tenth as long.
[[nodiscard]] bool is_long_page(Context const& context, std::size_t places);

/// A page of places whose features are not there yet: the body is what stands around them, which may still be added to
/// at its end; seal_long_page() makes it whole. \return 503 when the request's deadline passed
[[nodiscard]] Response long_page(Context const& context, store::Filter const& filter,
                                 std::shared_ptr<store::Selection const> selection, RowPage page,
                                 CollectionTotals totals);
/// Afterwards the answer of long_page() has a LongBody alone; any other stays as it is.
void seal_long_page(Response& response);

}  // namespace cartable::server::api
