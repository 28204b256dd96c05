/** How often which provider is asked about one key, and what a person is told first. */
import { describe, expect, test } from 'vitest';
import type { Classified } from '../../src/domain/proof.ts';
import { askNow } from '../../src/incident/ask-now.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { ana, bea, makeWorld } from './world.ts';

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
});
