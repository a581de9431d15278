#include "importers/osm_isced.hpp"

#include "base/text.hpp"
#include "importers/osm_tag_rules.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <optional>
#include <vector>

namespace cartable::importers {
namespace {

using store::levels;

struct Word {
  std::string_view text;
  std::uint16_t isced;
};

// Names of the levels (UIS, ISCED 2011 §§ 87–279) and the words that editors write for them.
constexpr std::array kWords{
    Word{"early childhood", levels(0)},
    Word{"early childhood education", levels(0)},
    Word{"pre primary", levels(0)},
    Word{"preprimary", levels(0)},
    Word{"kindergarten", levels(0)},
    Word{"nursery", levels(0)},
    Word{"primary", levels(1)},
    Word{"elementary", levels(1)},
    Word{"lower secondary", levels(2)},
    Word{"secondary", levels(2, 3)},
    Word{"upper secondary", levels(3)},
    Word{"post secondary", levels(4)},
    Word{"post secondary non tertiary", levels(4)},
    Word{"short cycle tertiary", levels(5)},
    Word{"bachelor", levels(6)},
    Word{"master", levels(7)},
    Word{"doctorate", levels(8)},
    Word{"doctoral", levels(8)},
    Word{"phd", levels(8)},
};

constexpr std::array kSchoolValues{
    Word{"primary", levels(1)},         Word{"lower_secondary", levels(2)}, Word{"secondary", levels(2, 3)},
    Word{"upper_secondary", levels(3)}, Word{"post_secondary", levels(4)},
};

std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> all;
  for (std::string const& part : base::split(text, ';')) {
    for (std::string& piece : base::split(part, ',')) {
      all.push_back(base::ascii_lower(piece));
    }
  }
  return all;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Item {
  std::uint16_t plain = 0;    // digits, version of ISCED unknown
  std::uint16_t certain = 0;  // words and ISCED 1997 letters
};

/// One digit with ISCED 1997's letters: 5A led to level 6 and 7 programmes, 5B to short-cycle ones (UIS 2011, table
/// 10).
Item digit_item(char digit, std::string_view suffix) {
  auto const level = static_cast<unsigned>(digit - '0');
  if (level > 8) {
    return {};
  }
  if (level == 5 && suffix == "a") {
    return {.plain = 0, .certain = levels(6, 7)};
  }
  if (level == 5 && suffix == "b") {
    return {.plain = 0, .certain = levels(5)};
  }
  if (suffix.empty() || (suffix.size() == 1 && suffix[0] >= 'a' && suffix[0] <= 'c' && level < 5)) {
    return {.plain = levels(level), .certain = 0};
  }
  return {};
}

Item read_item(std::string_view piece) {
  if (piece.empty()) {
    return {};
  }
  if (is_digit(piece[0])) {
    std::size_t const dash = piece.find('-');
    if (dash == std::string_view::npos) {
      return digit_item(piece[0], piece.substr(1));
    }
    std::string_view const from = base::trim(piece.substr(0, dash));
    std::string_view const to = base::trim(piece.substr(dash + 1));
    if (from.size() != 1 || to.size() != 1 || !is_digit(to[0]) || from[0] > to[0]) {
      return {};
    }
    Item range;
    for (char c = from[0]; c <= to[0]; ++c) {
      range.plain |= digit_item(c, {}).plain;
    }
    return range;
  }
  std::string words(piece);
  std::replace_if(
      words.begin(), words.end(), [](char c) { return c == '_' || c == '-'; }, ' ');
  auto const known = std::find_if(kWords.begin(), kWords.end(), [&](Word const& w) { return w.text == words; });
  return known == kWords.end() ? Item{} : Item{.plain = 0, .certain = known->isced};
}

std::optional<int> grade(std::string_view text) {
  if (text == "k" || text == "kg" || text == "pk" || text == "0") {
    return 0;
  }
  if (text.empty() || text.size() > 2 || !std::all_of(text.begin(), text.end(), is_digit)) {
    return std::nullopt;
  }
  int number = 0;
  for (char const c : text) {
    number = number * 10 + (c - '0');
  }
  return number <= 13 ? std::optional<int>(number) : std::nullopt;
}

std::uint16_t level_of_grade(int number) {
  if (number == 0) {
    return levels(0);
  }
  return number <= 6 ? levels(1) : number <= 9 ? levels(2) : levels(3);
}

}  // namespace

IscedLevels parse_isced(std::string_view text, bool is_2011) {
  Item all;
  for (std::string const& piece : pieces(text)) {
    Item const item = read_item(piece);
    all.plain |= item.plain;
    all.certain |= item.certain;
  }
  constexpr std::uint16_t kOnly2011 = levels(7, 8);
  constexpr std::uint16_t kTwoMeanings = levels(5, 6);
  IscedLevels result;
  if (!is_2011 && (all.plain & kOnly2011) == 0 && (all.plain & kTwoMeanings) != 0) {
    result.is_ambiguous = true;
    all.plain &= static_cast<std::uint16_t>(~kTwoMeanings);
  }
  result.sure = all.plain | all.certain;
  return result;
}

std::uint16_t levels_of_grades(std::string_view text) {
  std::uint16_t found = 0;
  for (std::string const& piece : pieces(text)) {
    std::size_t const dash = piece.find('-');
    auto const from = grade(base::trim(std::string_view(piece).substr(0, dash)));
    auto const to = dash == std::string::npos ? from : grade(base::trim(std::string_view(piece).substr(dash + 1)));
    for (int number = from.value_or(1); from && to && number <= *to; ++number) {
      found |= level_of_grade(number);
    }
  }
  return found;
}

TaggedLevels tagged_levels(osmium::TagList const& tags) {
  TaggedLevels result;
  if (std::string_view const value = tag_value(tags, "isced:2011:level"); !value.empty()) {
    if (result.isced = parse_isced(value, true).sure; result.isced != 0) {
      return result;
    }
  }
  if (std::string_view const value = tag_value(tags, "isced:level"); !value.empty()) {
    IscedLevels const read = parse_isced(value, false);
    if (read.is_ambiguous) {
      result.raw = "isced:level=" + base::mend_utf8(value);
    }
    if (result.isced = read.sure; result.isced != 0) {
      return result;
    }
  }
  for (std::string const& value : pieces(tag_value(tags, "school"))) {
    for (Word const& word : kSchoolValues) {
      if (word.text == value) {
        result.isced |= word.isced;
        result.from_school = true;
      }
    }
  }
  if (result.isced == 0) {
    result.isced = levels_of_grades(tag_value(tags, "grades"));
  }
  return result;
}

}  // namespace cartable::importers
