#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "exporters/collection_table.hpp"
#include "exporters/new_file.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::exporters {

/// Files that hold records of several collections, each in its place, in a format of other people.
enum class Document : std::uint8_t {
  calendar,    ///< iCalendar (RFC 5545): sessions, with the words of their offer and place
  hsds,        ///< Human Services Data Specification 3.0: services with organization, locations and schedules
  schema_org,  ///< JSON-LD: places, courses, events and the sources
};

struct DocumentReport {
  std::map<std::string, std::int64_t> rows;  ///< collection → records that went in
  std::int64_t not_public = 0;               ///< among them those that not everybody may see
  std::vector<std::string> notes;            ///< what the format cannot carry of them, with numbers
};

/// Writes what the audience of `input` may see. Places are read one by one; offers, sessions and organisations are
/// held. \param program  "Cartable 0.1.0"
[[nodiscard]] base::Result<DocumentReport> write_document(Document document, TableInput const& input, TextFile& file,
                                                          std::string_view program, base::Progress const& progress);

}  // namespace cartable::exporters
