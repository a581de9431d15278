#include "server/api/page.hpp"

#include "base/format.hpp"
#include "server/api/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cartable::server::api {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kMaxKeyText = 1200;

// Base64url without padding (RFC 4648 §5).
std::string to_base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (char const c : bytes) {
    held = (held << 8U) | static_cast<unsigned char>(c);
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out.push_back(kAlphabet[(held >> static_cast<unsigned>(bits)) & 63U]);
    }
  }
  if (bits > 0) {
    out.push_back(kAlphabet[(held << static_cast<unsigned>(6 - bits)) & 63U]);
  }
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (char const c : text) {
    std::size_t const value = kAlphabet.find(c);
    if (value == std::string_view::npos) {
      return std::nullopt;
    }
    held = (held << 6U) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>((held >> static_cast<unsigned>(bits)) & 0xFFU));
    }
  }
  return out;
}

/// The page over any ascending walk of rows.
/// \param next_row  the first row of the list that is ≥ its argument, or size
/// \param skip      rows to leave out, counted from the first with the code of `start`
template <class NextRow>
RowPage walk(store::Catalog const& catalog, NextRow const& next_row, std::uint32_t start, std::size_t skip,
             Paging const& paging) {
  std::span<std::uint64_t const> const codes = catalog.morton_codes();
  auto const id_of = [&](std::uint32_t row) -> std::string const& {
    return catalog.place(store::PlaceRow(row)).head.id;
  };
  RowPage page;
  std::vector<std::uint32_t> run;  // rows at one position: their order is by id, whatever the catalog's
  std::uint32_t row = next_row(start);
  while (row < catalog.size() && page.rows.size() <= paging.limit) {
    std::uint64_t const code = codes[row];
    run.clear();
    do {
      run.push_back(row);
      row = next_row(row + 1);
    } while (row < catalog.size() && codes[row] == code);
    if (run.size() > 1) {
      std::sort(run.begin(), run.end(), [&](std::uint32_t a, std::uint32_t b) { return id_of(a) < id_of(b); });
    }
    for (std::uint32_t const one : run) {
      if (paging.after && paging.after->number == code && id_of(one) <= paging.after->id) {
        continue;
      }
      if (skip > 0) {
        --skip;
        continue;
      }
      if (page.rows.size() <= paging.limit) {
        page.rows.push_back(one);
      }
    }
  }
  if (page.rows.size() > paging.limit) {
    page.rows.resize(paging.limit);
    page.next = PageKey{.order = 'm', .number = codes[page.rows.back()], .text = {}, .id = id_of(page.rows.back())};
  }
  return page;
}

std::uint32_t first_row_of(store::Catalog const& catalog, std::uint64_t code) {
  std::span<std::uint64_t const> const codes = catalog.morton_codes();
  return static_cast<std::uint32_t>(std::lower_bound(codes.begin(), codes.end(), code) - codes.begin());
}

}  // namespace

std::string format_page_key(PageKey const& key) {
  return to_base64url(fmt::format("{}{:x}\n{}\n{}", key.order, key.number, key.id, key.text));
}

std::optional<PageKey> parse_page_key(std::string_view text, char order) {
  if (text.size() > kMaxKeyText) {
    return std::nullopt;
  }
  std::optional<std::string> const plain = from_base64url(text);
  if (!plain || plain->empty() || plain->front() != order) {
    return std::nullopt;
  }
  std::size_t const first = plain->find('\n');
  std::size_t const second = first == std::string::npos ? first : plain->find('\n', first + 1);
  if (second == std::string::npos) {
    return std::nullopt;
  }
  PageKey key{.order = order,
              .number = 0,
              .text = plain->substr(second + 1),
              .id = plain->substr(first + 1, second - first - 1)};
  auto const [end, error] = std::from_chars(plain->data() + 1, plain->data() + first, key.number, 16);
  if (error != std::errc() || end != plain->data() + first) {
    return std::nullopt;
  }
  return key;
}

std::vector<Parameter> page_parameters(bool with_offset) {
  std::vector<Parameter> out{
      {.name = "limit",
       .description = "Most features in one answer; more than 10 000 is served as 10 000.",
       .type = ParameterType::integer,
       .minimum = 1,
       .maximum = kMaxLimit,
       .clamp = true,
       .fallback = "10"},
      {.name = "next",
       .description = "Where the page before ended, from its `next` link; opaque.",
       .type = ParameterType::text,
       .max_length = kMaxKeyText},
  };
  if (with_offset) {
    out.push_back({.name = "offset",
                   .description = "Features to leave out at the start; `next` links are faster and survive an import.",
                   .type = ParameterType::integer,
                   .minimum = 0,
                   .maximum = 4e9});
  }
  return out;
}

Paging read_paging(Values& values, char order) {
  Paging paging;
  paging.limit = static_cast<std::size_t>(values.integer("limit").value_or(kDefaultLimit));
  paging.offset = static_cast<std::size_t>(values.integer("offset").value_or(0));
  if (values.has("next")) {
    paging.after = parse_page_key(values.text("next"), order);
    if (!paging.after) {
      values.mistake("next", "next: must be taken from the `next` link of this same list");
    } else if (values.has("offset")) {
      values.mistake("offset", "offset: cannot be used together with next");
    }
  }
  return paging;
}

RowPage page_of(store::Catalog const& catalog, store::Bitset const& set, Paging const& paging) {
  auto const next_row = [&](std::uint32_t row) {
    return row < set.size() ? static_cast<std::uint32_t>(set.select(set.count(0, row))) : catalog.size();
  };
  if (paging.after) {
    return walk(catalog, next_row, first_row_of(catalog, paging.after->number), 0, paging);
  }
  std::size_t const row = set.size() == 0 ? 0 : set.select(paging.offset);
  if (row >= catalog.size()) {
    return {};
  }
  std::uint32_t const start = first_row_of(catalog, catalog.morton_codes()[row]);
  return walk(catalog, next_row, start, paging.offset - set.count(0, start), paging);
}

RowPage page_of(store::Catalog const& catalog, std::span<std::uint32_t const> rows, Paging const& paging) {
  auto const next_row = [&](std::uint32_t row) {
    auto const at = std::lower_bound(rows.begin(), rows.end(), row);
    return at == rows.end() ? catalog.size() : *at;
  };
  if (paging.after) {
    return walk(catalog, next_row, first_row_of(catalog, paging.after->number), 0, paging);
  }
  if (paging.offset >= rows.size()) {
    return {};
  }
  std::uint32_t const start = first_row_of(catalog, catalog.morton_codes()[rows[paging.offset]]);
  auto const before = std::lower_bound(rows.begin(), rows.end(), start) - rows.begin();
  return walk(catalog, next_row, start, paging.offset - static_cast<std::size_t>(before), paging);
}

void append_link(std::string& out, std::string_view href, std::string_view rel, std::string_view type,
                 std::string_view title) {
  ObjectText link(out);
  link.text("href", href);
  link.text("rel", rel);
  link.known("type", type);
  link.known("title", title);
  link.close();
}

std::string self_url(Request const& request, QueryPairs const& changes) {
  QueryPairs query;
  for (auto const& pair : request.query) {
    bool const changed =
        std::any_of(changes.begin(), changes.end(), [&](auto const& c) { return c.first == pair.first; });
    if (!changed) {
      query.push_back(pair);
    }
  }
  for (auto const& pair : changes) {
    if (!pair.second.empty()) {
      query.push_back(pair);
    }
  }
  std::string const text = format_query(query);
  return request.base_url + request.path + (text.empty() ? "" : "?" + text);
}

}  // namespace cartable::server::api
