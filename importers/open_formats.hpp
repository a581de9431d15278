#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "importers/table_source.hpp"
#include "store/import_batch.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// The open formats that are known by themselves: found out by looking, and read.
namespace cartable::importers {

enum class OpenFormat : std::uint8_t {
  none,
  calendar,        ///< iCalendar
  offers_table,    ///< our template of offers, filled in
  mediation,       ///< lieux de médiation numérique, a table
  data_inclusion,  ///< data·inclusion, tables or JSON
  own_geojson,     ///< GeoJSON that this program wrote
  hsds,            ///< HSDS 3.0 or 1.1: JSON, a folder of tables, or its datapackage.json
};

/// What a file (or a folder of tables) is of these; `none` for everything else.
/// \param head  its first bytes
[[nodiscard]] OpenFormat find_open_format(std::filesystem::path const& path, std::string_view head);
[[nodiscard]] OpenFormat find_open_format(std::filesystem::path const& path);

/// Reads a file of a known format. \param report  of a table: what was found out; may be null
[[nodiscard]] base::Result<store::ImportBatch> read_open_format(OpenFormat format, std::filesystem::path const& file,
                                                                OfferSourceOptions const& options,
                                                                CityContext const& city, PlaceLinks& links,
                                                                base::Progress const& progress = {},
                                                                TableReport* report = nullptr);

/// "an iCalendar file", for messages.
[[nodiscard]] std::string_view describe(OpenFormat format) noexcept;

}  // namespace cartable::importers
