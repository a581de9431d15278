#include "base/language_names.hpp"

#include "base/text.hpp"

#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>
#include <utility>

namespace cartable::base {
namespace {

constexpr std::array<char const*, 12> kTold{"en", "fr", "es", "ar", "zh", "ru", "de", "pt", "it", "nl", "tr", "uk"};

// What ICU's table lacks: other names, and the sign languages that people write by their short names.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kMore{{
    {"farsi", "fa"},
    {"mandarin", "zh"},
    {"cantonese", "yue"},
    {"castellano", "es"},
    {"castilian", "es"},
    {"castillan", "es"},
    {"moldovan", "ro"},
    {"dari", "prs"},
    {"lsf", "fsl"},
    {"langue des signes francaise", "fsl"},
    {"french sign language", "fsl"},
    {"bsl", "bfi"},
    {"british sign language", "bfi"},
    {"asl", "ase"},
    {"american sign language", "ase"},
    {"lse", "ssp"},
    {"lengua de senas espanola", "ssp"},
    {"dgs", "gsg"},
    {"kurmanji", "kmr"},
    {"sorani", "ckb"},
    {"tamazight", "ber"},
    {"berbere", "ber"},
}};

std::string narrow(icu::UnicodeString const& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::unordered_map<std::string, std::string> make_names() {
  std::unordered_map<std::string, std::string> out;
  for (auto const& [name, tag] : kMore) {
    out.emplace(fold(name), tag);
  }
  for (char const* const* code = uloc_getISOLanguages(); *code != nullptr; ++code) {
    std::string const tag = *code;
    if (char const* const three = uloc_getISO3Language(*code); three != nullptr && *three != '\0') {
      out.emplace(three, tag);
    }
    icu::Locale const language(*code);
    icu::UnicodeString name;
    for (char const* const in : kTold) {
      language.getDisplayLanguage(icu::Locale(in), name);
      if (std::string folded = fold(narrow(name)); !folded.empty() && folded != tag) {
        out.emplace(std::move(folded), tag);
      }
    }
    language.getDisplayLanguage(language, name);
    if (std::string folded = fold(narrow(name)); !folded.empty() && folded != tag) {
      out.emplace(std::move(folded), tag);
    }
  }
  // ISO 639-2/B codes, which libraries write.
  constexpr std::array<std::pair<char const*, char const*>, 12> kBibliographic{{{"fre", "fr"},
                                                                                {"ger", "de"},
                                                                                {"chi", "zh"},
                                                                                {"per", "fa"},
                                                                                {"gre", "el"},
                                                                                {"dut", "nl"},
                                                                                {"rum", "ro"},
                                                                                {"alb", "sq"},
                                                                                {"arm", "hy"},
                                                                                {"geo", "ka"},
                                                                                {"cze", "cs"},
                                                                                {"slo", "sk"}}};
  for (auto const& [code, tag] : kBibliographic) {
    out.emplace(code, tag);
  }
  return out;
}

bool is_known_code(std::string const& code) {
  for (char const* const* known = uloc_getISOLanguages(); *known != nullptr; ++known) {
    if (code == *known) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<std::string> find_language(std::string_view text) {
  static std::unordered_map<std::string, std::string> const names = make_names();
  text = trim(text);
  if (text.empty() || text.size() > 80) {
    return std::nullopt;
  }
  std::string const folded = fold(text);
  if (auto const found = names.find(folded); found != names.end()) {
    return found->second;
  }
  // A tag: the language in small letters, scripts with a capital, regions in capitals.
  std::string tag(text);
  std::replace(tag.begin(), tag.end(), '_', '-');
  std::vector<std::string> parts = split(tag, '-');
  if (parts.empty() || !is_known_code(ascii_lower(parts[0]))) {
    return std::nullopt;
  }
  std::string out = ascii_lower(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    std::string part = ascii_lower(parts[i]);
    bool const plain =
        std::all_of(part.begin(), part.end(), [](unsigned char c) { return c < 128 && std::isalnum(c) != 0; });
    if (!plain || part.size() > 8) {
      return std::nullopt;
    }
    if (part.size() == 2) {
      std::transform(part.begin(), part.end(), part.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    } else if (part.size() == 4 && part[0] >= 'a') {
      part[0] = static_cast<char>(part[0] - 'a' + 'A');
    }
    out += "-" + part;
  }
  return out;
}

std::string language_name(std::string_view tag, std::string_view in) {
  icu::Locale const language = icu::Locale::createCanonical(std::string(tag).c_str());
  icu::UnicodeString name;
  language.getDisplayLanguage(icu::Locale(std::string(in).c_str()), name);
  std::string out = narrow(name);
  return out.empty() ? std::string(tag) : out;
}

}  // namespace cartable::base
