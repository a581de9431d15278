#include "importers/detect.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "geo/vector_reader.hpp"
#include "importers/open_formats.hpp"
#include "importers/osm_source.hpp"
#include "importers/table_input.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace cartable::importers {
namespace {

using namespace std::string_view_literals;

/// Enough to tell text from bytes; a letter may be cut at the end.
constexpr std::size_t kHeadBytes = std::size_t{64} << 10U;

struct Signature {
  std::string_view bytes;
  std::string_view what;  ///< "a PDF document"
  std::string_view remedy;
};

// First bytes as the formats' own documents give them. What GDAL reads inside such a wrapper is told by name below.
constexpr std::array kOtherKinds = {
    Signature{"%PDF"sv, "a PDF document", "ask for the table or the map data behind it"},
    Signature{"\x89PNG\r\n\x1a\n"sv, "a PNG picture", "ask for the data behind it"},
    Signature{"\xFF\xD8\xFF"sv, "a JPEG picture", "ask for the data behind it"},
    Signature{"GIF8"sv, "a GIF picture", "ask for the data behind it"},
    Signature{"PK\x03\x04"sv, "a ZIP archive", "unpack it and name the file inside"},
    Signature{"\x1F\x8B"sv, "a gzip-compressed file", "unpack it and name the file inside"},
    Signature{"BZh"sv, "a bzip2-compressed file", "unpack it and name the file inside"},
    Signature{"\xFD"
              "7zXZ\0"sv,
              "an xz-compressed file", "unpack it and name the file inside"},
    Signature{"7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive", "unpack it and name the file inside"},
    Signature{"Rar!"sv, "a RAR archive", "unpack it and name the file inside"},
    Signature{"\xD0\xCF\x11\xE0"sv, "an old Office document", "save it as .xlsx or .csv"},
    Signature{"\x7F"
              "ELF"sv,
              "a program", "name a data file"},
    Signature{"SQLite format 3\0"sv, "an SQLite database without map layers", "export its table as CSV or GeoPackage"},
};

std::string head_of(std::filesystem::path const& path) {
  std::string head(kHeadBytes, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head;
}

bool is_geotiff(std::string_view head) {
  // TIFF 6.0 §2 and BigTIFF, in either byte order
  return head.starts_with("II*\0"sv) || head.starts_with("MM\0*"sv) || head.starts_with("II+\0"sv) ||
         head.starts_with("MM\0+"sv);
}

bool is_text(std::string_view head) {
  if (head.find('\0') != std::string_view::npos) {
    return false;
  }
  // A letter cut by the end of the head is no fault.
  for (std::size_t cut = 0; cut < 4 && cut < head.size(); ++cut) {
    if (base::is_utf8(head.substr(0, head.size() - cut))) {
      return true;
    }
  }
  return false;
}

}  // namespace

base::Result<InputKind> detect_input(std::filesystem::path const& path) {
  if (std::error_code error; std::filesystem::is_directory(path, error) && find_open_format(path) != OpenFormat::none) {
    return InputKind::open;
  }
  CARTABLE_TRY(base::check_input_file(path));
  if (looks_like_osm(path)) {
    return InputKind::osm;
  }
  std::string const head = head_of(path);
  if (is_geotiff(head)) {
    return InputKind::raster;
  }
  if (find_open_format(path, head) != OpenFormat::none) {
    return InputKind::open;
  }
  // GDAL takes everything that is called .csv for one; here its beginning must look so.
  std::string const driver = geo::identify_vector(path.string());
  if (!driver.empty() && driver != "CSV") {
    return InputKind::vector;
  }
  if (is_packed_document(path)) {
    CARTABLE_TRY(check_archive(path));
  }
  auto const known = std::find_if(kOtherKinds.begin(), kOtherKinds.end(),
                                  [&](Signature const& s) { return std::string_view(head).starts_with(s.bytes); });
  if (known == kOtherKinds.end() && is_delimited_text(path, head)) {
    return InputKind::vector;
  }
  std::string what = "of no kind that this program knows";
  std::string remedy = "give an OpenStreetMap extract, GeoJSON, GeoPackage, Shapefile, CSV, XLSX or KML";
  if (known != kOtherKinds.end()) {
    what = known->what;
    remedy = known->remedy;
  } else if (is_text(head)) {
    std::string const start = base::ascii_lower(base::trim(head).substr(0, 14));
    if (start.starts_with("<!doctype html") || start.starts_with("<html")) {
      what = "a web page";
      remedy = "download the data file itself, not the page about it";
    } else if (start.starts_with("{") || start.starts_with("[")) {
      what = "JSON, but not GeoJSON";
      remedy = "give a GeoJSON FeatureCollection, or a table as CSV";
    } else if (start.starts_with("<?xml")) {
      what = "XML of no kind that this program knows";
      remedy = "give KML, GML, GPX or an OpenStreetMap file";
    } else {
      what = "a text without a known form";
      remedy = "give a table whose columns are separated by commas, semicolons, tabs or bars";
    }
  }
  return base::fail(base::ErrorCode::unsupported, "{}: is {}; {}", path.string(), what, remedy);
}

}  // namespace cartable::importers
