/** What nobody needs before the list is there: fetched beside it, as a file of its own. */
export { emptyList } from './empty_list';
export { filterPanel } from './filter_panel';
export { legend } from './legend';
export { placePanel } from './place_card';
export { travelOptions } from './travel_options';
