/** The calendar of rotations as a picture. Opaque, so that it reads the same on Slack's light and dark. */
import type { Calendar, CalendarRow, Cell } from '../domain/calendar.ts';
import type { Day } from '../domain/words.ts';
import { type Picture, pngOf } from './png.ts';
import { el, text } from './svg.ts';

/** Sizes in pixels before they are doubled. */
const NAMES = 190;
const CELL = { width: 58, height: 36, gap: 4 };
const EDGE = 24;
const HEAD = 104;
const FOOT = 52;
const COLUMNS = 14;
const WIDTH = EDGE * 2 + NAMES + COLUMNS * (CELL.width + CELL.gap) + 18;

const ink = '#1d1c1d';
const grey = '#5c5b5e';
const line = '#e4e3e5';
const empty = '#f4f4f6';
/** A blue that deepens with the number, and an orange that differs from it for every kind of colour vision. */
const blues = ['#d6e6f7', '#a9cbee', '#3674b5', '#174a7c'] as const;
const orange = '#b84a00';

/** @param now when it is drawn, said in the picture. */
export async function calendarPicture(calendar: Calendar, now: Date): Promise<Picture> {
  return { png: await pngOf(calendarSvg(calendar, now)), alt: calendarAlt(calendar) };
}

/** The picture as SVG. */
export function calendarSvg(calendar: Calendar, now: Date): string {
  const { rows, weeks, all, side } = calendar;
  const lines = [...rows, ...(rows.length > 1 ? [all] : [])];
  const height = HEAD + lines.length * (CELL.height + CELL.gap) + FOOT;
  const drawn = lines.map((row, index) =>
    rowOf(row, HEAD + index * (CELL.height + CELL.gap), row === all && rows.length > 1),
  );
  return el(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: WIDTH,
      height,
      viewBox: `0 0 ${WIDTH} ${height}`,
      'font-family': 'DejaVu Sans',
      'font-size': 13,
    },
    stripes,
    el('rect', { width: WIDTH, height, rx: 14, fill: '#ffffff', stroke: line }),
    text({ x: EDGE, y: 42, 'font-size': 20, 'font-weight': 700, fill: ink }, 'Keys to rotate'),
    text(
      { x: EDGE, y: 64, fill: grey },
      `by ${side}, week by week, as of ${shortDay(now.toISOString().slice(0, 10) as Day)}`,
    ),
    ...['Overdue', ...weeks.map(shortDay), 'All'].map((words, column) =>
      text(
        {
          x: columnX(column) + CELL.width / 2,
          y: HEAD - 10,
          'text-anchor': 'middle',
          'font-size': 11,
          'font-weight': column === 0 ? 700 : 400,
          fill: column === 0 ? orange : grey,
        },
        words,
      ),
    ),
    ...drawn,
    ...legend(height - 20),
  );
}

const columnX = (column: number): number =>
  EDGE + NAMES + column * (CELL.width + CELL.gap) + (column === 0 ? 0 : 9) + (column === 13 ? 9 : 0);

function rowOf(row: CalendarRow, y: number, isSum: boolean): string {
  const middle = y + CELL.height / 2 + 5;
  return el(
    'g',
    {},
    isSum ? el('line', { x1: EDGE, x2: WIDTH - EDGE, y1: y - 2, y2: y - 2, stroke: line }) : '',
    text(
      { x: EDGE, y: middle, fill: ink, 'font-weight': isSum ? 700 : 400 },
      isSum ? 'All together' : clipped(row.who),
    ),
    cellOf(row.overdue, 0, y, orange),
    ...row.weeks.map((cell, week) => cellOf(cell, week + 1, y, blueFor(cell.keys))),
    text(
      { x: columnX(13) + CELL.width / 2, y: middle, 'text-anchor': 'middle', 'font-weight': 700, fill: ink },
      String(row.total),
    ),
  );
}

const blueFor = (keys: number): string => {
  const place = keys > 9 ? 3 : keys > 4 ? 2 : keys > 1 ? 1 : 0;
  return blues[place] ?? blues[0];
};

function cellOf(cell: Cell, column: number, y: number, fill: string): string {
  const x = columnX(column);
  const box = { x, y, width: CELL.width, height: CELL.height, rx: 6 };
  if (cell.keys === 0) return el('rect', { ...box, fill: empty });
  const dark = fill === orange || fill === blues[3] || fill === blues[2];
  return el(
    'g',
    {},
    el('rect', { ...box, fill }),
    fill === orange ? el('rect', { ...box, fill: 'url(#stripes)' }) : '',
    text(
      {
        x: x + CELL.width / 2,
        y: y + CELL.height / 2 + 5,
        'text-anchor': 'middle',
        'font-weight': 700,
        fill: dark ? '#ffffff' : ink,
      },
      String(cell.keys),
    ),
    cell.tier1 > 0 ? triangle(x + CELL.width - 14, y + 5, dark ? '#ffffff' : ink) : '',
  );
}

const triangle = (x: number, y: number, fill: string): string =>
  el('path', { d: `M${x} ${y + 8} l4.5 -8 l4.5 8 z`, fill });

/** What is late is told apart by its pattern too. */
const stripes = el(
  'defs',
  {},
  el(
    'pattern',
    { id: 'stripes', width: 8, height: 8, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    el('rect', { width: 2.5, height: 8, fill: '#ffffff', 'fill-opacity': 0.16 }),
  ),
);

function legend(y: number): string[] {
  const words = (x: number, says: string): string => text({ x, y, fill: grey, 'font-size': 11 }, says);
  return [
    triangle(EDGE, y - 9, ink),
    words(EDGE + 15, 'some of them are tier 1'),
    el('rect', { x: EDGE + 180, y: y - 10, width: 12, height: 12, rx: 3, fill: orange }),
    words(EDGE + 198, 'overdue'),
    el('rect', { x: EDGE + 270, y: y - 10, width: 12, height: 12, rx: 3, fill: blues[1] }),
    words(EDGE + 288, 'due in the week that begins on this Monday'),
  ];
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const shortDay = (day: Day): string => `${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1]}`;

/** What fits before the first column; the words beside the picture have the whole name. */
function clipped(who: string): string {
  const letters = [...who];
  return letters.length <= 23 ? who : `${letters.slice(0, 22).join('')}…`;
}

const ALT = 1_000;

/** The same facts in words, the most urgent first. */
export function calendarAlt({ rows, all, side, weeks }: Calendar): string {
  const intro = `Keys to rotate by ${side}: ${all.overdue.keys} overdue, ${all.total - all.overdue.keys} due in the next 12 weeks.`;
  let said = intro;
  for (const row of rows) {
    const next = ` ${row.who}: ${rowInWords(row, weeks)}.`;
    if (said.length + next.length > ALT - 20) return `${said} And more.`;
    said += next;
  }
  return said;
}

/** `2 overdue (1 of tier 1), week of 30 Nov 3`. */
export function rowInWords(row: CalendarRow, weeks: readonly Day[]): string {
  const count = ({ keys, tier1 }: Cell): string =>
    tier1 === 0 ? String(keys) : `${keys} (${tier1} of tier 1)`;
  const parts = [
    ...(row.overdue.keys > 0 ? [`${count(row.overdue)} overdue`] : []),
    ...row.weeks.flatMap((cell, week) => {
      const monday = weeks[week];
      return cell.keys > 0 && monday !== undefined
        ? [`${count(cell)} in the week of ${shortDay(monday)}`]
        : [];
    }),
  ];
  return parts.join(', ');
}
