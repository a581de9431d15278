#include "exporters/place_filter.hpp"

#include <algorithm>
#include <utility>

namespace cartable::exporters {
namespace {

template <class T>
bool holds(std::vector<T> const& list, T const& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

base::Result<PlaceFilter> PlaceFilter::read(store::CityReader& city, Audience const& audience, PlaceWishes wishes) {
  PlaceFilter out;
  out.wishes_ = std::move(wishes);
  if (!out.wishes_.fees.empty()) {
    CARTABLE_TRY(city.read<store::Offer>([&](store::Offer&& offer) -> base::Status {
      if (!offer.place.empty() && audience.lists(offer)) {
        std::uint8_t& bits = out.offer_fees_[std::move(offer.place)];
        bits = static_cast<std::uint8_t>(bits | 1U << static_cast<unsigned>(offer.fee));
      }
      return {};
    }));
  }
  return out;
}

bool PlaceFilter::fits(store::Place const& place) const {
  if (!wishes_.kinds.empty() && std::none_of(place.kinds.begin(), place.kinds.end(),
                                             [&](std::string const& kind) { return holds(wishes_.kinds, kind); })) {
    return false;
  }
  if (!wishes_.wheelchair.empty()) {
    bool const designated = place.wheelchair == store::Wheelchair::designated;
    if (!holds(wishes_.wheelchair, place.wheelchair) &&
        !(designated && holds(wishes_.wheelchair, store::Wheelchair::yes))) {
      return false;
    }
  }
  if (wishes_.bbox && (!place.point || !wishes_.bbox->contains(*place.point))) {
    return false;
  }
  if (wishes_.fees.empty() || holds(wishes_.fees, place.fee)) {
    return true;
  }
  // An offer that does not say costs what its place says, which was looked at already.
  auto const asks_for = [&](std::string const& id) {
    auto const offers = offer_fees_.find(id);
    return offers != offer_fees_.end() && std::any_of(wishes_.fees.begin(), wishes_.fees.end(), [&](store::Fee fee) {
             return fee != store::Fee::unknown && (offers->second >> static_cast<unsigned>(fee) & 1U) != 0;
           });
  };
  return asks_for(place.head.id) || std::any_of(place.aliases.begin(), place.aliases.end(), asks_for);
}

}  // namespace cartable::exporters
