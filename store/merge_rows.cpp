#include "store/merge_rows.hpp"

#include "base/format.hpp"
#include "store/merge_steps.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace cartable::store::merging {
namespace {

/// What people said of a place that became another's alias is said of the place that stays.
void move_rows_of_people(MergeState& state, PlaceNode const& node) {
  for (std::size_t k = 1; k < node.stored.size(); ++k) {
    auto const& old_id = state.stored[node.stored[k]].record.head.id;
    auto const* const rows = state.provenance.set_by_people(old_id);
    if (rows == nullptr) {
      continue;
    }
    auto const* const own = state.provenance.set_by_people(node.id);
    for (auto const& [fid, row] : *rows) {
      bool const taken = own != nullptr && std::any_of(own->begin(), own->end(), [&, &row = row](auto const& mine) {
                           return mine.record.field == row.field && mine.record.set_by == row.set_by;
                         });
      if (taken) {
        state.result.rows.removed.push_back(fid);
        continue;
      }
      FieldProvenance moved = row;
      moved.record = node.id;
      moved.head.id = fmt::format("{}:{}:{}", row.set_by, row.field, node.id);
      state.result.rows.changed.push_back({fid, std::move(moved)});
    }
  }
}

}  // namespace

void keep_joins(MergeState const& state, PlaceNode const& node, std::vector<PlaceStatement> const& all,
                std::vector<FieldProvenance>& rows) {
  std::map<std::string, FieldProvenance> joins;
  for (std::size_t const s : node.stored) {
    if (auto const* const known = state.rows_of(s)) {
      for (auto const& row : *known) {
        if (row.record.field == kJoinedField) {
          joins.emplace(row.record.from_source, row.record);
        }
      }
    }
  }
  for (auto const& join : node.joins) {
    std::string const& other = state.stored[join.stored].record.head.source;
    std::string const& source = node.batch.empty() ? other : state.context.source;
    FieldProvenance row;
    row.value = fmt::format("{} %: {}", join.percent, join.how);
    row.head.first_seen = state.context.now;
    row.date = state.context.now.substr(0, std::min<std::size_t>(10, state.context.now.size()));
    row.from_source = source;
    joins.insert_or_assign(source, std::move(row));
  }
  if (all.size() < 2) {
    return;
  }
  for (auto& [source, row] : joins) {
    bool const speaks =
        std::any_of(all.begin(), all.end(), [&, &name = source](auto const& s) { return s.source == name; });
    if (!speaks) {
      continue;
    }
    row.head.id = fmt::format("said:{}:{}:{}", source, kJoinedField, node.id);
    row.head.source = source;
    row.head.visibility = Visibility::staff;
    row.head.last_seen = row.head.first_seen;
    row.record = node.id;
    row.field = kJoinedField;
    row.set_by = kByImport;
    rows.push_back(std::move(row));
  }
}

void write_rows(MergeState& state, PlaceNode const& node, std::vector<FieldProvenance>&& wanted) {
  std::unordered_map<std::string_view, Stored<FieldProvenance> const*> known;
  for (std::size_t const s : node.stored) {
    if (auto const* const rows = state.rows_of(s)) {
      for (auto const& row : *rows) {
        known.emplace(row.record.head.id, &row);
      }
    }
  }
  for (auto& row : wanted) {
    auto const found = known.find(row.head.id);
    if (found == known.end()) {
      state.result.rows.added.push_back(std::move(row));
      continue;
    }
    auto const& old = *found->second;
    bool const same = old.record.value == row.value && old.record.licence == row.licence &&
                      old.record.date == row.date && old.record.record == row.record;
    if (!same) {
      row.head.first_seen = old.record.head.first_seen;
      state.result.rows.changed.push_back({old.fid, std::move(row)});
    }
    known.erase(found);
  }
  for (auto const& [id, row] : known) {
    state.result.rows.removed.push_back(row->fid);
  }
  move_rows_of_people(state, node);
}

}  // namespace cartable::store::merging
