import { html, type nothing, type TemplateResult } from 'lit';
import { latest } from '../state/state';
import { isLanguage, languageName, languages } from '../i18n';
import type { Ui } from './context';
import { icon } from './parts';
import { searchBox } from './search';

const themeIcons = { auto: 'contrast', light: 'sun', dark: 'moon' } as const;

/** The city's name, language, colours and the search. */
export function header(ui: Ui, notice: TemplateResult | typeof nothing): TemplateResult {
  const { state, locale, do: doings } = ui;
  const t = locale.messages;
  const name = latest(state.city)?.name;
  return html`<header class="top">
    <div class="brand-row">
      <p class="brand">
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
          <path d="M11 9V7.5A2.5 2.5 0 0 1 13.5 5h5A2.5 2.5 0 0 1 21 7.5V9" fill="none" stroke="currentColor" stroke-width="2.4"></path>
          <path d="M6 9h20a2.5 2.5 0 0 1 2.5 2.5v13A2.5 2.5 0 0 1 26 27H6a2.5 2.5 0 0 1-2.5-2.5v-13A2.5 2.5 0 0 1 6 9z" fill="currentColor"></path>
          <path class="logo-pin" d="M16 24.5c-1.9-2.4-5-5-5-8.3a5 5 0 0 1 10 0c0 3.3-3.1 5.9-5 8.3z"></path>
        </svg>
        <span class="brand-words"><strong><bdi>${name ?? t.app_name}</bdi></strong><span class="tagline">${t.tagline}</span></span>
      </p>
      <label class="language">
        <span class="visually-hidden">${t.choose_language}</span>
        <select .value=${locale.language} @change=${(event: Event) => { doings.chooseLanguage((event.target as HTMLSelectElement).value); }}>
          ${languages.map((language) => html`<option value=${language} lang=${language} ?selected=${language === locale.language}>${languageName(language)}</option>`)}
          ${isLanguage(locale.language) ? '' : html`<option value=${locale.language} selected>${locale.language}</option>`}
        </select>
      </label>
      <button class="icon-button" type="button" title=${t.theme(t[`theme_${state.theme}`])} aria-label=${t.theme(t[`theme_${state.theme}`])} @click=${doings.chooseTheme}>
        ${icon(themeIcons[state.theme])}
      </button>
    </div>
    ${searchBox(ui)}
    ${notice}
  </header>`;
}
