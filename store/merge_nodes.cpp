#include "store/merge_nodes.hpp"

#include "store/merge_steps.hpp"
#include "store/place_match.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace cartable::store::merging {
namespace {

constexpr std::size_t kNobody = static_cast<std::size_t>(-1);
constexpr std::size_t kMostJoinsTold = 1000;

/// The stored places that one place of the batch is, by its id and its aliases.
class PlaceIds {
 public:
  explicit PlaceIds(std::vector<Stored<Place>> const& stored)
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
  void claim(std::size_t stored_index, std::size_t batch_index) { owner_[stored_index] = batch_index; }
  /// Claims all that are this place and may be together, the one that stays first.
  template <class MayJoin>
  [[nodiscard]] std::vector<std::size_t> claim(Place const& place, std::size_t batch_index, MayJoin const& may_join) {
    std::vector<std::size_t> found;
    auto const consider = [&](auto const& index, std::string_view id) {
      auto const hit = index.find(id);
      if (hit == index.end() || (owner_[hit->second] != kNobody && owner_[hit->second] != batch_index) ||
          std::find(found.begin(), found.end(), hit->second) != found.end() || !may_join(found, hit->second)) {
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
    sort_by_age(found);
    return found;
  }
  /// The oldest stays; one that is gone already does not take the name of one that people use.
  void sort_by_age(std::vector<std::size_t>& places) const {
    std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) { return age(a) < age(b); });
  }
  [[nodiscard]] std::size_t owner(std::size_t stored_index) const { return owner_[stored_index]; }
  [[nodiscard]] bool is_claimed(std::size_t stored_index) const { return owner_[stored_index] != kNobody; }
  [[nodiscard]] std::size_t find(std::string_view id) const {
    if (auto const own = by_id_.find(id); own != by_id_.end()) {
      return own->second;
    }
    auto const alias = by_alias_.find(id);
    return alias != by_alias_.end() ? alias->second : kNobody;
  }

 private:
  [[nodiscard]] std::tuple<bool, bool, std::string_view, std::int64_t> age(std::size_t i) const {
    auto const& head = stored_[i].record.head;
    return {head.status == RecordStatus::withdrawn, stored_[i].fid < 0, head.first_seen, stored_[i].fid};
  }
  std::vector<Stored<Place>> const& stored_;
  std::unordered_map<std::string_view, std::size_t> by_id_, by_alias_;
  std::vector<std::size_t> owner_;  ///< by stored place: which node it belongs to
};

class NodeFinder {
 public:
  explicit NodeFinder(MergeState& state) : state_(state), ids_(state.stored) {}

  std::vector<PlaceNode> run() {
    claim();
    apply_same();
    match();
    nodes_of_the_rest();
    for (auto const& id : state_.in.touched) {
      if (std::size_t const s = ids_.find(id); s != kNobody) {
        nodes_[ids_.owner(s)].touched = true;
      }
    }
    name_nodes();
    return std::move(nodes_);
  }

 private:
  void claim() {
    std::unordered_set<std::string> foreign;
    for (std::size_t s = 0; s < state_.stored.size(); ++s) {
      auto const& id = state_.stored[s].record.head.id;
      if (!state_.is_ours(s) && !is_id_of(id, state_.context.source)) {
        foreign.insert(id);
      }
    }
    state_.context.foreign_ids = &foreign;
    auto const good = acceptable(state_.batch, state_.context, state_.outcome);
    state_.own_ids.reserve(state_.batch.size());
    node_of_.assign(state_.batch.size(), kNobody);
    for (std::size_t i = 0; i < state_.batch.size(); ++i) {
      if (good[i]) {
        node_of_[i] = nodes_.size();
        nodes_.push_back({.stored = {}, .batch = {i}, .withdrawn = false, .touched = false, .joins = {}, .id = {}});
        ids_.claim_own(state_.batch[i].head.id, node_of_[i]);
        state_.own_ids.insert(state_.batch[i].head.id);
      }
    }
    auto const may_join = [&](std::vector<std::size_t> const& found, std::size_t more) {
      return std::all_of(found.begin(), found.end(), [&](std::size_t s) {
        return (state_.sources[s] & state_.sources[more] & ~state_.own_bit) ==
               0;  // two records of another source are two places
      });
    };
    for (std::size_t i = 0; i < state_.batch.size(); ++i) {
      if (!good[i]) {
        continue;
      }
      Place& place = state_.batch[i];
      if (!place.point && place.head.status == RecordStatus::active) {
        place.head.status = RecordStatus::unplaced;
      }
      nodes_[node_of_[i]].stored = ids_.claim(place, node_of_[i], may_join);
    }
    state_.context.foreign_ids = nullptr;
  }

  /// The node that an id means, made where only the city knows it yet.
  std::size_t node_by_id(std::string const& id) {
    if (by_batch_id_.empty()) {
      for (std::size_t i = 0; i < state_.batch.size(); ++i) {
        by_batch_id_.emplace(state_.batch[i].head.id, i);
      }
    }
    if (auto const own = by_batch_id_.find(id); own != by_batch_id_.end() && node_of_[own->second] != kNobody) {
      return node_of_[own->second];
    }
    std::size_t const s = ids_.find(id);
    if (s == kNobody) {
      return kNobody;
    }
    if (!ids_.is_claimed(s)) {
      ids_.claim(s, nodes_.size());
      nodes_.push_back({.stored = {s}, .batch = {}, .withdrawn = leaves(s), .touched = true, .joins = {}, .id = {}});
    }
    return ids_.owner(s);
  }

  void join_nodes(std::size_t into, std::size_t from) {
    PlaceNode& node = nodes_[into];
    PlaceNode& other = nodes_[from];
    for (std::size_t const s : other.stored) {
      ids_.claim(s, into);
    }
    for (std::size_t const i : other.batch) {
      node_of_[i] = into;
    }
    node.stored.insert(node.stored.end(), other.stored.begin(), other.stored.end());
    node.batch.insert(node.batch.end(), other.batch.begin(), other.batch.end());
    node.withdrawn = node.batch.empty() && (node.withdrawn || other.withdrawn);
    node.touched = true;
    ids_.sort_by_age(node.stored);
    other = {};
  }

  /// What the city said is one place.
  void apply_same() {
    for (auto const& [a, b] : state_.provenance.same()) {
      std::size_t const one = node_by_id(a);
      std::size_t const two = node_by_id(b);
      if (one == kNobody || two == kNobody || one == two) {
        continue;
      }
      bool const one_is_stored_longer = !nodes_[one].stored.empty() || nodes_[two].stored.empty();
      std::size_t const into = one_is_stored_longer ? one : two;
      std::size_t const from = one_is_stored_longer ? two : one;
      for (std::size_t const s : nodes_[from].stored) {
        nodes_[into].joins.push_back({s, 100, "the city said that they are one place"});
      }
      join_nodes(into, from);
    }
  }

  bool said_distinct(std::vector<std::string_view> const& a, std::vector<std::string_view> const& b) const {
    auto const has = [](std::vector<std::string_view> const& ids, std::string_view id) {
      return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    return std::any_of(state_.provenance.distinct().begin(), state_.provenance.distinct().end(), [&](auto const& pair) {
      return (has(a, pair.first) && has(b, pair.second)) || (has(a, pair.second) && has(b, pair.first));
    });
  }

  static void add_ids(Place const& place, std::vector<std::string_view>& ids) {
    ids.emplace_back(place.head.id);
    ids.insert(ids.end(), place.aliases.begin(), place.aliases.end());
  }

  /// Whether a record says something that was not weighed before. Pairs of which nothing is new were weighed when the
  /// later of the two came; so the same file again changes nothing, however the other names of the city have changed.
  bool is_news(PlaceNode const& node) {
    if (node.stored.empty()) {
      return true;
    }
    Place const& now = state_.batch[node.batch.front()];
    auto const before = state_.statements(node.stored.front());
    auto const own = std::find_if(before.begin(), before.end(),
                                  [&](auto const& said) { return said.source == state_.context.source; });
    if (own == before.end()) {
      return true;
    }
    Place const& then = own->place;
    return then.name != now.name || then.names != now.names || then.point != now.point || then.kinds != now.kinds ||
           then.address != now.address || then.contact != now.contact ||
           then.head.identifiers != now.head.identifiers || then.head.visibility != now.head.visibility;
  }

  bool is_candidate(std::size_t s) const {
    return !ids_.is_claimed(s) && !state_.is_ours(s) && state_.stored[s].record.head.status != RecordStatus::withdrawn;
  }

  void match() {
    std::vector<std::size_t> theirs;
    for (std::size_t s = 0; s < state_.stored.size() && !state_.batch.empty(); ++s) {
      if (is_candidate(s)) {
        theirs.push_back(s);
      }
    }
    if (theirs.empty()) {
      return;
    }
    std::vector<Place const*> places;
    std::vector<std::size_t> nodes;  // of ours
    std::deque<Place> placed;        // copies with the position of their address
    bool any_news = false;
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      PlaceNode const& node = nodes_[n];
      if (node.batch.empty() || state_.batch[node.batch.front()].head.status == RecordStatus::withdrawn) {
        continue;
      }
      Place const& place = state_.batch[node.batch.front()];
      nodes.push_back(n);
      places.push_back(&place);
      any_news = any_news || is_news(node);
      if (!place.point && state_.in.find_address && !place.address.empty()) {
        AddressResult const found = state_.in.find_address(place.address);
        if (found.confidence == AddressConfidence::certain) {
          placed.push_back(place);
          placed.back().point = found.candidates.front().point;
          placed.back().address.clear();  // it says where already; it is not weighed twice
          places.back() = &placed.back();
        }
      }
    }
    std::size_t const ours = places.size();
    if (!any_news) {
      return;
    }
    for (std::size_t const s : theirs) {
      places.push_back(&state_.stored[s].record);
    }
    MatchOptions options;
    options.city_name = state_.in.city_name;
    options.side = [&](std::uint32_t i) { return i < ours; };
    options.may_be_one = [&](std::uint32_t a, std::uint32_t b) { return may_match(a, b, ours, nodes, theirs, places); };
    for (auto const& pair : match_places(places, options)) {
      if (pair.verdict == Verdict::doubtful || !is_news(nodes_[nodes[pair.a]])) {
        state_.result.across.doubtful += 1;
        continue;
      }
      PlaceNode& node = nodes_[nodes[pair.a]];
      std::size_t const s = theirs[pair.b - ours];
      std::string how = describe(pair, *places[pair.a], *places[pair.b]);
      tell_join(*places[pair.a], state_.stored[s].record, percent(pair.score), how);
      node.joins.push_back({s, percent(pair.score), std::move(how)});
      node.stored.push_back(s);
      ids_.claim(s, nodes[pair.a]);
      ids_.sort_by_age(node.stored);
    }
  }

  bool may_match(std::uint32_t a, std::uint32_t b, std::size_t ours, std::vector<std::size_t> const& nodes,
                 std::vector<std::size_t> const& theirs, std::vector<Place const*> const& places) const {
    if (a >= ours || b < ours) {
      return false;
    }
    std::size_t const s = theirs[b - ours];
    PlaceNode const& node = nodes_[nodes[a]];
    bool const shares_source = std::any_of(node.stored.begin(), node.stored.end(),
                                           [&](std::size_t x) { return (state_.sources[x] & state_.sources[s]) != 0; });
    // What only staff may see stays apart from what everybody sees, unless the city says that they are one.
    if (shares_source || places[a]->head.visibility != places[b]->head.visibility) {
      return false;
    }
    if (state_.provenance.distinct().empty()) {
      return true;
    }
    std::vector<std::string_view> mine;
    std::vector<std::string_view> other;
    add_ids(*places[a], mine);
    for (std::size_t const x : node.stored) {
      add_ids(state_.stored[x].record, mine);
    }
    add_ids(*places[b], other);
    return !said_distinct(mine, other);
  }

  void tell_join(Place const& record, Place const& other, int percent, std::string const& how) {
    ++state_.result.across.joined;
    if (state_.result.across.joins.size() < kMostJoinsTold) {
      state_.result.across.joins.push_back({.place = {},
                                            .record = record.head.id,
                                            .name = record.name,
                                            .other_source = other.head.source,
                                            .other_record = other.head.id,
                                            .other_name = other.name,
                                            .percent = percent,
                                            .how = how});
    }
  }

  /// Whether the source's record of a stored place is gone from it.
  bool leaves(std::size_t s) {
    if (!state_.in.speaks_of_all || !state_.is_ours(s) ||
        state_.stored[s].record.head.status == RecordStatus::withdrawn) {
      return false;
    }
    if (!coverage_) {
      coverage_.emplace(state_.context.covers);
    }
    return coverage_->holds(state_.stored[s].record);
  }

  /// Places that the batch does not speak of.
  void nodes_of_the_rest() {
    for (std::size_t s = 0; s < state_.stored.size(); ++s) {
      if (ids_.is_claimed(s)) {
        continue;
      }
      ids_.claim(s, nodes_.size());
      bool const again = state_.forced[s] || state_.rows_of(s) != nullptr || !state_.stored[s].record.point;
      nodes_.push_back({.stored = {s}, .batch = {}, .withdrawn = leaves(s), .touched = again, .joins = {}, .id = {}});
    }
  }

  void name_nodes() {
    for (auto& node : nodes_) {
      if (!node.stored.empty()) {
        node.id = state_.stored[node.stored.front()].record.head.id;
      } else if (!node.batch.empty()) {
        node.id = state_.batch[node.batch.front()].head.id;
      }
      for (std::size_t const i : node.batch) {
        if (state_.batch[i].head.id != node.id) {
          state_.result.stays_as.emplace(state_.batch[i].head.id, node.id);
        }
      }
    }
    std::unordered_map<std::string_view, std::string_view> final_id;
    for (std::size_t i = 0; i < state_.batch.size(); ++i) {
      if (node_of_[i] != kNobody) {
        final_id.emplace(state_.batch[i].head.id, nodes_[node_of_[i]].id);
      }
    }
    for (auto& place : state_.batch) {
      if (place.parent.empty()) {
        continue;
      }
      if (auto const own = final_id.find(place.parent); own != final_id.end()) {
        place.parent = own->second;
      } else if (std::size_t const s = ids_.find(place.parent); s != kNobody) {
        place.parent = nodes_[ids_.owner(s)].id;
      }
    }
    for (auto& join : state_.result.across.joins) {
      auto const found = final_id.find(join.record);
      join.place = found != final_id.end() ? found->second : std::string_view(join.record);
    }
  }

  MergeState& state_;
  PlaceIds ids_;
  std::vector<PlaceNode> nodes_;
  std::vector<std::size_t> node_of_;                               ///< by batch record
  std::unordered_map<std::string_view, std::size_t> by_batch_id_;  ///< made when a decision is looked up
  std::optional<Coverage> coverage_;
};

}  // namespace

std::vector<PlaceNode> find_nodes(MergeState& state) { return NodeFinder(state).run(); }

}  // namespace cartable::store::merging
