import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { families, isFamily, type Family } from '../kinds';
import { duration, familyName } from '../i18n';
import { conditionsOf, filterCount, groups, noFilters, toggle, without, type Condition, type Filters } from '../state/filter_set';
import { kindsInCity, toggleFamily } from '../state/filters';
import { latest } from '../state/state';
import type { Ui } from './context';
import { conditionLabel, groupLabel } from './filter_words';
import { familyMark, icon } from './parts';

export const change = ({ dispatch }: Ui, filters: Filters): void => dispatch({ type: 'filters-changed', filters });

/** Families the city has something of, or all while that is not known. */
export function familiesShown(kinds: Readonly<Record<string, number>> | undefined): readonly Family[] {
  return kinds === undefined ? families : families.filter((family) => kindsInCity(family, kinds).length > 0);
}

/** On a phone a pressed chip moves to the beginning of its row, and one that is given up back to its place. */
function keepInSight(event: Event): void {
  const pressed = event.currentTarget as HTMLElement;
  requestAnimationFrame(() => { pressed.scrollIntoView({ block: 'nearest', inline: 'nearest' }); });
}

const chip = (isOn: boolean, look: string, mark: TemplateResult | typeof nothing, words: string, title: string, press: () => void): TemplateResult =>
  html`<button class="chip ${look}" type="button" title=${title} aria-pressed=${isOn ? 'true' : 'false'} @click=${(event: Event) => { press(); keepInSight(event); }}>${mark}<span>${words}</span>${isOn ? icon('close') : nothing}</button>`;

/** One tap for what most people ask: open now, the three groups, no cost, a family of kinds (also the map's legend). */
export function quickChips(ui: Ui): TemplateResult {
  const { state, locale, dispatch } = ui;
  const t = locale.messages;
  const { filters } = state;
  return html`<div class="chips" role="group" aria-label=${t.filters}>
    <button class="chip filters-button" type="button" id="filters-button" aria-expanded=${state.filtersOpen ? 'true' : 'false'} aria-controls="filters" @click=${() => { dispatch({ type: 'filters-toggled', open: !state.filtersOpen }); }}>
      ${icon('filter')}<span>${t.filters_with_count(filterCount(filters))}</span>
    </button>
    ${chip(filters.openAt === 'now', 'plain-chip', icon('clock'), t.filter_open_now, t.filter_open_now, () => { change(ui, { ...filters, openAt: filters.openAt === 'now' ? undefined : 'now' }); })}
    ${chip(filters.free, 'plain-chip', icon('coins'), t.fee_free, t.fee_free, () => { change(ui, { ...filters, free: !filters.free }); })}
    ${groups.map((group) => chip(filters.audiences.includes(group), 'plain-chip group-chip', icon('audience'), groupLabel(locale, group), groupLabel(locale, group), () => { change(ui, toggle(filters, 'audiences', group)); }))}
    ${familiesShown(latest(state.city)?.kinds).map((family) => chip(filters.families.includes(family), family, familyMark(family), t[`family_short_${family}`], familyName(locale, family), () => { change(ui, toggleFamily(filters, family)); }))}
  </div>`;
}

/** Whether one of the quick chips stands for this condition: it is pressed and has a cross itself, and one chip is enough. */
const isQuick = ({ name, value }: Condition): boolean =>
  name === 'fee' || (name === 'open_at' && value === 'now') || (name === 'audience' && (groups as readonly string[]).includes(value)) || (name === 'kind' && isFamily(value));

/** What is asked for, each with a cross to give it up. */
export function activeChips(ui: Ui): TemplateResult | typeof nothing {
  const { state, locale, dispatch } = ui;
  const t = locale.messages;
  const conditions = conditionsOf(state.filters);
  const limit = state.origin !== undefined && state.travel.by !== 'line' ? state.travel.maxMinutes : undefined;
  if (conditions.length === 0 && !state.filters.maybe && limit === undefined) return nothing;
  const remove = (label: string, filters: Filters, look = ''): TemplateResult =>
    html`<li class=${look}><button class="active-chip" type="button" aria-label=${t.filter_remove(label)} @click=${(event: Event) => { leave(event); dispatch({ type: 'filters-changed', filters }); }}><bdi>${label}</bdi>${icon('close')}</button></li>`;
  return html`<ul class="active-chips" role="list" aria-label=${t.filters_active}>
    ${repeat(conditions, ({ name, value }) => `${name} ${value}`, (condition) => remove(conditionLabel(locale, condition, state.topicNames), without(state.filters, condition), isQuick(condition) ? 'quick' : ''))}
    ${limit === undefined ? nothing : withinChip(ui, limit)}
    ${state.filters.maybe ? remove(t.results_maybe, { ...state.filters, maybe: false }) : nothing}
    ${conditions.length > 1 ? html`<li><button class="active-chip all" type="button" @click=${(event: Event) => { leave(event); change(ui, noFilters); }}>${t.filters_reset}</button></li>` : nothing}
  </ul>`;
}

/** The limit of the journey, given up like a filter. */
function withinChip({ locale, state, dispatch }: Ui, minutes: number): TemplateResult {
  const t = locale.messages;
  const label = t.travel_within(duration(locale, minutes * 60));
  return html`<li><button class="active-chip" type="button" aria-label=${t.filter_remove(label)} @click=${(event: Event) => { leave(event); dispatch({ type: 'travel-changed', travel: { ...state.travel, maxMinutes: undefined } }); }}><bdi>${label}</bdi>${icon('close')}</button></li>`;
}

/** The chip that is pressed goes away; the focus goes to its neighbour, else to the button that opens the panel. */
function leave(event: Event): void {
  const item = (event.currentTarget as HTMLElement).closest('li');
  const others = [...(item?.parentElement?.children ?? [])];
  const at = item === null ? -1 : others.indexOf(item);
  const next = [...others.slice(at + 1), ...others.slice(0, Math.max(0, at)).reverse()].find((other) => getComputedStyle(other).display !== 'none');
  (next?.querySelector('button') ?? document.getElementById('filters-button'))?.focus();
}
