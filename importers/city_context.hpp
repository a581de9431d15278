#pragma once

#include "importers/offer_place_match.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cartable::importers {

/// What readers of offers and sessions ask of the city that they are read into. Empty where there is no city yet.
struct CityContext {
  std::string timezone = {};                              ///< IANA; empty: nobody knows
  PlaceMatcher const* places = nullptr;                   ///< null: none
  std::map<std::string, std::string> organisations = {};  ///< folded name, key and id → id
  std::vector<store::Offer> offers = {};                  ///< all of them
  std::vector<store::Session> sessions = {};              ///< those of the source that is read
};

/// How a source of offers or sessions is to be read.
struct OfferSourceOptions {
  std::string source = {}, licence = {}, attribution = {}, date = {};  ///< source: empty for the file's stem
  std::string visibility = {};                                         ///< public | staff | planner; empty: public
  std::string encoding = {}, layer = {};
  std::string festival = {};                                              ///< slug that every session gets
  std::map<std::string, std::string> columns = {};                        ///< our field → their column (--map)
  std::map<std::string, std::map<std::string, std::string>> values = {};  ///< our field → their value → ours
};

/// What became of the places that a source names in its own words.
struct PlaceLinks {
  std::int64_t certain = 0;             ///< records that got their place
  std::vector<DoubtfulPlace> doubtful;  ///< kept without a place
};

}  // namespace cartable::importers
