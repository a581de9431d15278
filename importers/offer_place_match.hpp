#pragma once

#include "geo/lonlat.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which of the city's places a row or a calendar means: by id, by name, by address, by position. Pure.
namespace cartable::importers {

/// How a place is named by somebody who does not know our ids.
struct PlaceWanted {
  std::string id;                    ///< an id of ours, an alias, or an identifier of the place ("osm:n1", a SIRET)
  std::string name;                  ///< empty: the beginning of `text`
  std::string text;                  ///< name and address as one writes them ("Central Library, 350 W Georgia St")
  store::StringMap address;          ///< as Place::address; empty: what stands in `text`
  std::optional<geo::LonLat> point;  ///< as good as GEO of a calendar is
  [[nodiscard]] bool empty() const noexcept {
    return id.empty() && name.empty() && text.empty() && address.empty() && !point;
  }
};

struct PlaceCandidate {
  std::string id, name;
  int percent = 0;  ///< how sure, 0…100
  std::string how;  ///< "the same name; the same house number"
};

enum class PlaceVerdict : std::uint8_t { none, doubtful, certain };

struct PlaceFound {
  PlaceVerdict verdict = PlaceVerdict::none;
  std::vector<PlaceCandidate> candidates;  ///< best first, at most five; the first is meant when certain
};

/// The city's places, indexed by what people call them. Immutable after construction.
class PlaceMatcher {
 public:
  /// Withdrawn places are not among those found; unplaced ones are.
  /// \param city_name  says little in a place's name
  PlaceMatcher(std::vector<store::Place> places, std::string_view city_name);
  ~PlaceMatcher();
  PlaceMatcher(PlaceMatcher&&) noexcept;
  PlaceMatcher& operator=(PlaceMatcher&&) noexcept;

  /// Certain: an id that one place has; a name that says which place it is and that one place has alone; a name alike
  /// and the same house number or a position within 75 m. Everything else that has something in common is doubtful.
  [[nodiscard]] PlaceFound find(PlaceWanted const& wanted) const;
  [[nodiscard]] bool empty() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A record whose place is not certain, for the report.
struct DoubtfulPlace {
  std::string file;
  std::int64_t record = 0;
  std::string name;    ///< of the offer or session
  std::string wanted;  ///< what the source says
  std::string column;  ///< where it says so
  PlaceFound found;
  std::int64_t line = 0;           ///< of a table; 0 where a file has no lines
  std::vector<std::string> cells;  ///< of a table: the whole row
};

/// "may be Central Library [osm:w1] (72 %: the same street); …", or that nothing is like it.
[[nodiscard]] std::string describe(PlaceFound const& found);

}  // namespace cartable::importers
