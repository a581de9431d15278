#include "importers/people_batch.hpp"

#include "base/text.hpp"
#include "importers/table_values.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cartable::importers {
namespace {

/// The model's own.
int default_threshold() { return store::Group{}.threshold; }

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

void ExactSum::add(double value) noexcept {
  double const next = sum_ + value;
  rest_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
  sum_ = next;
}

std::string shown_number(double value) {
  bool const whole = std::abs(value - std::round(value)) < 1e-6;
  std::string digits = whole ? fmt::format("{:.0f}", value) : fmt::format("{:.1f}", value);
  auto const point = std::min(digits.find('.'), digits.size());
  for (std::size_t at = point; at > 3 && is_digit(digits[at - 4]);) {
    at -= 3;
    digits.insert(at, " ");
  }
  return digits;
}

std::string year_in(std::string_view text) {
  std::string found;
  for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
    std::string_view const four = text.substr(i, 4);
    bool const alone = (i == 0 || !is_digit(text[i - 1])) && (i + 4 == text.size() || !is_digit(text[i + 4]));
    if (alone && (four.starts_with("19") || four.starts_with("20")) && is_digit(four[2]) && is_digit(four[3])) {
      found = four;
    }
  }
  return found;
}

PeopleBatch::PeopleBatch(std::string file, PeopleOptions const& options, KnownAreas const& known,
                         store::ImportBatch& batch)
    : file_(std::move(file)),
      options_(options),
      known_(known),
      batch_(batch),
      visibility_(store::parse_visibility(options.visibility).value_or(store::Visibility::planner)) {
  year_ = options.year.empty() ? year_in(batch.source.slug) : options.year;
  batch.has_population = true;
  if (!year_.empty()) {
    std::string const year = std::exchange(year_, {});
    suggest_year(year);
  }
}

void PeopleBatch::suggest_year(std::string_view text) {
  if (!year_.empty()) {
    return;
  }
  year_ = options_.year.empty() ? year_in(text) : options_.year;
  if (!year_.empty() && batch_.source.slug.find(year_) == std::string::npos) {
    batch_.source.slug += "-" + slug_of(year_);
  }
}

base::Result<std::vector<Wanted>> PeopleBatch::wanted() const {
  std::vector<Wanted> out;
  auto const check_slug = [](std::string const& slug) -> base::Status {
    if (slug.empty() || slug_of(slug) != slug) {
      return base::fail(base::ErrorCode::bad_usage,
                        "group \"{}\": must be a slug of lower-case letters, digits and hyphens, such as job-seekers",
                        slug);
    }
    return {};
  };
  if (!options_.group.empty()) {
    CARTABLE_TRY(check_slug(options_.group));
  }
  auto const people = options_.columns.find("people");
  out.push_back({options_.group, people == options_.columns.end() ? std::string() : people->second});
  for (auto const& [field, theirs] : options_.columns) {
    if (field.starts_with("group:")) {
      std::string const slug = field.substr(6);
      CARTABLE_TRY(check_slug(slug));
      if (slug == options_.group) {
        return base::fail(base::ErrorCode::bad_usage,
                          "group {}: is named by --group and by --map {} at once; name it once", slug, field);
      }
      out.push_back({slug, theirs});
      continue;
    }
    static constexpr std::string_view kFields[] = {"people", "rows", "id", "lon", "lat", "x", "y", "grid"};
    if (!field.starts_with("district:") && !field.starts_with("where:") &&
        std::find(std::begin(kFields), std::end(kFields), field) == std::end(kFields)) {
      return base::fail(
          base::ErrorCode::bad_usage,
          "--map {}={}: people have no field {}; there are people, group:SLUG, district:NAME, where:COLUMN, "
          "rows, id, grid, lon, lat, x and y",
          field, theirs, field);
    }
  }
  return out;
}

void PeopleBatch::see(std::string_view group, Count const& count) {
  Group& of = groups_[std::string(group)];
  if (count.kind == Count::Kind::number && count.value == 0) {
    ++of.zeros;
  } else if (count.kind == Count::Kind::suppressed && !count.low && count.high) {
    of.told_high = std::max(of.told_high.value_or(0), *count.high);
  }
}

void PeopleBatch::add(std::string_view group, std::string_view key, Count const& count, store::PopulationCell&& part) {
  see(group, count);
  Group& of = groups_.find(group)->second;
  part.head.id = group.empty() ? fmt::format("{}:{}", batch_.source.slug, safe_key(key))
                               : fmt::format("{}:{}:{}", batch_.source.slug, group, safe_key(key));
  part.head.source = batch_.source.slug;
  part.head.visibility = visibility_;
  part.layer = batch_.source.slug;
  part.group = group;
  part.year = year_;
  if (count.kind == Count::Kind::number) {
    part.people = count.value;
    of.people.add(count.value);
  } else {
    part.people_low = count.low;
    part.people_high = count.high;
    ++of.hidden;
    of.open.push_back(batch_.cells.size());
  }
  ++of.cells;
  batch_.cells.push_back(std::move(part));
}

void PeopleBatch::reject(std::int64_t record, std::string_view column, std::string_view value, std::string_view reason,
                         std::string_view remedy) {
  batch_.rejects.push_back({.file = file_,
                            .record = record,
                            .column = std::string(column),
                            .value = std::string(value),
                            .reason = std::string(reason),
                            .remedy = std::string(remedy)});
}

void PeopleBatch::note(std::string_view text) { batch_.notes.push_back(fmt::format("{}: {}", file_, text)); }

void PeopleBatch::add_group(std::string const& slug, std::string_view label, std::string_view path) {
  if (slug.empty() || !group_rows_.insert(slug).second) {
    return;
  }
  auto const known = std::find_if(known_.groups.begin(), known_.groups.end(),
                                  [&](store::Group const& g) { return g.head.id == slug; });
  bool const of_others = known != known_.groups.end() && known->head.source != batch_.source.slug;
  if (of_others) {
    bool const changes = options_.threshold && *options_.threshold != known->threshold;
    if (changes || !options_.definition.empty() || !options_.group_name.empty()) {
      note(fmt::format(
          "group {} is there already (from {}) and keeps its name and definition{}", slug, known->head.source,
          changes ? fmt::format("; its threshold becomes {} instead of {}", *options_.threshold, known->threshold)
                  : ""));
    }
    return;
  }
  store::Group row;
  row.head.id = slug;
  row.head.source = batch_.source.slug;
  bool const only = slug == options_.group || group_rows_.size() == 1;
  row.name = only && !options_.group_name.empty() ? options_.group_name : std::string(label);
  std::string const definition = only && !options_.definition.empty() ? options_.definition : std::string(path);
  if (!definition.empty()) {
    row.definition.emplace("und", definition);  // BCP 47: undetermined; the words are the source's own
  }
  row.year = year_;
  row.threshold = options_.threshold.value_or(default_threshold());
  batch_.groups.push_back(std::move(row));
}

void PeopleBatch::finish() {
  for (auto& [slug, group] : groups_) {
    double const low = group.zeros > 0 ? 1 : 0;
    double const high = group.told_high.value_or(
        options_.suppressed_below.value_or(options_.threshold.value_or(default_threshold())) - 1);
    std::int64_t assumed = 0;
    for (std::size_t const cell : group.open) {
      store::PopulationCell& part = batch_.cells[cell];
      bool const bare = !part.people_low && !part.people_high;
      if (bare) {
        part.people_high = std::max(low, high);
        ++assumed;
      }
      if (!part.people_low) {
        part.people_low = std::min(low, part.people_high.value_or(low));
      }
    }
    if (group.hidden > 0) {
      note(fmt::format(
          "{} hidden counts of {} are kept as intervals{}", group.hidden, slug.empty() ? "everybody" : "group " + slug,
          assumed == 0 ? ""
                       : fmt::format("; {} of them say no bound and are taken as {}…{} (--suppressed-below N says "
                                     "below what the office hides)",
                                     assumed, shown_number(low), shown_number(std::max(low, high)))));
    }
    if (group.cells > 0) {
      batch_.counts.people[slug] = group.people.value();
    }
  }
  ExactSum read = lost_;
  std::string const first = options_.group;
  if (auto const everybody = groups_.find(first); everybody != groups_.end()) {
    read.add(everybody->second.people.value());
  }
  batch_.counts.people_read = read.value();
}

}  // namespace cartable::importers
