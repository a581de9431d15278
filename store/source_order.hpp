#pragma once

#include "store/import_batch.hpp"
#include "store/model.hpp"
#include "store/place_statements.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

/// The setting that names sources, the one whose word counts most first: "city-libraries, culture, osm".
inline constexpr std::string_view kSourceOrder = "source_order";

/// Whose word counts where two sources differ: sources that the setting names, in its order; then the city's own tables
/// before OpenStreetMap, newer data before older (by the date of the data, else of the first import), then by name.
class SourceOrder {
 public:
  /// \param setting  of kSourceOrder, may be empty
  /// \param runs     imports so far, oldest first
  /// \param batch    the source that is about to be imported; null: none
  /// \param now      RFC 3339
  SourceOrder(std::string_view setting, std::vector<ImportRun> const& runs, SourceInfo const* batch,
              std::string const& now);

  [[nodiscard]] bool before(std::string_view a, std::string_view b) const;
  void rank(std::vector<PlaceStatement>& statements) const;
  /// Licence and date of each source, as last imported.
  [[nodiscard]] std::map<std::string, SourceInfo> const& sources() const noexcept { return sources_; }

 private:
  struct Rank {
    std::size_t listed;
    bool osm;
    std::string date;
  };
  [[nodiscard]] Rank const* rank_of(std::string_view source) const;
  std::map<std::string, Rank, std::less<>> ranks_;
  std::map<std::string, SourceInfo> sources_;
};

}  // namespace cartable::store
