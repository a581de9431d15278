#pragma once

#include <functional>
#include <memory>
#include <span>

namespace osmium {
class Area;
class Relation;
class TagList;
class Way;
}  // namespace osmium

namespace cartable::importers {

/// Makes areas of closed ways and of multipolygon and boundary relations with libosmium's assembler, which goes
/// by geometry and not by roles. Nodes that the file lacks are left out of the rings.
///
/// Order of calls: relation() for every relation that is wanted; way() for every way, with positions; finish().
class OsmAreas {
 public:
  /// What finish() found out about one relation.
  struct Assembled {
    osmium::Relation const* relation = nullptr;
    osmium::Area const* area = nullptr;        ///< none: members missing, or rings that do not close
    std::span<osmium::Way const* const> ways;  ///< the members that the file has
    bool is_whole = false;                     ///< all member ways, and all their nodes, are in the file
    bool is_old_style = false;                 ///< the tags are those of its outer ways
    bool has_closed_outer = false;             ///< old style: an outer way is closed, so it is an area by itself
  };

  OsmAreas();
  ~OsmAreas();

  /// Whether a relation is a multipolygon or a boundary, by its type.
  [[nodiscard]] static bool is_area_relation(osmium::TagList const& tags) noexcept;
  /// Whether it is a multipolygon without tags of its own: its outer ways say what it is (as mapped before 2016).
  [[nodiscard]] static bool is_old_style(osmium::TagList const& tags) noexcept;

  /// Remembers a relation and which ways it needs.
  void relation(osmium::Relation const& relation);
  /// Remembers the way when a relation needs it.
  void way(osmium::Way const& way);
  /// Whether the way is an outer one of an old-style multipolygon: the relation's area replaces its own.
  [[nodiscard]] bool is_old_style_outer(osmium::Way const& way) const;

  /// The area of one closed way, handed to `use`. False when there is none (fewer than three known corners,
  /// crossing itself so that nothing is left).
  bool assemble_way(osmium::Way const& way, std::function<void(osmium::Area const&)> const& use);

  /// Every remembered relation in order, with its area when it has one. References end with the call of `use`.
  void finish(std::function<void(Assembled const&)> const& use);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::importers
