#include "importers/osm_source.hpp"
