#include "base/time.hpp"
#include "store/city_database.hpp"
#include "store/city_file.hpp"
#include "store/import_plan.hpp"

#include <algorithm>
#include <concepts>
#include <numeric>
#include <unordered_map>
#include <utility>

// Reading what is stored and working out what an import will change. Nothing is written here.
namespace cartable::store {
namespace {

using base::ErrorCode;
using geo::Database;

/// Ids that rows of other sources have.
template <class R>
base::Status read_foreign_ids(Database& city, std::string const& source, std::unordered_set<std::string>& ids) {
  return city.scan(Table<R>::info.name, "source IS NULL OR source<>" + geo::sql_quote(source), {"id"}, false,
                   [&](geo::RowBatch const& batch) -> base::Status {
                     for (std::size_t i = 0; i < batch.size(); ++i) {
                       ids.emplace(batch.text(0, i));
                     }
                     return {};
                   });
}

class Planner {
 public:
  Planner(Database& city, ImportPlan& plan, base::Progress const& progress)
      : city_(city), plan_(plan), progress_(progress) {}

  base::Status run() {
    ImportBatch& batch = plan_.batch;
    context_ = {.source = batch.source.slug,
                .now = plan_.now,
                .covers = batch.covers ? &*batch.covers : nullptr,
                .city_values = &city_values_,
                .foreign_ids = nullptr,
                .rejects = &batch.rejects,
                .overruled = &overruled_};
    CARTABLE_TRY(read_city_values());
    ImportOutcome& out = plan_.outcome;
    out.source = batch.source.slug;
    KindOutcome rest;  // kinds that reports do not name
    CARTABLE_TRY(merge(batch.has_places, batch.places, out.places));
    CARTABLE_TRY(merge(batch.has_offers, batch.offers, out.offers));
    CARTABLE_TRY(merge(batch.has_sessions, batch.sessions, out.sessions));
    CARTABLE_TRY(merge(batch.has_organisations, batch.organisations, out.organisations));
    CARTABLE_TRY(merge(batch.has_districts, batch.districts, out.districts));
    CARTABLE_TRY(merge(batch.has_catchments, batch.catchments, out.catchments));
    CARTABLE_TRY(merge(batch.has_population, batch.cells, out.population));
    CARTABLE_TRY(merge(batch.has_groups, batch.groups, out.groups));
    CARTABLE_TRY(merge(batch.has_streets, batch.streets, out.streets));
    CARTABLE_TRY(merge(batch.has_streets, batch.street_nodes, rest));
    CARTABLE_TRY(merge(batch.has_addresses, batch.addresses, out.addresses));
    CARTABLE_TRY(merge(batch.has_addresses || batch.has_streets, batch.localities, rest));
    count_what_was_read();
    CARTABLE_TRY(keep_new_settings());
    CARTABLE_TRY(note_overruled());
    return find_earlier_run();
  }

 private:
  template <class R>
  base::Status merge(bool spoken_of, std::vector<R>& records, KindOutcome& outcome) {
    if (!spoken_of && records.empty()) {
      return {};
    }
    if (progress_.stop.stop_requested()) {
      return base::fail(ErrorCode::cancelled, "stopped before anything was written");
    }
    progress_(fmt::format("comparing {}", Table<R>::info.name));
    outcome.read += static_cast<std::int64_t>(records.size());
    std::unordered_set<std::string> foreign;
    CARTABLE_TRY(read_foreign_ids<R>(city_, context_.source, foreign));
    context_.foreign_ids = &foreign;
    std::vector<Stored<R>> stored;
    CARTABLE_TRY(read_records<R>(city_, "source=" + geo::sql_quote(context_.source), [&](R&& record, std::int64_t fid) {
      stored.push_back({fid, std::move(record)});
    }));
    auto& changes = std::get<TableChanges<R>>(plan_.changes);
    if (!spoken_of) {  // records without a claim to be all of them: nothing is withdrawn
      std::unordered_set<std::string_view> named;
      for (auto const& record : records) {
        named.insert(record.head.id);
      }
      std::erase_if(stored, [&](Stored<R> const& s) { return !named.contains(s.record.head.id); });
    }
    if constexpr (std::same_as<R, Place>) {
      changes = merge_places(std::move(stored), std::move(records), context_, outcome, plan_.relinked);
    } else {
      changes = merge_records(std::move(stored), std::move(records), context_, outcome);
    }
    records.clear();
    return {};
  }

  base::Status read_city_values() {
    return read_records<FieldProvenance>(city_, {}, [&](FieldProvenance&& note, std::int64_t) {
      if (note.set_by == "city") {
        city_values_[note.record].emplace_back(note.field, note.value);
      } else {
        known_notes_.emplace(note.head.id, std::move(note));
      }
    });
  }

  /// What importers counted in their files is more than what reached the batch.
  void count_what_was_read() {
    auto const& counts = plan_.batch.counts;
    auto& out = plan_.outcome;
    out.places.read = std::max(out.places.read, counts.places_read);
    out.places.merged += counts.places_merged;
    out.offers.read = std::max(out.offers.read, counts.offers_read);
    out.districts.read = std::max(out.districts.read, counts.districts_read);
    out.catchments.read = std::max(out.catchments.read, counts.catchments_read);
    out.population.read = std::max(out.population.read, counts.population_read);
  }

  base::Status keep_new_settings() {
    auto& proposed = plan_.batch.settings;
    if (proposed.empty()) {
      return {};
    }
    std::unordered_set<std::string> known;
    CARTABLE_TRY(read_records<Setting>(city_, {}, [&](Setting&& s, std::int64_t) { known.insert(s.head.id); }));
    for (auto& setting : proposed) {
      if (known.insert(setting.head.id).second) {
        setting.head.source = context_.source;
        setting.head.first_seen = setting.head.last_seen = plan_.now;
        plan_.settings.push_back(std::move(setting));
      }
    }
    proposed.clear();
    return {};
  }

  /// The city's word holds; what the source says is kept beside it, so that a person can compare.
  base::Status note_overruled() {
    for (auto& said : overruled_) {
      FieldProvenance note;
      note.head.id = fmt::format("said:{}:{}:{}", context_.source, said.field, said.record);
      note.head.source = context_.source;
      note.head.visibility = Visibility::staff;
      note.record = std::move(said.record);
      note.field = std::move(said.field);
      note.value = std::move(said.value);
      note.from_source = context_.source;
      note.licence = plan_.batch.source.licence;
      note.date = plan_.batch.source.date;
      note.set_by = "imported";
      auto const known = known_notes_.find(note.head.id);
      note.head.first_seen = known != known_notes_.end() ? known->second.head.first_seen : plan_.now;
      note.head.last_seen = plan_.now;
      if (known == known_notes_.end() || known->second.value != note.value) {
        plan_.notes.push_back(std::move(note));
      }
    }
    return {};
  }

  base::Status find_earlier_run() {
    auto const& source = plan_.batch.source;
    return read_records<ImportRun>(city_, "source=" + geo::sql_quote(source.slug), [&](ImportRun&& run, std::int64_t) {
      if (run.role == source.role) {
        plan_.same_input = !source.input_hash.empty() && run.input_hash == source.input_hash;  // the newest decides
      }
    });
  }

  Database& city_;
  ImportPlan& plan_;
  base::Progress const& progress_;
  MergeContext context_;
  CityValues city_values_;
  std::unordered_map<std::string, FieldProvenance> known_notes_;
  std::vector<OverruledValue> overruled_;
};

}  // namespace

void ImportPlanDeleter::operator()(ImportPlan* plan) const noexcept { delete plan; }

base::Result<ImportPlanPtr> CityFile::plan(ImportBatch&& batch, base::Progress const& progress) const {
  ImportPlanPtr plan(new ImportPlan);
  plan->lock = import_lock_;
  if (!plan->lock) {
    auto taken = ImportLock::take(where_, "an import of " + batch.source.slug);
    if (taken) {
      plan->lock = *std::move(taken);
    } else if (taken.error().code == ErrorCode::locked) {
      return base::fail(taken);
    } else {
      plan->no_lock = std::move(taken).error();
    }
  }
  plan->where = where_;
  plan->now = base::now_rfc3339();
  plan->batch = std::move(batch);
  CARTABLE_ASSIGN(auto city, open_city(where_, Database::Mode::read));
  CARTABLE_ASSIGN(plan->before, read_revisions(city));
  plan->outcome.revision = std::accumulate(plan->before.begin(), plan->before.end(), std::int64_t{0});
  CARTABLE_TRY(Planner(city, *plan, progress).run());
  return plan;
}

ImportOutcome const& CityFile::outcome(ImportPlan const& plan) noexcept { return plan.outcome; }
ImportBatch const& CityFile::batch(ImportPlan const& plan) noexcept { return plan.batch; }
bool CityFile::nothing_to_do(ImportPlan const& plan) noexcept { return plan.same_input && plan.changes_nothing(); }

}  // namespace cartable::store
