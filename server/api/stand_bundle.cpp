#include "base/format.hpp"
#include "server/api/json_text.hpp"
#include "server/api/route_feature.hpp"
#include "server/api/stands.hpp"
#include "server/api/visible.hpp"

#include <cmath>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>

namespace cartable::server::api {
namespace {

using access::StandWays;

/// Texts, each once.
class Texts {
 public:
  std::size_t index_of(std::string_view text) {
    auto const [known, is_new] = known_.try_emplace(std::string(text), list_.size());
    if (is_new) {
      list_.push_back(&known->first);
    }
    return known->second;
  }
  void append(std::string& out) const {
    char before = '[';
    for (std::string const* const text : list_) {
      out.push_back(std::exchange(before, ','));
      base::append_json_string(out, *text);
    }
    out += before == '[' ? "[]" : "]";
  }

 private:
  std::map<std::string, std::size_t, std::less<>> known_;
  std::vector<std::string const*> list_;
};

/// A position as whole numbers of 1e-7°.
struct Grid {
  std::int64_t lon = 0, lat = 0;
};
Grid to_grid(geo::LonLat p) noexcept { return {std::llround(p.lon * 1e7), std::llround(p.lat * 1e7)}; }

class Bundle {
 public:
  Bundle(Context const& context, KeptWays const& kept)
      : context_(context),
        ways_(kept.ways),
        rows_(kept.rows),
        languages_(wanted_languages(context.values.text("lang"), context.request.accept_language)),
        tongue_(tongue_of(languages_)),
        number_(ways_.pieces.size(), 0),
        ends_(ways_.pieces.size()) {}

  std::string write(store::Stand const& stand, bool stale) {
    for (std::size_t i = 0; i < ways_.places.size(); ++i) {
      if (sees(i)) {
        mark(ways_.places[i].piece);
      }
    }
    std::string out;
    ObjectText object(out);
    ObjectText spot(object.key("stand"));
    spot.text("id", stand.id);
    spot.known("name", stand.name);
    spot.fixed("lon", stand.point.lon, 7);
    spot.fixed("lat", stand.point.lat, 7);
    spot.close();
    bool const strict = ways_.travel == access::StandTravel::wheelchair_confirmed;
    object.text("by", strict ? "wheelchair" : access::to_string(ways_.travel));
    object.key("avoid_unknown") += strict ? "true" : "false";
    object.fixed("max_minutes", ways_.max_minutes, 4);
    object.text("computed", ways_.computed);
    object.key("stale") += stale ? "true" : "false";
    object.text("lang", access::to_string(tongue_));
    object.fixed("from_distance_m", ways_.start_walk_m, 2);
    Grid const start = to_grid(ways_.start);
    fmt::format_to(std::back_inserter(object.key("start")), "[{},{}]", start.lon, start.lat);
    append_pieces(object.key("pieces"));
    std::string places;
    append_places(places);
    object.key("places") += places;
    instructions_.append(object.key("instructions"));
    names_.append(object.key("names"));
    object.close();
    return out;
  }

 private:
  /// Whether the viewer may see a place, as it is now.
  [[nodiscard]] bool sees(std::size_t i) const {
    return rows_[i] != KeptWays::kNoRow &&
           is_listed(context_.state.catalog->place(store::PlaceRow(rows_[i])).head, context_.request.viewer);
  }

  void mark(std::uint32_t piece) {
    for (; piece != StandWays::kNone && number_[piece] == 0; piece = ways_.pieces[piece].before) {
      number_[piece] = 1;
    }
  }

  void append_points(std::string& out, StandWays::Piece const& piece, Grid& at) const {
    for (std::uint32_t i = 0; i < piece.points; ++i) {
      append_point(out, ways_.points[piece.first_point + i], at);
    }
  }
  static void append_point(std::string& out, geo::LonLat point, Grid& at) {
    Grid const next = to_grid(point);
    fmt::format_to(std::back_inserter(out), ",{},{}", next.lon - at.lon, next.lat - at.lat);
    at = next;
  }
  [[nodiscard]] Grid end_of(std::uint32_t piece) const {
    return piece == StandWays::kNone ? to_grid(ways_.start) : ends_[piece];
  }

  /// [number of the piece before it or -1, longitude and latitude of each point as steps from the one before, …]
  void append_pieces(std::string& out) {
    char before = '[';
    std::uint32_t next = 0;
    for (std::uint32_t i = 0; i < ways_.pieces.size(); ++i) {
      StandWays::Piece const& piece = ways_.pieces[i];
      Grid at = end_of(piece.before);
      if (number_[i] == 0) {
        continue;
      }
      number_[i] = ++next;  // counted from 1 here
      out.push_back(std::exchange(before, ','));
      fmt::format_to(std::back_inserter(out), "[{}",
                     piece.before == StandWays::kNone ? -1 : static_cast<std::int64_t>(number_[piece.before]) - 1);
      append_points(out, piece, at);
      ends_[i] = at;
      out.push_back(']');
    }
    out += before == '[' ? "[]" : "]";
  }

  void append_places(std::string& out) {
    store::Catalog const& catalog = *context_.state.catalog;
    char before = '[';
    for (std::size_t i = 0; i < ways_.places.size(); ++i) {
      if (!sees(i)) {
        continue;
      }
      StandWays::Place const& place = ways_.places[i];
      store::PlaceRow const row(rows_[i]);
      access::RouteLine const route = ways_.way_to(place, catalog.point(row));
      out.push_back(std::exchange(before, ','));
      ObjectText object(out);
      object.text("id", place.id);
      object.known("name", pick(languages_, catalog.place(row).names, catalog.place(row).name));
      object.fixed("duration_s", place.reach.duration_ds / 10.0, 1);
      object.fixed("distance_m", place.reach.distance_cm / 100.0, 2);
      if (place.confirmed) {
        object.fixed("confirmed_duration_s", place.confirmed->duration_ds / 10.0, 1);
      }
      object.fixed("unknown_share", route.distance_m > 0 ? route.unknown_m / route.distance_m : 0, 4);
      object.fixed("to_distance_m", place.walk_m, 2);
      object.integer("piece",
                     place.piece == StandWays::kNone ? -1 : static_cast<std::int64_t>(number_[place.piece]) - 1);
      append_end(object.key("end"), place);
      if (!route.unknown.empty()) {
        append_unknown(object.key("unknown"), route);
      }
      append_steps(object.key("steps"), route);
      object.close();
    }
    out += before == '[' ? "[]" : "]";
  }

  /// The points behind the last shared piece.
  void append_end(std::string& out, StandWays::Place const& place) const {
    Grid at = end_of(place.piece);
    std::string points;
    if (place.last) {
      append_points(points, *place.last, at);
    }
    if (place.last || place.piece == StandWays::kNone) {
      append_point(points, place.point, at);
    }
    out.push_back('[');
    out += points.empty() ? std::string_view() : std::string_view(points).substr(1);
    out.push_back(']');
  }

  /// [instruction, name, turn, metres, seconds, first and last position in the line]
  void append_steps(std::string& out, access::RouteLine const& route) {
    if (profile_of(ways_.travel).mode == access::Mode::bicycle) {
      out += "[]";  // as /api/route: they get the line
      return;
    }
    LabelOf const label_of = [&](std::uint32_t i) -> access::StreetLabel const& { return ways_.labels[i]; };
    char before = '[';
    for (access::Step const& step : route.steps) {
      StepWords const words = words_of(step, label_of, languages_, tongue_);
      out.push_back(std::exchange(before, ','));
      fmt::format_to(std::back_inserter(out), "[{},{},\"{}\",", instructions_.index_of(words.instruction),
                     names_.index_of(words.name), access::to_string(step.turn));
      append_fixed(out, step.distance_m, 2);
      out.push_back(',');
      append_fixed(out, step.duration_s, 1);
      fmt::format_to(std::back_inserter(out), ",{},{}]", step.from, step.to);
    }
    out += before == '[' ? "[]" : "]";
  }

  Context const& context_;
  StandWays const& ways_;
  std::vector<std::uint32_t> const& rows_;
  Languages languages_;
  access::Tongue tongue_;
  std::vector<std::uint32_t> number_;  ///< of pieces: 0 left out, else 1 + the number in the answer
  std::vector<Grid> ends_;             ///< of pieces that are in the answer
  Texts instructions_, names_;
};

}  // namespace

std::string stand_bundle(Context const& context, store::Stand const& stand, KeptWays const& kept) {
  return Bundle(context, kept).write(stand, kept.stale);
}

}  // namespace cartable::server::api
