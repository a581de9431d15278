#pragma once

#include "base/compress.hpp"
#include "store/city_reader.hpp"
#include "store/city_writer.hpp"
#include "store/record_rows.hpp"
#include "store/schema.hpp"

#include <gtest/gtest.h>

#include <array>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

/// Cities with a secret of its own in every column of every table, planted through the schema's own list of columns, so
/// that a column added later is planted (and so looked for) without a change here.
namespace cartable::exporters::testing {

/// A word or number that stands nowhere else, and where it was planted.
struct Secret {
  std::string where;
  std::vector<std::string> forms;  ///< the byte strings by which it would be seen in a file
};

/// Plants secrets. Numbers of a few bits (levels, pillars, words of a fixed list) cannot be told apart and stay as they
/// are.
class Planter {
 public:
  /// Fills every column; ids and references are the caller's to set afterwards.
  template <class R>
  [[nodiscard]] R plant(std::string const& label, std::vector<Secret>& secrets) {
    R record;
    Visitor<R> visitor{*this, record, label + " " + std::string(store::Table<R>::info.name), secrets};
    store::detail::visit<R>(visitor);
    record.head.status = store::RecordStatus::active;
    record.head.visibility = store::Visibility::everyone;
    return record;
  }

 private:
  template <class R>
  struct Visitor {
    Planter& planter;
    R& record;
    std::string label;
    std::vector<Secret>& secrets;
    template <class Get>
    void column(std::string_view name, Get const& get, bool) {
      planter.at_ = label + "." + std::string(name);
      planter.secrets_ = &secrets;
      planter.fill(get(record));
    }
    template <class Get>
    void datetime(std::string_view name, Get const& get) {
      // GeoPackage keeps moments as text.
      std::string const text =
          fmt::format("19{:02}-0{}-{:02}T0{}:{:02}:{:02}", planter.next() % 70, 1 + planter.count_ % 9,
                      1 + planter.count_ / 9 % 28, planter.count_ % 7, planter.count_ % 59, planter.count_ % 58);
      get(record) = text + "Z";
      secrets.push_back({label + "." + std::string(name), {text}});
    }
    template <class Get>
    void geometry(Get const& get) {
      column("geom", get, false);
    }
  };

  std::uint32_t next() { return ++count_; }
  std::string word() {
    std::string out = fmt::format("SECRET{:05}X", next());
    secrets_->push_back({at_, {out}});
    return out;
  }
  template <class T>
  static std::string bytes(T value, bool big_endian) {
    std::string out(sizeof value, '\0');
    std::memcpy(out.data(), &value, sizeof value);
    return big_endian ? std::string(out.rbegin(), out.rend()) : out;
  }
  std::int32_t number() {
    auto const value = static_cast<std::int32_t>(1'600'000'000 + next() * 1009);
    secrets_->push_back({at_, {fmt::format("{}", value), bytes(value, true)}});  // SQLite: big-endian
    return value;
  }
  double degrees(double about) {
    double const value = about + static_cast<double>(next() % 100000) * 1e-6 + 1e-7;
    secrets_->push_back(
        {at_, {fmt::format("{:.7f}", value), bytes(value, false)}});  // well-known binary: little-endian
    return value;
  }
  geo::LonLat point() { return {.lon = degrees(20), .lat = degrees(50)}; }
  geo::MultiPolygon area() {
    geo::LonLat const p = point();
    return {.polygons = {{.rings = {{p, {p.lon + 0.01, p.lat}, {p.lon + 0.01, p.lat + 0.01}, p}}}}};
  }
  void fill(std::string& value) { value = word(); }
  void fill(store::StringMap& value) {
    std::string const key = word();
    value = {{"en", word()}, {key, word()}};
  }
  void fill(store::StringList& value) { value = {word(), word()}; }
  void fill(std::vector<store::SourceRef>& value) { value = {{.source = word(), .key = word(), .date = word()}}; }
  void fill(store::AudienceMap& value) {
    value[word()] = {.serves = true, .evidence = {{.field = word(), .value = word(), .source = word()}}};
  }
  void fill(std::vector<std::int64_t>& value) { value = {number(), number()}; }
  void fill(store::Visibility&) {}
  void fill(store::RecordStatus&) {}
  void fill(store::Fee& value) { value = store::Fee::paid; }
  void fill(store::Wheelchair& value) { value = store::Wheelchair::yes; }
  void fill(store::Tri& value) { value = store::Tri::yes; }
  void fill(std::optional<int>& value) { value = number(); }
  void fill(std::optional<double>& value) {
    double const planted = number() + 0.5;
    secrets_->push_back({at_, {bytes(planted, true)}});
    value = planted;
  }
  void fill(std::optional<geo::LonLat>& value) { value = point(); }
  void fill(geo::LonLat& value) { value = point(); }
  void fill(geo::LineString& value) { value = {point(), point()}; }
  void fill(geo::MultiPolygon& value) { value = area(); }
  template <std::integral T>
  void fill(T& value) {
    if constexpr (sizeof(T) >= 4) {
      value = static_cast<T>(number());
    } else {
      value = 1;
    }
  }

  std::uint32_t count_ = 0;
  std::string at_;
  std::vector<Secret>* secrets_ = nullptr;
};

/// A file's bytes, its gzipped parts unpacked behind them.
[[nodiscard]] inline std::string all_bytes(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::string out = bytes;
  for (std::size_t at = bytes.find("\x1f\x8b\x08"); at != std::string::npos; at = bytes.find("\x1f\x8b\x08", at + 1)) {
    for (std::size_t length = 20; at + length <= bytes.size() && length < 4096; ++length) {
      if (auto const plain =
              base::decompress(std::string_view(bytes).substr(at, length), base::Encoding::gzip, 1U << 20U)) {
        out += *plain;
        break;
      }
    }
  }
  return out;
}

/// The text of every column of every record of a city file: a value that SQLite cut in two is whole here.
[[nodiscard]] inline std::string all_values(std::string const& path) {
  std::string out;
  auto city = store::CityReader::open(path);
  EXPECT_TRUE(city) << city.error().message;
  if (!city) {
    return out;
  }
  store::for_each_record([&]<class R>() {
    auto const layer = store::layer_of<R>();
    auto const read = city->template read<R>([&](R&& record) -> base::Status {
      for (auto const& field : layer.fields) {
        out += store::get_column(record, field.name) + "\n";
      }
      return {};
    });
    EXPECT_TRUE(read) << read.error().message;
  });
  return out;
}

/// Where secrets were planted that are in the bytes.
[[nodiscard]] inline std::vector<std::string> found(std::vector<Secret> const& secrets, std::string_view bytes) {
  std::vector<std::string> out;
  for (Secret const& secret : secrets) {
    for (std::string const& form : secret.forms) {
      if (bytes.find(form) != std::string_view::npos) {
        out.push_back(secret.where);
        break;
      }
    }
  }
  return out;
}

}  // namespace cartable::exporters::testing
