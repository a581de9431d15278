#include "access/stand_ways.hpp"

#include "access/route_drawing.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace cartable::access {
namespace {

constexpr std::array<std::string_view, 4> kTravel{"walk", "wheelchair", "wheelchair-confirmed", "bicycle"};

/// Draws a way of kept pieces: what route.cpp's Drawing does with streets.
class KeptDrawing {
 public:
  explicit KeptDrawing(StandWays const& ways) : ways_(ways) { out_.line.push_back(ways.start); }

  void add(StandWays::Piece const& piece, geo::LonLat const* end) {
    RoutePiece drawn{.label = piece.label,
                     .is_private = piece.is_private,
                     .metres = piece.metres,
                     .seconds = piece.seconds,
                     .from = at()};
    for (std::uint32_t i = 0; i < piece.points; ++i) {
      out_.line.push_back(ways_.points[piece.first_point + i]);
    }
    if (end != nullptr) {
      out_.line.push_back(*end);
    }
    drawn.to = at();
    if (piece.is_unknown) {
      add_stretch(out_.unknown, drawn);
    }
    if (piece.is_private) {
      out_.private_m += piece.metres;
      add_stretch(out_.private_ground, drawn);
    }
    pieces_.push_back(drawn);
  }

  RouteLine finish(StandWays::Place const& place) {
    if (out_.line.size() < 2) {
      out_.line.push_back(place.point);
    }
    out_.distance_m = place.metres;
    out_.duration_s = place.seconds;
    out_.unknown_m = place.unknown_m;
    out_.steps =
        make_steps([this](std::uint32_t i) -> StreetLabel const& { return ways_.labels[i]; }, out_.line, pieces_);
    complete_steps(out_, ways_.start_walk_s);
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::uint32_t at() const noexcept { return static_cast<std::uint32_t>(out_.line.size() - 1); }

  StandWays const& ways_;
  RouteLine out_;
  std::vector<RoutePiece> pieces_;
};

}  // namespace

std::string_view to_string(StandTravel travel) noexcept { return kTravel[static_cast<std::size_t>(travel)]; }

std::optional<StandTravel> parse_stand_travel(std::string_view text) noexcept {
  auto const found = std::find(kTravel.begin(), kTravel.end(), text);
  return found == kTravel.end() ? std::nullopt : std::optional(static_cast<StandTravel>(found - kTravel.begin()));
}

Profile profile_of(StandTravel travel) noexcept {
  Profile out;
  switch (travel) {
    case StandTravel::walk: break;
    case StandTravel::wheelchair: out.mode = Mode::wheelchair; break;
    case StandTravel::wheelchair_confirmed:
      out.mode = Mode::wheelchair;
      out.limits.avoid_unknown = true;
      break;
    case StandTravel::bicycle: out.mode = Mode::bicycle; break;
  }
  return out;
}

void StandWays::index() {
  by_id_.resize(places.size());
  std::iota(by_id_.begin(), by_id_.end(), 0U);
  std::sort(by_id_.begin(), by_id_.end(),
            [&](std::uint32_t a, std::uint32_t b) { return places[a].id < places[b].id; });
}

StandWays::Place const* StandWays::find(std::string_view id) const noexcept {
  auto const found = std::lower_bound(by_id_.begin(), by_id_.end(), id,
                                      [&](std::uint32_t i, std::string_view wanted) { return places[i].id < wanted; });
  return found != by_id_.end() && places[*found].id == id ? &places[*found] : nullptr;
}

RouteLine StandWays::way_to(Place const& place, geo::LonLat asked_for) const {
  std::vector<std::uint32_t> chain;
  for (std::uint32_t i = place.piece; i != kNone; i = pieces[i].before) {
    chain.push_back(i);
  }
  KeptDrawing drawing(*this);
  for (std::size_t i = chain.size(); i-- > 0;) {
    drawing.add(pieces[chain[i]], nullptr);
  }
  if (place.last) {
    drawing.add(*place.last, &place.point);
  }
  RouteLine out = drawing.finish(place);
  out.start = {.point = start, .asked = asked, .walk_m = start_walk_m, .island = start_island};
  out.end = {.point = place.point, .asked = asked_for, .walk_m = place.walk_m, .island = place.is_island};
  return out;
}

}  // namespace cartable::access
