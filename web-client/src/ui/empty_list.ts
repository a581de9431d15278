import { html, nothing, type TemplateResult } from 'lit';
import type { PlaceSummary } from '../api/types';
import { distance, duration, kindName, languageInWords } from '../i18n';
import { filterCount, noFilters, type Remedy, type Results } from '../state/state';
import type { ControlIcon } from './control_icons';
import type { Ui } from './context';
import { conditionsLabel } from './filter_words';
import { hoursLine } from './hours_words';
import { icon, kindMark, telephone } from './parts';
import { nameOf } from './results';
import { timeBy } from './travel_words';

function remedy(ui: Ui, way: Remedy): TemplateResult {
  const { locale: { messages: t }, dispatch, state } = ui;
  switch (way.kind) {
    case 'widen':
      return html`<button class="button" type="button" @click=${() => { dispatch({ type: 'city-wanted' }); }}>${t.results_widen(way.count)}</button>`;
    case 'maybe':
      return html`<button class="button" type="button" @click=${() => { dispatch({ type: 'filters-changed', filters: { ...state.filters, maybe: true } }); }}>${t.results_with_maybe(way.count)}</button>`;
    case 'relax': {
      const name = conditionsLabel(ui.locale, way.dropped, state.topicNames);
      const go = (): void => {
        dispatch({ type: 'filters-changed', filters: way.filters });
        if (way.isCity) dispatch({ type: 'city-wanted' });
      };
      return html`<button class="button quiet" type="button" @click=${go}>${way.isCity ? t.results_relax_city(name, way.count) : t.results_relax(name, way.count)}</button>`;
    }
    case 'travel': {
      const name = way.gives === 'unknown' ? t.travel_avoid_unknown : t.travel_within(duration(ui.locale, (state.travel.maxMinutes ?? 0) * 60));
      return html`<button class="button" type="button" @click=${() => { dispatch({ type: 'travel-changed', travel: way.travel }); }}>${t.results_relax(name, way.count)}</button>`;
    }
    case 'clear': {
      const go = (): void => {
        dispatch({ type: 'filters-changed', filters: noFilters });
        if (way.isCity) dispatch({ type: 'city-wanted' });
      };
      return html`<button class="button quiet" type="button" @click=${go}>${way.isCity ? t.results_clear_city(way.count) : t.results_clear(way.count)}</button>`;
    }
  }
}

/** The nearest place where a person can be asked, with what one needs to go there or to call. */
function guidance(ui: Ui, place: PlaceSummary | undefined): TemplateResult {
  const { locale, dispatch, do: doings } = ui;
  const t = locale.messages;
  if (place === undefined) return html`<section class="guidance-card"><h3>${icon('info')}${t.guidance_heading}</h3><p>${t.guidance_none}</p></section>`;
  const hours = hoursLine(locale, place);
  const [phone] = place.phones;
  const address = place.address ?? place.street;
  const open = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dispatch({ type: 'place-opened', id: place.id });
  };
  const line = (name: ControlIcon, what: string, content: TemplateResult | string): TemplateResult => html`<div><dt>${icon(name)}<span class="visually-hidden">${what}</span></dt><dd>${content}</dd></div>`;
  return html`<section class="guidance-card" aria-labelledby="guidance-heading">
    <h3 id="guidance-heading">${icon('info')}${t.guidance_heading}</h3>
    <p class="hint">${t.guidance_help}</p>
    <div class="guidance-name">${kindMark(place.kind)}<div><strong><bdi>${nameOf(locale, place)}</bdi></strong><span>${kindName(locale, place.kind)}${place.distance === undefined ? nothing : html` · ${place.duration === undefined ? nothing : html`${timeBy(locale, ui.state.travel.by, place.duration)} · `}${distance(locale, place.distance)}`}</span></div></div>
    <dl>
      ${line('pin', t.place_address, address === undefined ? t.labelled(t.place_address, t.place_not_known) : html`<bdi>${address}</bdi>`)}
      ${line('clock', t.place_hours, html`<span class="badge ${hours.tone}"><bdi>${hours.words}</bdi></span>${hours.next === undefined ? nothing : html` <span class="badge soft">${hours.next}</span>`}`)}
      ${line('phone', t.place_phone, phone === undefined ? t.labelled(t.place_phone, t.place_not_known) : html`<a href=${telephone(phone)}><bdi dir="ltr">${phone}</bdi></a>`)}
      ${line('languages', t.place_languages, place.languages.length === 0 ? t.labelled(t.place_languages, t.place_not_known) : place.languages.map((tag) => languageInWords(locale, tag)).join(', '))}
    </dl>
    <a class="button quiet wide" href=${doings.linkToPlace(place.id)} data-id=${place.id} @click=${open}>${t.guidance_open}</a>
  </section>`;
}

/** An empty list: what would help, and where a person can be asked. */
export function emptyList(ui: Ui, results: Results): TemplateResult {
  const { locale: { messages: t }, state, dispatch } = ui;
  return html`<div class="empty">
    <p class="empty-title">${filterCount(state.filters) > 0 ? t.results_none : t.results_none_plain}</p>
    ${results.remedies.length > 0
      ? html`<p>${t.results_none_help}</p><div class="remedies">${results.remedies.map((way) => remedy(ui, way))}</div>`
      : results.scope === 'view' ? html`<div class="remedies"><button class="button" type="button" @click=${() => { dispatch({ type: 'city-wanted' }); }}>${t.results_widen_plain}</button></div>` : nothing}
  </div>
  ${guidance(ui, results.guidance)}`;
}
