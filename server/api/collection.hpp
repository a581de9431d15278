#pragma once

#include "geo/bbox.hpp"
#include "server/api/route.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cartable::server::api {

enum class Collection : std::uint8_t { places, offers, events, districts, catchments };

struct CollectionInfo {
  Collection collection;
  std::string_view id, title, description;
};
inline constexpr std::array kCollections{
    CollectionInfo{Collection::places, "places", "Places", "Where something can be learnt: one point each."},
    CollectionInfo{Collection::offers, "offers", "Offers", "What can be learnt, at the point of its place."},
    CollectionInfo{Collection::events, "events", "Events", "When: sessions of offers and festivals."},
    CollectionInfo{Collection::districts, "districts", "Districts", "The city's districts, in one or several sets."},
    CollectionInfo{Collection::catchments, "catchments", "Catchment areas",
                   "Areas where many people of a group live, as far as they may be shown."},
};
[[nodiscard]] CollectionInfo const* find_collection(std::string_view id) noexcept;

/// {"id",…,"links"}: the object of /api/collections/{id} and of the list.
void append_collection(std::string& out, CollectionInfo const& info, Context const& context);

/// Whether the answer is wanted as a page for people: f=html, or Accept that likes text/html better than JSON.
[[nodiscard]] bool wants_html(Context const& context) noexcept;
/// A plain, accessible page of a JSON answer (headings, lists, tables, links); no script.
[[nodiscard]] Response as_html(Context const& context, Response json, std::string_view title);

/// f=json|html.
[[nodiscard]] std::vector<Parameter> format_parameters();

}  // namespace cartable::server::api
