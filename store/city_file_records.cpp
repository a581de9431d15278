#include "base/time.hpp"
#include "store/city_database.hpp"
#include "store/city_file.hpp"
#include "store/place_statements.hpp"
#include "store/record_types.hpp"

#include <utility>

// Small reads and writes: one transaction each.
namespace cartable::store {

using base::ErrorCode;
using geo::Database;

template <class R>
base::Result<std::vector<R>> CityFile::read(std::string const& where) const {
  CARTABLE_ASSIGN(auto city, open_city(where_, Database::Mode::read));
  return collect<R>(city, where);
}

template <class R>
base::Status CityFile::put(std::vector<R> const& records) {
  if (records.empty()) {
    return {};
  }
  CARTABLE_ASSIGN(auto city, open_city(where_, Database::Mode::update));
  CARTABLE_TRY(begin_write(city));
  for (auto const& record : records) {
    CARTABLE_TRY(write_by_id(city, record));
  }
  CARTABLE_TRY(bump(city, {Table<R>::info.part}));
  return city.commit();
}

template <class R>
base::Status CityFile::set_field(std::string const& id, std::string const& field, std::string const& value) {
  CARTABLE_ASSIGN(auto city, open_city(where_, Database::Mode::update));
  CARTABLE_TRY(begin_write(city));
  CARTABLE_ASSIGN(auto found, collect<R>(city, "id=" + geo::sql_quote(id)));
  if (found.empty()) {
    return base::fail(ErrorCode::not_found, "{}: no {} has this id", id, Table<R>::info.name);
  }
  // What the source says is kept beside the city's word, once.
  std::string const now = base::now_rfc3339();
  auto const said = said_row(found.front().head.source, id, field, get_column(found.front(), field), now);
  auto const note = city_row(id, field, value, now);
  CARTABLE_ASSIGN(auto const known,
                  collect<FieldProvenance>(
                      city, fmt::format("id IN ({},{})", geo::sql_quote(said.head.id), geo::sql_quote(note.head.id))));
  if (known.empty() && said.value != value) {
    CARTABLE_TRY(write_by_id(city, said));
  }
  CARTABLE_TRY(set_column(found.front(), field, value));
  CARTABLE_TRY(write_by_id(city, found.front()));
  CARTABLE_TRY(write_by_id(city, note));
  CARTABLE_TRY(bump(city, {Table<R>::info.part}));
  return city.commit();
}

#define CARTABLE_INSTANTIATE(R)                                                      \
  template base::Result<std::vector<R>> CityFile::read<R>(std::string const&) const; \
  template base::Status CityFile::put<R>(std::vector<R> const&);                     \
  template base::Status CityFile::set_field<R>(std::string const&, std::string const&, std::string const&);
CARTABLE_FOR_RECORDS(CARTABLE_INSTANTIATE)
#undef CARTABLE_INSTANTIATE

base::Status CityFile::put_setting(std::string const& key, std::string const& value) {
  Setting setting;
  setting.head.id = key;
  setting.head.source = "city";
  setting.head.first_seen = setting.head.last_seen = base::now_rfc3339();
  setting.value = value;
  return put<Setting>({setting});
}

base::Status CityFile::add_token(Token const& token) {
  CARTABLE_ASSIGN(auto city, open_city(where_, Database::Mode::update));
  CARTABLE_TRY(begin_write(city));
  CARTABLE_ASSIGN(auto const same, collect<Token>(city, "id=" + geo::sql_quote(token.head.id)));
  if (!same.empty()) {
    return base::fail(ErrorCode::conflict, "{}: a token of this id exists; make another", token.head.id);
  }
  CARTABLE_TRY(write_by_id(city, token));
  CARTABLE_TRY(bump(city, {Part::private_}));
  return city.commit();
}

base::Result<std::vector<Token>> CityFile::tokens() const { return read<Token>(); }

base::Status CityFile::revoke_token(std::string const& id) {
  CARTABLE_ASSIGN(auto city, open_city(where_, Database::Mode::update));
  CARTABLE_TRY(begin_write(city));
  CARTABLE_ASSIGN(auto found, collect<Token>(city, "id=" + geo::sql_quote(id)));
  if (found.empty()) {
    return base::fail(ErrorCode::not_found, "{}: there is no token of this id; list them with: cartable token list",
                      id);
  }
  if (!found.front().revoked.empty()) {
    return {};  // the moment of the first revocation stays
  }
  found.front().revoked = base::now_rfc3339();
  CARTABLE_TRY(write_by_id(city, found.front()));
  CARTABLE_TRY(bump(city, {Part::private_}));
  return city.commit();
}

}  // namespace cartable::store
