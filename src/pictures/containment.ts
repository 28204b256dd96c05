/** How fast leaks were contained, month by month, as a picture: the median as a bar, nine of ten as a whisker. */
import { durationWords, type MonthFigures } from '../domain/figures.ts';
import { type Picture, pngOf } from './png.ts';
import { el, text } from './svg.ts';

const EDGE = 24;
const NAMES = 90;
const BAR = { height: 22, gap: 22, width: 420 };
const WORDS = 330;
const HEAD = 88;
const FOOT = 44;
const WIDTH = EDGE * 2 + NAMES + BAR.width + WORDS;

const ink = '#1d1c1d';
const grey = '#5c5b5e';
const line = '#e4e3e5';
const blue = '#3674b5';
const dark = '#174a7c';

/** @param months the newest first. */
export async function containmentPicture(months: readonly MonthFigures[]): Promise<Picture> {
  return { png: await pngOf(containmentSvg(months)), alt: containmentAlt(months) };
}

export function containmentSvg(months: readonly MonthFigures[]): string {
  const rows = months.toReversed();
  const longest = Math.max(1, ...rows.map(({ contained }) => contained?.p90 ?? 0));
  const height = HEAD + rows.length * (BAR.height + BAR.gap) + FOOT;
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
    el('rect', { width: WIDTH, height, rx: 14, fill: '#ffffff', stroke: line }),
    text({ x: EDGE, y: 42, 'font-size': 20, 'font-weight': 700, fill: ink }, 'How fast leaks were contained'),
    text(
      { x: EDGE, y: 64, fill: grey },
      'from the report until the key was narrowed, switched off or deleted, by month of the report',
    ),
    ...rows.map((month, index) => rowOf(month, HEAD + index * (BAR.height + BAR.gap), longest)),
    text(
      { x: EDGE, y: height - 18, 'font-size': 11, fill: grey },
      'Bar: half were faster. Line: nine of ten were. Drills and false alarms are left out.',
    ),
  );
}

function rowOf(month: MonthFigures, y: number, longest: number): string {
  const x = EDGE + NAMES;
  const middle = y + BAR.height / 2;
  const long = (seconds: number): number => Math.max(2, (seconds / longest) * BAR.width);
  const { contained } = month;
  return el(
    'g',
    {},
    text({ x: EDGE, y: middle + 5, fill: ink }, month.month),
    ...(contained === null
      ? []
      : [
          el('rect', { x, y, width: long(contained.median), height: BAR.height, rx: 4, fill: blue }),
          el('line', {
            x1: x,
            x2: x + long(contained.p90),
            y1: middle,
            y2: middle,
            stroke: dark,
            'stroke-width': 2,
          }),
          el('line', {
            x1: x + long(contained.p90),
            x2: x + long(contained.p90),
            y1: y + 4,
            y2: y + BAR.height - 4,
            stroke: dark,
            'stroke-width': 2,
          }),
        ]),
    text({ x: x + BAR.width + 14, y: middle + 5, fill: ink }, wordsOf(month)),
  );
}

const leaksOf = ({ leaks }: MonthFigures): string => `${leaks} ${leaks === 1 ? 'leak' : 'leaks'}`;

function wordsOf(month: MonthFigures): string {
  const { contained } = month;
  if (contained === null) return `${leaksOf(month)}, none contained so far`;
  return `${durationWords(contained.median)}, nine of ten ${durationWords(contained.p90)} (${leaksOf(month)})`;
}

/** The same in words, for whoever does not see the picture. */
export function containmentAlt(months: readonly MonthFigures[]): string {
  const said = months.map((month) => `${month.month}: ${wordsOf(month)}`);
  return `How fast leaks were contained. ${said.join('. ')}.`.slice(0, 1000);
}
