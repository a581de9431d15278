#include "store/address_text.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

namespace cartable::store {
namespace {

using namespace address_words;

// What follows one of these is no part of a street's name: a corner, a flat, a floor.
constexpr std::string_view kTails =
    " esq esquina casi entre cerca apto apt apartment ap appt appartement unit suite ste room rm floor fl piso planta "
    "of oficina local bureau etage bat batiment edificio edif torre bloque blk building bldg depto int interior "
    "stock etg og eg km local loc ";
// Such a word and what is behind it stand before the street: "Unit 5, 123 Main St".
constexpr std::string_view kHeads = " unit suite apt apartment room rm flat floor level lot ";
constexpr std::string_view kNoNumber = " sn no nr nro num numero number n ";
constexpr std::string_view kSuffixes = " bis ter quater a b c d e f g h j k l m ";

bool all_digits(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A word or two at a place of a text that are a house number.
struct NumberAt {
  HouseNumber number;
  std::size_t words = 0;
};

std::optional<int> to_int(std::string_view digits) {
  int value = 0;
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() && value > 0 && value < 1'000'000
             ? std::optional(value)
             : std::nullopt;
}

/// "5", "5a", "5bis" as one word.
std::optional<HouseNumber> number_word(std::string_view word) {
  std::size_t digits = 0;
  while (digits < word.size() && word[digits] >= '0' && word[digits] <= '9') {
    ++digits;
  }
  auto const value = to_int(word.substr(0, digits));
  std::string_view const rest = word.substr(digits);
  if (!value || rest.size() > 6 || (!rest.empty() && !listed(kSuffixes, rest))) {
    return std::nullopt;
  }
  return HouseNumber{*value, std::string(rest)};
}

/// A blank before and after "-", "/", ";", "#" and ",", which folding would lose.
std::string with_marks(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (c == '#') {
      out += " hashmark ";
    } else if (c == '-' || c == '/' || c == ';' || c == '+' || c == '&') {
      bool const between = i > 0 && i + 1 < text.size() &&
                           ((text[i - 1] >= '0' && text[i - 1] <= '9') || text[i - 1] == ' ') &&
                           ((text[i + 1] >= '0' && text[i + 1] <= '9') || text[i + 1] == ' ');
      out += between ? " dashmark " : (c == '/' ? "" : " ");
    } else if (text.substr(i).starts_with("\xC2\xBA") || text.substr(i).starts_with("\xC2\xB0")) {  // º °
      out += "o ";
      ++i;
    } else if (text.substr(i).starts_with("\xE2\x80\x93")) {  // –
      out += " dashmark ";
      i += 2;
    } else {
      out.push_back(c);
    }
  }
  return out;
}

/// The words of a piece between commas, and where it is cut.
std::vector<std::string> words_of(std::string_view piece) { return base::split(base::fold(with_marks(piece)), ' '); }

/// "Rua Y 45 - São Paulo" and lines one below the other, as pieces between commas.
std::string with_commas(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i + 3 < out.size(); ++i) {
    bool const dash = out[i] == ' ' && out[i + 1] == '-' && out[i + 2] == ' ';
    bool const digit = out[i + 3] >= '0' && out[i + 3] <= '9';
    if (dash && !digit) {
      out[i + 1] = ',';
    }
  }
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '|'; }, ',');
  return out;
}

void cut_tails(std::vector<std::string>& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (listed(kTails, words[i]) && !(words[i] == "ste" && i + 1 < words.size() && !starts_with_digit(words[i + 1]))) {
      words.resize(i);
      break;
    }
  }
  while (!words.empty() && words.back() == "dashmark") {
    words.pop_back();
  }
  // "1234 P.B.", "1234 PB": the ground floor, behind a number; "p" and "b" alone may be of a name.
  bool const apart = words.size() > 3 && words[words.size() - 2] == "p" && words.back() == "b";
  std::size_t const floor = apart ? 2 : words.size() > 2 && words.back() == "pb" ? 1 : 0;
  if (floor > 0 && starts_with_digit(words[words.size() - floor - 1])) {
    words.resize(words.size() - floor);
  }
}

void cut_heads(std::vector<std::string>& words) {
  if (words.size() > 2 && listed(kHeads, words.front()) && (starts_with_digit(words[1]) || words[1].size() == 1)) {
    words.erase(words.begin(), words.begin() + (words[2] == "dashmark" ? 3 : 2));
  }
  if (words.size() > 3 && words.front() == "hashmark" && starts_with_digit(words[1])) {  // "#5 - 123 Main St"
    words.erase(words.begin(), words.begin() + (words[2] == "dashmark" ? 3 : 2));
  }
}

/// Number words from `at` on: "12", "12 bis", "12 - 14".
std::optional<NumberAt> number_from(std::vector<std::string> const& words, std::size_t at, bool leading) {
  if (at >= words.size()) {
    return std::nullopt;
  }
  auto number = number_word(words[at]);
  if (!number) {
    return std::nullopt;
  }
  std::size_t used = 1;
  if (number->suffix.empty() && at + 1 < words.size() && listed(" bis ter quater ", words[at + 1])) {
    number->suffix = words[at + 1];
    used = 2;
  } else if (number->suffix.empty() && at + 1 < words.size() && words[at + 1].size() == 1 && !leading &&
             at + 2 == words.size() && !starts_with_digit(words[at + 1])) {
    number->suffix = words[at + 1];
    used = 2;
  }
  while (at + used + 1 < words.size() && words[at + used] == "dashmark") {
    auto const second = number_word(words[at + used + 1]);
    if (!second) {
      break;
    }
    constexpr int kWidestRange = 24;
    bool const range = second->value > number->value && second->value - number->value <= kWidestRange;
    if (leading && !range) {
      number = second;  // unit-number, as Canada writes it: "191-650 W 41st Av"
    }
    used += 2;
  }
  return NumberAt{*std::move(number), used};
}

bool is_postcode(std::string_view word) { return word.size() >= 4 && word.size() <= 6 && all_digits(word); }

/// What stands behind the street: a postcode and names.
void read_rest(std::string_view piece, AddressReading& reading) {
  std::vector<std::string> kept;
  for (auto& word : base::split(base::fold(piece), ' ')) {
    if (is_postcode(word) && reading.postcode.empty()) {
      reading.postcode = word;
    } else {
      kept.push_back(std::move(word));
    }
  }
  if (std::string text = joined(kept); !text.empty()) {
    reading.localities.push_back(std::move(text));
  }
}

/// Canada's and Britain's postcodes have letters and a blank: "V6B 6B1", "SW1A 1AA".
std::string postcode_form(std::string_view text) {
  std::string out = base::fold(text);
  std::erase(out, ' ');
  return out;
}

void read_piece(std::string_view piece, std::vector<AddressReading>& out) {
  std::vector<std::string> words = words_of(piece);
  cut_heads(words);
  cut_tails(words);
  auto const add = [&](std::vector<std::string> const& street, HouseNumber number) {
    std::string key = street_key(joined(street));
    bool const has_letters =
        std::any_of(key.begin(), key.end(), [](char c) { return (c < '0' || c > '9') && c != ' '; });
    if (has_letters) {
      out.push_back({.street = std::move(key), .number = std::move(number), .postcode = {}, .localities = {}});
    }
  };
  if (words.empty()) {
    return;
  }
  // "Carrera 7 # 12-34": the crossing street's number and the metres from it are one house number.
  if (auto const mark = std::find(words.begin() + 1, words.end(), "hashmark"); mark != words.end()) {
    auto const at = static_cast<std::size_t>(mark - words.begin());
    if (at + 1 < words.size()) {
      if (auto first = number_word(words[at + 1])) {
        if (at + 3 < words.size() && words[at + 2] == "dashmark") {
          first->suffix += "-" + words[at + 3];
        }
        add({words.begin(), mark}, *std::move(first));
        return;
      }
    }
    words.erase(mark);
  }
  std::vector<std::string> plain;
  for (std::size_t i = 0; i < words.size(); ++i) {
    bool const number_sign = listed(kNoNumber, words[i]) && i > 0 && i + 1 < words.size() &&
                             starts_with_digit(words[i + 1]) && !(words[i] == "n" && i + 2 < words.size());
    bool const none = words[i] == "sn" && i > 0;
    if (!number_sign && !none) {
      plain.push_back(words[i]);
    }
  }
  words = std::move(plain);
  // The number at the end: "Calle X 1234", "Hauptstr. 5 a", "Rua Y 45-47".
  std::optional<AddressReading> trailing;
  for (std::size_t at = words.size(); at-- > 1;) {
    auto const found = number_from(words, at, false);
    if (found && at + found->words == words.size() && words[at - 1] != "dashmark") {
      std::size_t const before = out.size();
      add({words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at)}, found->number);
      if (out.size() > before) {
        trailing = std::move(out.back());
        out.pop_back();
      }
      break;
    }
    if (words.size() - at > 4) {
      break;
    }
  }
  // The number in front: "12 bis rue X", "4480 W 10th Av".
  if (auto const found = number_from(words, 0, true); found && found->words < words.size()) {
    add({words.begin() + static_cast<std::ptrdiff_t>(found->words), words.end()}, found->number);
  }
  if (trailing) {
    out.push_back(*std::move(trailing));
  }
  add(words, {});
}

}  // namespace

HouseNumber parse_house_number(std::string_view text) {
  std::vector<std::string> words = words_of(text);
  std::erase(words, "hashmark");
  if (words.size() == 3 && words[1] == "dashmark") {  // of a tag: a range, or Colombia's two numbers
    auto first = number_word(words[0]);
    auto const second = number_word(words[2]);
    if (first && second && !(second->value > first->value && second->value - first->value <= 24)) {
      first->suffix += "-" + words[2];
    }
    return first.value_or(HouseNumber{});
  }
  auto const found = number_from(words, 0, false);
  return found ? found->number : HouseNumber{};
}

std::vector<AddressReading> read_address_text(StringMap const& address) {
  auto const field = [&](std::string_view name) {
    auto const found = address.find(name);
    return found == address.end() ? std::string_view() : base::trim(found->second);
  };
  std::vector<AddressReading> out;
  std::string_view street = field("street");
  if (street.empty()) {
    street = field("place");
  }
  std::string_view const number = field("housenumber");
  if (!street.empty() && !number.empty()) {
    out.push_back(
        {.street = street_key(street), .number = parse_house_number(number), .postcode = {}, .localities = {}});
  } else if (!street.empty()) {
    read_piece(street, out);
  }
  std::string_view const full = field("full");
  std::vector<std::string> pieces = base::split(with_commas(full), ',');
  if (out.empty() && !pieces.empty()) {
    // "12, rue X": the number may be a piece of its own; "Unit 5, 123 Main St": the first piece may be no street.
    std::size_t used = 0;
    for (std::size_t i = 0; i < pieces.size() && out.empty(); ++i) {
      used = i + 1;
      std::vector<std::string> const words = words_of(pieces[i]);
      bool const head = words.size() <= 2 && i + 1 < pieces.size() && !words.empty() && listed(kHeads, words.front());
      if (head) {
        continue;
      }
      bool const only_number = words.size() <= 2 && number_from(words, 0, false).has_value() &&
                               number_from(words, 0, false)->words == words.size();
      if (only_number && i + 1 < pieces.size()) {
        read_piece(pieces[i] + " " + pieces[i + 1], out);
        used = i + 2;
        continue;
      }
      bool const number_follows = i + 1 < pieces.size() && std::none_of(words.begin(), words.end(), [](auto const& w) {
                                    return number_word(w).has_value() && w.size() > 2;
                                  });
      if (number_follows) {  // "Via Roma, 12", "Rua Y, nº 45"
        std::vector<std::string> next = words_of(pieces[i + 1]);
        cut_tails(next);
        while (!next.empty() && (listed(kNoNumber, next.front()) || next.front() == "hashmark")) {
          next.erase(next.begin());
        }
        auto const found = number_from(next, 0, false);
        if (found && found->words == next.size() && !(is_postcode(next.front()) && next.front().size() == 5)) {
          read_piece(pieces[i], out);
          std::vector<AddressReading> named;
          for (auto& reading : out) {
            if (reading.number.value == 0) {
              reading.number = found->number;
              named.push_back(std::move(reading));
            }
          }
          out = std::move(named);
          used = i + 2;
          continue;
        }
      }
      read_piece(pieces[i], out);
    }
    for (auto& reading : out) {
      for (std::size_t i = used; i < pieces.size(); ++i) {
        read_rest(pieces[i], reading);
      }
    }
  }
  for (auto& reading : out) {
    if (!field("postcode").empty()) {
      reading.postcode = postcode_form(field("postcode"));
    }
    for (std::string_view const name : {"city", "suburb", "neighbourhood", "district", "quarter", "hamlet", "town"}) {
      if (std::string text = base::fold(field(name)); !text.empty()) {
        reading.localities.push_back(std::move(text));
      }
    }
  }
  return out;
}

bool number_before_street(std::string_view region) noexcept {
  constexpr std::array<std::string_view, 16> kCountries{"AU", "CA", "FR", "GB", "HK", "IE", "IN", "KE",
                                                        "LU", "MA", "MC", "NG", "NZ", "SN", "US", "ZA"};
  return std::find(kCountries.begin(), kCountries.end(), region.substr(0, 2)) != kCountries.end();
}

}  // namespace cartable::store
