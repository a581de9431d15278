#include "store/city_watch.hpp"

#include "geo/database_url.hpp"
#include "store/city_database.hpp"

#include <charconv>
#include <utility>

namespace cartable::store {
namespace {

constexpr std::chrono::milliseconds kFileInterval{1000};
constexpr std::chrono::milliseconds kDatabaseInterval{250};

/// Parts with their counters and the version, in the order of their names.
constexpr std::string_view kQuestion =
    "SELECT part||' '||counter FROM revision UNION ALL SELECT 'version '||word FROM city_schema WHERE name='version'";

std::optional<std::int64_t> number_in(std::string_view text) noexcept {
  std::int64_t number = 0;
  auto const [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() && stop == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

CityWatch::CityWatch(std::string where) : where_(std::move(where)), in_file_(!geo::is_database_url(where_)) {}

std::chrono::milliseconds CityWatch::interval() const noexcept { return in_file_ ? kFileInterval : kDatabaseInterval; }

base::Result<Revisions> CityWatch::revisions() {
  if (in_file_) {
    return CityFile(where_).revisions();
  }
  bool const was_connected = session_.has_value();
  auto found = ask();
  if (!found && was_connected && found.error().code == base::ErrorCode::unavailable) {
    found = ask();  // a connection that was cut says nothing of the server
  }
  return found;
}

base::Result<Revisions> CityWatch::ask() {
  if (!session_) {
    CARTABLE_ASSIGN(session_, geo::DatabaseSession::open(where_, "cartable serve"));
  }
  auto const rows = session_->texts(std::string(kQuestion));
  if (!rows) {
    session_.reset();
    return base::fail(rows);
  }
  Revisions revisions{};
  for (std::string_view const row : *rows) {
    auto const space = row.find(' ');
    std::string_view const name = row.substr(0, space);
    auto const number = space == std::string_view::npos ? std::nullopt : number_in(row.substr(space + 1));
    if (name == "version" && number != kSchemaVersion) {
      return base::fail(base::ErrorCode::wrong_version,
                        "{}: has another schema version now ({}), this program works "
                        "with version {}; update it",
                        session_->shown(), row.substr(space + 1), kSchemaVersion);
    }
    for (int part = 0; part < kPartCount; ++part) {
      if (name == to_string(static_cast<Part>(part))) {
        revisions[static_cast<std::size_t>(part)] = number.value_or(0);
      }
    }
  }
  return revisions;
}

}  // namespace cartable::store
