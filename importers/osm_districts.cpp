#include "importers/osm_districts.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/osm_attributes.hpp"
#include "importers/osm_geometry.hpp"
#include "importers/osm_tag_rules.hpp"

#include <osmium/osm/area.hpp>
#include <osmium/osm/node.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace cartable::importers {
namespace {

constexpr std::size_t kNamed = 30;  // broken districts told by name; the rest as a number
constexpr std::array<std::string_view, 5> kPlaceAreas{"borough", "suburb", "quarter", "neighbourhood", "city_block"};
// Codes of areas, the most official first (wiki Key:ref, Key:ISO3166-2 and national pages).
constexpr std::array<char const*, 13> kCodes{
    "ISO3166-1:alpha2",
    "ISO3166-1",
    "ISO3166-2",
    "ref:INSEE",
    "de:amtlicher_gemeindeschluessel",
    "de:regionalschluessel",
    "swisstopo:BFS_NUMMER",
    "ref:ISTAT",
    "ine:municipio",
    "ref:nuts",
    "ref:gss",
    "divipola",
    "ref",
};

/// admin_level 1…11, else empty.
std::string_view admin_level(osmium::TagList const& tags) {
  if (tag_value(tags, "boundary") != "administrative") {
    return {};
  }
  std::string_view const level = tag_value(tags, "admin_level");
  bool const is_one_digit = level.size() == 1 && level[0] >= '1' && level[0] <= '9';
  return is_one_digit || level == "10" || level == "11" ? level : std::string_view{};
}

std::string_view place_level(osmium::TagList const& tags) {
  std::string_view const place = tag_value(tags, "place");
  bool const is_named = !tag_value(tags, "name").empty();
  return is_named && std::find(kPlaceAreas.begin(), kPlaceAreas.end(), place) != kPlaceAreas.end() ? place
                                                                                                   : std::string_view{};
}

}  // namespace

bool OsmDistricts::wants_area(osmium::TagList const& tags) {
  return !admin_level(tags).empty() || !place_level(tags).empty();
}

void OsmDistricts::area(osmium::Area const& area) {
  std::string_view const admin = admin_level(area.tags());
  std::string_view const level = admin.empty() ? place_level(area.tags()) : admin;
  if (level.empty()) {
    return;
  }
  AreaShape shape = shape_of(area);
  if (shape.area.empty()) {
    broken(area);
    return;
  }
  repaired_ += shape.repaired ? 1 : 0;
  store::District& district = districts_.emplace_back();
  district.head.id = fmt::format("{}:{}{}", source_, area.from_way() ? 'w' : 'r', area.orig_id());
  district.head.source = source_;
  district.head.identifiers.emplace("osm", fmt::format("{}/{}", area.from_way() ? "way" : "relation", area.orig_id()));
  if (std::string_view const wikidata = tag_value(area.tags(), "wikidata"); !wikidata.empty()) {
    district.head.identifiers.emplace("wikidata", base::mend_utf8(wikidata));
  }
  district.set = fmt::format("{}-{}-{}", source_, admin.empty() ? "place" : "admin", level);
  district.level = level;
  for (char const* key : kCodes) {
    if (std::string_view const code = tag_value(area.tags(), key); !code.empty()) {
      district.code = base::mend_utf8(code);
      break;
    }
  }
  read_names(area.tags(), district.name, district.names);
  district.area = std::move(shape.area);
}

void OsmDistricts::broken(osmium::OSMObject const& object) {
  std::string name;
  store::LangMap names;
  read_names(object.tags(), name, names);
  std::string_view const admin = admin_level(object.tags());
  broken_.push_back(fmt::format("{} ({} {})", name.empty() ? fmt::format("without a name, id {}", object.id()) : name,
                                admin.empty() ? "place" : "admin_level",
                                admin.empty() ? place_level(object.tags()) : admin));
}

void OsmDistricts::node(osmium::Node const& node) {
  std::string_view kind = tag_value(node.tags(), "place");
  if (kind.empty()) {
    std::string_view const railway = tag_value(node.tags(), "railway");
    kind = railway == "station" || railway == "halt" ? "station" : std::string_view{};
  }
  auto const point = lon_lat(node.location());
  if (kind.empty() || !point) {
    return;
  }
  store::Locality locality;
  read_names(node.tags(), locality.name, locality.names);
  if (locality.name.empty()) {
    return;
  }
  locality.head.id = fmt::format("{}:n{}", source_, node.id());
  locality.head.source = source_;
  locality.head.identifiers.emplace("osm", fmt::format("node/{}", node.id()));
  locality.kind = base::mend_utf8(kind);
  locality.point = *point;
  localities_.push_back(std::move(locality));
}

void OsmDistricts::finish(store::ImportBatch& batch) {
  batch.counts.districts_read += static_cast<std::int64_t>(districts_.size());
  batch.counts.areas_repaired += repaired_;
  batch.counts.areas_broken += static_cast<std::int64_t>(broken_.size());
  if (!broken_.empty()) {
    std::sort(broken_.begin(), broken_.end());
    std::string names;
    for (std::size_t i = 0; i < std::min(broken_.size(), kNamed); ++i) {
      names += (i == 0 ? "" : "; ") + broken_[i];
    }
    batch.notes.push_back(
        fmt::format("{} boundaries are not whole in this file and give no district: {}{}", broken_.size(), names,
                    broken_.size() > kNamed ? fmt::format("; and {} more", broken_.size() - kNamed) : ""));
  }
  batch.has_districts = true;
  batch.districts = std::move(districts_);
  batch.localities = std::move(localities_);
}

}  // namespace cartable::importers
