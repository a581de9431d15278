#include "store/daily_totals.hpp"

#include "store/city_database.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace cartable::store {

using base::ErrorCode;
using geo::Database;

base::Status check_file_is_writable(std::string const& where) {
  std::filesystem::path const path(where);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return {};  // a database server, or a file that opening will miss
  }
  std::filesystem::path const folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  for (auto const& needed : {folder, path}) {
    if (::access(needed.c_str(), W_OK) != 0) {
      return base::fail(ErrorCode::unwritable, "{}: cannot be written ({})", needed.string(), std::strerror(errno));
    }
  }
  return {};
}

DailyTotal make_daily_total(std::string date, std::string view, std::string language, std::string kind,
                            std::int64_t count) {
  DailyTotal total;
  total.head.id = kind.empty() ? fmt::format("total:{}:{}:language:{}", date, view, language)
                               : fmt::format("total:{}:{}:kind:{}", date, view, kind);
  total.head.source = "server";
  total.head.visibility = Visibility::staff;
  total.date = std::move(date);
  total.view = std::move(view);
  total.language = std::move(language);
  total.kind = std::move(kind);
  total.count = count;
  return total;
}

base::Status add_daily_totals(std::string const& where, std::vector<DailyTotal> const& totals) {
  if (totals.empty()) {
    return {};
  }
  CARTABLE_TRY(check_file_is_writable(where));
  CARTABLE_ASSIGN(auto city, open_city(where, Database::Mode::update));
  CARTABLE_TRY(begin_write(city));
  for (DailyTotal const& added : totals) {
    CARTABLE_ASSIGN(auto const stored, collect<DailyTotal>(city, "id=" + geo::sql_quote(added.head.id)));
    DailyTotal sum = added;
    if (!stored.empty()) {
      sum.count += stored.front().count;
    }
    CARTABLE_TRY(write_by_id(city, sum));
  }
  CARTABLE_TRY(bump(city, {Part::private_}));
  return city.commit();
}

}  // namespace cartable::store
