#pragma once

#include "city_sample.hpp"
#include "store/city_file.hpp"

#include <string>
#include <vector>

/// Import number N of the durability tests: even and odd ones share half of their records, so that every import
/// adds or revives, changes and withdraws, and moves the extent of every layer.
namespace cartable::store::testing {

inline constexpr int kRoundRecords = 150;

[[nodiscard]] inline ImportBatch round_batch(int round) {
  bool const odd = round % 2 != 0;
  double const shift = odd ? 40 : 0;
  auto batch = make_batch({});
  batch.source.input_hash = "round " + std::to_string(round);
  batch.has_districts = batch.has_streets = batch.has_addresses = true;
  for (int i = odd ? kRoundRecords / 2 : 0; i < (odd ? kRoundRecords * 3 / 2 : kRoundRecords); ++i) {
    std::string const number = std::to_string(i);
    double const x = shift + i * 0.01;
    Place place = make_place("osm:n" + number, x, 1 + shift / 10);
    place.name = odd ? "odd" : "even";
    batch.places.push_back(std::move(place));
    if (i % 5 == 0) {
      District district;
      district.head.id = "osm:r" + number;
      district.name = odd ? "odd" : "even";
      district.area = box(x, 1, x + 0.5, 2);
      batch.districts.push_back(std::move(district));
    }
    if (i % 3 == 0) {
      Street street;
      street.head.id = "osm:w" + number;
      street.line = {{x, 1}, {x + 0.2, 1.5}};
      street.nodes = {i, i + 1};
      batch.streets.push_back(std::move(street));
      Address address;
      address.head.id = "osm:a" + number;
      address.point = {.lon = x, .lat = -2};
      batch.addresses.push_back(std::move(address));
    }
  }
  return batch;
}

[[nodiscard]] inline std::vector<Derived> round_blobs(int round) {
  Derived blob;
  blob.key = "base_tiles";
  blob.part = "0001";
  blob.bytes.assign(300'000, round % 2 != 0 ? 'o' : 'e');
  return {blob};
}

}  // namespace cartable::store::testing
