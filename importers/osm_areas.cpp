#include "importers/osm_areas.hpp"

#include "importers/osm_tag_rules.hpp"

#include <osmium/area/assembler.hpp>
#include <osmium/builder/osm_object_builder.hpp>
#include <osmium/memory/buffer.hpp>
#include <osmium/osm/area.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace cartable::importers {
namespace {

constexpr std::size_t kBufferBytes = 1U << 16U;

osmium::area::AssemblerConfig assembler_config() {
  osmium::area::AssemblerConfig config;
  config.create_empty_areas = false;
  config.ignore_invalid_locations = true;  // nodes that the file lacks; districts ask for is_whole
  return config;
}

bool is_outer(osmium::RelationMember const& member) {
  std::string_view const role = member.role();
  return role.empty() || role == "outer";
}

bool same_tags(osmium::TagList const& a, osmium::TagList const& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

struct OsmAreas::Impl {
  osmium::area::AssemblerConfig config = assembler_config();
  osmium::memory::Buffer relations{kBufferBytes, osmium::memory::Buffer::auto_grow::yes};
  osmium::memory::Buffer ways{kBufferBytes, osmium::memory::Buffer::auto_grow::yes};
  osmium::memory::Buffer scratch{kBufferBytes, osmium::memory::Buffer::auto_grow::yes};
  std::unordered_set<std::int64_t> needed, old_style_outer;
  std::unordered_map<std::int64_t, std::size_t> way_at;  // offset in `ways`

  osmium::Way const* find(std::int64_t id) const {
    auto const found = way_at.find(id);
    return found == way_at.end() ? nullptr : &ways.get<osmium::Way const>(found->second);
  }

  /// The tags that all known outer ways of an old-style multipolygon agree on, or nullptr.
  osmium::TagList const* tags_of_outers(osmium::Relation const& relation, bool& has_closed_outer) const {
    osmium::TagList const* tags = nullptr;
    for (osmium::RelationMember const& member : relation.members()) {
      osmium::Way const* const way =
          member.type() == osmium::item_type::way && is_outer(member) ? find(member.ref()) : nullptr;
      if (way == nullptr) {
        continue;
      }
      has_closed_outer |= way->is_closed();
      if (tags != nullptr && !same_tags(*tags, way->tags())) {
        return nullptr;
      }
      tags = &way->tags();
    }
    return tags == nullptr || tags->empty() ? nullptr : tags;
  }

  /// The relation with these tags and only the member ways that are there: the assembler walks both in step.
  osmium::Relation const& rebuilt(osmium::Relation const& relation, osmium::TagList const& tags) {
    scratch.clear();
    {
      osmium::builder::RelationBuilder builder{scratch};
      builder.set_id(relation.id());
      builder.set_visible(true);
      builder.add_item(tags);
      osmium::builder::RelationMemberListBuilder list{builder};
      for (osmium::RelationMember const& member : relation.members()) {
        if (member.type() == osmium::item_type::way && way_at.contains(member.ref())) {
          list.add_member(osmium::item_type::way, member.ref(), member.role());
        }
      }
    }
    return scratch.get<osmium::Relation const>(scratch.commit());
  }
};

OsmAreas::OsmAreas() : impl_(std::make_unique<Impl>()) {}
OsmAreas::~OsmAreas() = default;

bool OsmAreas::is_area_relation(osmium::TagList const& tags) noexcept {
  std::string_view const type = tag_value(tags, "type");
  return type == "multipolygon" || type == "boundary";
}

bool OsmAreas::is_old_style(osmium::TagList const& tags) noexcept {
  return tag_value(tags, "type") == "multipolygon" && std::all_of(tags.begin(), tags.end(), [](osmium::Tag const& tag) {
           std::string_view const key = tag.key();
           return key == "type" || key == "created_by" || key == "source" || key == "note";
         });
}

void OsmAreas::relation(osmium::Relation const& relation) {
  bool const old_style = is_old_style(relation.tags());
  for (osmium::RelationMember const& member : relation.members()) {
    if (member.type() == osmium::item_type::way) {
      impl_->needed.insert(member.ref());
      if (old_style && is_outer(member)) {
        impl_->old_style_outer.insert(member.ref());
      }
    }
  }
  impl_->relations.add_item(relation);
  impl_->relations.commit();
}

void OsmAreas::way(osmium::Way const& way) {
  if (impl_->needed.contains(way.id()) && !impl_->way_at.contains(way.id())) {
    impl_->ways.add_item(way);
    impl_->way_at.emplace(way.id(), impl_->ways.commit());
  }
}

bool OsmAreas::is_old_style_outer(osmium::Way const& way) const { return impl_->old_style_outer.contains(way.id()); }

bool OsmAreas::assemble_way(osmium::Way const& way, std::function<void(osmium::Area const&)> const& use) {
  osmium::memory::Buffer& out = impl_->scratch;
  out.clear();
  osmium::area::Assembler assembler{impl_->config};
  if (!assembler(way, out) || out.committed() == 0) {
    return false;
  }
  use(out.get<osmium::Area const>(0));
  return true;
}

void OsmAreas::finish(std::function<void(Assembled const&)> const& use) {
  osmium::memory::Buffer out{kBufferBytes, osmium::memory::Buffer::auto_grow::yes};
  std::vector<osmium::Way const*> members;
  for (osmium::Relation const& relation : impl_->relations.select<osmium::Relation>()) {
    Assembled result;
    result.relation = &relation;
    result.is_whole = true;
    result.is_old_style = is_old_style(relation.tags());
    members.clear();
    for (osmium::RelationMember const& member : relation.members()) {
      if (member.type() != osmium::item_type::way) {
        continue;
      }
      osmium::Way const* const way = impl_->find(member.ref());
      result.is_whole &= way != nullptr && std::all_of(way->nodes().begin(), way->nodes().end(),
                                                       [](osmium::NodeRef const& n) { return n.location().valid(); });
      if (way != nullptr) {
        members.push_back(way);
      }
    }
    result.ways = members;
    osmium::TagList const* const tags =
        result.is_old_style ? impl_->tags_of_outers(relation, result.has_closed_outer) : &relation.tags();
    if (tags != nullptr && !members.empty()) {
      out.clear();
      osmium::area::Assembler assembler{impl_->config};
      if (assembler(impl_->rebuilt(relation, *tags), members, out) && out.committed() > 0) {
        result.area = &out.get<osmium::Area const>(0);
      }
    }
    use(result);
  }
}

}  // namespace cartable::importers
