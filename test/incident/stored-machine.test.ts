import fc from 'fast-check';
import { expect, test } from 'vitest';
import { act } from '../../src/domain/incident.ts';
import type { Incident, Move } from '../../src/domain/incident-state.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { lookAt, make, takeUp } from '../../src/incident/at-work.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { ana, bea, cem, makeWorld } from './world.ts';

const steps = ['narrow', 'delete-key', 'replace-key', 'tell-owners', 'hunt-orders', 'prove-gone'];
const stepMove = fc.record({
  kind: fc.constantFrom('claim', 'unclaim', 'done', 'skip', 'undo'),
  step: fc.constantFrom(...steps),
  evidence: fc.constantFrom('', 'row gone'),
  reason: fc.constantFrom('', 'not needed'),
}) as fc.Arbitrary<Move>;
const wholeMove = fc.oneof(
  fc.record({ kind: fc.constant('answer_login'), can: fc.boolean() }),
  fc.record({
    kind: fc.constant('order'),
    order: fc.constantFrom('kill_first', 'overlap'),
    reason: fc.constant('the lead says so'),
  }),
  fc.record({ kind: fc.constantFrom('request_override', 'false_alarm'), reason: fc.constant('a reason') }),
  fc.record({ kind: fc.constantFrom('confirm_override', 'resolve') }),
  fc.record({
    kind: fc.constant('attest'),
    rung: fc.constantFrom('word', 'local_check'),
    saw: fc.constantFrom('gone', 'gone', 'gone', 'there'),
    looked: fc.constant('its page'),
  }),
  fc.record({ kind: fc.constant('reopen'), reason: fc.constant('it answered') }),
) as fc.Arbitrary<Move>;
const from = fc.constantFrom(null, ana, bea, cem);
const handOver = fc.record({
  kind: fc.constant('hand_over'),
  step: fc.constantFrom(...steps),
  to: fc.constantFrom(ana, bea, cem),
  from,
});
const peopleMove = fc.oneof(
  { weight: 3, arbitrary: handOver },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('take_lead', 'take_scribe'), from }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('join') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('override_alone', 'false_alarm_alone'),
      reason: fc.constant('nobody answers'),
    }),
  },
) as fc.Arbitrary<Move>;
const move = fc.record({
  move: fc.oneof(
    { weight: 5, arbitrary: stepMove },
    { weight: 2, arbitrary: wholeMove },
    { weight: 4, arbitrary: peopleMove },
  ),
  by: fc.constantFrom(ana, bea, cem),
  role: fc.constantFrom('member', 'lead'),
} as const);

/** The order in which answers came is not kept, only each person's latest. */
const comparable = (state: Incident) => ({
  ...state,
  logins: state.logins.toSorted((a, b) => (a.person < b.person ? -1 : 1)),
});

test.each([
  ['a provider that can be asked', 'okx'],
  ['one that says nothing without the secret', 'github_pat'],
])(
  'whatever people do about a key of %s, the stored incident is what the machine says',
  async (_of, provider) => {
    const world = await makeWorld({ tier: 1, provider });
    const id = await world.declare();
    const state = async () => {
      const at = await world.look((scope) => lookAt(scope, id));
      if (at === null) throw new Error('it is gone');
      return at.state;
    };
    const made: string[] = [];
    let before = await state();
    for (const [turn, { move: wish, by, role }] of fc.sample(move, { numRuns: 400, seed: 7 }).entries()) {
      if (turn % 10 === 0) await world.move(600);
      const now = await world.now();
      const expected = act(before, wish, { id: by, role }, now);
      // Most wishes are refused; a few of those are enough.
      if (expected instanceof Refusal && turn % 10 !== 0) continue;
      const deed = inWorkspace(world.database, world.by(by, now, role), async (tx) =>
        make(tx, await takeUp(tx, id), wish),
      );
      if (expected instanceof Refusal) {
        await expect(deed).rejects.toEqual(expected);
        expect(await state()).toEqual(before);
      } else {
        await deed;
        made.push(wish.kind);
        before = await state();
        expect(comparable(before)).toEqual(comparable(expected.incident));
      }
    }
    expect(made.length).toBeGreaterThan(30);
    expect(made).toEqual(
      expect.arrayContaining(['hand_over', 'take_lead', 'take_scribe', 'override_alone', 'reopen']),
    );
  },
);
