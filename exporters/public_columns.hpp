#pragma once

#include "store/model.hpp"

#include <span>
#include <string_view>

namespace cartable::exporters {

/// The columns of a record's table that anybody may read when the record itself is public. A column that is not in
/// this list, such as one that is added to the schema later, stays at home. Empty: the table has no public record.
template <class R>
[[nodiscard]] std::span<std::string_view const> public_columns() noexcept;

/// Empties every column of a record that is not in the list.
template <class R>
void blank_private_columns(R& record);

/// Keys of settings that anybody may read.
[[nodiscard]] bool is_public_setting(std::string_view key) noexcept;
/// Keys of derived values whose input is public through and through.
[[nodiscard]] bool is_public_derived(std::string_view key) noexcept;

}  // namespace cartable::exporters
