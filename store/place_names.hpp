#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

/// How alike two names of places are: "Kitsilano Branch" and "VPL Kitsilano", "Esc. 23" and "Escuela N° 23".
namespace cartable::store {

/// A name cut into words, each by what it says.
struct NameForm {
  enum class Role : std::uint8_t {
    distinctive,  ///< says which place
    generic,      ///< the, of, public, branch: says nothing
    kind,         ///< library, escuela: says what it is
    level,        ///< primary, lycée: says for whom
    number,       ///< "23", "XIV" of a school
    part,         ///< annex, north wing: says which part of a place
  };
  struct Word {
    std::string text;  ///< folded, abbreviations written out
    Role role = Role::distinctive;
    std::uint32_t meaning = 0;  ///< kind and level words: bits; words of one meaning share one in all languages
    float weight = 1;           ///< 0…1: how much it says in this city (NameWeights::weigh)
  };
  std::string folded;
  std::vector<Word> words;
  [[nodiscard]] bool empty() const noexcept { return words.empty(); }
  /// Whether no word of it tells one place from another of its kind.
  [[nodiscard]] bool says_nothing() const noexcept;
};

[[nodiscard]] NameForm name_form(std::string_view name);

/// How often words come in the names of a city: what half of the places are called says little.
class NameWeights {
 public:
  void count(NameForm const& form);
  /// The words of a name that all places share: the city's own.
  void say_little(std::string_view name);
  void weigh(NameForm& form) const;

 private:
  std::unordered_map<std::string, std::uint32_t> seen_;
  std::unordered_set<std::string> little_;
  std::uint32_t names_ = 0;
};

struct NameLikeness {
  double likeness = 0;    ///< 0…1 of the weights of both names that is in both
  double shared = 0;      ///< weight of the distinctive words in both; "Library" and "Library" share none
  bool equal = false;     ///< folded forms are the same
  bool conflict = false;  ///< each has a distinctive word that the other lacks
  bool numbers_differ = false, levels_differ = false, kinds_differ = false;
  bool part_differs = false;  ///< one is an annex, or names a kind more than the other
};
/// pre: both are weighed
[[nodiscard]] NameLikeness compare_names(NameForm const& a, NameForm const& b);

}  // namespace cartable::store
