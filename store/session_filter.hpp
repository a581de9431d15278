#pragma once

#include "store/catalog.hpp"
#include "store/filter.hpp"
#include "store/session_times.hpp"

#include <memory>
#include <string_view>

namespace cartable::store {

/// Which offers and sessions a filter lets through, for every answer that holds them: lists, tiles, calendars.
///
/// An offer is judged by its own row, so that what it takes from its place counts for it, and what else the place has
/// does not; source and date of checking are its own. A session follows its offer; one without an offer follows what
/// its place says of itself, not what the place's offers say. `when` is asked of the session alone: other sessions of
/// its offer do not stand in for it, and a cancelled one is found where it would have been. Whether the viewer may see
/// offer and session is not asked here. Built for one answer; safe from one thread.
class SessionFilter {
 public:
  /// \param catalog, filter  must outlive this
  SessionFilter(Catalog const& catalog, Filter const& filter, Visibility viewer);

  [[nodiscard]] Catalog::OfferFit fit_of(Offer const& offer) const;
  [[nodiscard]] Catalog::OfferFit fit_of(Session const& session) const;
  /// The times of a series that `when` asks for; none when it is not asked.
  [[nodiscard]] SessionTimes const& times() const noexcept { return times_; }

 private:
  using Conditions = std::shared_ptr<CompiledFilter const>;
  [[nodiscard]] Catalog::OfferFit fit_of(Offer const& offer, Conditions const& row) const;
  [[nodiscard]] Fit from_any(Offer const& offer) const;
  [[nodiscard]] Fit checked(std::string_view date) const;

  Catalog const& catalog_;
  Filter const& filter_;
  Visibility viewer_;
  // Conditions of the filter; null where there are none.
  Conditions offer_;             ///< but source and date of checking, which are an offer's own
  Conditions offer_of_session_;  ///< but these and `when`
  Conditions place_of_session_;  ///< but `when`
  SessionTimes times_;
};

/// By id among the catalog's sorted offers; null when there is none.
[[nodiscard]] Offer const* find_offer(Catalog const& catalog, std::string_view id);

}  // namespace cartable::store
