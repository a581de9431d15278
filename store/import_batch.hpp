#pragma once

#include "store/basemap.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cartable::store {

/// A row of somebody's file that was not taken, worded so that they can mend it.
struct Reject {
  std::string file;
  std::int64_t record = 0;  ///< 1 for the first
  std::string column, value, reason, remedy;
};

/// Who a batch is from.
struct SourceInfo {
  std::string slug;  ///< "osm", "city-libraries"
  std::string licence, attribution, date;
  std::string role;                ///< places, districts, …; "osm" for an OSM extract
  std::string input_hash;          ///< of the files' bytes and the options
  std::vector<std::string> files;  ///< base names
};

/// A value that the city sets itself, from a row of a corrections table.
struct Correction {
  std::string file;
  std::int64_t record = 0;  ///< row, 1 for the first
  std::string column;       ///< theirs, for messages
  std::string place;        ///< an id or alias, "scheme:value" of an identifier, or empty: by name and kind
  std::string name, kind;
  std::string field, value;  ///< a column of the table place and its text; empty: not known
  bool give_back = false;    ///< what the sources say holds again
};

/// What the city decided on two places for good. Ids or aliases.
struct Decision {
  enum class Kind : std::uint8_t { same, distinct, split };
  Kind kind = Kind::distinct;
  std::string a, b;  ///< split: a alone
};

/// Everything that one import of one source hands to the store: repaired, validated, within one source merged.
struct ImportBatch {
  SourceInfo source;
  /// The kinds of record that this source speaks about: records of the same source that are inside `covers` and
  /// not in the batch become withdrawn. A batch that says nothing about a kind leaves it alone.
  bool has_places = false, has_offers = false, has_sessions = false, has_organisations = false;
  bool has_districts = false, has_catchments = false, has_streets = false, has_addresses = false;
  bool has_groups = false, has_basemap = false, has_population = false;
  /// The area that this file covers (OSM: the hull of its nodes); none: the whole source.
  std::optional<geo::MultiPolygon> covers;

  std::vector<Place> places;
  std::vector<Offer> offers;
  std::vector<Session> sessions;
  std::vector<Organisation> organisations;
  std::vector<District> districts;
  std::vector<Catchment> catchments;
  std::vector<PopulationCell> cells;
  std::vector<Group> groups;
  std::vector<Street> streets;
  std::vector<StreetNode> street_nodes;
  std::vector<Address> addresses;
  std::vector<Locality> localities;
  std::vector<Setting> settings;  ///< proposals: set only where the city has none yet
  std::vector<Correction> corrections;
  std::vector<Decision> decisions;
  Basemap basemap;

  std::vector<Reject> rejects;
  struct Counts {
    std::int64_t places_read = 0, places_merged = 0;
    std::int64_t offers_read = 0, districts_read = 0, catchments_read = 0;
    std::int64_t street_nodes = 0, street_edges = 0, missing_node_refs = 0;
    std::int64_t areas_repaired = 0, areas_broken = 0;
    std::int64_t population_read = 0;
    double people_read = 0;                ///< everybody that the source counts, rows not taken included
    std::map<std::string, double> people;  ///< taken, by group slug; "" is everybody; intervals are not in it
  } counts;
  /// Things a person should know, in sentences ("Escola Brasil: grounds w12 and building w13 are one place").
  std::vector<std::string> notes;
  /// Merged places by what was merged: "grounds and building" → number.
  std::map<std::string, std::int64_t> merged;
};

/// What became of one kind of record.
struct KindOutcome {
  std::int64_t read = 0, added = 0, changed = 0, unchanged = 0, withdrawn = 0, merged = 0, unplaced = 0, not_taken = 0;
  std::map<std::string, std::int64_t> by_kind;  ///< places: first kind → number now active of this source
};

/// A record that was found to be a place that another source has, and how.
struct JoinedPlace {
  std::string place, record, name, other_source, other_record, other_name;
  int percent = 0;  ///< how sure
  std::string how;  ///< "the same name, 14 m apart, both library"
};

/// What the store found out about places across sources.
struct CrossSourceOutcome {
  std::int64_t known_elsewhere = 0;  ///< places of this source that another one has too, newly joined or not
  std::int64_t joined = 0;           ///< of these, joined by this import
  std::int64_t doubtful = 0;         ///< pairs that may be one place; `cartable check` lists them
  std::int64_t kept_by_others = 0;   ///< withdrawn by this source, still listed by another
  std::int64_t finer_position = 0;   ///< places that keep another source's finer position
  std::int64_t found = 0, found_doubtful = 0, not_found = 0;  ///< of the city's rows without a position, by address
  std::int64_t corrected = 0;                                 ///< values that the city set
  std::vector<JoinedPlace> joins;                             ///< the first 1000
};

struct ImportOutcome {
  std::string source;
  std::int64_t revision = 0;
  KindOutcome places, offers, sessions, organisations, districts, catchments, population, streets, addresses, groups;
  CrossSourceOutcome across;
};

}  // namespace cartable::store
