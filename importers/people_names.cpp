#include "importers/people_names.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace cartable::importers {
namespace {

using How = NameMatchResult::How;

/// Folded and without blanks: "Dunbar-Southlands" and "dunbar southlands" are the same. Zeros before a number go.
std::string key_of(std::string_view name) {
  std::string out;
  bool in_number = false;
  for (char const c : base::fold(name)) {
    if (c == ' ') {
      in_number = false;
      continue;
    }
    bool const digit = c >= '0' && c <= '9';
    if (digit && c == '0' && !in_number) {
      continue;
    }
    in_number = digit;
    out.push_back(c);
  }
  return out;
}

/// The numbers in a text: "Ward 12" and "Ward 13" differ by one letter and are not near.
std::vector<std::string> numbers_in(std::string_view key) {
  std::vector<std::string> out;
  bool open = false;
  for (char const c : key) {
    bool const digit = c >= '0' && c <= '9';
    if (digit && !open) {
      out.emplace_back();
    }
    if (digit) {
      out.back().push_back(c);
    }
    open = digit;
  }
  return out;
}

/// The words of a name in order of the alphabet, joining words left out.
std::string bag_of(std::string_view name) {
  static std::set<std::string, std::less<>> const kJoining{"the", "and", "of",  "de", "du",  "des", "la",  "le", "les",
                                                           "el",  "los", "und", "am", "der", "die", "das", "y",  "et"};
  std::vector<std::string> words = base::split(base::fold(name), ' ');
  std::erase_if(words, [](std::string const& word) { return kJoining.contains(word); });
  std::sort(words.begin(), words.end());
  std::string out;
  for (std::string const& word : words) {
    out += word + ' ';
  }
  return out;
}

/// How many letters may differ: one in six, at least one, and none in short names and codes.
std::size_t allowance(std::size_t letters) { return letters < 5 ? 0 : std::max<std::size_t>(1, letters / 6); }

std::vector<std::uint32_t> letters_of(std::string_view text) {
  std::vector<std::uint32_t> out;
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U && !out.empty()) {
      out.back() = (out.back() << 8U) | byte;  // a letter is told from others by its bytes
    } else {
      out.push_back(byte);
    }
  }
  return out;
}

/// How far a name is from a district's, 0 for the same words in another order; above the allowance: not near.
std::optional<std::size_t> distance(std::string_view name, std::string_view theirs) {
  std::string const a = key_of(name);
  std::string const b = key_of(theirs);
  if (a.empty() || b.empty() || numbers_in(a) != numbers_in(b)) {
    return std::nullopt;
  }
  if (bag_of(name) == bag_of(theirs)) {
    return 0;
  }
  std::size_t const limit = allowance(std::max(letters_of(a).size(), letters_of(b).size()));
  std::size_t const edits = edit_distance(a, b, limit + 2);
  return edits <= limit + 2 ? std::optional(edits) : std::nullopt;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  auto const from = letters_of(a);
  auto const to = letters_of(b);
  if (std::max(from.size(), to.size()) - std::min(from.size(), to.size()) > limit) {
    return limit + 1;
  }
  std::vector<std::size_t> before(to.size() + 1), last(to.size() + 1), row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      bool const same = from[i - 1] == to[j - 1];
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return std::min(last[to.size()], limit + 1);
}

DistrictNames::DistrictNames(std::span<store::District const> districts) : districts_(districts) {
  auto const add = [](auto& index, std::string key, std::size_t district) {
    if (key.empty()) {
      return;
    }
    auto const [known, fresh] = index.emplace(std::move(key), district);
    if (!fresh && known->second != district) {
      known->second = kSeveral;
    }
  };
  for (std::size_t i = 0; i < districts.size(); ++i) {
    store::District const& district = districts[i];
    add(exact_, district.code, i);
    add(exact_, district.name, i);
    add(spelling_, key_of(district.code), i);
    add(spelling_, key_of(district.name), i);
    for (auto const& [language, name] : district.names) {
      add(spelling_, key_of(name), i);
    }
  }
}

std::optional<std::size_t> DistrictNames::find_exact(std::string_view name) const {
  auto const found = exact_.find(base::trim(name));
  return found != exact_.end() && found->second != kSeveral ? std::optional(found->second) : std::nullopt;
}

std::optional<std::size_t> DistrictNames::find_spelling(std::string_view name) const {
  std::string const key = key_of(name);
  auto const all_digits = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (all_digits(key) && !all_digits(base::trim(name))) {
    return std::nullopt;  // "$1" and "<5" are figures, not codes
  }
  auto const found = spelling_.find(key);
  return found != spelling_.end() && found->second != kSeveral ? std::optional(found->second) : std::nullopt;
}

std::size_t DistrictNames::count_known(std::vector<std::string> const& names) const {
  // A list has names or codes: a name beside a count that happens to be a code is no list of two.
  std::set<std::size_t> by_code;
  std::set<std::size_t> by_name;
  for (std::string const& name : names) {
    auto const exact = find_exact(name);
    if (auto const found = exact ? exact : find_spelling(name)) {
      (key_of(name) == key_of(districts_[*found].code) ? by_code : by_name).insert(*found);
    }
  }
  return std::max(by_code.size(), by_name.size());
}

std::vector<NameMatchResult> DistrictNames::match(std::vector<std::string> const& names,
                                                  std::map<std::string, std::string> const& told) const {
  std::vector<NameMatchResult> out(names.size());
  std::vector<bool> taken(districts_.size(), false);
  auto const give = [&](std::size_t name, std::optional<std::size_t> district, How how) {
    if (out[name].how == How::none && district && !taken[*district]) {
      out[name].how = how;
      out[name].district = *district;
      taken[*district] = true;
    }
  };
  std::map<std::string, std::string> told_by_key;
  for (auto const& [theirs, ours] : told) {
    told_by_key[key_of(theirs)] = ours;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (auto const said = told_by_key.find(key_of(names[i])); said != told_by_key.end()) {
      auto const exact = find_exact(said->second);
      give(i, exact ? exact : find_spelling(said->second), How::told);
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    give(i, find_exact(names[i]), How::exact);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    give(i, find_spelling(names[i]), How::spelling);
  }
  // Near ones: each name with the districts that are left, closest pairs first. A pair is taken when the name comes
  // clearly closer to this district than to any other, and no other name comes as close to the district.
  struct Pair {
    std::size_t edits, name, district;
    bool operator<(Pair const& other) const {
      return std::tie(edits, name, district) < std::tie(other.edits, other.name, other.district);
    }
  };
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (out[i].how != How::none) {
      continue;
    }
    for (std::size_t d = 0; d < districts_.size(); ++d) {
      if (auto const edits = distance(names[i], districts_[d].name)) {
        pairs.push_back({*edits, i, d});
      }
    }
  }
  std::sort(pairs.begin(), pairs.end());
  for (Pair const& pair : pairs) {
    std::size_t const letters = letters_of(key_of(names[pair.name])).size();
    bool const close = pair.edits <= allowance(letters);
    bool const rival = std::any_of(pairs.begin(), pairs.end(), [&](Pair const& other) {
      return (other.name == pair.name) != (other.district == pair.district) && other.edits <= pair.edits + 1;
    });
    if (close && !rival) {
      give(pair.name, pair.district, How::near);
    }
    if (out[pair.name].how == How::none && out[pair.name].proposal.empty()) {
      out[pair.name].proposal = districts_[pair.district].name;
    }
  }
  return out;
}

}  // namespace cartable::importers
