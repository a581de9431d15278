#include "store/address_index.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "store/street_parts.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

namespace cartable::store {
namespace {

constexpr std::size_t kMostLike = 5;          ///< streets with a name like the one asked for
constexpr std::size_t kShortestSureTypo = 8;  ///< letters of a street's key

/// Every text that lacks one of the letters: two keys that share one differ by one letter or none.
template <class F>
void each_shorter(std::string_view key, F const& take) {
  std::string shorter;
  for (std::size_t i = 0; i < key.size(); ++i) {
    shorter.assign(key.substr(0, i));
    shorter += key.substr(i + 1);
    take(shorter);
  }
}

std::string postcode_of(std::string_view text) {
  std::string out = base::fold(text);
  std::erase(out, ' ');
  return out;
}

}  // namespace

AddressIndex::AddressIndex(std::vector<Address> given, std::vector<StreetLine> const& lines)
    : addresses(std::move(given)) {
  where_.resize(addresses.size());
  std::unordered_map<std::string, std::uint32_t> by_name;
  std::unordered_map<std::string, std::string> folded;  // few names, many addresses
  auto const fold = [&](std::string const& text) -> std::string const& {
    auto const [found, is_new] = folded.try_emplace(text);
    if (is_new) {
      found->second = base::fold(text);
    }
    return found->second;
  };
  for (std::uint32_t i = 0; i < addresses.size(); ++i) {
    Address const& address = addresses[i];
    auto& at = where_[i];
    if (!address.postcode.empty()) {
      at.postcode = postcode_of(address.postcode);
      known_postcodes_.insert(at.postcode);
    }
    if (!address.city.empty()) {
      at.city = fold(address.city);
      known_cities_.insert(at.city);
    }
    if (!address.suburb.empty()) {
      at.suburb = fold(address.suburb);
      known_suburbs_.insert(at.suburb);
    }
    if (address.street.empty() || address.head.status == RecordStatus::withdrawn) {
      continue;
    }
    auto& street = streets[street_of(address.street, by_name, address.head.source)];
    // "12;14" and "12,14" are two houses behind one door.
    for (auto const& piece :
         base::split(address.housenumber, address.housenumber.find(';') != std::string::npos ? ';' : ',')) {
      if (HouseNumber number = parse_house_number(piece); number.value > 0) {
        street.houses.push_back({std::move(number), i});
        street.points.push_back(address.point);
      }
    }
  }
  for (auto const& line : lines) {
    if (line.line.empty()) {
      continue;
    }
    auto const add = [&](std::string const& name) {
      auto& street = streets[street_of(name, by_name, line.source)];
      street.points.push_back(line.line[line.line.size() / 2]);
      street.points.push_back(line.line.front());
      street.points.push_back(line.line.back());
    };
    if (!line.name.empty()) {
      add(line.name);
    }
    for (auto const& [language, name] : line.names) {
      if (name != line.name) {
        add(name);
      }
    }
  }
  finish();
}

std::uint32_t AddressIndex::street_of(std::string const& name, std::unordered_map<std::string, std::uint32_t>& by_name,
                                      std::string const& source) {
  auto const [found, is_new] = by_name.try_emplace(name, 0);
  if (is_new) {
    std::string key = street_key(name);
    auto const [entry, fresh] = by_key_.try_emplace(key, static_cast<std::uint32_t>(streets.size()));
    if (fresh) {
      streets.push_back({.name = name, .source = source, .houses = {}, .points = {}, .part = {}, .parts = 0});
    }
    found->second = entry->second;
  }
  return found->second;
}

void AddressIndex::finish() {
  for (auto const& [key, index] : by_key_) {
    std::string core = street_core(key);
    by_core_[core.empty() ? key : core].push_back(index);
    each_shorter(key, [&, street = index](std::string const& shorter) {
      by_shorter_[base::stable_hash(shorter)].push_back(street);  // clang 14 captures no structured binding
    });
    by_shorter_[base::stable_hash(key)].push_back(index);
  }
  for (auto& street : streets) {
    std::vector<std::size_t> order(street.houses.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      auto const& x = street.houses[a];
      auto const& y = street.houses[b];
      return std::tie(x.number.value, x.number.suffix, x.address) <
             std::tie(y.number.value, y.number.suffix, y.address);
    });
    std::vector<House> houses;
    std::vector<geo::LonLat> points = street.points;
    for (std::size_t i = 0; i < order.size(); ++i) {
      houses.push_back(std::move(street.houses[order[i]]));
      points[i] = street.points[order[i]];
    }
    street.houses = std::move(houses);
    street.points = std::move(points);
    street.parts = find_parts(street.points, street.part);
  }
}

int AddressIndex::agreement(AddressReading const& reading, std::uint32_t address) const {
  Where const& at = where_[address];
  int good = 0;
  if (!reading.postcode.empty() && !at.postcode.empty()) {
    if (reading.postcode != at.postcode) {
      return -1;
    }
    good = 1;
  }
  for (auto const& locality : reading.localities) {
    if (locality == at.suburb) {
      good = 1;
    } else if (!at.suburb.empty() && known_suburbs_.contains(locality)) {
      return -1;
    }
    if (locality == at.city) {
      good = std::max(good, known_cities_.size() > 1 ? 1 : 0);
    } else if (!at.city.empty() && known_cities_.contains(locality) && !known_suburbs_.contains(locality)) {
      return -1;
    }
  }
  return good;
}

std::string AddressIndex::label_of(std::uint32_t address) const {
  Address const& a = addresses[address];
  std::string out = fmt::format("{} {}", a.housenumber, a.street);
  for (auto const* const more : {&a.postcode, &a.suburb, &a.city}) {
    if (!more->empty()) {
      out += ", " + *more;
    }
  }
  return out;
}

bool AddressIndex::names_unknown_city(AddressReading const& reading) const {
  constexpr std::size_t kEnough = 3;
  return !reading.postcode.empty() && known_postcodes_.size() >= kEnough &&
         !known_postcodes_.contains(reading.postcode) &&
         std::none_of(known_postcodes_.begin(), known_postcodes_.end(), [&](std::string const& known) {
           return known.substr(0, 3) == std::string_view(reading.postcode).substr(0, 3);
         });
}

std::vector<std::uint32_t> AddressIndex::streets_of(std::string const& key, bool& sure) const {
  sure = true;
  std::vector<std::uint32_t> out;
  if (auto const found = by_key_.find(key); found != by_key_.end()) {
    out.push_back(found->second);
    return out;
  }
  std::string core = street_core(key);
  if (auto const found = by_core_.find(core.empty() ? key : core); found != by_core_.end()) {
    // "Colonia 1234" for "Calle Colonia": sure where_ one street has that name, and neither says another type.
    sure = found->second.size() == 1 && (core == key || core.empty() || key_of_is_core(found->second.front(), core));
    return found->second;
  }
  std::set<std::uint32_t> like;
  auto const look = [&](std::string const& shorter) {
    if (auto const found = by_shorter_.find(base::stable_hash(shorter)); found != by_shorter_.end()) {
      like.insert(found->second.begin(), found->second.end());
    }
  };
  // A number that is another is another street: "41 avenue" is not "42 avenue".
  if (std::none_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    look(key);
    each_shorter(key, look);
  }
  sure = like.size() == 1 && key.size() >= kShortestSureTypo;
  out.assign(like.begin(), like.end());
  if (out.size() > kMostLike) {
    out.resize(kMostLike);
  }
  return out;
}

bool AddressIndex::key_of_is_core(std::uint32_t street, std::string const& core) const {
  return street_key(streets[street].name) == core;
}

}  // namespace cartable::store
