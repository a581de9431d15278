#pragma once

#include <string>
#include <string_view>

namespace cartable::base {

/// Many texts without regard to case, to accents, or to both: the same as fold_case() and without_accents(), many times
/// faster for alphabets of up to two bytes a letter (Latin, Greek, Cyrillic, Hebrew, Arabic and more) and for Han.
/// Belongs to one thread.
class BlindText {
 public:
  /// At least one of them (pre).
  BlindText(bool case_blind, bool accent_blind);

  /// fold_case(without_accents(text)), or the one of them that is wanted. Stays until the next call.
  [[nodiscard]] std::string_view of(std::string_view text);

 private:
  struct Table;
  template <bool kCase, bool kAccents>
  static Table const& table();

  [[nodiscard]] std::string slowly(std::string_view text) const;

  bool case_blind_, accent_blind_;
  Table const* table_;
  std::string buffer_;
};

}  // namespace cartable::base
