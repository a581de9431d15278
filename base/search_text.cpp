#include "base/search_text.hpp"

#include "base/text.hpp"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace cartable::base {
namespace {

constexpr std::array<std::string_view, 3> kApostrophes{"'", "\xE2\x80\x99", "\xCA\xBC"};  // ' ’ ʼ

/// Length of the apostrophe at `at`, 0 when there is none.
std::size_t apostrophe(std::string_view text, std::size_t at) noexcept {
  for (std::string_view const mark : kApostrophes) {
    if (text.substr(at).starts_with(mark)) {
      return mark.size();
    }
  }
  return 0;
}

/// ASCII letters and digits, and every byte beyond ASCII: near enough to tell "l'eau" from "l' eau".
bool in_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

void append_utf8(std::string& out, char32_t c) {
  auto const tail = [&](unsigned shift) { out.push_back(static_cast<char>(0x80U | ((c >> shift) & 0x3FU))); };
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0U | (c >> 6U)));
    tail(0);
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0U | (c >> 12U)));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0U | (c >> 18U)));
    tail(12);
    tail(6);
    tail(0);
  }
}

constexpr char32_t kFirstHan = 0x4E00, kLastHan = 0x9FFF;  // CJK unified ideographs
constexpr char32_t kAlef = 0x0627, kYeh = 0x064A, kHeh = 0x0647, kKaf = 0x0643, kHamza = 0x0621;

/// Simplified forms of the characters from kFirstHan on; empty when this ICU has no such table.
std::vector<char16_t> make_simplified() {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Transliterator> const to_simplified(
      icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
  if (U_FAILURE(status) || !to_simplified) {
    return {};
  }
  icu::UnicodeString all;  // a line feed between them: each character by itself
  for (char32_t c = kFirstHan; c <= kLastHan; ++c) {
    all.append(static_cast<UChar32>(c)).append(static_cast<UChar>('\n'));
  }
  int32_t const length = all.length();
  to_simplified->transliterate(all);
  std::vector<char16_t> out;
  for (int32_t i = 0; all.length() == length && i < length; i += 2) {
    out.push_back(all.charAt(i));
  }
  return out;
}

char32_t simplified(char32_t c) {
  static std::vector<char16_t> const table = make_simplified();
  std::size_t const at = c - kFirstHan;
  return at < table.size() ? table[at] : c;
}

/// One letter for those that people do not tell apart; 0 for one that goes.
char32_t same_letter(char32_t c) {
  switch (c) {
    case kHamza: return 0;
    case 0x0671: return kAlef;  // wasla; the others came apart in folding
    case 0x0649:                // alef maksura
    case 0x06CC: return kYeh;   // Persian yeh
    case 0x06A9: return kKaf;   // keheh
    case 0x0629:                // teh marbuta
    case 0x06BE:                // heh doachashmee
    case 0x06C1:                // heh goal
    case 0x06D5: return kHeh;   // ae
    default: break;
  }
  if (c >= kFirstHan && c <= kLastHan) {
    return simplified(c);
  }
  if (c >= 0x0660 && u_charType(static_cast<UChar32>(c)) == U_DECIMAL_DIGIT_NUMBER) {
    return U'0' + static_cast<char32_t>(u_charDigitValue(static_cast<UChar32>(c)));
  }
  return c;
}

/// Letters alike, and the mark behind an Arabic article that three letters or more follow.
std::string with_same_letters(std::string_view folded) {
  std::string out;
  out.reserve(folded.size() + 4);
  std::size_t word = 0;  // where the word at hand begins in out
  auto const end_word = [&] {
    constexpr std::string_view kArticle = "\xD8\xA7\xD9\x84";  // U+0627 U+0644
    constexpr std::size_t kThreeLetters = 6;
    if (out.find_first_not_of(kInnerWord, word) == std::string::npos) {
      out.resize(word);  // hamzas between apostrophes
    }
    if (std::string_view(out).substr(word).starts_with(kArticle) &&
        out.size() - word >= kArticle.size() + kThreeLetters) {
      out.insert(word + kArticle.size(), 1, kInnerWord);
    }
  };
  for (std::size_t at = 0; at < folded.size();) {
    CodePoint const c = code_point(folded, at);
    at += c.length;
    if (c.value == U' ') {
      end_word();
      if (out.size() == word) {
        continue;  // nothing was left of the word
      }
      out.push_back(' ');
      word = out.size();
    } else if (char32_t const same = same_letter(c.value); same != 0) {
      append_utf8(out, same);
    }
  }
  end_word();
  if (!out.empty() && out.back() == ' ') {
    out.pop_back();
  }
  return out;
}

}  // namespace

CodePoint code_point(std::string_view text, std::size_t at) noexcept {
  auto const byte = [&](std::size_t i) -> char32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) & 0x3FU : 0U;
  };
  auto const lead = static_cast<unsigned char>(text[at]);
  if (lead < 0xC0) {
    return {lead, 1};
  }
  if (lead < 0xE0) {
    return {(lead & 0x1FU) << 6U | byte(1), 2};
  }
  if (lead < 0xF0) {
    return {(lead & 0x0FU) << 12U | byte(1) << 6U | byte(2), 3};
  }
  return {(lead & 0x07U) << 18U | byte(1) << 12U | byte(2) << 6U | byte(3), 4};
}

std::string search_text(std::string_view text) {
  // Between apostrophes first: folding joins what they separate.
  std::string out;
  std::size_t from = 0;
  bool joins = false;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    std::size_t const length = at < text.size() ? apostrophe(text, at) : 0;
    if (length == 0 && at < text.size()) {
      continue;
    }
    std::string const piece = fold(text.substr(from, at - from));
    if (!out.empty() && !piece.empty()) {
      out.push_back(joins ? kInnerWord : ' ');
    }
    out += piece;
    joins = at > from && in_word(text[at - 1]) && at + length < text.size() && in_word(text[at + length]);
    from = at + std::max<std::size_t>(length, 1);
    at = from - 1;
  }
  bool const ascii = std::all_of(out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii ? out : with_same_letters(out);
}

}  // namespace cartable::base
