#include "importers/osm_source.hpp"

#include "base/file.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/osm_format.hpp"
#include "importers/osm_passes.hpp"

#include <utility>

namespace cartable::importers {
namespace {

// Raise it when the same file and options would give other records than before, so that an unchanged file is
// imported again.
constexpr int kFormatVersion = 1;

base::Result<OsmFormat> format_of(std::filesystem::path const& file) {
  CARTABLE_TRY(base::check_input_file(file));
  OsmFormat const format = detect_osm(file);
  if (format == OsmFormat::none) {
    return base::fail(base::ErrorCode::unsupported,
                      "{}: not an OpenStreetMap extract (.osm.pbf, .osm, .osm.bz2 or .osm.gz), whatever its name says",
                      file.string());
  }
  return format;
}

base::Result<std::string> input_hash(std::filesystem::path const& file, OsmFormat format, OsmOptions const& options) {
  CARTABLE_ASSIGN(std::string const bytes_hash, hash_and_check(file, format));
  return base::to_hex(
      base::stable_hash(fmt::format("osm {}\n{}\n{}\n{}\n{}\n{}", kFormatVersion, bytes_hash, options.source,
                                    options.licence, options.attribution, options.date)));
}

}  // namespace

base::Result<std::string> osm_input_hash(std::filesystem::path const& file, OsmOptions const& options) {
  CARTABLE_ASSIGN(OsmFormat const format, format_of(file));
  return input_hash(file, format, options);
}

base::Result<store::ImportBatch> read_osm(std::filesystem::path const& file, OsmOptions const& options,
                                          base::Progress const& progress) {
  CARTABLE_ASSIGN(OsmFormat const format, format_of(file));
  store::ImportBatch batch;
  CARTABLE_ASSIGN(batch.source.input_hash, input_hash(file, format, options));

  OsmPasses passes(file, format, options.source, progress);
  CARTABLE_TRY(passes.read());

  batch.source.slug = options.source;
  batch.source.licence = options.licence;
  batch.source.attribution = options.attribution;
  batch.source.date = options.date.empty() ? passes.date() : options.date;
  batch.source.role = "osm";
  batch.source.files.push_back(file.filename().string());
  progress("joining what belongs together");
  passes.finish(batch);
  return batch;
}

bool looks_like_osm(std::filesystem::path const& file) { return detect_osm(file) != OsmFormat::none; }

}  // namespace cartable::importers
