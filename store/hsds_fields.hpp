#pragma once

#include <span>
#include <string_view>

/// HSDS (Human Services Data Specification), as far as readers and writers share it.
namespace cartable::store {

/// One table of HSDS 3.0: its CSV file, the member of JSON objects that holds it, and its columns, blank-separated.
struct HsdsTable {
  std::string_view file;     ///< "services": services.csv
  std::string_view member;   ///< "service": an object; arrays have the file's name
  std::string_view columns;  ///< of 3.0, in order
  std::string_view others;   ///< what 1.1 and others call the file, blank-separated
};
[[nodiscard]] std::span<HsdsTable const> hsds_tables() noexcept;
/// The table that a file or a member is called by, in any version; null for none.
[[nodiscard]] HsdsTable const* find_hsds_table(std::string_view name) noexcept;

// HSDS has no field for what we know of an offer or a place beyond its own; attributes with terms of these taxonomies
// carry it. Writers write these names, readers know them.
inline constexpr std::string_view kTopicTaxonomy = "ISCED-F 2013";
inline constexpr std::string_view kLevelTaxonomy = "ISCED 2011";
inline constexpr std::string_view kPillarTaxonomy = "GNLC pillar";
inline constexpr std::string_view kAudienceTaxonomy = "Cartable audience";  ///< term code: a group's slug
inline constexpr std::string_view kModalityTaxonomy = "Cartable modality";
inline constexpr std::string_view kKindTaxonomy = "Cartable kind of place";
inline constexpr std::string_view kNeedTaxonomy = "Cartable access";  ///< "hearing-loop=yes", "wheelchair=limited"
inline constexpr std::string_view kRecognitionTaxonomy = "Cartable recognition of prior learning";  ///< yes | no

}  // namespace cartable::store
