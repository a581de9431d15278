import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PlaceSummary } from '../api/types';
import { distance, duration, kindName, wholeNumber, type Locale } from '../i18n';
import { lastLimit, latest, type Results, type State } from '../state/state';
import type { Ui } from './context';
import { whatToAsk } from './filter_words';
import { hoursInShort, hoursLine, hoursThen } from './hours_words';
import { icon, isolate, kindMark } from './parts';
import { travelBar } from './travel_bar';
import { timeBy, twoTimes } from './travel_words';

/** The point that distances are from: what it was called when it was found, else what it is. */
export function originName({ origin }: State, { messages: t }: Locale): string {
  return origin?.label !== undefined ? isolate(origin.label) : origin?.from === 'device' ? t.near_me_here : t.near_point;
}

/** What the list is of, in words. */
export function resultsHeading(state: State, locale: Locale): string {
  const { messages: t } = locale;
  if (state.origin !== undefined) return t.near_heading(originName(state, locale));
  return latest(state.results)?.scope === 'city' ? t.whole_city_heading : t.in_view_heading;
}

/** A place's name, or its kind when it has none. */
export const nameOf = (locale: Locale, place: Pick<PlaceSummary, 'name' | 'kind'>): string => place.name ?? locale.messages.place_unnamed(kindName(locale, place.kind));

function badges(locale: Locale, place: PlaceSummary, openAt: string | undefined): TemplateResult {
  const { messages: t } = locale;
  const hours = hoursThen(locale, place, openAt) ?? hoursLine(locale, place);
  return html`<span class="badges">
    ${place.status === 'temporarily_closed'
      ? html`<span class="badge warn">${t.place_temporarily_closed}</span>`
      : html`<span class="badge ${hours.tone}"><bdi>${hours.words}</bdi></span>${hours.next === undefined ? nothing : html`<span class="badge soft">${hours.next}</span>`}`}
    ${place.fee === 'free' ? html`<span class="badge">${t.fee_free}</span>` : nothing}
    ${place.wheelchair === 'yes' || place.wheelchair === 'designated' ? html`<span class="badge">${icon('wheelchair')}${t.wheelchair_yes}</span>` : nothing}
  </span>`;
}

const mostOffers = 2; // in a list; the card has them all

/** What can be learnt there: with filters, what matched them. */
function offerLines(locale: Locale, { offers }: PlaceSummary): TemplateResult | typeof nothing {
  if (offers.length === 0) return nothing;
  const more = offers.length - mostOffers;
  return html`<span class="entry-offers">${offers.slice(0, mostOffers).map(({ name, schedule, fee }) => html`<span class="entry-offer">${icon('book')}<span><bdi>${name}</bdi>${schedule === undefined ? nothing : html` <small><bdi>${hoursInShort(locale, schedule)}</bdi></small>`}${fee === 'free' ? html` <small class="good">${locale.messages.fee_free}</small>` : nothing}</span></span>`)}${more > 0 ? html`<small>${locale.messages.place_offers_more(more)}</small>` : nothing}</span>`;
}

/** Minutes first where there are some, then metres; in full for who listens. */
function howFar(ui: Ui, place: PlaceSummary): TemplateResult | typeof nothing {
  const { state: { travel }, locale } = ui;
  // A wheelchair has two times, which stand below in words.
  const seconds = travel.by === 'wheelchair' ? undefined : place.duration;
  if (place.distance === undefined) return nothing;
  const metres = distance(locale, place.distance);
  if (seconds === undefined) return html`<span class="entry-distance">${metres}</span>`;
  return html`<span class="entry-distance"><span aria-hidden="true">${duration(locale, seconds)}<small>${metres}</small></span><span class="visually-hidden">${timeBy(locale, travel.by, seconds)}, ${metres}</span></span>`;
}

/** A wheelchair's two numbers, never one of both. */
function wheelchairTimes(ui: Ui, place: PlaceSummary): TemplateResult | typeof nothing {
  const { state: { travel, results }, locale } = ui;
  if (latest(results)?.by !== 'wheelchair' || travel.by !== 'wheelchair' || place.duration === undefined) return nothing;
  const { duration: seconds, confirmedDuration } = place;
  const { known, hasKnown, perhaps } = twoTimes(locale, { duration: seconds, ...(confirmedDuration === undefined ? {} : { confirmedDuration }) });
  return html`<span class="entry-times">
    ${hasKnown ? html`<span class="fit">${icon('check')}<span>${known}</span></span>` : nothing}
    ${perhaps === undefined ? nothing : html`<span class="perhaps">${icon('help')}<span>${perhaps}</span></span>`}
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
  const ask = isMaybe ? whatToAsk(locale, state.filters, place.unknown, state.topicNames) : undefined;
  return html`<li class="entry ${place.id === state.highlighted ? 'pointed' : ''}">
    <a href=${doings.linkToPlace(place.id)} data-id=${place.id} @click=${open} @pointerenter=${highlight(place.id)} @pointerleave=${highlight(undefined)} @focus=${highlight(place.id)} @blur=${highlight(undefined)}>
      ${kindMark(place.kind, isMaybe)}
      <span class="entry-text">
        <span class="entry-name"><bdi>${nameOf(locale, place)}</bdi></span>
        <span class="entry-kind">${kindName(locale, place.kind)}${place.street === undefined ? nothing : html` · <bdi>${place.street}</bdi>`}</span>
        ${offerLines(locale, place)}
        ${badges(locale, place, latest(state.results)?.openAt)}
        ${wheelchairTimes(ui, place)}
        ${ask === undefined ? nothing : html`<span class="entry-unknown">${icon('help')}<span>${ask}</span></span>`}
      </span>
      ${howFar(ui, place)}
    </a>
  </li>`;
}

const entries = (ui: Ui, places: readonly PlaceSummary[]): TemplateResult =>
  html`<ol class="entries" role="list">${repeat(places, (place) => place.id, (place) => entry(ui, place))}</ol>`;

function failure(ui: Ui): TemplateResult {
  const { locale: { messages: t }, state, do: doings } = ui;
  const isOffline = state.results.status === 'failed' ? state.results.why === 'offline' : !state.online;
  const isRefused = state.results.status === 'failed' && state.results.why === 'refused';
  return html`<div class="empty" role="alert">
    <p class="empty-title">${icon(isOffline ? 'offline' : 'warning')}${t.results_error}</p>
    <p>${isOffline ? t.results_error_help : isRefused ? t.results_error_filter : t.results_error_server}</p>
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
    ${results.by === 'wheelchair' && state.travel.by === 'wheelchair' ? html`<p class="hint">${t.travel_two_times}</p>` : nothing}
    ${state.filters.maybe && fits.length > 0 ? html`<h3 class="part">${icon('check')}${t.results_fits}<span class="part-count">${wholeNumber(locale, results.fits)}</span></h3>` : nothing}
    ${fits.length > 0 ? entries(ui, fits) : nothing}
    ${maybe.length > 0 ? html`<h3 class="part maybe">${icon('help')}${t.results_maybe}<span class="part-count">${wholeNumber(locale, results.maybe)}</span></h3><p class="hint">${t.results_maybe_help}</p>${entries(ui, maybe)}` : nothing}
    ${results.moreMaybe > 0 ? html`<button class="button quiet wide" type="button" @click=${() => { dispatch({ type: 'filters-changed', filters: { ...state.filters, maybe: true } }); }}>${icon('help')}${t.results_show_maybe(results.moreMaybe)}</button>` : nothing}
    ${isCut && state.limit < lastLimit ? html`<button class="button quiet wide" type="button" @click=${() => { dispatch({ type: 'more-wanted' }); }}>${t.results_more}</button>` : nothing}
    ${isCut && state.limit >= lastLimit ? html`<p class="hint">${t.results_count_of(results.places.length, results.matched)}. ${t.results_capped}</p>` : nothing}
    ${results.unreached > 0 ? html`<p class="hint unreached">${t.travel_unreached(results.unreached)}</p><button class="button quiet wide" type="button" @click=${() => { dispatch({ type: 'travel-changed', travel: { ...state.travel, by: 'line' } }); }}>${icon('line')}${t.travel_unreached_show}</button>` : nothing}`;
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
    ${travelBar(ui)}
    ${state.locate === 'idle' ? nothing : html`<p class="message ${state.locate === 'busy' ? '' : 'warn'}" role="status">${icon(state.locate === 'busy' ? 'locate' : 'info')}<span>${state.locate === 'busy' ? t.near_me_busy : t[`locate_${state.locate}`]}</span></p>`}
    ${state.results.status === 'failed' || state.city.status === 'failed'
      ? failure(ui)
      : results === undefined
        ? html`<p class="loading">${t.results_loading}</p>`
        : results.places.length === 0 ? (isLoading ? html`<p class="loading">${t.results_loading}</p>` : (ui.later?.emptyList(ui, results) ?? nothing)) : lists(ui, results)}
  </section>`;
}
