#include "cli/repeated_import.hpp"

#include "base/format.hpp"
#include "cli/import_runs.hpp"

#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <string_view>

namespace cartable::cli {
namespace {

/// Whether a value of the report tells what became of one kind of record.
bool is_outcome(base::OrderedJson const& value) { return value.is_object() && value.contains("unchanged"); }

std::int64_t number(base::OrderedJson const& object, std::string_view key) {
  auto const found = object.find(std::string(key));
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

}  // namespace

base::Result<std::optional<base::OrderedJson>> repeated_import(store::CityFile const& city, std::string const& source,
                                                               InputHash const& input_hash) {
  CARTABLE_ASSIGN(auto const newest, newest_run(city));
  if (!newest || newest->head.source != source || newest->input_hash.empty()) {
    return std::nullopt;
  }
  CARTABLE_ASSIGN(std::string const hash, input_hash());
  if (newest->input_hash != hash) {
    return std::nullopt;
  }
  base::OrderedJson report = base::OrderedJson::parse(newest->report, nullptr, false);
  if (!report.is_object()) {
    return std::nullopt;
  }
  for (auto& [key, value] : report.items()) {
    if (is_outcome(value)) {
      value["unchanged"] = number(value, "new") + number(value, "changed") + number(value, "unchanged");
      for (char const* const now_nothing : {"new", "changed", "withdrawn"}) {
        value[now_nothing] = 0;
      }
    }
  }
  CARTABLE_ASSIGN(auto const revisions, city.revisions());
  report["revision"] = std::accumulate(revisions.begin(), revisions.end(), std::int64_t{0});
  report["seconds"] = 0.0;
  report["base_tiles"] = 0;
  report["nothing_to_do"] = true;
  return report;
}

std::string repeated_text(base::OrderedJson const& report) {
  std::string out =
      fmt::format("{}: this very input was imported before; nothing changes\n", report.value("source", std::string()));
  for (auto const& [key, value] : report.items()) {
    if (is_outcome(value) && number(value, "read") > 0) {
      out += fmt::format("  {:<14} {:>7} read: {} unchanged\n", key, number(value, "read"), number(value, "unchanged"));
    }
  }
  return out;
}

}  // namespace cartable::cli
