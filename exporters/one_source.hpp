#pragma once

#include "base/result.hpp"
#include "store/city_reader.hpp"
#include "store/model.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace cartable::exporters {

/// One source alone: its records, and in places that several sources made only what this one said. The record holds the
/// word of its main source but for what is kept beside it (field provenance): each value of the other sources, and of
/// the main source those that gave way.
class OneSource {
 public:
  [[nodiscard]] static base::Result<OneSource> read(store::CityReader& city, std::string source);

  /// \return false when the source says nothing of this record; else what is left is its own
  [[nodiscard]] bool take(store::Place& place) const;
  template <class R>
  [[nodiscard]] bool take(R& record) const {
    if constexpr (requires { record.sources; }) {
      return take_sources(record);
    } else {
      return record.head.source == source_;
    }
  }

 private:
  /// What somebody said of one field of a record.
  struct Statement {
    std::string field, value, by;
    bool by_city = false;
  };
  template <class R>
  bool take_sources(R& record) const {
    bool named = record.head.source == source_;
    std::erase_if(record.sources, [&](store::SourceRef const& ref) { return ref.source != source_; });
    named = named || !record.sources.empty();
    return named;
  }
  std::string source_;
  std::unordered_map<std::string, std::vector<Statement>> statements_;  ///< by record
};

}  // namespace cartable::exporters
