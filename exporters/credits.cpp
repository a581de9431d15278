#include "exporters/credits.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace cartable::exporters {
namespace {

/// A statement of the city itself, such as hours that were set by hand.
constexpr std::string_view kCity = "city";

template <class R>
concept HasSources = requires(R const& record) {
  record.sources;
};

}  // namespace

base::Result<Credits> Credits::read(store::CityReader& city, std::string only) {
  Credits out;
  out.only_ = std::move(only);
  CARTABLE_TRY(city.read<store::ImportRun>([&](store::ImportRun&& run) -> base::Status {
    Credit credit{.source = run.head.source,
                  .licence = std::move(run.licence),
                  .attribution = std::move(run.attribution),
                  .date = std::move(run.date),
                  .collection = run.role};
    out.runs_[run.head.source].insert_or_assign(run.role, credit);  // rows come oldest first
    out.newest_.insert_or_assign(run.head.source, std::move(credit));
    return {};
  }));
  if (out.only_.empty()) {
    CARTABLE_TRY(city.read<store::FieldProvenance>(
        [&](store::FieldProvenance&& note) -> base::Status {
          std::string& date = out.set_by_city_[std::move(note.record)];
          date = std::max(date, note.date.substr(0, 10));
          return {};
        },
        "set_by='city' AND field NOT IN ('same_as','distinct_from')"));  // decisions on pairs are no values
  }
  return out;
}

Credit Credits::credit_of(std::string const& source, std::string const& date, std::string_view collection) const {
  Credit out{.source = source, .licence = {}, .attribution = {}, .date = {}};
  if (auto const roles = runs_.find(source); roles != runs_.end()) {
    auto const own = roles->second.find(std::string(collection));
    out = own != roles->second.end() ? own->second : newest_.at(source);
  }
  out.collection.clear();
  if (!date.empty()) {
    out.date = date;
  }
  return out;
}

template <class R>
std::vector<Credit> Credits::of(R const& record, std::string_view collection) const {
  std::vector<Credit> out;
  auto const add = [&](std::string const& source, std::string const& date) {
    bool const known = std::any_of(out.begin(), out.end(), [&](Credit const& one) { return one.source == source; });
    if (!source.empty() && !known && (only_.empty() || source == only_)) {
      out.push_back(credit_of(source, date, collection));
    }
  };
  if constexpr (HasSources<R>) {
    for (store::SourceRef const& ref : record.sources) {
      add(ref.source, ref.date);
    }
  }
  if (out.empty()) {
    add(record.head.source, {});
  }
  if (auto const set = set_by_city_.find(record.head.id); set != set_by_city_.end()) {
    add(std::string(kCity), set->second);
  }
  return out;
}

void Credits::count(std::vector<Credit> const& credits, std::string_view collection) {
  for (Credit const& credit : credits) {
    Counted& counted = counted_[credit.source];
    if (counted.rows.empty()) {
      counted.credit = credit;
    }
    counted.credit.date = std::max(counted.credit.date, credit.date);
    ++counted.rows[std::string(collection)];
  }
}

void Credits::mention(std::string_view source, std::string_view what) {
  Counted& counted = counted_[std::string(source)];
  if (counted.rows.empty()) {
    counted.credit = credit_of(std::string(source), {}, {});
  }
  counted.rows.try_emplace(std::string(what));
}

std::vector<Credits::Counted> Credits::counted() const {
  std::vector<Counted> out;
  for (auto const& [source, counted] : counted_) {
    out.push_back(counted);
  }
  return out;
}

std::string joined(std::vector<Credit> const& credits, std::string Credit::*member) {
  std::string out;
  std::set<std::string_view> seen;
  for (Credit const& credit : credits) {
    std::string const& text = credit.*member;
    if (!text.empty() && seen.insert(text).second) {
      out += out.empty() ? "" : "; ";
      out += text;
    }
  }
  return out;
}

#define CARTABLE_INSTANTIATE(R) template std::vector<Credit> Credits::of<R>(R const&, std::string_view) const
CARTABLE_INSTANTIATE(store::Place);
CARTABLE_INSTANTIATE(store::Offer);
CARTABLE_INSTANTIATE(store::Session);
CARTABLE_INSTANTIATE(store::Organisation);
CARTABLE_INSTANTIATE(store::District);
CARTABLE_INSTANTIATE(store::Catchment);
CARTABLE_INSTANTIATE(store::PopulationCell);
CARTABLE_INSTANTIATE(store::Group);
CARTABLE_INSTANTIATE(store::Street);
CARTABLE_INSTANTIATE(store::StreetNode);
CARTABLE_INSTANTIATE(store::Address);
CARTABLE_INSTANTIATE(store::Locality);
#undef CARTABLE_INSTANTIATE

}  // namespace cartable::exporters
