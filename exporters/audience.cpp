#include "exporters/audience.hpp"

#include <array>
#include <utility>

namespace cartable::exporters {
namespace {

using store::RecordStatus;
using store::Visibility;

constexpr std::array<std::string_view, 4> kProfiles{"public", "staff", "planner", "full"};
/// Of a group that the city has not described: the usual rule of statistical offices.
constexpr int kUsualThreshold = 11;

Visibility viewer_of(Profile profile) noexcept {
  switch (profile) {
    case Profile::everyone: return Visibility::everyone;
    case Profile::staff: return Visibility::staff;
    case Profile::planner:
    case Profile::full: return Visibility::planner;
  }
  return Visibility::everyone;
}

}  // namespace

std::string_view to_string(Profile profile) noexcept { return kProfiles[static_cast<std::size_t>(profile)]; }

std::optional<Profile> parse_profile(std::string_view text) noexcept {
  for (std::size_t i = 0; i < kProfiles.size(); ++i) {
    if (kProfiles[i] == text) {
      return static_cast<Profile>(i);
    }
  }
  return std::nullopt;
}

Audience::Audience(Profile profile) : profile_(profile), viewer_(viewer_of(profile)) {}

base::Result<Audience> Audience::read(store::CityReader& city, Profile profile,
                                      std::function<void(store::Place const&)> const& look) {
  Audience out(profile);
  CARTABLE_TRY(out.read_groups(city));
  CARTABLE_TRY(out.read_programme(city));
  CARTABLE_TRY(out.read_places(city, look));
  // Whether a session is listed is known once its place is, so they are read again: there are few of them.
  CARTABLE_TRY(city.read<store::Session>([&](store::Session&& session) -> base::Status {
    if (out.lists(session)) {
      out.session_offers_.insert(session.offer);
      out.named_organisations_.insert(session.organisation);
    }
    return {};
  }));
  return out;
}

base::Status Audience::read_groups(store::CityReader& city) {
  return city.read<store::Group>([&](store::Group&& group) -> base::Status {
    thresholds_.emplace(group.head.id, group.threshold);
    if (!may_see(group.head)) {
      hidden_groups_.insert(group.head.id);
    }
    return {};
  });
}

base::Status Audience::read_programme(store::CityReader& city) {
  CARTABLE_TRY(city.read<store::Organisation>([&](store::Organisation&& one) -> base::Status {
    if (may_see(one.head)) {
      organisations_.emplace(std::move(one.head.id), std::move(one.name));
    }
    return {};
  }));
  CARTABLE_TRY(city.read<store::Offer>([&](store::Offer&& offer) -> base::Status {
    if (!offer.place.empty()) {
      places_.try_emplace(offer.place);
    }
    if (may_see(offer.head)) {
      named_organisations_.insert(offer.organisation);
    }
    offers_.emplace(std::move(offer.head.id), OfferWords{offer.head.visibility, std::move(offer.place)});
    return {};
  }));
  return city.read<store::Session>([&](store::Session&& session) -> base::Status {
    if (!session.place.empty()) {
      places_.try_emplace(std::move(session.place));
    }
    return {};
  });
}

base::Status Audience::read_places(store::CityReader& city, std::function<void(store::Place const&)> const& look) {
  CARTABLE_TRY(city.read<store::Place>([&](store::Place&& place) -> base::Status {
    if (!may_see(place.head)) {
      return {};
    }
    if (look && lists(place)) {
      look(place);
    }
    named_organisations_.insert(std::move(place.organisation));
    place.aliases.push_back(std::move(place.head.id));
    for (std::string& id : place.aliases) {
      if (auto const wanted = places_.find(id); wanted != places_.end()) {
        wanted->second = {.name = place.name, .point = place.point};
      }
      seen_places_.insert(std::move(id));
    }
    return {};
  }));
  std::erase_if(places_, [&](auto const& entry) { return !seen_places_.contains(entry.first); });
  return {};
}

bool Audience::is_listed(store::RecordHead const& head) const noexcept {
  return may_see(head) && (head.status == RecordStatus::active || head.status == RecordStatus::temporarily_closed);
}

bool Audience::lists(store::Place const& place) const {
  if (profile_ == Profile::full && place.head.status == RecordStatus::unplaced) {
    return true;
  }
  return is_listed(place.head) && place.point && geo::is_valid(*place.point);
}

bool Audience::lists(store::Offer const& offer) const { return is_listed(offer.head) && is_place_seen(offer.place); }

bool Audience::lists(store::Session const& session) const {
  if (!is_listed(session.head) || !is_place_seen(session.place)) {
    return false;
  }
  if (session.offer.empty()) {
    return true;
  }
  auto const offer = offers_.find(session.offer);
  return offer != offers_.end() && offer->second.visibility <= viewer_ && is_place_seen(offer->second.place);
}

bool Audience::lists(store::Organisation const& organisation) const { return is_listed(organisation.head); }

bool Audience::lists(store::District const& district) const {
  return may_see(district.head) && district.head.status == RecordStatus::active;
}

bool Audience::lists(store::Catchment const& catchment) const {
  if (!may_see(catchment.head) || catchment.head.status != RecordStatus::active ||
      hidden_groups_.contains(catchment.group)) {
    return false;
  }
  std::optional<double> const most = catchment.estimate_high ? catchment.estimate_high : catchment.estimate;
  if (is_planner() || !most) {
    return true;
  }
  // The outline of so few people would point at them.
  auto const threshold = thresholds_.find(catchment.group);
  return *most >= (threshold != thresholds_.end() ? threshold->second : kUsualThreshold);
}

bool Audience::lists(store::PopulationCell const& cell) const { return is_planner() && is_used(cell.head); }

bool Audience::lists(store::Group const& group) const { return is_listed(group.head); }

bool Audience::keeps(store::Offer const& offer) const {
  return lists(offer) || (may_see(offer.head) && is_place_seen(offer.place) && session_offers_.contains(offer.head.id));
}

bool Audience::keeps(store::Organisation const& organisation) const {
  return lists(organisation) || (may_see(organisation.head) && named_organisations_.contains(organisation.head.id));
}

void Audience::redact_audiences(std::map<std::string, store::AudienceClaim, std::less<>>& audiences) const {
  std::erase_if(audiences, [&](auto const& claim) { return hidden_groups_.contains(claim.first); });
}

void Audience::redact(store::Place& place) const {
  if (!is_place_seen(place.parent)) {
    place.parent.clear();
  }
  if (!organisations_.contains(place.organisation)) {
    place.organisation.clear();
  }
  redact_audiences(place.audiences);
}

void Audience::redact(store::Offer& offer) const {
  if (!organisations_.contains(offer.organisation)) {
    offer.organisation.clear();
  }
  redact_audiences(offer.audiences);
}

void Audience::redact(store::Session& session) const {
  if (!organisations_.contains(session.organisation)) {
    session.organisation.clear();
  }
  if (!is_place_seen(session.previous_place)) {
    session.previous_place.clear();
  }
}

void Audience::redact(store::Catchment& catchment) const {
  if (!is_planner()) {
    catchment.estimate.reset();
    catchment.estimate_low.reset();
    catchment.estimate_high.reset();
    catchment.notes.clear();
  }
}

Audience::PlaceWords const* Audience::place(std::string_view id) const {
  auto const found = places_.find(std::string(id));
  return found != places_.end() ? &found->second : nullptr;
}

std::string_view Audience::organisation_name(std::string_view id) const {
  auto const found = organisations_.find(std::string(id));
  return found != organisations_.end() ? std::string_view(found->second) : std::string_view();
}

std::string const& Audience::place_of(store::Session const& session) const {
  if (session.place.empty()) {
    if (auto const offer = offers_.find(session.offer); offer != offers_.end()) {
      return offer->second.place;
    }
  }
  return session.place;
}

}  // namespace cartable::exporters
