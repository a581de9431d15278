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
    geo::Row row;
    for (int part = 0; part < kPartCount; ++part) {
      row.fields = {std::string(to_string(static_cast<Part>(part))), revisions[static_cast<std::size_t>(part)]};
      CARTABLE_TRY(city.insert(kRevisionTable, row));
    }
    row.fields = {std::string("program"), std::string("cartable")};
    CARTABLE_TRY(city.insert(kSchemaTable, row));
    row.fields = {std::string("version"), fmt::format("{}", kSchemaVersion)};
    CARTABLE_TRY(city.insert(kSchemaTable, row));
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
