#include "tests/unit/importers/table_corpus.hpp"

#include "base/text.hpp"
#include "importers/table_source.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <set>

namespace cartable::importers {
namespace {

using test::TemporaryFolder;
using test_corpus::Sample;

struct Outcome {
  TableReport report;
  std::optional<store::ImportBatch> batch;
  std::string error;
};

Outcome read(std::filesystem::path const& folder, std::string const& name, std::string const& bytes,
             Sample const& sample) {
  std::ofstream(folder / name, std::ios::binary) << bytes;
  Outcome out;
  TableOptions options;
  options.role = sample.role;
  options.city = sample.city;
  auto batch = read_table(folder / name, options, {}, &out.report);
  if (batch) {
    out.batch = *std::move(batch);
  } else {
    out.error = batch.error().message;
  }
  return out;
}

bool is_right(Sample const& sample, std::string const& field, std::string const& column) {
  auto const wanted = sample.expected.find(field);
  if (wanted == sample.expected.end()) {
    return false;
  }
  auto const choices = base::split(wanted->second, '|');
  return std::find(choices.begin(), choices.end(), base::trim(column)) != choices.end();
}

std::map<std::string, std::string> mapping_of(TableReport const& report) {
  std::map<std::string, std::string> out;
  for (auto const& column : report.mapping) {
    out.emplace(column.field, column.column);
  }
  return out;
}

std::size_t taken(store::ImportBatch const& batch) {
  return batch.places.size() + batch.organisations.size() + batch.districts.size() + batch.catchments.size();
}

TEST(TableCorpus, columns_of_tables_of_many_countries_are_found_with_few_errors) {
  TemporaryFolder folder;
  std::size_t guessed = 0, right = 0, wanted = 0, found = 0, whole = 0;
  for (Sample const& sample : test_corpus::samples()) {
    Outcome const outcome = read(folder.path(), sample.name, sample.text, sample);
    auto const mapping = mapping_of(outcome.report);
    bool all = true;
    for (auto const& [field, column] : mapping) {
      ++guessed;
      bool const good = is_right(sample, field, column);
      right += good ? 1U : 0U;
      if (!good) {
        all = false;
        std::printf("  wrong   %s: %s taken from \"%s\"\n", sample.name.c_str(), field.c_str(), column.c_str());
      }
    }
    for (auto const& [field, column] : sample.expected) {
      ++wanted;
      auto const got = mapping.find(field);
      bool const good = got != mapping.end() && is_right(sample, field, got->second);
      found += good ? 1U : 0U;
      if (!good) {
        all = false;
        std::printf("  missed  %s: %s is \"%s\"\n", sample.name.c_str(), field.c_str(), column.c_str());
      }
    }
    whole += all ? 1U : 0U;
    EXPECT_EQ(outcome.batch.has_value(), !sample.asks) << sample.name << ": " << outcome.error;
    if (outcome.batch && sample.rows > 0) {
      EXPECT_EQ(taken(*outcome.batch), sample.rows)
          << sample.name << (outcome.batch->rejects.empty() ? "" : ": " + outcome.batch->rejects.front().reason);
    }
    if (outcome.batch && !sample.city.empty()) {
      for (store::Place const& place : outcome.batch->places) {
        EXPECT_TRUE(place.point && sample.city.contains(*place.point))
            << sample.name << ": " << place.name << " at "
            << (place.point ? fmt::format("{} {}", place.point->lon, place.point->lat) : "nowhere");
      }
    }
  }
  double const precision = static_cast<double>(right) / static_cast<double>(guessed);
  double const recall = static_cast<double>(found) / static_cast<double>(wanted);
  std::printf("%zu tables, %zu of them wholly right: precision %.4f (%zu of %zu), recall %.4f (%zu of %zu)\n",
              test_corpus::samples().size(), whole, precision, right, guessed, recall, found, wanted);
  EXPECT_GE(test_corpus::samples().size(), 40U);
  EXPECT_GE(precision, 0.97);
  EXPECT_GE(recall, 0.93);
}

}  // namespace
}  // namespace cartable::importers
