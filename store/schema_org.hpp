#pragma once

#include "base/json.hpp"
#include "store/model.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Records as schema.org writes them (JSON-LD): in the head of a place's page and as an export. What is not known is
/// absent. The records are those that the reader may see; references in them are not followed.
namespace cartable::store {

/// The class of a place: "Library", "School", "Museum", …, "EducationalOrganization" for other places of formal or
/// non-formal education, else "Place".
[[nodiscard]] std::string_view schema_org_class(Place const& place) noexcept;

/// \param id    URL of the place's page, or another identifier
/// \param page  URL for people when the place has no website of its own; empty: none
/// \param region  ISO 3166, for the order of street and house number
[[nodiscard]] base::OrderedJson schema_org_place(Place const& place, std::string_view id, std::string_view page,
                                                 std::string_view region = {});

/// A Course with what is known of how it is given. \param place  @id of its place; empty: none
[[nodiscard]] base::OrderedJson schema_org_course(Offer const& offer, std::string_view id, std::string_view place);

/// An EducationEvent. \param offer  what is learnt there, may be null. \param place  @id of where; empty: none
[[nodiscard]] base::OrderedJson schema_org_event(Session const& session, Offer const* offer, std::string_view id,
                                                 std::string_view place);

/// A Dataset: what a source is called, its licence and whom to thank.
[[nodiscard]] base::OrderedJson schema_org_source(ImportRun const& run);

}  // namespace cartable::store
