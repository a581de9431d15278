#pragma once

#include "access/place_links.hpp"
#include "access/travel.hpp"
#include "server/api/directions.hpp"
#include "server/api/features.hpp"

#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

/// Places by the minutes to them: what nearest and within share.
namespace cartable::server::api {

/// Someone at a point, on the streets of the city, with the places joined to them.
class Traveller {
 public:
  /// \return or the answer that says why not: no streets, none near, not read in time
  [[nodiscard]] static std::variant<Traveller, Response> at(Context const& context, geo::LonLat from,
                                                            access::Profile const& profile);

  /// The k places that take least time, in order of (time, id); see access::TravelOptions.
  [[nodiscard]] std::vector<std::uint32_t> nearest(access::TravelOptions options) const;
  /// All places within the limits, by row.
  [[nodiscard]] std::vector<std::uint32_t> within(access::TravelOptions const& options) const;
  /// What the answer says of each of `rows`, which nearest() or within() found.
  [[nodiscard]] std::vector<TravelAnswer> answers(std::span<std::uint32_t const> rows) const;

 private:
  Traveller() = default;
  std::shared_ptr<access::PlaceLinkCache const> cache_;
  std::shared_ptr<store::Catalog const> catalog_;
  std::shared_ptr<access::Streets const> streets_;
  std::shared_ptr<access::PlaceLinks const> links_;  ///< that the order follows
  std::shared_ptr<access::PlaceLinks const>
      other_;            ///< of wheelchairs: the same places and streets, judged the other way
  bool strict_ = false;  ///< links_ holds what is known to be fit, other_ the rest
  geo::LonLat from_;
  access::Snap snap_;
};

}  // namespace cartable::server::api
