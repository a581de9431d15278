#pragma once

#include "geo/lonlat.hpp"
#include "store/import_batch.hpp"

#include <string>

/// Parts of the invented half of the demo city; illustration.cpp puts them together.
namespace cartable::demo {

inline constexpr char const* kSource = "illustrative";

[[nodiscard]] store::LangMap words(std::string en, std::string es, std::string fr);

/// "Illustrative example, not a real offer." in the languages of the demo.
[[nodiscard]] store::LangMap notice();

/// A record of ours: its id is the source and `key`.
template <class Record>
[[nodiscard]] Record record(std::string const& key) {
  Record out;
  out.head.id = std::string(kSource) + ":" + key;
  out.head.source = kSource;
  return out;
}

[[nodiscard]] store::Place invented_place(std::string const& key, geo::LonLat point, std::string name,
                                          store::LangMap names, std::string const& kind);

void add_organisations(store::ImportBatch& batch);
/// Courses, spread over places of the extract that have a name.
void add_offers(store::ImportBatch& batch, store::ImportBatch const& osm);
/// A place where a person can be asked, with all that somebody who goes there wants to know.
void add_guidance(store::ImportBatch& batch);

}  // namespace cartable::demo
