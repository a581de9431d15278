#pragma once

#include "access/profile.hpp"
#include "access/route.hpp"
#include "access/street_network.hpp"
#include "base/result.hpp"
#include "geo/lonlat.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Minutes and ways from one fixed spot to every place, worked out beforehand: what is asked of them needs no streets.
namespace cartable::access {

/// How one travels from a stand, each with one tree of ways: an adult on foot; a manual wheelchair where nothing speaks
/// against it, and only where a way is known to be fit; a bicycle.
enum class StandTravel : std::uint8_t { walk, wheelchair, wheelchair_confirmed, bicycle };
[[nodiscard]] std::string_view to_string(StandTravel travel) noexcept;  ///< "walk", …, "wheelchair-confirmed"
[[nodiscard]] std::optional<StandTravel> parse_stand_travel(std::string_view text) noexcept;
[[nodiscard]] Profile profile_of(StandTravel travel) noexcept;

/// What is known from one stand for one way of travelling. Ways are a tree: those that begin alike share their pieces.
struct StandWays {
  /// The version of the bytes of encode().
  static constexpr std::int64_t kFormat = 1;
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  /// A part of a way along one street.
  struct Piece {
    std::uint32_t before = kNone;  ///< the piece that it follows, of a smaller number; kNone: it begins at the stand
    std::uint32_t label = 0;       ///< in `labels`
    bool is_unknown = false;       ///< ProfileGraph::is_unknown
    bool is_private = false;       ///< private ground, at the ends of ways
    double metres = 0, seconds = 0;
    std::uint32_t first_point = 0, points = 0;  ///< in `points`, without the one that it begins at
  };
  /// Minutes and metres, as access::TravelHit has them: deciseconds and centimetres are what answers show.
  struct Reach {
    std::uint32_t duration_ds = 0;
    std::uint32_t distance_cm = 0;
    friend bool operator==(Reach const&, Reach const&) = default;
  };
  struct Place {
    std::string id;
    Reach reach{};                     ///< door to door
    std::optional<Reach> other{};      ///< of wheelchairs: judged the other way (Traveller), where there is such a way
    std::uint32_t piece = kNone;       ///< the way: this piece and those before it, then `last`
    std::optional<Piece> last{};       ///< without its last point, which is `point`; nothing: the piece ends there
    geo::LonLat point{};               ///< where the place is joined to the street
    double walk_m = 0;                 ///< from there to the place, whole centimetres
    bool is_island = false;            ///< Snap::island
    double metres = 0, seconds = 0;    ///< RouteLine::distance_m, duration_s
    double unknown_m = 0;              ///< of `metres`
    std::optional<Reach> confirmed{};  ///< of wheelchairs: access::Lengths where only ways known to be fit count
  };

  std::string stand;
  StandTravel travel = StandTravel::walk;
  geo::LonLat asked{};      ///< the stand
  double max_minutes = 0;   ///< places farther away are left out
  std::string computed;     ///< RFC 3339, UTC
  std::string refused;      ///< why there is no way from here at all; empty: there is
  geo::LonLat start{};      ///< where the stand is joined to the street
  double start_walk_m = 0;  ///< from the stand to there
  double start_walk_s = 0;  ///< the time of it
  bool start_island = false;
  std::vector<StreetLabel> labels;  ///< at least one where there are places
  std::vector<geo::LonLat> points;
  std::vector<Piece> pieces;
  std::vector<Place> places;  ///< in order of (duration, id)

  /// \return nothing when it is not within the limit
  [[nodiscard]] Place const* find(std::string_view id) const noexcept;
  /// The way to one of `places`, as find_route() tells it. Labels of steps are indexes into `labels`; of start and end
  /// only `point`, `asked`, `walk_m` and `island` are set. \param asked_for  where the place is
  [[nodiscard]] RouteLine way_to(Place const& place, geo::LonLat asked_for = {}) const;

  /// As bytes: some 100 a place, lines included.
  [[nodiscard]] std::string encode() const;
  /// From bytes that anybody may have changed. \return corrupt, saying where
  [[nodiscard]] static base::Result<StandWays> decode(std::string_view bytes);

 private:
  friend class StandWaysReader;
  void index();
  std::vector<std::uint32_t> by_id_;  ///< of places

 public:
  /// After `places` were filled by hand.
  void finish() { index(); }
};

}  // namespace cartable::access
