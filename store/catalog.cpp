#include "store/catalog.hpp"

#include "base/assert.hpp"
#include "store/catalog_impl.hpp"

#include <algorithm>

namespace cartable::store {
namespace {

bool may_see(Visibility viewer, RecordHead const& head) noexcept { return head.visibility <= viewer; }

/// The set to search, or null when it holds every row: then the index need not look.
geo::RowSet const* row_set(Selection const& selection) noexcept {
  return selection.matched() == selection.all.size() ? nullptr : &selection.all;
}

template <class Area>
std::vector<Area const*> areas_at(geo::AreaIndex const& index, std::vector<Area> const& areas, geo::LonLat p,
                                  Visibility viewer) {
  std::vector<Area const*> out;
  for (std::uint32_t const i : index.at(p)) {
    if (may_see(viewer, areas[i].head)) {
      out.push_back(&areas[i]);
    }
  }
  return out;
}

template <class Area>
Area const* find_area(std::unordered_map<std::string_view, std::uint32_t> const& ids, std::vector<Area> const& areas,
                      std::string_view id, Visibility viewer) {
  auto const found = ids.find(id);
  return found != ids.end() && may_see(viewer, areas[found->second].head) ? &areas[found->second] : nullptr;
}

std::vector<std::string> words_of(CategoryColumn const& column, Bitset const& rows) {
  std::vector<std::string> out;
  for (Dictionary::Code code = 0; code < column.dictionary().size(); ++code) {
    if (column.any_of(code, rows)) {
      out.push_back(column.dictionary().word(code));
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

Catalog::Catalog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Catalog::~Catalog() = default;

std::shared_ptr<Catalog const> Catalog::build(CityData&& data) {
  return std::shared_ptr<Catalog const>(new Catalog(std::make_unique<Impl>(std::move(data))));
}

Revisions const& Catalog::revisions() const noexcept { return impl_->data.revisions; }

// Places -----------------------------------------------------------------------------------------------------

std::uint32_t Catalog::size() const noexcept { return impl_->columns.space.places; }

Place const& Catalog::place(PlaceRow row) const noexcept { return impl_->data.places[impl_->record_of[row.value()]]; }

geo::LonLat Catalog::point(PlaceRow row) const noexcept { return impl_->points->points()[row.value()]; }

std::span<geo::WorldPoint const> Catalog::world_points() const noexcept { return impl_->world; }

std::span<std::uint64_t const> Catalog::morton_codes() const noexcept { return impl_->morton; }

std::uint32_t Catalog::Impl::find_record(std::string_view id) const {
  std::uint32_t const own =
      place_ids.find(id, [this](std::uint32_t record) -> std::string_view { return data.places[record].head.id; });
  if (own != IdTable::kNone && row_of[own] != kNoRow) {
    return own;
  }
  // A place that was merged into another may have left its own, withdrawn record behind: the one that stayed counts.
  auto const alias = aliases.find(id);
  return alias != aliases.end() ? alias->second : own;
}

std::optional<Catalog::Found> Catalog::find(std::string_view id, Visibility viewer) const {
  std::uint32_t const record = impl_->find_record(id);
  if (record == IdTable::kNone || !may_see(viewer, impl_->data.places[record].head)) {
    return std::nullopt;
  }
  Found out{.place = &impl_->data.places[record], .row = std::nullopt};
  if (impl_->row_of[record] != Impl::kNoRow) {
    out.row = PlaceRow(impl_->row_of[record]);
  }
  return out;
}

std::vector<Offer const*> Catalog::offers_of(std::string_view place_id, Visibility viewer) const {
  std::vector<Offer const*> out;
  std::uint32_t const record = impl_->find_record(place_id);
  if (record == IdTable::kNone || !may_see(viewer, impl_->data.places[record].head)) {
    return out;
  }
  auto const add = [&](std::uint32_t index) {
    Offer const& offer = impl_->data.offers[index];
    if (may_see(viewer, offer.head)) {
      out.push_back(&offer);
    }
  };
  std::uint32_t const row = impl_->row_of[record];
  if (row != Impl::kNoRow) {
    RowSpace const& space = impl_->columns.space;
    for (std::uint32_t i = space.first_offer[row]; i < space.first_offer[row + 1]; ++i) {
      add(impl_->offer_of[i]);
    }
    return out;
  }
  auto const& unlisted = impl_->unlisted_offers;
  for (auto at = std::lower_bound(unlisted.begin(), unlisted.end(), std::pair{record, std::uint32_t{0}});
       at != unlisted.end() && at->first == record; ++at) {
    add(at->second);
  }
  return out;
}

// Filters ----------------------------------------------------------------------------------------------------

std::shared_ptr<CompiledFilter const> Catalog::Impl::compiled(Filter const& filter, Visibility viewer) const {
  auto const viewer_index = static_cast<std::size_t>(viewer);
  std::string key = filter.canonical();
  if (key.empty()) {
    return everything[viewer_index];
  }
  key.push_back('@');
  key.append(to_string(viewer));
  return cache.get(std::move(key), [&] { return compile_filter(columns, filter, viewer); });
}

std::shared_ptr<Selection const> Catalog::select(Filter const& filter, Visibility viewer) const {
  auto compiled = impl_->compiled(filter, viewer);
  Selection const* const selection = &compiled->selection;
  return {std::move(compiled), selection};
}

std::shared_ptr<CompiledFilter const> Catalog::compiled(Filter const& filter, Visibility viewer) const {
  return impl_->compiled(filter, viewer);
}

Selection const& Catalog::selection(CompiledFilter const& filter) noexcept { return filter.selection; }

Catalog::OfferFit Catalog::Impl::fit_of(CompiledFilter const& filter, std::uint32_t place, std::uint32_t row) {
  switch (truth_of(filter, place, row).value) {
    case RowTruth::Value::no: break;
    case RowTruth::Value::unknown: return {.fit = Fit::maybe, .unknown = unknowns(filter, place, row)};
    case RowTruth::Value::yes: return {.fit = Fit::yes, .unknown = {}};
  }
  return {};
}

std::vector<std::string> Catalog::Impl::unknowns(CompiledFilter const& filter, std::uint32_t place, std::uint32_t row) {
  std::vector<std::string> out;
  for (Condition const& condition : filter.conditions) {
    auto const at = [&](Condition::Scope scope) { return scope == Condition::Scope::place ? place : row; };
    if (condition.truth.yes->test(at(condition.scope))) {
      continue;
    }
    std::size_t const before = out.size();
    auto const add = [&](std::string_view name) {
      if (std::find(out.begin(), out.end(), name) == out.end()) {
        out.emplace_back(name);
      }
    };
    for (Condition::Part const& part : condition.parts) {
      if (at(part.scope) == kNoPlace || part.missing->test(at(part.scope))) {
        add(part.name);
      }
    }
    if (out.size() == before) {
      add(condition.parts.empty() ? condition.name : condition.parts.front().name);
    }
  }
  return out;
}

std::vector<std::string> Catalog::unknowns(PlaceRow row, CompiledFilter const& filter) const {
  std::uint32_t const place = row.value();
  Bitset const& visible = impl_->columns.visible_rows[static_cast<std::size_t>(filter.viewer)];
  if (!visible.test(place) || filter.selection.fits.test(place)) {
    return {};
  }
  // Of the rows that may fit, the one that leaves least to ask; the place itself first.
  std::optional<std::uint32_t> best;
  std::size_t fewest = 0;
  auto const consider = [&](std::uint32_t candidate) {
    RowTruth const truth = truth_of(filter, place, candidate);
    if (truth.value == RowTruth::Value::unknown && (!best || truth.unknowns < fewest)) {
      best = candidate;
      fewest = truth.unknowns;
    }
  };
  RowSpace const& space = impl_->columns.space;
  consider(place);
  visible.for_each(space.offers_begin(place), space.offers_end(place),
                   [&](std::size_t offer) { consider(static_cast<std::uint32_t>(offer)); });
  return best ? Impl::unknowns(filter, place, *best) : std::vector<std::string>();
}

std::vector<std::string> Catalog::unknowns(PlaceRow row, Filter const& filter, Visibility viewer) const {
  return unknowns(row, *impl_->compiled(filter, viewer));
}

std::vector<Offer const*> Catalog::matching_offers(PlaceRow row, CompiledFilter const& filter) const {
  std::vector<Offer const*> out;
  std::uint32_t const place = row.value();
  Bitset const& visible = impl_->columns.visible_rows[static_cast<std::size_t>(filter.viewer)];
  if (!visible.test(place) || !filter.selection.all.test(place)) {
    return out;
  }
  auto const wanted = filter.selection.fits.test(place) ? RowTruth::Value::yes : RowTruth::Value::unknown;
  RowSpace const& space = impl_->columns.space;
  visible.for_each(space.offers_begin(place), space.offers_end(place), [&](std::size_t offer) {
    if (truth_of(filter, place, static_cast<std::uint32_t>(offer)).value == wanted) {
      out.push_back(&impl_->data.offers[impl_->offer_of[offer - space.places]]);
    }
  });
  return out;
}

std::vector<Offer const*> Catalog::matching_offers(PlaceRow row, Filter const& filter, Visibility viewer) const {
  return matching_offers(row, *impl_->compiled(filter, viewer));
}

Catalog::OfferFit Catalog::fit_of(PlaceRow place, CompiledFilter const& filter) const {
  bool const seen = impl_->columns.visible_rows[static_cast<std::size_t>(filter.viewer)].test(place.value());
  return seen ? Impl::fit_of(filter, place.value(), place.value()) : OfferFit();
}

Catalog::OfferFit Catalog::fit_of(Offer const& offer, CompiledFilter const& filter) const {
  OfferFit out;
  std::uint32_t const row = impl_->row_of_offer[static_cast<std::size_t>(&offer - impl_->data.offers.data())];
  Bitset const& visible = impl_->columns.visible_rows[static_cast<std::size_t>(filter.viewer)];
  if (row == Impl::kNoRow || !visible.test(row)) {
    return out;
  }
  RowSpace const& space = impl_->columns.space;
  std::uint32_t const place = row < space.placed_rows() ? space.place_of[row - space.places] : kNoPlace;
  if (place != kNoPlace && !visible.test(place)) {
    return out;
  }
  return Impl::fit_of(filter, place, row);
}

std::vector<std::pair<std::string, std::size_t>> Catalog::kinds(Selection const& selection) const {
  CategoryColumn const& column = impl_->columns.kinds;
  std::vector<std::size_t> counts(column.dictionary().size());
  selection.all.for_each(0, selection.all.size(), [&](std::size_t row) {
    if (auto const codes = column.codes(row); !codes.empty()) {
      ++counts[codes.front()];
    }
  });
  std::vector<std::pair<std::string, std::size_t>> out;
  for (Dictionary::Code code = 0; code < counts.size(); ++code) {
    if (counts[code] > 0) {
      out.emplace_back(column.dictionary().word(code), counts[code]);
    }
  }
  std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  return out;
}

std::vector<std::string> Catalog::kind_slugs(Visibility viewer) const {
  return words_of(impl_->columns.kinds, impl_->columns.visible_places[static_cast<std::size_t>(viewer)]);
}

std::vector<std::string> Catalog::source_slugs(Visibility viewer) const {
  return words_of(impl_->columns.sources, impl_->columns.visible_places[static_cast<std::size_t>(viewer)]);
}

// Where ------------------------------------------------------------------------------------------------------

std::vector<geo::Hit> Catalog::nearest(geo::LonLat from, Selection const& selection, std::size_t limit,
                                       base::Metres max_distance) const {
  CARTABLE_ASSERT(selection.all.size() == size());
  if (selection.matched() == 0) {
    return {};
  }
  return impl_->points->nearest({.from = from,
                                 .limit = limit,
                                 .max_distance = max_distance,
                                 .only = row_set(selection),
                                 .tie_rank = impl_->tie_ranks()});
}

std::vector<std::uint32_t> Catalog::within(geo::BBox const& box, Selection const& selection) const {
  CARTABLE_ASSERT(selection.all.size() == size());
  return impl_->points->within(box, row_set(selection));
}

std::vector<std::uint32_t> Catalog::within(geo::MultiPolygon const& area, Selection const& selection) const {
  CARTABLE_ASSERT(selection.all.size() == size());
  return impl_->points->within(area, row_set(selection));
}

std::vector<geo::Hit> Catalog::within(geo::LonLat centre, base::Metres radius, Selection const& selection) const {
  CARTABLE_ASSERT(selection.all.size() == size());
  return impl_->points->within(centre, radius, row_set(selection), impl_->tie_ranks());
}

// Areas ------------------------------------------------------------------------------------------------------

std::span<District const> Catalog::districts() const noexcept { return impl_->data.districts; }
std::span<Catchment const> Catalog::catchments() const noexcept { return impl_->data.catchments; }

std::vector<District const*> Catalog::districts_at(geo::LonLat p, Visibility viewer) const {
  return areas_at(*impl_->district_areas, impl_->data.districts, p, viewer);
}
std::vector<Catchment const*> Catalog::catchments_at(geo::LonLat p, Visibility viewer) const {
  return areas_at(*impl_->catchment_areas, impl_->data.catchments, p, viewer);
}
District const* Catalog::find_district(std::string_view id, Visibility viewer) const {
  return find_area(impl_->district_ids, impl_->data.districts, id, viewer);
}
Catchment const* Catalog::find_catchment(std::string_view id, Visibility viewer) const {
  return find_area(impl_->catchment_ids, impl_->data.catchments, id, viewer);
}

// The rest ---------------------------------------------------------------------------------------------------

std::span<Session const> Catalog::sessions() const noexcept { return impl_->data.sessions; }
std::span<Offer const> Catalog::offers() const noexcept { return impl_->data.offers; }
std::span<Organisation const> Catalog::organisations() const noexcept { return impl_->data.organisations; }
std::span<Group const> Catalog::groups() const noexcept { return impl_->data.groups; }
std::span<ImportRun const> Catalog::runs() const noexcept { return impl_->data.runs; }
std::span<Token const> Catalog::tokens() const noexcept { return impl_->data.tokens; }

std::string_view Catalog::setting(std::string_view key) const noexcept {
  auto const& settings = impl_->data.settings;
  auto const at = std::lower_bound(settings.begin(), settings.end(), key,
                                   [](Setting const& setting, std::string_view k) { return setting.head.id < k; });
  return at != settings.end() && at->head.id == key ? std::string_view(at->value) : std::string_view();
}

geo::BBox Catalog::bounds(Visibility viewer) const noexcept { return impl_->bounds[static_cast<std::size_t>(viewer)]; }

std::vector<SearchHit> Catalog::search(SearchQuery const& query) const {
  if (query.filter == nullptr || !query.filter->has_conditions()) {
    return impl_->names->find(query);
  }
  auto const compiled = impl_->compiled(*query.filter, query.viewer);
  bool const maybe = query.filter->maybe;
  return impl_->names->find(query, [&](SearchHit::Type type, std::uint32_t record) {
    if (type == SearchHit::Type::place) {
      return impl_->selects_place(*compiled, record);
    }
    Fit const fit = fit_of(impl_->data.offers[record], *compiled).fit;
    return fit == Fit::yes || (maybe && fit == Fit::maybe);
  });
}

bool Catalog::Impl::selects_place(CompiledFilter const& filter, std::uint32_t record) const {
  return row_of[record] != kNoRow && filter.selection.all.test(row_of[record]);
}

}  // namespace cartable::store
