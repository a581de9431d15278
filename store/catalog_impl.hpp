#pragma once

#include "geo/area_index.hpp"
#include "geo/spatial_index.hpp"
#include "store/catalog.hpp"
#include "store/catalog_filter.hpp"
#include "store/filter_cache.hpp"
#include "store/name_search.hpp"
#include "store/row_order.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cartable::store {

/// What the catalog's sources share. Records stay where the caller's vectors put them; rows are a permutation.
struct Catalog::Impl {
  static constexpr std::uint32_t kNoRow = 0xFFFFFFFF;

  CityData data;

  // Places, by row
  std::vector<std::uint32_t> record_of;  ///< index in data.places
  std::vector<std::uint32_t> tie_rank;   ///< rank of the row's id among all rows' ids
  std::vector<std::uint64_t> morton;
  std::vector<geo::WorldPoint> world;
  std::unique_ptr<geo::SpatialIndex const> points;
  // Places, by record
  std::vector<std::uint32_t> row_of;  ///< kNoRow: not listed
  IdTable place_ids;
  std::unordered_map<std::string_view, std::uint32_t> aliases;  ///< → record; the views live in data.places

  // Offers
  std::vector<std::uint32_t> offer_of;      ///< index in data.offers by offer row - places
  std::vector<std::uint32_t> row_of_offer;  ///< by index in data.offers; kNoRow: not listed, or its place is not
  /// (place record, offer) of offers whose place is not listed, ascending.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> unlisted_offers;

  FilterColumns columns;
  std::array<std::shared_ptr<CompiledFilter const>, kViewers> everything;  ///< by viewer: no condition
  std::array<geo::BBox, kViewers> bounds;

  std::unique_ptr<geo::AreaIndex const> district_areas, catchment_areas;  ///< of data.districts, data.catchments
  std::unordered_map<std::string_view, std::uint32_t> district_ids, catchment_ids;

  std::unique_ptr<NameSearch const> names;
  mutable FilterCache cache;

  explicit Impl(CityData&& city);

  /// \return the record of an id or alias, or IdTable::kNone
  [[nodiscard]] std::uint32_t find_record(std::string_view id) const;
  [[nodiscard]] std::shared_ptr<CompiledFilter const> compiled(Filter const& filter, Visibility viewer) const;
  /// The names of the conditions that are not known of a row. \param place  its place row, or kNoPlace
  [[nodiscard]] static OfferFit fit_of(CompiledFilter const& filter, std::uint32_t place, std::uint32_t row);
  [[nodiscard]] static std::vector<std::string> unknowns(CompiledFilter const& filter, std::uint32_t place,
                                                         std::uint32_t row);
  /// Whether a filter's answer holds a place, by record.
  [[nodiscard]] bool selects_place(CompiledFilter const& filter, std::uint32_t record) const;
  [[nodiscard]] std::span<std::uint32_t const> tie_ranks() const noexcept { return tie_rank; }

 private:
  // Steps of building, in this order (catalog_build*.cpp). What is said of each row, places
  // first, is handed on so that the records are read once, in the order of memory.
  void sort_records();
  void index_areas();
  [[nodiscard]] std::unique_ptr<NameSearch const> build_names() const;  ///< on another thread beside the steps below
  void build_places(std::vector<Fee>& row_fees, std::vector<Visibility>& row_visibility);
  void build_offers(std::vector<Fee>& row_fees, std::vector<Visibility>& row_visibility);
  void build_facts();  ///< the columns of catalog_build_facts.cpp
  void build_times();  ///< catalog_build_times.cpp
  void build_visibility(std::vector<Visibility> const& row_visibility);
  void build_bounds();
};

/// The instant of an RFC 3339 time as seconds since 1970, UTC (a text without offset is taken as UTC); the largest
/// number when it cannot be read, so that such sessions come last.
[[nodiscard]] std::int64_t instant_of(std::string_view rfc3339) noexcept;

}  // namespace cartable::store
