#include "importers/table_source.hpp"
