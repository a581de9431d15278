#include "base/format.hpp"
#include "cli/command.hpp"
#include "exporters/offer_template.hpp"
#include "store/open_format_fields.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace cartable::cli {
namespace {

struct Options {
  std::string as = "offers", lang = "en", to;
};

int run(Options const& options) {
  auto const language = store::template_language(options.lang);
  if (!language) {
    std::string known;
    for (std::string_view const one : store::kTemplateLanguages) {
      known += (known.empty() ? "" : ", ") + std::string(one);
    }
    return report_error(
        {base::ErrorCode::bad_usage,
         fmt::format("--lang {}: there is no template in this language; there is {}", options.lang, known)});
  }
  if (options.to.empty()) {
    std::string const text = exporters::to_csv(exporters::offer_template_rows(*language));
    std::fwrite(text.data(), 1, text.size(), stdout);
    fmt::print(stderr, "--to offers.xlsx writes a spreadsheet with a sheet of what may stand in each column\n");
    return kDone;
  }
  auto const files = exporters::write_offer_template(options.to, *language);
  if (!files) {
    return report_error(files.error());
  }
  for (std::filesystem::path const& file : *files) {
    fmt::print(stderr, "{}\n", file.string());
  }
  return kDone;
}

}  // namespace

void add_template(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  auto* const command = app.add_subcommand(
      "template",
      "The spreadsheet to send to partners: what can be learnt with them, row by row, to be imported as offers");
  command->add_option("--as", options->as, "what it is for: offers (with their sessions)")
      ->check(CLI::IsMember({"offers", "events"}));
  command->add_option("--lang", options->lang, "language of its headers: en, fr, es, ar, zh, ru (default: en)");
  command->add_option("--to", options->to,
                      "FILE.xlsx (with a sheet of allowed values) or FILE.csv (with FILE-values.csv beside it); "
                      "without it: CSV on stdout");
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace cartable::cli
