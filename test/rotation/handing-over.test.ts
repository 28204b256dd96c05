import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/domain/days.ts';
import type { HandoverRef, KeyRef } from '../../src/domain/words.ts';
import { acceptKey, declineKey, offerKey } from '../../src/rotation/hand-over.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import {
  ana,
  bea,
  cem,
  gil,
  later,
  makeWorld,
  minutes,
  noon,
  nudgeLine,
  refusal,
  today,
  type World,
  wanted,
} from './world.ts';

describe('handing over', () => {
  const offer = (world: World, key: KeyRef, to: string, by = ana) =>
    offerKey(world.database, world.by(by), { key, to, note: 'I am away' });
  const pending = async (world: World): Promise<HandoverRef> => {
    const [row] = await world.rows('select id from handovers where answer is null');
    return Number(row?.['id']) as HandoverRef;
  };

  it('moves custody when the other person accepts, and every message says so', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7, deputy: bea });
    await planNudges(world.database, noon, world.clock(noon));
    await offer(world, key, bea);
    const handover = await pending(world);
    expect(await wanted(world, `handover:${handover}`)).toMatchObject([{ effect: { to: { person: bea } } }]);
    expect((await nudgeLine(world))?.state).toMatchObject({ kind: 'open', offeredTo: bea });
    expect((await world.key(key)).custodian).toBe(ana);

    await acceptKey(world.database, world.by(bea, minutes(5)), { handover });
    expect(await world.key(key)).toMatchObject({ custodian: bea, deputy: null });
    expect((await nudgeLine(world))?.state).toEqual({ kind: 'handed_over', to: bea, at: minutes(5) });
    // Asked, offered, accepted: each time the message is drawn again.
    expect(await wanted(world, `nudge:${ana}:${today}`)).toMatchObject([{ wanted: 3 }]);
    expect(await world.rows(`select actor from audit where deed = 'custody handed over'`)).toEqual([
      { actor: bea },
    ]);
    await expect(acceptKey(world.database, world.by(bea), { handover })).rejects.toEqual(
      refusal('too_late', /accepted this already/),
    );
    await planNudges(world.database, later(7), world.clock(later(7)));
    expect((await nudgeLine(world, bea, addDays(today, 7)))?.label).toBe('prop');
  });

  it('gives the card of a running rotation to who took the key over, and draws the other one again', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    const { rotation } = await startRotation(world.database, world.by(ana), { key });
    await offer(world, key, bea);
    await acceptKey(world.database, world.by(bea), { handover: await pending(world) });
    const card = `rotation:${rotation}:card`;
    expect(await wanted(world, `${card}:${bea}`)).toMatchObject([{ effect: { to: { person: bea } } }]);
    expect(await wanted(world, `${card}:${ana}`)).toMatchObject([{ wanted: 2 }]);
  });

  it('goes back with the words when they decline', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    await planNudges(world.database, noon, world.clock(noon));
    await offer(world, key, bea);
    const handover = await pending(world);
    await declineKey(world.database, world.by(bea), { handover, words: 'Ask Cem' });
    expect((await world.key(key)).custodian).toBe(ana);
    expect((await nudgeLine(world))?.state).toMatchObject({
      kind: 'open',
      offeredTo: null,
      declined: { by: bea, words: 'Ask Cem' },
    });
    expect(await wanted(world, `nudge:${ana}:${today}`)).toMatchObject([{ wanted: 3 }]);
    expect(await wanted(world, `handover:${handover}:declined`)).toMatchObject([
      { effect: { to: { person: ana } } },
    ]);
    await offer(world, key, cem);
    expect((await nudgeLine(world))?.state).toMatchObject({ offeredTo: cem, declined: null });
  });

  it('is answered by the person who was asked and by nobody else', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    await offer(world, key, bea);
    const handover = await pending(world);
    for (const who of [ana, cem]) {
      await expect(acceptKey(world.database, world.by(who), { handover })).rejects.toEqual(
        refusal('not_allowed', /Only the person who was asked/),
      );
    }
  });

  it('withdraws the earlier offer when it is offered to somebody else', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7 });
    await offer(world, key, bea);
    const first = await pending(world);
    await expect(offer(world, key, bea)).rejects.toEqual(refusal('bad_input', /asked already/));
    await offer(world, key, cem);
    expect(await wanted(world, `handover:${first}`)).toMatchObject([{ wanted: 2 }]);
    await expect(acceptKey(world.database, world.by(bea), { handover: first })).rejects.toEqual(
      refusal('too_late', /taken back/),
    );
    await acceptKey(world.database, world.by(cem), { handover: await pending(world) });
    expect((await world.key(key)).custodian).toBe(cem);
  });

  it('refuses guests, bots, people who left and oneself, beside the field', async () => {
    const world = await makeWorld();
    const key = await world.addKey({ label: 'prop', dueIn: 7, deputy: bea });
    await world.meet(cem, { standing: 'deactivated' });
    await expect(offer(world, key, gil)).rejects.toMatchObject({
      fields: { to: expect.stringMatching(/Guests/) },
    });
    await expect(offer(world, key, cem)).rejects.toMatchObject({
      fields: { to: expect.stringMatching(/deactivated/) },
    });
    await expect(offer(world, key, ana)).rejects.toMatchObject({
      fields: { to: expect.stringMatching(/already/) },
    });
    await expect(offer(world, key, bea, bea)).rejects.toMatchObject({
      fields: { to: expect.stringMatching(/yourself/) },
    });
    await world.meet(cem, { standing: 'bot' });
    await expect(offer(world, key, cem)).rejects.toMatchObject({
      fields: { to: expect.stringMatching(/bot/) },
    });
    await expect(offer(world, key, bea, cem)).rejects.toEqual(refusal('not_allowed', /custodian or deputy/));
  });
});
