#pragma once

#include "base/text.hpp"
#include "geo/area_index.hpp"
#include "store/merge.hpp"
#include "store/place_fields.hpp"
#include "store/record_rows.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

/// Private to store/merge*.cpp: the steps that every kind of record takes.
namespace cartable::store::merging {

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

inline void refuse(MergeContext const& context, std::size_t at, std::string_view id, std::string reason,
                   std::string remedy) {
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

inline std::vector<std::pair<std::string, std::string>> const* values_of(MergeContext const& context,
                                                                         std::string_view id) {
  if (context.city_values == nullptr) {
    return nullptr;
  }
  auto const found = context.city_values->find(id);
  return found == context.city_values->end() ? nullptr : &found->second;
}

/// A field's text and back; of places also one entry of a map ("contact.phone").
template <class R>
[[nodiscard]] std::string field_text(R const& record, std::string_view field) {
  if constexpr (std::same_as<R, Place>) {
    return get_place_field(record, field);
  } else {
    return get_column(record, field);
  }
}
template <class R>
[[nodiscard]] base::Status set_field_text(R& record, std::string_view field, std::string_view text) {
  if constexpr (std::same_as<R, Place>) {
    return set_place_field(record, field, text);
  } else {
    return set_column(record, field, text);
  }
}

/// What the city set takes the place of what the source says.
template <class R>
void keep_city_values(R& record, MergeContext const& context) {
  auto const* const values = values_of(context, record.head.id);
  if (values == nullptr) {
    return;
  }
  for (auto const& [column, value] : *values) {
    std::string said = field_text(record, column);
    if (auto const set = set_field_text(record, column, value); !set) {
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

inline bool city_set(MergeContext const& context, std::string_view id, std::string_view column) {
  auto const* const values = values_of(context, id);
  return values != nullptr &&
         std::any_of(values->begin(), values->end(), [&](auto const& v) { return v.first == column; });
}

template <class R>
void add_new(R&& record, MergeContext const& context, KindOutcome& outcome, TableChanges<R>& changes) {
  record.head.source = context.source;
  record.head.first_seen = record.head.last_seen = context.now;
  ++outcome.added;
  changes.added.push_back(std::forward<R>(record));
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
  changes.changed.push_back({stored.fid, std::forward<R>(record)});
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

}  // namespace cartable::store::merging
