#include "store/import_state.hpp"

#include "base/json.hpp"
#include "store/city_database.hpp"
#include "store/import_plan.hpp"

#include <cstddef>

namespace cartable::store {
namespace {

constexpr char const* kState = "state";

bool read(base::OrderedJson const& state, char const* member, Revisions& out) {
  auto const found = state.find(member);
  if (found == state.end() || !found->is_array() || found->size() != out.size()) {
    return false;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!(*found)[i].is_number_integer()) {
      return false;
    }
    out[i] = (*found)[i].get<std::int64_t>();
  }
  return true;
}

}  // namespace

bool same_records(Revisions const& a, Revisions const& b) noexcept {
  bool same = true;
  for (std::size_t i = 0; i < a.size(); ++i) {
    same = same && (a[i] == b[i] || static_cast<Part>(i) == Part::private_);
  }
  return same;
}

std::string with_state(std::string const& report, ImportState const& state) {
  auto json = base::OrderedJson::parse(report, nullptr, false);
  if (!json.is_object()) {
    return report;
  }
  json[kState] = {{"before", state.before}, {"after", state.after}};
  return base::to_text(json);
}

std::optional<ImportState> state_of(std::string const& report) {
  auto const json = base::OrderedJson::parse(report, nullptr, false);
  if (!json.is_object()) {
    return std::nullopt;
  }
  ImportState out;
  auto const state = json.find(kState);
  bool const whole = state != json.end() && state->is_object() && read(*state, "before", out.before) &&
                     read(*state, "after", out.after);
  return whole ? std::optional(out) : std::nullopt;
}

base::Status keep_report(CityFile const& city, ImportRun const& run) {
  CARTABLE_ASSIGN(auto database, open_city(city.where(), geo::Database::Mode::update));
  CARTABLE_TRY(begin_write(database));
  CARTABLE_TRY(write_by_id(database, run));
  return database.commit();
}

Revisions const& planned_against(ImportPlan const& plan) noexcept { return plan.before; }

}  // namespace cartable::store
