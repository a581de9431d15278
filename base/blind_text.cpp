#include "base/blind_text.hpp"

#include "base/assert.hpp"
#include "base/case_fold.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace cartable::base {
namespace {

constexpr std::size_t kFirst = 0x80, kEnd = 0x800;  ///< what is two bytes of UTF-8
constexpr std::size_t kRoom = 8;

/// Eight bytes of ASCII, capitals made small.
std::uint64_t lower_word(std::uint64_t word) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  // Each byte is below 0x80, so that no sum reaches the next one.
  std::uint64_t const from_a = word + kOnes * (0x80 - 'A');
  std::uint64_t const past_z = word + kOnes * (0x7F - 'Z');
  return word | (((from_a ^ past_z) & (kOnes * 0x80)) >> 2U);
}

constexpr unsigned kByte = 8;  // bits

/// The next `size` bytes (1…8), the first one lowest, then zeros; nothing beyond the text is read.
std::uint64_t next_word(std::string_view text, char const* at, std::size_t size) noexcept {
  std::uint64_t word = 0;
  if (size == sizeof(word)) {
    std::memcpy(&word, at, sizeof(word));
  } else if (text.size() >= sizeof(word)) {  // its last eight, without those before
    std::memcpy(&word, at + size - sizeof(word), sizeof(word));
    word >>= (sizeof(word) - size) * kByte;
  } else {
    std::memcpy(&word, at, size);
  }
  return word;
}

std::string slow(std::string_view text, bool case_blind, bool accent_blind) {
  std::string out = accent_blind ? without_accents(text) : std::string(text);
  return case_blind ? fold_case(out) : out;
}

}  // namespace

/// What becomes of each letter of two bytes. By itself, since no two of what is left of them grow together: what would
/// (marks) is dropped, or stays where it was.
struct BlindText::Table {
  struct Letter {
    std::array<char, kRoom - 1> bytes{};
    std::uint8_t size = 0;
  };
  std::array<Letter, kEnd - kFirst> letters{};

  Table(bool case_blind, bool accent_blind) {
    for (std::size_t code = kFirst; code < kEnd; ++code) {
      std::array<char, 2> const utf8{static_cast<char>(0xC0U | (code >> 6U)),
                                     static_cast<char>(0x80U | (code & 0x3FU))};
      std::string const out = slow({utf8.data(), utf8.size()}, case_blind, accent_blind);
      Letter& letter = letters[code - kFirst];
      CARTABLE_ASSERT(out.size() <= letter.bytes.size());
      std::copy(out.begin(), out.end(), letter.bytes.begin());
      letter.size = static_cast<std::uint8_t>(out.size());
    }
  }
};

template <bool kCase, bool kAccents>
BlindText::Table const& BlindText::table() {
  static Table const made(kCase, kAccents);
  return made;
}

BlindText::BlindText(bool case_blind, bool accent_blind)
    : case_blind_(case_blind),
      accent_blind_(accent_blind),
      table_(!accent_blind ? &table<true, false>()
             : case_blind  ? &table<true, true>()
                           : &table<false, true>()) {
  CARTABLE_ASSERT(case_blind || accent_blind);
}

std::string BlindText::slowly(std::string_view text) const { return slow(text, case_blind_, accent_blind_); }

std::string_view BlindText::of(std::string_view text) {
  std::size_t const most = text.size() * 4 + kRoom;
  if (buffer_.size() < most) {
    buffer_.resize(most);
  }
  char* out = buffer_.data();
  char const* at = text.data();
  char const* const end = at + text.size();
  auto const left = [&] { return static_cast<std::size_t>(end - at); };
  while (at != end) {
    std::size_t const size = std::min(left(), sizeof(std::uint64_t));
    std::uint64_t word = next_word(text, at, size);
    std::uint64_t const beyond_ascii = word & 0x8080808080808080ULL;
    std::size_t const plain =
        beyond_ascii == 0 ? size : static_cast<std::size_t>(std::countr_zero(beyond_ascii)) / kByte;
    if (plain < sizeof(word)) {
      word &= (std::uint64_t{1} << (plain * kByte)) - 1;
    }
    word = case_blind_ ? lower_word(word) : word;
    std::memcpy(out, &word, sizeof(word));  // what is too much is written over
    at += plain;
    out += plain;
    if (beyond_ascii == 0) {
      continue;
    }
    auto const lead = static_cast<unsigned char>(*at);
    auto const second = left() > 1 ? static_cast<unsigned char>(at[1]) : 0U;
    if (lead >= 0xC2 && lead <= 0xDF && (second & 0xC0U) == 0x80) {
      Table::Letter const& letter = table_->letters[((lead & 0x1FU) << 6U | (second & 0x3FU)) - kFirst];
      std::memcpy(out, letter.bytes.data(), letter.bytes.size());
      out += letter.size;
      at += 2;
    } else if (left() > 2 && lead >= 0xE5 && lead <= 0xE9 && (second & 0xC0U) == 0x80 &&
               (static_cast<unsigned char>(at[2]) & 0xC0U) == 0x80) {
      // U+5000 to U+9FFF: Han, which has neither case nor accents.
      out = std::copy_n(at, 3, out);
      at += 3;
    } else {
      buffer_ = slowly(text);
      return buffer_;
    }
  }
  return {buffer_.data(), static_cast<std::size_t>(out - buffer_.data())};
}

}  // namespace cartable::base
