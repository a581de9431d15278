#pragma once

/// Calls X(R) for every record type of model.hpp, in the order of schema.hpp's Records: for explicit instantiations, so
/// that a new record is added in one place. \pre X ends with a semicolon
#define CARTABLE_FOR_RECORDS(X) \
  X(Place)                      \
  X(Offer)                      \
  X(Session)                    \
  X(Organisation)               \
  X(District)                   \
  X(Catchment)                  \
  X(PopulationCell)             \
  X(Group)                      \
  X(Street)                     \
  X(StreetNode)                 \
  X(Address)                    \
  X(Locality)                   \
  X(Text)                       \
  X(FieldProvenance)            \
  X(Need)                       \
  X(Proposal)                   \
  X(Feedback)                   \
  X(Objective)                  \
  X(Scenario)                   \
  X(IndicatorHistory)           \
  X(ImportRun)                  \
  X(Setting)                    \
  X(Token)                      \
  X(DailyTotal)
