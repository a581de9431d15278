#include "exporters/public_edition.hpp"

#include "exporters/audience.hpp"
#include "exporters/public_columns.hpp"
#include "store/city_writer.hpp"
#include "store/record_rows.hpp"
#include "store/schema.hpp"
#include "store/stands.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace cartable::exporters {
namespace {

/// The kinds of record that hold something public, in the order in which they are written.
using PublicRecords =
    std::tuple<store::Place, store::Offer, store::Session, store::Organisation, store::District, store::Catchment,
               store::Group, store::Street, store::StreetNode, store::Address, store::Locality>;
/// An OpenStreetMap extract draws the base map, whatever records it has.
constexpr std::string_view kBasemapRole = "osm";

class EditionWriter {
 public:
  EditionWriter(store::CityReader& city, Audience const& audience, Credits& credits, std::int64_t streets,
                base::Progress const& progress)
      : city_(city), audience_(audience), credits_(credits), progress_(progress), inputs_(streets) {}

  base::Status run(store::CityWriter& out) {
    CARTABLE_TRY(city_.read<store::Text>([&](store::Text&& text) -> base::Status {
      kept_.try_emplace(std::move(text.record));
      return {};
    }));
    CARTABLE_TRY(write_all(out, static_cast<PublicRecords const*>(nullptr)));
    CARTABLE_TRY(write_texts(out));
    CARTABLE_TRY(write_settings(out));
    CARTABLE_TRY(write_derived(out));
    return write_runs(out);
  }

  EditionReport report;

 private:
  template <class... R>
  base::Status write_all(store::CityWriter& out, std::tuple<R...> const*) {
    base::Status status;
    (void)((status = write<R>(out), status.has_value()) && ...);
    return status;
  }

  template <class R>
  base::Status write(store::CityWriter& out) {
    std::string const table(store::Table<R>::info.name);
    std::string const step = "writing " + table;
    std::uint64_t done = 0;
    return city_.read<R>([&](R&& record) -> base::Status {
      if ((++done & 0xfffU) == 0) {
        CARTABLE_TRY(tell(step, done));
      }
      if (!audience_.keeps(record)) {
        ++report.left_out;
        return {};
      }
      audience_.redact(record);
      blank_private_columns(record);
      if constexpr (!std::is_same_v<R, store::Group>) {  // a definition is no data of a source
        credits_.count(credits_.of(record, table_role<R>()), table);
      }
      sources_.insert(record.head.source);
      if constexpr (requires { record.sources; }) {
        for (store::SourceRef const& ref : record.sources) {
          sources_.insert(ref.source);
        }
      }
      ++report.rows[table];
      if constexpr (std::is_same_v<R, store::Place>) {
        if (audience_.lists(record)) {
          inputs_.add(record.head.id, *record.point);
        }
      }
      if (auto const wanted = kept_.find(record.head.id); wanted != kept_.end()) {
        wanted->second = store::Table<R>::info.name;
      }
      return out.add(record);
    });
  }

  /// The role of the imports that bring such records: one source may have been imported under several.
  template <class R>
  static constexpr std::string_view table_role() noexcept {
    if constexpr (std::is_same_v<R, store::District>) {
      return "districts";
    } else if constexpr (std::is_same_v<R, store::Catchment>) {
      return "catchments";
    } else if constexpr (std::is_same_v<R, store::Offer>) {
      return "offers";
    } else if constexpr (std::is_same_v<R, store::Session>) {
      return "events";
    } else if constexpr (std::is_same_v<R, store::Organisation>) {
      return "organisations";
    } else {
      return "places";
    }
  }

  base::Status tell(std::string const& step, std::uint64_t done) {
    progress_(step, done, 0);
    if (progress_.stop.stop_requested()) {
      return base::fail(base::ErrorCode::cancelled, "stopped; nothing was left behind");
    }
    return {};
  }

  /// Whether a field of a record that is written may be read by anybody.
  [[nodiscard]] bool is_public_field(std::string const& record, std::string_view field) const {
    auto const kept = kept_.find(record);
    if (kept == kept_.end() || kept->second.empty()) {
      return false;
    }
    bool found = false;
    store::for_each_record([&]<class R>() {
      auto const columns = public_columns<R>();
      found = found || (store::Table<R>::info.name == kept->second &&
                        std::find(columns.begin(), columns.end(), field) != columns.end());
    });
    return found;
  }

  base::Status write_texts(store::CityWriter& out) {
    return city_.read<store::Text>([&](store::Text&& text) -> base::Status {
      bool const listed =
          text.head.visibility == store::Visibility::everyone && text.head.status == store::RecordStatus::active;
      if (!listed || !is_public_field(text.record, text.field)) {
        ++report.left_out;
        return {};
      }
      blank_private_columns(text);
      ++report.rows["text_entry"];
      return out.add(text);
    });
  }

  base::Status write_settings(store::CityWriter& out) {
    return city_.read<store::Setting>([&](store::Setting&& setting) -> base::Status {
      if (setting.head.visibility != store::Visibility::everyone || !is_public_setting(setting.head.id)) {
        ++report.left_out;
        return {};
      }
      if (setting.head.id == "name") {
        report.city = setting.value;
      }
      if (setting.head.id == store::kStandsSetting) {
        if (auto list = store::StandList::parse(setting.value)) {
          stands_ = *std::move(list);
        }
      }
      blank_private_columns(setting);
      ++report.rows["setting"];
      return out.add(setting);
    });
  }

  base::Status write_derived(store::CityWriter& out) {
    return city_.read_derived([&](store::DerivedChunk&& chunk) -> base::Status {
      if (!is_public_derived(chunk.key)) {
        return {};
      }
      if (chunk.key == store::kStandWaysKey) {
        return write_stand_ways(out, std::move(chunk));
      }
      credits_.mention(chunk.source, "base map");
      sources_.insert(chunk.source);
      ++report.rows["derived"];
      CARTABLE_TRY(tell("writing base map", static_cast<std::uint64_t>(report.rows["derived"])));
      return out.add(std::move(chunk));
    });
  }

  /// Only ways to the very places that this edition lists: older ones may lead to a place that is hidden by now.
  base::Status write_stand_ways(store::CityWriter& out, store::DerivedChunk&& chunk) {
    bool const holds =
        stands_ && std::any_of(stands_->stands.begin(), stands_->stands.end(), [&](store::Stand const& stand) {
          return std::string_view(chunk.part).substr(0, stand.id.size() + 1) == store::stand_part(stand.id, "") &&
                 chunk.input_revision == inputs_.of(stand, stands_->max_minutes);
        });
    if (!holds) {
      report.stale_stand_ways.insert(chunk.part);
      return {};
    }
    ++report.rows["derived"];
    return out.add(std::move(chunk));
  }

  /// The newest import of each source and role that something written is from: whom to thank, without how it went.
  base::Status write_runs(store::CityWriter& out) {
    std::vector<store::ImportRun> runs;
    CARTABLE_TRY(city_.read<store::ImportRun>([&](store::ImportRun&& run) -> base::Status {
      if (run.role != kBasemapRole && !sources_.contains(run.head.source)) {
        return {};
      }
      std::erase_if(runs, [&](store::ImportRun const& older) {
        return older.head.source == run.head.source && older.role == run.role;
      });
      runs.push_back(std::move(run));
      return {};
    }));
    for (store::ImportRun& run : runs) {
      blank_private_columns(run);
      run.head.id = fmt::format("run:{}", ++report.rows["import_run"]);
      run.head.visibility = store::Visibility::everyone;
      CARTABLE_TRY(out.add(run));
    }
    return {};
  }

  store::CityReader& city_;
  Audience const& audience_;
  Credits& credits_;
  base::Progress const& progress_;
  std::unordered_map<std::string, std::string_view> kept_;  ///< id that a text names → table, when it was written
  std::unordered_set<std::string> sources_;
  store::StandInputs inputs_;  ///< of what is written
  std::optional<store::StandList> stands_;
};

}  // namespace

base::Result<EditionReport> write_public_edition(store::CityReader& city, std::filesystem::path const& path,
                                                 Credits& credits, base::Progress const& progress) {
  progress("reading what is public");
  CARTABLE_ASSIGN(Audience const audience, Audience::read(city, Profile::everyone));
  CARTABLE_ASSIGN(store::Revisions revisions, city.revisions());
  revisions[static_cast<std::size_t>(store::Part::private_)] = 0;
  EditionWriter writer(city, audience, credits, revisions[static_cast<std::size_t>(store::Part::streets)], progress);
  CARTABLE_TRY(
      store::CityWriter::create(path.string(), revisions, [&](store::CityWriter& out) { return writer.run(out); }));
  return std::move(writer.report);
}

}  // namespace cartable::exporters
