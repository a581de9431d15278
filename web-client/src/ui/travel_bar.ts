import { html, nothing, type TemplateResult } from 'lit';
import { latest, type State } from '../state/state';
import { travelModes, type Travel } from '../state/travel';
import type { Ui } from './context';
import { icon } from './parts';
import { modeIcons, modeName, whyAsTheCrowFlies } from './travel_words';

/** Whether the city has streets, as far as its answers have said. */
export const hasStreets = (state: State): boolean => latest(state.results)?.noWay?.kind !== 'no-streets';

export const changeTravel = ({ state, dispatch }: Ui, change: Partial<Travel>): void => dispatch({ type: 'travel-changed', travel: { ...state.travel, ...change } });

/** How one travels: one of four, by pointer or by arrow keys. `where` tells the two places of the page that have it apart. */
export function modeSwitch(ui: Ui, where: 'list' | 'card'): TemplateResult {
  const { state: { travel }, locale } = ui;
  return html`<div class="modes" role="radiogroup" aria-label=${locale.messages.travel_mode}>
    ${travelModes.map((by) => html`<label class="mode" title=${modeName(locale, by)}>
      <input type="radio" name="mode-${where}" value=${by} .checked=${travel.by === by} @change=${() => { changeTravel(ui, { by }); }} />
      <span>${icon(modeIcons[by])}<span class="mode-word">${modeName(locale, by)}</span></span>
    </label>`)}
  </div>`;
}

/** Above a list that is nearest first: by what, how fast, how far at most; and why not, when there are no minutes. */
export function travelBar(ui: Ui): TemplateResult | typeof nothing {
  const { state, locale, dispatch, do: doings } = ui;
  const t = locale.messages;
  if (state.origin === undefined) return nothing;
  const noWay = state.travel.by === 'line' ? undefined : latest(state.results)?.noWay;
  const hasOptions = state.travel.by !== 'line';
  return html`<div class="travel">
    ${hasStreets(state)
      ? html`<div class="travel-row">
          ${modeSwitch(ui, 'list')}
          ${hasOptions ? html`<button class="icon-button" type="button" aria-label=${t.travel_options} title=${t.travel_options} aria-expanded=${state.travelOptions ? 'true' : 'false'} aria-controls="travel-options" @click=${() => { dispatch({ type: 'travel-options-toggled' }); }}>${icon('pace')}</button>` : nothing}
        </div>
        <div id="travel-options" class="travel-options" ?hidden=${!state.travelOptions || !hasOptions}>${state.travelOptions ? (ui.later?.travelOptions(ui, 'list') ?? nothing) : nothing}</div>`
      : nothing}
    ${noWay === undefined ? nothing : html`<p class="message ${noWay.kind === 'no-streets' ? '' : 'warn'}" role="status">${icon('info')}<span>${whyAsTheCrowFlies(locale, noWay)}</span></p>`}
    ${noWay?.kind === 'busy' ? html`<button class="button quiet wide" type="button" @click=${doings.retry}>${icon('refresh')}${t.retry}</button>` : nothing}
  </div>`;
}
