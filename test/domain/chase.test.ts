/** Whom a silence calls: never a rung left out, never twice within one limit, never once somebody answered. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Chased,
  type Company,
  isDue,
  LIMITS,
  ladderFor,
  nextRung,
  type Rung,
  type Wait,
  waitsOf,
} from '../../src/domain/chase.ts';
import { severityName, severityOf } from '../../src/domain/severity.ts';
import { type PersonId, personId, type ServiceRef, type Tier } from '../../src/domain/words.ts';

const [ana, bea, cem, dan, eve] = ['U1', 'U2', 'U3', 'U4', 'U5'].map(personId) as [
  PersonId,
  PersonId,
  PersonId,
  PersonId,
  PersonId,
];
const start = Date.UTC(2026, 10, 23, 3);
const at = (minutes: number): Date => new Date(start + minutes * 60_000);
const bot = 4 as ServiceRef;

const step = (id: string, kind: Chased['steps'][number]['frozen']['kind'], facts = {}) => ({
  step: id,
  frozen: { kind },
  state: 'open' as const,
  by: null,
  at: null,
  chases: 0,
  chasedAt: null,
  ...facts,
});
const incident = (facts: Partial<Chased> = {}): Chased => ({
  state: 'open',
  tier: 1,
  abuseSeen: false,
  reportedAt: at(0),
  reopenedAt: null,
  calls: 0,
  calledAt: null,
  steps: [
    step('freeze', 'disable'),
    step('delete', 'delete'),
    step('prove', 'prove'),
    step('hunt', 'hunt'),
    step('review', 'review'),
  ],
  logins: [{ askedAt: at(0), canLogIn: null, answeredAt: null }],
  notices: [{ service: bot, owner: cem, toldAt: at(0), acknowledgedAt: null, chases: 0, chasedAt: null }],
  ...facts,
});
const company: Company = { deputy: bea, lead: ana, leads: [ana, dan], channel: 'C1' };
const waiting = (facts?: Partial<Chased>) => waitsOf(incident(facts)).map(({ about }) => about);
const can = [{ askedAt: at(0), canLogIn: true, answeredAt: at(1) }];

test('until somebody says that they can log in, the login is asked for; then the next step', () => {
  expect(waiting()).toEqual([{ kind: 'login' }, { kind: 'service', service: bot }]);
  const no = [{ askedAt: at(0), canLogIn: false, answeredAt: at(1) }];
  expect(waiting({ logins: no })[0]).toEqual({ kind: 'login' });
  expect(waiting({ logins: can, notices: [] })).toEqual([{ kind: 'step', step: 'freeze' }]);
});

test('whoever takes the deletion, is given it, or leaves it out has answered for everybody', () => {
  for (const state of ['claimed', 'done', 'skipped'] as const) {
    const steps = [step('delete', 'delete', { state, by: eve, at: at(1) }), step('hunt', 'hunt')];
    expect(waiting({ notices: [], steps }).filter(({ kind }) => kind === 'login')).toEqual([]);
  }
  const released = [step('delete', 'delete'), step('hunt', 'hunt', { state: 'claimed', by: eve, at: at(1) })];
  expect(waiting({ notices: [], steps: released })[0]).toEqual({ kind: 'login' });
});

test('a claimed step and the next open one both wait, the claimed one longer', () => {
  const taken = step('delete', 'delete', { state: 'claimed', by: eve, at: at(5) });
  const waits = waitsOf(
    incident({ logins: can, notices: [], steps: [step('freeze', 'disable'), taken, step('hunt', 'hunt')] }),
  );
  expect(waits.map(({ about, whose, since, minutes }) => [about, whose, since, minutes])).toEqual([
    [{ kind: 'step', step: 'freeze' }, null, at(5), LIMITS[1].silence],
    [{ kind: 'step', step: 'delete' }, eve, at(5), LIMITS[1].work],
  ]);
});

test('where services get another key first, nobody is hurried to the deletion before that is done', () => {
  const held = { state: 'claimed', by: bea, at: at(1) };
  const steps = (replaced: object) => [
    step('replace', 'replace', replaced),
    step('freeze', 'contain', { ...held, by: cem }),
    step('delete', 'delete', held),
  ];
  expect(waiting({ logins: can, notices: [], steps: steps({}) })).toEqual([
    { kind: 'step', step: 'replace' },
  ]);
  const after = waitsOf(
    incident({ logins: can, notices: [], steps: steps({ state: 'done', by: bea, at: at(30) }) }),
  );
  expect(after.map(({ about, since }) => [about, since])).toEqual([
    [{ kind: 'step', step: 'freeze' }, at(30)],
    [{ kind: 'step', step: 'delete' }, at(30)],
  ]);
});

test('once the key is deleted things may take longer, and nobody is woken for a review or a proof', () => {
  const deleted = step('delete', 'delete', { state: 'done', by: eve, at: at(9) });
  const left = [step('freeze', 'disable'), deleted, step('prove', 'prove'), step('hunt', 'hunt')];
  const [wait, ...others] = waitsOf(incident({ notices: [], steps: left }));
  expect(wait).toMatchObject({ about: { step: 'hunt' }, since: at(9), minutes: LIMITS[1].aftermath });
  expect(others).toEqual([]);
  expect(waitsOf(incident({ notices: [], steps: [deleted, step('review', 'review')] }))).toEqual([]);
});

test('abuse makes everything one step more urgent', () => {
  const name = (tier: Tier, abuseSeen: boolean) => severityName({ tier, abuseSeen });
  expect(([1, 2, 3] as const).map((tier) => [name(tier, false), name(tier, true)])).toEqual([
    ['SEV1', 'SEV1'],
    ['SEV2', 'SEV1'],
    ['SEV3', 'SEV2'],
  ]);
});

const levels = (wait: Wait, drill = false, of = company) =>
  ladderFor(wait, of, drill).map(({ level }) => level);
const waitOf = (kind: 'login' | 'service' | 'step', facts: Partial<Chased> = {}): Wait => {
  const found = waitsOf(incident(facts)).find(({ about }) => about.kind === kind);
  if (found === undefined) throw new Error('nothing waits');
  return found;
};

test('the ladder goes from near to far, calls nobody on two rungs, and stays inside in a drill', () => {
  expect(levels(waitOf('login'))).toEqual(['lead', 'leads', 'channel']);
  expect(levels(waitOf('service'))).toEqual(['deputy', 'lead', 'leads', 'channel']);
  const taken = waitOf('step', {
    logins: can,
    steps: [step('delete', 'delete', { state: 'claimed', by: bea, at: at(1) })],
  });
  expect(levels(taken)).toEqual(['whose', 'lead', 'leads', 'channel']);
  expect(levels(waitOf('service'), true)).toEqual(['deputy', 'lead']);
  expect(levels(waitOf('login'), false, { deputy: null, lead: ana, leads: [], channel: null })).toEqual([
    'lead',
  ]);
});

const companies = fc.record({
  deputy: fc.constantFrom(bea, cem, null),
  lead: fc.constantFrom(ana, cem),
  leads: fc.subarray([ana, bea, dan, eve]),
  channel: fc.constantFrom('C1', null),
});
const facts = fc.record({
  tier: fc.constantFrom<Tier>(1, 2, 3),
  abuseSeen: fc.boolean(),
  kind: fc.constantFrom('login', 'service', 'step' as const),
  claimed: fc.boolean(),
});

/** Ticks come when they come; what they call is what the rule says of that moment. */
test('whatever ticks come: no rung is left out, none comes early, and none comes after the answer', () => {
  fc.assert(
    fc.property(
      facts,
      companies,
      fc.boolean(),
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 5, maxLength: 60 }),
      fc.nat({ max: 59 }),
      ({ tier, abuseSeen, kind, claimed }, around, drill, pauses, answeredAfter) => {
        const held = claimed && kind !== 'login' ? { state: 'claimed', by: eve, at: at(0) } : {};
        const logins = kind === 'step' ? can : undefined;
        let wait = waitOf(kind as 'login' | 'service' | 'step', {
          tier,
          abuseSeen,
          ...(logins ? { logins } : {}),
          steps: [step('delete', 'delete', held)],
        });
        const ladder = ladderFor(wait, around, drill);
        const allowed = LIMITS[severityOf({ tier, abuseSeen })];
        expect([allowed.silence, allowed.work]).toContain(wait.minutes);
        const called: { rung: Rung; minute: number }[] = [];
        let minute = 0;
        for (const [tick, pause] of pauses.entries()) {
          minute += pause;
          if (tick >= answeredAfter) break;
          const rung = nextRung(wait, ladder, at(minute));
          expect(rung !== null).toBe(isDue(wait, at(minute)));
          if (rung === null) continue;
          called.push({ rung, minute });
          wait = { ...wait, calls: wait.calls + 1, calledAt: at(minute) };
          // A second replica at the same moment calls nobody.
          expect(nextRung(wait, ladder, at(minute))).toBeNull();
        }
        const since = (wait.since.getTime() - start) / 60_000;
        for (const [nth, { rung, minute: when }] of called.entries()) {
          expect(rung).toEqual(ladder[nth % ladder.length]);
          expect(when - (called[nth - 1]?.minute ?? since)).toBeGreaterThanOrEqual(wait.minutes);
          if (drill) expect(['leads', 'channel']).not.toContain(rung.level);
        }
        const people = ladder.flatMap((rung) => rung.people);
        expect(new Set(people).size).toBe(people.length);
      },
    ),
    { numRuns: 300 },
  );
  for (const state of ['resolved', 'false_alarm'] as const) expect(waiting({ state })).toEqual([]);
});
