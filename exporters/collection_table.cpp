#include "exporters/collection_table.hpp"

#include <type_traits>
#include <utility>

namespace cartable::exporters {
namespace {

/// A licence that nobody said is said to be unknown, in the row too.
constexpr char const* kUnknownLicence = "unknown";

template <class R>
class RecordTable final : public CollectionTable {
 public:
  RecordTable(TableInput const& input, std::string name, geo::GeometryType geometry, TextLanguages languages)
      : input_(input),
        context_{.audience = input.audience, .languages = std::move(languages)},
        fields_(fields_of(context_, static_cast<R const*>(nullptr))) {
    layer_ = {.name = std::move(name),
              .geometry = geometry,
              .fields = {},
              .spatial_index = geometry != geo::GeometryType::none};
    for (Field<R> const& field : fields_) {
      layer_.fields.push_back({.name = field.name, .type = field.type});
    }
    for (char const* const column : {"source", "licence", "attribution", "date"}) {
      layer_.fields.push_back({.name = column});
    }
  }

  base::Status rows(std::function<base::Status(geo::Row const&)> const& take, base::Progress const& progress) override {
    std::string const step = "writing " + layer_.name;
    geo::Row row;
    row.fields.resize(layer_.fields.size());
    std::uint64_t read = 0;
    return input_.city.template read<R>([&](R&& record) -> base::Status {
      if ((++read & 0xfffU) == 0) {
        progress(step, read, 0);
        if (progress.stop.stop_requested()) {
          return base::fail(base::ErrorCode::cancelled, "stopped; nothing was left behind");
        }
      }
      if (!is_wanted(record)) {
        return {};
      }
      if (input_.source != nullptr && !(input_.source->take(record) && input_.audience.keeps(record))) {
        return {};  // of no word of this source, or one that is not for everybody who may see the whole
      }
      input_.audience.redact(record);
      fill(record, row);
      ++written_;
      not_public_ += record.head.visibility != store::Visibility::everyone ? 1 : 0;
      return take(row);
    });
  }

 private:
  [[nodiscard]] bool is_wanted(R const& record) const {
    if constexpr (std::is_same_v<R, store::Place>) {
      if (input_.places != nullptr && !input_.places->fits(record)) {
        return false;
      }
    }
    return input_.audience.lists(record);
  }

  void fill(R const& record, geo::Row& row) const {
    row.geometry = geometry_of(record, input_.audience);
    std::size_t column = 0;
    for (Field<R> const& field : fields_) {
      row.fields[column++] = field.value(record);
    }
    std::vector<Credit> credits = input_.credits.of(record, layer_.name);
    input_.credits.count(credits, layer_.name);
    for (Credit& credit : credits) {
      credit.licence = credit.licence.empty() ? kUnknownLicence : credit.licence;
    }
    for (auto const member : {&Credit::source, &Credit::licence, &Credit::attribution, &Credit::date}) {
      std::string text = joined(credits, member);
      row.fields[column++] = text.empty() ? geo::FieldValue() : geo::FieldValue(std::move(text));
    }
  }

  TableInput input_;
  FieldContext context_;
  std::vector<Field<R>> fields_;
};

/// Looks for the languages of the records first: they are columns.
template <class R>
base::Result<std::unique_ptr<CollectionTable>> make_table(TableInput const& input, std::string name,
                                                          geo::GeometryType geometry) {
  TextLanguages languages;
  CARTABLE_TRY(input.city.template read<R>([&](R&& record) -> base::Status {
    if (input.audience.lists(record)) {
      add_languages(languages, record);
    }
    return {};
  }));
  return std::make_unique<RecordTable<R>>(input, std::move(name), geometry, std::move(languages));
}

base::Result<std::unique_ptr<CollectionTable>> make_places(TableInput const& input, TextLanguages const& languages) {
  return std::make_unique<RecordTable<store::Place>>(input, "places", geo::GeometryType::point, languages);
}

}  // namespace

std::vector<CollectionKind> const& collection_kinds() {
  using geo::GeometryType;
  static std::vector<CollectionKind> const kinds{
      {"places", false, make_places},
      {"offers", false,
       [](TableInput const& in, TextLanguages const&) {
         return make_table<store::Offer>(in, "offers", GeometryType::point);
       }},
      {"events", false,
       [](TableInput const& in, TextLanguages const&) {
         return make_table<store::Session>(in, "events", GeometryType::point);
       }},
      {"organisations", false,
       [](TableInput const& in, TextLanguages const&) {
         return make_table<store::Organisation>(in, "organisations", GeometryType::none);
       }},
      {"districts", false,
       [](TableInput const& in, TextLanguages const&) {
         return make_table<store::District>(in, "districts", GeometryType::multipolygon);
       }},
      {"catchments", false,
       [](TableInput const& in, TextLanguages const&) {
         return make_table<store::Catchment>(in, "catchments", GeometryType::multipolygon);
       }},
      {"population", true,
       [](TableInput const& in, TextLanguages const&) {
         return make_table<store::PopulationCell>(in, "population", GeometryType::any);
       }},
  };
  return kinds;
}

}  // namespace cartable::exporters
