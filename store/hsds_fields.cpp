#include "store/hsds_fields.hpp"

#include <algorithm>
#include <array>

namespace cartable::store {
namespace {

constexpr std::array kTables{
    HsdsTable{
        "organizations", "organization",
        "id name alternate_name description email website tax_status tax_id year_incorporated legal_status logo uri "
        "parent_organization_id",
        "organization"},
    HsdsTable{"programs", "program", "id organization_id name alternate_name description", "program"},
    HsdsTable{"services", "service",
              "id organization_id program_id name alternate_name description url email status interpretation_services "
              "application_process fees_description wait_time fees accreditations eligibility_description minimum_age "
              "maximum_age assured_date assurer_email licenses alert last_modified",
              "service"},
    HsdsTable{"locations", "location",
              "id location_type url organization_id name alternate_name description transportation latitude longitude "
              "external_identifier external_identifier_type",
              "location"},
    HsdsTable{"service_at_location", "service_at_location", "id service_id location_id description",
              "services_at_location service_at_locations services_at_locations"},
    HsdsTable{
        "addresses", "address",
        "id location_id attention address_1 address_2 city region state_province postal_code country address_type",
        "address physical_address physical_addresses postal_address postal_addresses"},
    HsdsTable{
        "phones", "phone",
        "id location_id service_id organization_id contact_id service_at_location_id number extension type description",
        "phone"},
    HsdsTable{"contacts", "contact",
              "id organization_id service_id service_at_location_id location_id name title department email",
              "contact"},
    HsdsTable{
        "schedules", "schedule",
        "id service_id location_id service_at_location_id valid_from valid_to dtstart timezone until count wkst freq "
        "interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link attending_type "
        "notes",
        "schedule regular_schedule regular_schedules"},
    HsdsTable{"languages", "language", "id service_id location_id phone_id name code note", "language"},
    HsdsTable{"cost_options", "cost_option",
              "id service_id valid_from valid_to option currency amount amount_description", "cost_option"},
    HsdsTable{"accessibility", "accessibility", "id location_id description details url",
              "accessibility_for_disabilities"},
    HsdsTable{"eligibility", "eligibility", "", "eligibilities"},
    HsdsTable{"required_documents", "required_document", "id service_id document uri", "required_document"},
    HsdsTable{"service_areas", "service_area", "id service_id name description extent extent_type uri", "service_area"},
    HsdsTable{"attributes", "attribute", "id link_id taxonomy_term_id link_type link_entity value",
              "attribute service_taxonomy service_taxonomies"},
    HsdsTable{"taxonomies", "taxonomy_detail", "id name description uri version", ""},
    HsdsTable{"taxonomy_terms", "taxonomy_term",
              "id code name description parent_id taxonomy language taxonomy_id term_uri", "taxonomy_term taxonomy"},
    HsdsTable{"organization_identifiers", "organization_identifier",
              "id organization_id identifier_scheme identifier_type identifier", "organization_identifier"},
};

bool is_one_of(std::string_view list, std::string_view word) noexcept {
  while (!list.empty()) {
    std::size_t const blank = list.find(' ');
    if (list.substr(0, blank) == word) {
      return true;
    }
    list.remove_prefix(blank == std::string_view::npos ? list.size() : blank + 1);
  }
  return false;
}

}  // namespace

std::span<HsdsTable const> hsds_tables() noexcept { return kTables; }

HsdsTable const* find_hsds_table(std::string_view name) noexcept {
  auto const found = std::find_if(kTables.begin(), kTables.end(), [&](HsdsTable const& table) {
    return table.file == name || table.member == name || is_one_of(table.others, name);
  });
  return found == kTables.end() ? nullptr : &*found;
}

}  // namespace cartable::store
