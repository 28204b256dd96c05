import { describe, expect, test } from 'vitest';
import { act, settle } from '../../src/domain/incident.ts';
import { allowedMoves } from '../../src/domain/incident-allowed.ts';
import { type Move, nextStep, openEnds, StepTaken } from '../../src/domain/incident-state.ts';
import type { Proof, ServiceRef } from '../../src/domain/words.ts';
import {
  ana,
  at,
  bea,
  bot,
  changeOf,
  finished,
  gus,
  having,
  lea,
  open,
  proven,
  refused,
  stepOf,
  tax,
} from './incident-world.ts';

describe('steps', () => {
  test('of two clicks one wins, and the other learns who and when', () => {
    const claimed = having(open(), [{ kind: 'claim', step: 'delete' }, ana]);
    for (const kind of ['claim', 'done', 'skip'] as const) {
      const refusal = refused(claimed, { kind, step: 'delete', evidence: '', reason: 'x' } as Move, bea);
      expect(refusal).toBeInstanceOf(StepTaken);
      expect(refusal).toMatchObject({ code: 'already_done', by: ana.id, at: at(1) });
    }
    const done = having(claimed, [{ kind: 'done', step: 'delete', evidence: ' row gone ' }, ana]);
    expect(refused(done, { kind: 'done', step: 'delete', evidence: '' }, bea)).toMatchObject({ by: ana.id });
    expect(stepOf(done, 'delete')).toMatchObject({
      state: 'done',
      by: ana.id,
      claimedAt: at(1),
      note: 'row gone',
    });
  });

  test('anyone may release a claim, since its holder may be asleep', () => {
    const released = having(
      open(),
      [{ kind: 'claim', step: 'delete' }, ana],
      [{ kind: 'unclaim', step: 'delete' }, bea],
    );
    expect(stepOf(released, 'delete')).toMatchObject({ state: 'open', by: null, at: null });
    expect(refused(released, { kind: 'unclaim', step: 'delete' }, bea).code).toBe('already_done');
  });

  test('deleting starts the proof, and nothing else does', () => {
    expect(changeOf(open(), { kind: 'done', step: 'delete', evidence: '' }, ana).startsProof).toBe(true);
    expect(changeOf(open(), { kind: 'done', step: 'tell', evidence: '' }, ana).startsProof).toBe(false);
    expect(changeOf(open(), { kind: 'claim', step: 'delete' }, ana).startsProof).toBe(false);
    expect(changeOf(open(), { kind: 'skip', step: 'delete', reason: 'x' }, ana).startsProof).toBe(false);
  });

  test('only a verdict settles the prove step', () => {
    for (const kind of ['claim', 'done', 'skip', 'undo', 'unclaim'] as const) {
      expect(refused(open(), { kind, step: 'prove', evidence: '', reason: 'x' } as Move, lea).code).toBe(
        'not_allowed',
      );
    }
    expect(stepOf(proven(open(), 'dead'), 'prove')).toMatchObject({ state: 'done', by: null, at: at(5) });
    expect(stepOf(proven(open(), 'unknown'), 'prove')?.state).toBe('open');
    expect(stepOf(proven(proven(open(), 'dead'), 'alive'), 'prove')?.state).toBe('open');
  });

  test('a step is undone by whoever settled it, or a lead', () => {
    const done = finished(open());
    expect(refused(done, { kind: 'undo', step: 'tell' }, bea)).toMatchObject({
      code: 'not_allowed',
      by: ana.id,
    });
    for (const person of [ana, lea])
      expect(stepOf(having(done, [{ kind: 'undo', step: 'tell' }, person]), 'tell')?.state).toBe('open');
    expect(refused(open(), { kind: 'undo', step: 'tell' }, ana).code).toBe('not_yet');
  });

  test('skipping and overriding need a reason', () => {
    for (const move of [
      { kind: 'skip', step: 'tell', reason: ' ' },
      { kind: 'request_override', reason: '' },
      { kind: 'false_alarm', reason: '\n' },
    ] as const) {
      expect(refused(open(), move, ana)).toMatchObject({
        code: 'bad_input',
        fields: { reason: expect.any(String) },
      });
    }
  });

  test('the next step is the first that a person can still do', () => {
    expect(nextStep(open())?.id).toBe('narrow');
    expect(nextStep(having(open(), [{ kind: 'skip', step: 'narrow', reason: 'no Edit' }, ana]))?.id).toBe(
      'delete',
    );
    expect(
      nextStep(having(finished(open()), [{ kind: 'done', step: 'narrow', evidence: '' }, ana])),
    ).toBeNull();
  });

  test('an unknown step or service is not found', () => {
    expect(refused(open(), { kind: 'claim', step: 'nope' }, ana).code).toBe('not_found');
    expect(refused(open(), { kind: 'acknowledge', service: 99 as ServiceRef }, ana).code).toBe('not_found');
  });
});

describe('people', () => {
  test('guests do nothing', () => {
    expect(refused(open(), { kind: 'claim', step: 'delete' }, gus).code).toBe('not_allowed');
    expect(allowedMoves(open(), gus)).toEqual({
      incident: [],
      acknowledge: [],
      switched: [],
      steps: expect.any(Object),
    });
  });

  test('the owner of a service acknowledges, or a lead, or anyone when it has no owner; once', () => {
    expect(refused(open(), { kind: 'acknowledge', service: bot }, ana).code).toBe('not_allowed');
    const told = having(
      open(),
      [{ kind: 'acknowledge', service: bot }, bea],
      [{ kind: 'acknowledge', service: tax }, ana],
    );
    expect(told.services).toMatchObject([{ acknowledgedBy: bea.id }, { acknowledgedBy: ana.id }]);
    expect(refused(told, { kind: 'acknowledge', service: bot }, lea)).toMatchObject({
      by: bea.id,
      at: at(1),
    });
  });

  test('a service that runs on a new key is known to be taken care of; said once, by whom may say it', () => {
    const move = { kind: 'service_switched', service: bot } as const;
    expect(refused(open(), move, ana).code).toBe('not_allowed');
    const off = having(open(), [move, bea]);
    expect(off.services[0]).toMatchObject({
      ...{ acknowledgedBy: bea.id, acknowledgedAt: at(1) },
      ...{ switchedBy: bea.id, switchedAt: at(1) },
    });
    expect(refused(off, move, lea)).toMatchObject({ by: bea.id, at: at(1) });
    const later = having(open(), [{ kind: 'acknowledge', service: bot }, bea], [move, lea]);
    expect(later.services[0]).toMatchObject({
      acknowledgedBy: bea.id,
      switchedBy: lea.id,
    });
  });

  test('whoever leads it, or a lead, changes the order with a reason, and the steps follow', () => {
    const move = { kind: 'order', order: 'overlap', reason: 'The bot must not stop.' } as const;
    expect(refused(open(), move, bea).code).toBe('not_allowed');
    const changed = having(open(), [move, lea]);
    expect(changed.steps.map(({ id }) => id)).toEqual(['replace', 'tell', 'narrow', 'delete', 'prove']);
    expect(changed.orderBecause).toBe('The bot must not stop.');
    expect(refused(changed, move, lea).code).toBe('already_done');
    expect(having(open(), [move, ana]).order).toBe('overlap');
    expect(having(open(), [{ kind: 'take_lead', from: ana.id }, bea], [move, bea]).order).toBe('overlap');
  });

  test.each([
    [1, 10],
    [2, 15],
    [3, 30],
  ] as const)(
    'alone in tier %i one is enough after %i minutes, with a reason, and only who asked',
    (tier, patience) => {
      const asked = having(open({ tier }), [{ kind: 'request_override', reason: 'The page is down.' }, ana]);
      const alone = { kind: 'override_alone', reason: 'I rang them.' } as const;
      // It was asked for in the first minute.
      expect(act(asked, alone, ana, at(patience))).toMatchObject({
        code: 'not_yet',
        next: expect.stringContaining('1 more minute.'),
      });
      expect(act(asked, { ...alone, reason: ' ' }, ana, at(90))).toMatchObject({ code: 'bad_input' });
      expect(act(asked, alone, bea, at(90))).toMatchObject({ code: 'not_allowed', by: ana.id });
      expect(changeOf(asked, alone, ana, patience + 1).incident.override).toMatchObject({
        confirmedBy: ana.id,
        aloneBecause: 'I rang them.',
      });
    },
  );

  test('a step is handed over by whoever sees who has it, and not to them again', () => {
    const mine = having(open(), [{ kind: 'claim', step: 'delete' }, ana]);
    const give = { kind: 'hand_over', step: 'delete', to: bea.id, from: ana.id } as const;
    const given = having(mine, [give, lea]);
    expect(stepOf(given, 'delete')).toMatchObject({ state: 'claimed', by: bea.id });
    expect(refused(given, give, lea)).toMatchObject({ code: 'already_done', by: bea.id });
    expect(refused(given, { ...give, from: bea.id }, lea)).toMatchObject({ code: 'bad_input' });
    const done = having(given, [{ kind: 'done', step: 'delete', evidence: '' }, bea]);
    expect(refused(done, { ...give, to: ana.id, from: bea.id }, lea).code).toBe('already_done');
  });

  test('the latest answer to "can you log in there?" counts', () => {
    const answered = having(
      open(),
      [{ kind: 'answer_login', can: false }, ana],
      [{ kind: 'answer_login', can: true }, bea],
      [{ kind: 'answer_login', can: true }, ana],
    );
    expect(answered.logins).toMatchObject([
      { person: bea.id, can: true },
      { person: ana.id, can: true },
    ]);
  });
});

describe('the end', () => {
  test.each<[Proof, boolean]>([
    ['dead', true],
    ['alive', false],
    ['unknown', false],
    ['cannot_check', false],
  ])('with all steps settled and the proof %s it resolves: %s', (proof, expected) => {
    const ready = proven(finished(open()), proof);
    const result = act(ready, { kind: 'resolve' }, ana, at(6));
    if (expected)
      expect(result).toMatchObject({ incident: { state: 'resolved', endedBy: ana.id, endedAt: at(6) } });
    else expect(result).toMatchObject({ code: 'not_yet' });
  });

  test('contain may be left out, no other step may', () => {
    expect(stepOf(proven(finished(open()), 'dead'), 'narrow')?.state).toBe('open');
    const reopenedStep = having(proven(finished(open()), 'dead'), [{ kind: 'undo', step: 'tell' }, ana]);
    expect(refused(reopenedStep, { kind: 'resolve' }, ana).message).toMatch(/1 step is neither/);
  });

  test('without proof two different people have to agree', () => {
    const asked = having(proven(finished(open()), 'cannot_check'), [
      { kind: 'request_override', reason: 'gone from the list' },
      ana,
    ]);
    expect(refused(asked, { kind: 'resolve' }, lea).code).toBe('not_yet');
    expect(refused(asked, { kind: 'confirm_override' }, ana)).toMatchObject({
      code: 'not_allowed',
      by: ana.id,
    });
    expect(refused(asked, { kind: 'request_override', reason: 'me too' }, bea)).toMatchObject({ by: ana.id });
    const agreed = having(asked, [{ kind: 'confirm_override' }, bea]);
    expect(having(agreed, [{ kind: 'resolve' }, ana]).state).toBe('resolved');
  });

  test('an override given before the key was seen alive is taken back', () => {
    const agreed = having(
      finished(open()),
      [{ kind: 'request_override', reason: 'x' }, ana],
      [{ kind: 'confirm_override' }, bea],
    );
    expect(refused(proven(agreed, 'alive'), { kind: 'resolve' }, ana).message).toMatch(/still knows the key/);
  });

  test('seen alive again, it reopens with delete and prove to be done again', () => {
    const resolved = having(proven(finished(open()), 'dead'), [{ kind: 'resolve' }, ana]);
    const { incident, reopens } = settle(resolved, 'alive', at(30));
    expect(reopens).toBe(true);
    expect(incident).toMatchObject({
      state: 'open',
      endedBy: null,
      endedAt: null,
      reopenedAt: at(30),
      proof: 'alive',
    });
    expect(incident.steps.map(({ id, state }) => [id, state])).toEqual([
      ['narrow', 'open'],
      ['delete', 'open'],
      ['prove', 'open'],
      ['tell', 'done'],
      ['replace', 'done'],
    ]);
  });

  test('alive after the deletion has it done again while the incident is open', () => {
    const { incident, returns, reopens } = settle(finished(open()), 'alive', at(20));
    expect([returns, reopens, incident.state]).toEqual([true, false, 'open']);
    expect(incident).toMatchObject({ reopenedAt: at(20), reopening: null });
    expect([stepOf(incident, 'delete')?.state, stepOf(incident, 'tell')?.state]).toEqual(['open', 'done']);
    // Whoever is at it now is not interrupted, and is not told the same again.
    const claimed = having(incident, [{ kind: 'claim', step: 'delete' }, bea]);
    expect(settle(claimed, 'alive', at(21))).toMatchObject({
      returns: false,
      incident: { reopenedAt: at(20) },
    });
    const skipped = having(open(), [{ kind: 'skip', step: 'delete', reason: 'it expired' }, ana]);
    expect(settle(skipped, 'alive', at(21)).returns).toBe(true);
  });

  test('dead after a late "alive" settles the deletion that it took back, whoever holds it by then', () => {
    const late = settle(finished(open()), 'alive', at(20)).incident;
    const taken = having(late, [{ kind: 'claim', step: 'delete' }, bea]);
    for (const before of [late, taken]) {
      const { incident } = settle(before, 'dead', at(40));
      expect(stepOf(incident, 'delete')).toMatchObject({ state: 'done', by: null, at: at(40) });
      expect(stepOf(incident, 'prove')?.state).toBe('done');
      expect(stepOf(settle(incident, 'alive', at(50)).incident, 'delete')?.state).toBe('open');
      expect(openEnds(incident)).toEqual([]);
    }
    // Nobody has said that it is deleted, or a person doubts it: then somebody has to look.
    expect(stepOf(settle(open(), 'dead', at(40)).incident, 'delete')?.state).toBe('open');
    const doubted = having(having(proven(finished(open()), 'dead'), [{ kind: 'resolve' }, ana]), [
      { kind: 'reopen', reason: 'seen in use' },
      ana,
    ]);
    expect(stepOf(settle(doubted, 'dead', at(40)).incident, 'delete')?.state).toBe('open');
  });

  test('alive by what was seen before this answer alone changes no step and no decision', () => {
    const skipped = having(
      open(),
      [{ kind: 'skip', step: 'delete', reason: 'it expired' }, ana],
      [{ kind: 'request_override', reason: 'x' }, ana],
      [{ kind: 'confirm_override' }, bea],
    );
    for (const state of ['open', 'resolved'] as const) {
      const before = { ...skipped, state };
      const { incident, returns, reopens } = settle(before, 'alive', at(30), false);
      expect([returns, reopens]).toEqual([false, false]);
      expect(incident).toMatchObject({ state, override: before.override, proof: 'alive', reopenedAt: null });
      expect(stepOf(incident, 'delete')?.state).toBe('skipped');
    }
  });

  test('nothing less than alive takes death back', () => {
    const resolved = having(proven(finished(open()), 'dead'), [{ kind: 'resolve' }, ana]);
    expect(settle(resolved, 'unknown', at(30))).toMatchObject({
      reopens: false,
      incident: { state: 'resolved', proof: 'dead' },
    });
  });

  test('a false alarm ends at once, in tier 1 with a second person, and is not reopened', () => {
    const move = { kind: 'false_alarm', reason: 'test data' } as const;
    expect(having(open({ tier: 2 }), [move, ana]).state).toBe('false_alarm');
    const asked = having(open({ tier: 1 }), [move, ana]);
    expect(asked.state).toBe('open');
    expect(refused(asked, { kind: 'confirm_false_alarm' }, ana)).toMatchObject({
      code: 'not_allowed',
      by: ana.id,
    });
    const ended = having(asked, [{ kind: 'confirm_false_alarm' }, bea]);
    expect(ended).toMatchObject({ state: 'false_alarm', endedBy: bea.id });
    expect(settle(ended, 'alive', at(30))).toMatchObject({
      reopens: false,
      incident: { state: 'false_alarm' },
    });
  });

  test('a closed incident takes no move', () => {
    const ended = having(open(), [{ kind: 'false_alarm', reason: 'x' }, ana]);
    expect(refused(ended, { kind: 'claim', step: 'delete' }, bea)).toMatchObject({
      code: 'already_done',
      by: ana.id,
      at: at(1),
    });
  });
});
