#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace cartable::store {

/// The first and last day, since 1970-01-01, that an ISO date names: 2026-11-28, 2026-11 or 2026, with or without a
/// time behind the day. Nothing when it is not one.
[[nodiscard]] std::optional<std::pair<std::int32_t, std::int32_t>> days_of(std::string_view date) noexcept;

}  // namespace cartable::store
