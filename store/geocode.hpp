#pragma once

#include "geo/geometry.hpp"
#include "store/address_text.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Finds a place by its address, from the house numbers and streets that the city file has. Asks nobody else.
namespace cartable::store {

enum class AddressConfidence : std::uint8_t { none, doubtful, certain };

/// A position that an address may mean.
struct AddressCandidate {
  geo::LonLat point;
  std::string label;   ///< "2425 Macdonald Street, Kitsilano", as the city file writes it
  std::string how;     ///< "the house number", "between numbers 12 and 16", "the street, without its number"
  std::string source;  ///< of the address or street
  double doubt = 0;    ///< metres that it may be off
};

struct AddressResult {
  AddressConfidence confidence = AddressConfidence::none;
  std::vector<AddressCandidate> candidates;  ///< best first, at most five; the first is meant when certain
};

/// A street's name and a few of its positions.
struct StreetLine {
  std::string name;
  LangMap names;
  geo::LineString line;
  std::string source;
};

/// House numbers and streets, indexed. Immutable after construction; safe from any thread.
class Geocoder {
 public:
  Geocoder(std::vector<Address> addresses, std::vector<StreetLine> const& streets);
  ~Geocoder();
  Geocoder(Geocoder&&) noexcept;
  Geocoder& operator=(Geocoder&&) noexcept;

  /// Certain: the number is there once (or its entrances stand together), in a street whose name the city has once, or
  /// in the part of the city that the address names; or it lies between two numbers of its side that are close
  /// together. \param address  as Place::address: street, housenumber, postcode, city, suburb, or the whole text in
  /// `full`
  [[nodiscard]] AddressResult find(StringMap const& address) const;
  [[nodiscard]] bool empty() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::store
