import { html, nothing, type TemplateResult } from 'lit';
import { duration } from '../i18n';
import { latest, type State } from '../state/state';
import { chairs, offeredMinutes, paces, travelModes, type Travel } from '../state/travel';
import type { Ui } from './context';
import { icon } from './parts';
import { modeIcons, modeName, whyAsTheCrowFlies } from './travel_words';

/** Whether the city has streets, as far as its answers have said. */
const hasStreets = (state: State): boolean => latest(state.results)?.noWay?.kind !== 'no-streets';

const set = ({ state, dispatch }: Ui, change: Partial<Travel>): void => dispatch({ type: 'travel-changed', travel: { ...state.travel, ...change } });

/** How one travels: one of four, by pointer or by arrow keys. `where` tells the two places of the page that have it apart. */
export function modeSwitch(ui: Ui, where: 'list' | 'card'): TemplateResult {
  const { state: { travel }, locale } = ui;
  return html`<div class="modes" role="radiogroup" aria-label=${locale.messages.travel_mode}>
    ${travelModes.map((by) => html`<label class="mode" title=${modeName(locale, by)}>
      <input type="radio" name="mode-${where}" value=${by} .checked=${travel.by === by} @change=${() => { set(ui, { by }); }} />
      <span>${icon(modeIcons[by])}<span class="mode-word">${modeName(locale, by)}</span></span>
    </label>`)}
  </div>`;
}

const choice = (name: string, label: string, isChecked: boolean, choose: () => void): TemplateResult =>
  html`<label class="segment"><input type="radio" name=${name} .checked=${isChecked} @change=${choose} /><span>${label}</span></label>`;

/** Pace or wheelchair, and how long it may take. */
export function travelOptions(ui: Ui, where: 'list' | 'card'): TemplateResult | typeof nothing {
  const { state: { travel }, locale } = ui;
  const t = locale.messages;
  if (travel.by === 'line') return nothing;
  const limits = travel.maxMinutes === undefined || (offeredMinutes as readonly number[]).includes(travel.maxMinutes) ? offeredMinutes : [...offeredMinutes, travel.maxMinutes].sort((a, b) => a - b);
  const choosePace = html`<fieldset class="group"><legend>${t.travel_pace}</legend><div class="segments">${paces.map((pace) => choice(`pace-${where}`, t[`pace_${pace}`], travel.pace === pace, () => { set(ui, { pace }); }))}</div></fieldset>`;
  const chooseChair = html`<fieldset class="group"><legend>${t.travel_chair}</legend><div class="segments">${chairs.map((chair) => choice(`chair-${where}`, t[`chair_${chair}`], travel.chair === chair, () => { set(ui, { chair }); }))}</div></fieldset>
    <label class="option"><input type="checkbox" .checked=${travel.avoidUnknown} @change=${() => { set(ui, { avoidUnknown: !travel.avoidUnknown }); }} /><span class="option-words">${t.travel_avoid_unknown}<small>${t.travel_avoid_unknown_help}</small></span></label>`;
  const limit = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    set(ui, { maxMinutes: value === '' ? undefined : Number(value) });
  };
  return html`${travel.by === 'walk' ? choosePace : travel.by === 'wheelchair' ? chooseChair : nothing}
    ${where === 'card'
      ? nothing
      : html`<label class="field"><span>${t.travel_at_most}</span><select @change=${limit}>
          <option value="" ?selected=${travel.maxMinutes === undefined}>${t.travel_any_time}</option>
          ${limits.map((minutes) => html`<option value=${minutes} ?selected=${travel.maxMinutes === minutes}>${duration(locale, minutes * 60)}</option>`)}
        </select></label>`}`;
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
        <div id="travel-options" class="travel-options" ?hidden=${!state.travelOptions || !hasOptions}>${state.travelOptions ? travelOptions(ui, 'list') : nothing}</div>`
      : nothing}
    ${noWay === undefined ? nothing : html`<p class="message ${noWay.kind === 'no-streets' ? '' : 'warn'}" role="status">${icon('info')}<span>${whyAsTheCrowFlies(locale, noWay)}</span></p>`}
    ${noWay?.kind === 'busy' ? html`<button class="button quiet wide" type="button" @click=${doings.retry}>${icon('refresh')}${t.retry}</button>` : nothing}
  </div>`;
}
