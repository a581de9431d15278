// A city file with damage. The input says where: groups of four bytes are (place in the file: 3 bytes, new byte); an
// odd byte at the end cuts the file. Whatever it is, it loads or is refused in words; nothing crashes or hangs.
#include "store/city_file.hpp"

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

namespace store = cartable::store;

namespace {

/// A folder of its own, gone at the end.
struct Folder {
  std::string path = "/tmp/cartable-fuzz-XXXXXX";
  Folder() {
    if (::mkdtemp(path.data()) == nullptr) {
      std::abort();
    }
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
};

std::string const& folder() {
  static Folder const made;
  return made.path;
}

/// A small city with something in each kind of column.
std::string const& sound_city() {
  static std::string const bytes = [] {
    std::string const path = folder() + "/sound.gpkg";
    store::CityFile city(path);
    store::ImportBatch batch;
    batch.source.slug = "osm";
    batch.has_places = batch.has_districts = batch.has_streets = true;
    for (int i = 0; i < 40; ++i) {
      store::Place place;
      place.head.id = "osm:n" + std::to_string(i);
      place.names = {{"en", "Library"}, {"fr", "Médiathèque"}};
      place.kinds = {"library"};
      place.point = cartable::geo::LonLat{.lon = i * 0.5, .lat = 1};
      batch.places.push_back(place);
      store::Street street;
      street.head.id = "osm:w" + std::to_string(i);
      street.line = {{1, 2}, {3, 4}};
      street.nodes = {1, 2};
      batch.streets.push_back(street);
    }
    store::District district;
    district.head.id = "osm:r1";
    district.area = {.polygons = {{.rings = {{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}}};
    batch.districts.push_back(district);
    store::Derived blob;
    blob.key = "base_tiles";
    blob.part = "0";
    blob.bytes.assign(20'000, 'x');
    if (!city.create()) {
      std::abort();
    }
    auto plan = city.plan(std::move(batch));
    if (!plan || !city.apply(std::move(**plan), {blob}, "{}")) {
      std::abort();
    }
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string bytes = sound_city();
  std::size_t at = 0;
  for (; at + 4 <= size; at += 4) {
    std::size_t const place = (std::size_t{data[at]} << 16U) | (std::size_t{data[at + 1]} << 8U) | data[at + 2];
    bytes[place % bytes.size()] = static_cast<char>(data[at + 3]);
  }
  if (size % 4 == 1) {
    bytes.resize(bytes.size() * data[at] / 256);
  }
  std::string const path = folder() + "/damaged.gpkg";
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  store::CityFile const city(path);
  auto const loaded = city.load();
  auto const tiles = city.derived("base_tiles");
  for (auto const* const error : {loaded ? nullptr : &loaded.error(), tiles ? nullptr : &tiles.error()}) {
    if (error != nullptr && error->message.find(path) == std::string::npos &&
        error->message.find("table ") == std::string::npos) {
      std::abort();  // a refusal names the file, or the table and the record
    }
  }
  return 0;
}
