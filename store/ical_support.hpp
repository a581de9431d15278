#pragma once

#include "store/ical_text.hpp"

#include <libical/ical.h>

#include <memory>

/// Private to store/ical_*.cpp and store/recurrence.cpp: libical's things, owned and as ours.
namespace cartable::store {

struct FreeComponent {
  void operator()(icalcomponent* component) const noexcept { icalcomponent_free(component); }
};
using ComponentPtr = std::unique_ptr<icalcomponent, FreeComponent>;

struct FreeZone {
  void operator()(icaltimezone* zone) const noexcept { icaltimezone_free(zone, 1); }
};
using ZonePtr = std::unique_ptr<icaltimezone, FreeZone>;

struct FreeIterator {
  void operator()(icalrecur_iterator* iterator) const noexcept { icalrecur_iterator_free(iterator); }
};
using IteratorPtr = std::unique_ptr<icalrecur_iterator, FreeIterator>;

/// Errors are told by values, never by ending the process.
void set_up_libical() noexcept;

[[nodiscard]] CalendarTime from_ical(icaltimetype const& time) noexcept;
/// Without a zone.
[[nodiscard]] icaltimetype to_ical(CalendarTime const& time) noexcept;

/// A rule, if it is one that a session can have.
[[nodiscard]] base::Result<icalrecurrencetype> parse_rule(std::string const& text);

}  // namespace cartable::store
