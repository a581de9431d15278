#include "cli/import_runs.hpp"

#include "base/text.hpp"
#include "geo/database.hpp"

#include <charconv>
#include <string_view>
#include <utility>

namespace cartable::cli {
namespace {

base::Result<std::optional<store::ImportRun>> newest_where(store::CityFile const& city, std::string const& filter) {
  CARTABLE_ASSIGN(auto runs, city.read<store::ImportRun>(filter));
  std::optional<store::ImportRun> newest;
  for (store::ImportRun& run : runs) {
    if (!newest || number_of(run) > number_of(*newest)) {
      newest = std::move(run);
    }
  }
  return newest;
}

}  // namespace

base::Result<std::optional<store::ImportRun>> newest_run(store::CityFile const& city, std::string const& source) {
  return newest_where(city, "source=" + geo::sql_quote(source));
}

base::Result<std::optional<store::ImportRun>> newest_run(store::CityFile const& city) { return newest_where(city, {}); }

std::int64_t number_of(store::ImportRun const& run) noexcept {
  constexpr std::string_view kPrefix = "run:";
  std::string_view const id = run.head.id;
  std::int64_t number = 0;
  if (id.starts_with(kPrefix)) {
    std::from_chars(id.data() + kPrefix.size(), id.data() + id.size(), number);
  }
  return number;
}

}  // namespace cartable::cli
