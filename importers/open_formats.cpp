#include "importers/open_formats.hpp"

#include "importers/ical_source.hpp"
#include "store/ical_text.hpp"

namespace cartable::importers {

OpenFormat find_open_format(std::filesystem::path const&, std::string_view head) {
  if (store::looks_like_calendar(head)) {
    return OpenFormat::calendar;
  }
  return OpenFormat::none;
}

base::Result<store::ImportBatch> read_open_format(OpenFormat format, std::filesystem::path const& file,
                                                  OfferSourceOptions const& options, CityContext const& city,
                                                  PlaceLinks& links, base::Progress const& progress) {
  switch (format) {
    case OpenFormat::calendar: return read_calendar(file, options, city, links, progress);
    case OpenFormat::none: break;
  }
  return base::fail(base::ErrorCode::unsupported, "{}: is in no open format of offers or sessions",
                    file.filename().string());
}

std::string_view describe(OpenFormat format) noexcept {
  switch (format) {
    case OpenFormat::calendar: return "an iCalendar file";
    case OpenFormat::none: break;
  }
  return "of no known format";
}

}  // namespace cartable::importers
