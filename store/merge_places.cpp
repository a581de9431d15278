#include "store/merge_places.hpp"

#include "base/assert.hpp"
#include "base/format.hpp"
#include "store/merge_steps.hpp"
#include "store/place_match.hpp"

#include <deque>
#include <set>
#include <tuple>

namespace cartable::store {
namespace {

using namespace merging;

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

class Merger {
 public:
  Merger(PlaceMergeInput&& input, MergeContext const& context, KindOutcome& outcome)
      : stored_(std::move(input.stored)),
        batch_(std::move(input.batch)),
        in_(input),
        provenance_(*input.provenance),
        context_(context),
        outcome_(outcome) {
    context_.city_values = &provenance_.city_values();
    context_.overruled = nullptr;  // statement rows say it
  }

  PlaceMerge run() {
    forced_.resize(stored_.size(), false);
    separate_distinct();
    find_sources();
    PlaceIds ids(stored_);
    ids_ = &ids;
    claim();
    apply_same();
    match();
    nodes_of_the_rest();
    for (auto const& id : in_.touched) {
      if (std::size_t const s = ids.find(id); s != kNobody) {
        nodes_[ids.owner(s)].touched = true;
      }
    }
    name_nodes();
    for (auto& node : nodes_) {
      finish(node);
    }
    return std::move(result_);
  }

 private:
  struct Join {
    std::size_t stored;
    int percent;
    std::string how;
  };
  /// What will be one place.
  struct Node {
    std::vector<std::size_t> stored;  ///< the one that stays first
    std::vector<std::size_t> batch;   ///< more than one only where the city said that they are the same
    bool withdrawn = false;           ///< the source does not have it any more
    bool touched = false;             ///< to be made again although the batch does not speak of it
    std::vector<Join> joins;
    std::string id;  ///< that it has in the end
  };

  // What is there
  // ------------------------------------------------------------------------------------------------------

  Provenance::Rows const* rows_of(std::size_t s) const {
    return provenance_.all().empty() ? nullptr : provenance_.of(stored_[s].record.head.id);
  }

  std::vector<PlaceStatement> statements(std::size_t s) {
    if (auto const changed = separated_.find(s); changed != separated_.end()) {
      return changed->second;
    }
    std::vector<std::string> unreadable;
    auto out = statements_of(stored_[s].record, rows_of(s), &unreadable);
    for (auto const& what : unreadable) {
      result_.notes.push_back(
          fmt::format("{}: what a source says of it cannot be read (a person changed the table "
                      "field_provenance) and was passed over; import that source again",
                      what));
    }
    std::erase_if(out, [](auto const& said) { return said.place.head.status == RecordStatus::withdrawn; });
    return out;
  }

  static bool speaks_of(PlaceStatement const& statement, std::string_view id) {
    auto const& place = statement.place;
    return place.head.id == id || std::find(place.aliases.begin(), place.aliases.end(), id) != place.aliases.end();
  }

  /// Places that are one and that the city says are two: what the later source says becomes a place of its own again.
  void separate_distinct() {
    if (provenance_.distinct().empty()) {
      return;
    }
    std::unordered_map<std::string_view, std::size_t> index = index_by_id(stored_);
    for (std::size_t i = 0; i < stored_.size(); ++i) {
      for (auto const& alias : stored_[i].record.aliases) {
        index.emplace(alias, i);
      }
    }
    std::vector<Stored<Place>> fresh;
    for (auto const& [a, b] : provenance_.distinct()) {
      auto const at = index.find(a);
      auto const other = index.find(b);
      if (at == index.end() || other == index.end() || at->second != other->second) {
        continue;
      }
      std::size_t const s = at->second;
      auto all = statements(s);
      in_.order->rank(all);
      auto const one = std::find_if(all.begin(), all.end(), [&, &id = a](auto const& x) { return speaks_of(x, id); });
      auto const two = std::find_if(all.begin(), all.end(), [&, &id = b](auto const& x) { return speaks_of(x, id); });
      if (one == all.end() || two == all.end() || one == two) {
        continue;
      }
      // Who gave the place its id keeps it; else the one whose word counts most.
      auto const& id = stored_[s].record.head.id;
      auto const leaves = speaks_of(*one, id) ? two : speaks_of(*two, id) ? one : std::max(one, two);
      Place alone = leaves->place;
      result_.notes.push_back(fmt::format("{} and {} are two places again, as the city decided", id, alone.head.id));
      std::erase_if(stored_[s].record.aliases, [&](std::string const& alias) {
        return speaks_of(*leaves, alias) || is_id_of(alias, leaves->source);
      });
      fresh.push_back({-1, std::move(alone)});
      all.erase(leaves);
      separated_[s] = std::move(all);
      forced_[s] = true;
    }
    for (auto& place : fresh) {
      place.record.head.source = place.record.head.source.empty() ? context_.source : place.record.head.source;
      separated_[stored_.size()] = {{place.record.head.source, place.record}};
      stored_.push_back(std::move(place));
      forced_.push_back(true);
    }
  }

  std::uint64_t bit_of(std::string const& source) {
    constexpr std::size_t kMostSources = 64;  // sources beyond share a bit: never joined with each other
    auto const number = source_bits_.try_emplace(source, source_bits_.size()).first->second;
    return std::uint64_t{1} << std::min(number, kMostSources - 1);
  }

  void find_sources() {
    own_bit_ = bit_of(context_.source);
    sources_.resize(stored_.size());
    for (std::size_t s = 0; s < stored_.size(); ++s) {
      if (auto const changed = separated_.find(s); changed != separated_.end()) {
        for (auto const& statement : changed->second) {
          sources_[s] |= bit_of(statement.source);
        }
        continue;
      }
      sources_[s] = bit_of(stored_[s].record.head.source);
      if (auto const* const rows = rows_of(s)) {
        for (auto const& row : *rows) {
          if (row.record.field == "id" && row.record.set_by == kByImport) {
            sources_[s] |= bit_of(row.record.from_source);
          }
        }
      }
    }
  }

  bool is_ours(std::size_t s) const { return (sources_[s] & own_bit_) != 0; }

  // Which are one
  // ------------------------------------------------------------------------------------------------------

  void claim() {
    std::unordered_set<std::string> foreign;
    for (std::size_t s = 0; s < stored_.size(); ++s) {
      auto const& id = stored_[s].record.head.id;
      if (!is_ours(s) && !is_id_of(id, context_.source)) {
        foreign.insert(id);
      }
    }
    context_.foreign_ids = &foreign;
    auto const good = acceptable(batch_, context_, outcome_);
    own_ids_.reserve(batch_.size());
    node_of_.assign(batch_.size(), kNobody);
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      if (good[i]) {
        node_of_[i] = nodes_.size();
        nodes_.push_back({.stored = {}, .batch = {i}, .withdrawn = false, .touched = false, .joins = {}, .id = {}});
        ids_->claim_own(batch_[i].head.id, node_of_[i]);
        own_ids_.insert(batch_[i].head.id);
      }
    }
    auto const may_join = [&](std::vector<std::size_t> const& found, std::size_t more) {
      return std::all_of(found.begin(), found.end(), [&](std::size_t s) {
        return (sources_[s] & sources_[more] & ~own_bit_) == 0;  // two records of another source are two places
      });
    };
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      if (!good[i]) {
        continue;
      }
      Place& place = batch_[i];
      if (!place.point && place.head.status == RecordStatus::active) {
        place.head.status = RecordStatus::unplaced;
      }
      nodes_[node_of_[i]].stored = ids_->claim(place, node_of_[i], may_join);
    }
    context_.foreign_ids = nullptr;
  }

  /// The node that an id means, made where only the city knows it yet.
  std::size_t node_by_id(std::string const& id) {
    if (by_batch_id_.empty()) {
      for (std::size_t i = 0; i < batch_.size(); ++i) {
        by_batch_id_.emplace(batch_[i].head.id, i);
      }
    }
    if (auto const own = by_batch_id_.find(id); own != by_batch_id_.end() && node_of_[own->second] != kNobody) {
      return node_of_[own->second];
    }
    std::size_t const s = ids_->find(id);
    if (s == kNobody) {
      return kNobody;
    }
    if (!ids_->is_claimed(s)) {
      ids_->claim(s, nodes_.size());
      nodes_.push_back({.stored = {s}, .batch = {}, .withdrawn = leaves(s), .touched = true, .joins = {}, .id = {}});
    }
    return ids_->owner(s);
  }

  void join_nodes(std::size_t into, std::size_t from) {
    Node& node = nodes_[into];
    Node& other = nodes_[from];
    for (std::size_t const s : other.stored) {
      ids_->claim(s, into);
    }
    for (std::size_t const i : other.batch) {
      node_of_[i] = into;
    }
    node.stored.insert(node.stored.end(), other.stored.begin(), other.stored.end());
    node.batch.insert(node.batch.end(), other.batch.begin(), other.batch.end());
    node.withdrawn = node.batch.empty() && (node.withdrawn || other.withdrawn);
    node.touched = true;
    ids_->sort_by_age(node.stored);
    other = {};
  }

  /// What the city said is one place.
  void apply_same() {
    for (auto const& [a, b] : provenance_.same()) {
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
    return std::any_of(provenance_.distinct().begin(), provenance_.distinct().end(), [&](auto const& pair) {
      return (has(a, pair.first) && has(b, pair.second)) || (has(a, pair.second) && has(b, pair.first));
    });
  }

  static void add_ids(Place const& place, std::vector<std::string_view>& ids) {
    ids.emplace_back(place.head.id);
    ids.insert(ids.end(), place.aliases.begin(), place.aliases.end());
  }

  /// Whether a record says something that was not weighed before. Pairs of which nothing is new were weighed when the
  /// later of the two came; so the same file again changes nothing, however the other names of the city have changed.
  bool is_news(Node const& node) {
    if (node.stored.empty()) {
      return true;
    }
    Place const& now = batch_[node.batch.front()];
    auto const before = statements(node.stored.front());
    auto const own =
        std::find_if(before.begin(), before.end(), [&](auto const& said) { return said.source == context_.source; });
    if (own == before.end()) {
      return true;
    }
    Place const& then = own->place;
    return then.name != now.name || then.names != now.names || then.point != now.point || then.kinds != now.kinds ||
           then.address != now.address || then.contact != now.contact ||
           then.head.identifiers != now.head.identifiers || then.head.visibility != now.head.visibility;
  }

  bool is_candidate(std::size_t s) const {
    return !ids_->is_claimed(s) && !is_ours(s) && stored_[s].record.head.status != RecordStatus::withdrawn;
  }

  void match() {
    std::vector<std::size_t> theirs;
    for (std::size_t s = 0; s < stored_.size() && !batch_.empty(); ++s) {
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
      Node const& node = nodes_[n];
      if (node.batch.empty() || batch_[node.batch.front()].head.status == RecordStatus::withdrawn) {
        continue;
      }
      Place const& place = batch_[node.batch.front()];
      nodes.push_back(n);
      places.push_back(&place);
      any_news = any_news || is_news(node);
      if (!place.point && in_.find_address && !place.address.empty()) {
        AddressResult const found = in_.find_address(place.address);
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
      places.push_back(&stored_[s].record);
    }
    MatchOptions options;
    options.city_name = in_.city_name;
    options.side = [&](std::uint32_t i) { return i < ours; };
    options.may_be_one = [&](std::uint32_t a, std::uint32_t b) { return may_match(a, b, ours, nodes, theirs, places); };
    for (auto const& pair : match_places(places, options)) {
      if (pair.verdict == Verdict::doubtful || !is_news(nodes_[nodes[pair.a]])) {
        result_.across.doubtful += 1;
        continue;
      }
      Node& node = nodes_[nodes[pair.a]];
      std::size_t const s = theirs[pair.b - ours];
      std::string how = describe(pair, *places[pair.a], *places[pair.b]);
      tell_join(*places[pair.a], stored_[s].record, percent(pair.score), how);
      node.joins.push_back({s, percent(pair.score), std::move(how)});
      node.stored.push_back(s);
      ids_->claim(s, nodes[pair.a]);
      ids_->sort_by_age(node.stored);
    }
  }

  bool may_match(std::uint32_t a, std::uint32_t b, std::size_t ours, std::vector<std::size_t> const& nodes,
                 std::vector<std::size_t> const& theirs, std::vector<Place const*> const& places) const {
    if (a >= ours || b < ours) {
      return false;
    }
    std::size_t const s = theirs[b - ours];
    Node const& node = nodes_[nodes[a]];
    bool const shares_source = std::any_of(node.stored.begin(), node.stored.end(),
                                           [&](std::size_t x) { return (sources_[x] & sources_[s]) != 0; });
    // What only staff may see stays apart from what everybody sees, unless the city says that they are one.
    if (shares_source || places[a]->head.visibility != places[b]->head.visibility) {
      return false;
    }
    if (provenance_.distinct().empty()) {
      return true;
    }
    std::vector<std::string_view> mine;
    std::vector<std::string_view> other;
    add_ids(*places[a], mine);
    for (std::size_t const x : node.stored) {
      add_ids(stored_[x].record, mine);
    }
    add_ids(*places[b], other);
    return !said_distinct(mine, other);
  }

  void tell_join(Place const& record, Place const& other, int percent, std::string const& how) {
    ++result_.across.joined;
    if (result_.across.joins.size() < kMostJoinsTold) {
      result_.across.joins.push_back({.place = {},
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
    if (!in_.speaks_of_all || !is_ours(s) || stored_[s].record.head.status == RecordStatus::withdrawn) {
      return false;
    }
    if (!coverage_) {
      coverage_.emplace(context_.covers);
    }
    return coverage_->holds(stored_[s].record);
  }

  /// Places that the batch does not speak of.
  void nodes_of_the_rest() {
    for (std::size_t s = 0; s < stored_.size(); ++s) {
      if (ids_->is_claimed(s)) {
        continue;
      }
      ids_->claim(s, nodes_.size());
      bool const again = forced_[s] || rows_of(s) != nullptr || !stored_[s].record.point;
      nodes_.push_back({.stored = {s}, .batch = {}, .withdrawn = leaves(s), .touched = again, .joins = {}, .id = {}});
    }
  }

  void name_nodes() {
    for (auto& node : nodes_) {
      if (!node.stored.empty()) {
        node.id = stored_[node.stored.front()].record.head.id;
      } else if (!node.batch.empty()) {
        node.id = batch_[node.batch.front()].head.id;
      }
      for (std::size_t const i : node.batch) {
        if (batch_[i].head.id != node.id) {
          result_.stays_as.emplace(batch_[i].head.id, node.id);
        }
      }
    }
    std::unordered_map<std::string_view, std::string_view> final_id;
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      if (node_of_[i] != kNobody) {
        final_id.emplace(batch_[i].head.id, nodes_[node_of_[i]].id);
      }
    }
    for (auto& place : batch_) {
      if (place.parent.empty()) {
        continue;
      }
      if (auto const own = final_id.find(place.parent); own != final_id.end()) {
        place.parent = own->second;
      } else if (std::size_t const s = ids_->find(place.parent); s != kNobody) {
        place.parent = nodes_[ids_->owner(s)].id;
      }
    }
    for (auto& join : result_.across.joins) {
      auto const found = final_id.find(join.record);
      join.place = found != final_id.end() ? found->second : std::string_view(join.record);
    }
  }

  // What is one place in the end
  // ---------------------------------------------------------------------------------------

  void finish(Node& node) {
    if (node.stored.empty() && node.batch.empty()) {
      return;  // joined into another
    }
    bool const plain_stored =
        node.stored.empty() ||
        (node.stored.size() == 1 && !forced_[node.stored.front()] && rows_of(node.stored.front()) == nullptr &&
         stored_[node.stored.front()].record.head.source == context_.source);
    if (node.batch.size() == 1 && plain_stored && batch_[node.batch.front()].point &&
        values_of(context_, node.id) == nullptr) {
      finish_plain(node);
    } else if (says_nothing_new(node)) {
      ++outcome_.unchanged;
      ++result_.across.known_elsewhere;
      count_kind(stored_[node.stored.front()].record, true);
    } else if (!node.batch.empty() || node.withdrawn || node.touched) {
      finish_whole(node);
    } else {
      count_kind(stored_[node.stored.front()].record, is_ours(node.stored.front()));
    }
  }

  /// Of a place of two sources, whether the batch says what its source said before, and all else is as it was: then the
  /// place need not be made again to see that it is the same.
  bool says_nothing_new(Node const& node) {
    bool const plain = node.batch.size() == 1 && node.stored.size() == 1 && node.joins.empty() && !node.touched;
    if (!plain || forced_[node.stored.front()]) {
      return false;
    }
    std::size_t const s = node.stored.front();
    Place const& stored = stored_[s].record;
    auto const* const rows = rows_of(s);
    if (rows == nullptr || !stored.point || stored.head.status == RecordStatus::withdrawn) {
      return false;
    }
    auto const info = in_.order->sources().find(context_.source);
    for (auto const& row : *rows) {
      bool const other_terms = row.record.from_source == context_.source && row.record.field != kJoinedField &&
                               (info == in_.order->sources().end() || row.record.licence != info->second.licence ||
                                row.record.date != info->second.date);
      if (other_terms || row.record.set_by == kByAddress) {
        return false;
      }
    }
    auto const all = statements(s);
    if (all.size() != 2 || in_.order->before(all[1].source, all[0].source)) {
      return false;
    }
    Place& now = batch_[node.batch.front()];
    now.head.source = context_.source;
    return std::any_of(all.begin(), all.end(), [&](PlaceStatement const& said) {
      return said.source == context_.source && differences(said.place, now).empty();
    });
  }

  void count_kind(Place const& place, bool ours) {
    if (ours && place.head.status != RecordStatus::withdrawn && place.head.status != RecordStatus::closed &&
        !place.kinds.empty()) {
      ++outcome_.by_kind[place.kinds.front()];
    }
  }

  StringList aliases_of(Node const& node, StringList const& said) const {
    std::set<std::string> all(said.begin(), said.end());
    std::set<std::string_view> mine;
    for (std::size_t const i : node.batch) {
      mine.insert(batch_[i].head.id);
    }
    for (std::size_t const s : node.stored) {
      all.insert(stored_[s].record.aliases.begin(), stored_[s].record.aliases.end());
      all.insert(stored_[s].record.head.id);
    }
    // A place that the batch has on its own is nobody's alias (any more).
    std::erase_if(
        all, [&](std::string const& id) { return id == node.id || (own_ids_.contains(id) && !mine.contains(id)); });
    return {all.begin(), all.end()};
  }

  /// One source, one record, nothing that anybody else said: the common case.
  void finish_plain(Node& node) {
    std::size_t const i = node.batch.front();
    Place& place = batch_[i];
    if (place.head.id != node.id) {
      place.aliases.push_back(place.head.id);
    }
    bool const has_aliases =
        !place.aliases.empty() || (!node.stored.empty() && !stored_[node.stored.front()].record.aliases.empty());
    if (has_aliases) {
      place.aliases = aliases_of(node, place.aliases);
    }
    place.head.id = node.id;
    if (place.parent == node.id) {
      place.parent.clear();
    }
    count_kind(place, true);
    if (node.stored.empty()) {
      add_new(std::move(place), context_, outcome_, result_.changes);
    } else {
      renew(stored_[node.stored.front()], std::move(place), false, context_, outcome_, result_.changes);
    }
  }

  void finish_whole(Node& node) {
    auto all = statements_of_node(node);
    bool const has_batch = !node.batch.empty();
    if (all.empty()) {
      auto const before = outcome_.withdrawn;
      Place const& place = stored_[node.stored.front()].record;
      bool const was_withdrawn = place.head.status == RecordStatus::withdrawn;
      if (!was_withdrawn && node.withdrawn && !city_set(context_, place.head.id, "status")) {
        withdraw_stored(node);
      }
      if (outcome_.withdrawn == before) {
        count_kind(place, is_ours(node.stored.front()));
      }
      return;
    }
    in_.order->rank(all);
    bool passed_over = false;
    bool const known_elsewhere = all.size() > 1 || all.front().source != context_.source;
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
    keep_city_values(place, context_);
    if (place.point && place.head.status == RecordStatus::unplaced && !city_set(context_, node.id, "status")) {
      place.head.status = RecordStatus::active;  // the city said where it is
    }
    bool const ours = std::any_of(all.begin(), all.end(), [&](auto const& s) { return s.source == context_.source; });
    if (has_batch) {
      outcome_.unplaced += place.point ? 0 : 1;
      result_.across.known_elsewhere += known_elsewhere ? 1 : 0;
      result_.across.finer_position += passed_over ? 1 : 0;
    } else if (node.withdrawn) {
      ++outcome_.withdrawn;
      ++result_.across.kept_by_others;
    }
    count_kind(place, ours);
    bool const needs_rows = all.size() > 1 || !rows.empty() || values_of(context_, node.id) != nullptr;
    if (needs_rows) {
      for (auto& statement : all) {  // as it stands in the place's row
        statement.place.parent = statement.place.parent == node.id ? std::string() : statement.place.parent;
      }
      auto more = statement_rows(place, all, in_.order->sources(), context_.now);
      rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    keep_joins(node, all, rows);
    write_rows(node, std::move(rows));
    write_place(node, std::move(place), has_batch);
  }

  void withdraw_stored(Node& node) {
    for (std::size_t const s : node.stored) {
      Stored<Place> gone = stored_[s];
      gone.record.head.status = RecordStatus::withdrawn;
      ++outcome_.withdrawn;
      result_.changes.changed.push_back(std::move(gone));
    }
  }

  std::vector<PlaceStatement> statements_of_node(Node const& node) {
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
      batch_[i].head.source = context_.source;
      add({context_.source, batch_[i]});
    }
    for (std::size_t const s : node.stored) {
      bool const spoken_of = !node.batch.empty() || (node.withdrawn && is_ours(s));
      for (auto& statement : statements(s)) {
        if (!(spoken_of && statement.source == context_.source)) {
          add(std::move(statement));
        }
      }
    }
    return all;
  }

  void unite_city_values(Node const& node) {
    auto& values = provenance_.city_values();
    for (std::size_t k = 1; k < node.stored.size(); ++k) {
      auto const& old_id = stored_[node.stored[k]].record.head.id;
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
          result_.notes.push_back(
              fmt::format("{} and {} became one place and the city had set {} of both; that of {} holds", node.id,
                          old_id, value.first, node.id));
        }
      }
    }
  }

  /// Looks for the address of a place that nobody gave a position.
  void locate(Node const& node, Place& place, std::vector<FieldProvenance>& rows) {
    if (place.point || place.head.status == RecordStatus::withdrawn || city_set(context_, node.id, "geom")) {
      return;
    }
    AddressResult found;
    if (in_.find_address && !place.address.empty()) {
      found = in_.find_address(place.address);
    }
    auto const row = [&](std::string_view field, std::string value, std::string const& source) {
      FieldProvenance out;
      out.head.id = fmt::format("address:{}:{}", field, node.id);
      out.head.source = source;
      out.head.visibility = Visibility::staff;
      out.head.first_seen = out.head.last_seen = context_.now;
      out.record = node.id;
      out.field = field;
      out.value = std::move(value);
      out.from_source = source;
      if (auto const info = in_.order->sources().find(source); info != in_.order->sources().end()) {
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
      ++result_.across.found;
    } else if (keep_found(node, place, rows)) {
      ++result_.across.found;
    } else {
      ++(found.confidence == AddressConfidence::doubtful ? result_.across.found_doubtful : result_.across.not_found);
      return;
    }
    if (place.head.status == RecordStatus::unplaced) {
      place.head.status = RecordStatus::active;
    }
  }

  /// A position once found stays while the address is the same, though the house is no longer on the map.
  bool keep_found(Node const& node, Place& place, std::vector<FieldProvenance>& rows) const {
    for (std::size_t const s : node.stored) {
      auto const* const known = rows_of(s);
      if (known == nullptr || stored_[s].record.address != place.address) {
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

  /// How each record came to this place is told for as long as its source speaks of it.
  void keep_joins(Node const& node, std::vector<PlaceStatement> const& all, std::vector<FieldProvenance>& rows) {
    std::map<std::string, FieldProvenance> joins;
    for (std::size_t const s : node.stored) {
      if (auto const* const known = rows_of(s)) {
        for (auto const& row : *known) {
          if (row.record.field == kJoinedField) {
            joins.emplace(row.record.from_source, row.record);
          }
        }
      }
    }
    for (auto const& join : node.joins) {
      std::string const& other = stored_[join.stored].record.head.source;
      std::string const& source = node.batch.empty() ? other : context_.source;
      FieldProvenance row;
      row.value = fmt::format("{} %: {}", join.percent, join.how);
      row.head.first_seen = context_.now;
      row.date = context_.now.substr(0, std::min<std::size_t>(10, context_.now.size()));
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

  /// Writes of the rows what is not there yet, and removes what holds no more.
  void write_rows(Node const& node, std::vector<FieldProvenance>&& wanted) {
    std::unordered_map<std::string_view, Stored<FieldProvenance> const*> known;
    for (std::size_t const s : node.stored) {
      if (auto const* const rows = rows_of(s)) {
        for (auto const& row : *rows) {
          known.emplace(row.record.head.id, &row);
        }
      }
    }
    for (auto& row : wanted) {
      auto const found = known.find(row.head.id);
      if (found == known.end()) {
        result_.rows.added.push_back(std::move(row));
        continue;
      }
      auto const& old = *found->second;
      bool const same = old.record.value == row.value && old.record.licence == row.licence &&
                        old.record.date == row.date && old.record.record == row.record;
      if (!same) {
        row.head.first_seen = old.record.head.first_seen;
        result_.rows.changed.push_back({old.fid, std::move(row)});
      }
      known.erase(found);
    }
    for (auto const& [id, row] : known) {
      result_.rows.removed.push_back(row->fid);
    }
    move_rows_of_people(node);
  }

  /// What people said of a place that became another's alias is said of the place that stays.
  void move_rows_of_people(Node const& node) {
    for (std::size_t k = 1; k < node.stored.size(); ++k) {
      auto const& old_id = stored_[node.stored[k]].record.head.id;
      auto const* const rows = provenance_.set_by_people(old_id);
      if (rows == nullptr) {
        continue;
      }
      auto const* const own = provenance_.set_by_people(node.id);
      for (auto const& [fid, row] : *rows) {
        bool const taken = own != nullptr && std::any_of(own->begin(), own->end(), [&, &row = row](auto const& mine) {
                             return mine.record.field == row.field && mine.record.set_by == row.set_by;
                           });
        if (taken) {
          result_.rows.removed.push_back(fid);
          continue;
        }
        FieldProvenance moved = row;
        moved.record = node.id;
        moved.head.id = fmt::format("{}:{}:{}", row.set_by, row.field, node.id);
        result_.rows.changed.push_back({fid, std::move(moved)});
      }
    }
  }

  void write_place(Node const& node, Place&& place, bool has_batch) {
    for (std::size_t k = 1; k < node.stored.size(); ++k) {
      auto const& gone = stored_[node.stored[k]];
      result_.relinked.emplace(gone.record.head.id, node.id);
      if (gone.fid >= 0) {
        result_.changes.removed.push_back(gone.fid);
      }
    }
    if (node.stored.empty() || stored_[node.stored.front()].fid < 0) {
      place.head.first_seen = place.head.last_seen = context_.now;
      outcome_.added += has_batch ? 1 : 0;
      result_.changes.added.push_back(std::move(place));
      return;
    }
    auto const& stays = stored_[node.stored.front()];
    bool const forced = node.stored.size() > 1 || forced_[node.stored.front()];
    if (!forced && differences(stays.record, place).empty()) {
      outcome_.unchanged += has_batch ? 1 : 0;
      return;
    }
    place.head.first_seen = stays.record.head.first_seen;
    place.head.last_seen = has_batch ? context_.now : stays.record.head.last_seen;
    outcome_.changed += has_batch ? 1 : 0;
    result_.changes.changed.push_back({stays.fid, std::move(place)});
  }

  std::vector<Stored<Place>> stored_;
  std::vector<Place> batch_;
  PlaceMergeInput const& in_;
  Provenance& provenance_;
  MergeContext context_;
  KindOutcome& outcome_;
  PlaceMerge result_;
  PlaceIds* ids_ = nullptr;
  std::vector<bool> forced_;                                      ///< by stored place: written whatever it says
  std::map<std::size_t, std::vector<PlaceStatement>> separated_;  ///< of stored places that were taken apart
  std::unordered_map<std::string, std::size_t> source_bits_;
  std::vector<std::uint64_t> sources_;  ///< by stored place
  std::uint64_t own_bit_ = 0;
  std::vector<Node> nodes_;
  std::vector<std::size_t> node_of_;                               ///< by batch record
  std::unordered_map<std::string_view, std::size_t> by_batch_id_;  ///< made when a decision is looked up
  std::unordered_set<std::string> own_ids_;                        ///< of the batch; copies, as records are moved from
  std::optional<Coverage> coverage_;
};

}  // namespace

PlaceMerge merge_places(PlaceMergeInput&& input, MergeContext const& context, KindOutcome& outcome) {
  CARTABLE_ASSERT(input.provenance != nullptr && input.order != nullptr);
  return Merger(std::move(input), context, outcome).run();
}

}  // namespace cartable::store
