#pragma once

#include "base/result.hpp"
#include "store/city_reader.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cartable::exporters {

/// What a source asks of those who use its data.
struct Credit {
  std::string source, licence, attribution, date;
  std::string collection{};  ///< the kind of record that the import spoke of: places, districts, …; "osm"
  friend bool operator==(Credit const&, Credit const&) = default;
};

/// Who is to be thanked for a record: its sources with the licence of the newest import of each, in the record's order.
/// Counts what it was asked for, for the licences file.
class Credits {
 public:
  /// \param only  leave out every other source; empty: all
  [[nodiscard]] static base::Result<Credits> read(store::CityReader& city, std::string only = {});

  /// \param collection  what the record is in: of two imports of one source the one that spoke of it counts
  template <class R>
  [[nodiscard]] std::vector<Credit> of(R const& record, std::string_view collection) const;
  /// Counts a row that was written.
  void count(std::vector<Credit> const& credits, std::string_view collection);
  /// Counts something of a source that has no rows: the base map.
  void mention(std::string_view source, std::string_view what);

  struct Counted {
    Credit credit;
    std::map<std::string, std::int64_t> rows;  ///< collection → rows; what was only mentioned has 0
  };
  /// Every source that was counted or mentioned, by its slug.
  [[nodiscard]] std::vector<Counted> counted() const;

 private:
  [[nodiscard]] Credit credit_of(std::string const& source, std::string const& date, std::string_view collection) const;

  std::string only_;
  std::map<std::string, std::map<std::string, Credit>> runs_;  ///< source → role → newest
  std::map<std::string, Credit> newest_;                       ///< source → newest of all
  std::unordered_map<std::string, std::string> set_by_city_;   ///< record → date
  std::map<std::string, Counted> counted_;
};

/// The texts of several sources in one cell: "; " between them, repeated ones once.
[[nodiscard]] std::string joined(std::vector<Credit> const& credits, std::string Credit::*member);

}  // namespace cartable::exporters
