#pragma once

#include "base/json.hpp"
#include "geo/lonlat.hpp"
#include "server/api/route.hpp"
#include "store/catalog.hpp"
#include "store/hsds.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

/// Private to hsds_api.cpp: the services of a city as a viewer may see them, and which of them are asked for.
namespace cartable::server::api {

/// The services that a viewer may see: every offer, then every place without any; in an order that stays.
class HsdsServices {
 public:
  explicit HsdsServices(Context const& context);

  [[nodiscard]] std::vector<store::HsdsService> const& all() const noexcept { return all_; }
  [[nodiscard]] store::HsdsCity const& city() const noexcept { return city_; }

  /// The service with its sessions and without claims for groups that the viewer may not see.
  template <class Write>
  base::OrderedJson shown(store::HsdsService const& service, Write const& write) const {
    Seen seen;
    fill(service, seen);
    return write(seen.service);
  }
  /// Whether the viewer may know of a group.
  [[nodiscard]] bool sees_group(std::string_view slug) const;

 private:
  /// A service whose offer and place are copies that it owns.
  struct Seen {
    store::HsdsService service;
    std::optional<store::Offer> offer;
    std::optional<store::Place> place;
  };
  void fill(store::HsdsService const& service, Seen& seen) const;
  void hide_groups(std::map<std::string, store::AudienceClaim, std::less<>>& claims) const;

  store::Catalog const& catalog_;
  store::Visibility viewer_;
  store::HsdsCity city_;
  std::unordered_map<std::string_view, store::Organisation const*> organisations_;
  std::vector<store::HsdsService> all_;
};

/// Services by search, taxonomy_term_id, taxonomy_id, organization_id and modified_after, in the order of all().
[[nodiscard]] std::vector<store::HsdsService const*> wanted_services(Context const& context,
                                                                     HsdsServices const& services);

/// The middle of the places with a postcode, for "near this postcode". \param postcode  folded
[[nodiscard]] std::optional<geo::LonLat> middle_of(HsdsServices const& services, std::string_view postcode);

/// One service of each organization, by id.
[[nodiscard]] std::map<std::string, store::HsdsService const*> organizations(HsdsServices const& services);

/// The terms of the tables and those that only this city has, as far as the viewer may see them.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> terms_for(HsdsServices const& services);

}  // namespace cartable::server::api
