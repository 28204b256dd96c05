/** A key, its people and the planner, day by day: what happens is drawn at random, what is sent is kept. */
import fc from 'fast-check';
import { addDays, dayIn } from '../../src/domain/days.ts';
import { endsBy, type NudgeAnswer } from '../../src/domain/nudge.ts';
import { type PlannedNudge, planOf } from '../../src/domain/nudge-plan.ts';
import type { Party, PlannedKey, PlanningTeam, Sent } from '../../src/domain/nudge-topics.ts';
import type { Stage } from '../../src/domain/rotation.ts';
import { type Day, personId, type Tier } from '../../src/domain/words.ts';

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.parse('2026-02-10T00:00:00Z');

/** Clock changes in spring and autumn, in either half of the world; offsets of halves and quarters; none at all. */
export const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
] as const;

export type Happening =
  | { readonly do: 'snooze'; readonly days: number }
  | { readonly do: 'due'; readonly in: number }
  | { readonly do: 'expires'; readonly in: number | null }
  | {
      readonly do:
        | 'due back'
        | 'hand over'
        | 'rotate'
        | 'abort'
        | 'gone'
        | 'leave'
        | 'leave unread'
        | 'return'
        | 'disown'
        | 'take'
        | 'in use';
    }
  | { readonly do: 'move'; readonly who: 'custodian' | 'deputy'; readonly zone: string }
  | { readonly do: 'offer' }
  | { readonly do: 'tier'; readonly tier: Tier }
  | { readonly do: 'policy'; readonly overdueTier1: PlanningTeam['overdueTier1'] }
  | { readonly do: 'work days'; readonly days: readonly number[] }
  | { readonly do: 'holiday'; readonly in: number }
  | { readonly do: 'sleep'; readonly days: number };

const zone = fc.constantFrom(...zones);
const tier = fc.constantFrom<Tier>(1, 2, 3);
const overdueTier1 = fc.constantFrom('working_days' as const, 'every_day' as const);
const workDays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ do: fc.constant('snooze' as const), days: fc.constantFrom(1, 3, 7) }),
  fc.record({ do: fc.constant('due' as const), in: fc.integer({ min: -5, max: 40 }) }),
  fc.record({ do: fc.constant('expires' as const), in: fc.option(fc.integer({ min: 0, max: 60 })) }),
  fc.record({
    do: fc.constantFrom(
      ...([
        'due back',
        'due back',
        'hand over',
        'rotate',
        'abort',
        'leave',
        'leave unread',
        'return',
        'disown',
        'take',
        'in use',
      ] as const),
    ),
  }),
  fc.record({ do: fc.constant('move' as const), who: fc.constantFrom('custodian', 'deputy'), zone }),
  fc.record({ do: fc.constant('offer' as const) }),
  fc.record({ do: fc.constant('tier' as const), tier }),
  fc.record({ do: fc.constant('policy' as const), overdueTier1 }),
  fc.record({ do: fc.constant('work days' as const), days: workDays }),
  fc.record({ do: fc.constant('holiday' as const), in: fc.integer({ min: -10, max: 10 }) }),
  fc.record({ do: fc.constant('sleep' as const), days: fc.integer({ min: 1, max: 20 }) }),
);

/** What happens when: hours after the start. The end of the key comes last, if at all. */
export const story = (days: number) =>
  fc
    .record({
      events: fc.array(fc.tuple(fc.integer({ min: 1, max: days * 24 }), happening), { maxLength: 14 }),
      gone: fc.option(fc.integer({ min: 1, max: days * 24 })),
    })
    .map(({ events, gone }) =>
      [...events, ...(gone === null ? [] : [[gone, { do: 'gone' } as Happening] as const])].toSorted(
        ([a], [b]) => a - b,
      ),
    );

export const teamOf = fc
  .record({
    workFrom: fc.integer({ min: 0, max: 22 }),
    hours: fc.integer({ min: 1, max: 12 }),
    workDays,
    holidays: fc.array(
      fc.integer({ min: 0, max: 120 }).map((day) => addDays('2026-02-10' as Day, day)),
      { maxLength: 10 },
    ),
    zone,
    hasChannel: fc.boolean(),
    overdueTier1,
  })
  .map(
    ({ hours, ...team }): PlanningTeam => ({
      ...team,
      workTo: Math.min(24, team.workFrom + hours),
      escalation: { toDeputy: 3, toChannel: 7 },
    }),
  );

const party = (name: string) => zone.map((of): Party => ({ id: personId(`U0${name}`), zone: of, fit: true }));

export const keyOf = fc.record({
  tier,
  dueIn: fc.integer({ min: -10, max: 60 }),
  expiresIn: fc.option(fc.integer({ min: 0, max: 90 })),
  diesIn: fc.option(fc.integer({ min: 0, max: 40 })),
  custodian: party('ANA'),
  deputy: fc.option(party('BEA')),
  lead: fc.option(party('LEA')),
});

export interface Told extends PlannedNudge {
  readonly at: Date;
  answered: NudgeAnswer | null;
}

export interface Simulation {
  key: PlannedKey;
  team: PlanningTeam;
  readonly told: Told[];
  /** The due day before it was moved. */
  dueBefore: Day;
  lookAt: number;
  asleepUntil: number;
}

export function begin(team: PlanningTeam, { dueIn, expiresIn, diesIn, ...people }: KeyFacts): Simulation {
  const today = dayIn(new Date(START), 'UTC');
  const expiresOn = expiresIn === null ? null : addDays(today, expiresIn);
  const byPeriod = addDays(today, dueIn);
  const key: PlannedKey = {
    ...people,
    state: 'active',
    recordedOn: addDays(today, -100),
    dueOn: expiresOn !== null && expiresOn < byPeriod ? expiresOn : byPeriod,
    expiresOn,
    snoozedUntil: null,
    round: 0,
    disowned: false,
    rotating: false,
    offer: null,
    dies: diesIn === null ? null : { on: addDays(today, diesIn), stages: [4, 1, 0] },
    sent: [],
  };
  return { key, team, told: [], dueBefore: key.dueOn, lookAt: 0, asleepUntil: 0 };
}

type KeyFacts = typeof keyOf extends fc.Arbitrary<infer Facts> ? Facts : never;

/** The same sums that the database makes of what was sent. */
export function sentOf(told: readonly Told[]): Sent[] {
  const groups = Map.groupBy(told, (each) => [each.kind, each.dueOn, each.round, each.audience].join());
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const open = group.find(({ answered }) => answered === null);
    const settled = group.filter(({ answered }) => answered === 'settled');
    return [
      {
        kind: first.kind,
        dueOn: first.dueOn,
        round: first.round,
        audience: first.audience,
        lastStage: Math.min(...group.map(({ stage }) => stage)) as Stage,
        lastAt: new Date(Math.max(...group.map(({ at }) => at.getTime()))),
        open: open === undefined ? null : { since: open.at },
        settled: settled.map(({ to, at }) => ({ to, since: at })),
      },
    ];
  });
}

/** One tick of the planner. @returns what it sent. */
export function tick(it: Simulation, now: Date): Told[] {
  const key = { ...it.key, sent: sentOf(it.told) };
  const plan = planOf(key, it.team, now);
  const sent = plan.send.map((nudge): Told => ({ ...nudge, at: now, answered: null }));
  it.told.push(...sent);
  for (const { kind, dueOn, round, audience, to } of plan.reopen) {
    for (const each of it.told) {
      const same = each.kind === kind && each.dueOn === dueOn && each.round === round;
      if (same && each.audience === audience && each.to === to && each.answered === 'settled')
        each.answered = null;
    }
  }
  for (const { kind, dueOn, round } of plan.over) {
    for (const each of it.told)
      if (each.kind === kind && each.dueOn === dueOn && each.round === round) each.answered ??= 'settled';
  }
  it.lookAt = plan.lookAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return sent;
}

/** What would be sent if somebody looked now. */
export const pending = (it: Simulation, now: Date): readonly PlannedNudge[] =>
  planOf({ ...it.key, sent: sentOf(it.told) }, it.team, now).send;

function answer(it: Simulation, by: NudgeAnswer): void {
  for (const each of it.told) if (endsBy[by].includes(each.kind)) each.answered ??= by;
}

/** Does it as the use cases do, and has the key looked at again as the database does. */
export function happen(it: Simulation, what: Happening, now: Date): void {
  if (what.do === 'sleep') {
    it.asleepUntil = now.getTime() + what.days * DAY;
    return;
  }
  it.team = { ...it.team, ...teamChanged(it, what, now) };
  it.key = { ...it.key, ...changed(it, what, now) };
  it.lookAt = 0;
}

function teamChanged({ team }: Simulation, what: Happening, now: Date): Partial<PlanningTeam> {
  switch (what.do) {
    case 'policy':
      return { overdueTier1: what.overdueTier1 };
    case 'work days':
      return { workDays: what.days };
    case 'holiday':
      return { holidays: [...team.holidays, addDays(dayIn(now, team.zone), what.in)] };
    default:
      return {};
  }
}

let names = 0;
let offers = 0;

function changed(it: Simulation, what: Exclude<Happening, { do: 'sleep' }>, now: Date): Partial<PlannedKey> {
  const { key } = it;
  const today = dayIn(now, key.custodian.zone);
  if (key.state !== 'active') return {};
  switch (what.do) {
    case 'snooze':
      if (key.rotating || (key.snoozedUntil !== null && today < key.snoozedUntil)) return {};
      answer(it, 'snoozed');
      return { snoozedUntil: addDays(today, what.days), round: key.round + 1 };
    case 'due':
    case 'due back': {
      const dueOn = what.do === 'due' ? addDays(today, what.in) : it.dueBefore;
      it.dueBefore = key.dueOn;
      return { dueOn: key.expiresOn !== null && key.expiresOn < dueOn ? key.expiresOn : dueOn };
    }
    case 'expires': {
      const expiresOn = what.in === null ? null : addDays(today, what.in);
      return { expiresOn, dueOn: expiresOn !== null && expiresOn < key.dueOn ? expiresOn : key.dueOn };
    }
    case 'hand over':
    case 'take':
      answer(it, 'handed_over');
      names += 1;
      return {
        custodian: { ...key.custodian, id: personId(`U0N${names}`), fit: true },
        disowned: false,
        offer: null,
      };
    case 'rotate':
      answer(it, 'rotation_started');
      return { rotating: true };
    case 'abort':
      return { rotating: false };
    case 'gone':
      return { state: 'gone', rotating: false };
    case 'leave unread': {
      // What was not posted yet is taken back, as the outbox has it.
      const unread = it.told.filter(
        ({ at, to, answered }) =>
          to === key.custodian.id && answered === null && now.getTime() - at.getTime() < DAY,
      );
      for (const each of unread) it.told.splice(it.told.indexOf(each), 1);
      return { custodian: { ...key.custodian, fit: false } };
    }
    case 'leave':
      return { custodian: { ...key.custodian, fit: false } };
    case 'return':
      return { custodian: { ...key.custodian, fit: true } };
    case 'disown':
      answer(it, 'not_mine');
      return { disowned: true };
    case 'in use':
      answer(it, 'in_use');
      return { dies: key.dies && { ...key.dies, on: addDays(today, 14) } };
    case 'tier':
      return { tier: what.tier };
    case 'policy':
    case 'work days':
    case 'holiday':
      return {};
    case 'offer':
      offers += 1;
      return {
        offer: {
          round: offers % 30_000,
          askedOn: dayIn(now, it.team.zone),
          from: key.custodian,
          to: { id: personId('U0CEM'), zone: 'Asia/Kolkata', fit: offers % 3 > 0 },
        },
      };
    case 'move':
      return what.who === 'custodian'
        ? {
            custodian: { ...key.custodian, zone: what.zone },
            offer: key.offer && { ...key.offer, from: { ...key.offer.from, zone: what.zone } },
          }
        : { deputy: key.deputy && { ...key.deputy, zone: what.zone } };
  }
}
