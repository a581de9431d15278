#include "importers/osm_addresses.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/osm_geometry.hpp"
#include "importers/osm_tag_rules.hpp"

#include <osmium/osm/area.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>

#include <string_view>

namespace cartable::importers {
namespace {

std::string text_of(osmium::TagList const& tags, char const* key) {
  return base::mend_utf8(base::trim(tag_value(tags, key)));
}

}  // namespace

bool OsmAddresses::wants(osmium::TagList const& tags) { return !tag_value(tags, "addr:housenumber").empty(); }

void OsmAddresses::relation(osmium::Relation const& relation) {
  std::string_view const type = tag_value(relation.tags(), "type");
  if (type != "associatedStreet" && type != "street") {
    return;
  }
  std::string const name = text_of(relation.tags(), "name");
  if (name.empty()) {
    return;
  }
  for (osmium::RelationMember const& member : relation.members()) {
    std::string_view const role = member.role();
    if (role == "house" || role == "address" || role == "addr:houselink") {
      street_of_.emplace(fmt::format("{}{}", osmium::item_type_to_char(member.type()), member.ref()), name);
    }
  }
}

void OsmAddresses::add(osmium::TagList const& tags, char type, std::int64_t id, geo::LonLat point) {
  store::Address& address = addresses_.emplace_back();
  address.head.id = fmt::format("{}:{}{}", source_, type, id);
  address.head.source = source_;
  address.housenumber = text_of(tags, "addr:housenumber");
  address.street = text_of(tags, "addr:street");
  if (address.street.empty()) {
    address.street = text_of(tags, "addr:place");
  }
  if (address.street.empty() && !street_of_.empty()) {
    auto const found = street_of_.find(fmt::format("{}{}", type, id));
    if (found != street_of_.end()) {
      address.street = found->second;
    }
  }
  address.postcode = text_of(tags, "addr:postcode");
  address.city = text_of(tags, "addr:city");
  address.suburb = text_of(tags, "addr:suburb");
  address.point = point;
}

void OsmAddresses::node(osmium::Node const& node) {
  auto const point = lon_lat(node.location());
  if (point && wants(node.tags())) {
    add(node.tags(), 'n', node.id(), *point);
  }
}

void OsmAddresses::way(osmium::Way const& way) {
  if (!tag_value(way.tags(), "addr:interpolation").empty()) {
    ++interpolations_;
    return;
  }
  if (!wants(way.tags())) {
    return;
  }
  if (geo::LineString const points = known_points(way.nodes()); !points.empty()) {
    add(way.tags(), 'w', way.id(), middle_of(points));
  }
}

void OsmAddresses::area(osmium::Area const& area) {
  if (area.from_way() || !wants(area.tags())) {
    return;
  }
  geo::LineString points;
  for (osmium::OuterRing const& ring : area.outer_rings()) {
    for (osmium::NodeRef const& ref : ring) {
      if (auto const p = lon_lat(ref.location())) {
        points.push_back(*p);
      }
    }
  }
  if (!points.empty()) {
    add(area.tags(), 'r', area.orig_id(), middle_of(points));
  }
}

void OsmAddresses::finish(store::ImportBatch& batch) {
  if (interpolations_ > 0) {
    batch.notes.push_back(
        fmt::format("{} lines of interpolated house numbers are not read: only numbers that are "
                    "mapped one by one become addresses",
                    interpolations_));
  }
  batch.has_addresses = true;
  batch.addresses = std::move(addresses_);
}

}  // namespace cartable::importers
