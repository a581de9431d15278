#pragma once

#include "base/strong.hpp"
#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The domain model: one struct a record, plain values, as the city file keeps them (schema.hpp binds every
/// field to its column). Empty text, empty list and `unknown` mean "not known"; nothing here means "no" by absence.
namespace cartable::store {

/// Who may see a record. Each includes the ones before it.
enum class Visibility : std::uint8_t { everyone, staff, planner };
enum class RecordStatus : std::uint8_t { active, temporarily_closed, closed, withdrawn, unplaced };
/// Three-valued answers and the classes of API.md.
enum class Fee : std::uint8_t { unknown, free, paid };
enum class Wheelchair : std::uint8_t { unknown, yes, limited, no, designated };
enum class Tri : std::uint8_t { unknown, yes, no };

/// The words of API.md and of the city file ("public", "staff", "planner"; "active", "temporarily_closed", …).
[[nodiscard]] std::string_view to_string(Visibility value) noexcept;
[[nodiscard]] std::string_view to_string(RecordStatus value) noexcept;
[[nodiscard]] std::string_view to_string(Fee value) noexcept;
[[nodiscard]] std::string_view to_string(Wheelchair value) noexcept;
[[nodiscard]] std::string_view to_string(Tri value) noexcept;
[[nodiscard]] std::optional<Visibility> parse_visibility(std::string_view text) noexcept;
[[nodiscard]] std::optional<RecordStatus> parse_status(std::string_view text) noexcept;
[[nodiscard]] std::optional<Fee> parse_fee(std::string_view text) noexcept;
[[nodiscard]] std::optional<Wheelchair> parse_wheelchair(std::string_view text) noexcept;
[[nodiscard]] std::optional<Tri> parse_tri(std::string_view text) noexcept;

/// Small sorted maps: language tag (BCP 47) → text; scheme → value; key → value.
using LangMap = std::map<std::string, std::string, std::less<>>;
using StringMap = std::map<std::string, std::string, std::less<>>;
using StringList = std::vector<std::string>;

/// One source that speaks of a record: its slug, the record's key in it, and the date of that source's data.
struct SourceRef {
  std::string source;
  std::string key;
  std::string date;  ///< ISO 8601 date, empty when unknown
  friend bool operator==(SourceRef const&, SourceRef const&) = default;
};

/// What every record has.
struct RecordHead {
  std::string id;         ///< given at first sight, never changed, never reused; [A-Za-z0-9._:-]
  std::string source;     ///< slug of the record's main source
  StringMap identifiers;  ///< scheme → value (osm, uai, siret, …)
  Visibility visibility = Visibility::everyone;
  RecordStatus status = RecordStatus::active;
  std::string valid_from, valid_to;   ///< ISO dates; empty: open
  std::string first_seen, last_seen;  ///< RFC 3339 UTC; set by the store, not by importers
  friend bool operator==(RecordHead const&, RecordHead const&) = default;
};

/// Why somebody thinks a place serves or excludes a group.
struct Evidence {
  std::string field, value, source;
  friend bool operator==(Evidence const&, Evidence const&) = default;
};
struct AudienceClaim {
  bool serves = true;  ///< false: excludes
  std::vector<Evidence> evidence;
  friend bool operator==(AudienceClaim const&, AudienceClaim const&) = default;
};

/// Where something can be learnt: a building, a room, a stand in a square, a bookmobile stop.
struct Place {
  RecordHead head;
  std::optional<geo::LonLat> point;  ///< entrance, else a point inside the footprint; none: unplaced
  geo::MultiPolygon footprint;       ///< empty when not drawn as an area
  std::string parent;                ///< id of the place that this one is in
  std::string organisation;          ///< id
  std::string name;                  ///< in the place's own language
  LangMap names;                     ///< by language
  StringList kinds;                  ///< slugs, the general one first; never empty
  std::uint8_t pillars = 0;          ///< bit n-1 = pillar n, 1…6
  std::uint16_t isced = 0;           ///< bit n = ISCED 2011 level n, 0…8
  std::string isced_from;            ///< "tags" | "default" | empty
  std::string isced_raw;             ///< the source's words, kept when ambiguous
  StringList topics;                 ///< ISCED-F 2013 codes
  StringList languages;              ///< BCP 47
  std::map<std::string, AudienceClaim, std::less<>> audiences;  ///< group slug → claim
  Fee fee = Fee::unknown;
  std::string price;
  Wheelchair wheelchair = Wheelchair::unknown;
  StringMap needs;            ///< hearing-loop, sign-language, accessible-toilet, quiet, step-free → yes|no|limited
  std::string opening_hours;  ///< OSM syntax, as the source has it
  Tri appointment = Tri::unknown;
  std::string operator_name, operator_type;
  StringMap contact;               ///< phone, email, website, …
  StringMap address;               ///< street, housenumber, postcode, city, …
  Tri recognition = Tri::unknown;  ///< validates prior learning
  LangMap description;
  std::optional<int> age_min, age_max, capacity;
  std::string booking;
  LangMap alert;
  std::string alert_until;  ///< RFC 3339
  StringList aliases;       ///< older ids of merged places
  StringMap extra;          ///< further attributes carried from the source (internet_access, ref:*, …)
  std::vector<SourceRef> sources;
  std::string checked;  ///< ISO date somebody last checked
  friend bool operator==(Place const&, Place const&) = default;
};

/// What can be learnt.
struct Offer {
  RecordHead head;
  std::string place;         ///< id; empty for remote or at-home offers
  std::string organisation;  ///< id
  std::string name;
  LangMap names;
  LangMap description;
  StringList topics, languages, modalities;
  std::uint8_t pillars = 0;
  std::uint16_t isced = 0;
  std::map<std::string, AudienceClaim, std::less<>> audiences;
  Fee fee = Fee::unknown;
  std::string price;
  std::optional<int> age_min, age_max, capacity;
  std::string schedule;  ///< OSM opening-hours syntax
  std::string booking;
  Tri recognition = Tri::unknown;
  std::string url;
  std::vector<SourceRef> sources;
  std::string checked;
  friend bool operator==(Offer const&, Offer const&) = default;
};

/// When: one dated or recurring session of an offer, or of a festival.
struct Session {
  RecordHead head;
  std::string offer, place, organisation, festival;  ///< ids or, for the festival, its slug
  std::string uid, recurrence_id;                    ///< iCalendar
  std::string name;
  LangMap names;
  LangMap description;
  std::string starts, ends;            ///< RFC 3339 with offset
  std::string timezone;                ///< IANA
  std::string rrule, exdates, rdates;  ///< iCalendar values
  std::string state;                   ///< scheduled | moved | cancelled
  std::string previous_starts, previous_place;
  std::optional<int> capacity;
  std::optional<int> places_left;
  std::optional<int> sequence;
  std::string url;
  friend bool operator==(Session const&, Session const&) = default;
};

/// Who.
struct Organisation {
  RecordHead head;
  std::string name;
  LangMap names;
  LangMap description;
  StringList roles;
  std::string type;
  StringMap contact;
  StringMap address;
  std::vector<SourceRef> sources;
  friend bool operator==(Organisation const&, Organisation const&) = default;
};

struct District {
  RecordHead head;
  std::string set;  ///< source + level: "osm-admin-9", "local-areas"
  std::string level;
  std::string code;  ///< the source's own code, zeros kept
  std::string name;
  LangMap names;
  geo::MultiPolygon area;
  friend bool operator==(District const&, District const&) = default;
};

struct Catchment {
  RecordHead head;    ///< `planner` when it has an estimate, unless imported otherwise
  std::string group;  ///< slug
  std::string name;
  LangMap names;
  std::optional<double> estimate;                     ///< people
  std::optional<double> estimate_low, estimate_high;  ///< a suppressed count is an interval
  std::string year;
  std::string notes;
  geo::MultiPolygon area;
  friend bool operator==(Catchment const&, Catchment const&) = default;
};

struct PopulationCell {
  RecordHead head;
  geo::MultiPolygon area;
  std::optional<geo::LonLat> point;
  std::string layer;  ///< which population: "census-2021"
  std::string group;  ///< slug, empty: everybody
  std::optional<double> people, people_low, people_high;
  std::string year;
  friend bool operator==(PopulationCell const&, PopulationCell const&) = default;
};

/// A group of people that the guidelines or the city look after: a row, not code.
struct Group {
  RecordHead head;  ///< id is the slug: migrant-families, special-educational-needs, job-seekers, …
  std::string name;
  LangMap names;
  LangMap definition;
  std::string year;
  int threshold = 11;  ///< counts below are suppressed in public answers
  friend bool operator==(Group const&, Group const&) = default;
};

/// A way of the street network as mapped: nodes in order, tags that travel-time profiles read.
struct Street {
  RecordHead head;
  std::string name;
  LangMap names;
  StringMap tags;                   ///< highway, foot, access, sidewalk, surface, incline, …
  std::vector<std::int64_t> nodes;  ///< source's node ids, same length as line; ways that meet share one
  geo::LineString line;
  friend bool operator==(Street const&, Street const&) = default;
};

/// A node of the street network that has tags of its own (kerb, barrier, crossing, lift, entrance).
struct StreetNode {
  RecordHead head;
  std::int64_t node = 0;
  geo::LonLat point;
  StringMap tags;
  friend bool operator==(StreetNode const&, StreetNode const&) = default;
};

struct Address {
  RecordHead head;
  std::string street, housenumber, postcode, city, suburb;
  geo::LonLat point;
  friend bool operator==(Address const&, Address const&) = default;
};

/// A named spot that search and labels use: suburb, neighbourhood, square, station.
struct Locality {
  RecordHead head;
  std::string name;
  LangMap names;
  std::string kind;  ///< OSM's place=*
  geo::LonLat point;
  friend bool operator==(Locality const&, Locality const&) = default;
};

/// A translation, with its date, of one field of one record.
struct Text {
  RecordHead head;
  std::string record, field, language, text;
  std::string origin;  ///< source | human | machine
  std::string date;
  friend bool operator==(Text const&, Text const&) = default;
};

/// Where one field's value comes from, when that is not the record's main source, or the city set it.
struct FieldProvenance {
  RecordHead head;
  std::string record, field, value, from_source, licence, date;
  std::string set_by;  ///< imported | city | place
  friend bool operator==(FieldProvenance const&, FieldProvenance const&) = default;
};

struct Need {
  RecordHead head;
  std::string text, topic, language, group, cell;
  int count = 1;
  std::string date;
  friend bool operator==(Need const&, Need const&) = default;
};
struct Proposal {
  RecordHead head;
  std::string record, kind, change, state, language, contact_cipher, token_hash, date;
  std::optional<geo::LonLat> point;
  friend bool operator==(Proposal const&, Proposal const&) = default;
};
struct Feedback {
  RecordHead head;
  std::string record, kind, text, language, date;
  std::optional<int> rating;
  friend bool operator==(Feedback const&, Feedback const&) = default;
};
struct Objective {
  RecordHead head;
  LangMap names;
  std::string indicator, group, profile, baseline_date, target_date;
  std::optional<double> baseline, target;
  friend bool operator==(Objective const&, Objective const&) = default;
};
struct Scenario {
  RecordHead head;
  std::string name, edits, author, date;
  friend bool operator==(Scenario const&, Scenario const&) = default;
};
struct IndicatorHistory {
  RecordHead head;
  std::string indicator, group, district, profile, date, method;
  std::optional<double> value, low, high;
  friend bool operator==(IndicatorHistory const&, IndicatorHistory const&) = default;
};
/// One import of one source: what the report says, kept.
struct ImportRun {
  RecordHead head;  ///< id "run:N"; source is the slug imported
  std::string role, licence, attribution, date, started, finished;
  std::string input_hash;  ///< of the files and options: an equal one changes nothing
  std::string files;       ///< base names, JSON list
  std::string report;      ///< JSON, as printed by --format json
  friend bool operator==(ImportRun const&, ImportRun const&) = default;
};
/// One of the city's settings (name, arms, colours, languages, time zone, …): head.id is the key.
struct Setting {
  RecordHead head;
  std::string value;
  friend bool operator==(Setting const&, Setting const&) = default;
};
/// An access token: only its argon2id hash is kept.
struct Token {
  RecordHead head;   ///< id is the public part of the token
  std::string role;  ///< staff | planner | moderator | admin
  std::string hash;  ///< argon2id, libsodium's string form
  std::string label, created, expires, revoked;
  friend bool operator==(Token const&, Token const&) = default;
};
/// Day totals, with no visitor data.
struct DailyTotal {
  RecordHead head;
  std::string date, view, language, kind;
  std::int64_t count = 0;
  friend bool operator==(DailyTotal const&, DailyTotal const&) = default;
};

/// Bytes that can be made again from other records: base tiles, street graphs, search index.
struct Derived {
  std::string key, part;
  std::int64_t input_revision = 0;
  std::int64_t format_version = 0;
  std::string bytes;  ///< at most 64 MiB; larger values are cut into parts
};

/// Counters that tell a server what to rebuild.
enum class Part : std::uint8_t { places, areas, streets, basemap, sessions, private_ };
inline constexpr int kPartCount = 6;
[[nodiscard]] std::string_view to_string(Part part) noexcept;

}  // namespace cartable::store
