import { html, nothing, type TemplateResult } from 'lit';
import type { HoursDay, Offer, Place, Session } from '../api/types';
import { date, distance, kindName, languageInWords, longWeekday, momentInWords, weekdays, type Locale } from '../i18n';
import { groupDays, parseWeek } from '../hours';
import { filterCount, latest } from '../state/state';
import type { ControlIcon } from './control_icons';
import type { Ui } from './context';
import { groupLabel, modalityLabel, needLabel, whatToAsk } from './filter_words';
import { hoursLine, hoursThen, type HoursLine } from './hours_words';
import { icon, kindMark, telephone } from './parts';
import { nameOf } from './results';
import { timeBy } from './travel_words';
import { waySection } from './way_section';

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

/** The days from today with their hours, holidays worked out: what the server made of the text. */
function weekTable(locale: Locale, days: readonly HoursDay[]): TemplateResult {
  const { messages: t } = locale;
  const note = { open: undefined, unknown: t.place_hours_perhaps, appointment: t.place_by_appointment } as const;
  return html`<table class="hours"><tbody>${days.map(({ date: day, spans }, index) => html`<tr class=${`${spans.length === 0 ? 'off' : ''} ${index === 0 ? 'today' : ''}`}>
    <th scope="row">${longWeekday(locale, day)}${index === 0 ? html` <small>(${t.place_hours_today})</small>` : nothing}</th>
    <td>${spans.length === 0 ? t.hours_closed : spans.map(({ from, to, state }) => html`<span class="time">${from}–${to}${note[state] === undefined ? nothing : html` <small>${note[state]}</small>`}</span>`)}</td>
  </tr>`)}</tbody></table>`;
}

/** At the time that was asked for, now, then the week, then the source's own text; of hours that are not known, whom to call. */
function hours(locale: Locale, place: Place, then: HoursLine | undefined): TemplateResult {
  const { messages: t } = locale;
  const line = hoursLine(locale, place);
  const appointment = place.appointment ? html`<span class="extra">${t.place_by_appointment}</span>` : nothing;
  const [phone] = place.phones;
  if (place.hours === undefined && place.open !== 'open' && place.open !== 'closed') {
    const call = phone === undefined ? t.place_hours_ask : html`<a href=${telephone(phone)}>${line.words}</a>`;
    return fact('clock', t.place_hours, html`${place.appointment ? nothing : call}${appointment}`, !place.appointment);
  }
  const asked = then?.tone === 'good' ? html`<span class="badge good">${then.words}</span> ` : nothing;
  const now = place.open === 'open' || place.open === 'closed' ? html`<span class="badge ${line.tone}">${line.words}</span> ${line.next === undefined ? nothing : html`<span class="badge soft">${line.next}</span>`}` : nothing;
  const table = place.week.length > 0 ? weekTable(locale, place.week) : place.hours === undefined ? nothing : hoursTable(locale, place.hours);
  const written = place.week.length > 0 && place.hours !== undefined ? html`<details class="written"><summary>${t.place_hours_written}</summary><bdi dir="ltr">${place.hours}</bdi></details>` : nothing;
  return fact('clock', t.place_hours, html`${asked}${now}${table}${appointment}${written}`);
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
    ${fact('languages', t.place_languages, place.languages.length === 0 ? t.place_not_known : place.languages.map((tag) => languageInWords(locale, tag)).join(', '), place.languages.length === 0)}
    ${place.needs.length === 0 ? nothing : fact('access', t.place_needs, html`${place.needs.map(({ need, met }) => html`<span class="line">${met ? needLabel(locale, need) : t.need_missing(needLabel(locale, need))}</span>`)}`)}
    ${place.recognition === undefined ? nothing : fact('award', t.place_recognition, place.recognition ? t.place_recognition_yes : t.place_recognition_no)}`;
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
    ${place.phones.length === 0 ? nothing : fact('phone', t.place_phone, html`${place.phones.map((phone) => html`<a class="line" href=${telephone(phone)}><bdi dir="ltr">${phone}</bdi></a>`)}`)}
    ${place.emails.length === 0 ? nothing : fact('mail', t.place_email, html`${place.emails.map((address) => html`<a class="line" href="mailto:${address}"><bdi dir="ltr">${address}</bdi></a>`)}`)}
    ${place.websites.length === 0 ? nothing : fact('globe', t.place_website, html`${place.websites.map(outward)}`)}`;
}

function agesInWords({ messages: t }: Locale, { ageMin, ageMax }: Offer): string | undefined {
  if (ageMin === undefined) return ageMax === undefined ? undefined : t.offer_age_to(String(ageMax));
  return ageMax === undefined ? t.offer_age_from(String(ageMin)) : t.offer_ages(String(ageMin), String(ageMax));
}

/** One thing to learn: what, when, what it costs, for whom, in which language, how. */
function offer(locale: Locale, item: Offer): TemplateResult {
  const { messages: t } = locale;
  const notes = [
    agesInWords(locale, item),
    ...item.audiences.filter(({ serves }) => serves).map(({ group }) => groupLabel(locale, group)),
    ...item.languages.map((tag) => languageInWords(locale, tag)),
    ...item.modalities.map((modality) => modalityLabel(locale, modality)),
    item.recognition ? t.place_recognition_yes : undefined,
  ].filter((note) => note !== undefined);
  return html`<li class="offer">
    <span class="offer-name"><bdi>${item.name}</bdi></span>
    ${item.description === undefined ? nothing : html`<span class="offer-about"><bdi>${item.description}</bdi></span>`}
    ${item.schedule === undefined ? nothing : html`<span class="offer-about">${hoursTable(locale, item.schedule, false)}</span>`}
    ${item.fee === undefined && item.price === undefined ? nothing : html`<span class="badge ${item.fee === 'free' ? '' : 'soft'}">${item.fee === 'free' ? t.fee_free : (item.price ?? t.fee_paid)}</span>`}
    ${notes.length === 0 ? nothing : html`<span class="offer-about">${notes.join(' · ')}</span>`}
    ${item.booking === undefined ? nothing : html`<a href=${item.booking} rel="noopener noreferrer external" target="_blank">${t.place_book}</a>`}
    ${item.url === undefined ? nothing : outward(item.url)}
  </li>`;
}

interface OfferLists {
  readonly fitting: readonly Offer[];
  readonly others: readonly Offer[];
}

/** What matched the filters apart from the rest; without filters, all are the rest. */
function splitOffers(place: Place, matched: readonly Offer[]): OfferLists {
  const ids = new Set(matched.map(({ id }) => id));
  return { fitting: place.offers.filter(({ id }) => ids.has(id)), others: place.offers.filter(({ id }) => !ids.has(id)) };
}

const offerSection = (locale: Locale, title: string, items: readonly Offer[]): TemplateResult | typeof nothing =>
  items.length === 0 ? nothing : html`<section class="offers"><h3>${icon('book')}${title}</h3><ul>${items.map((item) => offer(locale, item))}</ul></section>`;

/** Sessions from now on; what is cancelled or moved is said, not left out. */
function sessionSection(locale: Locale, sessions: readonly Session[]): TemplateResult | typeof nothing {
  const { messages: t } = locale;
  if (sessions.length === 0) return nothing;
  return html`<section class="offers"><h3>${icon('clock')}${t.place_sessions}</h3><ul>${sessions.map(({ name, starts, ends, state, previousStarts, repeats }) => html`<li class="offer">
    <span class="offer-name ${state === 'cancelled' ? 'gone' : ''}"><bdi>${name}</bdi></span>
    <span class="offer-about">${momentInWords(locale, starts)}${ends === undefined || ends.slice(0, 10) !== starts.slice(0, 10) ? nothing : `–${ends.slice(11, 16)}`}${repeats ? ` · ${t.session_repeats}` : nothing}</span>
    ${state === 'cancelled' ? html`<span class="badge bad">${t.session_cancelled}</span>` : nothing}
    ${state === 'moved' ? html`<span class="badge warn">${t.session_moved(previousStarts === undefined ? '' : momentInWords(locale, previousStarts))}</span>` : nothing}
  </li>`)}</ul></section>`;
}

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
  const results = latest(state.results);
  const listed = results?.places.find(({ id }) => id === place.id);
  const kinds = place.kinds.length > 1 ? place.kinds.slice(1) : place.kinds; // the general one says less than the others
  const { fitting, others } = splitOffers(place, filterCount(state.filters) > 0 ? (listed?.offers ?? []) : []);
  const canCopy = 'clipboard' in navigator;
  return html`
    <div class="card-head">
      ${kindMark(place.kind)}
      <div>
        <h2 id="card-heading" tabindex="-1"><bdi>${nameOf(locale, place)}</bdi></h2>
        <p class="card-kind">${kinds.map((kind) => kindName(locale, kind)).join(', ')}${listed?.distance === undefined ? nothing : html` · <span>${listed.duration === undefined || state.travel.by === 'wheelchair' ? distance(locale, listed.distance) : timeBy(locale, state.travel.by, listed.duration)}</span>`}</p>
      </div>
    </div>
    ${closure(locale, place)}
    ${listed?.fits === 'maybe' ? html`<p class="message">${icon('help')}<span>${t.place_maybe}. ${whatToAsk(locale, state.filters, listed.unknown, state.topicNames) ?? nothing}</span></p>` : nothing}
    ${waySection(ui, place)}
    ${place.description === undefined ? nothing : html`<p class="about"><bdi>${place.description}</bdi></p>`}
    ${offerSection(locale, t.place_offers_match, fitting)}
    <dl class="facts">
      ${fact('pin', t.place_address, place.address === undefined ? t.place_not_known : html`<bdi>${place.address}</bdi>`, place.address === undefined)}
      ${hours(locale, place, listed === undefined ? undefined : hoursThen(locale, listed, results?.openAt))}
      ${access(locale, place)}
      ${audiences(locale, place)}
      ${contacts(locale, place)}
      ${place.operator === undefined ? nothing : fact('info', t.place_operator, html`<bdi>${place.operator}</bdi>`)}
    </dl>
    ${sessionSection(locale, state.sessions)}
    ${offerSection(locale, fitting.length > 0 ? t.place_offers_other : t.place_offers, others)}
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
