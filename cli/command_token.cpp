#include "base/format.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "cli/command.hpp"
#include "server/auth.hpp"
#include "store/city_file.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

namespace cartable::cli {
namespace {

struct Options {
  std::string city, write_to, role, label, expires, id, format = "text";
};

int add(Options const& options) {
  auto made = server::make_token(options.role, options.label);
  if (!made) {
    return report_error(made.error());
  }
  made->token.expires = options.expires;
  store::CityFile city(place_to_write(options.city, options.write_to));
  if (auto const kept = city.add_token(made->token); !kept) {
    return report_error(kept.error());
  }
  fmt::print("{}\n", made->plain);
  fmt::print(stderr, "a token for the role {}; it is shown this once: use it as \"Authorization: Bearer …\"\n",
             options.role);
  return kDone;
}

int list(Options const& options) {
  store::CityFile const city(options.city);
  auto const tokens = city.tokens();
  if (!tokens) {
    return report_error(tokens.error());
  }
  if (options.format == "json") {
    base::OrderedJson out = base::OrderedJson::array();
    for (store::Token const& token : *tokens) {
      out.push_back({{"id", token.head.id},
                     {"role", token.role},
                     {"label", token.label},
                     {"created", token.created},
                     {"expires", token.expires},
                     {"revoked", token.revoked}});
    }
    fmt::print("{}\n", base::to_text(out));
    return kDone;
  }
  fmt::print("{:<24} {:<10} {:<22} {:<22} {}\n", "id", "role", "created", "state", "label");
  for (store::Token const& token : *tokens) {
    std::string const state = !token.revoked.empty()   ? "revoked " + token.revoked
                              : !token.expires.empty() ? "until " + token.expires
                                                       : "valid";
    fmt::print("{:<24} {:<10} {:<22} {:<22} {}\n", token.head.id, token.role, token.created, state, token.label);
  }
  return kDone;
}

int revoke(Options const& options) {
  store::CityFile city(place_to_write(options.city, options.write_to));
  if (auto const done = city.revoke_token(options.id); !done) {
    return report_error(done.error());
  }
  fmt::print(stderr, "token {} is revoked; servers refuse it within a second\n", options.id);
  return kDone;
}

}  // namespace

void add_token(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  auto* const command = app.add_subcommand("token", "Access tokens for staff, planners and moderators");
  command->require_subcommand(1);

  auto* const adding = command->add_subcommand("add", "Make a token; it is printed once and kept as a hash only");
  adding->add_option("--city", options->city, "the city: a file or postgresql://…")->required();
  add_write_to(*adding, options->write_to);
  adding->add_option("--role", options->role, "what it may see and do")
      ->required()
      ->check(CLI::IsMember({"staff", "planner", "moderator", "admin"}));
  adding->add_option("--label", options->label, "who it is for, for your own list");
  adding->add_option("--expires", options->expires, "last moment it is valid: 2027-06-30T00:00:00Z");
  adding->callback([options, &chosen] { chosen = [options] { return add(*options); }; });

  auto* const listing = command->add_subcommand("list", "The tokens there are, without the tokens themselves");
  listing->add_option("--city", options->city, "the city: a file or postgresql://…")->required();
  listing->add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  listing->callback([options, &chosen] { chosen = [options] { return list(*options); }; });

  auto* const revoking = command->add_subcommand("revoke", "Make a token worthless");
  revoking->add_option("--city", options->city, "the city: a file or postgresql://…")->required();
  add_write_to(*revoking, options->write_to);
  revoking->add_option("ID", options->id, "as in the list")->required();
  revoking->callback([options, &chosen] { chosen = [options] { return revoke(*options); }; });
}

}  // namespace cartable::cli
