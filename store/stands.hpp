#pragma once

#include "base/result.hpp"
#include "geo/lonlat.hpp"
#include "store/city_file.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Fixed spots of a city, such as a kiosk's stand, and how the minutes and ways from them are kept. What such a way is
/// made of is access/stand_ways.hpp's; here it is bytes.
namespace cartable::store {

/// The setting that keeps the stands: JSON, as StandList::to_text() writes it.
inline constexpr std::string_view kStandsSetting = "stands";
/// The derived values: a part for each stand and way of travelling, named `STAND/TRAVEL`.
inline constexpr std::string_view kStandWaysKey = "stand_ways";
/// The source that those values name: they are the city's own work on everybody's data.
inline constexpr std::string_view kStandWaysSource = "city";
/// The name of a part: "kiosk-1/walk".
[[nodiscard]] std::string stand_part(std::string_view stand, std::string_view travel);

struct Stand {
  std::string id;    ///< 1…100 characters of `[A-Za-z0-9._:-]`
  std::string name;  ///< as people call it; empty: none
  geo::LonLat point{};
  friend bool operator==(Stand const&, Stand const&) = default;
};

/// The stands of a city, and what is to be known from each. Plain data: read it from the setting, change it, write it
/// back.
struct StandList {
  std::vector<Stand> stands;  ///< by id, each once
  StringList by;              ///< "walk", "wheelchair", "bicycle": in this order, each once
  double max_minutes = 60;    ///< places farther away are left out

  /// \param setting  the value of kStandsSetting; empty gives no stands
  /// \return invalid_value for a text that is no such list
  [[nodiscard]] static base::Result<StandList> parse(std::string_view setting);
  [[nodiscard]] std::string to_text() const;
  [[nodiscard]] Stand const* find(std::string_view id) const noexcept;
  friend bool operator==(StandList const&, StandList const&) = default;
};

/// What minutes and ways from stands are made of, as a number for `Derived::input_revision`: the streets, and the ids
/// and positions of the places that everybody sees. A place's name, hours or offers change nothing.
class StandInputs {
 public:
  /// \param streets  revision of Part::streets
  explicit StandInputs(std::int64_t streets) : streets_(streets) {}
  /// A place that everybody sees; in any order.
  void add(std::string_view id, geo::LonLat point);
  /// Of one stand's values: what they are made of, its position and the limit.
  [[nodiscard]] std::int64_t of(Stand const& stand, double max_minutes) const;

 private:
  std::int64_t streets_;
  std::uint64_t places_ = 0, count_ = 0;
};

/// What is written about stands, in one transaction.
struct StandChanges {
  std::optional<std::string> setting;  ///< the new value of kStandsSetting
  std::vector<Derived> written;        ///< each replaces the value of its part
  StringList erased;                   ///< parts that are to go
};
/// Writes it, or nothing at all. Counts up the revision of the places, so that servers load what is new.
/// \param before  the revisions that the values were made of: conflict when places or streets have changed since
[[nodiscard]] base::Status write_stands(std::string const& where, StandChanges const& changes, Revisions const& before);

}  // namespace cartable::store
