#include "importers/population_raster.hpp"

#include "geo/raster_reader.hpp"
#include "geo/repair.hpp"
#include "importers/population_clip.hpp"
#include "importers/table_values.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cartable::importers {
namespace {

/// How many cells are read between two words about progress.
constexpr std::int64_t kCellsPerReport = 4'000'000;

/// What the first pass over a raster finds.
struct Survey {
  ExactSum people;
  std::int64_t filled = 0;  ///< cells with people
  std::int64_t zeros = 0, negative = 0, infinite = 0, nothing = 0;
  double most_negative = 0;
};

class RasterPopulation {
 public:
  RasterPopulation(geo::RasterReader& raster, PeopleOptions const& options, PeopleBatch& out, int band,
                   std::optional<RasterClip> clip, base::Progress const& progress)
      : raster_(raster),
        info_(raster.info()),
        options_(options),
        out_(out),
        band_(band),
        clip_(std::move(clip)),
        progress_(progress) {}

  base::Status run() {
    CARTABLE_ASSIGN(Survey const survey, take_survey());
    if (survey.filled == 0) {
      if (outside_cells_ > 0) {
        return base::fail(base::ErrorCode::invalid_value,
                          "{}: nobody lives inside --clip {}; the {} people are outside", out_.file(), options_.clip,
                          shown_number(outside_.value()));
      }
      return base::fail(base::ErrorCode::invalid_value,
                        "{}: no cell of band {} holds people ({} cells are 0, {} below 0, {} without data)",
                        out_.file(), band_, survey.zeros, survey.negative, survey.nothing);
    }
    CARTABLE_ASSIGN(std::int64_t const side, choose_side(survey));
    CARTABLE_TRY(write_cells(side));
    tell(survey, side);
    return {};
  }

 private:
  base::Status for_each_row(std::string const& step,
                            std::function<void(std::int64_t, std::span<double const>)> const& take) {
    bool stopped = false;
    std::int64_t since = 0;
    std::vector<double> clipped;
    outside_ = {};
    outside_cells_ = 0;
    CARTABLE_TRY(raster_.read(band_, [&](std::int64_t row, std::span<double const> values) {
      if (clip_) {
        clipped.assign(values.begin(), values.end());
        clip_->apply(row, clipped, [&](double people) {
          if (std::isfinite(people)) {
            outside_.add(people);
            ++outside_cells_;
          }
        });
        values = clipped;
      }
      take(row, values);
      since += static_cast<std::int64_t>(values.size());
      if (since >= kCellsPerReport) {
        since = 0;
        progress_(step, static_cast<std::uint64_t>(row), static_cast<std::uint64_t>(info_.height));
        stopped = progress_.stop.stop_requested();
      }
      return !stopped;
    }));
    if (stopped) {
      return base::fail(base::ErrorCode::cancelled, "{}: reading was stopped", out_.file());
    }
    return {};
  }

  base::Result<Survey> take_survey() {
    Survey out;
    CARTABLE_TRY(for_each_row("reading cells", [&](std::int64_t, std::span<double const> values) {
      for (double const value : values) {
        if (value > 0 && std::isfinite(value)) {
          ++out.filled;
          out.people.add(value);
        } else if (value == 0) {
          ++out.zeros;
        } else if (std::isnan(value)) {
          ++out.nothing;
        } else if (std::isinf(value)) {
          ++out.infinite;
        } else {
          ++out.negative;
          out.most_negative = std::min(out.most_negative, value);
        }
      }
    }));
    return out;
  }

  /// About how wide a cell is on the ground, in the middle of the raster: the side of a square as large.
  double cell_metres() const {
    auto const above = raster_.corners(info_.height / 2, 1);
    auto const below = raster_.corners(std::min(info_.height, info_.height / 2 + 1), 1);
    std::size_t const i = (above.size() - 1) / 2;
    if (i + 1 >= above.size() || !above[i] || !above[i + 1] || !below[i + 1] || !below[i]) {
      return 0;
    }
    return std::sqrt(geo::area_m2(outline(*above[i], *above[i + 1], *below[i + 1], *below[i])));
  }

  /// How many cells to put together along each side: as asked for, and until few enough are left.
  base::Result<std::int64_t> choose_side(Survey const& survey) {
    std::int64_t side = 1;
    double const metres = cell_metres();
    if (options_.cell_size > 0 && metres > 0) {
      side = std::max<std::int64_t>(1, std::llround(options_.cell_size / metres));
    }
    auto filled = static_cast<double>(survey.filled);
    if (side > 1) {
      CARTABLE_ASSIGN(filled, count_filled(side));
    }
    while (filled > static_cast<double>(kMaxCells)) {
      // Where people live thinly, k × k neighbours leave more than 1/k² of the cells: look again.
      auto const wider =
          std::llround(std::ceil(static_cast<double>(side) * std::sqrt(filled / static_cast<double>(kMaxCells))));
      side = std::max<std::int64_t>(side + 1, wider);
      CARTABLE_ASSIGN(filled, count_filled(side));
    }
    return side;
  }

  base::Result<double> count_filled(std::int64_t side) {
    std::int64_t count = 0;
    std::vector<char> filled;
    auto const close_line = [&] {
      count += std::count(filled.begin(), filled.end(), 1);
      filled.assign(static_cast<std::size_t>((info_.width + side - 1) / side), 0);
    };
    CARTABLE_TRY(for_each_row("choosing the size of cells", [&](std::int64_t row, std::span<double const> values) {
      if (row % side == 0) {
        close_line();
      }
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] > 0 && std::isfinite(values[i])) {
          filled[i / static_cast<std::size_t>(side)] = 1;
        }
      }
    }));
    close_line();
    return static_cast<double>(count);
  }

  base::Status write_cells(std::int64_t side) {
    std::vector<ExactSum> sums;
    std::int64_t top = 0;
    auto const close_line = [&](std::int64_t bottom) {
      if (!sums.empty()) {
        add_line(top, bottom, side, sums);
      }
      sums.assign(static_cast<std::size_t>((info_.width + side - 1) / side), {});
      top = bottom;
    };
    CARTABLE_TRY(for_each_row("making cells", [&](std::int64_t row, std::span<double const> values) {
      if (row % side == 0) {
        close_line(row);
      }
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] > 0 && std::isfinite(values[i])) {
          sums[i / static_cast<std::size_t>(side)].add(values[i]);
        }
      }
    }));
    close_line(info_.height);
    return {};
  }

  void add_line(std::int64_t top, std::int64_t bottom, std::int64_t side, std::vector<ExactSum> const& sums) {
    if (std::all_of(sums.begin(), sums.end(), [](ExactSum const& sum) { return sum.value() == 0; })) {
      return;
    }
    auto const above = raster_.corners(top, side);
    auto const below = raster_.corners(bottom, side);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      double const people = sums[i].value();
      if (people == 0) {
        continue;
      }
      auto const& a = above[i];
      auto const& b = above[i + 1];
      auto const& c = below[i + 1];
      auto const& d = below[i];
      Count const count{.kind = Count::Kind::number, .value = people, .low = {}, .high = {}};
      if (!a || !b || !c || !d) {
        out_.add_lost(people);
        ++off_earth_;
        people_off_earth_ += people;
        continue;
      }
      store::PopulationCell cell;
      cell.area = outline(*a, *b, *c, *d);
      cell.point = middle_of(cell.area);
      out_.add(options_.group, key_of(static_cast<std::int64_t>(i) * side, bottom, side), count, std::move(cell));
    }
  }

  /// Four corners as a valid area, however the raster's axes run. Corners left and right of ±180° stay together.
  static geo::MultiPolygon outline(geo::LonLat a, geo::LonLat b, geo::LonLat c, geo::LonLat d) {
    geo::Ring ring{d, c, b, a};
    double area = 0;  // twice, with sign
    for (std::size_t i = 0; i < ring.size(); ++i) {
      if (ring[i].lon - a.lon > 180) {
        ring[i].lon = -180;
      } else if (a.lon - ring[i].lon > 180) {
        ring[i].lon = 180;
      }
    }
    for (std::size_t i = 0; i < ring.size(); ++i) {
      geo::LonLat const& p = ring[i];
      geo::LonLat const& q = ring[(i + 1) % ring.size()];
      area += p.lon * q.lat - q.lon * p.lat;
    }
    if (area < 0) {
      std::reverse(ring.begin(), ring.end());
    }
    ring.push_back(ring.front());
    geo::MultiPolygon out;
    out.polygons.push_back({.rings = {std::move(ring)}});
    return rounded(std::move(out));
  }

  static geo::LonLat middle_of(geo::MultiPolygon const& area) {
    geo::Ring const& ring = area.polygons.front().rings.front();
    geo::LonLat sum;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      sum.lon += ring[i].lon / 4;
      sum.lat += ring[i].lat / 4;
    }
    return rounded(sum);
  }

  /// The first corner of a cell in the raster's own system, so that the same cell of next year's raster has the same
  /// id though the raster begins elsewhere.
  std::string key_of(std::int64_t column, std::int64_t row, std::int64_t side) const {
    geo::RasterPosition const at = raster_.corner(static_cast<double>(column), static_cast<double>(row));
    std::string const joint = side > 1 ? fmt::format("x{}", side) : std::string();
    return info_.geographic ? fmt::format("{:.6f}_{:.6f}{}", at.x + 0.0, at.y + 0.0, joint)
                            : fmt::format("E{:.1f}N{:.1f}{}", at.x + 0.0, at.y + 0.0, joint);
  }

  void tell(Survey const& survey, std::int64_t side) {
    double const metres = cell_metres();
    out_.note(fmt::format("{} × {} cells of about {} m in {}; {} of them hold {} people", info_.width, info_.height,
                          shown_number(std::round(metres)), info_.crs, survey.filled,
                          shown_number(survey.people.value())));
    if (side > 1) {
      bool const asked = options_.cell_size > 0;
      out_.note(fmt::format("{} × {} neighbours were put together into cells of about {} m{}; nobody is lost", side,
                            side, shown_number(std::round(metres * static_cast<double>(side))),
                            asked
                                ? ""
                                : fmt::format(", so that no more than {} are kept (--cell-size METRES chooses another "
                                              "size, --clip districts keeps to the city)",
                                              shown_number(static_cast<double>(kMaxCells)))));
    }
    if (outside_cells_ > 0) {
      out_.add_lost(outside_.value());
      out_.note(fmt::format("{} cells with {} people lie outside --clip {} and were not taken", outside_cells_,
                            shown_number(outside_.value()), options_.clip));
    }
    if (survey.negative > 0) {
      out_.note(
          fmt::format("{} cells hold negative numbers (such as {}), which are no people, and were left out; does the "
                      "file lack its nodata value?",
                      survey.negative, survey.most_negative));
    }
    if (survey.infinite > 0) {
      out_.note(fmt::format("{} cells hold no finite number and were left out", survey.infinite));
    }
    if (off_earth_ > 0) {
      out_.note(fmt::format("{} cells with {} people lie outside the Earth and were left out", off_earth_,
                            shown_number(people_off_earth_)));
    }
  }

  geo::RasterReader& raster_;
  geo::RasterInfo const& info_;
  PeopleOptions const& options_;
  PeopleBatch& out_;
  int band_;
  std::optional<RasterClip> clip_;
  base::Progress const& progress_;
  ExactSum outside_;  ///< of the last pass, as each pass finds the same
  std::int64_t outside_cells_ = 0;
  std::int64_t off_earth_ = 0;
  double people_off_earth_ = 0;
};

/// The band of people: the one asked for, else the only one.
base::Result<int> choose_band(geo::RasterInfo const& info, int wanted, std::string const& file) {
  std::string names;
  int values = 0;
  int first = 0;
  for (std::size_t i = 0; i < info.bands.size(); ++i) {
    auto const& band = info.bands[i];
    names += fmt::format("{}{}{}{}", i == 0 ? "" : ", ", i + 1, band.name.empty() ? "" : " " + band.name,
                         band.transparency ? " (transparency)" : "");
    if (!band.transparency) {
      ++values;
      first = first == 0 ? static_cast<int>(i) + 1 : first;
    }
  }
  if (wanted > static_cast<int>(info.bands.size()) || wanted < 0) {
    return base::fail(base::ErrorCode::not_found, "{}: has no band {}; its bands are: {}", file, wanted, names);
  }
  if (wanted > 0) {
    return wanted;
  }
  if (values != 1) {
    return base::fail(base::ErrorCode::bad_usage, "{}: has {} bands; choose the one that counts people with --band: {}",
                      file, info.bands.size(), names);
  }
  return first;
}

}  // namespace

base::Status read_population_raster(std::filesystem::path const& file, PeopleOptions const& options,
                                    KnownAreas const& known, PeopleBatch& out, base::Progress const& progress) {
  CARTABLE_ASSIGN(auto raster, geo::RasterReader::open(file.string(), options.crs));
  CARTABLE_ASSIGN(int const band, choose_band(raster.info(), options.band, out.file()));
  CARTABLE_ASSIGN(auto const wanted, out.wanted());
  if (wanted.size() > 1 || !wanted.front().theirs.empty()) {
    return base::fail(
        base::ErrorCode::bad_usage,
        "{}: is a raster; --band N chooses what to read and --group SLUG whose people they are, not --map", out.file());
  }
  CARTABLE_ASSIGN(auto clip, make_raster_clip(raster, options, known));
  CARTABLE_TRY(RasterPopulation(raster, options, out, band, std::move(clip), progress).run());
  std::string const& name = raster.info().bands[static_cast<std::size_t>(band) - 1].name;
  out.add_group(options.group, name.empty() ? options.group : name, name);
  return {};
}

}  // namespace cartable::importers
