#include "importers/open_formats.hpp"

#include "base/text.hpp"
#include "importers/data_inclusion.hpp"
#include "importers/hsds_source.hpp"
#include "importers/ical_source.hpp"
#include "importers/mediation_numerique.hpp"
#include "importers/offers_columns.hpp"
#include "importers/offers_table.hpp"
#include "importers/own_geojson.hpp"
#include "importers/table_grid.hpp"
#include "importers/table_input.hpp"
#include "store/ical_text.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

namespace cartable::importers {

namespace {

/// As much of a file as tells what it is.
constexpr std::size_t kHeadBytes = std::size_t{64} << 10U;

std::string head_of(std::filesystem::path const& path) {
  std::string head(kHeadBytes, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head;
}

/// The columns of a text table, by its first lines.
std::vector<std::string> columns_of(std::string_view head) {
  std::size_t const end = head.rfind('\n');
  auto const text = parse_delimited(std::string(head.substr(0, end)), {});
  return text ? importers::find_table(text->grid).columns : std::vector<std::string>();
}

/// What the columns of a table tell.
OpenFormat by_columns(std::vector<std::string> columns) {
  if (is_offer_template(columns)) {
    return OpenFormat::offers_table;
  }
  for (std::string& column : columns) {
    column = base::ascii_lower(column);
  }
  return is_mediation(columns)        ? OpenFormat::mediation
         : is_data_inclusion(columns) ? OpenFormat::data_inclusion
                                      : OpenFormat::none;
}

OpenFormat find_table(std::filesystem::path const& path, std::string_view head) {
  std::string const ending = base::ascii_lower(path.extension().string());
  if (ending == ".xlsx" || ending == ".ods") {
    auto const input = TableInput::open(path);
    for (auto const& layer : input ? input->layers() : std::vector<TableInput::Layer>()) {
      if (OpenFormat const format = by_columns(layer.columns); format != OpenFormat::none) {
        return format;
      }
    }
    return OpenFormat::none;
  }
  return is_delimited_text(path, head) ? by_columns(columns_of(head)) : OpenFormat::none;
}

OpenFormat find_folder(std::filesystem::path const& folder) {
  std::error_code error;
  for (char const* const file : {"services.json", "services.csv", "structures.json", "structures.csv"}) {
    std::filesystem::path const path = folder / file;
    if (std::filesystem::is_regular_file(path, error)) {
      std::string const head = head_of(path);
      if (is_data_inclusion_json(head) || by_columns(columns_of(head)) == OpenFormat::data_inclusion) {
        return OpenFormat::data_inclusion;
      }
    }
  }
  return hsds_files(folder).empty() ? OpenFormat::none : OpenFormat::hsds;
}

}  // namespace

OpenFormat find_open_format(std::filesystem::path const& path, std::string_view head) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return find_folder(path);
  }
  if (store::looks_like_calendar(head)) {
    return OpenFormat::calendar;
  }
  if (is_data_inclusion_json(head)) {
    return OpenFormat::data_inclusion;
  }
  if (path.filename() == "datapackage.json" && !hsds_files(path.parent_path()).empty()) {
    return OpenFormat::hsds;
  }
  if (is_own_geojson(head)) {
    return OpenFormat::own_geojson;
  }
  if (is_hsds_json(head)) {
    return OpenFormat::hsds;
  }
  return find_table(path, head);
}

OpenFormat find_open_format(std::filesystem::path const& path) { return find_open_format(path, head_of(path)); }

base::Result<store::ImportBatch> read_open_format(OpenFormat format, std::filesystem::path const& file,
                                                  OfferSourceOptions const& options, CityContext const& city,
                                                  PlaceLinks& links, base::Progress const& progress,
                                                  TableReport* report) {
  switch (format) {
    case OpenFormat::calendar: return read_calendar(file, options, city, links, progress);
    case OpenFormat::offers_table: return read_offers_table(file, options, city, links, progress, report);
    case OpenFormat::mediation: return read_mediation(file, options, progress);
    case OpenFormat::data_inclusion: return read_data_inclusion(file, options, city, links, progress);
    case OpenFormat::hsds: return read_hsds(file, options, progress);
    case OpenFormat::own_geojson: return read_own_geojson(file, options, city, links, progress);
    case OpenFormat::none: break;
  }
  return base::fail(base::ErrorCode::unsupported, "{}: is in no open format of offers or sessions",
                    file.filename().string());
}

std::string_view describe(OpenFormat format) noexcept {
  switch (format) {
    case OpenFormat::calendar: return "an iCalendar file";
    case OpenFormat::offers_table: return "a table of offers";
    case OpenFormat::mediation: return "a table of places of digital mediation";
    case OpenFormat::data_inclusion: return "data·inclusion";
    case OpenFormat::hsds: return "HSDS";
    case OpenFormat::own_geojson: return "GeoJSON of this program";
    case OpenFormat::none: break;
  }
  return "of no known format";
}

}  // namespace cartable::importers
