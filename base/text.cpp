#include "base/text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <stdexcept>

namespace cartable::base {
namespace {

/// Length of the well-formed sequence that starts at `i`, 0 if there is none (Unicode 15, table 3-7).
std::size_t utf8_length(std::string_view text, std::size_t i) noexcept {
  auto const at = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  auto const tail = [&](std::size_t k, unsigned low = 0x80, unsigned high = 0xBF) {
    return k < text.size() && at(k) >= low && at(k) <= high;
  };
  unsigned const lead = at(i);
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return tail(i + 1) ? 2 : 0;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    unsigned const low = lead == 0xE0 ? 0xA0 : 0x80;
    unsigned const high = lead == 0xED ? 0x9F : 0xBF;
    return tail(i + 1, low, high) && tail(i + 2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    unsigned const low = lead == 0xF0 ? 0x90 : 0x80;
    unsigned const high = lead == 0xF4 ? 0x8F : 0xBF;
    return tail(i + 1, low, high) && tail(i + 2) && tail(i + 3) ? 4 : 0;
  }
  return 0;
}

bool is_ascii_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t const length = utf8_length(text, i);
    if (length == 0) {
      return false;
    }
    i += length;
  }
  return true;
}

std::string mend_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    std::size_t const length = utf8_length(text, i);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
    } else {
      out.append(text, i, length);
      i += length;
    }
  }
  return out;
}

std::string fold(std::string_view text) {
  bool ascii = true;
  for (char const c : text) {
    ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  }
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  if (ascii) {  // most names: no need to leave bytes
    for (char const c : text) {
      bool const upper = c >= 'A' && c <= 'Z';
      if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        if (gap && !out.empty()) {
          out.push_back(' ');
        }
        gap = false;
        out.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
      } else if (c != '\'') {  // an apostrophe joins: "L'Hay" is "lhay"
        gap = true;
      }
    }
    return out;
  }

  UErrorCode status = U_ZERO_ERROR;
  icu::Normalizer2 const* const nfkc_casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  icu::Normalizer2 const* const nfkd = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status)) {
    throw std::runtime_error("ICU data for text folding is missing");
  }
  auto const source = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  icu::UnicodeString const cased = nfkc_casefold->normalize(source, status);
  icu::UnicodeString const flat = nfkd->normalize(cased, status);
  if (U_FAILURE(status)) {
    return out;
  }
  icu::UnicodeString kept;
  for (int32_t i = 0; i < flat.length(); i = flat.moveIndex32(i, 1)) {
    UChar32 const c = flat.char32At(i);
    auto const category = u_charType(c);
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_COMBINING_SPACING_MARK) {
      // Marks of scripts that spell vowels with them (Indic) must stay; accents and Arabic points go.
      UBlockCode const block = ublock_getCode(c);
      if (block != UBLOCK_COMBINING_DIACRITICAL_MARKS && block != UBLOCK_ARABIC && block != UBLOCK_HEBREW &&
          block != UBLOCK_COMBINING_DIACRITICAL_MARKS_SUPPLEMENT && block != UBLOCK_CYRILLIC) {
        kept.append(c);
      }
      continue;
    }
    if (c == 0x0640 || c == '\'' || c == 0x2019 || c == 0x02BC) {  // tatweel; apostrophes join
      continue;
    }
    if (u_isalnum(c)) {
      if (gap && !kept.isEmpty()) {
        kept.append(static_cast<UChar>(' '));
      }
      gap = false;
      // Letters that do not decompose but that people type without their stroke.
      switch (c) {
        case 0x00F8: kept.append(static_cast<UChar>('o')); break;   // ø
        case 0x0142: kept.append(static_cast<UChar>('l')); break;   // ł
        case 0x0111: kept.append(static_cast<UChar>('d')); break;   // đ
        case 0x0131: kept.append(static_cast<UChar>('i')); break;   // ı
        case 0x00E6: kept.append(icu::UnicodeString("ae")); break;  // æ
        case 0x0153: kept.append(icu::UnicodeString("oe")); break;  // œ
        default: kept.append(c);
      }
    } else {
      gap = true;
    }
  }
  kept.toUTF8String(out);
  return out;
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty()) {
    if (is_ascii_space(text.front())) {
      text.remove_prefix(1);
    } else if (text.starts_with("\xC2\xA0")) {
      text.remove_prefix(2);
    } else {
      break;
    }
  }
  while (!text.empty()) {
    if (is_ascii_space(text.back())) {
      text.remove_suffix(1);
    } else if (text.ends_with("\xC2\xA0")) {
      text.remove_suffix(2);
    } else {
      break;
    }
  }
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (true) {
    auto const end = text.find(separator);
    auto const piece = trim(text.substr(0, end));
    if (!piece.empty()) {
      out.emplace_back(piece);
    }
    if (end == std::string_view::npos) {
      return out;
    }
    text.remove_prefix(end + 1);
  }
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

bool is_record_id(std::string_view id) noexcept {
  return !id.empty() && id.size() <= 200 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == ':' || c == '-';
  });
}

std::uint64_t stable_hash(std::string_view bytes, std::uint64_t seed) noexcept {
  std::uint64_t hash = seed;
  for (char const c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

std::string to_hex(std::uint64_t value) {
  std::string out(16, '0');
  for (std::size_t i = out.size(); i-- > 0; value >>= 4U) {
    out[i] = "0123456789abcdef"[value & 0xFU];
  }
  return out;
}

}  // namespace cartable::base
