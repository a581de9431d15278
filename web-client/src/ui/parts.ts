import { html, nothing, svg, type TemplateResult } from 'lit';
import { controls, glyphs } from '../generated/icons';
import { kindRow, type Family, familyLook } from '../kinds';
import { shapes } from '../map/style/shapes';
import type { ControlIcon } from './control_icons';

/** An icon on a button or beside a fact; says nothing itself, the words beside it do. */
export const icon = (name: ControlIcon): TemplateResult => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${controls[name].map((d) => svg`<path d=${d}></path>`)}</svg>`;

/** A kind's shape with its glyph, hollow when the place only may fit; the same marks as on the map. */
export function kindMark(slug: string, isHollow = false): TemplateResult {
  const row = kindRow(slug);
  const { path, glyph: [x, y] } = shapes[familyLook[row.family].shape];
  const glyph = glyphs[row.icon];
  return html`<svg class="mark ${row.family}${isHollow ? ' hollow' : ''}" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="shape" d=${path}></path>
    ${glyph === undefined ? nothing : svg`<path class="glyph" d=${glyph.path} transform=${`translate(${x} ${y}) scale(${16 / glyph.box}) translate(${-glyph.box / 2} ${-glyph.box / 2})`}></path>`}
  </svg>`;
}

/** A family's shape alone, for chips and headings. */
export const familyMark = (family: Family): TemplateResult => html`<svg class="mark small ${family}" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path class="shape" d=${shapes[familyLook[family].shape].path}></path></svg>`;

/** Text from data inside a sentence of ours: its direction, overrides included, ends where it ends. */
export const isolate = (text: string): string => `\u2068${text}\u2069`;

/** The link that calls a number. */
export const telephone = (phone: string): string => `tel:${phone.replaceAll(/[^+\d]/g, '')}`;
