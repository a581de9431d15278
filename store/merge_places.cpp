#include "store/merge_places.hpp"

#include "base/assert.hpp"
#include "base/format.hpp"
#include "store/merge_nodes.hpp"
#include "store/merge_rows.hpp"
#include "store/merge_state.hpp"
#include "store/merge_steps.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

namespace cartable::store {
namespace {

using namespace merging;

/// Makes of each node its place: what the sources say of it put together, the city's own values over it.
class Finisher {
 public:
  explicit Finisher(MergeState& state) : state_(state) {}

  void finish(PlaceNode& node) {
    if (node.stored.empty() && node.batch.empty()) {
      return;  // joined into another
    }
    bool const plain_stored =
        node.stored.empty() || (node.stored.size() == 1 && !state_.forced[node.stored.front()] &&
                                state_.rows_of(node.stored.front()) == nullptr &&
                                state_.stored[node.stored.front()].record.head.source == state_.context.source);
    if (node.batch.size() == 1 && plain_stored && state_.batch[node.batch.front()].point &&
        values_of(state_.context, node.id) == nullptr) {
      finish_plain(node);
    } else if (says_nothing_new(node)) {
      ++state_.outcome.unchanged;
      ++state_.result.across.known_elsewhere;
      count_kind(state_.stored[node.stored.front()].record, true);
    } else if (!node.batch.empty() || node.withdrawn || node.touched) {
      finish_whole(node);
    } else {
      count_kind(state_.stored[node.stored.front()].record, state_.is_ours(node.stored.front()));
    }
  }

 private:
  /// Of a place of two sources, whether the batch says what its source said before, and all else is as it was: then the
  /// place need not be made again to see that it is the same.
  bool says_nothing_new(PlaceNode const& node) {
    bool const plain = node.batch.size() == 1 && node.stored.size() == 1 && node.joins.empty() && !node.touched;
    if (!plain || state_.forced[node.stored.front()]) {
      return false;
    }
    std::size_t const s = node.stored.front();
    Place const& stored = state_.stored[s].record;
    auto const* const rows = state_.rows_of(s);
    if (rows == nullptr || !stored.point || stored.head.status == RecordStatus::withdrawn) {
      return false;
    }
    auto const info = state_.in.order->sources().find(state_.context.source);
    for (auto const& row : *rows) {
      bool const other_terms = row.record.from_source == state_.context.source && row.record.field != kJoinedField &&
                               (info == state_.in.order->sources().end() ||
                                row.record.licence != info->second.licence || row.record.date != info->second.date);
      if (other_terms || row.record.set_by == kByAddress) {
        return false;
      }
    }
    auto const all = state_.statements(s);
    if (all.size() != 2 || state_.in.order->before(all[1].source, all[0].source)) {
      return false;
    }
    Place& now = state_.batch[node.batch.front()];
    now.head.source = state_.context.source;
    return std::any_of(all.begin(), all.end(), [&](PlaceStatement const& said) {
      return said.source == state_.context.source && differences(said.place, now).empty();
    });
  }

  void count_kind(Place const& place, bool ours) {
    if (ours && place.head.status != RecordStatus::withdrawn && place.head.status != RecordStatus::closed &&
        !place.kinds.empty()) {
      ++state_.outcome.by_kind[place.kinds.front()];
    }
  }

  StringList aliases_of(PlaceNode const& node, StringList const& said) const {
    std::set<std::string> all(said.begin(), said.end());
    std::set<std::string_view> mine;
    for (std::size_t const i : node.batch) {
      mine.insert(state_.batch[i].head.id);
    }
    for (std::size_t const s : node.stored) {
      all.insert(state_.stored[s].record.aliases.begin(), state_.stored[s].record.aliases.end());
      all.insert(state_.stored[s].record.head.id);
    }
    // A place that the batch has on its own is nobody's alias (any more).
    std::erase_if(all, [&](std::string const& id) {
      return id == node.id || (state_.own_ids.contains(id) && !mine.contains(id));
    });
    return {all.begin(), all.end()};
  }

  /// One source, one record, nothing that anybody else said: the common case.
  void finish_plain(PlaceNode& node) {
    std::size_t const i = node.batch.front();
    Place& place = state_.batch[i];
    if (place.head.id != node.id) {
      place.aliases.push_back(place.head.id);
    }
    bool const has_aliases =
        !place.aliases.empty() || (!node.stored.empty() && !state_.stored[node.stored.front()].record.aliases.empty());
    if (has_aliases) {
      place.aliases = aliases_of(node, place.aliases);
    }
    place.head.id = node.id;
    if (place.parent == node.id) {
      place.parent.clear();
    }
    count_kind(place, true);
    if (node.stored.empty()) {
      add_new(std::move(place), state_.context, state_.outcome, state_.result.changes);
    } else {
      renew(state_.stored[node.stored.front()], std::move(place), false, state_.context, state_.outcome,
            state_.result.changes);
    }
  }

  void finish_whole(PlaceNode& node) {
    auto all = statements_of_node(node);
    bool const has_batch = !node.batch.empty();
    if (all.empty()) {
      auto const before = state_.outcome.withdrawn;
      Place const& place = state_.stored[node.stored.front()].record;
      bool const was_withdrawn = place.head.status == RecordStatus::withdrawn;
      if (!was_withdrawn && node.withdrawn && !city_set(state_.context, place.head.id, "status")) {
        withdraw_stored(node);
      }
      if (state_.outcome.withdrawn == before) {
        count_kind(place, state_.is_ours(node.stored.front()));
      }
      return;
    }
    state_.in.order->rank(all);
    bool passed_over = false;
    bool const known_elsewhere = all.size() > 1 || all.front().source != state_.context.source;
    Place place = all.size() == 1 ? all.front().place : combine(all, &passed_over);
    place.head.source = all.front().source;
    place.head.id = node.id;
    StringList said = place.aliases;
    for (auto const& statement : all) {
      said.push_back(statement.place.head.id);
      said.insert(said.end(), statement.place.aliases.begin(), statement.place.aliases.end());
    }
    place.aliases = aliases_of(node, said);
    if (place.parent == node.id) {
      place.parent.clear();
    }
    unite_city_values(node);
    std::vector<FieldProvenance> rows;
    locate(node, place, rows);
    keep_city_values(place, state_.context);
    if (place.point && place.head.status == RecordStatus::unplaced && !city_set(state_.context, node.id, "status")) {
      place.head.status = RecordStatus::active;  // the city said where it is
    }
    bool const ours =
        std::any_of(all.begin(), all.end(), [&](auto const& s) { return s.source == state_.context.source; });
    if (has_batch) {
      state_.outcome.unplaced += place.point ? 0 : 1;
      state_.result.across.known_elsewhere += known_elsewhere ? 1 : 0;
      state_.result.across.finer_position += passed_over ? 1 : 0;
    } else if (node.withdrawn) {
      ++state_.outcome.withdrawn;
      ++state_.result.across.kept_by_others;
    }
    count_kind(place, ours);
    bool const needs_rows = all.size() > 1 || !rows.empty() || values_of(state_.context, node.id) != nullptr;
    if (needs_rows) {
      for (auto& statement : all) {  // as it stands in the place's row
        statement.place.parent = statement.place.parent == node.id ? std::string() : statement.place.parent;
      }
      auto more = statement_rows(place, all, state_.in.order->sources(), state_.context.now);
      rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    keep_joins(state_, node, all, rows);
    write_rows(state_, node, std::move(rows));
    write_place(node, std::move(place), has_batch);
  }

  void withdraw_stored(PlaceNode& node) {
    for (std::size_t const s : node.stored) {
      Stored<Place> gone = state_.stored[s];
      gone.record.head.status = RecordStatus::withdrawn;
      ++state_.outcome.withdrawn;
      state_.result.changes.changed.push_back(std::move(gone));
    }
  }

  std::vector<PlaceStatement> statements_of_node(PlaceNode const& node) {
    std::vector<PlaceStatement> all;
    auto const add = [&](PlaceStatement&& statement) {
      auto const same =
          std::find_if(all.begin(), all.end(), [&](auto const& x) { return x.source == statement.source; });
      if (same == all.end()) {
        all.push_back(std::move(statement));
        return;
      }
      std::vector<PlaceStatement> const both{*same, std::move(statement)};  // two records that the city said are one
      same->place = combine(both);
    };
    for (std::size_t const i : node.batch) {
      state_.batch[i].head.source = state_.context.source;
      add({state_.context.source, state_.batch[i]});
    }
    for (std::size_t const s : node.stored) {
      bool const spoken_of = !node.batch.empty() || (node.withdrawn && state_.is_ours(s));
      for (auto& statement : state_.statements(s)) {
        if (!(spoken_of && statement.source == state_.context.source)) {
          add(std::move(statement));
        }
      }
    }
    return all;
  }

  void unite_city_values(PlaceNode const& node) {
    auto& values = state_.provenance.city_values();
    for (std::size_t k = 1; k < node.stored.size(); ++k) {
      auto const& old_id = state_.stored[node.stored[k]].record.head.id;
      auto const found = values.find(old_id);
      if (found == values.end()) {
        continue;
      }
      auto& own = values[node.id];
      for (auto const& value : found->second) {
        bool const has =
            std::any_of(own.begin(), own.end(), [&](auto const& mine) { return mine.first == value.first; });
        if (!has) {
          own.push_back(value);
        } else {
          state_.result.notes.push_back(
              fmt::format("{} and {} became one place and the city had set {} of both; that of {} holds", node.id,
                          old_id, value.first, node.id));
        }
      }
    }
  }

  /// Looks for the address of a place that nobody gave a position.
  void locate(PlaceNode const& node, Place& place, std::vector<FieldProvenance>& rows) {
    if (place.point || place.head.status == RecordStatus::withdrawn || city_set(state_.context, node.id, "geom")) {
      return;
    }
    AddressResult found;
    if (state_.in.find_address && !place.address.empty()) {
      found = state_.in.find_address(place.address);
    }
    auto const row = [&](std::string_view field, std::string value, std::string const& source) {
      FieldProvenance out;
      out.head.id = fmt::format("address:{}:{}", field, node.id);
      out.head.source = source;
      out.head.visibility = Visibility::staff;
      out.head.first_seen = out.head.last_seen = state_.context.now;
      out.record = node.id;
      out.field = field;
      out.value = std::move(value);
      out.from_source = source;
      if (auto const info = state_.in.order->sources().find(source); info != state_.in.order->sources().end()) {
        out.licence = info->second.licence;
        out.date = info->second.date;
      }
      out.set_by = kByAddress;
      rows.push_back(std::move(out));
    };
    if (found.confidence == AddressConfidence::certain) {
      auto const& best = found.candidates.front();
      place.point = best.point;
      row("geom", column_text(best.point), best.source);
      row(kFoundField, fmt::format("{} ({})", best.label, best.how), best.source);
      ++state_.result.across.found;
    } else if (keep_found(node, place, rows)) {
      ++state_.result.across.found;
    } else {
      ++(found.confidence == AddressConfidence::doubtful ? state_.result.across.found_doubtful
                                                         : state_.result.across.not_found);
      return;
    }
    if (place.head.status == RecordStatus::unplaced) {
      place.head.status = RecordStatus::active;
    }
  }

  /// A position once found stays while the address is the same, though the house is no longer on the map.
  bool keep_found(PlaceNode const& node, Place& place, std::vector<FieldProvenance>& rows) const {
    for (std::size_t const s : node.stored) {
      auto const* const known = state_.rows_of(s);
      if (known == nullptr || state_.stored[s].record.address != place.address) {
        continue;
      }
      for (auto const& row : *known) {
        if (row.record.set_by == kByAddress) {
          rows.push_back(row.record);
          rows.back().record = node.id;
          rows.back().head.id = fmt::format("address:{}:{}", row.record.field, node.id);
          if (row.record.field == "geom") {
            (void)read_column_text(row.record.value, place.point);
          }
        }
      }
    }
    return place.point.has_value();
  }

  void write_place(PlaceNode const& node, Place&& place, bool has_batch) {
    for (std::size_t k = 1; k < node.stored.size(); ++k) {
      auto const& gone = state_.stored[node.stored[k]];
      state_.result.relinked.emplace(gone.record.head.id, node.id);
      if (gone.fid >= 0) {
        state_.result.changes.removed.push_back(gone.fid);
      }
    }
    if (node.stored.empty() || state_.stored[node.stored.front()].fid < 0) {
      place.head.first_seen = place.head.last_seen = state_.context.now;
      state_.outcome.added += has_batch ? 1 : 0;
      state_.result.changes.added.push_back(std::move(place));
      return;
    }
    auto const& stays = state_.stored[node.stored.front()];
    bool const forced = node.stored.size() > 1 || state_.forced[node.stored.front()];
    if (!forced && differences(stays.record, place).empty()) {
      state_.outcome.unchanged += has_batch ? 1 : 0;
      return;
    }
    place.head.first_seen = stays.record.head.first_seen;
    place.head.last_seen = has_batch ? state_.context.now : stays.record.head.last_seen;
    state_.outcome.changed += has_batch ? 1 : 0;
    state_.result.changes.changed.push_back({stays.fid, std::move(place)});
  }

  MergeState& state_;
};

}  // namespace

PlaceMerge merge_places(PlaceMergeInput&& input, MergeContext const& context, KindOutcome& outcome) {
  CARTABLE_ASSERT(input.provenance != nullptr && input.order != nullptr);
  MergeState state(std::move(input), context, outcome);
  auto nodes = find_nodes(state);
  Finisher finisher(state);
  for (auto& node : nodes) {
    finisher.finish(node);
  }
  return std::move(state.result);
}

}  // namespace cartable::store
