/** How often which provider is asked about one key, and what a person is told first. */
import { describe, expect, test } from 'vitest';
import type { Classified } from '../../src/domain/proof.ts';
import type { IncidentRef } from '../../src/domain/words.ts';
import { acknowledge } from '../../src/incident/acknowledge.ts';
import { askNow } from '../../src/incident/ask-now.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { reopenIncident } from '../../src/incident/reopen.ts';
import { resolveIncident } from '../../src/incident/resolve.ts';
import { skipStep } from '../../src/incident/skip-step.ts';
import { ana, bea, cem, makeWorld, type World } from './world.ts';

const knows: Classified = { result: 'exists', code: 'EAPI:Invalid signature', reason: 'key known' };
const unknown: Classified = { result: 'absent', code: 'EAPI:Invalid key', reason: 'key unknown' };
const locked: Classified = {
  result: 'inconclusive',
  code: 'EGeneral:Temporary lockout',
  reason: 'locked out',
};
const kraken = (answer: Classified) => ({ 'api.kraken.com': answer });

describe('Kraken, which locks out whoever fails too often', () => {
  test('is asked once before and twice after a deletion, minutes apart: enough for a proof', async () => {
    const world = await makeWorld({ provider: 'kraken', permissions: ['trade'] });
    world.provider(kraken(knows));
    const incident = await world.declare();
    await askNow(world.database, world.by(bea, await world.now()), incident);
    await world.answer();
    await world.move(30);
    const deletion = { incident, step: 'delete-key', evidence: '' };
    await completeStep(world.database, world.by(bea, await world.now()), deletion);
    world.provider(kraken(unknown));
    expect(await world.answer(), 'sooner than five minutes after the last').toBe(0);
    await world.move(300);
    expect(await world.answer()).toBe(1);
    for (let minutes = 6; minutes < 60; minutes += 6) {
      await world.move(360);
      await world.answer();
    }
    expect((await world.card(incident)).proof.verdict.proof).toBe('dead');
    expect(world.asked).toHaveLength(3);
    // Later that day it may have come back; a question so late is no part of a burst.
    await world.move(24 * 3600);
    world.provider(kraken(knows));
    expect(await world.answer()).toBe(1);
    expect((await world.card(incident)).proof.verdict.proof).toBe('alive');
  });

  test('is left in peace when it locks us out, also from whoever clicks again', async () => {
    const world = await makeWorld({ provider: 'kraken', permissions: ['trade'] });
    world.provider(kraken(locked));
    const incident = await world.declare();
    const clicks = [];
    for (let n = 0; n < 4; n += 1) {
      clicks.push(
        await askNow(world.database, world.by(ana, await world.now()), incident).catch(({ code }) => code),
      );
      await world.answer();
      await world.move(600);
    }
    expect(clicks).toEqual(['Kraken', 'not_yet', 'not_yet', 'not_yet']);
    expect(world.asked).toHaveLength(1);
  });
});

describe('Google, whose list may be 15 minutes old', () => {
  const google = {
    provider: 'google_sa',
    keyId: `bot@corp-1.iam.gserviceaccount.com#${'0a'.repeat(20)}`,
    permissions: [],
  };
  const deleted = async () => {
    const world = await makeWorld(google);
    world.provider({ 'www.googleapis.com': knows });
    const incident = await world.declare();
    await askNow(world.database, world.by(bea, await world.now()), incident);
    await world.answer();
    await world.move(3600);
    world.provider({});
    const deletion = { incident, step: 'delete-key', evidence: '' };
    await completeStep(world.database, world.by(bea, await world.now()), deletion);
    return { world, incident };
  };

  test('is asked the second time after its spacing, so that a late first answer proves no less', async () => {
    const { world, incident } = await deleted();
    await world.move(5);
    expect(await world.answer()).toBe(1);
    const { nextAt } = (await world.card(incident)).proof;
    await world.move(896);
    expect(await world.answer(), 'a second too early').toBe(0);
    await world.move(5);
    expect(await world.answer()).toBe(1);
    const { verdict, last } = (await world.card(incident)).proof;
    expect(verdict.proof).toBe('dead');
    expect(last?.at.getTime()).toBeGreaterThanOrEqual(nextAt?.getTime() ?? Number.NaN);
  });

  test('is asked one question at a time after a downtime of a day', async () => {
    const { world, incident } = await deleted();
    await world.move(25 * 3600);
    let meanwhile = -1;
    world.whileAsking = async () => {
      world.whileAsking = async () => undefined;
      meanwhile = await world.answer();
    };
    expect([await world.answer(), meanwhile, await world.answer()]).toEqual([1, 0, 0]);
    for (const proof of ['dead', 'dead']) {
      await world.move(901);
      expect([await world.answer(), await world.answer()]).toEqual([1, 0]);
      expect((await world.card(incident)).proof.verdict.proof).toBe(proof);
    }
    await world.move(25 * 3600);
    expect(await world.answer()).toBe(0);
  });
});

describe('AWS, where asking may disturb a key in use', () => {
  const aws = { provider: 'aws', permissions: ['read'] };

  test('is asked about a live key only by a click that says so, and not once the key is switched off', async () => {
    const world = await makeWorld(aws);
    const incident = await world.declare();
    expect(await world.answer()).toBe(0);
    const { proof, askDisturbs } = await world.card(incident);
    const { canAsk } = proof;
    expect(askDisturbs).toBe(true);
    expect(canAsk?.purpose).toBe('baseline');
    expect(canAsk?.warning).toContain('a rightful call of yours may fail');
    const off = { incident, step: 'deactivate-key', evidence: '' };
    await completeStep(world.database, world.by(bea, await world.now()), off);
    expect((await world.card(incident)).proof.canAsk).toBeNull();
  });

  test('is asked at the hosts of its own partition alone when that is known', async () => {
    const world = await makeWorld(aws);
    await world.rows(`update accounts set region = 'govcloud'`);
    const incident = await world.declare();
    await askNow(world.database, world.by(ana, await world.now()), incident);
    await world.answer();
    expect(world.asked).toEqual(['sts.us-gov-west-1.amazonaws.com']);
  });

  test('proves at most that AWS takes the key no more, and says so', async () => {
    const world = await makeWorld(aws);
    await world.rows(`update accounts set region = 'global'`);
    const incident = await world.declare();
    world.provider({ 'sts.amazonaws.com': knows });
    await askNow(world.database, world.by(ana, await world.now()), incident);
    await world.answer();
    await world.move(61);
    const deletion = { incident, step: 'delete-key', evidence: '' };
    await completeStep(world.database, world.by(bea, await world.now()), deletion);
    world.provider({ 'sts.amazonaws.com': unknown });
    await world.answer();
    await world.move(61);
    await world.answer();
    const { verdict } = (await world.card(incident)).proof;
    expect(verdict.proof).toBe('dead');
    expect(verdict.says).toContain('only deactivated');
  });

  test('is left in peace when the key is alive after its deletion, until somebody deletes it again', async () => {
    const world = await makeWorld(aws);
    await world.rows(`update accounts set region = 'global'`);
    const incident = await world.declare();
    const deletion = { incident, step: 'delete-key', evidence: '' };
    await completeStep(world.database, world.by(bea, await world.now()), deletion);
    world.provider({ 'sts.amazonaws.com': knows });
    await world.move(301);
    expect(await world.answer()).toBe(1);
    expect((await world.card(incident)).proof).toMatchObject({ verdict: { proof: 'alive' }, nextAt: null });
    expect((await world.card(incident)).times.deleted).toBeNull();
    await world.move(2 * 86_400);
    expect(await world.answer()).toBe(0);
    expect(
      await world.rows(`select 1 from audit where deed = 'proof questions dropped'`),
      'and it is told',
    ).toHaveLength(1);

    world.provider({ 'sts.amazonaws.com': unknown });
    await completeStep(world.database, world.by(bea, await world.now()), deletion);
    for (const seconds of [0, 61]) {
      await world.move(seconds);
      expect(await world.answer()).toBe(1);
    }
    expect((await world.card(incident)).proof.verdict.proof).toBe('dead');
  });

  test('is left in peace when somebody opens the incident again by hand', async () => {
    const world = await makeWorld(aws);
    await world.rows(`update accounts set region = 'global'`);
    world.provider({ 'sts.amazonaws.com': knows });
    const incident = await world.declare();
    await askNow(world.database, world.by(ana, await world.now()), incident);
    await world.answer();
    await world.move(61);
    const deletion = { incident, step: 'delete-key', evidence: '' };
    await completeStep(world.database, world.by(bea, await world.now()), deletion);
    world.provider({ 'sts.amazonaws.com': unknown });
    for (const seconds of [0, 61]) {
      await world.move(seconds);
      await world.answer();
    }
    await skipRest(world, incident);
    await resolveIncident(world.database, world.by(ana, await world.now()), incident);
    const why = { incident, reason: 'Its calls go on' };
    await reopenIncident(world.database, world.by(ana, await world.now()), why);
    world.provider({ 'sts.amazonaws.com': knows });
    await world.move(2 * 86_400);
    expect(await world.answer()).toBe(0);
    expect((await world.card(incident)).proof.nextAt).toBeNull();
  });
});

/** All that is left of an incident is skipped, but for its proof. */
async function skipRest(world: World, incident: IncidentRef): Promise<void> {
  const reason = 'not needed';
  for (const { id: step, kind, state } of (await world.card(incident)).steps) {
    if (kind === 'prove' || state === 'done') continue;
    await skipStep(world.database, world.by(cem, await world.now()), { incident, step, reason });
  }
  await acknowledge(world.database, world.by(cem, await world.now()), { incident, service: world.service });
}
