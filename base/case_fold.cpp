#include "base/case_fold.hpp"

#include "base/text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <stdexcept>

namespace cartable::base {
namespace {

bool is_ascii(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
}

icu::UnicodeString unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

}  // namespace

std::string fold_case(std::string_view text) {
  if (is_ascii(text)) {
    return ascii_lower(text);
  }
  std::string out;
  unicode(text).foldCase(U_FOLD_CASE_DEFAULT).toUTF8String(out);
  return out;
}

std::string without_accents(std::string_view text) {
  if (is_ascii(text)) {
    return std::string(text);
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::Normalizer2 const* const nfd = icu::Normalizer2::getNFDInstance(status);
  icu::Normalizer2 const* const nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) {
    throw std::runtime_error("ICU data for text folding is missing");
  }
  icu::UnicodeString const flat = nfd->normalize(unicode(text), status);
  icu::UnicodeString kept;
  for (int32_t i = 0; i < flat.length(); i = flat.moveIndex32(i, 1)) {
    UChar32 const c = flat.char32At(i);
    if (u_charType(c) != U_NON_SPACING_MARK) {
      kept.append(c);
    }
  }
  std::string out;
  nfc->normalize(kept, status).toUTF8String(out);
  return out;
}

std::string capitalised(std::string_view text) {
  icu::UnicodeString all = unicode(text);
  if (!all.isEmpty()) {
    UChar32 const first = all.char32At(0);
    all.replace(0, U16_LENGTH(first), u_totitle(first));
  }
  std::string out;
  all.toUTF8String(out);
  return out;
}

}  // namespace cartable::base
