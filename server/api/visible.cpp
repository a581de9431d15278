#include "server/api/visible.hpp"

#include "store/session_filter.hpp"

#include <algorithm>

namespace cartable::server::api {

bool is_listed(store::RecordHead const& head, Visibility viewer) noexcept {
  return may_see(viewer, head.visibility) &&
         (head.status == store::RecordStatus::active || head.status == store::RecordStatus::temporarily_closed);
}

store::Place const* seen_place(store::Catalog const& catalog, std::string_view id, Visibility viewer) {
  if (id.empty()) {
    return nullptr;
  }
  auto const found = catalog.find(id, viewer);
  return found ? found->place : nullptr;
}

store::Offer const* offer_by_id(store::Catalog const& catalog, std::string_view id) {
  return store::find_offer(catalog, id);
}

bool is_listed(store::Catalog const& catalog, store::Offer const& offer, Visibility viewer) {
  return is_listed(offer.head, viewer) && (offer.place.empty() || seen_place(catalog, offer.place, viewer) != nullptr);
}

bool is_listed(store::Catalog const& catalog, store::Session const& session, Visibility viewer) {
  if (!is_listed(session.head, viewer)) {
    return false;
  }
  if (!session.place.empty() && seen_place(catalog, session.place, viewer) == nullptr) {
    return false;
  }
  store::Offer const* const offer = session.offer.empty() ? nullptr : offer_by_id(catalog, session.offer);
  return session.offer.empty() || (offer != nullptr && may_see(viewer, offer->head.visibility) &&
                                   (offer->place.empty() || seen_place(catalog, offer->place, viewer) != nullptr));
}

bool may_see_group(store::Catalog const& catalog, std::string_view slug, Visibility viewer) noexcept {
  auto const groups = catalog.groups();
  return std::none_of(groups.begin(), groups.end(), [&](store::Group const& group) {
    return group.head.id == slug && !may_see(viewer, group.head.visibility);
  });
}

bool is_listed(store::Catalog const& catalog, store::Catchment const& catchment, Visibility viewer) {
  if (!is_listed(catchment.head, viewer) || !may_see_group(catalog, catchment.group, viewer)) {
    return false;
  }
  if (viewer >= Visibility::planner) {
    return true;
  }
  std::optional<double> const most = catchment.estimate_high ? catchment.estimate_high : catchment.estimate;
  if (!most) {
    return true;
  }
  int threshold = 11;  // of a group that the city has not described: the usual rule of statistical offices
  for (store::Group const& group : catalog.groups()) {
    if (group.head.id == catchment.group) {
      threshold = group.threshold;
    }
  }
  return *most >= threshold;
}

}  // namespace cartable::server::api
