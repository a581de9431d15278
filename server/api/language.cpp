#include "server/api/language.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace cartable::server::api {
namespace {

constexpr std::size_t kMaxLanguages = 16;

std::string_view primary(std::string_view tag) noexcept { return tag.substr(0, tag.find_first_of("-_")); }

bool same(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
           return lower(x) == lower(y);
         });
}

}  // namespace

Languages wanted_languages(std::string_view lang, std::string_view accept_language) {
  if (!lang.empty()) {
    return {base::ascii_lower(lang)};
  }
  struct Weighted {
    std::string tag;
    double q;
  };
  std::vector<Weighted> found;
  for (std::string const& piece : base::split(accept_language, ',')) {
    if (found.size() == kMaxLanguages) {
      break;
    }
    std::string_view const whole = piece;
    std::size_t const semicolon = whole.find(';');
    std::string_view const tag = base::trim(whole.substr(0, semicolon));
    double q = 1;
    if (semicolon != std::string_view::npos) {
      std::string_view const weight = base::trim(whole.substr(semicolon + 1));
      if (weight.substr(0, 2) == "q=") {
        std::from_chars(weight.data() + 2, weight.data() + weight.size(), q);
      }
    }
    if (!tag.empty() && tag != "*" && q > 0) {
      found.push_back({base::ascii_lower(tag), q});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](Weighted const& a, Weighted const& b) { return a.q > b.q; });
  Languages out;
  for (Weighted& one : found) {
    out.push_back(std::move(one.tag));
  }
  return out;
}

std::string_view pick(Languages const& languages, store::LangMap const& texts, std::string_view own) noexcept {
  if (texts.empty()) {
    return own;
  }
  for (std::string const& wanted : languages) {
    std::string_view second;
    for (auto const& [tag, text] : texts) {
      if (same(tag, wanted)) {
        return text;
      }
      if (second.empty() && same(primary(tag), primary(wanted)) &&
          (tag.size() == primary(tag).size() || wanted.size() == primary(wanted).size())) {
        second = text;
      }
    }
    if (!second.empty()) {
      return second;
    }
  }
  return own.empty() ? std::string_view(texts.begin()->second) : own;
}

}  // namespace cartable::server::api
