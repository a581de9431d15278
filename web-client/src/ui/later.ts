/** What nobody needs before the list is there: fetched beside it, as a file of its own. */
export { filterPanel } from './filter_panel';
export { placePanel } from './place_card';
