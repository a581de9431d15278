#include "importers/osm_writer.hpp"

#include <osmium/builder/attr.hpp>
#include <osmium/io/pbf_output.hpp>
#include <osmium/io/writer.hpp>
#include <osmium/memory/buffer.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace cartable::importers {
namespace {

using Tags = std::vector<std::pair<char const*, char const*>>;

Tags tag_views(store::StringMap const& tags) {
  Tags out;
  out.reserve(tags.size());
  for (auto const& [key, value] : tags) {
    out.emplace_back(key.c_str(), value.c_str());
  }
  return out;
}

constexpr std::size_t kFlushAt = std::size_t{1} << 20U;

void flush_full(osmium::io::Writer& writer, osmium::memory::Buffer& buffer, bool force = false) {
  if (buffer.committed() > (force ? 0 : kFlushAt)) {
    osmium::memory::Buffer fresh(kFlushAt * 2, osmium::memory::Buffer::auto_grow::yes);
    std::swap(fresh, buffer);
    writer(std::move(fresh));
  }
}

template <class T>
void sort_by_id(std::vector<T>& objects) {
  std::sort(objects.begin(), objects.end(), [](T const& a, T const& b) { return a.id < b.id; });
}

}  // namespace

base::Status write_osm(OsmExtract extract, std::filesystem::path const& file) {
  using namespace osmium::builder::attr;
  sort_by_id(extract.nodes);
  sort_by_id(extract.ways);
  sort_by_id(extract.relations);
  try {
    osmium::io::Header header;
    header.set("generator", "cartable");
    if (!extract.date.empty()) {
      header.set("osmosis_replication_timestamp", extract.date + "T00:00:00Z");
    }
    osmium::io::File const output(file.string(), "pbf,add_metadata=false");
    osmium::io::Writer writer(output, header, osmium::io::overwrite::allow);
    osmium::memory::Buffer buffer(kFlushAt * 2, osmium::memory::Buffer::auto_grow::yes);
    for (OsmNodeOut const& node : extract.nodes) {
      osmium::builder::add_node(buffer, _id(node.id), _location(osmium::Location(node.point.lon, node.point.lat)),
                                _tags(tag_views(node.tags)));
      flush_full(writer, buffer);
    }
    for (OsmWayOut const& way : extract.ways) {
      osmium::builder::add_way(buffer, _id(way.id), _nodes(way.nodes), _tags(tag_views(way.tags)));
      flush_full(writer, buffer);
    }
    for (OsmRelationOut const& relation : extract.relations) {
      std::vector<member_type_string> members;
      members.reserve(relation.members.size());
      for (OsmRelationOut::Member const& member : relation.members) {
        members.emplace_back(osmium::char_to_item_type(member.type), member.id, member.role.c_str());
      }
      osmium::builder::add_relation(buffer, _id(relation.id), _members(members), _tags(tag_views(relation.tags)));
      flush_full(writer, buffer);
    }
    flush_full(writer, buffer, true);
    writer.close();
  } catch (std::exception const& error) {
    return base::fail(base::ErrorCode::unwritable, "{}: cannot be written ({})", file.string(), error.what());
  }
  return {};
}

}  // namespace cartable::importers
