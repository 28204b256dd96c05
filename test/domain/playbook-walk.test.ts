/** Every provider's playbook, worked by doing what the card says: no step is forgotten, and it comes to an end. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { act, settle } from '../../src/domain/incident.ts';
import {
  type Incident,
  type Move,
  nextStep,
  openEnds,
  openIncident,
} from '../../src/domain/incident-state.ts';
import { type PlaybookFacts, playbookFor } from '../../src/domain/playbook.ts';
import type { Provider } from '../../src/domain/provider.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { isSettled, isStopgap, passedBy } from '../../src/domain/step-worth.ts';
import { aws } from '../../src/providers/aws.ts';
import { providers } from '../../src/providers/index.ts';
import { ana, at, bea } from './incident-world.ts';

const factsOf = (provider: Provider): fc.Arbitrary<PlaybookFacts> =>
  fc.record({
    provider: fc.constant(provider),
    permissions: fc.subarray(provider.permissions.map(({ id }) => id)),
    region: fc.constantFrom(null, ...provider.regions.map(({ id }) => id)),
    environment: fc.constantFrom(...provider.environments.map(({ id }) => id)),
    keyId: fc.constant(provider.publicId.example),
    label: fc.constant('prop-desk'),
    account: fc.constant('Main account'),
    abuseSeen: fc.boolean(),
    serviceCount: fc.integer({ min: 0, max: 2 }),
    hasBaseline: fc.boolean(),
  });

function begun(facts: PlaybookFacts): Incident {
  const { order, because, steps } = playbookFor(facts);
  return openIncident({
    tier: 2,
    abuseSeen: facts.abuseSeen,
    drill: false,
    now: at(0),
    order,
    because,
    lead: ana.id,
    steps,
    services: [],
    proof: facts.provider.probe === null ? 'cannot_check' : 'unknown',
  });
}

function moved(incident: Incident, move: Move, by = ana): Incident {
  const result = act(incident, move, by, at(1));
  if (result instanceof Refusal) throw result;
  return result.incident;
}

/** Does or skips whatever is next until nothing is. @returns the end of it, and every step that was next. */
function work(start: Incident, skips: readonly boolean[]): { incident: Incident; offered: Set<string> } {
  const offered = new Set<string>();
  let incident = start;
  for (let step = nextStep(incident); step !== null; step = nextStep(incident)) {
    expect(offered).not.toContain(step.id);
    const skip = skips[offered.size] ?? false;
    offered.add(step.id);
    const { id } = step;
    incident = moved(
      incident,
      skip ? { kind: 'skip', step: id, reason: 'not here' } : { kind: 'done', step: id, evidence: '' },
    );
  }
  return { incident, offered };
}

/** What the card asks for last: the provider's word, or people's. */
function ended(incident: Incident, isProven: boolean): Incident {
  if (isProven) return settle(incident, 'dead', at(2)).incident;
  const looked = { kind: 'attest', rung: 'word', saw: 'gone', looked: 'its page' } as const;
  if (incident.proof === 'cannot_check') return moved(moved(incident, looked), looked, bea);
  const wished = moved(incident, { kind: 'request_override', reason: 'never asked before' });
  return moved(wished, { kind: 'confirm_override' }, bea);
}

describe.each(providers.map((provider) => [provider.id, provider] as const))(
  'the playbook of %s',
  (_id, provider) => {
    test('offers every step as the next one or says why not, and ends by doing what the card says', () => {
      const skips = fc.array(fc.boolean(), { maxLength: 20 });
      fc.assert(
        fc.property(factsOf(provider), skips, fc.boolean(), (facts, skip, hasProof) => {
          const { incident, offered } = work(begun(facts), skip);
          for (const step of incident.steps.filter(({ kind }) => kind !== 'prove')) {
            const reason = passedBy(step, incident.steps);
            expect(offered.has(step.id) ? isSettled(step) : reason !== null, step.id).toBe(true);
          }
          const end = ended(incident, hasProof && provider.probe !== null);
          expect(openEnds(end)).toEqual([]);
          expect(moved(end, { kind: 'resolve' }).state).toBe('resolved');
        }),
        { numRuns: 40 },
      );
    });

    test('passes by nothing before something was deleted, and nothing that lives on after it', () => {
      fc.assert(
        fc.property(factsOf(provider), (facts) => {
          const start = begun(facts);
          for (const step of start.steps) expect(passedBy(step, start.steps), step.id).toBeNull();
          const id = start.steps.find(({ kind }) => kind === 'delete')?.id ?? '';
          const { steps } = moved(start, { kind: 'done', step: id, evidence: '' });
          for (const step of steps.filter((each) => passedBy(each, steps) !== null))
            expect(isStopgap(step) ? step.role !== 'lasting' : step.role === 'spare', step.id).toBe(true);
        }),
        { numRuns: 20 },
      );
    });
  },
);

test('who could not delete it on its page is shown the other ways, one after the other', () => {
  const tokens = providers.filter(({ playbook }) => playbook.some(({ role }) => role === 'spare'));
  expect(tokens.map(({ id }) => id)).toEqual(['bybit', 'github_pat', 'github_fine_grained', 'slack']);
  for (const provider of tokens) {
    const [facts] = fc.sample(factsOf(provider), 1);
    if (facts === undefined) throw new Error('no facts');
    const start = begun({ ...facts, permissions: [] });
    const deletions = start.steps.filter(({ kind }) => kind === 'delete').map(({ id }) => id);
    expect([...work(start, Array(20).fill(true)).offered]).toEqual(expect.arrayContaining(deletions));
  }
});

test('what to do where AWS lets nobody switch the key off is asked only of who could not', () => {
  const [facts] = fc.sample(factsOf(aws), { numRuns: 1, seed: 1 });
  if (facts === undefined) throw new Error('no facts');
  const start = begun({ ...facts, abuseSeen: true });
  const first = { step: 'deactivate-key', reason: 'access denied', evidence: '' };
  expect(nextStep(start)?.id).toBe(first.step);
  expect(nextStep(moved(start, { kind: 'done', ...first }))?.id).toBe('delete-key');
  expect(nextStep(moved(start, { kind: 'skip', ...first }))?.id).toBe('quarantine');
});
