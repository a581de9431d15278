#pragma once

#include "access/profile.hpp"
#include "access/profile_graph.hpp"
#include "access/route.hpp"
#include "access/route_words.hpp"
#include "geo/geometry.hpp"
#include "server/api/language.hpp"
#include "server/api/route.hpp"
#include "server/api/types.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

/// A way as a GeoJSON Feature, wherever it comes from: streets, or what was worked out before.
namespace cartable::server::api {

/// What a label of a step stands for.
using LabelOf = std::function<access::StreetLabel const&(std::uint32_t)>;

struct RouteAnswer {
  access::Profile const& profile;
  access::Weight weight = access::Weight::time;
  access::RouteLine const& route;
  std::optional<access::Lengths> confirmed{};  ///< of wheelchairs
  LabelOf label_of;
  std::string_view more{};  ///< further properties, as JSON text: "\"a\":1,\"b\":2"
};

/// The answer of /api/route.
[[nodiscard]] Response route_feature(Context const& context, RouteAnswer const& answer);

/// The language of instructions: the first wanted one that there are instructions in, else English.
[[nodiscard]] access::Tongue tongue_of(Languages const& languages);
/// A step in words, and the name of its street, in the languages wanted. Arrivals have no name.
struct StepWords {
  std::string instruction;
  std::string_view name;
};
[[nodiscard]] StepWords words_of(access::Step const& step, LabelOf const& label_of, Languages const& languages,
                                 access::Tongue tongue);
/// Stretches that are not known to be fit: [[first,last],…], positions in the line.
void append_unknown(std::string& out, access::RouteLine const& route);

}  // namespace cartable::server::api
