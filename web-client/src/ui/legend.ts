import { html, nothing, svg, type TemplateResult } from 'lit';
import { duration } from '../i18n';
import { latest } from '../state/state';
import { reachMinutes } from '../state/travel';
import type { Ui } from './context';
import { icon } from './parts';

/** The dashes of the map's borders, in px of the sample. */
const dashes = ['', '8 4', '2 4'] as const;

const area = (rank: number): TemplateResult => html`<svg class="sample area" viewBox="0 0 30 16" aria-hidden="true" focusable="false">
  ${svg`<rect x="1.5" y="1.5" width="27" height="13" rx="5" class=${`rank-${rank}`} stroke-dasharray=${dashes[rank] ?? ''}></rect>`}
</svg>`;

function reachLegend(ui: Ui): TemplateResult | typeof nothing {
  const { state, locale, do: doings } = ui;
  const t = locale.messages;
  if (!state.reachShown || state.origin === undefined || state.travel.by === 'line') return nothing;
  if (state.reach.status === 'failed') return html`<p>${icon('warning')}${t.reach_error}</p><button class="button quiet" type="button" @click=${doings.retryReach}>${icon('refresh')}${t.retry}</button>`;
  const reach = latest(state.reach);
  if (reach === undefined) return html`<p role="status">${t.reach_loading}</p>`;
  if (reach.kind === 'none') return nothing; // the list says why
  const minutes = reachMinutes(state.travel);
  return html`<h2>${t.reach_title}</h2><ul>${minutes.map((within, rank) => html`<li>${area(rank)}<span>${t.travel_within(duration(locale, within * 60))}</span></li>`)}</ul>`;
}

/** What the areas on the map mean, while there are some. */
export function legend(ui: Ui): TemplateResult | typeof nothing {
  const content = ui.state.wayShown && ui.state.selected !== undefined ? nothing : reachLegend(ui);
  return content === nothing ? nothing : html`<section class="legend" aria-label=${ui.locale.messages.legend_label} aria-live="polite">${content}</section>`;
}
