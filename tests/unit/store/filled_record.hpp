#pragma once

#include "store/record_rows.hpp"
#include "store/schema.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <random>
#include <string>

/// Records with a value in every field, made through the schema's own list of columns, so that a member added
/// later is filled (and so tested) without a change here.
namespace cartable::store::testing {

class Filler {
 public:
  explicit Filler(unsigned seed) : random_(seed) {}

  template <class R>
  [[nodiscard]] R make(std::string id) {
    R record;
    Visitor<R> visitor{*this, record};
    detail::visit<R>(visitor);
    record.head.id = std::move(id);
    return record;
  }

 private:
  template <class R>
  struct Visitor {
    Filler& filler;
    R& record;
    template <class Get>
    void column(std::string_view, Get const& get, bool) {
      filler.fill(get(record));
    }
    template <class Get>
    void datetime(std::string_view, Get const& get) {
      get(record) = fmt::format("20{:02}-0{}-1{}T08:0{}:0{}Z", 10 + filler.digit(), 1 + filler.digit() % 9,
                                filler.digit(), filler.digit() % 6, filler.digit());
    }
    template <class Get>
    void geometry(Get const& get) {
      filler.fill_geometry(get(record));
    }
  };

  int digit() { return static_cast<int>(random_() % 10); }
  geo::LonLat point() {
    return {.lon = static_cast<double>(static_cast<std::int64_t>(random_() % 3600000000U) - 1800000000) / 1e7,
            .lat = static_cast<double>(static_cast<std::int64_t>(random_() % 1700000000U) - 850000000) / 1e7};
  }
  geo::MultiPolygon area() {
    geo::LonLat const p = point();
    auto const ring = [&](double d) {
      return geo::Ring{{p.lon - d, p.lat - d},
                       {p.lon + d, p.lat - d},
                       {p.lon + d, p.lat + d},
                       {p.lon - d, p.lat + d},
                       {p.lon - d, p.lat - d}};
    };
    geo::Ring hole = ring(0.01);
    std::reverse(hole.begin(), hole.end());
    return {.polygons = {{.rings = {ring(0.05), hole}}, {.rings = {ring(0.002)}}}};
  }

  // Hostile on purpose: quotes, escapes, control characters, right-to-left override, beyond the BMP.
  void fill(std::string& value) {
    value = fmt::format("l'\"é\\ {} \n\t\x01 \u202e مكتبة 图书馆 🎒 <script>{}</script>", digit(), random_());
  }
  void fill(StringMap& value) {
    for (char const* const key : {"en", "fr", "a\"b", "日"}) {
      fill(value[key]);
    }
  }
  void fill(StringList& value) {
    value.resize(3);
    fill(value[0]);
    fill(value[1]);
    value[2] = "plain";
  }
  void fill(std::vector<SourceRef>& value) {
    value.resize(2);
    fill(value[0].source);
    fill(value[0].key);
    value[0].date = "2026-11-23";
    value[1].source = "osm";
  }
  void fill(AudienceMap& value) {
    auto& claim = value["job-seekers"];
    claim.serves = false;
    claim.evidence.resize(2);
    fill(claim.evidence[0].field);
    fill(claim.evidence[1].value);
    value["migrant-families"] = {};
  }
  void fill(std::vector<std::int64_t>& value) {
    value = {1, -2, 9'007'199'254'740'993, static_cast<std::int64_t>(random_())};
  }
  void fill(Visibility& value) { value = static_cast<Visibility>(random_() % 3); }
  void fill(RecordStatus& value) { value = static_cast<RecordStatus>(random_() % 5); }
  void fill(Fee& value) { value = static_cast<Fee>(1 + random_() % 2); }
  void fill(Wheelchair& value) { value = static_cast<Wheelchair>(1 + random_() % 4); }
  void fill(Tri& value) { value = static_cast<Tri>(1 + random_() % 2); }
  void fill(std::optional<geo::LonLat>& value) { value = point(); }
  void fill(std::optional<int>& value) { value = -static_cast<int>(random_() % 1000); }
  void fill(std::optional<double>& value) { value = static_cast<double>(random_()) / 7; }
  void fill(geo::MultiPolygon& value) { value = area(); }
  template <std::integral T>
  void fill(T& value) {
    value = static_cast<T>(1 + random_() % 60);
  }

  void fill_geometry(std::optional<geo::LonLat>& value) { value = point(); }
  void fill_geometry(geo::LonLat& value) { value = point(); }
  void fill_geometry(geo::LineString& value) { value = {point(), point(), point()}; }
  void fill_geometry(geo::MultiPolygon& value) { value = area(); }

  std::mt19937 random_;
};

}  // namespace cartable::store::testing
