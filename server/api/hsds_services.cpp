#include "server/api/hsds_services.hpp"

#include "base/local_time.hpp"
#include "base/text.hpp"
#include "server/api/ics.hpp"
#include "server/api/visible.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <set>
#include <unordered_set>

namespace cartable::server::api {
namespace {

using store::HsdsService;

/// Whether every word of a search text begins a word of a name or description.
bool speaks_of(HsdsService const& service, std::vector<std::string> const& words) {
  std::string text = " ";
  auto const add = [&](std::string_view more) { text += base::fold(more) + " "; };
  auto const add_all = [&](store::LangMap const& all) {
    for (auto const& [language, more] : all) {
      add(more);
    }
  };
  if (service.offer != nullptr) {
    add(service.offer->name);
    add_all(service.offer->names);
    add_all(service.offer->description);
  }
  if (service.place != nullptr) {
    add(service.place->name);
    add_all(service.place->names);
    add(service.place->operator_name);
  }
  return std::all_of(words.begin(), words.end(),
                     [&](std::string const& word) { return text.find(" " + word) != std::string::npos; });
}

std::string_view modified(HsdsService const& service) {
  if (service.offer != nullptr) {
    return service.offer->checked;
  }
  return service.place != nullptr ? std::string_view(service.place->checked) : std::string_view();
}

}  // namespace

HsdsServices::HsdsServices(Context const& context) : catalog_(*context.state.catalog), viewer_(context.request.viewer) {
  city_.name = catalog_.setting("name");
  city_.region = catalog_.setting("region");
  std::string_view const zone = catalog_.setting("timezone");
  city_.zone = zone.empty() ? std::nullopt : base::TimeZone::find(zone);
  // Schedules are given from this day on: the same all day long, so that answers can be kept.
  city_.now = std::chrono::duration_cast<std::chrono::seconds>(
                  std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()).time_since_epoch())
                  .count();
  for (store::Organisation const& one : catalog_.organisations()) {
    if (may_see(viewer_, one.head.visibility)) {
      organisations_.emplace(one.head.id, &one);
    }
  }
  std::unordered_set<std::string_view> with_offers;
  for (store::Offer const& offer : catalog_.offers()) {
    if (is_listed(catalog_, offer, viewer_)) {
      store::Place const* const place = seen_place(catalog_, offer.place, viewer_);
      if (place != nullptr) {
        with_offers.insert(place->head.id);
      }
      all_.push_back({.offer = &offer, .place = place, .organisation = nullptr, .sessions = {}});
    }
  }
  auto const selection = catalog_.select({}, viewer_);
  for (std::uint32_t row = 0; row < catalog_.size(); ++row) {
    store::Place const& place = catalog_.place(store::PlaceRow(row));
    if (selection->all.test(row) && !with_offers.contains(place.head.id)) {
      all_.push_back({.offer = nullptr, .place = &place, .organisation = nullptr, .sessions = {}});
    }
  }
  for (HsdsService& one : all_) {
    std::string_view id = one.offer != nullptr ? std::string_view(one.offer->organisation) : std::string_view();
    if (id.empty() && one.place != nullptr) {
      id = one.place->organisation;
    }
    auto const found = organisations_.find(id);
    one.organisation = found == organisations_.end() ? nullptr : found->second;
  }
}

bool HsdsServices::sees_group(std::string_view slug) const { return may_see_group(catalog_, slug, viewer_); }

void HsdsServices::fill(HsdsService const& service, Seen& seen) const {
  HsdsService& full = seen.service;
  full = service;
  if (service.offer != nullptr) {
    seen.offer = *service.offer;
    hide_groups(seen.offer->audiences);
    full.offer = &*seen.offer;
    full.sessions = sessions_of(catalog_, service.offer->head.id, viewer_);
  }
  if (service.place != nullptr) {
    seen.place = *service.place;
    hide_groups(seen.place->audiences);
    full.place = &*seen.place;
    if (service.offer == nullptr) {
      full.sessions = sessions_at(catalog_, service.place->head.id, viewer_);
    }
  }
}

void HsdsServices::hide_groups(std::map<std::string, store::AudienceClaim, std::less<>>& claims) const {
  std::erase_if(claims, [&](auto const& claim) { return !sees_group(claim.first); });
}

std::vector<HsdsService const*> wanted_services(Context const& context, HsdsServices const& services) {
  Values const& values = context.values;
  std::vector<std::string> const words = base::split(base::fold(values.text("search")), ' ');
  std::vector<std::string> const terms = values.list("taxonomy_term_id");
  std::vector<std::string> const taxonomies = values.list("taxonomy_id");
  std::string_view const organization = values.text("organization_id");
  auto const since = values.interval("modified_after");
  std::vector<HsdsService const*> out;
  for (HsdsService const& one : services.all()) {
    if (!organization.empty() && store::hsds_organization_id(one) != organization) {
      continue;
    }
    if (!words.empty() && !speaks_of(one, words)) {
      continue;
    }
    if (since) {
      auto const moment = parse_moment(modified(one));
      if (!moment || (since->to && moment->second <= *since->to)) {
        continue;
      }
    }
    if (!terms.empty() || !taxonomies.empty()) {
      auto const own = store::hsds_terms_of(one);
      auto const has = [&](auto const& term) {
        if (term.first == "audience" && !services.sees_group(term.second)) {
          return false;
        }
        auto const in = [](std::vector<std::string> const& list, std::string const& id) {
          return list.empty() || std::find(list.begin(), list.end(), id) != list.end();
        };
        return in(terms, store::hsds_term_id(term.first, term.second)) &&
               in(taxonomies, store::hsds_taxonomy_id(term.first));
      };
      if (std::none_of(own.begin(), own.end(), has)) {
        continue;
      }
    }
    out.push_back(&one);
  }
  return out;
}

std::optional<geo::LonLat> middle_of(HsdsServices const& services, std::string_view postcode) {
  double lon = 0, lat = 0;
  std::size_t count = 0;
  for (HsdsService const& one : services.all()) {
    if (one.place == nullptr || !one.place->point) {
      continue;
    }
    auto const own = one.place->address.find("postcode");
    if (own != one.place->address.end() && base::fold(own->second) == postcode) {
      lon += one.place->point->lon;
      lat += one.place->point->lat;
      ++count;
    }
  }
  auto const n = static_cast<double>(count);
  return count == 0 ? std::nullopt : std::optional(geo::LonLat{.lon = lon / n, .lat = lat / n});
}

std::map<std::string, HsdsService const*> organizations(HsdsServices const& services) {
  std::map<std::string, HsdsService const*> out;
  for (HsdsService const& one : services.all()) {
    out.emplace(store::hsds_organization_id(one), &one);
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> terms_for(HsdsServices const& services) {
  auto out = store::hsds_terms();
  std::set<std::pair<std::string, std::string>> seen(out.begin(), out.end());
  for (HsdsService const& one : services.all()) {
    for (auto const& term : store::hsds_terms_of(one)) {
      if (seen.insert(term).second) {
        out.push_back(term);
      }
    }
  }
  std::erase_if(out, [&](auto const& term) { return term.first == "audience" && !services.sees_group(term.second); });
  return out;
}

}  // namespace cartable::server::api
