#include "store/merge_state.hpp"

#include "base/format.hpp"
#include "store/merge_steps.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace cartable::store::merging {
namespace {

bool speaks_of(PlaceStatement const& statement, std::string_view id) {
  auto const& place = statement.place;
  return place.head.id == id || std::find(place.aliases.begin(), place.aliases.end(), id) != place.aliases.end();
}

}  // namespace

MergeState::MergeState(PlaceMergeInput&& input, MergeContext const& import, KindOutcome& out)
    : stored(std::move(input.stored)),
      batch(std::move(input.batch)),
      in(input),
      provenance(*input.provenance),
      context(import),
      outcome(out) {
  context.city_values = &provenance.city_values();
  context.overruled = nullptr;  // statement rows say it
  forced.resize(stored.size(), false);
  separate_distinct();
  find_sources();
}

Provenance::Rows const* MergeState::rows_of(std::size_t s) const {
  return provenance.all().empty() ? nullptr : provenance.of(stored[s].record.head.id);
}

std::vector<PlaceStatement> MergeState::statements(std::size_t s) {
  if (auto const changed = separated.find(s); changed != separated.end()) {
    return changed->second;
  }
  std::vector<std::string> unreadable;
  auto out = statements_of(stored[s].record, rows_of(s), &unreadable);
  for (auto const& what : unreadable) {
    result.notes.push_back(
        fmt::format("{}: what a source says of it cannot be read (a person changed the table "
                    "field_provenance) and was passed over; import that source again",
                    what));
  }
  std::erase_if(out, [](auto const& said) { return said.place.head.status == RecordStatus::withdrawn; });
  return out;
}

/// Places that are one and that the city says are two: what the later source says becomes a place of its own again.
void MergeState::separate_distinct() {
  if (provenance.distinct().empty()) {
    return;
  }
  std::unordered_map<std::string_view, std::size_t> index = index_by_id(stored);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    for (auto const& alias : stored[i].record.aliases) {
      index.emplace(alias, i);
    }
  }
  std::vector<Stored<Place>> fresh;
  for (auto const& [a, b] : provenance.distinct()) {
    auto const at = index.find(a);
    auto const other = index.find(b);
    if (at == index.end() || other == index.end() || at->second != other->second) {
      continue;
    }
    std::size_t const s = at->second;
    auto all = statements(s);
    in.order->rank(all);
    auto const one = std::find_if(all.begin(), all.end(), [&, &id = a](auto const& x) { return speaks_of(x, id); });
    auto const two = std::find_if(all.begin(), all.end(), [&, &id = b](auto const& x) { return speaks_of(x, id); });
    if (one == all.end() || two == all.end() || one == two) {
      continue;
    }
    // Who gave the place its id keeps it; else the one whose word counts most.
    auto const& id = stored[s].record.head.id;
    auto const leaves = speaks_of(*one, id) ? two : speaks_of(*two, id) ? one : std::max(one, two);
    Place alone = leaves->place;
    result.notes.push_back(fmt::format("{} and {} are two places again, as the city decided", id, alone.head.id));
    std::erase_if(stored[s].record.aliases, [&](std::string const& alias) {
      return speaks_of(*leaves, alias) || is_id_of(alias, leaves->source);
    });
    fresh.push_back({-1, std::move(alone)});
    all.erase(leaves);
    separated[s] = std::move(all);
    forced[s] = true;
  }
  for (auto& place : fresh) {
    place.record.head.source = place.record.head.source.empty() ? context.source : place.record.head.source;
    separated[stored.size()] = {{place.record.head.source, place.record}};
    stored.push_back(std::move(place));
    forced.push_back(true);
  }
}

std::uint64_t MergeState::bit_of(std::string const& source) {
  constexpr std::size_t kMostSources = 64;  // sources beyond share a bit: never joined with each other
  auto const number = source_bits_.try_emplace(source, source_bits_.size()).first->second;
  return std::uint64_t{1} << std::min(number, kMostSources - 1);
}

void MergeState::find_sources() {
  own_bit = bit_of(context.source);
  sources.resize(stored.size());
  for (std::size_t s = 0; s < stored.size(); ++s) {
    if (auto const changed = separated.find(s); changed != separated.end()) {
      for (auto const& statement : changed->second) {
        sources[s] |= bit_of(statement.source);
      }
      continue;
    }
    sources[s] = bit_of(stored[s].record.head.source);
    if (auto const* const rows = rows_of(s)) {
      for (auto const& row : *rows) {
        if (row.record.field == "id" && row.record.set_by == kByImport) {
          sources[s] |= bit_of(row.record.from_source);
        }
      }
    }
  }
}

}  // namespace cartable::store::merging
