#pragma once

#include "store/catalog.hpp"
#include "store/model.hpp"

#include <optional>

namespace cartable::server::api {

using store::Visibility;

/// Whether a viewer may see a record with this visibility.
[[nodiscard]] constexpr bool may_see(Visibility viewer, Visibility record) noexcept { return record <= viewer; }

/// Visible and not withdrawn, closed or unplaced: what a list holds.
[[nodiscard]] bool is_listed(store::RecordHead const& head, Visibility viewer) noexcept;
/// An offer is seen by those who may see both it and its place.
[[nodiscard]] bool is_listed(store::Catalog const& catalog, store::Offer const& offer, Visibility viewer);
/// A session is seen by those who may see it, its offer and its place.
[[nodiscard]] bool is_listed(store::Catalog const& catalog, store::Session const& session, Visibility viewer);
/// A group that the city has not described hides nothing.
[[nodiscard]] bool may_see_group(store::Catalog const& catalog, std::string_view slug, Visibility viewer) noexcept;
/// A catchment is seen by those who may see it and its group.
/// Without a planner's token a catchment whose people are known to be fewer than its group's threshold is not
/// shown at all: its outline alone would point at them.
[[nodiscard]] bool is_listed(store::Catalog const& catalog, store::Catchment const& catchment, Visibility viewer);

/// The place of an offer or session, for its geometry.
[[nodiscard]] store::Place const* seen_place(store::Catalog const& catalog, std::string_view id, Visibility viewer);
/// By id among the catalog's sorted offers; null when there is none.
[[nodiscard]] store::Offer const* offer_by_id(store::Catalog const& catalog, std::string_view id);

}  // namespace cartable::server::api
