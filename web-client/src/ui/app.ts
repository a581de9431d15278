import { html, nothing, type TemplateResult } from 'lit';
import { inLanguage } from '../api/decode';
import { latest } from '../state/state';
import type { Ui } from './context';
import { activeChips, quickChips } from './filters';
import { header } from './header';
import { mapChrome } from './map_chrome';
import { icon } from './parts';
import { resultsPanel } from './results';
import { dragFromPeek, growForFocus, sheetHandle } from './sheet';

/** What the city wants every visitor to know, e.g. that its data are illustrative. */
function notice({ state, locale }: Ui): TemplateResult | typeof nothing {
  const text = inLanguage(latest(state.city)?.notice, locale.language);
  return text === undefined ? nothing : html`<aside class="notice" aria-label=${locale.messages.notice_label}>
    <details><summary>${icon('info')}<bdi>${text}</bdi>${icon('chevron')}</summary></details>
  </aside>`;
}

function toast({ state, locale: { messages: t } }: Ui): TemplateResult {
  const words = { 'link-copied': t.place_link_copied, 'link-copied-rounded': t.place_link_copied_rounded, 'link-manual': undefined } as const;
  const text = state.toast === undefined ? undefined : words[state.toast];
  return html`<div class="toast" role="status" ?hidden=${text === undefined}>${text === undefined ? nothing : html`${icon('check')}${text}`}</div>`;
}

/** The whole page but the map's canvas, which lives in `canvas` and is never drawn again. */
export function app(ui: Ui, canvas: HTMLElement): TemplateResult {
  const { state, locale: { messages: t } } = ui;
  return html`
    <a class="skip" href="#results-heading" @click=${(event: Event) => { event.preventDefault(); (document.getElementById('card-heading') ?? document.getElementById('results-heading'))?.focus(); }}>${t.skip_to_list}</a>
    <div class="app" data-sheet=${state.sheet} data-map=${state.map}>
      ${header(ui, notice(ui))}
      <main class="panel" id="panel" aria-label=${t.list_region}>
        ${sheetHandle(ui)}
        <div class="panel-scroll" id="panel-scroll" @pointerdown=${(event: PointerEvent) => { dragFromPeek(event, ui); }} @focusin=${(event: FocusEvent) => { growForFocus(event, ui); }}>
          ${state.online ? nothing : html`<p class="message warn offline" role="status">${icon('offline')}<span>${t.offline}</span></p>`}
          ${state.selected === undefined ? html`${quickChips(ui)}${ui.later?.filterPanel(ui) ?? nothing}${activeChips(ui)}` : nothing}
          ${resultsPanel(ui)}
          ${ui.later === undefined ? (state.selected === undefined ? nothing : html`<p class="loading">${t.place_loading}</p>`) : ui.later.placePanel(ui)}
          <p class="colophon"><a href="./LICENCES.txt">${t.licences}</a></p>
        </div>
      </main>
      <section class="map" aria-label=${t.map_region}>${canvas}${mapChrome(ui)}</section>
    </div>
    <div id="announcer" class="visually-hidden" role="status" aria-live="polite"></div>
    ${toast(ui)}`;
}
