// Bytes as HSDS, whatever its version: parsed, made into tables, read into records. What comes out must keep its
// promises: ids are record ids, each once, offers are at places of the batch, positions are on the globe, hours have no
// control characters.
#include "base/json.hpp"
#include "base/text.hpp"
#include "importers/hsds_source.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

namespace im = cartable::importers;

namespace {

void require(bool good) {
  if (!good) {
    std::abort();
  }
}

template <class List>
std::set<std::string> ids_of(List const& records) {
  std::set<std::string> ids;
  for (auto const& record : records) {
    require(cartable::base::is_record_id(record.head.id));
    require(ids.insert(record.head.id).second);
  }
  return ids;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size > 50'000) {
    return 0;
  }
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  static_cast<void>(im::is_hsds_json(text));
  auto const json = cartable::base::parse_json(text);
  if (!json) {
    return 0;
  }
  auto const batch = im::read_hsds_tables(im::HsdsTables::from_json(*json, "fuzz.json"), "fuzz.json", {});
  if (!batch) {
    return 0;
  }
  std::set<std::string> const places = ids_of(batch->places);
  std::set<std::string> const organisations = ids_of(batch->organisations);
  ids_of(batch->offers);
  for (auto const& place : batch->places) {
    require(!place.point || cartable::geo::is_valid(*place.point));
    require(!place.kinds.empty());
    require(place.organisation.empty() || organisations.contains(place.organisation));
  }
  for (auto const& offer : batch->offers) {
    require(offer.place.empty() || places.contains(offer.place));
    require(!offer.age_min || (*offer.age_min >= 0 && *offer.age_min <= 130));
    require(std::none_of(offer.schedule.begin(), offer.schedule.end(), [](char c) { return c >= 0 && c < ' '; }));
  }
  return 0;
}
