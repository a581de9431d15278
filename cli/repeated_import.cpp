#include "cli/repeated_import.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/import_runs.hpp"
#include "geo/database.hpp"
#include "store/import_state.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <utility>
#include <vector>

namespace cartable::cli {
namespace {

constexpr char const* kFingerprint = "fingerprint";
constexpr char const* kRepeated = "repeated";

/// Imports that change nothing of what another one reads of the city or compares itself with. Places of other sources
/// count, as they tell where the city lies and which organisation a name means; not for OpenStreetMap extracts, which
/// ask the city nothing and whose pairs with other sources are weighed when the later of the two comes.
struct Indifference {
  std::string_view role;
  std::array<std::string_view, 6> to;
};
constexpr std::array kIndifferent{
    Indifference{"osm", {"places", "organisations", "districts", "catchments", "population", "people"}},
    Indifference{"places", {"catchments", "population", "people"}},
    Indifference{"organisations", {"catchments", "population", "people"}},
    Indifference{"districts", {"catchments", "population", "people"}},
    Indifference{"catchments", {"population", "people"}},
    Indifference{"population", {"places", "organisations", "population", "people"}},
    Indifference{"people", {"places", "organisations", "population", "people"}},
    Indifference{"corrections", {"districts", "catchments", "population", "people"}},
};

/// Whether a value of the report tells what became of one kind of record.
bool is_outcome(base::OrderedJson const& value) { return value.is_object() && value.contains("unchanged"); }

std::int64_t number(base::OrderedJson const& object, std::string_view key) {
  auto const found = object.find(std::string(key));
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

/// Counts of people are read by the groups that the city has.
bool brought_groups(store::ImportRun const& run) {
  auto const report = base::OrderedJson::parse(run.report, nullptr, false);
  auto const groups = report.is_object() ? report.find("groups") : report.end();
  return groups == report.end() || number(*groups, "new") + number(*groups, "changed") > 0;
}

Indifference const* indifference_of(std::string_view role) {
  auto const* const found =
      std::find_if(kIndifferent.begin(), kIndifferent.end(), [&](Indifference const& i) { return i.role == role; });
  return found == kIndifferent.end() ? nullptr : found;
}

bool is_indifferent(store::ImportRun const& run, store::ImportRun const& later) {
  Indifference const* const known = indifference_of(run.role);
  if (known == nullptr || later.role.empty() || later.head.source == run.head.source ||
      std::find(known->to.begin(), known->to.end(), later.role) == known->to.end()) {
    return false;
  }
  bool const counts = run.role == "population" || run.role == "people";
  bool const also_counts = later.role == "population" || later.role == "people";
  return !(counts && also_counts && brought_groups(later));
}

/// When an import was last known to change nothing: after which import, at which state of the city.
struct Known {
  std::int64_t run = 0;
  store::Revisions state{};
};

std::optional<Known> known_of(store::ImportRun const& run, base::OrderedJson const& report) {
  if (auto const repeated = report.find(kRepeated); repeated != report.end() && repeated->is_object()) {
    auto const state = repeated->find("state");
    Known out{.run = number(*repeated, "run"), .state = {}};
    if (state == repeated->end() || !state->is_array() || state->size() != out.state.size()) {
      return std::nullopt;
    }
    for (std::size_t i = 0; i < out.state.size(); ++i) {
      out.state[i] = (*state)[i].is_number_integer() ? (*state)[i].get<std::int64_t>() : -1;
    }
    return out;
  }
  auto const state = store::state_of(run.report);
  return state ? std::optional(Known{number_of(run), state->after}) : std::nullopt;
}

/// The imports numbered from `first` on, in order; none where they are so many that it is not worth the while.
base::Result<std::optional<std::vector<store::ImportRun>>> runs_from(store::CityFile const& city, std::int64_t first) {
  constexpr std::int64_t kMost = 64;
  std::string ids;
  for (std::int64_t i = first; i < first + kMost; ++i) {
    ids += fmt::format("{}'run:{}'", ids.empty() ? "" : ",", i);
  }
  CARTABLE_ASSIGN(auto runs, city.read<store::ImportRun>("id IN (" + ids + ")"));
  if (runs.size() == static_cast<std::size_t>(kMost)) {
    return std::nullopt;
  }
  std::sort(runs.begin(), runs.end(), [](auto const& a, auto const& b) { return number_of(a) < number_of(b); });
  return std::optional(std::move(runs));
}

/// Whether all that was changed since an import was known to change nothing cannot make it change something.
base::Result<bool> still_changes_nothing(store::CityFile const& city, store::ImportRun const& run, Known const& known,
                                         store::Revisions const& now) {
  // First those from the run itself on: none of them may be of its source.
  CARTABLE_ASSIGN(auto const later, runs_from(city, number_of(run) + 1));
  if (!later) {
    return false;
  }
  store::Revisions state = known.state;
  for (store::ImportRun const& other : *later) {
    if (other.head.source == run.head.source) {
      return false;
    }
    if (number_of(other) <= known.run) {
      continue;
    }
    auto const its = store::state_of(other.report);
    if (!its || !store::same_records(its->before, state) || !is_indifferent(run, other)) {
      return false;
    }
    state = its->after;
  }
  return store::same_records(state, now);
}

base::OrderedJson as_repeated(base::OrderedJson report, std::int64_t revision) {
  for (auto& [key, value] : report.items()) {
    if (is_outcome(value)) {
      value["unchanged"] = number(value, "new") + number(value, "changed") + number(value, "unchanged");
      for (char const* const now_nothing : {"new", "changed", "withdrawn"}) {
        value[now_nothing] = 0;
      }
    }
  }
  for (char const* const of_then : {kFingerprint, kRepeated, "state"}) {
    report.erase(of_then);
  }
  if (auto const across = report.find("across_sources"); across != report.end() && across->is_object()) {
    (*across)["joined"] = 0;
    (*across)["how_joined"] = base::OrderedJson::array();
  }
  if (auto const examples = report.find("examples"); examples != report.end() && examples->is_object()) {
    for (auto& [fate, records] : examples->items()) {
      records = base::OrderedJson::array();
    }
  }
  report["revision"] = revision;
  report["seconds"] = 0.0;
  report["base_tiles"] = 0;
  report["nothing_to_do"] = true;
  return report;
}

/// Changes the report that is kept of the newest import of a source. Only the next import's haste depends on it.
template <class Change>
void change_kept_report(store::CityFile const& city, std::string const& source, std::string_view role,
                        Change const& change) {
  auto const filter = "source=" + geo::sql_quote(source) +
                      (role.empty() ? std::string() : " AND role_name=" + geo::sql_quote(std::string(role)));
  auto runs = city.read<store::ImportRun>(filter);
  if (!runs || runs->empty()) {
    return;
  }
  auto const newest = std::max_element(runs->begin(), runs->end(),
                                       [](auto const& a, auto const& b) { return number_of(a) < number_of(b); });
  if (change(*newest)) {
    (void)store::keep_report(city, *newest);
  }
}

}  // namespace

base::Result<std::optional<base::OrderedJson>> repeated_import(store::CityFile const& city,
                                                               std::string const& fingerprint) {
  if (fingerprint.empty()) {
    return std::nullopt;
  }
  CARTABLE_ASSIGN(auto const runs, city.read<store::ImportRun>("report LIKE '%" + fingerprint + "%'"));
  auto const newest = std::max_element(runs.begin(), runs.end(),
                                       [](auto const& a, auto const& b) { return number_of(a) < number_of(b); });
  if (newest == runs.end()) {
    return std::nullopt;
  }
  auto report = base::OrderedJson::parse(newest->report, nullptr, false);
  if (!report.is_object() || report.value(kFingerprint, std::string()) != fingerprint) {
    return std::nullopt;
  }
  auto const known = known_of(*newest, report);
  CARTABLE_ASSIGN(auto const now, city.revisions());
  if (!known || indifference_of(newest->role) == nullptr) {
    return std::nullopt;
  }
  CARTABLE_ASSIGN(bool const still, still_changes_nothing(city, *newest, *known, now));
  if (!still) {
    return std::nullopt;
  }
  return as_repeated(std::move(report), std::accumulate(now.begin(), now.end(), std::int64_t{0}));
}

void add_fingerprint(base::OrderedJson& report, std::string const& fingerprint) {
  if (!fingerprint.empty()) {
    report[kFingerprint] = fingerprint;
  }
}

void note_repetition(store::CityFile const& city, std::string const& source, std::string_view role,
                     std::string const& fingerprint, store::Revisions const& seen) {
  auto const count = city.read<store::ImportRun>("report IS NOT NULL");
  if (fingerprint.empty() || !count) {
    return;
  }
  std::int64_t last = 0;
  for (store::ImportRun const& run : *count) {
    last = std::max(last, number_of(run));
  }
  change_kept_report(city, source, role, [&](store::ImportRun& run) {
    auto report = base::OrderedJson::parse(run.report, nullptr, false);
    if (!report.is_object()) {
      return false;
    }
    report[kFingerprint] = fingerprint;
    report[kRepeated] = {{"run", last}, {"state", seen}};
    run.report = base::to_text(report);
    return true;
  });
}

void note_settings(store::CityFile const& city, std::string const& source, int settings, store::Revisions const& before,
                   store::Revisions const& after) {
  store::Revisions expected = before;
  expected[static_cast<std::size_t>(store::Part::places)] += settings;
  if (!store::same_records(expected, after)) {
    return;
  }
  change_kept_report(city, source, {}, [&](store::ImportRun& run) {
    auto state = store::state_of(run.report);
    if (!state || !store::same_records(state->after, before)) {
      return false;
    }
    state->after = after;
    run.report = store::with_state(run.report, *state);
    return true;
  });
}

std::string repeated_text(base::OrderedJson const& report) {
  std::string out =
      fmt::format("{}: this very input was imported before; nothing changes\n", report.value("source", std::string()));
  for (auto const& [key, value] : report.items()) {
    if (!is_outcome(value) || number(value, "read") == 0) {
      continue;
    }
    out += fmt::format("  {:<14} {:>7} read: {} unchanged", key, number(value, "read"), number(value, "unchanged"));
    auto const not_taken = number(value, "not_taken");
    out += not_taken > 0 ? fmt::format(", {} rows not taken (--rejects FILE.csv tells which)\n", not_taken) : "\n";
  }
  return out;
}

}  // namespace cartable::cli
