import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PlaceSummary } from '../api/types';
import { distance, kindName, weekdays, wholeNumber, type Locale } from '../i18n';
import { groupDays, parseWeek } from '../hours';
import { filterCount, lastLimit, latest, type Remedy, type Results, type State } from '../state/state';
import type { Ui } from './context';
import { icon, isolate, kindMark } from './parts';

/** What the list is of, in words. */
export function resultsHeading(state: State, { messages: t }: Locale): string {
  if (state.origin !== undefined) {
    const { from, label } = state.origin;
    return t.near_heading(label !== undefined ? isolate(label) : from === 'device' ? t.near_me_here : t.near_point);
  }
  return latest(state.results)?.scope === 'city' ? t.whole_city_heading : t.in_view_heading;
}

/** A place's name, or its kind when it has none. */
export const nameOf = (locale: Locale, place: Pick<PlaceSummary, 'name' | 'kind'>): string => place.name ?? locale.messages.place_unnamed(kindName(locale, place.kind));

/** A name from the API's list of what is not known, in words. */
export function unknownInWords({ messages: t }: Locale, names: readonly string[]): string {
  const words: Readonly<Record<string, string>> = { fee: t.unknown_fee, wheelchair: t.unknown_wheelchair, kind: t.unknown_kind };
  return names.map((name) => words[name] ?? name.replaceAll(/[_-]/g, ' ')).join(', ');
}

/** The first line of the week: `Mon–Fri 09:00–18:00…`; what is no plain week is cut short. */
function hoursInShort(locale: Locale, text: string): string {
  const week = parseWeek(text);
  if (week === 'always') return locale.messages.hours_day_and_night;
  const open = week === undefined ? [] : groupDays(week).filter(({ times }) => times.length > 0);
  const [first] = open;
  if (first === undefined) return text.length > 40 ? `${text.slice(0, 39)}…` : text;
  const names = weekdays(locale);
  const days = first.from === first.to ? names[first.from] : `${names[first.from] ?? ''}–${names[first.to] ?? ''}`;
  return `${days ?? ''} ${first.times.join(', ')}${open.length > 1 ? '…' : ''}`;
}

function badges(locale: Locale, place: PlaceSummary): TemplateResult {
  const { messages: t } = locale;
  return html`<span class="badges">
    ${place.status === 'temporarily_closed' ? html`<span class="badge warn">${t.place_temporarily_closed}</span>` : nothing}
    ${place.open === 'open' ? html`<span class="badge good">${t.place_open}</span>` : place.open === 'closed' ? html`<span class="badge bad">${t.place_closed_now}</span>` : nothing}
    ${place.fee === 'free' ? html`<span class="badge">${t.fee_free}</span>` : nothing}
    ${place.wheelchair === 'yes' || place.wheelchair === 'designated' ? html`<span class="badge">${icon('wheelchair')}${t.wheelchair_yes}</span>` : nothing}
    <span class="badge soft">${place.hours === undefined ? t.place_hours_unknown : html`<bdi>${hoursInShort(locale, place.hours)}</bdi>`}</span>
  </span>`;
}

function entry(ui: Ui, place: PlaceSummary): TemplateResult {
  const { state, locale, dispatch, do: doings } = ui;
  const highlight = (id: string | undefined) => () => { dispatch({ type: 'highlighted', id }); };
  const open = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, as with any link
    event.preventDefault();
    dispatch({ type: 'place-opened', id: place.id });
  };
  const isMaybe = place.fits === 'maybe';
  return html`<li class="entry ${place.id === state.highlighted ? 'pointed' : ''}">
    <a href=${doings.linkToPlace(place.id)} data-id=${place.id} @click=${open} @pointerenter=${highlight(place.id)} @pointerleave=${highlight(undefined)} @focus=${highlight(place.id)} @blur=${highlight(undefined)}>
      ${kindMark(place.kind, isMaybe)}
      <span class="entry-text">
        <span class="entry-name"><bdi>${nameOf(locale, place)}</bdi></span>
        <span class="entry-kind">${kindName(locale, place.kind)}${place.street === undefined ? nothing : html` · <bdi>${place.street}</bdi>`}</span>
        ${isMaybe && place.unknown.length > 0 ? html`<span class="entry-unknown">${icon('help')}${locale.messages.results_unknown(unknownInWords(locale, place.unknown))}</span>` : badges(locale, place)}
      </span>
      ${place.distance === undefined ? nothing : html`<span class="entry-distance">${distance(locale, place.distance)}</span>`}
    </a>
  </li>`;
}

const entries = (ui: Ui, places: readonly PlaceSummary[]): TemplateResult =>
  html`<ol class="entries" role="list">${repeat(places, (place) => place.id, (place) => entry(ui, place))}</ol>`;

function remedy(ui: Ui, way: Remedy): TemplateResult {
  const { locale: { messages: t }, dispatch, state } = ui;
  const names = { kind: t.filter_kind, wheelchair: t.filter_wheelchair, free: t.fee_free } as const;
  switch (way.kind) {
    case 'widen':
      return html`<button class="button" type="button" @click=${() => { dispatch({ type: 'city-wanted' }); }}>${t.results_widen(way.count)}</button>`;
    case 'maybe':
      return html`<button class="button" type="button" @click=${() => { dispatch({ type: 'filters-changed', filters: { ...state.filters, maybe: true } }); }}>${t.results_with_maybe(way.count)}</button>`;
    case 'relax':
      return html`<button class="button quiet" type="button" @click=${() => { dispatch({ type: 'filters-changed', filters: way.filters }); }}>${t.results_relax(names[way.what], way.count)}</button>`;
  }
}

function emptyList(ui: Ui, results: Results): TemplateResult {
  const { locale: { messages: t }, state, dispatch } = ui;
  return html`<div class="empty">
    <p class="empty-title">${filterCount(state.filters) > 0 ? t.results_none : t.results_none_plain}</p>
    ${results.remedies.length > 0
      ? html`<p>${t.results_none_help}</p><div class="remedies">${results.remedies.map((way) => remedy(ui, way))}</div>`
      : results.scope === 'view' ? html`<div class="remedies"><button class="button" type="button" @click=${() => { dispatch({ type: 'city-wanted' }); }}>${t.results_widen_plain}</button></div>` : nothing}
  </div>`;
}

function failure(ui: Ui): TemplateResult {
  const { locale: { messages: t }, state, do: doings } = ui;
  const isOffline = state.results.status === 'failed' ? state.results.why === 'offline' : !state.online;
  return html`<div class="empty" role="alert">
    <p class="empty-title">${icon(isOffline ? 'offline' : 'warning')}${t.results_error}</p>
    <p>${isOffline ? t.results_error_help : t.results_error_server}</p>
    <div class="remedies"><button class="button" type="button" @click=${doings.retry}>${icon('refresh')}${t.retry}</button></div>
  </div>`;
}

/** Fits first, "may fit: ask first" apart below it; each nearest first. */
function lists(ui: Ui, results: Results): TemplateResult {
  const { locale, state, dispatch } = ui;
  const t = locale.messages;
  const fits = results.places.filter((place) => place.fits !== 'maybe');
  const maybe = results.places.filter((place) => place.fits === 'maybe');
  const isCut = results.places.length < results.matched;
  return html`
    ${maybe.length > 0 && fits.length > 0 ? html`<h3 class="part">${icon('check')}${t.results_fits}<span class="part-count">${wholeNumber(locale, results.fits)}</span></h3>` : nothing}
    ${fits.length > 0 ? entries(ui, fits) : nothing}
    ${maybe.length > 0 ? html`<h3 class="part maybe">${icon('help')}${t.results_maybe}<span class="part-count">${wholeNumber(locale, results.maybe)}</span></h3><p class="hint">${t.filter_maybe_help}</p>${entries(ui, maybe)}` : nothing}
    ${results.moreMaybe > 0 ? html`<button class="button quiet wide" type="button" @click=${() => { dispatch({ type: 'filters-changed', filters: { ...state.filters, maybe: true } }); }}>${icon('help')}${t.results_show_maybe(results.moreMaybe)}</button>` : nothing}
    ${isCut && state.limit < lastLimit ? html`<button class="button quiet wide" type="button" @click=${() => { dispatch({ type: 'more-wanted' }); }}>${t.results_more}</button>` : nothing}
    ${isCut && state.limit >= lastLimit ? html`<p class="hint">${t.results_count_of(results.places.length, results.matched)}. ${t.results_capped}</p>` : nothing}`;
}

/** The list that does everything the map does. */
export function resultsPanel(ui: Ui): TemplateResult {
  const { state, locale, dispatch } = ui;
  const t = locale.messages;
  const results = latest(state.results);
  const isLoading = state.results.status === 'loading' || state.results.status === 'idle';
  return html`<section class="results" aria-labelledby="results-heading" aria-busy=${isLoading ? 'true' : 'false'} ?hidden=${state.selected !== undefined}>
    <div class="results-head">
      <h2 id="results-heading" tabindex="-1">${resultsHeading(state, locale)}</h2>
      ${state.origin === undefined ? nothing : html`<button class="icon-button" type="button" aria-label=${t.near_remove} title=${t.near_remove} @click=${() => { dispatch({ type: 'origin-removed' }); }}>${icon('close')}</button>`}
      <span class="results-count">${results === undefined ? nothing : t.results_count(results.matched)}</span>
    </div>
    ${state.locate === 'idle' ? nothing : html`<p class="message ${state.locate === 'busy' ? '' : 'warn'}" role="status">${icon(state.locate === 'busy' ? 'locate' : 'info')}<span>${state.locate === 'busy' ? t.near_me_busy : t[`locate_${state.locate}`]}</span></p>`}
    ${state.results.status === 'failed' || state.city.status === 'failed'
      ? failure(ui)
      : results === undefined
        ? html`<p class="loading">${t.results_loading}</p>`
        : results.places.length === 0 ? (isLoading ? html`<p class="loading">${t.results_loading}</p>` : emptyList(ui, results)) : lists(ui, results)}
  </section>`;
}
