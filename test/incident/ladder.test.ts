/** A GitHub token: nothing can be asked without it, so two people say what they saw. */
import { describe, expect, test } from 'vitest';
import type { IncidentRef } from '../../src/domain/words.ts';
import { attest } from '../../src/incident/attest.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { reopenIncident } from '../../src/incident/reopen.ts';
import { incidentReport } from '../../src/incident/report.ts';
import { resolveIncident } from '../../src/incident/resolve.ts';
import { skipStep } from '../../src/incident/skip-step.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import { providers } from '../../src/providers/index.ts';
import { incidentMessage } from '../../src/slack/views/incident.ts';
import { attestModal } from '../../src/slack/views/incident-ladder.ts';
import { ana, bea, cem, makeWorld, said, type World } from './world.ts';

const token = { provider: 'github_fine_grained', permissions: ['write'] };

/** Deleted by Bea, everything else left out. */
async function worked(
  facts: Parameters<typeof makeWorld>[0] = token,
): Promise<{ world: World; incident: IncidentRef }> {
  const world = await makeWorld(facts);
  const incident = await world.declare();
  for (const { id, kind } of (await world.card(incident)).steps) {
    const by = world.by(bea, await world.now());
    if (id === 'delete-key') await completeStep(world.database, by, { incident, step: id, evidence: '' });
    else if (kind !== 'prove')
      await skipStep(world.database, by, { incident, step: id, reason: 'not needed' });
  }
  return { world, incident };
}
const gone = { rung: 'admin_lookup', saw: 'gone', looked: 'Active tokens of our organization' } as const;
const words = async (world: World, incident: IncidentRef) =>
  JSON.stringify(incidentMessage(await world.card(incident)));

test('a stored step keeps all that was frozen: other ways to delete are passed by, and help for who gets stuck is there', async () => {
  const world = await makeWorld(token);
  const incident = await world.declare();
  const by = world.by(bea, await world.now());
  await completeStep(world.database, by, { incident, step: 'delete-key', evidence: '' });
  const { steps, next } = await world.card(incident);
  expect(next?.kind).not.toBe('delete');
  const others = steps.filter(({ kind, state }) => kind === 'delete' && state === 'open');
  expect(others.map(({ passedBy }) => passedBy)).toEqual(
    Array(2).fill('not needed: it was deleted on its page'),
  );
  const deletion = steps.find(({ id }) => id === 'delete-key');
  expect(deletion?.details?.join(' ')).toContain('Deploy keys that were made with this token go with it');
});

describe('two people', () => {
  test('end it by their word, which is never called a proof', async () => {
    const { world, incident } = await worked();
    expect(await words(world, incident)).toContain('Somebody else has to look');
    const early = resolveIncident(world.database, world.by(bea, await world.now()), incident);
    await expect(early).rejects.toMatchObject({ code: 'not_yet' });

    await attest(world.database, world.by(bea, await world.now()), { incident, ...gone });
    expect((await world.card(incident)).ladder?.belief.signed).toBe(false);
    await attest(world.database, world.by(cem, await world.now()), { incident, ...gone, rung: 'scanner' });
    const card = await world.card(incident);
    expect(card.ladder?.belief).toMatchObject({ signed: true, by: [bea, cem], rung: 'scanner' });
    expect(card.openEnds).toEqual([]);
    expect(card.times.proven).toBeNull();

    await resolveIncident(world.database, world.by(bea, await world.now()), incident);
    const ended = await words(world, incident);
    expect(ended).toContain('Signed as gone');
    expect(ended).toContain('the word of a scanner');
    expect(ended).not.toMatch(/proven dead|is dead/);
    const { markdown } = await world.look((scope) => incidentReport(scope, incident));
    expect(markdown).toContain('Signed as gone by two people');
    expect(markdown).toContain('Active tokens of our organization');
    expect(markdown).not.toMatch(/^Dead\./m);
    const [row] = await world.rows(`select detail from audit where deed = 'key gone'`);
    expect(row?.['detail']).toMatchObject({ how: 'attested' });
  });

  test('who sees it there sends it back to the deletion', async () => {
    const { world, incident } = await worked();
    await attest(world.database, world.by(cem, await world.now()), { incident, ...gone });
    await attest(world.database, world.by(ana, await world.now()), { incident, ...gone, saw: 'there' });
    const card = await world.card(incident);
    expect(card.next?.kind).toBe('delete');
    expect(await words(world, incident)).toContain('saw it still there');
  });

  test('sign at npm only an hour after the deletion, which the card says; still there is said at once', async () => {
    const { world, incident } = await worked({ provider: 'npm', permissions: ['write'] });
    const sign = async (saw: 'gone' | 'there') =>
      attest(world.database, world.by(cem, await world.now()), { incident, ...gone, saw });
    expect(await words(world, incident)).toMatch(/Look after <!date[^>]*>: until then it may still work/);
    await world.move(59 * 60);
    await expect(sign('gone')).rejects.toMatchObject({
      code: 'not_yet',
      fields: { saw: 'At npm it may still work: look again in 1 minute.' },
    });
    expect((await world.card(incident)).ladder?.belief.by).toEqual([bea]);
    await world.move(60);
    await sign('gone');
    expect((await world.card(incident)).ladder?.belief.signed).toBe(true);
    expect(await words(world, incident)).not.toContain('until then');

    const other = await worked({ provider: 'npm', permissions: ['write'] });
    const there = { incident: other.incident, ...gone, saw: 'there' } as const;
    await attest(other.world.database, other.world.by(cem, await other.world.now()), there);
    expect((await other.world.card(other.incident)).next?.kind).toBe('delete');
  });

  test('say nothing by a rung that this provider has not', async () => {
    const { world, incident } = await worked({ provider: 'coinbase', permissions: ['trade'] });
    const word = { incident, ...gone, rung: 'local_check' } as const;
    await expect(attest(world.database, world.by(cem, await world.now()), word)).rejects.toMatchObject({
      code: 'bad_input',
      fields: { rung: expect.any(String) },
    });
  });

  test('are not asked where the provider can be', async () => {
    const { world, incident } = await worked({ provider: 'okx', permissions: ['trade'] });
    await expect(
      attest(world.database, world.by(cem, await world.now()), { incident, ...gone }),
    ).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

describe('an ended incident', () => {
  test('is opened again with a reason, loudly, and old absences prove nothing', async () => {
    const { world, incident } = await worked({ provider: 'okx', permissions: ['trade'] });
    await world.rows(`delete from proof_questions`);
    const ask = `insert into observations (workspace, key, at, host, environment, result, reason, purpose)
      select 'T0HOME', ${world.keyRef}, steward_now() + at::interval, 'www.okx.com', 'live', result, '', purpose
      from (values ('-1 hour', 'exists', 'baseline'), ('1 minute', 'absent', 'confirm'), ('2 minutes', 'absent', 'confirm'))
      as seen (at, result, purpose)`;
    await world.rows(ask);
    expect((await world.card(incident)).proof.verdict.proof).toBe('dead');
    await world.move(300);
    await world.rows(
      `update incident_steps set state = 'done', at = steward_now() where step = 'prove-gone'`,
    );
    await resolveIncident(world.database, world.by(bea, await world.now()), incident);

    const again = { incident, reason: 'A bot traded with it' };
    await reopenIncident(world.database, world.by(cem, await world.now()), again);
    const card = await world.card(incident);
    expect(card).toMatchObject({ state: 'open', reopening: { by: cem, reason: 'A bot traded with it' } });
    expect(card.next?.kind).toBe('delete');
    expect(card.proof.verdict.proof).toBe('unknown');
    expect(await words(world, incident)).toContain('A bot traded with it');
    expect((await world.key(world.keyRef)).state).toBe('compromised');
    const loud = await world.rows(`select name from outbox where name like 'incident:%:reopened:%'`);
    expect(loud.length).toBeGreaterThanOrEqual(3);
    await expect(
      reopenIncident(world.database, world.by(cem, await world.now()), again),
    ).rejects.toMatchObject({ name: 'StepTaken', code: 'already_done', by: cem, at: card.reopenedAt });
    // And alive counts as before.
    world.provider({ 'www.okx.com': said.exists });
    await completeStep(world.database, world.by(bea, await world.now()), {
      incident,
      step: 'delete-key',
      evidence: '',
    });
    await world.answer();
    expect((await world.card(incident)).proof.verdict.proof).toBe('alive');
  });

  test('stays closed while another one of its key is open', async () => {
    const { world, incident } = await worked();
    await attest(world.database, world.by(cem, await world.now()), { incident, ...gone });
    await resolveIncident(world.database, world.by(bea, await world.now()), incident);
    await world.declare(cem);
    await expect(
      reopenIncident(world.database, world.by(cem, await world.now()), { incident, reason: 'still there' }),
    ).rejects.toMatchObject({ name: 'StepTaken', message: expect.stringContaining('#2'), by: cem });
  });
});

const bearers = providers.filter(({ probe }) => probe === null).map(({ id }) => id);
test.each(bearers)('the card and the form for %s are within what Slack takes', async (provider) => {
  const world = await makeWorld({ provider, permissions: [] });
  const incident = await world.declare();
  await completeStep(world.database, world.by(bea, await world.now()), {
    incident,
    step: 'delete-key',
    evidence: '',
  });
  await world.move(3_600); // as npm takes
  const looked = `<!channel> ${'long '.repeat(200)}`;
  for (const by of [ana, bea, cem, ana, bea, cem, ana]) {
    await attest(world.database, world.by(by, await world.now()), {
      incident,
      rung: 'word',
      saw: 'gone',
      looked,
    });
  }
  const card = await world.card(incident);
  expect(checkMessage(incidentMessage(card))).toEqual([]);
  expect(JSON.stringify(incidentMessage(card))).not.toContain('<!channel>');
  if (card.ladder === null) throw new Error('a bearer-only key has its ladder');
  expect(checkView(attestModal(card, card.ladder))).toEqual([]);
});
