#pragma once

#include "access/place_links.hpp"
#include "access/travel.hpp"
#include "access/workspace_pool.hpp"
#include "server/api/directions.hpp"
#include "server/api/features.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

/// Places by the minutes to them: what nearest and within share.
namespace cartable::server::api {

/// The places nearest in time, and how many there are in all.
struct TravelList {
  std::vector<std::uint32_t> rows;  ///< in order of (time, id)
  std::size_t matched = 0;          ///< all within the limits, beyond the list
  std::size_t fits = 0;             ///< of these

  void count(std::span<access::Found const> found, std::function<bool(std::uint32_t)> const& fit);
};

/// Someone at a point, on the streets of the city, with the places joined to them. For one request: holds what was
/// searched last.
class Traveller {
 public:
  /// \return or the answer that says why not: no streets, none near, not read in time
  [[nodiscard]] static std::variant<Traveller, Response> at(Context const& context, geo::LonLat from,
                                                            access::Profile const& profile);

  /// The k places that take least time. Without limits the search ends at the last of them.
  /// \param options  with `accept` \param fits  which places count in TravelList::fits; empty: all
  [[nodiscard]] TravelList nearest(std::size_t k, access::TravelOptions const& options,
                                   std::function<bool(std::uint32_t)> const& fits);
  /// All places within the limits, by row.
  [[nodiscard]] std::vector<std::uint32_t> within(access::TravelOptions const& options);
  /// What the answer says of each of `rows`, which the last nearest() or within() found.
  [[nodiscard]] std::vector<TravelAnswer> answers(std::span<std::uint32_t const> rows) const;

 private:
  explicit Traveller(std::shared_ptr<access::Streets const> streets)
      : streets_(std::move(streets)), workspace_(streets_->workspaces().lease()) {}
  std::shared_ptr<access::Streets const> streets_;
  access::WorkspacePool::Lease workspace_;
  std::shared_ptr<store::Catalog const> catalog_;
  std::shared_ptr<access::PlaceLinks const> links_;  ///< that the order follows
  std::shared_ptr<access::PlaceLinks const>
      other_;            ///< of wheelchairs: the same places and streets, judged the other way
  bool strict_ = false;  ///< links_ holds what is known to be fit, other_ the rest
  geo::LonLat from_;
  access::Snap snap_;
};

}  // namespace cartable::server::api
