#pragma once

#include "access/city_streets.hpp"
#include "access/place_links.hpp"
#include "access/stand_ways.hpp"
#include "base/result.hpp"
#include "geo/lonlat.hpp"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace cartable::access {

/// Works out the ways from stands to the places of a city. Belongs to one thread.
class StandSearch {
 public:
  /// \param ids, points  of the places; a place without a valid position is reached by nobody
  StandSearch(std::shared_ptr<Streets const> streets, std::vector<std::string> ids, std::vector<geo::LonLat> points);

  /// What /api/nearest and /api/route answer from there, for every place within the limit. A stand that no usable
  /// street is near gives no places and says so (`refused`). `stand` and `computed` are left to the caller.
  /// \return cancelled when stopped
  [[nodiscard]] base::Result<StandWays> ways(geo::LonLat from, StandTravel travel, double max_minutes,
                                             std::stop_token const& stop = {});

 private:
  std::shared_ptr<Streets const> streets_;
  std::vector<std::string> ids_;
  std::shared_ptr<std::vector<geo::LonLat> const> points_;
  PlaceLinkCache links_;
};

}  // namespace cartable::access
