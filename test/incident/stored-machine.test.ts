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
const move = fc.record({
  move: fc.oneof({ weight: 5, arbitrary: stepMove }, { weight: 2, arbitrary: wholeMove }),
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
    let made = 0;
    let before = await state();
    for (const [turn, { move: wish, by, role }] of fc.sample(move, { numRuns: 400, seed: 7 }).entries()) {
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
        made += 1;
        before = await state();
        expect(comparable(before)).toEqual(comparable(expected.incident));
      }
    }
    expect(made).toBeGreaterThan(30);
  },
);
