#pragma once

#include "server/api/hours_json.hpp"
#include "server/api/page.hpp"
#include "server/api/serialize.hpp"
#include "server/api/state.hpp"
#include "store/catalog.hpp"
#include "store/filter.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::api {

/// A reader of this request's answers: its viewer and languages (`lang`, else Accept-Language).
[[nodiscard]] Reader reader_of(Context const& context);

/// What a FeatureCollection says beside its features.
struct CollectionTotals {
  std::optional<std::size_t> matched;      ///< numberMatched
  std::optional<std::size_t> fits, maybe;  ///< numberFits, numberMaybe with maybe=yes
};

/// Builds {"type":"FeatureCollection","features":[…],"links":[…],numbers} by hand.
class FeatureList {
 public:
  static constexpr std::string_view kOpening = R"({"type":"FeatureCollection","features":[)";

  FeatureList() : out_(kOpening) {}
  /// The buffer to append the next feature to.
  std::string& next() {
    if (count_++ > 0) {
      out_.push_back(',');
    }
    return out_;
  }
  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  /// Of features that are written elsewhere.
  void counted(std::size_t features) noexcept { count_ += features; }
  /// Room for more bytes.
  void reserve(std::size_t bytes) { out_.reserve(out_.size() + bytes); }
  /// Of what the features say of being open.
  [[nodiscard]] Freshness& freshness() noexcept { return freshness_; }
  /// The answer: application/geo+json, with links self and next (in the body and as a Link header).
  [[nodiscard]] Response finish(Context const& context, CollectionTotals totals, std::optional<PageKey> const& next);

 private:
  std::string out_;
  std::size_t count_ = 0;
  Freshness freshness_;
};

/// Writes places as a filter and a viewer see them. What it is given outlives it; for one answer, or a part of a long
/// one.
class PlaceWriter {
 public:
  PlaceWriter(CityState const& state, Reader const& reader, store::Filter const& filter,
              store::Selection const& selection);

  /// \param answer  what the question adds; the rest is found here
  void append(std::string& out, std::uint32_t row, PlaceAnswer answer, Freshness& freshness);

 private:
  Reader const& reader_;
  bool maybe_;
  store::Selection const& selection_;
  std::shared_ptr<store::CompiledFilter const> compiled_;
  std::shared_ptr<KeptPieces> kept_;  ///< null: what a role sees beyond everyone is written anew
  std::string text_;
};

/// Appends the places of `rows`, as the filter and the viewer see them.
/// \param distances  metres by position in rows, or empty
/// \param travel     ways by position in rows, or empty
/// \return false when the request's deadline passed on the way
[[nodiscard]] bool append_places(FeatureList& list, Context const& context, Reader const& reader,
                                 store::Filter const& filter, store::Selection const& selection,
                                 std::span<std::uint32_t const> rows, std::span<base::Metres const> distances = {},
                                 std::span<TravelAnswer const> travel = {});

/// 503: the deadline of the request passed.
[[nodiscard]] Response too_late();
/// Names chosen by Accept-Language vary with it.
void vary_by_language(Context const& context, Response& response);

}  // namespace cartable::server::api
