#pragma once

#include "importers/osm_source.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::test {

using Tags = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] inline std::string xml_escaped(std::string_view text) {
  std::string result;
  for (char const c : text) {
    switch (c) {
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '&': result += "&amp;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

/// An OSM XML extract written object by object; ids and positions stand in the test.
class OsmText {
 public:
  OsmText& node(std::int64_t id, double lon, double lat, Tags const& tags = {}) {
    objects_ +=
        "<node id=\"" + std::to_string(id) + "\" lon=\"" + number(lon) + "\" lat=\"" + number(lat) + "\"" + meta_ + ">";
    return close("node", tags);
  }
  OsmText& way(std::int64_t id, std::vector<std::int64_t> const& nodes, Tags const& tags = {}) {
    objects_ += "<way id=\"" + std::to_string(id) + "\"" + meta_ + ">";
    for (std::int64_t const node : nodes) {
      objects_ += "<nd ref=\"" + std::to_string(node) + "\"/>";
    }
    return close("way", tags);
  }
  struct Member {
    char type;
    std::int64_t id;
    std::string role;
  };
  OsmText& relation(std::int64_t id, std::vector<Member> const& members, Tags const& tags) {
    objects_ += "<relation id=\"" + std::to_string(id) + "\"" + meta_ + ">";
    for (Member const& member : members) {
      objects_ += std::string("<member type=\"") +
                  (member.type == 'n'   ? "node"
                   : member.type == 'w' ? "way"
                                        : "relation") +
                  "\" ref=\"" + std::to_string(member.id) + "\" role=\"" + member.role + "\"/>";
    }
    return close("relation", tags);
  }
  /// A square as four nodes (from `first` on) and a closed way.
  OsmText& square(std::int64_t way_id, std::int64_t first, double west, double south, double size, Tags const& tags) {
    node(first, west, south).node(first + 1, west + size, south).node(first + 2, west + size, south + size);
    node(first + 3, west, south + size);
    return way(way_id, {first, first + 1, first + 2, first + 3, first}, tags);
  }
  /// What every following object has besides its id: version, user, timestamp, …
  OsmText& meta(std::string attributes) {
    meta_ = " " + std::move(attributes);
    return *this;
  }
  [[nodiscard]] std::string str() const {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\" generator=\"test\">" + objects_ +
           "</osm>\n";
  }

 private:
  static std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.7f", value);
    return text;
  }
  OsmText& close(std::string const& element, Tags const& tags) {
    for (auto const& [key, value] : tags) {
      objects_ += "<tag k=\"" + xml_escaped(key) + "\" v=\"" + xml_escaped(value) + "\"/>";
    }
    objects_ += "</" + element + ">\n";
    return *this;
  }

  std::string objects_, meta_;
};

/// Writes the bytes to a file that lives as long as the folder.
[[nodiscard]] inline std::filesystem::path write_bytes(std::filesystem::path const& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

[[nodiscard]] inline base::Result<store::ImportBatch> try_osm(std::string_view text,
                                                              importers::OsmOptions const& options = {}) {
  TemporaryFolder const folder;
  return importers::read_osm(write_bytes(folder.path() / "test.osm", text), options);
}

/// The batch of an extract that must be readable.
[[nodiscard]] inline store::ImportBatch read_text(OsmText const& text) {
  auto batch = try_osm(text.str());
  if (!batch) {
    ADD_FAILURE() << batch.error().message;
    return {};
  }
  return *std::move(batch);
}

/// The only place of a batch, or an empty one and a failure.
[[nodiscard]] inline store::Place only_place(store::ImportBatch const& batch) {
  EXPECT_EQ(batch.places.size(), 1U);
  return batch.places.empty() ? store::Place{} : batch.places.front();
}

/// The place that one node with these tags becomes.
[[nodiscard]] inline store::Place place_of(Tags const& tags) {
  return only_place(read_text(OsmText().node(1, 7.42, 43.73, tags)));
}

[[nodiscard]] inline store::Place const* find_place(store::ImportBatch const& batch, std::string_view id) {
  auto const found =
      std::find_if(batch.places.begin(), batch.places.end(), [&](auto const& p) { return p.head.id == id; });
  return found == batch.places.end() ? nullptr : &*found;
}

[[nodiscard]] inline bool has_note(store::ImportBatch const& batch, std::string_view part) {
  return std::any_of(batch.notes.begin(), batch.notes.end(),
                     [&](std::string const& note) { return note.find(part) != std::string::npos; });
}

}  // namespace cartable::test
