#pragma once

#include "base/result.hpp"
#include "store/model.hpp"

#include <string>
#include <vector>

namespace cartable::store {

/// The total of a day for one view, in a language or of a kind sought. \param language, kind  one of them is empty
[[nodiscard]] DailyTotal make_daily_total(std::string date, std::string view, std::string language, std::string kind,
                                          std::int64_t count);

/// Whether a city's file and its folder may be written, in plain words: SQLite's for a folder in which it cannot make
/// its journal tell nobody what is wrong. Nothing is asked of a database server.
[[nodiscard]] base::Status check_file_is_writable(std::string const& where);

/// Adds counts to the totals stored under the same ids, in one transaction: what several servers and restarts
/// counted adds up. Counts up the revision of private tables alone, so that no server reloads for it.
/// \param where  of a city, as for CityFile
/// \return locked: somebody else is writing; unwritable: the file or its folder is read-only. Nothing is added then.
[[nodiscard]] base::Status add_daily_totals(std::string const& where, std::vector<DailyTotal> const& totals);

}  // namespace cartable::store
