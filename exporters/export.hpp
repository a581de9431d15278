#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "exporters/audience.hpp"
#include "exporters/documents.hpp"
#include "exporters/place_filter.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::exporters {

/// What can be exported as tables, in the order in which they are written.
[[nodiscard]] std::vector<std::string_view> collection_names();

struct ExportOptions {
  std::string city{};  ///< as for store::CityFile
  /// x.gpkg (all collections, or the public edition with Profile::everyone), x.geojson or x.csv (one collection), x.ics
  /// (events), x.json (what belongs together, by `json`), or a folder (a CSV file for each collection)
  std::filesystem::path to{};
  Profile profile = Profile::full;
  std::optional<Document> json{};          ///< the vocabulary of a .json file: hsds or schema_org
  std::vector<std::string> collections{};  ///< empty: all; places for a format of one table
  std::string source{};                    ///< one source alone; empty: all
  PlaceWishes places{};                    ///< with a wish only places are exported
  /// A city in a file of more bytes is copied first and read from the copy: a reader holds up a writer's commit for as
  /// long as it reads, and an import that waits half a minute for it fails.
  std::uint64_t copy_above = std::uint64_t{32} << 20U;
  bool replace = false;   ///< files that exist
  std::string program{};  ///< "Cartable 0.1.0", for the licences file
};

struct ExportReport {
  struct Written {
    std::filesystem::path file;
    std::map<std::string, std::int64_t> rows;  ///< collection (of the public edition: table) → rows
  };
  std::vector<Written> files;
  std::filesystem::path licences;  ///< the licences file
  std::int64_t rows = 0;
  std::int64_t not_public = 0;                  ///< rows among them that not everybody may see
  std::vector<std::string> unknown_licences{};  ///< sources whose licence nobody said
  bool is_edition = false;
  std::vector<std::string> notes{};  ///< what the format cannot carry, with numbers
};

/// Writes what the profile may see, from one state of the city, and the licences file beside it. All or nothing: files
/// get their names when all of them are whole.
[[nodiscard]] base::Result<ExportReport> export_city(ExportOptions const& options, base::Progress const& progress = {});

}  // namespace cartable::exporters
