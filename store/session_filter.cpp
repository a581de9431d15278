#include "store/session_filter.hpp"

#include "store/interval.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace cartable::store {
namespace {

void require(Catalog::OfferFit& out, std::string_view name, Fit fit) {
  out.fit = std::min(out.fit, fit);
  if (fit == Fit::maybe) {
    out.unknown.emplace_back(name);
  }
}

std::optional<Interval> span_of(Filter const& filter) {
  if (!filter.when) {
    return std::nullopt;
  }
  return Interval{.from = std::int64_t{filter.when->from} * 60, .to = std::int64_t{filter.when->to} * 60 - 1};
}

}  // namespace

Offer const* find_offer(Catalog const& catalog, std::string_view id) {
  auto const offers = catalog.offers();
  auto const at = std::lower_bound(offers.begin(), offers.end(), id, [](Offer const& offer, std::string_view wanted) {
    return std::string_view(offer.head.id) < wanted;
  });
  return at != offers.end() && at->head.id == id ? &*at : nullptr;
}

SessionFilter::SessionFilter(Catalog const& catalog, Filter const& filter, Visibility viewer)
    : catalog_(catalog), filter_(filter), viewer_(viewer), times_(catalog, span_of(filter)) {
  auto const conditions = [&](Filter const& some) {
    return some.has_conditions() ? catalog.compiled(some, viewer) : nullptr;
  };
  Filter part = filter;
  part.when.reset();
  part.when_hours.reset();
  place_of_session_ = conditions(part);
  part.sources.clear();
  part.checked_since.reset();
  offer_of_session_ = conditions(part);
  part.when = filter.when;
  part.when_hours = filter.when_hours;
  offer_ = conditions(part);
}

Catalog::OfferFit SessionFilter::fit_of(Offer const& offer) const { return fit_of(offer, offer_); }

Catalog::OfferFit SessionFilter::fit_of(Session const& session) const {
  if (!times_.meets(session)) {
    return {};
  }
  if (Offer const* const offer = find_offer(catalog_, session.offer)) {
    return fit_of(*offer, offer_of_session_);
  }
  if (place_of_session_ == nullptr) {
    return {.fit = Fit::yes, .unknown = {}};
  }
  auto const found = catalog_.find(session.place, viewer_);
  return found && found->row ? catalog_.fit_of(*found->row, *place_of_session_) : Catalog::OfferFit();
}

Catalog::OfferFit SessionFilter::fit_of(Offer const& offer, Conditions const& row) const {
  Catalog::OfferFit out{.fit = Fit::yes, .unknown = {}};
  if (row != nullptr) {
    out = catalog_.fit_of(offer, *row);
  }
  if (!filter_.sources.empty()) {
    require(out, "source", from_any(offer));
  }
  if (filter_.checked_since) {
    require(out, "checked_since", checked(offer.checked));
  }
  return out;
}

Fit SessionFilter::from_any(Offer const& offer) const {
  auto const wanted = [&](std::string_view source) {
    return std::find(filter_.sources.begin(), filter_.sources.end(), source) != filter_.sources.end();
  };
  bool const any = wanted(offer.head.source) || std::any_of(offer.sources.begin(), offer.sources.end(),
                                                            [&](auto const& ref) { return wanted(ref.source); });
  bool const known = !offer.head.source.empty() || !offer.sources.empty();
  return any ? Fit::yes : known ? Fit::no : Fit::maybe;
}

Fit SessionFilter::checked(std::string_view date) const {
  auto const moment = parse_moment(date);
  if (!moment) {
    return Fit::maybe;
  }
  constexpr std::int64_t kDay = 86'400;
  return moment->second >= *filter_.checked_since * kDay ? Fit::yes : Fit::no;
}

}  // namespace cartable::store
