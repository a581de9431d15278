#pragma once

#include "base/result.hpp"
#include "importers/people_counts.hpp"
#include "importers/people_source.hpp"
#include "store/import_batch.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Private to importers/people_*, population_* and census_*: how all of them fill a batch.
namespace cartable::importers {

/// Adds doubles so that a million of them keep fifteen digits (Neumaier 1974).
class ExactSum {
 public:
  void add(double value) noexcept;
  [[nodiscard]] double value() const noexcept { return sum_ + rest_; }

 private:
  double sum_ = 0, rest_ = 0;
};

/// A column, row or band that is to be read, and for whom.
struct Wanted {
  std::string group;   ///< slug; empty: everybody
  std::string theirs;  ///< as the person wrote it; empty: to be guessed
};

class PeopleBatch {
 public:
  /// \param batch  whose source and kinds are filled in
  PeopleBatch(std::string file, PeopleOptions const& options, KnownAreas const& known, store::ImportBatch& batch);

  /// Takes the year in a text (a title line), when nothing better told it. Call before the first add().
  void suggest_year(std::string_view text);

  /// What --map and --group ask for, everybody first. bad_usage: not a slug, an unknown word before the "=".
  [[nodiscard]] base::Result<std::vector<Wanted>> wanted() const;

  /// One count of one cell or district. Numbers of people below 0 must not come here. \param key  unique to the cell
  /// within its group (pre) \param part  head, area and point are filled in by the caller
  void add(std::string_view group, std::string_view key, Count const& count, store::PopulationCell&& part);
  /// A count that could not be stored, so that totals tell of it.
  void add_lost(double people) { lost_.add(people); }
  void reject(std::int64_t record, std::string_view column, std::string_view value, std::string_view reason,
              std::string_view remedy);
  /// \param text  follows the file's name
  void note(std::string_view text);
  /// A row for a group, unless it has one. \param label  the figure's own name
  void add_group(std::string const& slug, std::string_view label, std::string_view path);

  /// Where a hidden count of this group lies: what the cell says, else between 0 (1 where this table prints its
  /// zeros) and one below the threshold.
  void see(std::string_view group, Count const& count);

  /// Totals, intervals and assumptions into the batch; call once, last.
  void finish();

  [[nodiscard]] std::string const& file() const noexcept { return file_; }
  [[nodiscard]] std::string const& year() const noexcept { return year_; }
  [[nodiscard]] store::ImportBatch& batch() noexcept { return batch_; }

 private:
  struct Group {
    ExactSum people;
    std::int64_t cells = 0, hidden = 0, zeros = 0;
    std::optional<double> told_high;  ///< the largest "<5" of the table
    std::vector<std::size_t> open;    ///< cells whose interval waits for finish()
  };
  std::string file_;
  PeopleOptions const& options_;
  KnownAreas const& known_;
  store::ImportBatch& batch_;
  std::string year_;
  store::Visibility visibility_;
  std::map<std::string, Group, std::less<>> groups_;
  std::set<std::string, std::less<>> group_rows_;
  ExactSum lost_;
};

/// 1234567 → "1 234 567", 0.5 → "0.5"; for messages.
[[nodiscard]] std::string shown_number(double value);

/// The year in a text (1900…2099, standing alone among digits), or empty. The last one where there are several.
[[nodiscard]] std::string year_in(std::string_view text);

}  // namespace cartable::importers
