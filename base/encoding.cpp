#include "base/encoding.hpp"

#include "base/text.hpp"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace cartable::base {
namespace {

using namespace std::string_view_literals;

/// What the guess looks at: lines with letters beyond ASCII, up to this many bytes of them.
constexpr std::size_t kSampleBytes = std::size_t{128} << 10U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct CloseConverter {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter open_converter(char const* name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(name, &status));
  if (U_FAILURE(status)) {
    return nullptr;
  }
  return converter;
}

/// Bytes as UTF-16; what cannot be read becomes U+FFFD.
icu::UnicodeString decode(UConverter& converter, std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString out;
  std::vector<UChar> buffer(std::size_t{64} << 10U);
  char const* at = bytes.data();
  char const* const end = at + bytes.size();
  ucnv_reset(&converter);
  do {
    status = U_ZERO_ERROR;
    UChar* to = buffer.data();
    ucnv_toUnicode(&converter, &to, buffer.data() + buffer.size(), &at, end, nullptr, 1, &status);
    out.append(buffer.data(), static_cast<int32_t>(to - buffer.data()));
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  return out;
}

std::string to_utf8(icu::UnicodeString const& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

/// An alphabet beyond ASCII, as its language writes it.
struct Alphabet {
  std::string_view letters;  ///< lower case
};
constexpr std::array kWestern{Alphabet{"àâæçèéêëîïôœùûü"}, Alphabet{"äöüß"},      Alphabet{"áéíóúüñ¿¡ºª"},
                              Alphabet{"áâãàçéêíóôõúºª"},  Alphabet{"àèéìíòóùú"}, Alphabet{"àçèéíïòóúü·"},
                              Alphabet{"éèëïöü"},          Alphabet{"åäöéü"},     Alphabet{"åæøéö"},
                              Alphabet{"áéíóúýðþæö"}};
constexpr std::array kCentral{Alphabet{"ąćęłńóśźż"}, Alphabet{"áčďéěíňóřšťúůýžäĺľôŕ"}, Alphabet{"áéíóöőúüű"},
                              Alphabet{"ăâîşţșț"}, Alphabet{"čćđšž"}};
constexpr std::array kBaltic{Alphabet{"ąčęėįšųūž"}, Alphabet{"āčēģīķļņšūž"}, Alphabet{"äöõüšž"}};
constexpr std::array kTurkish{Alphabet{"çğıöşüâîû"}};
constexpr std::array kCyrillic{Alphabet{"абвгдеёжзийклмнопрстуфхцчшщъыьэюя"},
                               Alphabet{"абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"},
                               Alphabet{"абвгдђежзијклљмнњопрстћуфхцчџш"}};
constexpr std::array kGreek{Alphabet{"αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"}};
constexpr std::array kHebrew{Alphabet{"אבגדהוזחטיכךלמםנןסעפףצץקרשת"}};
constexpr std::array kArabic{Alphabet{"ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ،ـ"}};

struct Candidate {
  char const* name;
  Alphabet const* first;
  std::size_t count;
  double handicap;  ///< for encodings that one meets less often
};
template <std::size_t N>
constexpr Candidate candidate(char const* name, std::array<Alphabet, N> const& alphabets, double handicap) {
  return {name, alphabets.data(), N, handicap};
}
constexpr std::array kCandidates{candidate("windows-1252", kWestern, 0),    candidate("ISO-8859-15", kWestern, 0.02),
                                 candidate("windows-1250", kCentral, 0.02), candidate("ISO-8859-2", kCentral, 0.03),
                                 candidate("windows-1257", kBaltic, 0.06),  candidate("windows-1254", kTurkish, 0.03),
                                 candidate("windows-1251", kCyrillic, 0),   candidate("KOI8-R", kCyrillic, 0.02),
                                 candidate("IBM866", kCyrillic, 0.03),      candidate("ISO-8859-5", kCyrillic, 0.03),
                                 candidate("windows-1253", kGreek, 0.01),   candidate("windows-1255", kHebrew, 0.01),
                                 candidate("windows-1256", kArabic, 0.01),  candidate("IBM850", kWestern, 0.05),
                                 candidate("macintosh", kWestern, 0.05)};
constexpr std::array kEastAsian = {"GB18030"sv, "Big5"sv, "Shift_JIS"sv, "EUC-JP"sv, "EUC-KR"sv};

/// Marks that texts of every language have.
constexpr std::u16string_view kMarks = u"°²³€£§«»–—‘’“”„…№•·´©®½¼¾\u00A0\u00BA\u00AA±×→";

/// From about -1 (nonsense) to 1: how much a decoded sample looks like words of one of the alphabets.
double plausibility(icu::UnicodeString const& text, Candidate const& candidate) {
  double best = -1;
  for (std::size_t a = 0; a < candidate.count; ++a) {
    std::string_view const utf8 = candidate.first[a].letters;
    auto const alphabet =
        icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
    double score = 0;
    std::size_t seen = 0;
    for (int32_t i = 0; i < text.length(); ++i) {
      UChar const c = text.charAt(i);
      if (c < 0x80) {
        continue;
      }
      ++seen;
      UChar const before = i > 0 ? text.charAt(i - 1) : u' ';
      UChar const after = i + 1 < text.length() ? text.charAt(i + 1) : u' ';
      bool const in_word = u_isalpha(before) && u_isalpha(after);
      // No word mixes Cyrillic, Greek, Hebrew or Arabic letters with Latin ones; and a final sigma ends its word.
      bool const beside_latin =
          c >= 0x0370 && u_isalpha(c) && ((before < 0x80 && u_isalpha(before)) || (after < 0x80 && u_isalpha(after)));
      bool const sigma_inside = c == 0x03C2 && u_isalpha(after);
      if (c == 0xFFFD || (c >= 0x80 && c < 0xA0)) {
        score -= 2;
      } else if (beside_latin || sigma_inside) {
        score -= 1;
      } else if (alphabet.indexOf(static_cast<UChar>(u_tolower(c))) >= 0) {
        bool const case_breaks = u_isupper(c) && u_islower(before);
        score += case_breaks ? -0.5 : 1;
      } else if (u_isalpha(c)) {
        score += u_isupper(c) && u_islower(before) ? -1 : 0.1;
      } else if (kMarks.find(c) != std::u16string_view::npos) {
        bool const apostrophe = c == 0x2019;
        score += in_word && !apostrophe ? -1 : 0.8;
      } else {
        score += in_word ? -1 : -0.2;
      }
    }
    best = std::max(best, seen == 0 ? 0 : score / static_cast<double>(seen));
  }
  return best;
}

/// The share of letters beyond ASCII that are common Han, kana, hangul or their punctuation.
double east_asian_share(icu::UnicodeString const& text) {
  std::size_t seen = 0, good = 0;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    UChar32 const c = text.char32At(i);
    if (c < 0x80) {
      continue;
    }
    ++seen;
    good += (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3000 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3) ||
            (c >= 0xFF01 && c <= 0xFF5E);
  }
  return seen == 0 ? 0 : static_cast<double>(good) / static_cast<double>(seen);
}

/// The share of pairs of bytes that are none of GB 2312's, which Chinese texts hardly leave though GB 18030 has more.
double beyond_gb2312(std::string_view bytes) {
  std::size_t pairs = 0, beyond = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    auto const lead = static_cast<unsigned char>(bytes[i]);
    auto const trail = static_cast<unsigned char>(bytes[i + 1]);
    if (lead < 0x80) {
      continue;
    }
    ++pairs;
    beyond += lead < 0xA1 || lead > 0xF7 || trail < 0xA1 ? 1U : 0U;
    ++i;
  }
  return pairs == 0 ? 0 : static_cast<double>(beyond) / static_cast<double>(pairs);
}

/// The lines that hold bytes beyond ASCII: the rest only drowns what tells encodings apart.
std::string telling_lines(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size() && out.size() < kSampleBytes;) {
    auto end = bytes.find('\n', at);
    end = end == std::string_view::npos ? bytes.size() : end + 1;
    std::string_view const line = bytes.substr(at, std::min<std::size_t>(end - at, 4096));
    if (std::any_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
      out += line;
    }
    at = end;
  }
  return out;
}

/// The share of bytes beyond ASCII that stand beside another one: nearly all in East Asian texts, few in Western ones.
double paired_share(std::string_view bytes) {
  auto const high = [&](std::size_t i) { return i < bytes.size() && static_cast<unsigned char>(bytes[i]) >= 0x80; };
  std::size_t all = 0, paired = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (high(i)) {
      ++all;
      paired += high(i + 1) || (i > 0 && high(i - 1)) ? 1U : 0U;
    }
  }
  return all == 0 ? 0 : static_cast<double>(paired) / static_cast<double>(all);
}

/// What ICU's detector says: encoding → confidence 0…1.
std::map<std::string, double> icu_opinion(std::string_view sample) {
  std::map<std::string, double> out;
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> const detector(ucsdet_open(&status), &ucsdet_close);
  ucsdet_setText(detector.get(), sample.data(), static_cast<int32_t>(sample.size()), &status);
  int32_t count = 0;
  UCharsetMatch const** const matches = ucsdet_detectAll(detector.get(), &count, &status);
  for (int32_t i = 0; U_SUCCESS(status) && i < count; ++i) {
    std::string const name = ucsdet_getName(matches[i], &status);
    double const confidence = ucsdet_getConfidence(matches[i], &status) / 100.0;
    auto const [at, is_new] = out.emplace(name, confidence);
    if (!is_new) {
      at->second = std::max(at->second, confidence);
    }
  }
  return out;
}

std::string guess_encoding(std::string_view bytes) {
  std::string const sample = telling_lines(bytes);
  auto const opinion = icu_opinion(sample);
  auto const icu_says = [&](std::string const& name) {
    auto const found = opinion.find(name);
    return found == opinion.end() ? 0.0 : found->second;
  };
  if (paired_share(sample) > 0.75) {
    std::string best;
    double best_score = 0.75;
    for (std::string_view const name : kEastAsian) {
      Converter const converter = open_converter(name.data());
      if (!converter) {
        continue;
      }
      icu::UnicodeString const text = decode(*converter, sample);
      double const broken = text.indexOf(static_cast<UChar>(0xFFFD)) >= 0 ? 0.3 : 0;
      double const rare = name == "GB18030" ? 0.6 * beyond_gb2312(sample) : 0;
      double const score = east_asian_share(text) - rare - broken + 0.5 * icu_says(std::string(name));
      if (score > best_score) {
        best = name;
        best_score = score;
      }
    }
    // Cyrillic, Greek and Arabic words are pairs of high bytes too; their letters decide below.
    double eight_bit = -1;
    for (Candidate const& c : kCandidates) {
      if (Converter const converter = open_converter(c.name)) {
        eight_bit = std::max(eight_bit, plausibility(decode(*converter, sample), c) + 0.5 * icu_says(c.name));
      }
    }
    if (!best.empty() && best_score > eight_bit) {
      return best;
    }
  }
  std::string best = "windows-1252";
  double best_score = -10;
  for (Candidate const& c : kCandidates) {
    Converter const converter = open_converter(c.name);
    if (!converter) {
      continue;
    }
    std::string const name = c.name;
    // ICU names the ISO sets where it means the Windows ones that hold them.
    double const icu = std::max(
        {icu_says(name), name == "windows-1252" ? icu_says("ISO-8859-1") : 0,
         name == "windows-1250" ? icu_says("ISO-8859-2") : 0, name == "windows-1254" ? icu_says("ISO-8859-9") : 0,
         name == "windows-1253" ? icu_says("ISO-8859-7") : 0, name == "windows-1256" ? icu_says("ISO-8859-6") : 0,
         name == "windows-1255" ? std::max(icu_says("ISO-8859-8"), icu_says("ISO-8859-8-I")) : 0});
    double const score = plausibility(decode(*converter, sample), c) - c.handicap + 0.25 * icu;
    if (score > best_score) {
      best = name;
      best_score = score;
    }
  }
  return best;
}

std::string_view utf16_without_mark(std::string_view bytes) {
  std::size_t const n = std::min<std::size_t>(bytes.size(), 4096) & ~std::size_t{1};
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < n; i += 2) {
    even += bytes[i] == '\0' ? 1U : 0U;
    odd += bytes[i + 1] == '\0' ? 1U : 0U;
  }
  // Separators and line ends are ASCII in every language, so that one half has many zeros and the other none.
  if (n >= 8 && odd * 10 >= n / 2 && even == 0) {
    return "UTF-16LE";
  }
  return n >= 8 && even * 10 >= n / 2 && odd == 0 ? "UTF-16BE" : std::string_view();
}

/// A text that is UTF-8 but for some lines, whose letters are read as windows-1252.
std::optional<DecodedText> decode_mixed(std::string_view bytes) {
  std::size_t good = 0, odd = 0;
  std::vector<std::pair<std::size_t, std::size_t>> odd_lines;
  for (std::size_t at = 0; at < bytes.size();) {
    auto end = bytes.find('\n', at);
    end = end == std::string_view::npos ? bytes.size() : end + 1;
    std::string_view const line = bytes.substr(at, end - at);
    if (!is_utf8(line)) {
      ++odd;
      odd_lines.emplace_back(at, end);
    } else {
      good +=
          std::any_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }) ? 1U : 0U;
    }
    at = end;
  }
  // Letters of an eight-bit set form UTF-8 by chance once in a while, but not in most of the lines that have any.
  if (good < 2 || odd * 4 > good) {
    return std::nullopt;
  }
  DecodedText out{.text = {}, .encoding = "UTF-8", .guessed = true, .odd_lines = odd};
  Converter const western = open_converter("windows-1252");
  std::size_t at = 0;
  for (auto const& [from, to] : odd_lines) {
    out.text.append(bytes.substr(at, from - at));
    out.text += to_utf8(decode(*western, bytes.substr(from, to - from)));
    at = to;
  }
  out.text.append(bytes.substr(at));
  return out;
}

void take_out_nul_bytes(DecodedText& out) {
  auto const before = out.text.size();
  std::erase(out.text, '\0');
  out.nul_bytes = before - out.text.size();
}

}  // namespace

std::size_t mend_twice_encoded(std::string& text) {
  struct Run {
    std::size_t at, size;
    std::string mended;
  };
  static constexpr std::array<char const*, 3> kThrough = {"windows-1252", "windows-1251", "windows-1250"};
  // A cheap look first: the lead bytes of twice-encoded letters.
  if (text.find("\xC3\x83") == std::string::npos && text.find("\xC3\x82") == std::string::npos &&
      text.find("\xC3\x90") == std::string::npos && text.find("\xC3\x91") == std::string::npos &&
      text.find("\xC3\x98") == std::string::npos && text.find("\xC3\xA2") == std::string::npos &&
      text.find("\xC3\x85") == std::string::npos && text.find("\xD0\xA0") == std::string::npos &&
      text.find("\xC4\x82") == std::string::npos && text.find("\xC3\xA5") == std::string::npos &&
      text.find("\xC3\xA6") == std::string::npos) {
    return 0;
  }
  for (char const* const name : kThrough) {
    Converter const converter = open_converter(name);
    if (!converter) {
      continue;
    }
    std::vector<Run> runs;
    std::size_t all = 0;
    for (std::size_t at = 0; at < text.size();) {
      if (static_cast<unsigned char>(text[at]) < 0x80) {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text.size() && static_cast<unsigned char>(text[end]) >= 0x80) {
        ++end;
      }
      ++all;
      auto const run = icu::UnicodeString::fromUTF8(
          icu::StringPiece(text.data() + at, static_cast<int32_t>(std::min<std::size_t>(end - at, 1U << 20U))));
      std::string bytes;
      bool possible = true;
      for (int32_t i = 0; possible && i < run.length(); ++i) {
        UChar const c = run.charAt(i);
        if (c >= 0x80 && c < 0xA0) {  // a byte that the code page leaves undefined came through as a control letter
          bytes.push_back(static_cast<char>(c));
          continue;
        }
        char one[8];
        UErrorCode status = U_ZERO_ERROR;
        ucnv_reset(converter.get());
        ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
        int32_t const size = ucnv_fromUChars(converter.get(), one, sizeof one, &c, 1, &status);
        possible = U_SUCCESS(status) && size == 1;
        if (possible) {
          bytes.push_back(one[0]);
        }
      }
      // "Ã" before a blank is an "à" whose second byte, a no-break space, somebody made a blank.
      if (possible && bytes == "\xC3" && end < text.size() && text[end] == ' ') {
        bytes += '\xA0';
      }
      if (possible && is_utf8(bytes)) {
        auto const back = icu::UnicodeString::fromUTF8(bytes);
        bool plausible = back.length() > 0;
        for (int32_t i = 0; i < back.length(); ++i) {
          UChar const c = back.charAt(i);
          plausible = plausible && c >= 0xA0 && !(c >= 0x0180 && c <= 0x02FF) && !(c >= 0x0460 && c <= 0x048F);
        }
        if (plausible) {
          runs.push_back({at, end - at, std::move(bytes)});
        }
      }
      at = end;
    }
    if (runs.empty() || runs.size() * 2 < all) {
      continue;
    }
    std::string out;
    std::size_t at = 0;
    for (Run& run : runs) {
      out.append(text, at, run.at - at);
      out += run.mended;
      at = run.at + run.size;
    }
    out.append(text, at);
    text = std::move(out);
    return runs.size();
  }
  return 0;
}

Result<DecodedText> decode_text(std::string bytes, std::string_view told) {
  DecodedText out;
  auto const through = [&](std::string_view name, std::size_t skip) {
    Converter const converter = open_converter(std::string(name).c_str());
    out.encoding = name;
    out.text = converter ? to_utf8(decode(*converter, std::string_view(bytes).substr(skip))) : std::string();
    return converter != nullptr;
  };
  std::string const wanted = ascii_lower(trim(told));
  if (!wanted.empty() && wanted != "utf-8" && wanted != "utf8") {
    if (!through(trim(told), 0)) {
      return fail(ErrorCode::invalid_value,
                  "encoding={}: is not an encoding that ICU knows; try UTF-8, CP1252, CP1251 or UTF-16", told);
    }
    if (out.text.starts_with(kByteOrderMark)) {
      out.text.erase(0, kByteOrderMark.size());
    }
    take_out_nul_bytes(out);
    return out;
  }
  std::string_view const all = bytes;
  if (all.starts_with(kByteOrderMark)) {
    bytes.erase(0, kByteOrderMark.size());
  } else if (all.starts_with("\xFF\xFE\0\0"sv)) {
    through("UTF-32LE", 4);
    return out;
  } else if (all.starts_with("\xFF\xFE"sv)) {
    through("UTF-16LE", 2);
    take_out_nul_bytes(out);
    return out;
  } else if (all.starts_with("\xFE\xFF"sv)) {
    through("UTF-16BE", 2);
    take_out_nul_bytes(out);
    return out;
  } else if (auto const name = utf16_without_mark(all); !name.empty()) {
    through(name, 0);
    out.guessed = true;
    return out;
  }
  if (is_utf8(bytes)) {
    out.text = std::move(bytes);
    out.encoding = "UTF-8";
  } else if (!wanted.empty()) {
    out.text = mend_utf8(bytes);
    out.encoding = "UTF-8";
  } else if (auto mixed = decode_mixed(bytes)) {
    out = *std::move(mixed);
  } else {
    through(guess_encoding(bytes), 0);
    out.guessed = true;
  }
  auto const controls = static_cast<std::size_t>(std::count_if(out.text.begin(), out.text.end(), [](char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
  }));
  if (controls > 16 && controls * 50 > out.text.size()) {
    return fail(ErrorCode::corrupt, "is not text: it is full of bytes that no text has");
  }
  take_out_nul_bytes(out);
  if (wanted.empty()) {
    out.mended = mend_twice_encoded(out.text);
  }
  return out;
}

}  // namespace cartable::base
