import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayIn, daysBetween, workingDaysBetween } from '../../src/domain/days.ts';
import { cycleKinds } from '../../src/domain/nudge.ts';
import { answererOf, type Party, type PlanningTeam } from '../../src/domain/nudge-topics.ts';
import type { Day } from '../../src/domain/words.ts';
import { isWorkingTime } from '../../src/domain/working-time.ts';
import {
  begin,
  DAY,
  type Happening,
  happen,
  keyOf,
  pending,
  type Simulation,
  START,
  story,
  type Told,
  teamOf,
  tick,
} from './nudge-simulation.ts';

const HOUR = 3_600_000;
const HALF_HOUR = HOUR / 2;

/** Day, weekday and hour by the wall clock of a zone, told by another way than the product's. */
function wall(at: Date, zone: string): { day: string; weekday: number; hour: number } {
  const text = at.toLocaleString('sv-SE', { timeZone: zone });
  const [day = '', time = ''] = text.split(' ');
  return { day, weekday: new Date(day).getUTCDay() || 7, hour: Number(time.slice(0, 2)) };
}

function zoneOf({ key, team }: Simulation, { to }: Pick<Told, 'to'>): string {
  const parties = [key.custodian, key.deputy, key.lead, key.offer?.from, key.offer?.to];
  return parties.find((party) => party?.id === to)?.zone ?? team.zone;
}

/** @throws unless it is working time for whoever is told. */
function mustBeInTime(it: Simulation, nudge: Told): void {
  const { day, weekday, hour } = wall(nudge.at, zoneOf(it, nudge));
  const { workFrom, workTo, workDays, holidays, overdueTier1 } = it.team;
  expect(hour).toBeGreaterThanOrEqual(workFrom);
  expect(hour).toBeLessThan(workTo);
  const free = !workDays.includes(weekday) || holidays.includes(day as Day);
  const byPolicy = overdueTier1 === 'every_day' && it.key.tier === 1 && isCycle(nudge) && day > nudge.dueOn;
  if (free) expect(byPolicy).toBe(true);
}

const isCycle = ({ kind }: Pick<Told, 'kind'>): boolean => cycleKinds.some((each) => each === kind);

const daysOf = ({ key, team }: Simulation, today: Day): PlanningTeam =>
  key.tier === 1 && team.overdueTier1 === 'every_day' && today > key.dueOn
    ? { ...team, workDays: [], holidays: [] }
    : team;

const cyclesTo = ({ key, told }: Simulation, audience: Told['audience']): Told[] =>
  told.filter(
    (each) =>
      isCycle(each) && each.dueOn === key.dueOn && each.round === key.round && each.audience === audience,
  );

/** Whether it is working time for this reader, and nothing keeps the nudges about the key back. */
function canBeTold(it: Simulation, to: Party | null, now: Date): boolean {
  const { key, team } = it;
  if (key.state !== 'active' || key.rotating || (to === null && !team.hasChannel)) return false;
  const zone = to?.zone ?? team.zone;
  const today = dayIn(now, zone);
  const isQuiet = key.snoozedUntil !== null && today < key.snoozedUntil;
  return !isQuiet && isWorkingTime(now, zone, team);
}

/** What is reached is sent by the end of the tick, where it is working time and nothing keeps it back. */
function mustHaveSaid(it: Simulation, now: Date): void {
  const { key, team } = it;
  const to = answererOf(key);
  if (!canBeTold(it, to, now)) return;
  const zone = to?.zone ?? team.zone;
  const today = dayIn(now, zone);
  const said = cyclesTo(it, 'custodian');
  const reached = [14, 7, 1, 0].findLast((stage) => daysBetween(today, key.dueOn) <= stage);
  if (reached === undefined) return;
  expect(Math.min(...said.map(({ stage }) => stage))).toBeLessThanOrEqual(reached);
  const days = [key.dueOn, ...said.map(({ at }) => dayIn(at, zone))].toSorted();
  expect(workingDaysBetween(days.at(-1) ?? today, today, daysOf(it, today))).toBeLessThan(3);
}

/** From the day itself on, whoever the silence has reached knows as much as who is asked first. */
function mustHaveEscalated(it: Simulation, now: Date): void {
  const { key, team } = it;
  const first = cyclesTo(it, 'custodian');
  const open = first.find(({ answered }) => answered === null);
  const last = Math.min(...first.map(({ stage }) => stage));
  if (open === undefined || last > 0) return;
  const { deputy, lead } = key;
  const asked = answererOf(key)?.id;
  const isOther = (party: Party | null): boolean => party?.fit === true && party.id !== asked;
  const due: readonly (readonly [Told['audience'], Party | null, number, boolean])[] = [
    ['deputy', deputy, 3, isOther(deputy)],
    ['lead', lead, 7, isOther(lead) && lead?.id !== deputy?.id],
    ['channel', null, 7, asked !== undefined],
  ];
  for (const [audience, party, days, counts] of due) {
    const zone = party?.zone ?? team.zone;
    if (!counts || !canBeTold(it, party, now)) continue;
    if (daysBetween(dayIn(open.at, zone), dayIn(now, zone)) < days) continue;
    expect(Math.min(...cyclesTo(it, audience).map(({ stage }) => stage))).toBeLessThanOrEqual(last);
  }
}

/** Whoever was told of what holds now can answer it there: also after its day was moved and moved back. */
function mustBeLive(it: Simulation): void {
  const { key } = it;
  if (key.state !== 'active' || key.rotating) return;
  const asked = answererOf(key)?.id ?? null;
  const said = cyclesTo(it, 'custodian').filter(({ to }) => to === asked);
  expect(said.filter(({ answered }) => answered === 'settled')).toEqual([]);
}

/** Nobody hears the same twice, nor two stages of one key on one day. */
function mustBeOnce(told: readonly Told[]): void {
  const names = told.map(({ kind, dueOn, stage, round, audience }) =>
    [kind, dueOn, stage, round, audience].join(' '),
  );
  expect(names).toEqual([...new Set(names)]);
  const cycles = told.filter((each) => isCycle(each) && each.audience === 'custodian');
  const days = cycles.map(({ to, day, dueOn, round, kind }) => [to, day, dueOn, round, kind].join(' '));
  expect(days).toEqual([...new Set(days)]);
  // While it is overdue, somebody hears at most every third day, wherever they move meanwhile.
  const overdue = Map.groupBy(
    told.filter((each) => isCycle(each) && each.stage < 0 && each.audience === 'custodian'),
    ({ dueOn, round }) => `${dueOn} ${round}`,
  );
  for (const group of overdue.values())
    for (const [index, { at }] of group.entries())
      expect(at.getTime() - (group[index - 1]?.at.getTime() ?? 0)).toBeGreaterThan(2 * DAY);
}

/** Runs a story. @param look whether the planner looks at every tick or only when it said that it would. */
function run(
  it: Simulation,
  events: readonly (readonly [number, Happening])[],
  days: number,
  step: number,
  check: (now: Date, sent: readonly Told[], looked: boolean) => void,
): void {
  const left = [...events];
  for (let at = START; at < START + days * DAY; at += step) {
    const now = new Date(at);
    for (let next = left[0]; next && START + next[0] * 3_600_000 <= at; next = left[0]) {
      happen(it, next[1], now);
      left.shift();
    }
    if (at < it.asleepUntil) continue;
    const looked = it.lookAt <= at;
    check(now, looked ? tick(it, now) : [], looked);
  }
}

describe('the planner, over months of random edits, snoozes, hand-overs, moves and downtimes', () => {
  it('sends each stage once, in working time, none after the end, none lost, and sleeps through nothing', () => {
    fc.assert(
      fc.property(teamOf, keyOf, story(50), (team, facts, events) => {
        const it = begin(team, facts);
        run(it, events, 50, HALF_HOUR, (now, sent, looked) => {
          for (const nudge of sent) {
            mustBeInTime(it, nudge);
            expect(it.key.state).toBe('active');
            // Of a key that is being replaced only its own end is said.
            const offer = it.key.offer;
            if (nudge.kind === 'handover_pending')
              expect([offer?.from, offer?.to].find((party) => party?.id === nudge.to)?.fit).toBe(true);
            if (nudge.kind === 'rotation') expect(it.key.rotating).toBe(false);
          }
          // Looked at again at once, and also while it sleeps, there is nothing to send. Nobody works for less than an
          // hour, so asking at every full one finds whatever was slept through.
          if (sent.length > 0 || (!looked && now.getTime() % HOUR === 0))
            expect(pending(it, now)).toEqual([]);
          if (looked) {
            mustHaveSaid(it, now);
            mustHaveEscalated(it, now);
            mustBeLive(it);
          }
        });
        mustBeOnce(it.told);
      }),
      { numRuns: 15 },
    );
  });

  it('has one live nudge for a day that was moved and moved back', () => {
    const moved = fc.record({
      dueIn: fc.integer({ min: -3, max: 16 }),
      away: fc.integer({ min: -10, max: 40 }),
      leaves: fc.integer({ min: 1, max: 8 * 24 }),
      stays: fc.integer({ min: 1, max: 5 * 24 }),
    });
    fc.assert(
      fc.property(teamOf, keyOf, moved, (team, facts, { dueIn, away, leaves, stays }) => {
        const it = begin(team, { ...facts, expiresIn: null, dueIn });
        const events = [
          [leaves, { do: 'due', in: away } as const] as const,
          [leaves + stays, { do: 'due back' } as const] as const,
        ];
        run(it, events, 16, HALF_HOUR, (now, _sent, looked) => {
          if (!looked) return;
          mustBeLive(it);
          mustHaveSaid(it, now);
          mustHaveEscalated(it, now);
        });
        mustBeOnce(it.told);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps to it for years', () => {
    fc.assert(
      fc.property(teamOf, keyOf, story(1100), (team, facts, events) => {
        const it = begin(team, facts);
        run(it, events, 1100, 4 * HALF_HOUR, (now, sent) => {
          for (const nudge of sent) mustBeInTime(it, nudge);
          mustHaveSaid(it, now);
          mustHaveEscalated(it, now);
        });
        mustBeOnce(it.told);
      }),
      { numRuns: 2 },
    );
  });
});
