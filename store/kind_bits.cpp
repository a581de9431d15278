#include "store/kind_bits.hpp"

#include "base/text.hpp"
#include "store/place_match.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

namespace cartable::store {
namespace {

constexpr std::array<std::string_view, 9> kSiblings{
    " school college adult_school training prep_school language_school university ",
    " kindergarten childcare school ",
    " university college research_institute ",
    " community_centre social_centre social_facility association club events_venue townhall ",
    " arts_centre theatre museum gallery events_venue planetarium ",
    " music_school dancing_school arts_centre school ",
    " makerspace coworking internet_cafe ",
    " sports_centre sports_hall dojo dive_centre club ",
    " zoo aquarium museum planetarium botanical_garden community_garden ",
};

constexpr std::uint64_t kAnything = ~std::uint64_t{0};

}  // namespace

KindBits bits_of(std::string_view slug) {
  static auto const table = [] {
    std::unordered_map<std::string_view, std::uint64_t> own;
    for (Kind const& kind : kinds()) {
      if (kind.general == kind.slug) {
        own.emplace(kind.slug, std::uint64_t{1} << std::min<std::size_t>(own.size(), 62));
      }
    }
    std::unordered_map<std::string_view, KindBits> out;
    for (auto const& [general, bit] : own) {
      out[general] = {bit, general == "learning_place" ? kAnything : bit | own.at("learning_place")};
    }
    for (std::string_view const list : kSiblings) {
      std::uint64_t all = 0;
      std::vector<std::string> const words = base::split(list, ' ');
      for (auto const& word : words) {
        all |= own.at(general_kind(word));
      }
      for (auto const& word : words) {
        out.at(general_kind(word)).may_be |= all;
      }
    }
    for (Kind const& kind : kinds()) {
      out[kind.slug] = out.at(kind.general);
    }
    return out;
  }();
  constexpr std::uint64_t kOfNoTable = std::uint64_t{1} << 63U;
  auto const found = table.find(slug);
  return found == table.end() ? KindBits{kOfNoTable, kOfNoTable | bits_of("learning_place").is} : found->second;
}

KindBits bits_of(StringList const& kinds) {
  KindBits out;
  for (auto const& kind : kinds) {
    auto const bits = bits_of(kind);
    out.is |= bits.is;
    out.may_be |= bits.may_be;
  }
  return kinds.empty() ? bits_of("learning_place") : out;
}

double likeness(KindBits const& a, KindBits const& b) {
  static std::uint64_t const some_place = bits_of("learning_place").is;
  return (a.is & b.is & ~some_place) != 0 ? 1 : (a.may_be & b.is) != 0 || (b.may_be & a.is) != 0 ? 0.5 : 0;
}

double kind_likeness(StringList const& a, StringList const& b) { return likeness(bits_of(a), bits_of(b)); }

}  // namespace cartable::store
