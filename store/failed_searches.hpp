#pragma once

#include "base/result.hpp"

#include <string>
#include <vector>

namespace cartable::store {

/// Searches that found nothing, of one day, text, language and coarse cell.
struct FailedSearch {
  std::string term{};      ///< as it is compared (base::search_text); empty: not to be told from others
  std::string hash{};      ///< of the term under a key that is not in the city; empty: the term cannot become known
  std::string topic{};     ///< ISCED-F code when the term is a word of a topic; empty: none
  std::string language{};  ///< as in the daily totals
  std::string cell{};      ///< "z/x/y", a tile of some kilometres; empty: asked without a point
  std::string date{};      ///< ISO date of the city
  int count = 1;
};

/// On so many different days of one month a term must have failed before its text is kept.
inline constexpr int kSupportingDays = 5;

/// The sources of rows in the table of needs: what a term of its own is known for, what stands for a term of which
/// only the hash is known (its count is of days), and what was asked by all the other texts.
inline constexpr char const* kFailedSearchSource = "search";
inline constexpr char const* kHashedSearchSource = "search-hashed";
inline constexpr char const* kOtherSearchSource = "search-other";

/// Adds failed searches to the city's needs, in one transaction, by month, term, language and cell. A term is kept when
/// a topic is called so, when it was kept before, or on its fifth day; until then it counts as "other" and a hashed row
/// remembers on how many days it came. Hashed rows of earlier months are erased: their key is gone.
/// Counts up the revision of private tables alone, so that no server reloads for it.
/// \param where  of a city, as for CityFile
/// \return locked: somebody else is writing; unwritable: the file or its folder is read-only. Nothing is added then.
[[nodiscard]] base::Status add_failed_searches(std::string const& where, std::vector<FailedSearch> const& failed);

}  // namespace cartable::store
