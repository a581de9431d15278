#pragma once

#include "base/result.hpp"
#include "geo/lonlat.hpp"
#include "store/city_reader.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace cartable::exporters {

/// For whom an export is. Each sees what the ones before it see; `full` has the rows without a position as well.
enum class Profile : std::uint8_t { everyone, staff, planner, full };
[[nodiscard]] std::string_view to_string(Profile profile) noexcept;  ///< "public", "staff", "planner", "full"
[[nodiscard]] std::optional<Profile> parse_profile(std::string_view text) noexcept;

/// What a profile may see of a city: the rules by which the server answers, over a city that is read record by record.
/// A record inside a hidden one, or of a hidden one, is hidden; numbers of people are for planners.
class Audience {
 public:
  /// Reads what the rules need: ids of places, offers, organisations and groups (some 100 bytes a place).
  /// \param look  is shown every place that lists hold, on the way
  [[nodiscard]] static base::Result<Audience> read(store::CityReader& city, Profile profile,
                                                   std::function<void(store::Place const&)> const& look = {});

  [[nodiscard]] Profile profile() const noexcept { return profile_; }
  /// Whether numbers of people may be told.
  [[nodiscard]] bool is_planner() const noexcept { return viewer_ == store::Visibility::planner; }

  /// What lists hold: visible and neither closed nor withdrawn.
  [[nodiscard]] bool lists(store::Place const& place) const;
  [[nodiscard]] bool lists(store::Offer const& offer) const;
  [[nodiscard]] bool lists(store::Session const& session) const;
  [[nodiscard]] bool lists(store::Organisation const& organisation) const;
  [[nodiscard]] bool lists(store::District const& district) const;
  [[nodiscard]] bool lists(store::Catchment const& catchment) const;
  [[nodiscard]] bool lists(store::PopulationCell const& cell) const;
  [[nodiscard]] bool lists(store::Group const& group) const;
  [[nodiscard]] bool lists(store::Street const& street) const { return may_see(street.head) && is_used(street.head); }
  [[nodiscard]] bool lists(store::StreetNode const& node) const { return may_see(node.head) && is_used(node.head); }
  [[nodiscard]] bool lists(store::Address const& address) const { return is_listed(address.head); }
  [[nodiscard]] bool lists(store::Locality const& locality) const { return is_listed(locality.head); }

  /// What somebody of the profile can come upon at all: what lists hold, and what is found by its id or is needed to
  /// answer for another record (a closed place, the withdrawn offer of a session).
  template <class R>
  [[nodiscard]] bool keeps(R const& record) const {
    return lists(record);
  }
  [[nodiscard]] bool keeps(store::Place const& place) const { return may_see(place.head); }
  [[nodiscard]] bool keeps(store::Offer const& offer) const;
  [[nodiscard]] bool keeps(store::Organisation const& organisation) const;

  /// Takes out of a record what the profile may not see in it: references to hidden records, numbers of people.
  void redact(store::Place& place) const;
  void redact(store::Offer& offer) const;
  void redact(store::Session& session) const;
  void redact(store::Catchment& catchment) const;
  template <class R>
  void redact(R&) const {}

  /// What other records say of a place or an organisation, when it may be seen.
  struct PlaceWords {
    std::string name;
    std::optional<geo::LonLat> point;
  };
  [[nodiscard]] PlaceWords const* place(std::string_view id) const;
  [[nodiscard]] std::string_view organisation_name(std::string_view id) const;
  /// The place of a session: its own, else its offer's.
  [[nodiscard]] std::string const& place_of(store::Session const& session) const;

 private:
  struct OfferWords {
    store::Visibility visibility;
    std::string place;
  };
  explicit Audience(Profile profile);
  [[nodiscard]] bool may_see(store::RecordHead const& head) const noexcept { return head.visibility <= viewer_; }
  [[nodiscard]] static bool is_used(store::RecordHead const& head) noexcept {
    return head.status != store::RecordStatus::withdrawn;
  }
  [[nodiscard]] bool is_listed(store::RecordHead const& head) const noexcept;
  [[nodiscard]] bool is_place_seen(std::string const& id) const { return id.empty() || seen_places_.contains(id); }
  void redact_audiences(std::map<std::string, store::AudienceClaim, std::less<>>& audiences) const;
  [[nodiscard]] base::Status read_groups(store::CityReader& city);
  [[nodiscard]] base::Status read_programme(store::CityReader& city);
  [[nodiscard]] base::Status read_places(store::CityReader& city, std::function<void(store::Place const&)> const& look);

  Profile profile_;
  store::Visibility viewer_;
  std::set<std::string, std::less<>> hidden_groups_;
  std::map<std::string, int, std::less<>> thresholds_;
  std::unordered_map<std::string, OfferWords> offers_;
  std::unordered_set<std::string> session_offers_;              ///< named by a session that is listed
  std::unordered_set<std::string> seen_places_;                 ///< ids and aliases
  std::unordered_map<std::string, PlaceWords> places_;          ///< those that offers and sessions name
  std::unordered_map<std::string, std::string> organisations_;  ///< id → name, of those that may be seen
  std::unordered_set<std::string> named_organisations_;         ///< by a record that may be seen
};

}  // namespace cartable::exporters
