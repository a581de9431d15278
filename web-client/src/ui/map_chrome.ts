import { html, nothing, type TemplateResult } from 'lit';
import { latest } from '../state/state';
import type { Ui } from './context';
import { icon } from './parts';
import { hasStreets } from './travel_bar';

const mapData = 'https://www.openstreetmap.org/copyright';

/** Whom the data is owed to: always visible, OpenStreetMap first. */
export function attribution({ state }: Ui): TemplateResult {
  const sources = latest(state.city)?.attribution ?? [];
  const others = sources.filter((source) => !source.toLowerCase().includes('openstreetmap'));
  return html`<p class="attribution"><a href=${mapData} target="_blank" rel="noopener noreferrer external"><bdi dir="ltr">© OpenStreetMap contributors</bdi></a>${others.map((source) => html` · <bdi>${source}</bdi>`)}</p>`;
}

/** Buttons on the map, and what it says when it cannot be drawn. */
export function mapChrome(ui: Ui): TemplateResult {
  const { state, locale: { messages: t }, dispatch, do: doings } = ui;
  const hasMap = state.map === 'ready' || state.map === 'loading';
  const city = latest(state.city);
  return html`
    ${hasMap
      ? html`<div class="map-buttons">
          ${city?.tiles.districts === undefined ? nothing : html`<button class="map-button wide" type="button" aria-pressed=${state.districts ? 'true' : 'false'} title=${t.map_districts} @click=${() => { dispatch({ type: 'districts-toggled' }); }}>${icon('districts')}<span class="map-word">${t.map_districts}</span></button>`}
          ${state.origin === undefined || state.travel.by === 'line' || !hasStreets(state) ? nothing : html`<button class="map-button wide" type="button" aria-pressed=${state.reachShown ? 'true' : 'false'} title=${t.reach_button} @click=${() => { dispatch({ type: 'reach-toggled' }); }}>${icon('reach')}<span class="map-word">${t.reach_button}</span></button>`}
          <button class="map-button" type="button" title=${t.map_whole_city} aria-label=${t.map_whole_city} @click=${() => { dispatch({ type: 'city-wanted' }); }}>${icon('whole')}</button>
          <div class="map-pair">
            <button class="map-button" type="button" title=${t.map_zoom_in} aria-label=${t.map_zoom_in} @click=${() => { doings.zoomBy(1); }}>${icon('plus')}</button>
            <button class="map-button" type="button" title=${t.map_zoom_out} aria-label=${t.map_zoom_out} @click=${() => { doings.zoomBy(-1); }}>${icon('minus')}</button>
          </div>
        </div>
        ${ui.later?.legend(ui) ?? nothing}
        <div class="crosshair" aria-hidden="true">${icon('plus')}</div>`
      : html`<p class="map-message" role="status">${icon('info')}<span>${state.map === 'no-webgl' ? t.map_no_webgl : t.map_failed}</span></p>`}
    ${state.map === 'loading' ? html`<p class="map-loading">${t.map_loading}</p>` : nothing}
    ${attribution(ui)}`;
}
