#include "base/time.hpp"
#include "store/city_database.hpp"
#include "store/city_file.hpp"
#include "store/corrections.hpp"
#include "store/geocode.hpp"
#include "store/import_plan.hpp"
#include "store/merge_places.hpp"
#include "store/place_statements.hpp"

#include <algorithm>
#include <concepts>
#include <iterator>
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
                .city_values = &provenance_.city_values(),
                .foreign_ids = nullptr,
                .rejects = &batch.rejects,
                .overruled = &overruled_};
    CARTABLE_TRY(read_provenance());
    CARTABLE_TRY(read_runs_and_settings());
    ImportOutcome& out = plan_.outcome;
    out.source = batch.source.slug;
    KindOutcome rest;  // kinds that reports do not name
    CARTABLE_TRY(settle_places());
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
    find_earlier_run();
    return {};
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
    MergeContext context = context_;
    context.foreign_ids = &foreign;
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
    changes = merge_records(std::move(stored), std::move(records), context, outcome);
    records.clear();
    return {};
  }

  base::Status read_provenance() {
    return read_records<FieldProvenance>(
        city_, {}, [&](FieldProvenance&& row, std::int64_t fid) { provenance_.add(std::move(row), fid); });
  }

  base::Status read_runs_and_settings() {
    CARTABLE_TRY(read_records<ImportRun>(city_, {}, [&](ImportRun&& run, std::int64_t) {
      run.report.clear();
      runs_.push_back(std::move(run));
    }));
    return read_records<Setting>(city_, {}, [&](Setting&& setting, std::int64_t) {
      settings_.emplace(setting.head.id, std::move(setting.value));
    });
  }

  std::string setting(std::string_view key) const {
    auto const found = settings_.find(key);
    return found == settings_.end() ? std::string() : found->second;
  }

  /// Places depend on the batch's places and addresses, on corrections and on decisions; without these they stay.
  base::Status settle_places() {
    ImportBatch& batch = plan_.batch;
    bool const needed = batch.has_places || !batch.places.empty() || batch.has_addresses ||
                        !batch.corrections.empty() || !batch.decisions.empty() || batch.source.role == "decisions";
    if (!needed) {
      return {};
    }
    if (progress_.stop.stop_requested()) {
      return base::fail(ErrorCode::cancelled, "stopped before anything was written");
    }
    progress_("comparing place");
    ImportOutcome& out = plan_.outcome;
    out.places.read += static_cast<std::int64_t>(batch.places.size());
    PlaceMergeInput input;
    CARTABLE_TRY(read_records<Place>(city_, {}, [&](Place&& place, std::int64_t fid) {
      input.stored.push_back({fid, std::move(place)});
    }));
    auto word = take_corrections(batch.corrections, input.stored, provenance_, plan_.now, batch.rejects);
    CARTABLE_TRY(take_decisions(batch.decisions, input.stored, provenance_, plan_.now, word));
    SourceOrder const order(setting(kSourceOrder), runs_, &batch.source, plan_.now);
    input.batch = std::move(batch.places);
    input.speaks_of_all = batch.has_places;
    input.provenance = &provenance_;
    input.order = &order;
    input.city_name = setting("name");
    input.touched = std::move(word.touched);
    std::optional<Geocoder> addresses;
    base::Status geocoding;
    input.find_address = [&](StringMap const& address) -> AddressResult {
      if (!addresses && geocoding) {
        geocoding = read_addresses(addresses);
      }
      return addresses ? addresses->find(address) : AddressResult{};
    };
    auto merged = merge_places(std::move(input), context_, out.places);
    CARTABLE_TRY(geocoding);
    batch.places.clear();
    std::get<TableChanges<Place>>(plan_.changes) = std::move(merged.changes);
    auto& rows = std::get<TableChanges<FieldProvenance>>(plan_.changes);
    for (auto* const from : {&word.rows, &merged.rows}) {
      if (rows.added.empty()) {
        rows.added = std::move(from->added);
      } else {
        std::move(from->added.begin(), from->added.end(), std::back_inserter(rows.added));
      }
      std::move(from->changed.begin(), from->changed.end(), std::back_inserter(rows.changed));
      rows.removed.insert(rows.removed.end(), from->removed.begin(), from->removed.end());
    }
    plan_.relinked = std::move(merged.relinked);
    stays_as_ = std::move(merged.stays_as);
    out.across = std::move(merged.across);
    out.across.corrected = word.values;
    batch.notes.insert(batch.notes.end(), merged.notes.begin(), merged.notes.end());
    follow(batch.offers);
    follow(batch.sessions);
    return {};
  }

  /// What the batch says of its places is said of the places that they are in the city.
  template <class R>
  void follow(std::vector<R>& records) const {
    auto const to = [&](std::string& id) {
      if (auto const found = stays_as_.find(id); found != stays_as_.end()) {
        id = found->second;
      }
    };
    if (stays_as_.empty()) {
      return;
    }
    for (auto& record : records) {
      to(record.place);
      if constexpr (std::same_as<R, Session>) {
        to(record.previous_place);
      }
    }
  }

  /// The city's house numbers and streets: what is stored, and what this batch brings instead.
  base::Status read_addresses(std::optional<Geocoder>& geocoder) {
    progress_("reading addresses");
    ImportBatch const& batch = plan_.batch;
    std::string const other = "status<>'withdrawn' AND source<>" + geo::sql_quote(batch.source.slug);
    std::string const all = "status<>'withdrawn'";
    std::vector<Address> addresses;
    CARTABLE_TRY(read_records<Address>(city_, batch.has_addresses ? other : all, [&](Address&& address, std::int64_t) {
      addresses.push_back(std::move(address));
    }));
    for (auto const& address : batch.addresses) {
      addresses.push_back(address);
      addresses.back().head.source = batch.source.slug;
    }
    std::vector<StreetLine> streets;
    CARTABLE_TRY(
        read_records<Street>(city_, (batch.has_streets ? other : all) + " AND (name IS NOT NULL OR names IS NOT NULL)",
                             [&](Street&& street, std::int64_t) {
                               streets.push_back({std::move(street.name), std::move(street.names),
                                                  std::move(street.line), std::move(street.head.source)});
                             }));
    for (auto const& street : batch.streets) {
      if (!street.name.empty() || !street.names.empty()) {
        streets.push_back({street.name, street.names, street.line, batch.source.slug});
      }
    }
    geocoder.emplace(std::move(addresses), streets);
    return {};
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
    for (auto const& [key, value] : settings_) {
      known.insert(key);
    }
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
    for (auto const& said : overruled_) {
      auto note = said_row(context_.source, said.record, said.field, said.value, plan_.now);
      note.licence = plan_.batch.source.licence;
      note.date = plan_.batch.source.date;
      auto& rows = std::get<TableChanges<FieldProvenance>>(plan_.changes);
      Stored<FieldProvenance> const* known = nullptr;
      if (auto const* const stored = provenance_.of(note.record)) {
        for (auto const& row : *stored) {
          known = row.record.head.id == note.head.id ? &row : known;
        }
      }
      if (known == nullptr) {
        rows.added.push_back(std::move(note));
      } else if (known->record.value != note.value) {
        rows.changed.push_back({known->fid, std::move(note)});
      }
    }
    return {};
  }

  void find_earlier_run() {
    auto const& source = plan_.batch.source;
    for (auto const& run : runs_) {
      if (run.head.source == source.slug && run.role == source.role) {
        plan_.same_input = !source.input_hash.empty() && run.input_hash == source.input_hash;  // the newest decides
      }
    }
  }

  Database& city_;
  ImportPlan& plan_;
  base::Progress const& progress_;
  MergeContext context_;
  Provenance provenance_;
  std::vector<ImportRun> runs_;  ///< oldest first, without their reports
  std::map<std::string, std::string, std::less<>> settings_;
  std::map<std::string, std::string> stays_as_;  ///< ids of the batch's places → the ids that they have in the city
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
