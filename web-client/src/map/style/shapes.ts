import type { ShapeName } from '../../kinds';

/** Outlines in a box of 32 × 32, drawn with round joins; `glyph` is where the icon's middle goes. */
export const shapes: Readonly<Record<ShapeName, { path: string; glyph: readonly [number, number] }>> = {
  circle: { path: 'M16 3a13 13 0 1 1 0 26a13 13 0 1 1 0-26z', glyph: [16, 16] },
  square: { path: 'M9.5 4h13a5.5 5.5 0 0 1 5.5 5.5v13a5.5 5.5 0 0 1-5.5 5.5h-13a5.5 5.5 0 0 1-5.5-5.5v-13a5.5 5.5 0 0 1 5.5-5.5z', glyph: [16, 16] },
  diamond: { path: 'M14.4 2.2a2.3 2.3 0 0 1 3.2 0l12.2 12.2a2.3 2.3 0 0 1 0 3.2l-12.2 12.2a2.3 2.3 0 0 1-3.2 0l-12.2-12.2a2.3 2.3 0 0 1 0-3.2z', glyph: [16, 16] },
  hexagon: { path: 'M10.2 3.6h11.6a2 2 0 0 1 1.7 1l5.8 10.4a2 2 0 0 1 0 2l-5.8 10.4a2 2 0 0 1-1.7 1h-11.6a2 2 0 0 1-1.7-1l-5.8-10.4a2 2 0 0 1 0-2l5.8-10.4a2 2 0 0 1 1.7-1z', glyph: [16, 16] },
  petal: { path: 'M5 3.5h10.5a13 13 0 0 1 13 13v10.5a1.5 1.5 0 0 1-1.5 1.5h-10.5a13 13 0 0 1-12.5-12.5v-11a1.5 1.5 0 0 1 1-1.5z', glyph: [16, 16] },
  pin: { path: 'M16 31c-3.6-4.6-11.5-9.8-11.5-17.6a11.5 11.5 0 0 1 23 0c0 7.8-7.9 13-11.5 17.6z', glyph: [16, 13.2] },
};
