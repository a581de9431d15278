import type { Insets } from '../map/map_view';

/** How much of the map's canvas the header and the sheet lie over: nothing beside a side panel. */
export function insets(canvas: HTMLElement): Insets {
  const map = canvas.getBoundingClientRect();
  const panel = document.getElementById('panel')?.getBoundingClientRect();
  const top = document.querySelector('.top')?.getBoundingClientRect();
  const overlaps = (box: DOMRect | undefined): box is DOMRect => box !== undefined && box.left < map.right - 1 && box.right > map.left + 1 && box.top < map.bottom - 1 && box.bottom > map.top + 1;
  return {
    top: overlaps(top) ? Math.max(0, top.bottom - map.top) : 0,
    bottom: overlaps(panel) ? Math.min(map.height * 0.6, Math.max(0, map.bottom - panel.top)) : 0,
    left: 0,
    right: 0,
  };
}

const attributionHeight = 22; // px

/** The same with the column of buttons, the attribution and a legend above it, for what must be seen whole. */
export function clearOf(canvas: HTMLElement): Insets {
  const { top, bottom, left, right } = insets(canvas);
  const map = canvas.getBoundingClientRect();
  const buttons = document.querySelector('.map-buttons')?.getBoundingClientRect();
  const legend = document.querySelector('.legend')?.getBoundingClientRect();
  const isBelow = legend !== undefined && legend.top > (map.top + top + map.bottom - bottom) / 2;
  const isLeft = buttons !== undefined && buttons.left - map.left < map.right - buttons.right;
  const column = buttons === undefined ? 0 : isLeft ? buttons.right - map.left : map.right - buttons.left;
  return { top, bottom: bottom + attributionHeight + (isBelow ? legend.height : 0), left: isLeft ? Math.max(left, column) : left, right: isLeft ? right : Math.max(right, column) };
}
