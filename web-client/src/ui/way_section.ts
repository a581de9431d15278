import { html, nothing, type TemplateResult } from 'lit';
import { focusOn } from '../a11y';
import type { LonLat, Place, Turn, Way, WayStep } from '../api/types';
import { distance, duration } from '../i18n';
import { latest, wayOf, type Ways } from '../state/state';
import type { ControlIcon } from './control_icons';
import type { Ui } from './context';
import { icon } from './parts';
import { originName } from './results';
import { hasStreets, modeSwitch } from './travel_bar';
import { travelOptions } from './travel_options';
import { timeBy, twoTimes, whyNoWay } from './travel_words';

const turnIcon = (turn: Turn): ControlIcon => (turn === 'back' ? 'around' : turn);

const shortStep = 30; // s; below, its minutes would be a minute too many
const earthRadius = 6_371_009; // m, mean

/** As the crow flies, on a sphere: for a place that the list, which has it exactly, does not hold. */
export function metresBetween(a: LonLat, b: LonLat): number {
  const [f, g] = [(a.lat * Math.PI) / 180, (b.lat * Math.PI) / 180];
  const h = Math.sin((g - f) / 2) ** 2 + Math.cos(f) * Math.cos(g) * Math.sin(((b.lon - a.lon) * Math.PI) / 360) ** 2;
  return 2 * earthRadius * Math.asin(Math.sqrt(Math.min(1, h)));
}

/** The control that was pressed has made room for others: the focus goes to the section's heading, not to nowhere. */
function keepFocus(): void {
  if (document.activeElement === document.body || document.activeElement === null) focusOn(document.getElementById('way-heading'));
}

/** Whether any of a step's stretch is not known to be fit. */
const isUnknown = ({ unknown }: Way, { from, to }: WayStep): boolean => unknown.some(([first, last]) => first < to && last > from);

function stepItem(ui: Ui, way: Way, step: WayStep, index: number): TemplateResult {
  const { state, locale, dispatch } = ui;
  const t = locale.messages;
  const at = way.line[step.from];
  const show = (): void => {
    dispatch({ type: 'step-chosen', step: index });
    if (at !== undefined) dispatch({ type: 'view-wanted', view: { centre: { lon: at[0], lat: at[1] }, zoom: 17 } });
  };
  const isLast = step.turn === 'arrive';
  return html`<li><button class="step" type="button" title=${t.place_show_on_map} aria-current=${state.step === index ? 'step' : nothing} @click=${show}>
    ${icon(turnIcon(step.turn))}
    <span class="step-words"><bdi>${step.instruction}</bdi>
      ${isLast && step.distance < 1 ? nothing : html`<small>${distance(locale, step.distance)}${step.duration < shortStep ? nothing : html` · ${duration(locale, step.duration)}`}</small>`}
      ${isUnknown(way, step) ? html`<small class="perhaps">${icon('help')}${t.way_step_unknown}</small>` : nothing}
    </span>
  </button></li>`;
}

const line = (look: 'found' | 'unknown' | 'apart'): TemplateResult => html`<svg class="sample ${look}" viewBox="0 0 30 16" aria-hidden="true" focusable="false"><path d="M2 8h26"></path></svg>`;

/** What the lines on the map mean; nothing where there is no map. */
function wayLegend({ state, locale: { messages: t } }: Ui, way: Way): TemplateResult | typeof nothing {
  if (state.map !== 'ready') return nothing;
  return html`<ul class="way-legend" aria-label=${t.legend_label}><li>${line('found')}<span>${t.legend_way}</span></li>
    ${way.unknown.length === 0 ? nothing : html`<li>${line('unknown')}<span>${t.legend_unknown}</span></li>`}
    <li>${line('apart')}<span>${t.legend_apart}</span></li></ul>`;
}

function steps(ui: Ui, way: Way): TemplateResult {
  const { messages: t } = ui.locale;
  return html`${wayLegend(ui, way)}<h4 id="steps-heading" tabindex="-1">${t.way_steps}</h4>
    ${way.steps.length === 0
      ? html`<p class="hint">${t.way_no_steps}</p>`
      : html`<ol class="steps" role="list">${way.steps.map((step, index) => stepItem(ui, way, step, index))}</ol>`}`;
}

/** A wheelchair's two numbers; where there are two ways, one of them is chosen. */
function wheelchairWays(ui: Ui, { way, strict }: Ways): TemplateResult {
  const { state: { travel }, locale, dispatch } = ui;
  const { known, hasKnown, perhaps } = twoTimes(locale, way, way.unknownShare);
  const choose = (avoidUnknown: boolean) => () => { dispatch({ type: 'travel-changed', travel: { ...travel, avoidUnknown } }); };
  const rows: readonly { readonly look: string; readonly mark: ControlIcon; readonly words: string; readonly strict: boolean }[] = [
    { look: hasKnown ? 'fit' : 'none', mark: hasKnown ? 'check' : 'close', words: known, strict: true },
    ...(perhaps === undefined ? [] : [{ look: 'perhaps', mark: 'help' as const, words: perhaps, strict: false }]),
  ];
  if (!hasKnown || perhaps === undefined) return html`<div class="way-times">${rows.map(({ look, mark, words }) => html`<p class=${look}>${icon(mark)}<span>${words}</span></p>`)}</div>`;
  return html`<fieldset class="way-times"><legend class="visually-hidden">${locale.messages.way_which}</legend>${rows.map(({ look, mark, words, strict: isStrict }) =>
    html`<label class="way-choice ${look}"><input type="radio" name="which-way" .checked=${isStrict === (strict !== undefined)} @change=${choose(isStrict)} /><span>${icon(mark)}<span>${words}</span></span></label>`)}</fieldset>`;
}

function foundWay(ui: Ui, ways: Ways): TemplateResult {
  const { state, locale, dispatch } = ui;
  const t = locale.messages;
  const way = wayOf(state) ?? ways.way;
  const { by } = state.travel;
  return html`${by === 'wheelchair' ? wheelchairWays(ui, ways) : html`<p class="way-time">${timeBy(locale, by, way.duration)}</p>`}
    <div class="way-row">
      <span class="way-length">${distance(locale, way.distance)}</span>
      <button class="button ${state.wayShown ? 'quiet' : ''}" type="button" id="way-toggle" aria-expanded=${state.wayShown ? 'true' : 'false'} aria-controls="way-steps" @click=${() => { dispatch({ type: 'way-shown', shown: !state.wayShown }); }}>${icon('way')}${state.wayShown ? t.way_hide : t.way_show}</button>
    </div>
    <div id="way-steps" ?hidden=${!state.wayShown}>${state.wayShown ? steps(ui, way) : nothing}</div>`;
}

function answer(ui: Ui, place: Place): TemplateResult {
  const { state, locale, do: doings } = ui;
  const t = locale.messages;
  const { way, origin, travel } = state;
  if (travel.by === 'line') {
    const listed = latest(state.results);
    const exact = listed?.by === 'line' ? listed.places.find(({ id }) => id === place.id)?.distance : undefined;
    return html`<p class="way-time">${t.way_as_line(distance(locale, exact ?? (origin === undefined ? 0 : metresBetween(origin.point, place.point))))}</p>`;
  }
  if (way.status === 'failed') {
    return html`<div role="alert"><p class="message warn">${icon('warning')}<span><strong>${t.way_error}</strong>${way.why === 'offline' ? t.results_error_help : t.results_error_server}</span></p>
      <button class="button quiet" type="button" @click=${() => { doings.retryWay(); keepFocus(); }}>${icon('refresh')}${t.retry}</button></div>`;
  }
  if (way.status !== 'ready') return html`<p class="loading">${t.way_loading}</p>`;
  if (way.value.kind === 'found') return foundWay(ui, way.value.value);
  const { why } = way.value;
  return html`<p class="message warn">${icon('warning')}<span><strong>${t.way_none}</strong>${whyNoWay(locale, why)}</span></p>
    ${why.kind === 'busy' ? html`<button class="button quiet" type="button" @click=${() => { doings.retryWay(); keepFocus(); }}>${icon('refresh')}${t.retry}</button>` : nothing}`;
}

/** Where the way starts, while that is not known: the device's position, or a point that is tapped or found. */
function start(ui: Ui): TemplateResult {
  const { state, locale: { messages: t }, dispatch, do: doings } = ui;
  const pick = (event: MouseEvent): void => {
    dispatch({ type: 'picking-changed', picking: true });
    if (event.detail === 0) document.getElementById('search-input')?.focus(); // pressed with the keyboard
    keepFocus();
  };
  return html`${state.picking
      ? html`<p class="message" role="status">${icon('pin')}<span>${t.way_pick}</span></p><button class="button quiet" type="button" @click=${() => { dispatch({ type: 'picking-changed', picking: false }); keepFocus(); }}>${t.way_pick_cancel}</button>`
      : html`<div class="way-starts"><button class="button quiet" type="button" ?disabled=${state.locate === 'busy'} @click=${() => { doings.startHere(); keepFocus(); }}>${icon('locate')}${t.way_start_here}</button>
          <button class="button quiet" type="button" @click=${pick}>${icon('pin')}${t.way_start_point}</button></div>`}
    ${state.locate === 'idle' || state.locate === 'outside' ? nothing : html`<p class="message ${state.locate === 'busy' ? '' : 'warn'}" role="status">${icon(state.locate === 'busy' ? 'locate' : 'info')}<span>${state.locate === 'busy' ? t.near_me_busy : t[`locate_${state.locate}`]}</span></p>`}`;
}

/** Minutes for the chosen way of travelling, the way on the map, and its steps as a list. */
export function waySection(ui: Ui, place: Place): TemplateResult | typeof nothing {
  const { state, locale, dispatch } = ui;
  const t = locale.messages;
  const { origin } = state;
  const isChoosing = origin === undefined || state.picking;
  return html`<section class="way" aria-labelledby="way-heading" aria-busy=${state.way.status === 'loading' ? 'true' : 'false'}>
    <div class="way-head">
      <h3 id="way-heading" tabindex="-1">${icon('way')}<span>${t.way_heading}</span></h3>
      ${isChoosing ? nothing : html`<button class="way-from" type="button" title=${t.way_start_point} @click=${() => { dispatch({ type: 'origin-removed' }); keepFocus(); }}><bdi>${t.way_from(originName(state, locale))}</bdi>${icon('close')}<span class="visually-hidden">${t.near_remove}</span></button>`}
    </div>
    ${isChoosing ? html`${state.picking ? nothing : html`<p class="hint">${t.way_start}</p>`}${start(ui)}` : nothing}
    ${origin === undefined
      ? nothing
      : html`${hasStreets(state)
          ? html`<div class="travel-row">${modeSwitch(ui, 'card')}${state.travel.by === 'walk' || state.travel.by === 'wheelchair' ? html`<button class="icon-button" type="button" aria-label=${t.travel_options} title=${t.travel_options} aria-expanded=${state.travelOptions ? 'true' : 'false'} aria-controls="card-travel-options" @click=${() => { dispatch({ type: 'travel-options-toggled' }); }}>${icon('pace')}</button>` : nothing}</div>
            <div id="card-travel-options" class="travel-options" ?hidden=${!state.travelOptions || state.travel.by === 'line' || state.travel.by === 'bicycle'}>${state.travelOptions ? travelOptions(ui, 'card') : nothing}</div>`
          : nothing}
        ${answer(ui, place)}`}
  </section>`;
}
