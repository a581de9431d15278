#pragma once

#include <string>
#include <string_view>

namespace cartable::store {

/// The UUID (RFC 4122, version 5) of a record for formats whose ids are UUIDs: the same for the same record on every
/// machine and at every export, so that whoever imports twice updates and does not add.
/// \param type  what of the record it names ("service", "location"): one record may be several of their records
[[nodiscard]] std::string stable_uuid(std::string_view type, std::string_view id);

}  // namespace cartable::store
