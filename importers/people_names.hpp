#pragma once

#include "store/model.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::importers {

/// Which district a name or code of somebody's table is.
struct NameMatchResult {
  enum class How : std::uint8_t {
    told,      ///< a person said so
    exact,     ///< the same code or name
    spelling,  ///< the same but for case, accents, hyphens, blanks, or zeros before a code
    near,      ///< differs by a few letters, and no other district comes as close
    none,
  };
  How how = How::none;
  std::size_t district = 0;  ///< index in the districts given; meaningless for none
  std::string proposal;      ///< for none: the name of the district that comes closest, if any comes close
};

/// Matches the names of a table with the districts of one set. Every district is given to one name at most; the
/// surest matches come first, so that a near one never takes what another name has exactly.
class DistrictNames {
 public:
  /// \param districts  of one set; must outlive this object
  explicit DistrictNames(std::span<store::District const> districts);

  /// \param told  their name → code or name of ours
  /// \return one result a name, in the order of names; a name that came before is none
  [[nodiscard]] std::vector<NameMatchResult> match(std::vector<std::string> const& names,
                                                   std::map<std::string, std::string> const& told = {}) const;
  /// How many districts the names are those of, or the codes, spelling aside: quick, to find the row or column that
  /// holds them.
  [[nodiscard]] std::size_t count_known(std::vector<std::string> const& names) const;

 private:
  [[nodiscard]] std::optional<std::size_t> find_exact(std::string_view name) const;
  [[nodiscard]] std::optional<std::size_t> find_spelling(std::string_view name) const;

  std::span<store::District const> districts_;
  static constexpr std::size_t kSeveral = static_cast<std::size_t>(-1);
  std::map<std::string, std::size_t, std::less<>> exact_, spelling_;  ///< kSeveral: of several districts
};

/// The number of letters to insert, leave out, change or swap to make one text of the other (optimal string
/// alignment over Unicode letters), or `limit` + 1 when it is more than `limit`.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

}  // namespace cartable::importers
