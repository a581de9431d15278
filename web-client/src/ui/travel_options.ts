import { html, nothing, type TemplateResult } from 'lit';
import { duration } from '../i18n';
import { chairs, offeredMinutes, paces } from '../state/travel';
import type { Ui } from './context';
import { changeTravel } from './travel_bar';

const choice = (name: string, label: string, isChecked: boolean, choose: () => void): TemplateResult =>
  html`<label class="segment"><input type="radio" name=${name} .checked=${isChecked} @change=${choose} /><span>${label}</span></label>`;

/** Pace or wheelchair, and how long it may take. */
export function travelOptions(ui: Ui, where: 'list' | 'card'): TemplateResult | typeof nothing {
  const { state: { travel }, locale } = ui;
  const t = locale.messages;
  if (travel.by === 'line') return nothing;
  const limits = travel.maxMinutes === undefined || (offeredMinutes as readonly number[]).includes(travel.maxMinutes) ? offeredMinutes : [...offeredMinutes, travel.maxMinutes].sort((a, b) => a - b);
  const choosePace = html`<fieldset class="group"><legend>${t.travel_pace}</legend><div class="segments">${paces.map((pace) => choice(`pace-${where}`, t[`pace_${pace}`], travel.pace === pace, () => { changeTravel(ui, { pace }); }))}</div></fieldset>`;
  const chooseChair = html`<fieldset class="group"><legend>${t.travel_chair}</legend><div class="segments">${chairs.map((chair) => choice(`chair-${where}`, t[`chair_${chair}`], travel.chair === chair, () => { changeTravel(ui, { chair }); }))}</div></fieldset>
    <label class="option"><input type="checkbox" .checked=${travel.avoidUnknown} @change=${() => { changeTravel(ui, { avoidUnknown: !travel.avoidUnknown }); }} /><span class="option-words">${t.travel_avoid_unknown}<small>${t.travel_avoid_unknown_help}</small></span></label>`;
  const limit = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    changeTravel(ui, { maxMinutes: value === '' ? undefined : Number(value) });
  };
  return html`${travel.by === 'walk' ? choosePace : travel.by === 'wheelchair' ? chooseChair : nothing}
    ${where === 'card'
      ? nothing
      : html`<label class="field"><span>${t.travel_at_most}</span><select @change=${limit}>
          <option value="" ?selected=${travel.maxMinutes === undefined}>${t.travel_any_time}</option>
          ${limits.map((minutes) => html`<option value=${minutes} ?selected=${travel.maxMinutes === minutes}>${duration(locale, minutes * 60)}</option>`)}
        </select></label>`}`;
}
