#include "store/schema.hpp"

#include "store/record_rows.hpp"

namespace cartable::store {

std::vector<geo::LayerDef> const& schema_layers() {
  using geo::FieldType;
  static std::vector<geo::LayerDef> const layers = [] {
    std::vector<geo::LayerDef> all;
    for_each_record([&]<class R>() { all.push_back(layer_of<R>()); });
    all.push_back({.name = std::string(kDerivedTable),
                   .fields = {{.name = "derived_key"},
                              {.name = "source"},
                              {.name = "part"},
                              {.name = "chunk", .type = FieldType::integer},
                              {.name = "input_revision", .type = FieldType::integer64},
                              {.name = "format_version", .type = FieldType::integer64},
                              {.name = "bytes", .type = FieldType::binary}}});
    all.push_back({.name = std::string(kRevisionTable),
                   .fields = {{.name = "part", .unique = true}, {.name = "counter", .type = FieldType::integer64}}});
    all.push_back({.name = std::string(kSchemaTable), .fields = {{.name = "name", .unique = true}, {.name = "word"}}});
    return all;
  }();
  return layers;
}

}  // namespace cartable::store
