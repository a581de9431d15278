#pragma once

#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "importers/offer_words.hpp"
#include "store/import_batch.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Records of open formats, whether they come as a table or as JSON: what their readers share.
namespace cartable::importers {

/// One record: its fields as texts. Lists are joined by '|', numbers as written, nothing for null and empty.
struct FlatRecord {
  std::string file;
  std::int64_t record = 0;  ///< 1 for the first of its table or array
  std::map<std::string, std::string, std::less<>> fields;

  [[nodiscard]] std::string_view operator[](std::string_view field) const {
    auto const found = fields.find(field);
    return found == fields.end() ? std::string_view() : std::string_view(found->second);
  }
  [[nodiscard]] bool has(std::string_view field) const { return fields.find(field) != fields.end(); }
  /// A list: "a|b", "a;b", "['a', 'b']", "{a,b}" of a column or an array of JSON.
  [[nodiscard]] std::vector<std::string> list(std::string_view field) const;
};

/// The rows of a table (CSV, XLSX, …); columns in lower case.
[[nodiscard]] base::Result<std::vector<FlatRecord>> read_table_records(std::filesystem::path const& file,
                                                                       std::string const& encoding);
/// Nested objects of a JSON text by the name of their array: {"structures": [...], "services": [...]}, an array alone
/// (under ""), pages of an API ("items", "data", "contents", "results", under "").
/// An object inside a record gives its fields as "object.field"; arrays of objects are left out.
[[nodiscard]] base::Result<std::map<std::string, std::vector<FlatRecord>>> read_json_records(
    std::filesystem::path const& file);

/// What readers of places and offers do alike: ids, positions, contact without personal data, rows not taken.
class OpenBatch {
 public:
  OpenBatch(std::string file, OfferSourceOptions const& options) : file_(std::move(file)), options_(options) {}

  /// Reads the options, hashes the files. \param format  part of the hash, with the version of the reader
  [[nodiscard]] base::Status begin(std::vector<std::filesystem::path> const& files, std::string const& format);

  [[nodiscard]] std::string const& slug() const noexcept { return batch.source.slug; }
  [[nodiscard]] std::string id(std::string_view key) const;
  /// A head of this source with that id.
  [[nodiscard]] store::RecordHead head(std::string_view key) const;
  [[nodiscard]] store::SourceRef source_ref(std::string_view key) const;
  /// Latitude and longitude as written; nothing for 0/0 and what is no position.
  [[nodiscard]] static std::optional<geo::LonLat> position(std::string_view lat, std::string_view lon);
  /// Adds what may be public; an address of a person is left out and counted.
  void add_contact(store::StringMap& contact, std::string_view field, std::string_view value);
  void reject(FlatRecord const& record, std::string_view column, std::string_view value, std::string_view reason,
              std::string_view remedy);
  void note(bool when, std::string const& text);
  /// "3 addresses of persons were left out", and the like. Call once, at the end.
  void finish();

  store::ImportBatch batch;
  std::int64_t personal = 0;  ///< contact persons and personal addresses left out

 private:
  std::string file_;
  OfferSourceOptions const& options_;
  store::Visibility visibility_ = store::Visibility::everyone;
};

}  // namespace cartable::importers
