#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

/// A word of CQL2 text.
struct CqlToken {
  enum class Type : std::uint8_t { end, name, quoted_name, text, number, sign };
  Type type = Type::end;
  std::string value;         ///< of a text or quoted name without its quotes and escapes; else as written
  std::string_view written;  ///< as it stands in the filter
  std::size_t position = 1;  ///< in characters, from 1
  double number = 0;

  [[nodiscard]] bool is_sign(std::string_view sign) const noexcept { return type == Type::sign && value == sign; }
  /// Whether it is this keyword (given in capitals), in any case.
  [[nodiscard]] bool is_word(std::string_view keyword) const noexcept;
};

/// Cuts a filter into words; the last is `end`. \param text  must outlive the tokens
[[nodiscard]] base::Result<std::vector<CqlToken>> cql_tokens(std::string_view text);

}  // namespace cartable::store
