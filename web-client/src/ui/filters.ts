import { html, nothing, type TemplateResult } from 'lit';
import { families, kindsOfFamily, type Family } from '../kinds';
import { familyName, kindName, wholeNumber } from '../i18n';
import { isKindWanted, kindsInCity, toggleFamily, toggleKind } from '../state/filters';
import { filterCount, latest, noFilters, type Filters, type WheelchairFilter } from '../state/state';
import type { Ui } from './context';
import { familyMark, icon, kindMark } from './parts';

const change = ({ dispatch }: Ui, filters: Filters): void => dispatch({ type: 'filters-changed', filters });

/** Families the city has something of, or all while that is not known. */
function familiesShown(kinds: Readonly<Record<string, number>> | undefined): readonly Family[] {
  return kinds === undefined ? families : families.filter((family) => kindsInCity(family, kinds).length > 0);
}

const familyTotal = (family: Family, kinds: Readonly<Record<string, number>>): number => kindsInCity(family, kinds).reduce((sum, slug) => sum + (kinds[slug] ?? 0), 0);

/** One tap for a family of kinds; also the map's legend. */
export function familyChips(ui: Ui): TemplateResult {
  const { state, locale, dispatch } = ui;
  const t = locale.messages;
  const kinds = latest(state.city)?.kinds;
  return html`<div class="chips" role="group" aria-label=${t.filter_kind}>
    <button class="chip filters-button" type="button" id="filters-button" aria-expanded=${state.filtersOpen ? 'true' : 'false'} aria-controls="filters" @click=${() => { dispatch({ type: 'filters-toggled', open: !state.filtersOpen }); }}>
      ${icon('filter')}<span>${t.filters_with_count(filterCount(state.filters))}</span>
    </button>
    ${familiesShown(kinds).map((family) => {
      const isOn = state.filters.families.includes(family);
      return html`<button class="chip ${family}" type="button" title=${familyName(locale, family)} aria-pressed=${isOn ? 'true' : 'false'} @click=${() => { change(ui, toggleFamily(state.filters, family)); }}>
        ${familyMark(family)}<span>${t[`family_short_${family}`]}</span>
      </button>`;
    })}
  </div>`;
}

const kindBox = (ui: Ui, slug: string, count: number | undefined): TemplateResult => {
  const { state, locale } = ui;
  return html`<label class="option">
    <input type="checkbox" .checked=${isKindWanted(state.filters, slug)} @change=${() => { change(ui, toggleKind(state.filters, slug, latest(state.city)?.kinds)); }} />
    ${kindMark(slug)}<span class="option-words"><bdi>${kindName(locale, slug)}</bdi></span>
    ${count === undefined ? nothing : html`<span class="option-count">${wholeNumber(locale, count)}</span>`}
  </label>`;
};

function familySet(ui: Ui, family: Family): TemplateResult {
  const { state, locale } = ui;
  const cityKinds = latest(state.city)?.kinds;
  const slugs = cityKinds === undefined ? kindsOfFamily(family) : kindsInCity(family, cityKinds);
  const hasOpen = slugs.some((slug) => isKindWanted(state.filters, slug));
  return html`<details class="family ${family}" ?open=${hasOpen}>
    <summary>${familyMark(family)}<span>${familyName(locale, family)}</span>${cityKinds === undefined ? nothing : html`<span class="option-count">${wholeNumber(locale, familyTotal(family, cityKinds))}</span>`}${icon('chevron')}</summary>
    <div class="options">${slugs.map((slug) => kindBox(ui, slug, cityKinds?.[slug]))}</div>
  </details>`;
}

const radio = (name: string, label: string, isChecked: boolean, choose: () => void): TemplateResult =>
  html`<label class="segment"><input type="radio" name=${name} .checked=${isChecked} @change=${choose} /><span>${label}</span></label>`;

/** All conditions, in a panel above the list. */
export function filterPanel(ui: Ui): TemplateResult {
  const { state, locale, dispatch } = ui;
  const t = locale.messages;
  const { filters } = state;
  const results = latest(state.results);
  const wheelchair = (value: WheelchairFilter): TemplateResult =>
    radio('wheelchair', t[`filter_wheelchair_${value}`], filters.wheelchair === value, () => { change(ui, { ...filters, wheelchair: value }); });
  return html`<section id="filters" class="filters" aria-label=${t.filters} ?hidden=${!state.filtersOpen}>
    ${state.filtersOpen
      ? html`<fieldset class="group"><legend>${icon('coins')}${t.filter_fee}</legend>
            <div class="segments">
              ${radio('fee', t.filter_fee_any, !filters.free, () => { change(ui, { ...filters, free: false }); })}
              ${radio('fee', t.filter_fee_free, filters.free, () => { change(ui, { ...filters, free: true }); })}
            </div>
          </fieldset>
          <fieldset class="group"><legend>${icon('wheelchair')}${t.filter_wheelchair}</legend>
            <div class="segments">${(['any', 'yes', 'limited'] as const).map(wheelchair)}</div>
          </fieldset>
          <label class="option switch">
            <input type="checkbox" role="switch" .checked=${filters.maybe} @change=${() => { change(ui, { ...filters, maybe: !filters.maybe }); }} />
            <span class="option-words">${t.filter_maybe}<small>${t.filter_maybe_help}</small></span>
          </label>
          <fieldset class="group"><legend>${icon('book')}${t.filter_kind}</legend>${familiesShown(latest(state.city)?.kinds).map((family) => familySet(ui, family))}</fieldset>
          <div class="filters-foot">
            <button class="button quiet" type="button" ?disabled=${filterCount(filters) === 0 && !filters.maybe} @click=${() => { change(ui, noFilters); }}>${t.filters_reset}</button>
            <button class="button" type="button" @click=${() => { dispatch({ type: 'filters-toggled', open: false }); }}>${results === undefined ? t.filters_done : t.filters_show(results.matched)}</button>
          </div>`
      : nothing}
  </section>`;
}
