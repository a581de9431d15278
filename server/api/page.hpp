#pragma once

#include "server/api/params.hpp"
#include "server/api/route.hpp"
#include "store/catalog.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::api {

/// Where a page ended: the sort key and the id of its last feature. Both mean the same after a reload, so a
/// reader that follows `next` links across an import sees every record that stayed, once.
struct PageKey {
  char order = 'm';          ///< 'm' Morton code, 'd' distance, 'k' text key
  std::uint64_t number = 0;  ///< Morton code, or the bits of the distance in metres
  std::string text;          ///< of order 'k'
  std::string id;
};
/// Opaque text for links (base64url).
[[nodiscard]] std::string format_page_key(PageKey const& key);
/// \param order  the order that this list has; a key of another one is no key
[[nodiscard]] std::optional<PageKey> parse_page_key(std::string_view text, char order);

inline constexpr std::size_t kDefaultLimit = 10;
inline constexpr std::size_t kMaxLimit = 10000;

/// limit, offset (where it makes sense) and next.
[[nodiscard]] std::vector<Parameter> page_parameters(bool with_offset);

/// What a list is asked for.
struct Paging {
  std::size_t limit = kDefaultLimit;
  std::size_t offset = 0;
  std::optional<PageKey> after;
};
/// A `next` that is not ours, or together with `offset`, is a mistake.
[[nodiscard]] Paging read_paging(Values& values, char order);

/// One page of place rows in the order (Morton code, id).
struct RowPage {
  std::vector<std::uint32_t> rows;
  std::optional<PageKey> next;  ///< when there is more
};
/// Of every row of a set.
[[nodiscard]] RowPage page_of(store::Catalog const& catalog, store::Bitset const& set, Paging const& paging);
/// Of rows in ascending order.
[[nodiscard]] RowPage page_of(store::Catalog const& catalog, std::span<std::uint32_t const> rows, Paging const& paging);

/// {"href":…,"rel":…,"type":…,"title":…}; title may be empty.
void append_link(std::string& out, std::string_view href, std::string_view rel, std::string_view type,
                 std::string_view title = {});
/// This request's own URL, with parameters replaced (empty value: dropped).
[[nodiscard]] std::string self_url(Request const& request, QueryPairs const& changes = {});

}  // namespace cartable::server::api
