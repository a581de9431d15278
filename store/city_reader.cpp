#include "store/city_reader.hpp"

#include "store/city_database.hpp"
#include "store/record_types.hpp"

#include <utility>

namespace cartable::store {

base::Result<CityReader> CityReader::open(std::string const& where) {
  CARTABLE_ASSIGN(auto city, open_city(where, geo::Database::Mode::read));
  return CityReader(std::move(city));
}

base::Result<Revisions> CityReader::revisions() { return read_revisions(database_); }

template <class R>
base::Status CityReader::read(std::function<base::Status(R&&)> const& take, std::string const& condition) {
  return read_records<R>(database_, condition, [&](R&& record, std::int64_t) { return take(std::move(record)); });
}

base::Status read_chunks(geo::Database& city, std::string const& where,
                         std::function<base::Status(DerivedChunk&&)> const& take) {
  base::Status taken;
  CARTABLE_TRY(city.read(kDerivedTable, where, [&](geo::Row&& row) {
    auto const text = [&](std::size_t i) {
      auto* const value = std::get_if<std::string>(&row.fields[i]);
      return value != nullptr ? std::move(*value) : std::string();
    };
    auto const number = [&](std::size_t i) {
      auto const* const value = std::get_if<std::int64_t>(&row.fields[i]);
      return value != nullptr ? *value : 0;
    };
    taken = take({.key = text(0),
                  .source = text(1),
                  .part = text(2),
                  .number = number(3),
                  .input_revision = number(4),
                  .format_version = number(5),
                  .bytes = text(6)});
    return taken.has_value();
  }));
  return taken;
}

base::Status CityReader::read_derived(std::function<base::Status(DerivedChunk&&)> const& take) {
  return read_chunks(database_, {}, take);
}

#define CARTABLE_INSTANTIATE(R) \
  template base::Status CityReader::read<R>(std::function<base::Status(R&&)> const&, std::string const&);
CARTABLE_FOR_RECORDS(CARTABLE_INSTANTIATE)
#undef CARTABLE_INSTANTIATE

}  // namespace cartable::store
