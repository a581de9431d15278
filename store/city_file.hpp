#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "store/import_batch.hpp"
#include "store/model.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

inline constexpr int kSchemaVersion = 1;

using Revisions = std::array<std::int64_t, kPartCount>;  ///< indexed by Part

/// Everything a catalog is made of, read in one go.
struct CityData {
  Revisions revisions{};
  std::vector<Place> places;
  std::vector<Offer> offers;
  std::vector<Session> sessions;
  std::vector<Organisation> organisations;
  std::vector<District> districts;
  std::vector<Catchment> catchments;
  std::vector<Group> groups;
  std::vector<Locality> localities;
  std::vector<Address> addresses;
  /// Streets reduced to what search needs: name, names, a line's middle point.
  struct StreetName {
    std::string id, name;
    LangMap names;
    geo::LonLat point;
    Visibility visibility = Visibility::everyone;
  };
  std::vector<StreetName> streets;
  std::vector<ImportRun> runs;  ///< the newest of each source
  std::vector<Setting> settings;
  std::vector<Token> tokens;
};

/// The right to import, see import_lock.hpp.
class ImportLock;

/// A merge of a batch into what is stored, worked out before the write transaction so that this is short.
struct ImportPlan;
struct ImportPlanDeleter {
  void operator()(ImportPlan* plan) const noexcept;
};
using ImportPlanPtr = std::unique_ptr<ImportPlan, ImportPlanDeleter>;

/// The city: one GeoPackage (or one PostgreSQL schema), opened by path or URL. Belongs to one thread.
/// Each call opens, does its work and closes, so that nothing is held between calls.
class CityFile {
 public:
  /// \param where  "city.gpkg" or "postgresql://…/db?schema=lyon"
  explicit CityFile(std::string where);

  [[nodiscard]] std::string const& where() const noexcept { return where_; }

  /// Whether there is a city at all (of any version).
  [[nodiscard]] bool exists() const;
  /// Makes a new, empty city of schema version 1 with the three groups of the guidelines. Refuses to overwrite.
  [[nodiscard]] base::Status create();
  /// Refuses a city of another version (wrong_version, naming both), a truncated file, another kind of file.
  [[nodiscard]] base::Status check() const;
  /// To this program's schema version, keeping the file as it was beside it. \return the version it was.
  [[nodiscard]] base::Result<int> migrate();

  /// For polls: locked (somebody commits at this moment) after a quarter of a second, and means "unchanged so far".
  [[nodiscard]] base::Result<Revisions> revisions() const;
  [[nodiscard]] base::Result<CityData> load(base::Progress const& progress = {}) const;

  /// Takes the right to import for as long as this object and its plans live, so that a second import is refused
  /// (locked, naming the first) before it has parsed anything. plan() takes it where this was not called.
  /// \param what  who imports, for the other's message: "cartable import vancouver.osm.pbf"
  [[nodiscard]] base::Status begin_import(std::string_view what);
  /// Works out new / changed / unchanged / withdrawn against what is stored. Reads only, but for the lock file:
  /// where that cannot be written (a dry run on a read-only folder) it goes on without, and apply() will refuse.
  [[nodiscard]] base::Result<ImportPlanPtr> plan(ImportBatch&& batch, base::Progress const& progress = {}) const;
  /// What apply() will report.
  [[nodiscard]] static ImportOutcome const& outcome(ImportPlan const& plan) noexcept;
  /// The batch as planned (its basemap is what tiles::build_base takes).
  [[nodiscard]] static ImportBatch const& batch(ImportPlan const& plan) noexcept;
  /// Whether this very input was imported before and nothing would change.
  [[nodiscard]] static bool nothing_to_do(ImportPlan const& plan) noexcept;
  /// One transaction: records, import run (report is its JSON), derived blobs, revisions. All or nothing.
  /// Derived values replace those of the same key; bytes beyond 64 MiB are cut here and come back whole.
  /// locked: readers or another writer would not let go; conflict: the city was changed since plan().
  [[nodiscard]] base::Result<ImportOutcome> apply(ImportPlan&& plan, std::vector<Derived> const& derived,
                                                  std::string const& report, base::Progress const& progress = {});

  /// All parts of a derived value, in order of `part`. Empty when there is none.
  [[nodiscard]] base::Result<std::vector<Derived>> derived(std::string_view key) const;

  /// All records of a table, or those that satisfy an attribute filter, in no promised order. For every record
  /// type of model.hpp.
  template <class R>
  [[nodiscard]] base::Result<std::vector<R>> read(std::string const& where = {}) const;
  /// Adds records, or replaces those of the same id, as they are (first and last seen included); counts up the
  /// revision of their part. One transaction. For records that no import brings: needs, texts, objectives, …
  template <class R>
  [[nodiscard]] base::Status put(std::vector<R> const& records);
  /// Sets one field of one record in the name of the city: it stays through every import. \param field  a column
  /// \param value  the column's text (JSON for lists and maps); empty: not known
  template <class R>
  [[nodiscard]] base::Status set_field(std::string const& id, std::string const& field, std::string const& value);

  [[nodiscard]] base::Status put_setting(std::string const& key, std::string const& value);
  [[nodiscard]] base::Status add_token(Token const& token);
  [[nodiscard]] base::Result<std::vector<Token>> tokens() const;
  /// \return not_found when there is no such token
  [[nodiscard]] base::Status revoke_token(std::string const& id);

 private:
  std::string where_;
  std::shared_ptr<ImportLock const> import_lock_;
};

}  // namespace cartable::store
