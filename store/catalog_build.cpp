#include "base/assert.hpp"
#include "store/catalog_columns.hpp"
#include "store/catalog_impl.hpp"
#include "store/guidance.hpp"

#include <algorithm>
#include <future>
#include <limits>
#include <numeric>
#include <optional>
#include <string>

namespace cartable::store {
namespace {

/// 64 MiB of worked-out filters: about a hundred over 1 M places, tens of thousands over a town's.
constexpr std::size_t kFilterCacheBytes = std::size_t{64} << 20U;

bool is_listed(RecordStatus status) noexcept {
  return status == RecordStatus::active || status == RecordStatus::temporarily_closed;
}
bool is_listed(Place const& place) noexcept {
  return is_listed(place.head.status) && place.point && geo::is_valid(*place.point);
}

CategoryColumn::Rows permuted(CategoryColumn::Rows const& rows, std::span<std::uint32_t const> order) {
  CategoryColumn::Rows out;
  out.offsets.reserve(order.size() + 1);
  out.codes.reserve(rows.codes.size());
  out.offsets.push_back(0);
  for (std::uint32_t const from : order) {
    out.codes.insert(out.codes.end(), rows.codes.begin() + rows.offsets[from],
                     rows.codes.begin() + rows.offsets[from + 1]);
    out.offsets.push_back(static_cast<std::uint32_t>(out.codes.size()));
  }
  return out;
}

/// Has what the scan of places will need soon fetched from memory: a record is a dozen cache lines and two lists
/// elsewhere, and waiting for them is most of the scan's time.
void prefetch(std::vector<Place> const& places, std::size_t i) {
  constexpr std::size_t kRecordsAhead = 16;
  constexpr std::size_t kListsAhead = 8;
  if (i + kRecordsAhead < places.size()) {
    Place const& place = places[i + kRecordsAhead];
    __builtin_prefetch(&place.head);
    __builtin_prefetch(&place.head.visibility);
    __builtin_prefetch(&place.point);
    __builtin_prefetch(&place.kinds);
    __builtin_prefetch(&place.fee);
    __builtin_prefetch(&place.aliases);
    __builtin_prefetch(&place.sources);
    if (!places[i + kListsAhead].kinds.empty()) {
      __builtin_prefetch(places[i + kListsAhead].kinds.data());
    }
    if (!places[i + kListsAhead].sources.empty()) {
      __builtin_prefetch(places[i + kListsAhead].sources.data());
    }
  }
}

/// Puts records in ascending order of `before`; a pass when they are so already, one move each when not.
template <class Record, class Before>
void sort_in_place(std::vector<Record>& records, Before const& before) {
  if (!std::is_sorted(records.begin(), records.end(), before)) {
    std::stable_sort(records.begin(), records.end(), before);
  }
}

template <class Record>
bool id_before(Record const& a, Record const& b) {
  return a.head.id < b.head.id;
}

}  // namespace

Catalog::Impl::Impl(CityData&& city) : data(std::move(city)), cache(kFilterCacheBytes) {
  sort_records();
  index_areas();
  // Nothing moves a record any more, so the index of names, half of all the work, is made beside the rest.
  auto made_names = std::async(std::launch::async, [this] { return build_names(); });
  std::vector<Fee> row_fees;
  std::vector<Visibility> row_visibility;
  build_places(row_fees, row_visibility);
  build_offers(row_fees, row_visibility);
  build_facts();
  build_times();
  build_visibility(row_visibility);
  build_bounds();
  for (std::size_t viewer = 0; viewer < kViewers; ++viewer) {
    everything[viewer] =
        std::make_shared<CompiledFilter const>(compile_filter(columns, Filter{}, static_cast<Visibility>(viewer)));
  }
  names = made_names.get();
}

std::unique_ptr<NameSearch const> Catalog::Impl::build_names() const {
  // In the order of memory: over a million records that halves the time.
  std::vector<std::uint32_t> listed;
  listed.reserve(data.places.size());
  for (std::uint32_t record = 0; record < data.places.size(); ++record) {
    if (is_listed(data.places[record])) {
      listed.push_back(record);
    }
  }
  return std::make_unique<NameSearch const>(data, listed);
}

void Catalog::Impl::sort_records() {
  sort_in_place(data.offers, id_before<Offer>);
  sort_in_place(data.settings, id_before<Setting>);
  sort_in_place(data.organisations, id_before<Organisation>);
  std::vector<std::pair<std::int64_t, std::uint32_t>> starts;
  starts.reserve(data.sessions.size());
  for (Session const& session : data.sessions) {
    starts.emplace_back(instant_of(session.starts), static_cast<std::uint32_t>(starts.size()));
  }
  std::sort(starts.begin(), starts.end(), [this](auto const& a, auto const& b) {
    return a.first != b.first ? a.first < b.first : id_before(data.sessions[a.second], data.sessions[b.second]);
  });
  std::vector<Session> sorted;
  sorted.reserve(starts.size());
  for (auto const& [instant, index] : starts) {
    sorted.push_back(std::move(data.sessions[index]));
  }
  data.sessions = std::move(sorted);
}

void Catalog::Impl::build_places(std::vector<Fee>& row_fees, std::vector<Visibility>& row_visibility) {
  std::size_t const count = data.places.size();
  CARTABLE_ASSERT(count < kNoRow);
  // One pass over the records, in the order of memory; everything after works on columns.
  std::vector<std::string_view> ids, listed_ids;
  std::vector<std::uint32_t> records;  // of listed places
  std::vector<geo::LonLat> points_in;
  std::vector<geo::WorldPoint> world_in;
  std::vector<std::uint64_t> codes;
  std::vector<Wheelchair> access;
  std::vector<Fee> fees;
  std::vector<Visibility> visibility;
  CodeLists kinds, sources;
  WordEncoder encode_kind, encode_source;
  for (auto* const column : {&ids, &listed_ids}) {
    column->reserve(count);
  }
  records.reserve(count);
  points_in.reserve(count);
  world_in.reserve(count);
  codes.reserve(count);
  access.reserve(count);
  fees.reserve(count);
  visibility.reserve(count);
  kinds.rows.codes.reserve(2 * count);
  sources.rows.codes.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    Place const& place = data.places[i];
    prefetch(data.places, i);
    ids.push_back(place.head.id);
    for (std::string const& alias : place.aliases) {
      aliases.emplace(alias, i);
    }
    if (!is_listed(place)) {
      continue;
    }
    records.push_back(i);
    listed_ids.push_back(place.head.id);
    points_in.push_back(*place.point);
    world_in.push_back(geo::to_world(*place.point));
    codes.push_back(geo::morton(world_in.back()));
    access.push_back(place.wheelchair);
    fees.push_back(place.fee);
    visibility.push_back(place.head.visibility);
    for (std::string const& kind : place.kinds) {
      kinds.add(encode_kind(kind));
    }
    if (std::any_of(place.kinds.begin(), place.kinds.end(),
                    [](std::string const& kind) { return is_guidance(kind); })) {
      kinds.add(encode_kind(kGuidancePoint));
    }
    kinds.close();
    if (!place.head.source.empty()) {
      sources.add(encode_source(place.head.source));
    }
    for (SourceRef const& ref : place.sources) {
      if (!ref.source.empty()) {
        sources.add(encode_source(ref.source));
      }
    }
    sources.close();
  }
  place_ids = IdTable(ids);

  std::vector<std::uint32_t> order = order_by_id(listed_ids);
  std::vector<std::uint32_t> rank(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = i;
  }
  stable_sort_by_key(codes, order);  // from the order of ids: equal positions stay ordered by id

  std::size_t const rows = order.size();
  std::vector<geo::LonLat> row_points(rows);
  std::vector<Wheelchair> row_access(rows);
  row_fees.resize(rows);
  row_visibility.resize(rows);
  record_of.resize(rows);
  tie_rank.resize(rows);
  morton.resize(rows);
  world.resize(rows);
  row_of.assign(count, kNoRow);
  for (std::uint32_t row = 0; row < rows; ++row) {
    std::uint32_t const from = order[row];
    record_of[row] = records[from];
    row_of[records[from]] = row;
    tie_rank[row] = rank[from];
    morton[row] = codes[from];
    row_points[row] = points_in[from];
    world[row] = world_in[from];
    row_access[row] = access[from];
    row_fees[row] = fees[from];
    row_visibility[row] = visibility[from];
  }
  columns.space.places = static_cast<std::uint32_t>(rows);
  columns.kinds = CategoryColumn(std::move(encode_kind.dictionary), permuted(kinds.rows, order));
  columns.sources = CategoryColumn(std::move(encode_source.dictionary), permuted(sources.rows, order));
  columns.wheelchair = enum_column(row_access);
  points = std::make_unique<geo::SpatialIndex const>(std::move(row_points));
  columns.points = points.get();
}

void Catalog::Impl::build_offers(std::vector<Fee>& row_fees, std::vector<Visibility>& row_visibility) {
  // (place row, offer) of listed offers; offers are sorted by id, so that a stable order by row keeps that.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> listed;
  std::vector<std::uint32_t> placeless;
  for (std::uint32_t i = 0; i < data.offers.size(); ++i) {
    Offer const& offer = data.offers[i];
    if (!is_listed(offer.head.status)) {
      continue;
    }
    if (offer.place.empty()) {
      placeless.push_back(i);
      continue;
    }
    std::uint32_t const record = find_record(offer.place);
    if (record == IdTable::kNone) {
      continue;
    }
    if (row_of[record] != kNoRow) {
      listed.emplace_back(row_of[record], i);
    } else {
      unlisted_offers.emplace_back(record, i);
    }
  }
  std::sort(unlisted_offers.begin(), unlisted_offers.end());
  std::sort(listed.begin(), listed.end());
  RowSpace& space = columns.space;
  space.first_offer.assign(space.places + 1, 0);
  space.place_of.reserve(listed.size());
  offer_of.reserve(listed.size() + placeless.size());
  for (auto const& [row, offer] : listed) {
    ++space.first_offer[row + 1];
    space.place_of.push_back(row);
    offer_of.push_back(offer);
  }
  std::partial_sum(space.first_offer.begin(), space.first_offer.end(), space.first_offer.begin());
  offer_of.insert(offer_of.end(), placeless.begin(), placeless.end());
  space.placeless = static_cast<std::uint32_t>(placeless.size());

  row_fees.reserve(space.rows());
  row_visibility.reserve(space.rows());
  row_of_offer.assign(data.offers.size(), kNoRow);
  for (std::size_t i = 0; i < offer_of.size(); ++i) {
    Offer const& offer = data.offers[offer_of[i]];
    row_of_offer[offer_of[i]] = static_cast<std::uint32_t>(space.places + i);
    bool const takes_fee = offer.fee == Fee::unknown && i < space.place_of.size();
    row_fees.push_back(takes_fee ? row_fees[space.place_of[i]] : offer.fee);
    row_visibility.push_back(offer.head.visibility);
  }
  columns.fee = enum_column(row_fees);
}

void Catalog::Impl::build_visibility(std::vector<Visibility> const& row_visibility) {
  RowSpace const& space = columns.space;
  for (std::size_t viewer = 0; viewer < kViewers; ++viewer) {
    columns.visible_rows[viewer] = Bitset(space.rows());
  }
  for (std::size_t row = 0; row < space.rows(); ++row) {
    for (auto viewer = static_cast<std::size_t>(row_visibility[row]); viewer < kViewers; ++viewer) {
      columns.visible_rows[viewer].set(row);
      if (row < space.places) {
        bounds[viewer].add(points->points()[row]);
      }
    }
  }
  for (std::size_t viewer = 0; viewer < kViewers; ++viewer) {
    columns.visible_places[viewer] = columns.visible_rows[viewer].prefix(space.places);
    columns.visible_places[viewer].seal();
    columns.visible_rows[viewer].seal();
  }
}

}  // namespace cartable::store
