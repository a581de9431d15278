#include "exporters/one_source.hpp"

#include <algorithm>

namespace cartable::exporters {

base::Result<OneSource> OneSource::read(store::CityReader& city, std::string source) {
  OneSource out;
  out.source_ = std::move(source);
  CARTABLE_TRY(city.read<store::FieldProvenance>([&](store::FieldProvenance&& row) -> base::Status {
    out.provenance_.add(std::move(row), -1);
    return {};
  }));
  return out;
}

bool OneSource::take(store::Place& place) const {
  auto statements = store::statements_of(place, provenance_.of(place.head.id));
  auto const own = std::find_if(statements.begin(), statements.end(),
                                [&](store::PlaceStatement const& one) { return one.source == source_; });
  if (own == statements.end()) {
    return false;
  }
  place = std::move(own->place);
  return true;
}

}  // namespace cartable::exporters
