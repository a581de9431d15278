#include "store/failed_searches.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "store/city_database.hpp"
#include "store/daily_totals.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

namespace cartable::store {
namespace {

using geo::Database;

std::string month_of(std::string_view date) { return std::string(date.substr(0, 7)); }

/// A cell's name as a part of an id, which holds no slash.
std::string id_part(std::string text) {
  std::replace(text.begin(), text.end(), '/', '.');
  return text.empty() ? "-" : text;
}

class Ledger {
 public:
  explicit Ledger(Database& city) : city_(city), now_(base::now_rfc3339()) {}

  base::Status add(FailedSearch const& failed) {
    if (failed.term.empty()) {
      return count(failed, false);
    }
    if (!failed.topic.empty()) {
      return count(failed, true);
    }
    CARTABLE_ASSIGN(bool const known, is_kept(failed.term));
    if (known || failed.hash.empty()) {
      return count(failed, known);
    }
    CARTABLE_ASSIGN(bool const supported, note_day(failed));
    return count(failed, supported);
  }

  base::Status forget_hashes_before(std::string const& month) {
    std::vector<std::int64_t> old;
    CARTABLE_TRY(read_records<Need>(city_, fmt::format("source={}", geo::sql_quote(kHashedSearchSource)),
                                    [&](Need&& need, std::int64_t fid) {
                                      if (month_of(need.date) < month) {
                                        old.push_back(fid);
                                      }
                                    }));
    for (std::int64_t const fid : old) {
      CARTABLE_TRY(city_.erase(Table<Need>::info.name, fid));
    }
    return {};
  }

 private:
  base::Result<bool> is_kept(std::string const& term) {
    if (kept_.contains(term)) {
      return true;
    }
    CARTABLE_ASSIGN(auto const rows,
                    collect<Need>(city_, fmt::format("source={} AND words={}", geo::sql_quote(kFailedSearchSource),
                                                     geo::sql_quote(term))));
    if (!rows.empty()) {
      kept_.insert(term);
    }
    return !rows.empty();
  }

  /// Remembers a day of a hashed term. \return whether it has now failed on enough of them; its hash is forgotten then
  base::Result<bool> note_day(FailedSearch const& failed) {
    std::string const id = fmt::format("{}:{}", kHashedSearchSource, failed.hash);
    std::optional<Need> stored;
    std::int64_t stored_fid = -1;
    CARTABLE_TRY(read_records<Need>(city_, "id=" + geo::sql_quote(id), [&](Need&& need, std::int64_t fid) {
      stored = std::move(need);
      stored_fid = fid;
    }));
    Need need = stored.value_or(blank(id, kHashedSearchSource));
    if (!stored) {
      need.count = 1;
    } else if (need.date != failed.date) {
      ++need.count;
    }
    need.date = std::max(need.date, failed.date);
    if (need.count < kSupportingDays) {
      CARTABLE_TRY(write_by_id(city_, need));
      return false;
    }
    CARTABLE_TRY(city_.erase(Table<Need>::info.name, stored_fid));
    kept_.insert(failed.term);
    return true;
  }

  base::Status count(FailedSearch const& failed, bool by_name) {
    std::string const term = by_name ? failed.term : std::string();
    char const* const source = by_name ? kFailedSearchSource : kOtherSearchSource;
    std::string const id =
        fmt::format("{}:{}:{}:{}{}", source, month_of(failed.date), id_part(failed.language), id_part(failed.cell),
                    by_name ? ":" + base::to_hex(base::stable_hash(term)) : std::string());
    CARTABLE_ASSIGN(auto const stored, collect<Need>(city_, "id=" + geo::sql_quote(id)));
    Need need = stored.empty() ? blank(id, source) : stored.front();
    need.count = (stored.empty() ? 0 : need.count) + failed.count;
    need.text = term;
    need.topic = by_name ? failed.topic : std::string();
    need.language = failed.language;
    need.cell = failed.cell;
    need.date = std::max(need.date, failed.date);
    return write_by_id(city_, need);
  }

  [[nodiscard]] Need blank(std::string const& id, char const* source) const {
    Need need;
    need.head.id = id;
    need.head.source = source;
    need.head.visibility = Visibility::planner;
    need.head.first_seen = need.head.last_seen = now_;
    return need;
  }

  Database& city_;
  std::string now_;
  std::set<std::string, std::less<>> kept_;
};

}  // namespace

base::Status add_failed_searches(std::string const& where, std::vector<FailedSearch> const& failed) {
  if (failed.empty()) {
    return {};
  }
  CARTABLE_TRY(check_file_is_writable(where));
  CARTABLE_ASSIGN(auto city, open_city(where, Database::Mode::update));
  CARTABLE_TRY(begin_write(city));
  Ledger ledger(city);
  std::string newest;
  for (FailedSearch const& one : failed) {
    newest = std::max(newest, one.date);
  }
  CARTABLE_TRY(ledger.forget_hashes_before(month_of(newest)));
  for (FailedSearch const& one : failed) {
    CARTABLE_TRY(ledger.add(one));
  }
  CARTABLE_TRY(bump(city, {Part::private_}));
  return city.commit();
}

}  // namespace cartable::store
