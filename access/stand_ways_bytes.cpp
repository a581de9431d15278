#include "access/byte_text.hpp"
#include "access/stand_ways.hpp"
#include "base/text.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

// The bytes of StandWays. Everything that a reader takes is checked: a number that points at something is smaller than
// the number of those, so that no way leads round in a circle.
namespace cartable::access {
namespace {

constexpr std::string_view kMagic = "CSW1";
constexpr double kDegreeUnits = 1e7, kMetreUnits = 100, kSecondUnits = 10;
constexpr std::uint64_t kMaxNumber = (std::uint64_t{1} << 32U) - 2;  // below StandWays::kNone
// Of a piece. By line: its length is that of its points, in whole centimetres. By pace: its time is what the profile
// needs for that on a level, even way.
constexpr unsigned kUnknown = 1, kOffGrid = 2, kSameLabel = 4, kByLine = 8, kByPace = 16, kPrivate = 32, kPieceBits = 6;
// Of a place. Plain: its way's lengths are the sums of its pieces', its time is the one of the list.
constexpr unsigned kOther = 1, kConfirmed = 2, kLast = 4, kIsland = 8, kSameTwice = 16, kPlain = 32;

/// A position as whole numbers of 1e-7°.
struct Grid {
  std::int64_t lon = 0, lat = 0;
};
Grid to_grid(geo::LonLat p) noexcept {
  return {std::llround(p.lon * kDegreeUnits), std::llround(p.lat * kDegreeUnits)};
}
geo::LonLat from_grid(Grid g) noexcept {
  return {static_cast<double>(g.lon) / kDegreeUnits, static_cast<double>(g.lat) / kDegreeUnits};
}

/// What a piece takes on a level, even way.
double at_pace(StandTravel travel, double metres) noexcept {
  constexpr double kKmhPerMetreSecond = 3.6;
  return std::round(metres / (speed_kmh(profile_of(travel)) / kKmhPerMetreSecond) * kSecondUnits) / kSecondUnits;
}

/// The length of a piece's points, in whole centimetres.
double along(geo::LonLat from, StandWays const& ways, StandWays::Piece const& piece) {
  double metres = 0;
  for (std::uint32_t i = 0; i < piece.points; ++i) {
    geo::LonLat const to = ways.points[piece.first_point + i];
    metres += geo::distance(from, to).value();
    from = to;
  }
  return std::round(metres * kMetreUnits) / kMetreUnits;
}

/// Lengths as a route adds them up, from the stand on.
struct Sums {
  double metres = 0, unknown_m = 0;
  void add(StandWays::Piece const& piece) noexcept {
    metres += piece.metres;
    unknown_m += piece.is_unknown ? piece.metres : 0;
  }
};
/// \param sums  of the pieces
Sums sums_of(std::vector<Sums> const& sums, StandWays::Place const& place) {
  Sums out = place.piece == StandWays::kNone ? Sums() : sums[place.piece];
  if (place.last) {
    out.add(*place.last);
  }
  return out;
}

/// The distance from door to door, as far as the way tells it.
std::int64_t likely_distance(StandWays const& ways, StandWays::Place const& place) {
  constexpr double kMost = 1e9;
  return std::llround(std::min(ways.start_walk_m + place.metres + place.walk_m, kMost) * kMetreUnits);
}

class Writer {
 public:
  explicit Writer(StandWays const& ways) : ways_(ways) {}

  std::string write() {
    for (char const c : kMagic) {
      out_.byte(static_cast<std::uint8_t>(c));
    }
    out_.text(ways_.stand);
    out_.byte(static_cast<std::uint8_t>(ways_.travel));
    position(ways_.asked);
    out_.real(ways_.max_minutes);
    out_.text(ways_.computed);
    out_.text(ways_.refused);
    position(ways_.start);
    out_.amount(ways_.start_walk_m, kMetreUnits);
    out_.amount(ways_.start_walk_s, kSecondUnits);
    out_.byte(ways_.start_island ? 1 : 0);
    out_.whole(ways_.labels.size());
    for (StreetLabel const& label : ways_.labels) {
      out_.byte(static_cast<std::uint8_t>(label.kind));
      out_.text(label.name);
      out_.whole(label.names.size());
      for (auto const& [language, name] : label.names) {
        out_.text(language);
        out_.text(name);
      }
    }
    out_.whole(ways_.pieces.size());
    for (std::uint32_t i = 0; i < ways_.pieces.size(); ++i) {
      StandWays::Piece const& piece = ways_.pieces[i];
      out_.whole(piece.before == StandWays::kNone ? 0 : i - piece.before);
      write(piece, piece.before);
      sums_.push_back(piece.before == StandWays::kNone ? Sums() : sums_[piece.before]);
      sums_.back().add(piece);
    }
    out_.whole(ways_.places.size());
    std::uint32_t before = 0;
    for (StandWays::Place const& place : ways_.places) {
      write(place, before);
      before = place.reach.duration_ds;
    }
    return out_.take();
  }

 private:
  void position(geo::LonLat p) {
    out_.real(p.lon);
    out_.real(p.lat);
  }

  void write(StandWays::Piece const& piece, std::uint32_t before) {
    auto const* const points = ways_.points.data() + piece.first_point;
    unsigned flags = (piece.is_unknown ? kUnknown : 0) | (piece.is_private ? kPrivate : 0);
    for (std::uint32_t i = 0; i < piece.points; ++i) {
      flags |= from_grid(to_grid(points[i])) == points[i] ? 0 : kOffGrid;
    }
    flags |= before != StandWays::kNone && ways_.pieces[before].label == piece.label ? kSameLabel : 0;
    flags |= along(end_of(before), ways_, piece) == piece.metres ? kByLine : 0;
    flags |= at_pace(ways_.travel, piece.metres) == piece.seconds ? kByPace : 0;
    // The flags fill the lowest bits of the number of points: most pieces have few.
    out_.whole(static_cast<std::uint64_t>(piece.points) << kPieceBits | flags);
    if ((flags & kSameLabel) == 0) {
      out_.whole(piece.label);
    }
    if ((flags & kByLine) == 0) {
      out_.amount(piece.metres, kMetreUnits);
    }
    if ((flags & kByPace) == 0) {
      out_.amount(piece.seconds, kSecondUnits);
    }
    Grid at = to_grid(end_of(before));
    for (std::uint32_t i = 0; i < piece.points; ++i) {
      if ((flags & kOffGrid) != 0) {
        position(points[i]);
        continue;
      }
      Grid const next = to_grid(points[i]);
      out_.signed_whole(next.lon - at.lon);
      out_.signed_whole(next.lat - at.lat);
      at = next;
    }
  }

  void write(StandWays::Place const& place, std::uint32_t before) {
    out_.text(place.id);
    out_.whole(place.reach.duration_ds - before);
    Sums const sums = sums_of(sums_, place);
    bool const is_plain = sums.metres == place.metres && sums.unknown_m == place.unknown_m &&
                          place.seconds == place.reach.duration_ds / kSecondUnits;
    unsigned const flags = (place.other ? kOther : 0U) | (place.confirmed ? kConfirmed : 0U) |
                           (place.last ? kLast : 0U) | (place.is_island ? kIsland : 0U) | (is_plain ? kPlain : 0U) |
                           (place.confirmed && place.confirmed == place.other ? kSameTwice : 0U);
    out_.byte(static_cast<std::uint8_t>(flags));
    if (place.other) {
      write(*place.other);
    }
    if (place.confirmed && place.confirmed != place.other) {
      write(*place.confirmed);
    }
    out_.whole(place.piece == StandWays::kNone ? 0 : std::uint64_t{place.piece} + 1);
    if (place.last) {
      write(*place.last, place.piece);
    }
    position(place.point);
    out_.amount(place.walk_m, kMetreUnits);
    if (!is_plain) {
      out_.amount(place.metres, kMetreUnits);
      out_.amount(place.seconds, kSecondUnits);
      out_.amount(place.unknown_m, kMetreUnits);
    }
    out_.signed_whole(place.reach.distance_cm - likely_distance(ways_, place));
  }

  void write(StandWays::Reach const& reach) {
    out_.whole(reach.duration_ds);
    out_.whole(reach.distance_cm);
  }

  /// Where a piece ends: that of one without points is where the one before it ends.
  [[nodiscard]] geo::LonLat end_of(std::uint32_t piece) const {
    while (piece != StandWays::kNone && ways_.pieces[piece].points == 0) {
      piece = ways_.pieces[piece].before;
    }
    return piece == StandWays::kNone ? ways_.start
                                     : ways_.points[ways_.pieces[piece].first_point + ways_.pieces[piece].points - 1];
  }

  StandWays const& ways_;
  ByteWriter out_;
  std::vector<Sums> sums_;  ///< of pieces
};

}  // namespace

/// Reads those bytes.
class StandWaysReader {
 public:
  explicit StandWaysReader(std::string_view bytes) : in_(bytes) {}

  base::Result<StandWays> read() {
    for (char const c : kMagic) {
      if (in_.byte() != static_cast<std::uint8_t>(c)) {
        in_.fail();
      }
    }
    head();
    labels();
    pieces();
    places();
    if (!in_.good() || in_.left() != 0) {
      return base::fail(base::ErrorCode::corrupt, "the ways of a stand are damaged{}",
                        where_.empty() ? std::string() : " in its " + std::string(where_));
    }
    out_.index();
    return std::move(out_);
  }

 private:
  /// Remembers where something was wrong first.
  void look(std::string_view part) {
    if (!in_.good() && where_.empty()) {
      where_ = part;
    }
  }

  geo::LonLat position() {
    geo::LonLat out;
    out.lon = in_.real();
    out.lat = in_.real();
    if (!geo::is_valid(out)) {
      in_.fail();
    }
    return out;
  }

  void head() {
    out_.stand = in_.text();
    out_.travel = static_cast<StandTravel>(in_.whole_to(static_cast<std::uint64_t>(StandTravel::bicycle)));
    out_.asked = position();
    out_.max_minutes = in_.real();
    out_.computed = in_.text();
    out_.refused = in_.text();
    out_.start = position();
    out_.start_walk_m = in_.amount(kMetreUnits);
    out_.start_walk_s = in_.amount(kSecondUnits);
    out_.start_island = in_.whole_to(1) != 0;
    look("head");
  }

  void labels() {
    for (std::size_t left = in_.count(); left > 0 && in_.good(); --left) {
      StreetLabel label;
      label.kind = static_cast<StreetLabel::Kind>(in_.whole_to(static_cast<std::uint64_t>(StreetLabel::Kind::ferry)));
      label.name = in_.text();
      for (std::size_t names = in_.count(); names > 0 && in_.good(); --names) {
        std::string language(in_.text());
        label.names.insert_or_assign(std::move(language), std::string(in_.text()));
      }
      out_.labels.push_back(std::move(label));
    }
    look("street names");
  }

  /// What follows the number of the piece before it.
  StandWays::Piece piece(std::uint32_t before) {
    StandWays::Piece out{.before = before};
    std::uint64_t const coded = in_.whole();
    auto const flags = static_cast<unsigned>(coded & ((1U << kPieceBits) - 1));
    out.is_unknown = (flags & kUnknown) != 0;
    out.is_private = (flags & kPrivate) != 0;
    std::uint64_t const points = coded >> kPieceBits;
    if (points > in_.left() || out_.points.size() + points > kMaxNumber) {
      in_.fail();
      return out;
    }
    out.points = static_cast<std::uint32_t>(points);
    if ((flags & kSameLabel) != 0) {
      if (before == StandWays::kNone) {
        in_.fail();
        return out;
      }
      out.label = out_.pieces[before].label;
    } else if (out.label = static_cast<std::uint32_t>(in_.whole_to(kMaxNumber)); out.label >= out_.labels.size()) {
      in_.fail();
      return out;
    }
    if ((flags & kByLine) == 0) {
      out.metres = in_.amount(kMetreUnits);
    }
    if ((flags & kByPace) == 0) {
      out.seconds = in_.amount(kSecondUnits);
    }
    out.first_point = static_cast<std::uint32_t>(out_.points.size());
    geo::LonLat const begin = before == StandWays::kNone ? out_.start : ends_[before];
    Grid at = to_grid(begin);
    for (std::uint64_t i = 0; i < points && in_.good(); ++i) {
      if ((flags & kOffGrid) != 0) {
        out_.points.push_back(position());
        at = to_grid(out_.points.back());
        continue;
      }
      constexpr std::int64_t kFar = 3'600'000'000;  // once round the earth
      std::int64_t const dlon = in_.signed_whole();
      std::int64_t const dlat = in_.signed_whole();
      if (dlon < -kFar || dlon > kFar || dlat < -kFar || dlat > kFar) {
        in_.fail();
        break;
      }
      at = {at.lon + dlon, at.lat + dlat};
      out_.points.push_back(from_grid(at));
      if (!geo::is_valid(out_.points.back())) {
        in_.fail();
      }
    }
    if (!in_.good()) {
      return out;
    }
    end_ = points > 0 ? out_.points.back() : begin;
    if ((flags & kByLine) != 0) {
      out.metres = along(begin, out_, out);
    }
    if ((flags & kByPace) != 0) {
      out.seconds = at_pace(out_.travel, out.metres);
    }
    return out;
  }

  void pieces() {
    std::size_t const count = in_.count();
    for (std::size_t i = 0; i < count && in_.good(); ++i) {
      std::uint64_t const back = in_.whole_to(i);
      std::uint32_t const before = back == 0 ? StandWays::kNone : static_cast<std::uint32_t>(i - back);
      StandWays::Piece const one = piece(before);
      out_.pieces.push_back(one);
      ends_.push_back(end_);
      sums_.push_back(before == StandWays::kNone ? Sums() : sums_[before]);
      sums_.back().add(one);
    }
    look("pieces of ways");
  }

  StandWays::Reach reach() {
    StandWays::Reach out;
    out.duration_ds = static_cast<std::uint32_t>(in_.whole_to(kMaxNumber));
    out.distance_cm = static_cast<std::uint32_t>(in_.whole_to(kMaxNumber));
    return out;
  }

  void places() {
    std::uint64_t duration = 0;
    for (std::size_t left = in_.count(); left > 0 && in_.good(); --left) {
      StandWays::Place place;
      place.id = in_.text();
      if (!base::is_record_id(place.id)) {
        in_.fail();
      }
      duration += in_.whole_to(kMaxNumber);
      if (duration > kMaxNumber) {
        in_.fail();
      }
      place.reach.duration_ds = static_cast<std::uint32_t>(duration);
      std::uint8_t const flags = in_.byte();
      if ((flags & kOther) != 0) {
        place.other = reach();
      }
      if ((flags & kSameTwice) != 0) {
        place.confirmed = place.other;
      } else if ((flags & kConfirmed) != 0) {
        place.confirmed = reach();
      }
      std::uint64_t const piece_number = in_.whole_to(out_.pieces.size());
      place.piece = piece_number == 0 ? StandWays::kNone : static_cast<std::uint32_t>(piece_number - 1);
      if ((flags & kLast) != 0 && in_.good()) {
        place.last = piece(place.piece);
      }
      place.point = position();
      place.walk_m = in_.amount(kMetreUnits);
      place.is_island = (flags & kIsland) != 0;
      if (!in_.good()) {
        break;
      }
      if ((flags & kPlain) != 0) {
        Sums const sums = sums_of(sums_, place);
        place.metres = sums.metres;
        place.unknown_m = sums.unknown_m;
        place.seconds = place.reach.duration_ds / kSecondUnits;
      } else {
        place.metres = in_.amount(kMetreUnits);
        place.seconds = in_.amount(kSecondUnits);
        place.unknown_m = in_.amount(kMetreUnits);
      }
      std::int64_t const more = in_.signed_whole();
      constexpr auto kMost = static_cast<std::int64_t>(kMaxNumber);
      std::int64_t const distance = more < -kMost || more > kMost ? -1 : likely_distance(out_, place) + more;
      if (distance < 0 || distance > kMost) {
        in_.fail();
      }
      place.reach.distance_cm = static_cast<std::uint32_t>(std::clamp<std::int64_t>(distance, 0, kMost));
      out_.places.push_back(std::move(place));
    }
    if (!out_.places.empty() && out_.labels.empty()) {
      in_.fail();
    }
    look("places");
  }

  ByteReader in_;
  StandWays out_;
  std::vector<geo::LonLat> ends_;  ///< of pieces
  std::vector<Sums> sums_;         ///< likewise
  geo::LonLat end_;                ///< of the piece read last
  std::string_view where_;
};

std::string StandWays::encode() const { return Writer(*this).write(); }

base::Result<StandWays> StandWays::decode(std::string_view bytes) { return StandWaysReader(bytes).read(); }

}  // namespace cartable::access
