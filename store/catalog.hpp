#pragma once

#include "base/strong.hpp"
#include "base/units.hpp"
#include "geo/area_index.hpp"
#include "geo/spatial_index.hpp"
#include "geo/tile_id.hpp"
#include "store/city_file.hpp"
#include "store/filter.hpp"
#include "store/model.hpp"
#include "store/search.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

/// A place's index in one catalog (never stored, never public). Rows are in Morton order.
using PlaceRow = base::Strong<struct PlaceRowTag, std::uint32_t>;

struct CompiledFilter;

/// Everything that requests are answered from: immutable, shared, swapped whole (held by shared_ptr<Catalog const>).
///
/// Places that are listed (status active or temporarily_closed, with a point) are rows in Morton order; closed
/// and withdrawn ones are found by id only. All queries are const and safe from any thread.
class Catalog {
 public:
  /// Sorts, builds columns, bitsets and indexes. 1 M places take about a second on two cores.
  [[nodiscard]] static std::shared_ptr<Catalog const> build(CityData&& data);
  ~Catalog();
  Catalog(Catalog const&) = delete;
  Catalog& operator=(Catalog const&) = delete;

  [[nodiscard]] Revisions const& revisions() const noexcept;

  // Places -------------------------------------------------------------------------------------------------
  [[nodiscard]] std::uint32_t size() const noexcept;  ///< rows, whatever their visibility
  [[nodiscard]] Place const& place(PlaceRow row) const noexcept;
  [[nodiscard]] geo::LonLat point(PlaceRow row) const noexcept;
  [[nodiscard]] std::span<geo::WorldPoint const> world_points() const noexcept;  ///< by row
  [[nodiscard]] std::span<std::uint64_t const> morton_codes() const noexcept;    ///< by row, ascending
  /// Any place by id or alias, unlisted ones included, if the viewer may see it; its row when it is listed.
  struct Found {
    Place const* place = nullptr;
    std::optional<PlaceRow> row;
  };
  [[nodiscard]] std::optional<Found> find(std::string_view id, Visibility viewer) const;
  /// The offers (active or temporarily closed) of a place, if the viewer may see both; by id.
  [[nodiscard]] std::vector<Offer const*> offers_of(std::string_view place_id, Visibility viewer) const;

  // Filters ------------------------------------------------------------------------------------------------
  /// The places that satisfy a filter and that the viewer may see; cached by canonical text, bounded.
  [[nodiscard]] std::shared_ptr<Selection const> select(Filter const& filter, Visibility viewer) const;
  /// The same with what tells why: ask once for an answer, then row by row below.
  [[nodiscard]] std::shared_ptr<CompiledFilter const> compiled(Filter const& filter, Visibility viewer) const;
  [[nodiscard]] static Selection const& selection(CompiledFilter const& filter) noexcept;
  /// For a feature of a `maybe=yes` answer: the names of the conditions that are not known ("fee", "wheelchair"), of
  /// the row (the place itself or one of its offers) that leaves least to ask. Empty for a place that fits.
  [[nodiscard]] std::vector<std::string> unknowns(PlaceRow row, CompiledFilter const& filter) const;
  [[nodiscard]] std::vector<std::string> unknowns(PlaceRow row, Filter const& filter, Visibility viewer) const;
  /// The offers of a place that matched (those that may, if the place may fit), whether or not the place itself did.
  [[nodiscard]] std::vector<Offer const*> matching_offers(PlaceRow row, CompiledFilter const& filter) const;
  [[nodiscard]] std::vector<Offer const*> matching_offers(PlaceRow row, Filter const& filter, Visibility viewer) const;
  /// Whether an offer of this catalog matches, whatever else its place has, and which conditions are not known when it
  /// may. An offer without a place has none of a place's attributes; one at a place that is not listed matches nothing.
  struct OfferFit {
    Fit fit = Fit::no;
    std::vector<std::string> unknown;
  };
  [[nodiscard]] OfferFit fit_of(Offer const& offer, CompiledFilter const& filter) const;
  /// The same of a place by its own row alone, whatever its offers say.
  [[nodiscard]] OfferFit fit_of(PlaceRow place, CompiledFilter const& filter) const;
  /// Places by first kind that a selection holds, for legends and counts: (kind, number) by number, then name.
  [[nodiscard]] std::vector<std::pair<std::string, std::size_t>> kinds(Selection const& selection) const;
  /// All slugs, sorted, that any place the viewer may see has as one of its kinds (so that an unknown `kind=` can be
  /// told from a rare one), and likewise of its sources. Computed: keep the answer rather than ask for each request.
  [[nodiscard]] std::vector<std::string> kind_slugs(Visibility viewer = Visibility::planner) const;
  [[nodiscard]] std::vector<std::string> source_slugs(Visibility viewer = Visibility::planner) const;

  // Where --------------------------------------------------------------------------------------------------
  /// Nearest first, ties by id. \param limit 1…100 (pre)
  [[nodiscard]] std::vector<geo::Hit> nearest(geo::LonLat from, Selection const& selection, std::size_t limit,
                                              base::Metres max_distance) const;
  [[nodiscard]] std::vector<std::uint32_t> within(geo::BBox const& box, Selection const& selection) const;
  [[nodiscard]] std::vector<std::uint32_t> within(geo::MultiPolygon const& area, Selection const& selection) const;
  [[nodiscard]] std::vector<geo::Hit> within(geo::LonLat centre, base::Metres radius, Selection const& selection) const;

  // Areas --------------------------------------------------------------------------------------------------
  /// Those in force (status active) of every visibility, by set (catchments: by group), then id.
  [[nodiscard]] std::span<District const> districts() const noexcept;
  [[nodiscard]] std::span<Catchment const> catchments() const noexcept;
  [[nodiscard]] std::vector<District const*> districts_at(geo::LonLat p, Visibility viewer) const;
  [[nodiscard]] std::vector<Catchment const*> catchments_at(geo::LonLat p, Visibility viewer) const;
  [[nodiscard]] District const* find_district(std::string_view id, Visibility viewer) const;
  [[nodiscard]] Catchment const* find_catchment(std::string_view id, Visibility viewer) const;

  // The rest -----------------------------------------------------------------------------------------------
  [[nodiscard]] std::span<Session const> sessions() const noexcept;  ///< by start
  [[nodiscard]] std::span<Offer const> offers() const noexcept;      ///< by id
  [[nodiscard]] std::span<Organisation const> organisations() const noexcept;
  [[nodiscard]] std::span<Group const> groups() const noexcept;
  [[nodiscard]] std::span<ImportRun const> runs() const noexcept;               ///< newest of each source
  [[nodiscard]] std::string_view setting(std::string_view key) const noexcept;  ///< empty when not set
  [[nodiscard]] std::span<Token const> tokens() const noexcept;
  /// Box of everything listed that the viewer may see (places, else districts); empty for an empty city.
  [[nodiscard]] geo::BBox bounds(Visibility viewer = Visibility::everyone) const noexcept;

  /// Names of places, offers, streets, addresses, districts, localities and topics in all their languages, by the
  /// beginnings of their words in any order; blind to accents and case, one typing error in a word forgiven; near
  /// things first when `near` is given.
  [[nodiscard]] std::vector<SearchHit> search(SearchQuery const& query) const;

 private:
  struct Impl;
  explicit Catalog(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::store
