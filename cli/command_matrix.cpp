#include "access/city_streets.hpp"
#include "access/place_links.hpp"
#include "access/travel.hpp"
#include "base/format.hpp"
#include "cli/api_question.hpp"
#include "cli/command.hpp"
#include "cli/import_steps.hpp"
#include "geo/lonlat.hpp"
#include "importers/table_input.hpp"
#include "server/api/directions.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::cli {
namespace {

struct Asked {
  std::string city, from, to;
  server::api::QueryPairs query;
};

struct Points {
  std::vector<std::string> ids;
  std::vector<geo::LonLat> at;
};

constexpr std::array<std::string_view, 6> kIdNames{"id", "code", "key", "from_id", "to_id", "fid"};
constexpr std::array<std::string_view, 5> kLonNames{"lon", "longitude", "lng", "long", "x"};
constexpr std::array<std::string_view, 3> kLatNames{"lat", "latitude", "y"};

std::optional<std::size_t> find_column(std::vector<std::string> const& columns,
                                       std::span<std::string_view const> names) {
  for (std::string_view const name : names) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (CLI::detail::to_lower(columns[i]) == name) {
        return i;
      }
    }
  }
  return std::nullopt;
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  auto const end = text.data() + text.size();
  auto const parsed = std::from_chars(text.data(), end, value);
  return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(value) : std::nullopt;
}

constexpr std::size_t kShown = 5;  // of a list that may be long

/// Says which rows were not taken and why; the others are used.
void tell_not_taken(std::string const& file, std::span<std::string const> rows) {
  for (std::string const& row : rows.first(std::min(kShown, rows.size()))) {
    fmt::print(stderr, "cartable: {}: not taken: {}\n", file, row);
  }
  if (rows.size() > kShown) {
    fmt::print(stderr, "cartable: {}: {} more rows were not taken\n", file, rows.size() - kShown);
  }
}

/// The points of a table: id, lon and lat by the usual names, or the geometry of its rows.
base::Result<Points> read_points(std::string const& file) {
  CARTABLE_ASSIGN(importers::TableInput table, importers::TableInput::open(file));
  if (table.layers().empty()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: holds no table; give one with the columns id, lon and lat",
                      file);
  }
  auto const& columns = table.layers().front().columns;
  auto const id = find_column(columns, kIdNames);
  auto const lon = find_column(columns, kLonNames);
  auto const lat = find_column(columns, kLatNames);
  bool const has_columns = lon && lat;
  if (!id || (!has_columns && table.layers().front().geometry != geo::GeometryType::point)) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: the columns id, lon and lat are needed (degrees, WGS 84); it has {}", file,
                      fmt::join(columns, ", "));
  }
  Points out;
  std::vector<std::string> not_taken;  // a line each: record, value, rule
  std::set<std::string, std::less<>> seen;
  CARTABLE_TRY(table.read(0, [&](importers::TableRow& row) {
    geo::LonLat point;
    std::string where;
    if (has_columns) {
      auto const x = number_of(row.cells[*lon]);
      auto const y = number_of(row.cells[*lat]);
      point = {x.value_or(999), y.value_or(999)};
      where = fmt::format("lon “{}”, lat “{}”", row.cells[*lon], row.cells[*lat]);
    } else if (auto const* const given = std::get_if<geo::LonLat>(&row.geometry)) {
      point = *given;
    } else {
      point = {999, 999};
      where = "no point";
    }
    std::string key(row.cells[*id]);
    if (!geo::is_valid(point)) {
      not_taken.push_back(
          fmt::format("record {} ({}): {}: must be degrees, from -180 and -90 to 180 and 90", row.record, key, where));
    } else if (key.empty() || !seen.insert(key).second) {
      not_taken.push_back(fmt::format("record {}: id “{}”: must be given, and only once", row.record, key));
    } else {
      out.ids.push_back(std::move(key));
      out.at.push_back(point);
    }
    return true;
  }));
  tell_not_taken(file, not_taken);
  if (out.ids.empty()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: holds no points that can be used", file);
  }
  return out;
}

/// Says which points no street is near: nothing is left out in silence.
void tell_unlinked(std::string const& file, std::vector<std::string> const& ids) {
  if (!ids.empty()) {
    std::vector<std::string> const shown(ids.begin(),
                                         ids.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, ids.size())));
    fmt::print(stderr, "cartable: {}: {} points have no usable street within {:.0f} m and no rows: {}{}\n", file,
               ids.size(), access::kSnapReach, fmt::join(shown, ", "), ids.size() > kShown ? ", …" : "");
  }
}

std::vector<server::api::Parameter> parameters() {
  return server::api::join({server::api::travel_parameters(),
                            {{.name = "max_minutes",
                              .description = "Pairs farther apart have no row; without it 120.",
                              .type = server::api::ParameterType::number,
                              .minimum = 1,
                              .maximum = 1440,
                              .fallback = "120"}}});
}

int print_matrix(Asked const& asked) {
  auto const table = parameters();
  server::api::Values values(table, asked.query);
  access::Profile const profile = server::api::read_profile(values);
  for (auto const& mistake : values.mistakes()) {
    fmt::print(stderr, "cartable: --{}\n", mistake.detail);
  }
  if (!values.mistakes().empty()) {
    return kWrongUsage;
  }
  auto const from = read_points(asked.from);
  if (!from) {
    return report_error(from.error());
  }
  auto const to = read_points(asked.to);
  if (!to) {
    return report_error(to.error());
  }
  auto const streets = server::api::read_streets(asked.city, 0)->wait();
  if (!streets) {
    return report_error(streets.error());
  }
  auto const graph = (*streets)->graph(profile, access::Weight::time);
  auto const links = access::PlaceLinks::build(graph, (*streets)->index(), to->at);
  std::vector<std::uint32_t> every;
  std::vector<std::string> lost_from;
  std::vector<std::string> lost_to;
  for (std::uint32_t i = 0; i < to->ids.size(); ++i) {
    every.push_back(i);
    if (!links->snap_of(i)) {
      lost_to.push_back(to->ids[i]);
    }
  }
  access::TravelOptions options;
  options.max_s = values.number("max_minutes").value_or(120) * 60;
  access::Workspace workspace;
  fmt::print("from_id,to_id,duration_s,distance_m\n");
  std::string out;
  for (std::size_t i = 0; i < from->ids.size(); ++i) {
    auto const snap = access::snap_in_reach(*graph, (*streets)->index(), from->at[i]);
    if (!snap) {
      lost_from.push_back(from->ids[i]);
      continue;
    }
    auto const ways = access::travel_to(workspace, *links, *snap, every, options);
    out.clear();
    for (std::uint32_t j = 0; ways && j < every.size(); ++j) {
      if (auto const& way = (*ways)[j]) {
        append_csv_field(out, from->ids[i]);
        out.push_back(',');
        append_csv_field(out, to->ids[j]);
        fmt::format_to(std::back_inserter(out), ",{:.1f},{:.2f}\n", way->duration_s, way->distance_m);
      }
    }
    fmt::print("{}", out);
  }
  tell_unlinked(asked.from, lost_from);
  tell_unlinked(asked.to, lost_to);
  return std::ferror(stdout) != 0 || std::fflush(stdout) != 0 ? kFailed : kDone;
}

}  // namespace

void add_matrix(CLI::App& app, Chosen& chosen) {
  auto asked = std::make_shared<Asked>();
  auto* const command = app.add_subcommand("matrix", "Minutes and metres between the points of two tables, as CSV");
  command->add_option("--city", asked->city, "the city: a file or postgresql://…/db?schema=NAME")->required();
  command->add_option("--from", asked->from, "a table with the columns id, lon and lat (degrees), or with points")
      ->required();
  command->add_option("--to", asked->to, "likewise")->required();
  add_parameters(*command, parameters(), std::shared_ptr<server::api::QueryPairs>(asked, &asked->query));
  command->callback([asked, &chosen] { chosen = [asked] { return print_matrix(*asked); }; });
}

}  // namespace cartable::cli
