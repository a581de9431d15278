#pragma once

#include "base/result.hpp"
#include "store/city_reader.hpp"
#include "store/model.hpp"
#include "store/place_statements.hpp"

#include <string>
#include <utility>
#include <vector>

namespace cartable::exporters {

/// One source alone: its records, and of places that several sources made its own record, under its own id, as its last
/// import gave it (store/place_statements.hpp).
class OneSource {
 public:
  [[nodiscard]] static base::Result<OneSource> read(store::CityReader& city, std::string source);

  /// \return false when the source says nothing of this record; else what is left is its own word
  [[nodiscard]] bool take(store::Place& place) const;
  template <class R>
  [[nodiscard]] bool take(R& record) const {
    bool named = record.head.source == source_;
    if constexpr (requires { record.sources; }) {
      std::erase_if(record.sources, [&](store::SourceRef const& ref) { return ref.source != source_; });
      named = named || !record.sources.empty();
    }
    return named;
  }

 private:
  std::string source_;
  store::Provenance provenance_;
};

}  // namespace cartable::exporters
