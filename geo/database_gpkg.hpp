#pragma once

#include "geo/database_impl.hpp"
#include "geo/database_rtree.hpp"
#include "geo/file_turn.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

/// Private to geo/database*.cpp.
namespace cartable::geo {

/// A GeoPackage. See database_gpkg.cpp.
struct GpkgImpl final : Database::Impl {
  GpkgImpl(std::string file, Database::Mode open_mode) : Impl(file, open_mode), path(std::move(file)) {}
  ~GpkgImpl() override;

  std::string path;
  std::map<std::string, BulkIndex> bulk;  ///< by table
  std::optional<FileTurn> turn;           ///< given back after the dataset is closed

  [[nodiscard]] bool has_table(std::string_view name) override;
  [[nodiscard]] std::vector<std::string> tables() override;
  void layer_options(LayerDef const& layer, CPLStringList& options) const override;
  [[nodiscard]] base::Status make_feature(Layer& layer) override;
  [[nodiscard]] base::Status before_begin() override;
  void forget() noexcept override { bulk.clear(); }
  [[nodiscard]] base::Status before_commit() override;
  [[nodiscard]] base::Status sync(std::string const& name, Layer& layer) override;
  [[nodiscard]] base::Status insert(std::string const& name, Layer& layer, Row const& row) override;
  [[nodiscard]] base::Status update(std::string const& name, Layer& layer, Row const& row) override;
  [[nodiscard]] base::Status erase(std::string const& name, Layer& layer, std::int64_t fid) override;
  [[nodiscard]] base::Status scan(std::string const& name, Layer& layer, std::string const& filter,
                                  std::vector<std::string> const& columns, bool with_geometry,
                                  std::function<base::Status(RowBatch const&)> const& take) override;
  [[nodiscard]] base::Result<std::string> keep_copy(std::string const& suffix) override;
};

}  // namespace cartable::geo
