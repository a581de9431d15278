#include "store/city_writer.hpp"

#include "store/city_database.hpp"
#include "store/record_types.hpp"

#include <utility>

namespace cartable::store {

base::Status CityWriter::create(std::string const& path, Revisions const& revisions,
                                std::function<base::Status(CityWriter&)> const& fill) {
  return geo::Database::create(path, schema_layers(), [&](geo::Database& city) -> base::Status {
    city.expect(schema_layers());
    // Nobody else reads this file yet: pages may go to the disk before the commit, so that memory stays small.
    CARTABLE_TRY(city.execute("PRAGMA cache_spill=ON"));
    CARTABLE_TRY(write_first_rows(city, revisions));
    CityWriter writer(city);
    return fill(writer);
  });
}

template <class R>
base::Status CityWriter::add(R const& record) {
  return write_record(database_, row_, record, -1);
}

base::Status CityWriter::add(DerivedChunk&& chunk) {
  geo::Row row;
  row.fields = {std::move(chunk.key), std::move(chunk.source), std::move(chunk.part), chunk.number,
                chunk.input_revision, chunk.format_version,    std::move(chunk.bytes)};
  return database_.insert(kDerivedTable, row);
}

#define CARTABLE_INSTANTIATE(R) template base::Status CityWriter::add<R>(R const&);
CARTABLE_FOR_RECORDS(CARTABLE_INSTANTIATE)
#undef CARTABLE_INSTANTIATE

}  // namespace cartable::store
