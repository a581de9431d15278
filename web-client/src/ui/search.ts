import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { SearchHit } from '../api/types';
import { distance } from '../i18n';
import { latest } from '../state/state';
import type { ControlIcon } from './control_icons';
import type { Ui } from './context';
import { icon, isolate, kindMark } from './parts';

const typeIcons: Readonly<Record<SearchHit['type'], ControlIcon>> = {
  place: 'book', offer: 'book', street: 'street', address: 'home', district: 'districts', locality: 'pin', topic: 'book',
};

function onKey(event: KeyboardEvent, { state, dispatch }: Ui): void {
  const hits = latest(state.search.hits) ?? [];
  const last = hits.length - 1;
  const { active, open } = state.search;
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp': {
      if (last < 0) return;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const next = active + step;
      dispatch({ type: 'search-moved', active: next > last ? 0 : next < 0 ? last : next });
      break;
    }
    case 'Enter': {
      const hit = hits[active < 0 ? 0 : active];
      if (open && hit !== undefined) dispatch({ type: 'hit-chosen', hit });
      break;
    }
    case 'Escape':
      dispatch(open ? { type: 'search-closed' } : { type: 'search-cleared' });
      break;
    default:
      return;
  }
  event.preventDefault();
}

const option = (ui: Ui, hit: SearchHit, index: number): TemplateResult => {
  const { locale, state, dispatch } = ui;
  return html`<li
    id="hit-${index}"
    role="option"
    aria-selected=${index === state.search.active ? 'true' : 'false'}
    @pointerdown=${(event: Event) => { event.preventDefault(); }}
    @click=${() => { dispatch({ type: 'hit-chosen', hit }); }}
  >
    ${hit.kind !== undefined && hit.type === 'place' ? kindMark(hit.kind) : icon(typeIcons[hit.type])}
    <span class="hit-text"><bdi>${hit.label}</bdi><small>${hit.type === 'offer' && hit.placeName !== undefined ? locale.messages.search_at(isolate(hit.placeName)) : locale.messages[`search_type_${hit.type}`]}</small></span>
    ${hit.distance === undefined ? nothing : html`<span class="hit-distance">${distance(locale, hit.distance)}</span>`}
  </li>`;
};

/** One box for places, offers, subjects, streets, addresses and districts: a combobox with a list of suggestions. */
export function searchBox(ui: Ui): TemplateResult {
  const { state, locale, dispatch, do: doings } = ui;
  const t = locale.messages;
  const { search } = state;
  const hits = latest(search.hits) ?? [];
  const isNothing = search.hits.status === 'ready' && hits.length === 0;
  const message = search.hits.status === 'failed' ? t.search_failed : isNothing ? t.search_none(search.text.trim()) : undefined;
  const isOpen = search.open && (hits.length > 0 || message !== undefined);
  return html`<div class="search-row">
    <form class="search" role="search" @submit=${(event: Event) => { event.preventDefault(); }}>
      <label class="visually-hidden" for="search-input">${t.search_label}</label>
      ${icon('search')}
      <input
        id="search-input"
        type="search"
        role="combobox"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        enterkeyhint="search"
        maxlength="120"
        dir="auto"
        placeholder=${t.search_placeholder}
        aria-expanded=${isOpen ? 'true' : 'false'}
        aria-controls="search-hits"
        aria-autocomplete="list"
        aria-activedescendant=${search.active >= 0 && isOpen ? `hit-${search.active}` : nothing}
        .value=${search.text}
        @input=${(event: Event) => { dispatch({ type: 'search-typed', text: (event.target as HTMLInputElement).value }); }}
        @keydown=${(event: KeyboardEvent) => { onKey(event, ui); }}
        @blur=${() => { dispatch({ type: 'search-closed' }); }}
      />
      ${search.text === ''
        ? nothing
        : html`<button class="icon-button" type="button" aria-label=${t.search_clear} title=${t.search_clear} @click=${() => { dispatch({ type: 'search-cleared' }); document.getElementById('search-input')?.focus(); }}>${icon('close')}</button>`}
      <div class="hits" ?hidden=${!isOpen}>
        <ul id="search-hits" role="listbox" aria-label=${t.search_label}>
          ${repeat(hits, (hit) => `${hit.type} ${hit.id}`, (hit, index) => option(ui, hit, index))}
        </ul>
        ${message === undefined ? nothing : html`<p class="hits-message" role="status">${message}</p>`}
      </div>
    </form>
    <button class="near-me" type="button" ?disabled=${state.locate === 'busy'} @click=${doings.locate}>${icon('locate')}<span>${t.near_me}</span></button>
  </div>`;
}
