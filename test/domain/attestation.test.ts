import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Attestation,
  beliefFrom,
  goneFrom,
  lookedTooEarly,
  rungs,
} from '../../src/domain/attestation.ts';
import type { Move } from '../../src/domain/incident-state.ts';
import { beliefOf, type Incident, openEnds } from '../../src/domain/incident-state.ts';
import { ana, at, bea, finished, having, lea, open, proven, refused, stepOf } from './incident-world.ts';

const word: fc.Arbitrary<Attestation> = fc.record({
  person: fc.constantFrom(ana.id, bea.id, lea.id),
  rung: fc.constantFrom(...rungs),
  saw: fc.constantFrom('gone', 'gone', 'there'),
  looked: fc.constant('its page'),
  at: fc.integer({ min: 0, max: 60 }).map(at),
});
const words = fc.array(word, { maxLength: 8 });
const since = fc.option(fc.integer({ min: 0, max: 60 }).map(at));

describe('what words amount to', () => {
  test('it takes two different people who saw it gone since, and nobody who saw it there after them', () => {
    fc.assert(
      fc.property(words, since, (said, from) => {
        const belief = beliefFrom(said, from);
        const counted = said
          .filter((each) => from === null || each.at >= from)
          .toSorted((a, b) => a.at.getTime() - b.at.getTime());
        const lastThere = counted.findLastIndex(({ saw }) => saw === 'there');
        const people = new Set(counted.slice(lastThere + 1).map(({ person }) => person));
        expect(belief.signed).toBe(people.size >= 2);
        expect(new Set(belief.by)).toEqual(people);
        if (belief.rung !== null) {
          const reached = counted.slice(lastThere + 1).map(({ rung }) => rungs.indexOf(rung));
          expect(rungs.indexOf(belief.rung)).toBe(Math.max(...reached));
        }
      }),
    );
  });

  test('one person is one, however often and by however many rungs', () => {
    fc.assert(
      fc.property(words, (said) => {
        const alone = said.map((each) => ({ ...each, person: ana.id }));
        expect(beliefFrom(alone, null).signed).toBe(false);
      }),
    );
  });
});

describe('where a deleted key works on for a while', () => {
  const minutes = fc.integer({ min: 0, max: 180 });
  const lagging = (seconds: number) =>
    ({ name: 'npm', ladder: { lag: { value: seconds } } }) as Parameters<typeof lookedTooEarly>[0];

  test('nobody says that it is gone before that while is over, and the wait that is named is enough', () => {
    fc.assert(
      fc.property(minutes, minutes, fc.integer({ min: 0, max: 7200 }), (deletedAt, lookedAt, seconds) => {
        const [provider, deleted, now] = [lagging(seconds), at(deletedAt), at(lookedAt)];
        const early = lookedTooEarly(provider, { deleted, now, field: 'saw' });
        expect(early !== null).toBe(now.getTime() - deleted.getTime() < seconds * 1000 && seconds > 0);
        if (early === null) return;
        const wait = Number(/in (\d+) minutes?\.$/.exec(early.fields['saw'] ?? '')?.[1]);
        expect(wait).toBeGreaterThan(0);
        const later = new Date(now.getTime() + wait * 60_000);
        expect(lookedTooEarly(provider, { deleted, now: later, field: 'saw' })).toBeNull();
        expect(later.getTime() - (goneFrom(provider, deleted)?.getTime() ?? 0)).toBeLessThan(60_000);
      }),
    );
  });

  test('nothing is waited for where no fact gives a time, or nobody deleted it', () => {
    expect(goneFrom({}, at(0))).toBeNull();
    expect(goneFrom(lagging(3600), null)).toBeNull();
    expect(lookedTooEarly(lagging(3600), { deleted: null, now: at(0), field: 'saw' })).toBeNull();
  });
});

const cannot = (): Incident => proven(open({ proof: 'cannot_check' }), 'cannot_check');
const gone: Move = { kind: 'attest', rung: 'word', saw: 'gone', looked: 'its page' };
const there: Move = { ...gone, saw: 'there' };

describe('an incident whose provider cannot be asked', () => {
  test('takes no word before the deletion, and none without a place', () => {
    expect(refused(cannot(), gone, bea).code).toBe('not_yet');
    expect(refused(finished(cannot()), { ...gone, looked: ' ' }, bea).fields).toHaveProperty('looked');
  });

  test('ends when somebody else than who deleted it saw it gone', () => {
    const worked = finished(cannot());
    expect(beliefOf(worked)).toMatchObject({ signed: false, by: [ana.id] });
    expect(refused(worked, { kind: 'resolve' }, ana).message).toContain('Two different people');
    expect(openEnds(having(worked, [gone, ana]))).toHaveLength(1);
    const signed = having(worked, [gone, bea]);
    expect(openEnds(signed)).toEqual([]);
    const ended = having(signed, [{ kind: 'resolve' }, bea]);
    expect(ended.state).toBe('resolved');
    expect(ended.proof).toBe('cannot_check');
    expect(stepOf(ended, 'prove')?.state).toBe('open');
  });

  test('goes back to the deletion when somebody saw it there; earlier words are void', () => {
    const seen = having(finished(cannot()), [gone, bea], [there, lea]);
    expect(stepOf(seen, 'delete')?.state).toBe('open');
    expect(beliefOf(seen)).toMatchObject({ signed: false, by: [], seenThere: { person: lea.id } });
    const again = having(seen, [{ kind: 'done', step: 'delete', evidence: '' }, ana]);
    expect(beliefOf(again).signed).toBe(false);
  });

  test('words stand for nothing where the provider can be asked', () => {
    for (const proof of ['unknown', 'alive', 'dead'] as const) {
      expect(refused(proven(finished(open()), proof), gone, bea).code).toBe('not_allowed');
    }
  });
});

describe('opening an incident again', () => {
  const ended = () => having(finished(cannot()), [gone, bea], [{ kind: 'resolve' }, bea]);

  test('takes a reason, and undoes deletion, proof and what two people agreed on', () => {
    expect(refused(ended(), { kind: 'reopen', reason: ' ' }, ana).code).toBe('bad_input');
    const again = having(ended(), [{ kind: 'reopen', reason: 'It answered' }, lea]);
    expect(again).toMatchObject({ state: 'open', endedAt: null, override: null, reopening: { by: lea.id } });
    expect(stepOf(again, 'delete')?.state).toBe('open');
    expect(beliefOf(again).by).toEqual([]);
    expect(refused(again, { kind: 'reopen', reason: 'again' }, ana).code).toBe('already_done');
  });

  test('a false alarm that was none starts without its wish', () => {
    const alarm = having(open(), [{ kind: 'false_alarm', reason: 'a test key' }, ana]);
    expect(alarm.state).toBe('false_alarm');
    expect(having(alarm, [{ kind: 'reopen', reason: 'it was real' }, bea]).falseAlarm).toBeNull();
  });
});
