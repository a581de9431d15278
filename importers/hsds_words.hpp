#pragma once

#include "importers/hsds_links.hpp"
#include "importers/open_records.hpp"
#include "store/model.hpp"

#include <string>
#include <string_view>
#include <utility>

/// What records of HSDS say, in our words.
namespace cartable::importers {

/// "12 Rue de la Paix", "Hauptstraße 5a" as street and house number; no number where that is not plain.
[[nodiscard]] std::pair<std::string, std::string> street_and_number(std::string_view text);

/// A term of one of our own taxonomies, of ISCED or ISCED-F; in an offer's case words of others are read too.
/// \param source  slug of the source, for evidence
void apply(HsdsTerm const& term, std::string const& source, store::Offer& offer);
void apply(HsdsTerm const& term, std::string const& source, store::Place& place);

/// HSDS says access in free words: what is plain is taken, all of it is kept.
/// \param rows  of the table accessibility
void read_access(HsdsRows const& rows, store::Place& place);

/// Fee and price of a service. \param costs  its rows of cost_options
void read_costs(FlatRecord const& service, HsdsRows const& costs, store::Offer& offer);

/// Ages and audiences of a service. \param rules  its rows of eligibility (1.1)  \param source  slug, for evidence
void read_eligibility(FlatRecord const& service, HsdsRows const& rules, std::string const& source, store::Offer& offer);

}  // namespace cartable::importers
