#include "importers/table_values.hpp"

#include "base/text.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

namespace cartable::importers {
namespace {

/// Longest key that goes into an id unchanged; ids hold 200 characters, and the source's name is one of two parts.
constexpr std::size_t kMaxKey = 100;

template <class T, std::size_t N>
std::optional<T> look_up(std::array<std::pair<std::string_view, T>, N> const& words, std::string_view word) {
  std::string const folded = base::fold(word);
  auto const found =
      std::find_if(words.begin(), words.end(), [&](auto const& entry) { return entry.first == folded; });
  return found == words.end() ? std::nullopt : std::optional(found->second);
}

/// A folded English or French word without its plural ending.
std::string singular(std::string word) {
  if (word.ends_with("ies") && word.size() > 4) {
    word.replace(word.size() - 3, 3, "y");
  } else if (word.ends_with("s") && !word.ends_with("ss") && word.size() > 3) {
    word.pop_back();
  }
  return word;
}

/// Every word of a text without plural endings.
std::string singular_words(std::string_view text) {
  std::string out;
  for (std::string const& word : base::split(base::fold(text), ' ')) {
    out += out.empty() ? "" : " ";
    out += singular(word);
  }
  return out;
}

}  // namespace

std::optional<store::Fee> fee_of(std::string_view word) {
  using store::Fee;
  static constexpr std::array<std::pair<std::string_view, Fee>, 20> kWords = {{
      {"no", Fee::free},       {"free", Fee::free},    {"non", Fee::free},      {"gratuit", Fee::free},
      {"gratis", Fee::free},   {"false", Fee::free},   {"0", Fee::free},        {"nein", Fee::free},
      {"kostenlos", Fee::free}, {"kostenfrei", Fee::free}, {"yes", Fee::paid},  {"paid", Fee::paid},
      {"oui", Fee::paid},      {"payant", Fee::paid},  {"true", Fee::paid},     {"1", Fee::paid},
      {"si", Fee::paid},       {"ja", Fee::paid},      {"unknown", Fee::unknown}, {"", Fee::unknown},
  }};
  return look_up(kWords, word);
}

std::optional<store::Wheelchair> wheelchair_of(std::string_view word) {
  using store::Wheelchair;
  static constexpr std::array<std::pair<std::string_view, Wheelchair>, 21> kWords = {{
      {"yes", Wheelchair::yes},        {"oui", Wheelchair::yes},         {"true", Wheelchair::yes},
      {"1", Wheelchair::yes},          {"si", Wheelchair::yes},          {"ja", Wheelchair::yes},
      {"full", Wheelchair::yes},       {"limited", Wheelchair::limited}, {"limite", Wheelchair::limited},
      {"partial", Wheelchair::limited}, {"partiel", Wheelchair::limited}, {"limitado", Wheelchair::limited},
      {"teilweise", Wheelchair::limited}, {"no", Wheelchair::no},        {"non", Wheelchair::no},
      {"false", Wheelchair::no},       {"0", Wheelchair::no},            {"nein", Wheelchair::no},
      {"designated", Wheelchair::designated}, {"unknown", Wheelchair::unknown}, {"", Wheelchair::unknown},
  }};
  return look_up(kWords, word);
}

std::string kind_of(std::string_view word) {
  if (store::find_kind(word) != nullptr) {
    return std::string(word);
  }
  std::string const wanted = singular_words(word);
  if (wanted.empty()) {
    return {};
  }
  for (store::Kind const& kind : store::kinds()) {
    if (singular_words(kind.slug) == wanted || singular_words(kind.label_en) == wanted ||
        singular_words(kind.label_fr) == wanted) {
      return std::string(kind.slug);
    }
  }
  return {};
}

std::string kind_in_file_name(std::string_view stem) {
  std::vector<std::string> const words = base::split(base::fold(stem), ' ');
  for (std::size_t length = std::min<std::size_t>(3, words.size()); length > 0; --length) {  // "community_centres"
    for (std::size_t first = 0; first + length <= words.size(); ++first) {
      std::string run = words[first];
      for (std::size_t i = 1; i < length; ++i) {
        run += " " + words[first + i];
      }
      if (std::string kind = kind_of(run); !kind.empty()) {
        return kind;
      }
    }
  }
  return {};
}

base::Result<double> parse_number(std::string_view cell) {
  std::string_view const text = base::trim(cell);
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && std::isfinite(value)) {
    return value;
  }
  if (text.find(',') != std::string_view::npos) {
    return base::fail(base::ErrorCode::invalid_value, "has a comma, which may mean decimals or thousands");
  }
  return base::fail(base::ErrorCode::invalid_value, "is not a number");
}

std::string web_address(std::string_view cell) {
  std::string_view const text = base::trim(cell);
  std::string const start = base::ascii_lower(text.substr(0, 8));
  if (text.find_first_of(" \t\r\n\"<>") != std::string_view::npos) {
    return {};
  }
  if (start.starts_with("http://") || start.starts_with("https://")) {
    return std::string(text);
  }
  return start.starts_with("www.") ? "https://" + std::string(text) : std::string();
}

std::string slug_of(std::string_view text) {
  std::string out = base::fold(text);
  std::string slug;
  for (char const c : out) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      slug.push_back(c);
    } else if (!slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
  }
  while (!slug.empty() && slug.back() == '-') {
    slug.pop_back();
  }
  if (slug.empty() && !out.empty()) {  // a name in another script
    slug = "source-" + base::to_hex(base::stable_hash(out)).substr(0, 8);
  }
  return slug.empty() ? "source" : slug.substr(0, 60);
}

std::string safe_key(std::string_view key) {
  if (key.size() <= kMaxKey && base::is_record_id(key)) {
    return std::string(key);
  }
  std::string out;
  for (char const c : key.substr(0, kMaxKey)) {
    bool const safe = base::is_record_id(std::string_view(&c, 1));
    if (safe || out.empty() || out.back() != '-') {
      out.push_back(safe ? c : '-');
    }
  }
  return out + "." + base::to_hex(base::stable_hash(key)).substr(0, 8);
}

std::string key_by_name_and_position(std::string_view name, geo::LonLat position) {
  // Adding zero turns -0 into 0, which would print differently.
  double const lon = std::round(position.lon * 1e4) / 1e4 + 0.0;
  double const lat = std::round(position.lat * 1e4) / 1e4 + 0.0;
  return base::to_hex(base::stable_hash(fmt::format("{}|{:.4f}|{:.4f}", base::fold(name), lon, lat)));
}

geo::LonLat rounded(geo::LonLat p) noexcept {
  return {.lon = std::round(p.lon * 1e7) / 1e7, .lat = std::round(p.lat * 1e7) / 1e7};
}

geo::MultiPolygon rounded(geo::MultiPolygon area) {
  for (geo::Polygon& polygon : area.polygons) {
    for (geo::Ring& ring : polygon.rings) {
      std::transform(ring.begin(), ring.end(), ring.begin(), [](geo::LonLat p) { return rounded(p); });
    }
  }
  return area;
}

}  // namespace cartable::importers
