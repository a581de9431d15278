#include "base/format.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/command.hpp"
#include "cli/import_steps.hpp"
#include "geo/database_url.hpp"
#include "store/city_check.hpp"
#include "store/city_file.hpp"
#include "store/hours_source.hpp"
#include "store/hours_worker.hpp"
#include "store/source_order.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cartable::cli {
namespace {

struct Options {
  std::string city, format = "text", order, kind;
  std::vector<std::string> split, distinct, same;
  int stale_after = 0;
  bool all = false;
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

base::Result<store::CityCheck> check(store::CityFile const& city, int stale_days) {
  CARTABLE_ASSIGN(auto const data, city.load());
  CARTABLE_ASSIGN(auto rows, city.read<store::FieldProvenance>());
  store::Provenance provenance;
  for (auto& row : rows) {
    provenance.add(std::move(row), -1);
  }
  CARTABLE_ASSIGN(auto runs, city.read<store::ImportRun>());
  std::stable_sort(runs.begin(), runs.end(), [](auto const& a, auto const& b) { return a.started < b.started; });
  store::CheckOptions options;
  options.today = base::now_rfc3339();
  options.stale_days = stale_days;
  store::HoursSource hours(store::evaluate_in_helpers({.command = store::kHoursWorker}));
  hours.want(store::hours_input(data.places, data.offers, data.settings));
  options.hours = hours.refresh(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  auto const streets = [&]() -> base::Result<std::vector<store::StreetLine>> {
    CARTABLE_ASSIGN(auto records,
                    city.read<store::Street>("status<>'withdrawn' AND (name IS NOT NULL OR names IS NOT NULL)"));
    std::vector<store::StreetLine> lines;
    lines.reserve(records.size());
    for (auto& street : records) {
      lines.push_back(
          {std::move(street.name), std::move(street.names), std::move(street.line), std::move(street.head.source)});
    }
    return lines;
  };
  CARTABLE_ASSIGN(auto result, store::check_city(data, provenance, runs, options, streets));
  for (auto& finding : result.findings) {
    replace_all(finding.remedy, "CITY", geo::without_password(city.where()));
  }
  return result;
}

void print_json(store::CityCheck const& result, std::string const& where) {
  base::OrderedJson out{{"city", where},
                        {"errors", result.count(store::Severity::error)},
                        {"warnings", result.count(store::Severity::warning)},
                        {"infos", result.count(store::Severity::info)}};
  std::map<std::string, std::int64_t> kinds;
  for (auto const& finding : result.findings) {
    ++kinds[finding.kind];
  }
  out["by_kind"] = kinds;
  out["places_of_several_sources"] = result.places_of_several_sources;
  out["findings"] = base::OrderedJson::array();
  for (auto const& finding : result.findings) {
    base::OrderedJson one{{"severity", std::string(to_string(finding.severity))},
                          {"kind", finding.kind},
                          {"record", finding.record},
                          {"name", finding.name},
                          {"message", finding.message},
                          {"remedy", finding.remedy}};
    for (auto const& [key, value] : finding.details) {
      one[key] = value;
    }
    out["findings"].push_back(std::move(one));
  }
  out["joined"] = base::OrderedJson::array();
  for (auto const& join : result.joined) {
    out["joined"].push_back({{"place", join.place}, {"name", join.name}, {"source", join.source}, {"how", join.how}});
  }
  fmt::print("{}\n", out.dump(2, ' ', false, base::OrderedJson::error_handler_t::replace));
}

void print_csv(store::CityCheck const& result) {
  std::string out = "severity,kind,record,name,message,remedy,other,details\r\n";
  for (auto const& finding : result.findings) {
    std::string other;
    std::string details;
    for (auto const& [key, value] : finding.details) {
      if (key == "other") {
        other = value;
      } else {
        details += fmt::format("{}{}={}", details.empty() ? "" : "; ", key, value);
      }
    }
    for (auto const& cell : {std::string(to_string(finding.severity)), finding.kind, finding.record, finding.name,
                             finding.message, finding.remedy, other}) {
      append_csv_field(out, cell);
      out.push_back(',');
    }
    append_csv_field(out, details);
    out += "\r\n";
  }
  fmt::print("{}", out);
}

void print_text(store::CityCheck const& result, bool all) {
  constexpr std::size_t kShown = 10;  // of a kind
  for (std::size_t first = 0, last = 0; first < result.findings.size(); first = last) {
    auto const& head = result.findings[first];
    while (last < result.findings.size() && result.findings[last].kind == head.kind &&
           result.findings[last].severity == head.severity) {
      ++last;
    }
    fmt::print("{}: {} ({})\n", to_string(head.severity), head.kind, last - first);
    std::size_t const shown = all ? last : std::min(last, first + kShown);
    for (std::size_t i = first; i < shown; ++i) {
      auto const& finding = result.findings[i];
      std::string const who =
          finding.record.empty() ? finding.name : fmt::format("{} {}", finding.record, finding.name);
      fmt::print("  {}: {}\n      {}\n", who, finding.message, finding.remedy);
    }
    if (shown < last) {
      fmt::print("  … and {} more (--all, or --format csv)\n", last - shown);
    }
  }
  if (result.places_of_several_sources > 0) {
    fmt::print("{} places are known from several sources (--format json says how each was matched)\n",
               result.places_of_several_sources);
  }
  fmt::print("{} errors, {} warnings, {} other findings\n", result.count(store::Severity::error),
             result.count(store::Severity::warning), result.count(store::Severity::info));
}

/// Writes decisions down and makes the places again by them.
int decide(Options const& options) {
  store::CityFile city(options.city);
  if (auto const good = city.check(); !good) {
    return report_error(good.error());
  }
  if (auto const taken = city.begin_import("cartable check"); !taken) {
    return report_error(taken.error());
  }
  store::ImportBatch batch;
  batch.source.slug = "city";
  batch.source.role = "decisions";
  for (auto const& id : options.split) {
    batch.decisions.push_back({store::Decision::Kind::split, id, {}});
  }
  for (auto const& [ids, kind] : {std::pair(&options.distinct, store::Decision::Kind::distinct),
                                  std::pair(&options.same, store::Decision::Kind::same)}) {
    for (std::size_t i = 0; i + 1 < ids->size(); i += 2) {
      batch.decisions.push_back({kind, (*ids)[i], (*ids)[i + 1]});
    }
  }
  if (!options.order.empty()) {
    auto const data = city.read<store::ImportRun>();
    if (!data) {
      return report_error(data.error());
    }
    for (auto const& source : base::split(options.order, ',')) {
      if (std::none_of(data->begin(), data->end(), [&](auto const& run) { return run.head.source == source; })) {
        return report_error(
            {base::ErrorCode::not_found, fmt::format("--order {}: nothing was imported from {}; cartable info lists "
                                                     "the sources",
                                                     options.order, source)});
      }
    }
    if (auto const set = city.put_setting(std::string(store::kSourceOrder), options.order); !set) {
      return report_error(set.error());
    }
  }
  auto const report = import_batch(city, std::move(batch), false, {});
  if (!report) {
    return report_error(report.error());
  }
  for (auto const& note : report->notes) {
    fmt::print(stderr, "{}\n", note);
  }
  fmt::print(stderr, "{} decisions kept for good{}\n", report->outcome.across.corrected,
             options.order.empty() ? "" : "; the sources go in the order " + options.order);
  return kDone;
}

int run(Options const& options) {
  if (!options.split.empty() || !options.distinct.empty() || !options.same.empty() || !options.order.empty()) {
    return decide(options);
  }
  store::CityFile const city(options.city);
  auto result = check(city, options.stale_after);
  if (!result) {
    return report_error(result.error());
  }
  if (!options.kind.empty()) {
    std::erase_if(result->findings, [&](auto const& finding) { return finding.kind != options.kind; });
  }
  if (options.format == "json") {
    print_json(*result, geo::without_password(options.city));
  } else if (options.format == "csv") {
    print_csv(*result);
  } else {
    print_text(*result, options.all);
  }
  return result->count(store::Severity::error) > 0 ? kFailed : kDone;
}

}  // namespace

void add_check(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  auto* const command = app.add_subcommand("check",
                                           "What a person should look at: doubtful pairs, sources that disagree, stale "
                                           "and unplaced records; and decisions on them");
  command->add_option("--city", options->city, "the city file")->required();
  command->add_option("--format", options->format, "text, json or csv")->check(CLI::IsMember({"text", "json", "csv"}));
  command->add_option("--kind", options->kind, "only findings of this kind: possible-duplicate, unplaced, …");
  command
      ->add_option("--stale-after", options->stale_after,
                   "days after which data count as stale (else the setting, else three years)")
      ->check(CLI::PositiveNumber);
  command->add_flag("--all", options->all, "every finding in text too, not the first ten of each kind");
  command
      ->add_option("--split", options->split, "ID: what its sources say is of different places, for good (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--distinct", options->distinct, "A B: two places, for good (repeatable)")
      ->expected(2)
      ->allow_extra_args(false);
  command->add_option("--same", options->same, "A B: one place, for good (repeatable)")
      ->expected(2)
      ->allow_extra_args(false);
  command->add_option("--order", options->order,
                      "SOURCE,SOURCE,…: whose word counts where they differ, the first most");
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace cartable::cli
