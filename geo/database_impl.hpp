#pragma once

#include "base/result.hpp"
#include "geo/database.hpp"
#include "geo/file_turn.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Private to geo/database*.cpp.
namespace cartable::geo {

struct Database::Impl {
  /// A layer in use: OGR's handle, a feature that is filled anew for each row, and what to do at commit.
  struct Layer {
    OGRLayer* handle = nullptr;
    std::unique_ptr<OGRFeature, OGRFeatureUniquePtrDeleter> feature;
    std::vector<FieldDef> columns;  ///< of a Row
    std::vector<int> fields;        ///< OGR's index of each
    bool touched = false;
  };

  std::string where;
  Mode mode = Mode::read;
  std::optional<FileTurn> turn;  ///< given back last: the dataset is closed before it (members go in reverse)
  std::map<std::string, Layer, std::less<>> layers;
  GDALDatasetUniquePtr dataset;
  bool in_transaction = false;
  std::vector<LayerDef> const* expected = nullptr;

  ~Impl();
  /// not found → internal: our own schema names are not a matter of input
  [[nodiscard]] base::Result<Layer*> layer(std::string_view name);
  [[nodiscard]] base::Status execute(std::string const& sql);
  [[nodiscard]] base::Status sync_touched();
};

}  // namespace cartable::geo
