import { html, nothing, type TemplateResult } from 'lit';
import { kindsOfFamily, type Family } from '../kinds';
import { collator, familyName, kindName, languageInWords, wholeNumber } from '../i18n';
import { filterCount, groups, levelSets, modalities, needs, noFilters, pillars, subjects, toggle, type ListField, type WheelchairFilter } from '../state/filter_set';
import { isKindWanted, kindsInCity, toggleKind } from '../state/filters';
import { latest } from '../state/state';
import type { ControlIcon } from './control_icons';
import type { Ui } from './context';
import { groupLabel, levelLabel, modalityLabel, needLabel, topicLabel } from './filter_words';
import { change, familiesShown } from './filters';
import { familyMark, icon, kindMark } from './parts';
import { dayOf, hoursFromNow, spanOf, yearAgo } from './times';

const familyTotal = (family: Family, kinds: Readonly<Record<string, number>>): number => kindsInCity(family, kinds).reduce((sum, slug) => sum + (kinds[slug] ?? 0), 0);

const segment = (type: 'radio' | 'checkbox', name: string, label: string, isChecked: boolean, choose: () => void): TemplateResult =>
  html`<label class="segment"><input type=${type} name=${name} .checked=${isChecked} @change=${choose} /><span>${label}</span></label>`;

const ticks = (ui: Ui, field: ListField, items: readonly (readonly [string, string])[]): TemplateResult => {
  const { filters } = ui.state;
  return html`<div class="segments">${items.map(([value, label]) =>
    segment('checkbox', field, label, value.split(',').every((item) => filters[field].includes(item)), () => { change(ui, toggle(filters, field, value)); }))}</div>`;
};

const group = (name: ControlIcon, legend: string, content: TemplateResult): TemplateResult => html`<fieldset class="group"><legend>${icon(name)}${legend}</legend>${content}</fieldset>`;

/** A group that is folded until it is needed; open while something of it is asked for. */
const folded = (name: ControlIcon, legend: string, isUsed: boolean, content: TemplateResult): TemplateResult =>
  html`<details class="folded" ?open=${isUsed}><summary>${icon(name)}<span>${legend}</span>${icon('chevron')}</summary><fieldset class="group"><legend class="visually-hidden">${legend}</legend>${content}</fieldset></details>`;

const inputValue = (event: Event): string => (event.target as HTMLInputElement).value.trim();

function whoGroup(ui: Ui): TemplateResult {
  const { state: { filters }, locale } = ui;
  const t = locale.messages;
  const setAge = (event: Event): void => {
    const age = Number(inputValue(event));
    change(ui, { ...filters, age: inputValue(event) !== '' && Number.isInteger(age) && age >= 0 && age <= 120 ? age : undefined });
  };
  const others = filters.audiences.filter((slug) => !(groups as readonly string[]).includes(slug));
  return group('audience', t.filter_audience, html`${ticks(ui, 'audiences', [...groups, ...others].map((slug) => [slug, groupLabel(locale, slug)] as const))}
    <label class="field"><span>${t.filter_age}</span><input type="number" inputmode="numeric" min="0" max="120" step="1" .value=${filters.age === undefined ? '' : String(filters.age)} @change=${setAge} /></label>`);
}

function whenGroup(ui: Ui): TemplateResult {
  const { state: { filters }, locale: { messages: t } } = ui;
  const at = filters.openAt !== undefined && filters.openAt !== 'now' ? filters.openAt : undefined;
  const setAt = (event: Event): void => { if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(inputValue(event))) change(ui, { ...filters, openAt: inputValue(event) }); };
  return group('clock', t.filter_when, html`<div class="segments">
      ${segment('radio', 'open-at', t.filter_open_any, filters.openAt === undefined, () => { change(ui, { ...filters, openAt: undefined }); })}
      ${segment('radio', 'open-at', t.filter_open_now, filters.openAt === 'now', () => { change(ui, { ...filters, openAt: 'now' }); })}
      ${segment('radio', 'open-at', t.filter_open_at, at !== undefined, () => { change(ui, { ...filters, openAt: hoursFromNow(1) }); })}
    </div>
    ${at === undefined ? nothing : html`<label class="field"><span>${t.filter_open_at_label}</span><input type="datetime-local" .value=${at} @change=${setAt} /></label>`}
    ${sessionFields(ui)}`);
}

/** A day, and from when to when on it, for what takes place at a time. */
function sessionFields(ui: Ui): TemplateResult {
  const { state: { filters }, locale: { messages: t } } = ui;
  const [from = '', to = ''] = (filters.when ?? '').split('/');
  const read = (event: Event): void => {
    const fields = [...((event.currentTarget as HTMLElement).closest('.session')?.querySelectorAll('input') ?? [])].map(({ value }) => value);
    change(ui, { ...filters, when: spanOf(fields[0] ?? '', fields[1] ?? '', fields[2] ?? '') });
  };
  const field = (label: string, type: 'date' | 'time', value: string): TemplateResult => html`<label class="field"><span>${label}</span><input type=${type} .value=${value} @change=${read} /></label>`;
  return html`<div class="session" role="group" aria-label=${t.filter_session}>
    <p class="field-title">${t.filter_session}</p>
    <div class="fields">${field(t.filter_session_day, 'date', dayOf(from))}${field(t.filter_session_from, 'time', from.slice(11, 16))}${field(t.filter_session_to, 'time', to.slice(11, 16))}</div>
  </div>`;
}

/** Languages that are offered; any other can be in a link. */
const offeredLanguages = ['am', 'ar', 'ay', 'bn', 'de', 'el', 'en', 'es', 'fa', 'fr', 'gn', 'ha', 'he', 'hi', 'hr', 'ht', 'it', 'ja', 'ko', 'ku', 'ln', 'nl', 'pa', 'pl', 'ps', 'pt', 'qu', 'ro', 'ru', 'so', 'sq', 'sr', 'sw', 'ta', 'ti', 'tl', 'tr', 'uk', 'ur', 'vi', 'wo', 'zh'] as const;

function languageGroup(ui: Ui): TemplateResult {
  const { state: { filters }, locale } = ui;
  const t = locale.messages;
  const order = collator(locale);
  const others = offeredLanguages.filter((tag) => !filters.languages.includes(tag)).map((tag) => [tag, languageInWords(locale, tag)] as const).sort((a, b) => order.compare(a[1], b[1]));
  const add = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    if (select.value !== '') change(ui, toggle(filters, 'languages', select.value));
    select.value = '';
  };
  return html`${filters.languages.length === 0 ? nothing : ticks(ui, 'languages', filters.languages.map((tag) => [tag, languageInWords(locale, tag)] as const))}
    <label class="field wide"><span class="visually-hidden">${t.filter_language_add}</span><select @change=${add}><option value="">${t.filter_language_add}</option>${others.map(([tag, name]) => html`<option value=${tag}>${name}</option>`)}</select></label>`;
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
  const hasOpen = !state.filters.families.includes(family) && slugs.some((slug) => isKindWanted(state.filters, slug));
  return html`<details class="family ${family}" ?open=${hasOpen}>
    <summary>${familyMark(family)}<span>${familyName(locale, family)}</span>${cityKinds === undefined ? nothing : html`<span class="option-count">${wholeNumber(locale, familyTotal(family, cityKinds))}</span>`}${icon('chevron')}</summary>
    <div class="options">${slugs.map((slug) => kindBox(ui, slug, cityKinds?.[slug]))}</div>
  </details>`;
}

function moreGroup(ui: Ui): TemplateResult {
  const { state: { filters }, locale: { messages: t } } = ui;
  return html`<div class="segments">
    ${segment('checkbox', 'recognition', t.filter_recognition, filters.recognition, () => { change(ui, { ...filters, recognition: !filters.recognition }); })}
    ${segment('checkbox', 'checked', t.filter_checked, filters.checkedSince !== undefined, () => { change(ui, { ...filters, checkedSince: filters.checkedSince === undefined ? yearAgo() : undefined }); })}</div>
    <label class="field wide"><span>${t.filter_text}</span><input type="text" maxlength="100" dir="auto" .value=${filters.text ?? ''} @change=${(event: Event) => { change(ui, { ...filters, text: inputValue(event) === '' ? undefined : inputValue(event) }); }} /></label>
    <p class="field-title">${t.filter_pillar}</p>
    ${ticks(ui, 'pillars', pillars.map((pillar) => [pillar, t[`pillar_${pillar}`]] as const))}`;
}

/** All conditions: over the map beside the list on a wide screen, in the sheet on a phone, the number always in sight. */
export function filterPanel(ui: Ui): TemplateResult {
  const { state, locale, dispatch } = ui;
  const t = locale.messages;
  const { filters } = state;
  const results = latest(state.results);
  const close = (): void => { dispatch({ type: 'filters-toggled', open: false }); };
  const wheelchair = (value: WheelchairFilter): TemplateResult =>
    segment('radio', 'wheelchair', t[`filter_wheelchair_${value}`], filters.wheelchair === value, () => { change(ui, { ...filters, wheelchair: value }); });
  const onKey = (event: KeyboardEvent): void => { if (event.key === 'Escape') close(); };
  return html`<section id="filters" class="filters" aria-label=${t.filters} ?hidden=${!state.filtersOpen} @keydown=${onKey}>
    ${state.filtersOpen
      ? html`<div class="filters-head"><h2>${t.filters}</h2><button class="icon-button" type="button" aria-label=${t.filters_close} title=${t.filters_close} @click=${close}>${icon('close')}</button></div>
          <div class="filters-body">
          ${whoGroup(ui)}
          ${whenGroup(ui)}
          ${group('coins', t.filter_fee, html`<div class="segments">
              ${segment('radio', 'fee', t.filter_fee_any, !filters.free, () => { change(ui, { ...filters, free: false }); })}
              ${segment('radio', 'fee', t.filter_fee_free, filters.free, () => { change(ui, { ...filters, free: true }); })}
            </div>`)}
          ${group('wheelchair', t.filter_wheelchair, html`<div class="segments">${(['any', 'yes', 'limited'] as const).map(wheelchair)}</div>`)}
          <label class="option switch">
            <input type="checkbox" role="switch" .checked=${filters.maybe} @change=${() => { change(ui, { ...filters, maybe: !filters.maybe }); }} />
            <span class="option-words">${t.filter_maybe}<small>${t.filter_maybe_help}</small></span>
          </label>
          ${folded('book', t.filter_topic, filters.topics.length > 0, html`${ticks(ui, 'topics', [...subjects, ...filters.topics.filter((topic) => !(subjects as readonly string[]).includes(topic))].map((topic) => [topic, topicLabel(locale, topic, state.topicNames)] as const))}<p class="hint">${t.filter_topic_help}</p>`)}
          ${folded('languages', t.filter_language, filters.languages.length > 0, languageGroup(ui))}
          ${folded('access', t.filter_needs, filters.needs.length > 0, ticks(ui, 'needs', needs.map((need) => [need, needLabel(locale, need)] as const)))}
          ${folded('flexible', t.filter_modality, filters.modalities.length > 0, ticks(ui, 'modalities', modalities.map((modality) => [modality, modalityLabel(locale, modality)] as const)))}
          ${folded('level', t.filter_level, filters.levels.length > 0, ticks(ui, 'levels', Object.values(levelSets).map((set) => [set.join(','), levelLabel(locale, set.join(','))] as const)))}
          ${folded('home', t.filter_kind, filters.kinds.length > 0, html`${familiesShown(latest(state.city)?.kinds).map((family) => familySet(ui, family))}`)}
          ${folded('plus', t.filter_more, filters.recognition || filters.checkedSince !== undefined || filters.text !== undefined || filters.pillars.length > 0, moreGroup(ui))}
          </div>
          <div class="filters-foot">
            <button class="button quiet" type="button" ?disabled=${filterCount(filters) === 0 && !filters.maybe} @click=${() => { change(ui, noFilters); }}>${t.filters_reset}</button>
            <button class="button" type="button" @click=${close}>${results === undefined ? t.filters_done : t.filters_show(results.matched)}</button>
          </div>`
      : nothing}
  </section>`;
}
