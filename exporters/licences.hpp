#pragma once

#include "exporters/credits.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::exporters {

/// The families of licences that open data comes under, told by their names as people write them.
enum class LicenceFamily : std::uint8_t {
  not_said,     ///< nothing was said: not taken for open
  other,        ///< said, but not one that this program knows
  free,         ///< public domain: CC0, PDDL, dl-de/zero
  attribution,  ///< name the source: CC BY, Licence Ouverte, OGL, dl-de/by, ODC-By
  share_alike,  ///< CC BY-SA
  odbl,         ///< a database made from it is under the same licence
  restricted,   ///< CC with NC or ND: not open
};
struct KnownLicence {
  LicenceFamily family = LicenceFamily::not_said;
  std::string_view name{}, url{};  ///< in full; empty when not known
};
/// "ODbL-1.0", "Open Database License", "cc by 4.0", "OGL-Canada-2.0", "Licence Ouverte 2.0", "dl-de/by-2-0", …
[[nodiscard]] KnownLicence know_licence(std::string_view licence);

/// What the file is made from, for the heading.
struct LicencesHeading {
  std::string file, city, profile, moment, program;
};
/// The text of the licences file: each source with licence, words of thanks, date and rows, and what the mixture asks.
[[nodiscard]] std::string licences_text(LicencesHeading const& heading, std::vector<Credits::Counted> const& sources);

}  // namespace cartable::exporters
