#include "importers/osm_streets.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/osm_attributes.hpp"
#include "importers/osm_geometry.hpp"
#include "importers/osm_tag_rules.hpp"

#include <osmium/osm/node.hpp>
#include <osmium/osm/way.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

namespace cartable::importers {
namespace {

template <std::size_t N>
bool contains(std::array<std::string_view, N> const& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Not a way to walk, wheel or cycle on: planned or gone (wiki Lifecycle), for racing, or for parking.
constexpr std::array<std::string_view, 13> kNoStreet{
    "construction", "proposed",  "planned",  "abandoned", "disused", "razed",         "demolished",
    "raceway",      "rest_area", "services", "no",        "escape",  "emergency_bay",
};
constexpr std::array<std::string_view, 2> kMotorOnly{"motorway", "motorway_link"};
constexpr std::array<std::string_view, 5> kOpen{"yes", "designated", "official", "permissive", "use_sidepath"};

// The tags that walking, wheelchair and bicycle profiles read (docs/data/osm.md, "Streets").
constexpr std::array<std::string_view, 58> kWayTags{
    "highway",
    "foot",
    "access",
    "sidewalk",
    "surface",
    "smoothness",
    "tracktype",
    "sac_scale",
    "incline",
    "kerb",
    "width",
    "est_width",
    "wheelchair",
    "ramp",
    "step_count",
    "handrail",
    "bicycle",
    "oneway",
    "motorroad",
    "bridge",
    "tunnel",
    "layer",
    "level",
    "lit",
    "ref",
    "footway",
    "crossing",
    "crossing_ref",
    "vehicle",
    "tactile_paving",
    "indoor",
    "conveying",
    "covered",
    "maxspeed",
    "lanes",
    "segregated",
    "service",
    "area",
    "junction",
    "route",
    "duration",
    "man_made",
    "public_transport",
    "railway",
    "opening_hours",
    "mtb:scale",
    "trail_visibility",
    "informal",
    "foot:conditional",
    "access:conditional",
    "bicycle:conditional",
    "toll",
    "fee",
    "cutting",
    "embankment",
    "bicycle_road",
    "cyclestreet",
    "passage",
};
constexpr std::array<std::string_view, 14> kWayPrefixes{
    "sidewalk:", "cycleway", "ramp:",       "kerb:",  "handrail:", "crossing:",   "oneway:",
    "surface:",  "footway:", "smoothness:", "width:", "incline:",  "wheelchair:", "foot:",
};
constexpr std::array<std::string_view, 26> kNodeTags{
    "barrier",    "kerb",           "kerb:height",     "crossing",          "crossing_ref",  "highway",
    "entrance",   "door",           "level",           "wheelchair",        "foot",          "bicycle",
    "access",     "locked",         "width",           "maxwidth:physical", "opening_hours", "automatic_door",
    "step_count", "tactile_paving", "traffic_signals", "bollard",           "railway",       "button_operated",
    "height",     "ramp",
};
constexpr std::array<std::string_view, 4> kNodePrefixes{"crossing:", "kerb:", "ramp:", "traffic_signals:"};
// A node is part of the network's description when it has one of these (highway=crossing, elevator, traffic_signals).
constexpr std::array<std::string_view, 8> kNodeKeys{"barrier",  "kerb", "kerb:height", "crossing",
                                                    "entrance", "door", "wheelchair",  "locked"};
constexpr std::array<std::string_view, 5> kNodeHighways{"crossing", "elevator", "traffic_signals", "steps", "give_way"};

template <std::size_t N, std::size_t M>
store::StringMap picked(osmium::TagList const& tags, std::array<std::string_view, N> const& keys,
                        std::array<std::string_view, M> const& prefixes) {
  store::StringMap result;
  for (osmium::Tag const& tag : tags) {
    std::string_view const key = tag.key();
    if (contains(keys, key) || std::any_of(prefixes.begin(), prefixes.end(),
                                           [&](std::string_view prefix) { return key.starts_with(prefix); })) {
      result.emplace(base::mend_utf8(key), base::mend_utf8(tag.value()));
    }
  }
  return result;
}

bool is_open_for_some(osmium::TagList const& tags) {
  return contains(kOpen, tag_value(tags, "foot")) || contains(kOpen, tag_value(tags, "bicycle")) ||
         contains(std::array<std::string_view, 4>{"yes", "both", "left", "right"}, tag_value(tags, "sidewalk"));
}

}  // namespace

bool OsmStreets::is_street(osmium::TagList const& tags) {
  std::string_view const highway = tag_value(tags, "highway");
  if (!highway.empty()) {
    return !contains(kNoStreet, highway) && (!contains(kMotorOnly, highway) || is_open_for_some(tags));
  }
  if (tag_value(tags, "route") == "ferry") {
    return tag_value(tags, "foot") != "no";
  }
  return tag_value(tags, "man_made") == "pier" || tag_value(tags, "railway") == "platform" ||
         tag_value(tags, "public_transport") == "platform";
}

void OsmStreets::node(osmium::Node const& node) {
  bool wanted = contains(kNodeHighways, tag_value(node.tags(), "highway"));
  for (auto tag = node.tags().begin(); !wanted && tag != node.tags().end(); ++tag) {
    wanted = contains(kNodeKeys, tag->key());
  }
  auto const point = lon_lat(node.location());
  if (!wanted || !point) {
    return;
  }
  store::StreetNode street_node;
  street_node.head.id = fmt::format("{}:n{}", source_, node.id());
  street_node.head.source = source_;
  street_node.node = node.id();
  street_node.point = *point;
  street_node.tags = picked(node.tags(), kNodeTags, kNodePrefixes);
  nodes_.push_back(std::move(street_node));
}

void OsmStreets::way(osmium::Way const& way) {
  if (is_street(way.tags())) {
    add(way, way.tags());
  }
}

void OsmStreets::border(osmium::Way const& way, osmium::TagList const& tags) {
  if (!is_street(way.tags()) && borders_.insert(way.id()).second) {
    add(way, tags);
  }
}

void OsmStreets::add(osmium::Way const& way, osmium::TagList const& tags) {
  struct Piece {
    std::vector<std::int64_t> nodes;
    geo::LineString line;
  };
  std::vector<Piece> pieces(1);
  bool has_gap = false;
  for (osmium::NodeRef const& ref : way.nodes()) {
    auto const point = lon_lat(ref.location());
    if (!point) {
      has_gap = true;
      if (!pieces.back().nodes.empty()) {
        pieces.emplace_back();
      }
    } else if (pieces.back().nodes.empty() || pieces.back().nodes.back() != ref.ref()) {
      pieces.back().nodes.push_back(ref.ref());
      pieces.back().line.push_back(*point);
    }
  }
  std::erase_if(pieces, [](Piece const& piece) { return piece.nodes.size() < 2; });
  cut_ += has_gap && !pieces.empty() ? 1 : 0;
  lost_ += pieces.empty() ? 1 : 0;

  int number = 0;
  for (Piece& piece : pieces) {
    store::Street street;
    // The first piece keeps the way's id; the next are told apart by a number.
    ++number;
    street.head.id =
        number == 1 ? fmt::format("{}:w{}", source_, way.id()) : fmt::format("{}:w{}.{}", source_, way.id(), number);
    street.head.source = source_;
    street.head.identifiers.emplace("osm", fmt::format("way/{}", way.id()));
    read_names(tags, street.name, street.names);
    street.tags = picked(tags, kWayTags, kWayPrefixes);
    street.nodes = std::move(piece.nodes);
    street.line = std::move(piece.line);
    streets_.push_back(std::move(street));
  }
}

void OsmStreets::finish(store::ImportBatch& batch) {
  std::vector<std::int64_t> used;
  for (store::Street const& street : streets_) {
    used.insert(used.end(), street.nodes.begin(), street.nodes.end());
    // Ends count twice, so that they are junctions like the nodes that two ways share.
    used.push_back(street.nodes.front());
    used.push_back(street.nodes.back());
  }
  std::sort(used.begin(), used.end());

  std::vector<std::int64_t> junctions;
  for (auto at = used.begin(); at != used.end();) {
    auto const end = std::upper_bound(at, used.end(), *at);
    if (end - at > 1) {
      junctions.push_back(*at);
    }
    at = end;
  }
  auto const is_junction = [&](std::int64_t node) {
    return std::binary_search(junctions.begin(), junctions.end(), node);
  };
  std::int64_t edges = 0;
  for (store::Street const& street : streets_) {
    edges += std::count_if(street.nodes.begin(), street.nodes.end(), is_junction) - 1;
  }
  batch.counts.street_nodes = static_cast<std::int64_t>(junctions.size());
  batch.counts.street_edges = edges;

  std::erase_if(
      nodes_, [&](store::StreetNode const& node) { return !std::binary_search(used.begin(), used.end(), node.node); });
  std::stable_sort(nodes_.begin(), nodes_.end(), [](auto const& a, auto const& b) { return a.node < b.node; });
  if (cut_ > 0 || lost_ > 0) {
    batch.notes.push_back(fmt::format(
        "{} streets are cut where the extract lacks nodes, and {} have fewer than two nodes in it and are left out",
        cut_, lost_));
  }
  batch.streets = std::move(streets_);
  batch.street_nodes = std::move(nodes_);
  batch.has_streets = true;
}

}  // namespace cartable::importers
