#pragma once

#include "store/model.hpp"
#include "store/street_words.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Addresses as people write them in tables: "12 bis, rue de la Paix, 75002 Paris", "191-650 W 41st Av",
/// "Hauptstr. 5a", "Av. 18 de Julio 1234 esq. Ejido", "Carrera 7 # 12-34". Pure text, no place known here.
namespace cartable::store {

/// A house number: 5, 5a, 5 bis, 12-14 (a range begins at its first), 12-34 behind a "#".
struct HouseNumber {
  int value = 0;       ///< 0: none
  std::string suffix;  ///< "a", "bis"; behind a "#" the number after the dash
  friend bool operator==(HouseNumber const&, HouseNumber const&) = default;
};

/// Reads "5a", "5 A", "12-14", "12;14" (the first), "1234/56"; value 0 when it holds no number.
[[nodiscard]] HouseNumber parse_house_number(std::string_view text);

/// One way to read an address. A text that begins and ends with a number has two.
struct AddressReading {
  std::string street;  ///< street_key
  HouseNumber number;
  std::string postcode;                 ///< folded; empty when none was seen
  std::vector<std::string> localities;  ///< folded: city, suburb, whatever stands behind the street
};

/// Every sensible reading, the likeliest first, of an address in fields (street, housenumber, postcode, city,
/// suburb, …) or in one text (full). Empty when no street can be seen.
[[nodiscard]] std::vector<AddressReading> read_address_text(StringMap const& address);

/// Whether addresses there read "12 rue X" rather than "Colonia 1234".
/// Source: Universal Postal Union, addressing formats (S42). \param region  ISO 3166: a country or a part of one;
/// empty: no
[[nodiscard]] bool number_before_street(std::string_view region) noexcept;

}  // namespace cartable::store
