/** The calendar of rotations: what is overdue and what is due in each of the next weeks, by whoever answers for it. */
import { addDays, daysBetween } from './days.ts';
import type { Day, Tier } from './words.ts';

export const WEEKS = 12;

/** What the rows of a calendar stand for. */
export const calendarSides = ['custodian', 'service'] as const;
export type CalendarSide = (typeof calendarSides)[number];

/** Keys of one custodian or service that are due on one day. */
export interface DueCount {
  /** Name of the custodian or service; `null` for keys that no service uses. */
  readonly who: string | null;
  readonly dueOn: Day;
  readonly tier: Tier;
  readonly keys: number;
}

export interface Cell {
  readonly keys: number;
  /** How many of them are of tier 1. */
  readonly tier1: number;
}

export interface CalendarRow {
  readonly who: string;
  readonly overdue: Cell;
  /** One for each week, the current one first. */
  readonly weeks: readonly Cell[];
  readonly total: number;
}

export interface Calendar {
  readonly side: CalendarSide;
  /** Mondays. */
  readonly weeks: readonly Day[];
  /** Most overdue first, then most due. */
  readonly rows: readonly CalendarRow[];
  /** All rows together, also those that are not shown. A key of several services counts for each of them. */
  readonly all: CalendarRow;
  /** How many rows did not fit and stand in the last one. */
  readonly merged: number;
}

const ROWS = 14;

/** The Monday of a day's week. */
export function mondayOf(day: Day): Day {
  // 1970-01-01 was a Thursday.
  const sinceMonday = (((daysBetween('1970-01-01' as Day, day) + 3) % 7) + 7) % 7;
  return addDays(day, -sinceMonday);
}

/** The first day that a calendar does not show. */
export const calendarEnd = (today: Day): Day => addDays(mondayOf(today), WEEKS * 7);

/** @param due counts of active keys due before `calendarEnd(today)`; later ones are left out. */
export function calendarOf(due: readonly DueCount[], side: CalendarSide, today: Day): Calendar {
  const monday = mondayOf(today);
  const shown = due.filter(({ dueOn }) => dueOn < calendarEnd(today));
  const byName = Map.groupBy(shown, ({ who }) => who ?? 'no service');
  const rows = [...byName]
    .map(([who, counts]) => rowOf(who, counts, monday, today))
    .sort((a, b) => b.overdue.keys - a.overdue.keys || b.total - a.total || (a.who < b.who ? -1 : 1));
  const fits = rows.length <= ROWS ? rows : rows.slice(0, ROWS - 1);
  const rest = rows.slice(fits.length);
  return {
    side,
    weeks: Array.from({ length: WEEKS }, (_, week) => addDays(monday, week * 7)),
    rows: rest.length === 0 ? fits : [...fits, sumOf(`${rest.length} more`, rest)],
    all: sumOf('all', rows),
    merged: rest.length,
  };
}

const NONE: Cell = { keys: 0, tier1: 0 };

const plus = (a: Cell, b: Cell): Cell => ({ keys: a.keys + b.keys, tier1: a.tier1 + b.tier1 });

function rowOf(who: string, counts: readonly DueCount[], monday: Day, today: Day): CalendarRow {
  const cellOf = (within: (dueOn: Day) => boolean): Cell =>
    counts
      .filter(({ dueOn }) => within(dueOn))
      .map(({ keys, tier }) => ({ keys, tier1: tier === 1 ? keys : 0 }))
      .reduce(plus, NONE);
  return {
    who,
    overdue: cellOf((dueOn) => dueOn < today),
    weeks: Array.from({ length: WEEKS }, (_, week) =>
      cellOf((dueOn) => dueOn >= today && Math.floor(daysBetween(monday, dueOn) / 7) === week),
    ),
    total: counts.reduce((sum, { keys }) => sum + keys, 0),
  };
}

function sumOf(who: string, rows: readonly CalendarRow[]): CalendarRow {
  return {
    who,
    overdue: rows.map(({ overdue }) => overdue).reduce(plus, NONE),
    weeks: Array.from({ length: WEEKS }, (_, week) =>
      rows.map(({ weeks }) => weeks[week] ?? NONE).reduce(plus, NONE),
    ),
    total: rows.reduce((sum, { total }) => sum + total, 0),
  };
}
