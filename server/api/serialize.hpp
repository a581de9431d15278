#pragma once

#include "access/travel.hpp"
#include "base/units.hpp"
#include "server/api/language.hpp"
#include "server/api/place_pieces.hpp"
#include "store/catalog.hpp"
#include "store/hours_table.hpp"
#include "store/recurrence.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::api {

/// Who reads, and in which languages.
struct Reader {
  store::Catalog const& catalog;
  store::Visibility viewer = store::Visibility::everyone;
  Languages languages;
  store::HoursTable const* hours = nullptr;  ///< null: not known
  store::UtcMinute now = 0;
};

/// The way to a place, where `by` is not line. Wheelchairs have two: what nothing speaks against, and what is known to
/// be fit, either absent where there is no such way.
struct TravelAnswer {
  base::Metres line{0};  ///< geodesic
  std::optional<access::TravelHit> way, confirmed;
};

/// What an answer adds to a place.
struct PlaceAnswer {
  std::optional<base::Metres> distance;
  TravelAnswer const* travel = nullptr;  ///< instead of distance
  std::optional<bool> fits;              ///< set with maybe=yes: true yes, false maybe
  std::vector<std::string> unknown;      ///< the conditions that are not known, of a maybe
  std::vector<store::Offer const*> offers;
  bool footprint = false;                            ///< the single item shows it
  bool week = false;                                 ///< likewise the week's opening hours
  std::optional<store::HoursTable::Answer> hours{};  ///< where the caller has asked already
  PlacePieces const* pieces = nullptr;               ///< written already, for this viewer
};

/// What an answer with maybe=yes adds to an offer or a session.
struct MatchAnswer {
  std::optional<bool> fits;
  std::vector<std::string> unknown;
  std::span<store::Occurrence const> times{};  ///< of a series, where an interval was asked for
};

/// GeoJSON Features (RFC 7946), appended. What is not known is absent; fields as in the HTTP contract.
void append_place(std::string& out, store::Place const& place, PlaceAnswer const& answer, Reader const& reader);
/// What of a place's Feature is the same in all answers to this viewer. \param text  emptied; outlives what is returned
[[nodiscard]] PlacePieces place_pieces(std::string& text, store::Place const& place, Reader const& reader);
/// Geometry: its place's point, else null.
void append_offer(std::string& out, store::Offer const& offer, Reader const& reader, MatchAnswer const& match = {});
void append_session(std::string& out, store::Session const& session, Reader const& reader,
                    MatchAnswer const& match = {});
/// \param geometry  false: the object of properties alone, as `at` lists them
void append_district(std::string& out, store::District const& district, Reader const& reader, bool geometry);
/// The number of people is for planners only: everyone else sees group and name.
void append_catchment(std::string& out, store::Catchment const& catchment, Reader const& reader, bool geometry);

}  // namespace cartable::server::api
