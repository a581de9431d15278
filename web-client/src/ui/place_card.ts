import { html, nothing, type TemplateResult } from 'lit';
import type { Offer, Place } from '../api/types';
import { date, distance, kindName, languageInWords, weekdays, type Locale } from '../i18n';
import { groupDays, parseWeek } from '../hours';
import { latest } from '../state/state';
import type { ControlIcon } from './control_icons';
import type { Ui } from './context';
import { icon, kindMark } from './parts';
import { nameOf, unknownInWords } from './results';

type Content = TemplateResult | string;

const fact = (name: ControlIcon, title: string, content: Content, isUnknown = false): TemplateResult =>
  html`<div class="fact ${isUnknown ? 'unknown' : ''}"><dt>${icon(name)}<span>${title}</span></dt><dd>${content}</dd></div>`;

function timesInWords({ messages: t }: Locale, times: readonly string[]): Content {
  return times.length === 0 ? t.hours_closed : html`${times.map((time) => html`<span class="time">${time}</span>`)}`;
}

/** A week's table where the text is that simple, else the text itself. A course lists only its days. */
export function hoursTable(locale: Locale, text: string, hasClosedDays = true): Content {
  const { messages: t } = locale;
  const week = parseWeek(text);
  if (week === 'always') return t.hours_day_and_night;
  if (week === undefined) return html`<bdi>${text}</bdi>`;
  const names = weekdays(locale);
  const holidays = [
    ...(week.publicHolidays === undefined ? [] : [{ name: t.hours_public_holidays, times: week.publicHolidays }]),
    ...(week.schoolHolidays === undefined ? [] : [{ name: t.hours_school_holidays, times: week.schoolHolidays }]),
  ];
  const groups = groupDays(week).filter(({ times }) => hasClosedDays || times.length > 0);
  const days = groups.map(({ from, to, times }) => ({ name: from === to ? (names[from] ?? '') : `${names[from] ?? ''}–${names[to] ?? ''}`, times }));
  return html`<table class="hours"><tbody>${[...days, ...holidays].map(({ name, times }) => html`<tr class=${times.length === 0 ? 'off' : ''}><th scope="row">${name}</th><td>${timesInWords(locale, times)}</td></tr>`)}</tbody></table>`;
}

function hours(locale: Locale, place: Place): TemplateResult {
  const { messages: t } = locale;
  const appointment = place.appointment ? html`<span class="extra">${t.place_by_appointment}</span>` : nothing;
  if (place.hours === undefined) return fact('clock', t.place_hours, html`${place.appointment ? nothing : t.place_hours_ask}${appointment}`, !place.appointment);
  const now = place.open === 'open' ? html`<span class="badge good">${place.openUntil === undefined ? t.place_open : t.place_open_until(place.openUntil.slice(11, 16))}</span>` : place.open === 'closed' ? html`<span class="badge bad">${t.place_closed_now}</span>` : nothing;
  return fact('clock', t.place_hours, html`${now}${hoursTable(locale, place.hours)}${appointment}`);
}

const known = <K extends string>(value: string | undefined, keys: readonly K[]): K | undefined => keys.find((key) => key === value);

function access(locale: Locale, place: Place): TemplateResult {
  const { messages: t } = locale;
  const wheelchair = known(place.wheelchair, ['yes', 'designated', 'limited', 'no'] as const);
  const fee = known(place.fee, ['free', 'paid'] as const);
  const price = place.price === undefined ? nothing : html`<span class="extra"><bdi>${place.price}</bdi></span>`;
  return html`
    ${fact('wheelchair', t.place_wheelchair, t[`wheelchair_${wheelchair ?? 'unknown'}`], wheelchair === undefined)}
    ${fact('coins', t.place_fee, html`${t[`fee_${fee ?? 'unknown'}`]}${price}`, fee === undefined)}
    ${fact('languages', t.place_languages, place.languages.length === 0 ? t.place_not_known : place.languages.map((tag) => languageInWords(locale, tag)).join(', '), place.languages.length === 0)}`;
}

/** The address of a site without its scheme, as people write it. */
const siteName = (url: string): string => {
  const { hostname, pathname } = new URL(url);
  return `${hostname.replace(/^www\./, '')}${pathname === '/' ? '' : pathname}`;
};

const outward = (url: string): TemplateResult => html`<a href=${url} rel="noopener noreferrer external" target="_blank"><bdi>${siteName(url)}</bdi></a>`;

function contacts({ messages: t }: Locale, place: Place): TemplateResult | typeof nothing {
  const hasAny = place.phones.length + place.emails.length + place.websites.length > 0;
  if (!hasAny) return fact('phone', t.place_contact, t.place_not_known, true);
  return html`
    ${place.phones.length === 0 ? nothing : fact('phone', t.place_phone, html`${place.phones.map((phone) => html`<a class="line" href="tel:${phone.replaceAll(/[^+\d]/g, '')}"><bdi dir="ltr">${phone}</bdi></a>`)}`)}
    ${place.emails.length === 0 ? nothing : fact('mail', t.place_email, html`${place.emails.map((address) => html`<a class="line" href="mailto:${address}"><bdi dir="ltr">${address}</bdi></a>`)}`)}
    ${place.websites.length === 0 ? nothing : fact('globe', t.place_website, html`${place.websites.map(outward)}`)}`;
}

const offer = (locale: Locale, item: Offer): TemplateResult => html`<li class="offer">
  <span class="offer-name"><bdi>${item.name}</bdi></span>
  ${item.description === undefined ? nothing : html`<span class="offer-about"><bdi>${item.description}</bdi></span>`}
  ${item.schedule === undefined ? nothing : html`<span class="offer-about">${hoursTable(locale, item.schedule, false)}</span>`}
  ${item.fee === 'free' ? html`<span class="badge">${locale.messages.fee_free}</span>` : nothing}
  ${item.url === undefined ? nothing : outward(item.url)}
</li>`;

function audiences({ messages: t }: Locale, place: Place): TemplateResult | typeof nothing {
  if (place.audiences.length === 0) return nothing;
  const names: Readonly<Record<string, string>> = {
    'migrant-families': t.group_migrant_families,
    'special-educational-needs': t.group_special_educational_needs,
    'job-seekers': t.group_job_seekers,
  };
  const words = place.audiences.map(({ group, serves }) => {
    const name = names[group] ?? group.replaceAll('-', ' ');
    return serves ? name : t.audience_excludes(name);
  });
  return fact('audience', t.place_audiences, html`${words.map((word) => html`<span class="line">${word}</span>`)}`);
}

function closure(locale: Locale, place: Place): TemplateResult | typeof nothing {
  const { messages: t } = locale;
  const until = place.alert?.until === undefined ? nothing : html` ${t.place_until(date(locale, place.alert.until))}`;
  const isClosed = place.status === 'temporarily_closed' || place.status === 'closed';
  if (!isClosed && place.alert === undefined) return nothing;
  return html`<div class="message warn">${icon('warning')}<span>
    ${isClosed ? html`<strong>${place.status === 'closed' ? t.place_closed : t.place_temporarily_closed}${until}</strong>` : nothing}
    ${place.alert === undefined ? nothing : html`<bdi>${place.alert.text}</bdi>${isClosed ? nothing : until}`}
  </span></div>`;
}

const sources = (locale: Locale, place: Place): TemplateResult => html`<footer class="sources">
  <h3>${locale.messages.place_sources}</h3>
  <ul>${place.sources.map(({ source, date: day, licence }) => html`<li><bdi>${locale.messages.place_source_line(source === 'osm' ? 'OpenStreetMap' : source, day === undefined ? '' : date(locale, day))}</bdi>${licence === undefined ? nothing : html` (<bdi>${licence}</bdi>)`}</li>`)}</ul>
  ${place.checked === undefined ? nothing : html`<p>${locale.messages.place_checked(date(locale, place.checked))}</p>`}
</footer>`;

function card(ui: Ui, place: Place): TemplateResult {
  const { state, locale, dispatch, do: doings } = ui;
  const t = locale.messages;
  const listed = latest(state.results)?.places.find(({ id }) => id === place.id);
  const kinds = place.kinds.length > 1 ? place.kinds.slice(1) : place.kinds; // the general one says less than the others
  const canCopy = 'clipboard' in navigator;
  return html`
    <div class="card-head">
      ${kindMark(place.kind)}
      <div>
        <h2 id="card-heading" tabindex="-1"><bdi>${nameOf(locale, place)}</bdi></h2>
        <p class="card-kind">${kinds.map((kind) => kindName(locale, kind)).join(', ')}${listed?.distance === undefined ? nothing : html` · <span>${distance(locale, listed.distance)}</span>`}</p>
      </div>
    </div>
    ${closure(locale, place)}
    ${listed?.fits === 'maybe' ? html`<p class="message">${icon('help')}<span>${t.place_maybe}. ${t.results_unknown(unknownInWords(locale, listed.unknown))}</span></p>` : nothing}
    ${place.description === undefined ? nothing : html`<p class="about"><bdi>${place.description}</bdi></p>`}
    <dl class="facts">
      ${fact('pin', t.place_address, place.address === undefined ? t.place_not_known : html`<bdi>${place.address}</bdi>`, place.address === undefined)}
      ${hours(locale, place)}
      ${access(locale, place)}
      ${audiences(locale, place)}
      ${contacts(locale, place)}
      ${place.operator === undefined ? nothing : fact('info', t.place_operator, html`<bdi>${place.operator}</bdi>`)}
    </dl>
    ${place.offers.length === 0 ? nothing : html`<section class="offers"><h3>${icon('book')}${t.place_offers}</h3><ul>${place.offers.map((item) => offer(locale, item))}</ul></section>`}
    <div class="card-actions">
      <button class="button" type="button" @click=${() => { dispatch({ type: 'origin-set', move: false, origin: { point: place.point, from: 'search', label: nameOf(locale, place) } }); }}>${icon('locate')}${t.place_nearest_here}</button>
      <button class="button quiet" type="button" @click=${() => { dispatch({ type: 'view-wanted', view: { centre: place.point, zoom: 17 } }); dispatch({ type: 'sheet-moved', sheet: 'peek' }); }}>${icon('pin')}${t.place_show_on_map}</button>
      <button class="button quiet" type="button" @click=${doings.copyLink}>${icon('link')}${t.place_copy_link}</button>
    </div>
    ${state.toast === 'link-manual' || (!canCopy && state.toast !== undefined) ? html`<label class="manual">${t.place_link_manual}<input readonly .value=${location.href} @focus=${(event: Event) => { (event.target as HTMLInputElement).select(); }} /></label>` : nothing}
    ${sources(locale, place)}`;
}

/** The card of the open place, with its way back to the list. */
export function placePanel(ui: Ui): TemplateResult | typeof nothing {
  const { state, locale: { messages: t }, dispatch, do: doings } = ui;
  if (state.selected === undefined) return nothing;
  const { place } = state;
  return html`<article class="card" aria-labelledby="card-heading" aria-busy=${place.status === 'loading' ? 'true' : 'false'}>
    <button class="back" type="button" id="card-back" @click=${() => { dispatch({ type: 'place-closed' }); }}>${icon('back')}<span>${t.back_to_list}</span></button>
    ${place.status === 'ready'
      ? card(ui, place.value)
      : place.status === 'failed'
        ? html`<div class="empty" role="alert">
            <h2 id="card-heading" class="empty-title" tabindex="-1">${place.why === 'not-found' ? t.place_gone : t.place_error}</h2>
            <p>${place.why === 'not-found' ? t.place_gone_help : place.why === 'offline' ? t.results_error_help : t.results_error_server}</p>
            ${place.why === 'not-found' ? nothing : html`<div class="remedies"><button class="button" type="button" @click=${doings.retry}>${icon('refresh')}${t.retry}</button></div>`}
          </div>`
        : html`<p class="loading" id="card-heading">${t.place_loading}</p>`}
  </article>`;
}
