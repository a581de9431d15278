#include "store/merge.hpp"

#include "base/text.hpp"
#include "geo/area_index.hpp"
#include "store/record_rows.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace cartable::store {
namespace {

template <class R>
struct GeometryFinder {
  R const& record;
  geo::Geometry found;
  template <class Get>
  void column(std::string_view, Get const&, bool) {}
  template <class Get>
  void datetime(std::string_view, Get const&) {}
  template <class Get>
  void geometry(Get const& get) {
    found = as_geometry(get(record));
  }
};

/// Whether a record lies wholly inside the area that a file covers, border included.
class Coverage {
 public:
  explicit Coverage(geo::MultiPolygon const* covers) {
    if (covers != nullptr) {
      index_.emplace(std::vector<geo::MultiPolygon>{*covers});
    }
  }
  template <class R>
  [[nodiscard]] bool holds(R const& record) const {
    if (!index_) {
      return true;
    }
    if constexpr (Table<R>::info.geometry == geo::GeometryType::none) {
      return false;  // no position: a file of one part of the city says nothing of it
    } else {
      GeometryFinder<R> finder{record, {}};
      detail::visit<R>(finder);
      return inside(finder.found);
    }
  }

 private:
  [[nodiscard]] bool inside(geo::LonLat p) const { return !index_->at(p).empty(); }
  [[nodiscard]] bool inside(geo::LineString const& line) const {
    return std::all_of(line.begin(), line.end(), [&](geo::LonLat p) { return inside(p); });
  }
  [[nodiscard]] bool inside(geo::Geometry const& geometry) const {
    if (auto const* const p = std::get_if<geo::LonLat>(&geometry)) {
      return inside(*p);
    }
    if (auto const* const line = std::get_if<geo::LineString>(&geometry)) {
      return inside(*line);
    }
    auto const* const area = std::get_if<geo::MultiPolygon>(&geometry);
    return area != nullptr && std::all_of(area->polygons.begin(), area->polygons.end(), [&](geo::Polygon const& part) {
             return part.rings.empty() || inside(part.rings.front());
           });
  }
  std::optional<geo::AreaIndex> index_;
};

void refuse(MergeContext const& context, std::size_t at, std::string_view id, std::string reason, std::string remedy) {
  context.rejects->push_back({.file = context.source,
                              .record = static_cast<std::int64_t>(at + 1),
                              .column = "id",
                              .value = std::string(id),
                              .reason = std::move(reason),
                              .remedy = std::move(remedy)});
}

/// Which records of the batch can be taken: a good id, once, not another source's.
template <class R>
std::vector<bool> acceptable(std::vector<R> const& batch, MergeContext const& context, KindOutcome& outcome) {
  std::vector<bool> good(batch.size(), true);
  std::unordered_set<std::string_view> seen;
  seen.reserve(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    std::string const& id = batch[i].head.id;
    if (!base::is_record_id(id)) {
      refuse(context, i, id, "not an id: 1 to 200 of the characters A-Z a-z 0-9 . _ : -", "change the id");
    } else if (!seen.insert(id).second) {
      refuse(context, i, id, "this id came before in the same source", "give each record its own id");
    } else if (context.foreign_ids != nullptr && context.foreign_ids->contains(id)) {
      if constexpr (std::same_as<R, Group>) {
        good[i] = false;  // a group that the city has already, from whomever: nothing to say
        continue;
      }
      refuse(context, i, id, "this id belongs to another source", "import under that source's name, or change the id");
    } else {
      continue;
    }
    good[i] = false;
    ++outcome.not_taken;
  }
  return good;
}

std::vector<std::pair<std::string, std::string>> const* values_of(MergeContext const& context, std::string_view id) {
  if (context.city_values == nullptr) {
    return nullptr;
  }
  auto const found = context.city_values->find(id);
  return found == context.city_values->end() ? nullptr : &found->second;
}

/// What the city set takes the place of what the source says.
template <class R>
void keep_city_values(R& record, MergeContext const& context) {
  auto const* const values = values_of(context, record.head.id);
  if (values == nullptr) {
    return;
  }
  for (auto const& [column, value] : *values) {
    std::string said = get_column(record, column);
    if (auto const set = set_column(record, column, value); !set) {
      context.rejects->push_back({.file = context.source,
                                  .record = 0,
                                  .column = column,
                                  .value = value,
                                  .reason = "the city's own value cannot be read: " + set.error().message,
                                  .remedy = "set the field of " + record.head.id + " again"});
    } else if (said != value && context.overruled != nullptr) {
      context.overruled->push_back({.record = record.head.id, .field = column, .value = std::move(said)});
    }
  }
}

bool city_set(MergeContext const& context, std::string_view id, std::string_view column) {
  auto const* const values = values_of(context, id);
  return values != nullptr &&
         std::any_of(values->begin(), values->end(), [&](auto const& v) { return v.first == column; });
}

template <class R>
void add_new(R&& record, MergeContext const& context, KindOutcome& outcome, TableChanges<R>& changes) {
  record.head.source = context.source;
  record.head.first_seen = record.head.last_seen = context.now;
  ++outcome.added;
  changes.added.push_back(std::move(record));
}

/// The batch's word on a record that is stored. \param forced  write even if nothing differs
template <class R>
void renew(Stored<R> const& stored, R&& record, bool forced, MergeContext const& context, KindOutcome& outcome,
           TableChanges<R>& changes) {
  record.head.source = context.source;
  keep_city_values(record, context);
  if (!forced && differences(stored.record, record).empty()) {
    ++outcome.unchanged;
    return;
  }
  record.head.first_seen = stored.record.head.first_seen;
  record.head.last_seen = context.now;
  ++outcome.changed;
  changes.changed.push_back({stored.fid, std::move(record)});
}

template <class R>
void withdraw(Stored<R>&& stored, Coverage const& coverage, MergeContext const& context, KindOutcome& outcome,
              TableChanges<R>& changes) {
  auto& head = stored.record.head;
  if (head.status == RecordStatus::withdrawn || city_set(context, head.id, "status") ||
      !coverage.holds(stored.record)) {
    return;
  }
  head.status = RecordStatus::withdrawn;
  ++outcome.withdrawn;
  changes.changed.push_back(std::move(stored));
}

template <class R>
std::unordered_map<std::string_view, std::size_t> index_by_id(std::vector<Stored<R>> const& stored) {
  std::unordered_map<std::string_view, std::size_t> by_id;
  by_id.reserve(stored.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    by_id.emplace(stored[i].record.head.id, i);
  }
  return by_id;
}

}  // namespace

template <class R>
TableChanges<R> merge_records(std::vector<Stored<R>>&& stored, std::vector<R>&& batch, MergeContext const& context,
                              KindOutcome& outcome) {
  TableChanges<R> changes;
  auto const good = acceptable(batch, context, outcome);
  auto const by_id = index_by_id(stored);
  std::vector<bool> seen(stored.size(), false);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!good[i]) {
      continue;
    }
    if (auto const found = by_id.find(batch[i].head.id); found != by_id.end()) {
      seen[found->second] = true;
      renew(stored[found->second], std::move(batch[i]), false, context, outcome, changes);
    } else {
      add_new(std::move(batch[i]), context, outcome, changes);
    }
  }
  Coverage const coverage(context.covers);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (!seen[i]) {
      withdraw(std::move(stored[i]), coverage, context, outcome, changes);
    }
  }
  return changes;
}

template TableChanges<Offer> merge_records(std::vector<Stored<Offer>>&&, std::vector<Offer>&&, MergeContext const&,
                                           KindOutcome&);
template TableChanges<Session> merge_records(std::vector<Stored<Session>>&&, std::vector<Session>&&,
                                             MergeContext const&, KindOutcome&);
template TableChanges<Organisation> merge_records(std::vector<Stored<Organisation>>&&, std::vector<Organisation>&&,
                                                  MergeContext const&, KindOutcome&);
template TableChanges<District> merge_records(std::vector<Stored<District>>&&, std::vector<District>&&,
                                              MergeContext const&, KindOutcome&);
template TableChanges<Catchment> merge_records(std::vector<Stored<Catchment>>&&, std::vector<Catchment>&&,
                                               MergeContext const&, KindOutcome&);
template TableChanges<PopulationCell> merge_records(std::vector<Stored<PopulationCell>>&&,
                                                    std::vector<PopulationCell>&&, MergeContext const&, KindOutcome&);
template TableChanges<Group> merge_records(std::vector<Stored<Group>>&&, std::vector<Group>&&, MergeContext const&,
                                           KindOutcome&);
template TableChanges<Street> merge_records(std::vector<Stored<Street>>&&, std::vector<Street>&&, MergeContext const&,
                                            KindOutcome&);
template TableChanges<StreetNode> merge_records(std::vector<Stored<StreetNode>>&&, std::vector<StreetNode>&&,
                                                MergeContext const&, KindOutcome&);
template TableChanges<Address> merge_records(std::vector<Stored<Address>>&&, std::vector<Address>&&,
                                             MergeContext const&, KindOutcome&);
template TableChanges<Locality> merge_records(std::vector<Stored<Locality>>&&, std::vector<Locality>&&,
                                              MergeContext const&, KindOutcome&);

namespace {

constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

/// The stored places that one place of the batch is, by its id and its aliases.
class PlaceMatcher {
 public:
  explicit PlaceMatcher(std::vector<Stored<Place>> const& stored)
      : stored_(stored), by_id_(index_by_id(stored)), owner_(stored.size(), kNobody) {
    for (std::size_t i = 0; i < stored.size(); ++i) {
      for (auto const& alias : stored[i].record.aliases) {
        by_alias_.emplace(alias, i);
      }
    }
  }
  /// Who has a place's own id is that place, whatever others say.
  void claim_own(std::string_view id, std::size_t batch_index) {
    if (auto const found = by_id_.find(id); found != by_id_.end()) {
      owner_[found->second] = batch_index;
    }
  }
  /// Claims all that are this place, the one that stays first.
  [[nodiscard]] std::vector<std::size_t> claim(Place const& place, std::size_t batch_index) {
    std::vector<std::size_t> found;
    auto const consider = [&](auto const& index, std::string_view id) {
      auto const hit = index.find(id);
      if (hit == index.end() || (owner_[hit->second] != kNobody && owner_[hit->second] != batch_index) ||
          std::find(found.begin(), found.end(), hit->second) != found.end()) {
        return;
      }
      owner_[hit->second] = batch_index;
      found.push_back(hit->second);
    };
    consider(by_id_, place.head.id);
    consider(by_alias_, place.head.id);
    for (auto const& alias : place.aliases) {
      consider(by_id_, alias);
      consider(by_alias_, alias);
    }
    // The oldest stays; one that is gone already does not take the name of one that people use.
    std::sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) { return age(a) < age(b); });
    return found;
  }
  [[nodiscard]] bool is_claimed(std::size_t stored_index) const { return owner_[stored_index] != kNobody; }

 private:
  [[nodiscard]] std::tuple<bool, std::string_view, std::int64_t> age(std::size_t i) const {
    auto const& head = stored_[i].record.head;
    return {head.status == RecordStatus::withdrawn, head.first_seen, stored_[i].fid};
  }
  std::vector<Stored<Place>> const& stored_;
  std::unordered_map<std::string_view, std::size_t> by_id_, by_alias_;
  std::vector<std::size_t> owner_;  ///< by stored place: which of the batch it is
};

void count_kind(Place const& place, KindOutcome& outcome) {
  if (place.head.status != RecordStatus::withdrawn && place.head.status != RecordStatus::closed &&
      !place.kinds.empty()) {
    ++outcome.by_kind[place.kinds.front()];
  }
}

}  // namespace

TableChanges<Place> merge_places(std::vector<Stored<Place>>&& stored, std::vector<Place>&& batch,
                                 MergeContext const& context, KindOutcome& outcome,
                                 std::map<std::string, std::string>& relinked) {
  TableChanges<Place> changes;
  auto const good = acceptable(batch, context, outcome);
  PlaceMatcher matcher(stored);
  std::unordered_set<std::string> own_ids;  // copies: the batch is moved from as we go
  own_ids.reserve(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (good[i]) {
      matcher.claim_own(batch[i].head.id, i);
      own_ids.insert(batch[i].head.id);
    }
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!good[i]) {
      continue;
    }
    Place& place = batch[i];
    if (!place.point && place.head.status == RecordStatus::active) {
      place.head.status = RecordStatus::unplaced;
    }
    outcome.unplaced += place.point ? 0 : 1;
    auto const same = matcher.claim(place, i);

    std::set<std::string> aliases(place.aliases.begin(), place.aliases.end());
    std::string const given = place.head.id;
    for (std::size_t const s : same) {
      auto const& older = stored[s].record;
      aliases.insert(older.aliases.begin(), older.aliases.end());
      aliases.insert(older.head.id);
    }
    if (!same.empty()) {
      place.head.id = stored[same.front()].record.head.id;
      aliases.insert(given);
    }
    // A place that the batch has on its own is nobody's alias (any more).
    std::erase_if(aliases,
                  [&](std::string const& id) { return id == place.head.id || (id != given && own_ids.contains(id)); });
    place.aliases.assign(aliases.begin(), aliases.end());

    if (same.empty()) {
      keep_city_values(place, context);
      count_kind(place, outcome);
      add_new(std::move(place), context, outcome, changes);
      continue;
    }
    for (std::size_t k = 1; k < same.size(); ++k) {
      changes.removed.push_back(stored[same[k]].fid);
      relinked.emplace(stored[same[k]].record.head.id, place.head.id);
    }
    auto const& stays = stored[same.front()];
    std::string const id = stays.record.head.id;
    renew(stays, std::move(place), same.size() > 1, context, outcome, changes);
    count_kind(changes.changed.empty() || changes.changed.back().record.head.id != id ? stays.record
                                                                                      : changes.changed.back().record,
               outcome);
  }
  Coverage const coverage(context.covers);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (!matcher.is_claimed(i)) {
      auto const before = outcome.withdrawn;
      Place const* kept = &stored[i].record;
      std::string const first_kind = kept->kinds.empty() ? std::string() : kept->kinds.front();
      RecordStatus const status = kept->head.status;
      withdraw(std::move(stored[i]), coverage, context, outcome, changes);
      if (outcome.withdrawn == before && status != RecordStatus::withdrawn && status != RecordStatus::closed &&
          !first_kind.empty()) {
        ++outcome.by_kind[first_kind];
      }
    }
  }
  return changes;
}

}  // namespace cartable::store
