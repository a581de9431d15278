#pragma once

#include "geo/lonlat.hpp"
#include "store/address_text.hpp"
#include "store/geocode.hpp"
#include "store/model.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

/// Private to store/geocode.cpp: a city's house numbers and streets by the names of streets.
namespace cartable::store {

struct House {
  HouseNumber number;
  std::uint32_t address = 0;
};

/// All that has one street key: numbers, and the pieces of streets of that name that hang together.
struct StreetGroup {
  std::string name;  ///< as written first
  std::string source;
  std::vector<House> houses;        ///< by number
  std::vector<geo::LonLat> points;  ///< of houses, then of lines
  std::vector<std::uint32_t> part;  ///< by point: which of the separate streets of this name
  std::uint32_t parts = 0;
};

/// Immutable after construction.
struct AddressIndex {
  AddressIndex(std::vector<Address> given, std::vector<StreetLine> const& lines);

  /// Streets that a name may mean. \param sure  it is this name, not one like it
  [[nodiscard]] std::vector<std::uint32_t> streets_of(std::string const& key, bool& sure) const;
  /// 1 the address names this house's part of the city, −1 another one, 0 nothing is known.
  [[nodiscard]] int agreement(AddressReading const& reading, std::uint32_t address) const;
  /// A postcode that no address of the city has, where all addresses have one, is of another city.
  [[nodiscard]] bool names_unknown_city(AddressReading const& reading) const;
  /// "2425 Macdonald Street, Kitsilano"
  [[nodiscard]] std::string label_of(std::uint32_t address) const;

  std::vector<Address> addresses;
  std::vector<StreetGroup> streets;

 private:
  struct Where {
    std::string postcode, city, suburb;
  };
  [[nodiscard]] std::uint32_t street_of(std::string const& name,
                                        std::unordered_map<std::string, std::uint32_t>& by_name,
                                        std::string const& source);
  [[nodiscard]] bool key_of_is_core(std::uint32_t street, std::string const& core) const;
  void finish();

  std::unordered_map<std::string, std::uint32_t> by_key_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_core_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_shorter_;
  std::vector<Where> where_;  ///< by address, folded
  std::set<std::string, std::less<>> known_cities_, known_suburbs_, known_postcodes_;
};

}  // namespace cartable::store
