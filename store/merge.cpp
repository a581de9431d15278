#include "store/merge.hpp"

#include "store/merge_steps.hpp"

namespace cartable::store {

using namespace merging;

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

}  // namespace cartable::store
