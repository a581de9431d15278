#pragma once

#include "base/json.hpp"
#include "base/local_time.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Records in the Human Services Data Specification 3.0 (Open Referral, Open Referral UK): an offer is a service; a
/// place that has no offers is a service of its own. Ids are UUIDs (version 5) of our ids, so that they stay. The
/// records are those that the reader may see; hidden groups are to be taken out before.
///
/// HSDS cannot carry: footprints, evidence of audiences, names in several languages beyond one alternate name, what a
/// place excludes, exceptions of opening hours (their text is kept in a schedule's notes), cancelled and moved
/// sessions.
namespace cartable::store {

/// What services of one city share.
struct HsdsCity {
  std::string name;                    ///< for addresses that name no town
  std::string region;                  ///< ISO 3166: "FR", "CA-BC"
  std::optional<base::TimeZone> zone;  ///< without one schedules have no offset
  std::int64_t now = 0;                ///< schedules are given for the year from here
};

/// A service with what belongs to it. One of offer and place may be null.
struct HsdsService {
  Offer const* offer = nullptr;
  Place const* place = nullptr;
  Organisation const* organisation = nullptr;
  std::vector<Session const*> sessions{};
};

/// UUIDs. \param service  of an offer "offer/ID", of a place without offers "place/ID"
[[nodiscard]] std::string hsds_service_id(Offer const* offer, Place const* place);
[[nodiscard]] std::string hsds_location_id(Place const& place);
/// The organisation's, else one of who runs the place, else of the place itself.
[[nodiscard]] std::string hsds_organization_id(HsdsService const& service);
[[nodiscard]] std::string hsds_service_at_location_id(HsdsService const& service);

/// A service with everything in it (`full`), or its own fields alone.
[[nodiscard]] base::OrderedJson hsds_service(HsdsService const& service, HsdsCity const& city, bool full = true);
/// The fields that ORUK's `minimal=true` names: id and name, status, description, last_modified.
[[nodiscard]] base::OrderedJson hsds_service_minimal(HsdsService const& service);
[[nodiscard]] base::OrderedJson hsds_organization(HsdsService const& service);
[[nodiscard]] base::OrderedJson hsds_location(Place const& place, HsdsCity const& city);
/// \param with_service  the service is in it (answers of /service_at_locations), not only the location
[[nodiscard]] base::OrderedJson hsds_service_at_location(HsdsService const& service, HsdsCity const& city,
                                                         bool with_service);

/// The lists of terms that attributes refer to.
struct HsdsTaxonomy {
  std::string_view slug, name, description, uri;
};
[[nodiscard]] std::span<HsdsTaxonomy const> hsds_taxonomies() noexcept;
[[nodiscard]] std::string hsds_taxonomy_id(std::string_view slug);
[[nodiscard]] std::string hsds_term_id(std::string_view taxonomy, std::string_view code);
[[nodiscard]] base::OrderedJson hsds_taxonomy(HsdsTaxonomy const& taxonomy);
/// A term of one of the taxonomies. pre: the taxonomy is one of them
[[nodiscard]] base::OrderedJson hsds_term(std::string_view taxonomy, std::string_view code);
/// Every term of the tables of this program, in the order of the taxonomies, as (taxonomy, code).
[[nodiscard]] std::vector<std::pair<std::string, std::string>> hsds_terms();
/// The terms that a service and its place are described by, as (taxonomy, code).
[[nodiscard]] std::vector<std::pair<std::string, std::string>> hsds_terms_of(HsdsService const& service);

}  // namespace cartable::store
