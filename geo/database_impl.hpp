#pragma once

#include "base/result.hpp"
#include "geo/database.hpp"

#include <cpl_string.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Private to geo/database*.cpp: an open dataset, and what differs between the engines behind it.
namespace cartable::geo {

struct ReleaseFeatureDefinition {
  void operator()(OGRFeatureDefn* definition) const noexcept { definition->Release(); }
};

struct Database::Impl {
  /// A layer in use: OGR's handle, a feature that is filled anew for each row, and what to do at commit.
  struct Layer {
    OGRLayer* handle = nullptr;
    std::unique_ptr<OGRFeatureDefn, ReleaseFeatureDefinition> definition;  ///< of `feature`, when not the handle's own
    std::unique_ptr<OGRFeature, OGRFeatureUniquePtrDeleter> feature;
    std::vector<FieldDef> columns;  ///< of a Row
    std::vector<int> fields;        ///< OGR's index of each
    bool touched = false;
    bool has_given_fids = false;  ///< rows came with a fid of their own
  };

  explicit Impl(std::string shown_name, Mode open_mode) : where(std::move(shown_name)), mode(open_mode) {}
  Impl(Impl const&) = delete;
  Impl& operator=(Impl const&) = delete;
  virtual ~Impl();

  std::string where;  ///< as it may be shown: no password in it
  Mode mode;
  std::map<std::string, Layer, std::less<>> layers;
  GDALDatasetUniquePtr dataset;
  bool in_transaction = false;
  std::vector<LayerDef> const* expected = nullptr;

  /// not found → corrupt: names come from our own schema
  [[nodiscard]] base::Result<Layer*> layer(std::string_view name);
  /// After flush(): a statement of which no rows come back.
  [[nodiscard]] base::Status execute(std::string const& sql);
  /// The same without flush().
  [[nodiscard]] base::Status execute_now(std::string const& sql);
  [[nodiscard]] base::Status start_transaction();
  [[nodiscard]] static Database wrap(std::unique_ptr<Impl> impl) { return Database(std::move(impl)); }
  /// Rolls back and gives the layers' handles and the dataset back; for the destructors of the engines.
  void close() noexcept;

  // What differs between the engines.
  [[nodiscard]] virtual bool has_table(std::string_view name) = 0;
  [[nodiscard]] virtual std::vector<std::string> tables() = 0;
  /// After a table was made.
  [[nodiscard]] virtual base::Status made_table(LayerDef const& layer) {
    static_cast<void>(layer);
    return {};
  }
  virtual void layer_options(LayerDef const& layer, CPLStringList& options) const = 0;
  /// The feature that a layer's rows are filled into.
  [[nodiscard]] virtual base::Status make_feature(Layer& layer) = 0;
  /// Before and after the start of a transaction that writes, before its first statement.
  [[nodiscard]] virtual base::Status before_begin() { return {}; }
  [[nodiscard]] virtual base::Status after_begin() { return {}; }
  /// Sends what was kept back to be sent in one go.
  [[nodiscard]] virtual base::Status flush() { return {}; }
  /// Drops what was kept back, with the transaction.
  virtual void forget() noexcept {}
  /// For each table touched: what must agree with its rows when the transaction is committed.
  [[nodiscard]] virtual base::Status sync(std::string const& name, Layer& layer) = 0;
  [[nodiscard]] virtual base::Status before_commit() { return {}; }
  [[nodiscard]] virtual base::Status insert(std::string const& name, Layer& layer, Row const& row) = 0;
  [[nodiscard]] virtual base::Status update(std::string const& name, Layer& layer, Row const& row) = 0;
  [[nodiscard]] virtual base::Status erase(std::string const& name, Layer& layer, std::int64_t fid) = 0;
  [[nodiscard]] virtual base::Status scan(std::string const& name, Layer& layer, std::string const& filter,
                                          std::vector<std::string> const& columns, bool with_geometry,
                                          std::function<base::Status(RowBatch const&)> const& take) = 0;
  [[nodiscard]] virtual base::Result<std::string> keep_copy(std::string const& suffix) = 0;
  /// Adds the remedy to an error that the engine words for nobody.
  [[nodiscard]] virtual base::Error explained(base::Error error) const { return error; }
  [[nodiscard]] tl::unexpected<base::Error> explained_failure(base::Status failed) const {
    return tl::unexpected<base::Error>(explained(std::move(failed).error()));
  }
};

/// Fills a layer's feature from a row. invalid_value: a text that is no moment.
/// \param as_text  real numbers with all their digits and bytes as \x… in hexadecimal, for PostgreSQL: OGR would give
///   it fifteen digits, and takes seconds to escape megabytes
[[nodiscard]] base::Status fill_feature(Database::Impl::Layer& layer, Row const& row, bool as_text);
void append_hex(std::string& out, std::string_view bytes);

[[nodiscard]] OGRFieldType ogr_type(FieldType type) noexcept;
[[nodiscard]] FieldType field_type(OGRFieldType type) noexcept;

/// A GDAL setting of this thread for as long as it lives.
class ThreadOption {
 public:
  ThreadOption(char const* key, std::string const& value);
  ~ThreadOption();
  ThreadOption(ThreadOption const&) = delete;
  ThreadOption& operator=(ThreadOption const&) = delete;

 private:
  char const* key_;
  std::optional<std::string> before_;
};

// The two engines.
[[nodiscard]] base::Result<std::unique_ptr<Database::Impl>> open_gpkg(std::string const& path, Database::Mode mode,
                                                                      std::chrono::milliseconds patience);
[[nodiscard]] base::Status create_gpkg(std::string const& path, std::vector<LayerDef> const& layers,
                                       std::function<base::Status(Database&)> const& fill);
[[nodiscard]] base::Status check_gpkg(std::string const& path);
[[nodiscard]] base::Status copy_gpkg(Database::Impl& from, std::string const& path);  ///< outside a transaction
[[nodiscard]] base::Result<std::unique_ptr<Database::Impl>> open_pg(std::string const& url, Database::Mode mode);
[[nodiscard]] base::Status create_pg(std::string const& url, std::vector<LayerDef> const& layers,
                                     std::function<base::Status(Database&)> const& fill);
[[nodiscard]] base::Result<bool> exists_pg(std::string const& url);

}  // namespace cartable::geo
