#include "base/assert.hpp"
#include "base/time.hpp"
#include "geo/database_url.hpp"
#include "store/city_database.hpp"
#include "store/city_file.hpp"
#include "store/elevation.hpp"
#include "store/import_plan.hpp"
#include "store/import_state.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <concepts>
#include <cstring>
#include <filesystem>
#include <numeric>
#include <tuple>
#include <utility>

// The write transaction of an import, and the blobs that it brings.
namespace cartable::store {
namespace {

using base::ErrorCode;
using geo::Database;

/// Where ids of places stand in other records: they follow a place that is merged into another.
struct Reference {
  std::string_view table, column;
  Part part;
};
constexpr std::array kReferences{
    Reference{"place", "parent", Part::places},      Reference{"offer", "place", Part::places},
    Reference{"session", "place", Part::sessions},   Reference{"session", "previous_place", Part::sessions},
    Reference{"text_entry", "record", Part::places}, Reference{"field_provenance", "record", Part::private_},
    Reference{"proposal", "record", Part::private_}, Reference{"feedback", "record", Part::private_},
};

class Writer {
 public:
  Writer(Database& city, ImportPlan& plan, base::Progress const& progress)
      : city_(city), plan_(plan), progress_(progress) {
    std::apply([&](auto const&... table) { total_ = (std::uint64_t{0} + ... + size(table)); }, plan.changes);
  }

  base::Status run(std::vector<Derived> const& derived, std::string const& report) {
    CARTABLE_TRY(write_all(plan_.changes));
    CARTABLE_TRY(relink());
    for (auto const& setting : plan_.settings) {
      CARTABLE_TRY(write_by_id(city_, setting));
      touched_.insert(Part::places);
    }
    CARTABLE_TRY(write_derived(derived));
    CARTABLE_TRY(bump(city_, touched_));
    CARTABLE_ASSIGN(auto const after, read_revisions(city_));
    return write_run(with_state(report, {plan_.before, after}));
  }

 private:
  template <class R>
  static std::uint64_t size(TableChanges<R> const& changes) {
    return changes.added.size() + changes.changed.size() + changes.removed.size();
  }

  /// By a key, so that a table or its index is walked once from end to end.
  template <class T, class Key>
  static std::vector<T const*> in_order(std::vector<T> const& items, Key const& key) {
    std::vector<T const*> out;
    out.reserve(items.size());
    for (auto const& item : items) {
      out.push_back(&item);
    }
    std::sort(out.begin(), out.end(), [&](T const* a, T const* b) { return key(*a) < key(*b); });
    return out;
  }

  template <class... Tables>
  base::Status write_all(std::tuple<Tables...>& all) {
    base::Status status;
    (void)((status = write(std::get<Tables>(all)), status.has_value()) && ...);
    return status;
  }

  template <class R>
  base::Status write(TableChanges<R>& changes) {
    if (changes.empty()) {
      return {};
    }
    touched_.insert(Table<R>::info.part);
    for (std::int64_t const fid : changes.removed) {
      CARTABLE_TRY(city_.erase(Table<R>::info.name, fid));
      CARTABLE_TRY(step());
    }
    geo::Row row;
    for (auto const* const stored : in_order(changes.changed, [](auto const& x) { return x.fid; })) {
      CARTABLE_TRY(write_record(city_, row, stored->record, stored->fid));
      CARTABLE_TRY(step());
    }
    if constexpr (std::same_as<R, FieldProvenance>) {  // several of each place, made in the order of somebody's file
      for (auto const* const record :
           in_order(changes.added, [](auto const& x) { return std::string_view(x.head.id); })) {
        CARTABLE_TRY(write_record(city_, row, *record, -1));
        CARTABLE_TRY(step());
      }
      return {};
    }
    for (auto const& record : changes.added) {
      CARTABLE_TRY(write_record(city_, row, record, -1));
      CARTABLE_TRY(step());
    }
    return {};
  }

  base::Status step() {
    if ((++done_ & 0xfffU) == 0) {
      progress_("writing", done_, total_);
      if (progress_.stop.stop_requested()) {
        return base::fail(ErrorCode::cancelled, "{}: stopped; the city is as it was",
                          geo::without_password(plan_.where));
      }
    }
    return {};
  }

  base::Status relink() {
    if (plan_.relinked.empty()) {
      return {};
    }
    CARTABLE_TRY(city_.execute("CREATE TEMP TABLE relinked (old_id text PRIMARY KEY, new_id text)"));
    for (auto const& [from, to] : plan_.relinked) {
      CARTABLE_TRY(
          city_.execute(fmt::format("INSERT INTO relinked VALUES ({},{})", geo::sql_quote(from), geo::sql_quote(to))));
    }
    for (auto const& [table, column, part] : kReferences) {
      std::string const hits = fmt::format("{} IN (SELECT old_id FROM relinked)", column);
      CARTABLE_ASSIGN(auto const any, city_.query_value(fmt::format("SELECT 1 FROM {} WHERE {} LIMIT 1", table, hits)));
      if (any) {
        CARTABLE_TRY(city_.execute(fmt::format(
            "UPDATE {0} SET {1}=(SELECT new_id FROM relinked WHERE old_id={1}) WHERE {2}", table, column, hits)));
        touched_.insert(part);
      }
    }
    return city_.execute("DROP TABLE relinked");
  }

  /// Derived values of this source that are not the same already.
  base::Status write_derived(std::vector<Derived> const& derived) {
    std::set<std::string> keys;
    for (auto const& value : derived) {
      keys.insert(value.key);
    }
    for (auto const& key : keys) {
      std::vector<Derived const*> parts;
      for (auto const& value : derived) {
        if (value.key == key) {
          parts.push_back(&value);
        }
      }
      CARTABLE_TRY(write_derived(key, parts));
    }
    return {};
  }

  base::Status write_derived(std::string const& key, std::vector<Derived const*> const& parts) {
    std::string const filter =
        fmt::format("derived_key={} AND source={}", geo::sql_quote(key), geo::sql_quote(plan_.batch.source.slug));
    std::vector<geo::Row> rows;
    for (Derived const* const part : parts) {
      std::size_t at = 0;
      std::int64_t chunk = 0;
      do {
        geo::Row row;
        row.fields = {key,
                      plan_.batch.source.slug,
                      part->part,
                      chunk++,
                      part->input_revision != 0 ? part->input_revision
                                                : plan_.before[static_cast<std::size_t>(Part::basemap)] + 1,
                      part->format_version,
                      part->bytes.substr(at, kMaxChunkBytes)};
        rows.push_back(std::move(row));
        at += kMaxChunkBytes;
      } while (at < part->bytes.size());
    }
    std::vector<std::int64_t> old;
    std::size_t same = 0;
    CARTABLE_TRY(city_.read(kDerivedTable, filter, [&](geo::Row&& row) {
      old.push_back(row.fid);
      same += std::any_of(rows.begin(), rows.end(),
                          [&](geo::Row const& mine) {
                            return mine.fields[2] == row.fields[2] && mine.fields[3] == row.fields[3] &&
                                   mine.fields[5] == row.fields[5] && mine.fields[6] == row.fields[6];
                          })
                  ? 1U
                  : 0U;
      return true;
    }));
    if (same == rows.size() && old.size() == rows.size()) {
      return {};
    }
    for (std::int64_t const fid : old) {
      CARTABLE_TRY(city_.erase(kDerivedTable, fid));
    }
    for (auto const& row : rows) {
      CARTABLE_TRY(city_.insert(kDerivedTable, row));
    }
    touched_.insert(part_of_derived(key));
    return {};
  }

  base::Status write_run(std::string const& report) {
    CARTABLE_ASSIGN(auto const count, city_.query_value("SELECT count(*) FROM import_run"));
    auto const* const number = count ? std::get_if<std::int64_t>(&*count) : nullptr;
    auto const& source = plan_.batch.source;
    ImportRun run;
    run.head.id = fmt::format("run:{}", (number != nullptr ? *number : 0) + 1);
    run.head.source = source.slug;
    run.head.first_seen = run.head.last_seen = plan_.now;
    run.head.visibility = Visibility::staff;
    run.role = source.role;
    run.licence = source.licence;
    run.attribution = source.attribution;
    run.date = source.date;
    run.started = plan_.now;
    run.finished = base::now_rfc3339();
    run.input_hash = source.input_hash;
    run.files = to_json_field(source.files);
    run.report = report;
    geo::Row row;
    return write_record(city_, row, run, -1);
  }

  Database& city_;
  ImportPlan& plan_;
  base::Progress const& progress_;
  std::set<Part> touched_;
  std::uint64_t done_ = 0, total_ = 0;
};

/// SQLite's words for a folder in which it cannot make its journal tell nobody what to do.
base::Status check_writable(std::string const& where) {
  if (geo::is_database_url(where)) {
    return {};
  }
  std::filesystem::path const path(where);
  std::filesystem::path const folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  for (auto const& needed : {folder, path}) {
    if (::access(needed.c_str(), W_OK) != 0) {
      return base::fail(ErrorCode::unwritable, "{}: cannot be written ({}); the city was not changed", needed.string(),
                        std::strerror(errno));
    }
  }
  return {};
}

base::Result<ImportOutcome> write_plan(ImportPlan& plan, std::vector<Derived> const& derived, std::string const& report,
                                       base::Progress const& progress) {
  if (plan.no_lock) {
    return tl::unexpected(*plan.no_lock);
  }
  CARTABLE_TRY(check_writable(plan.where));
  CARTABLE_ASSIGN(auto city, open_city(plan.where, Database::Mode::update));
  CARTABLE_TRY(begin_write(city));
  CARTABLE_ASSIGN(auto const now, read_revisions(city));
  for (int part = 0; part < kPartCount; ++part) {
    auto const i = static_cast<std::size_t>(part);
    if (now[i] != plan.before[i] && static_cast<Part>(part) != Part::private_) {
      return base::fail(ErrorCode::conflict, "{}: the city was changed while this import was prepared; import again",
                        geo::without_password(plan.where));
    }
  }
  Writer writer(city, plan, progress);
  CARTABLE_TRY(writer.run(derived, report));
  CARTABLE_ASSIGN(auto const after, read_revisions(city));
  plan.outcome.revision = std::accumulate(after.begin(), after.end(), std::int64_t{0});
  progress("committing", 0, 0);
  CARTABLE_TRY(city.commit());
  progress("committed", 0, 0);
  return plan.outcome;
}

/// The same trouble in words that say what to do. Whatever it was, the transaction is gone and the city as before.
base::Error explained(base::Error error, std::string const& shown) {
  switch (error.code) {
    case ErrorCode::disk_full:
      error.message = fmt::format("{}: the disk is full; the city is as it was; free some space and import again ({})",
                                  shown, error.message);
      break;
    case ErrorCode::locked:
      error.message =
          fmt::format("{}: somebody else is writing, or reads for too long; the city is as it was; try again ({})",
                      shown, error.message);
      break;
    case ErrorCode::unavailable:
      error.message = fmt::format("{}; whether the import was kept is seen with: cartable info", error.message);
      break;
    default: break;
  }
  return error;
}

}  // namespace

base::Result<ImportOutcome> CityFile::apply(ImportPlan&& plan, std::vector<Derived> const& derived,
                                            std::string const& report, base::Progress const& progress) {
  CARTABLE_ASSERT(plan.where == where_);
  auto done = write_plan(plan, derived, report, progress);
  if (!done) {
    return tl::unexpected(explained(std::move(done).error(), geo::without_password(where_)));
  }
  return done;
}

base::Result<std::vector<Derived>> CityFile::derived(std::string_view key) const {
  CARTABLE_ASSIGN(auto city, open_city(where_, Database::Mode::read));
  std::vector<DerivedChunk> chunks;
  CARTABLE_TRY(read_chunks(city, "derived_key=" + geo::sql_quote(key), [&](DerivedChunk&& chunk) -> base::Status {
    chunks.push_back(std::move(chunk));
    return {};
  }));
  std::stable_sort(chunks.begin(), chunks.end(), [](DerivedChunk const& a, DerivedChunk const& b) {
    return std::tie(a.source, a.part, a.number) < std::tie(b.source, b.part, b.number);
  });
  std::vector<Derived> parts;
  for (auto& chunk : chunks) {
    if (chunk.number > 0 && !parts.empty() && parts.back().part == chunk.part) {
      parts.back().bytes += chunk.bytes;
    } else {
      parts.push_back({.key = std::move(chunk.key),
                       .part = std::move(chunk.part),
                       .input_revision = chunk.input_revision,
                       .format_version = chunk.format_version,
                       .bytes = std::move(chunk.bytes)});
    }
  }
  return parts;
}

}  // namespace cartable::store
