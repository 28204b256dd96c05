/** A key with three services is replaced, step by step, by the people whom each step is for. */
import { describe, expect, it } from 'vitest';
import type { KeyForm } from '../../src/custody/key-form.ts';
import { whoAnswers } from '../../src/custody/who.ts';
import type { Observation } from '../../src/domain/proof.ts';
import type { KeyRef, PersonId, RotationRef, ServiceRef } from '../../src/domain/words.ts';
import { verdictOf } from '../../src/proof/verdict-of.ts';
import { rotationAfterVerdict } from '../../src/rotation/after-verdict.ts';
import { doNotWait, giveUp, takeLabel } from '../../src/rotation/give-up.ts';
import {
  newKeyOffer,
  recordNewKey,
  sayMadeInPlace,
  sayStored,
  sayWorking,
} from '../../src/rotation/new-key.ts';
import { attestOldKeyGone, sayOldKeyDeleted } from '../../src/rotation/old-key.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { remindRotations } from '../../src/rotation/remind-rotations.ts';
import { rotationCard, switchCard } from '../../src/rotation/rotation-card.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { sayNotYet, switchService } from '../../src/rotation/switch-service.ts';
import { rotationMessage } from '../../src/slack/views/rotation.ts';
import { setConsoleHolders } from '../../src/store/accounts.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { keyById, setServicesOfKey } from '../../src/store/keys.ts';
import { insertObservations } from '../../src/store/proofs.ts';
import { insertService } from '../../src/store/services.ts';
import type { LookUpGroups } from '../../src/workspace/roles.ts';
import { ana, bea, cem, later, makeWorld, minutes, noon, refusal, type World, wanted } from './world.ts';

const NEW_ID = '00000000-0000-0000-0000-0000000000aa';
const noGroups: LookUpGroups = { all: async () => [], members: async () => null };
const traders: LookUpGroups = { all: async () => [], members: async () => [cem] };

const formFor = (facts: Partial<KeyForm> = {}): Omit<KeyForm, 'services'> => ({
  label: 'prop-2',
  keyId: NEW_ID,
  account: 'Main',
  region: 'global',
  environment: 'live',
  permissions: ['read'],
  allowlist: null,
  holders: [],
  breakGlass: null,
  keptAt: 'vault: okx/main-2',
  expires: null,
  rotation: 'exposure',
  custodian: ana,
  deputy: null,
  created: '2026-03-02',
  askNow: false,
  ...facts,
});

interface Story {
  readonly world: World;
  readonly key: KeyRef;
  readonly rotation: RotationRef;
  readonly services: readonly ServiceRef[];
}

/** A rotation of ana's key `prop`: bot and tax are bea's, desk is owned by a group, too. */
async function begun(provider = 'okx'): Promise<Story> {
  const world = await makeWorld();
  const key = await world.addKey({ label: 'prop', dueIn: 7, provider });
  const services = await inWorkspace(world.database, world.by(ana), async (tx) => {
    const made: ServiceRef[] = [];
    for (const [name, group] of [
      ['bot', null],
      ['desk', 'S0TRADERS'],
      ['tax', null],
    ] as const) {
      const row = await insertService(tx, {
        ...{ name, nameKey: name, owner: bea, ownerGroup: group },
        ...{ channel: null, runbook: null },
      });
      if (row) made.push(row.id);
    }
    await setServicesOfKey(tx, key, [], made);
    const row = await keyById(tx, key);
    if (row) await setConsoleHolders(tx, row.account, [ana, bea]);
    return made;
  });
  const { rotation } = await startRotation(world.database, world.by(ana), { key });
  return { world, key, rotation, services };
}

const record = ({ world, rotation }: Story, facts: Partial<KeyForm> = {}) =>
  recordNewKey(world.database, world.by(ana), { rotation, form: formFor(facts) });

/** Up to the question to the owners. */
async function stored(provider = 'okx') {
  const story = await begun(provider);
  const { id: newKey } = await record(story);
  await sayStored(story.world.database, story.world.by(ana), story);
  return { ...story, newKey };
}

const switches = (
  { world, rotation }: Story,
  service: ServiceRef | undefined,
  who = bea,
  groups = noGroups,
) =>
  switchService(world.database, world.by(who), groups, { rotation, service: service ?? (0 as ServiceRef) });
const cardOf = ({ world, rotation }: Story) => world.look((scope) => rotationCard(scope, rotation));
const usedBy = async ({ world }: Story, label: string): Promise<string[]> =>
  (await world.look((scope) => whoAnswers(scope, label, null))).entries.flatMap(({ services }) =>
    services.map(({ name }) => name),
  );

async function answers(world: World, id: KeyRef, at: Date, result: Observation['result']): Promise<void> {
  await inWorkspace(world.database, world.by(ana, at), async (tx) => {
    const place = { host: 'www.okx.com', environment: 'live', code: null, reason: 'seen in a test' };
    await insertObservations(tx, { key: id, incident: null, purpose: 'confirm' }, at, [{ ...place, result }]);
    const key = await keyById(tx, id);
    if (key === null) throw new Error('no such key');
    await rotationAfterVerdict(tx, key, await verdictOf(tx, key, null));
  });
}

describe('a guided rotation', () => {
  it('says which keys leave no room for a new one, until one of them is gone', async () => {
    const { world, rotation } = await begun('aws');
    const spare = await world.addKey({ label: 'spare', dueIn: 90, provider: 'aws' });
    const full = async () => (await world.look((scope) => rotationCard(scope, rotation)))?.full;
    expect(await full()).toEqual(['prop', 'spare']);
    await world.rows(`update keys set state = 'gone' where id = ${spare}`);
    expect(await full()).toBeNull();
  });

  it('says so, once and anew, when the old key is found gone though nobody said that it was deleted', async () => {
    const story = await begun();
    const { world, key, rotation } = story;
    await answers(world, key, minutes(-60), 'exists');
    for (const [at, gone] of [
      [minutes(1), false],
      [minutes(12), true],
      [minutes(30), true],
    ] as const) {
      await answers(world, key, at, 'absent');
      expect((await cardOf(story))?.stage).toEqual({ kind: 'replacing', foundGone: gone });
      expect(await wanted(world, `rotation:${rotation}:gone:${ana}`)).toHaveLength(gone ? 1 : 0);
    }
    const card = await cardOf(story);
    if (card === null) throw new Error('no card');
    const { text } = rotationMessage(card);
    expect(text).toMatch(/OKX does not know the old key any more, though nobody said here/);
    expect(text).toMatch(/These have stopped, if they still use it: bot \(<@U0BEA>\), /);
    expect(text).not.toContain('The old key works until you delete it.');
  });

  it('leads from the new key over every service to the proven end, and the new key takes over', async () => {
    const story = await begun();
    const { world, key, rotation, services } = story;
    await answers(world, key, minutes(-60), 'exists');
    const offer = await world.look((scope) => newKeyOffer(scope, rotation));
    expect(offer).toMatchObject({ label: 'prop-2', old: { key: { label: 'prop' } } });
    await expect(switches(story, services[0])).rejects.toEqual(refusal('not_yet', /not recorded yet/));
    await expect(record(story, { permissions: ['read', 'trade'] })).rejects.toMatchObject({
      fields: { permissions: expect.stringContaining('More than the old key may: Trade') },
    });
    const { id: newKey } = await record(story);
    expect(await world.key(newKey)).toMatchObject({ replaces: key, label: 'prop-2', state: 'active' });
    expect(await usedBy(story, 'prop-2')).toEqual([]);

    await expect(switches(story, services[0])).rejects.toEqual(refusal('not_yet', /secret is stored/));
    await sayStored(world.database, world.by(ana), { rotation });
    expect(await wanted(world, `rotation:${rotation}:service:${services[0]}:${bea}`)).toMatchObject([
      { effect: { kind: 'switch', subject: `${rotation}:${services[0]}`, to: { person: bea } } },
    ]);
    await expect(sayOldKeyDeleted(world.database, world.by(ana), { rotation })).rejects.toEqual(
      refusal('not_yet', /3 services have not switched. Nobody has seen the new key working/),
    );
    await switches(story, services[0]);
    await switches(story, services[1], cem, traders);
    expect([await usedBy(story, 'prop'), await usedBy(story, 'prop-2')]).toEqual([['tax'], ['bot', 'desk']]);
    await expect(switches(story, services[2], cem, traders)).rejects.toEqual(
      refusal('not_allowed', /Only the owner of the service or its group/),
    );
    await expect(switches(story, services[0], ana)).rejects.toEqual(refusal('already_done', /switched/));
    const soon = { rotation, service: services[2] as ServiceRef, until: '2026-03-05', says: 'the release' };
    await expect(
      sayNotYet(world.database, world.by(bea), noGroups, { ...soon, until: '2026-03-01' }),
    ).rejects.toMatchObject({ fields: { until: expect.stringContaining('over') } });
    await sayNotYet(world.database, world.by(bea), noGroups, soon);
    expect(await cardOf(story)).toMatchObject({
      waiting: [{ name: 'tax', person: bea, move: 'switch', until: '2026-03-05' }],
    });
    await switches(story, services[2], ana);
    // The provider's own answer stands in for somebody who saw it working.
    await answers(world, newKey, minutes(5), 'exists');
    expect(await cardOf(story)).toMatchObject({ working: { by: null }, missing: [] });

    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    await answers(world, key, minutes(10), 'absent');
    await answers(world, key, minutes(70), 'absent');
    expect((await world.key(key)).state).toBe('gone');
    expect(await world.key(newKey)).toMatchObject({ state: 'active', label: 'prop-2' });
    expect(await cardOf(story)).toMatchObject({ stage: { kind: 'ended' }, can: ['take_label'] });
    await takeLabel(world.database, world.by(ana), { rotation });
    expect((await world.key(newKey)).label).toBe('prop');
    expect((await world.key(key)).label).toBe('prop-until-2026-03-02');
    await expect(takeLabel(world.database, world.by(ana), { rotation })).rejects.toEqual(
      refusal('already_done', /taken over already/),
    );
  });

  it('lets a service go back, and then waits for it again', async () => {
    const story = await stored();
    const { world, rotation, services, newKey } = story;
    await switches(story, services[0]);
    await sayNotYet(world.database, world.by(bea), noGroups, {
      ...{ rotation, service: services[0] as ServiceRef, until: '2026-03-04', says: 'errors' },
    });
    expect(await usedBy(story, 'prop-2')).toEqual([]);
    expect((await cardOf(story))?.waiting).toHaveLength(3);
    const subject = `${rotation}:${services[0]}`;
    expect(await world.look((scope) => switchCard(scope, subject))).toMatchObject({
      canSwitch: true,
      service: { notYet: { says: 'errors' } },
    });
    expect((await world.key(newKey)).state).toBe('active');
  });

  it('deletes early only with a reason, which is recorded and shown', async () => {
    const story = await stored();
    const { world, rotation, key } = story;
    await sayWorking(world.database, world.by(ana), { rotation, says: 'last use today' });
    await expect(doNotWait(world.database, world.by(cem), { rotation, because: 'me' })).rejects.toEqual(
      refusal('not_allowed', /custodian or deputy/),
    );
    await doNotWait(world.database, world.by(ana), { rotation, because: 'owner on leave' });
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    expect(await cardOf(story)).toMatchObject({ override: { by: ana, because: 'owner on leave' } });
    expect(
      await world.rows(`select detail->>'because' as because from audit where deed = 'decided not to wait'`),
    ).toEqual([{ because: 'owner on leave' }]);
    await attestOldKeyGone(world.database, world.by(bea), { rotation, because: 'not in the list' });
    expect((await world.key(key)).state).toBe('gone');
    // Who was left behind comes over afterwards.
    await switches(story, story.services[0]);
    expect(await usedBy(story, 'prop-2')).toContain('bot');
  });

  it('is given up with a reason: the new key stays, the old one is reminded of, and starting again goes on', async () => {
    const story = await stored();
    const { world, rotation, key, newKey } = story;
    await switches(story, story.services[0]);
    expect(await planNudges(world.database, noon, world.clock(noon))).toBe(0);
    await giveUp(world.database, world.by(ana), { rotation, because: 'wrong account' });
    expect((await cardOf(story))?.stage).toMatchObject({ kind: 'aborted', because: 'wrong account' });
    expect(await planNudges(world.database, minutes(5), world.clock(minutes(5)))).toBeGreaterThan(0);
    await expect(switches(story, story.services[1])).rejects.toEqual(refusal('too_late', /given up/));
    const again = await startRotation(world.database, world.by(ana), { key });
    expect(again.isNew).toBe(true);
    const card = await world.look((scope) => rotationCard(scope, again.rotation));
    expect(card).toMatchObject({ newKey: { id: newKey }, stored: null });
    expect(card?.services.map(({ name }) => name)).toEqual(['desk', 'tax']);
  });

  it('in place of a key that lives alone, the key itself goes on and its period begins anew', async () => {
    const story = await begun('slack');
    const { world, rotation, key, services } = story;
    await expect(record(story)).rejects.toBeInstanceOf(Error);
    await sayMadeInPlace(world.database, world.by(ana), { rotation });
    await expect(giveUp(world.database, world.by(ana), { rotation, because: 'no' })).rejects.toEqual(
      refusal('too_late', /no way back/),
    );
    await sayStored(world.database, world.by(ana), { rotation });
    for (const service of services) await switches(story, service);
    await sayWorking(world.database, world.by(ana), { rotation, says: 'it posts' });
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    await attestOldKeyGone(world.database, world.by(bea), { rotation, because: 'one token listed' });
    expect(await world.key(key)).toMatchObject({
      state: 'active',
      createdOn: '2026-03-02',
      dueOn: '2026-05-31',
    });
    expect(await usedBy(story, 'prop')).toHaveLength(3);
  });
});

describe('a rotation that stands still', () => {
  const cards = (world: World) =>
    world.rows(`select name, effect->'to'->>'person' as "to" from outbox
      where name ~ '^rotation:.*:\\d{4}-\\d\\d-\\d\\d(:[UC]\\w+)?$' order by name`);
  const tick = (world: World, at: Date) => remindRotations(world.database, at, world.clock(at));

  it('reminds who it waits for after three working days and each three after, by day, and once', async () => {
    const story = await begun();
    const { world, rotation } = story;
    expect(await tick(world, later(2))).toBe(0);
    // Thursday, before work begins and then within it, by two replicas.
    expect(await tick(world, new Date('2026-03-05T04:00:00Z'))).toBe(0);
    expect((await Promise.all([tick(world, later(3)), tick(world, later(3))])).sort()).toEqual([0, 1]);
    expect(await tick(world, later(3))).toBe(0);
    expect(await cards(world)).toEqual([{ name: `rotation:${rotation}:card:2026-03-05:${ana}`, to: ana }]);
    expect(await tick(world, later(5))).toBe(0);
    expect(await tick(world, later(8))).toBe(1);
  });

  it('reminds the owners who have not switched, each on the day that they named', async () => {
    const story = await stored();
    const { world, rotation, services } = story;
    await switches(story, services[0]);
    await sayNotYet(world.database, world.by(bea), noGroups, {
      ...{ rotation, service: services[1] as ServiceRef, until: '2026-03-12', says: 'the release' },
    });
    expect(await tick(world, later(3))).toBe(1);
    expect(await cards(world)).toEqual([
      { name: `rotation:${rotation}:service:${services[2]}:${bea}:2026-03-05`, to: bea },
    ]);
    await switches(story, services[2], ana);
    expect(await tick(world, later(9))).toBe(0);
    expect(await tick(world, later(10))).toBe(1);
    expect(
      await world.rows(`select count(*)::int as count from audit where deed = 'owner reminded to switch'`),
    ).toEqual([{ count: 2 }]);
  });

  it('asks owners of services that came later, leaves leaked keys to their incident, and ends when the key is gone', async () => {
    const story = await stored();
    const { world, key } = story;
    await inWorkspace(world.database, world.by(ana), async (tx) => {
      const row = await insertService(tx, {
        ...{ name: 'late', nameKey: 'late', owner: cem as PersonId, channel: null, runbook: null },
      });
      await setServicesOfKey(tx, key, story.services, [...story.services, ...(row ? [row.id] : [])]);
    });
    expect(await tick(world, minutes(1))).toBe(0);
    expect(await world.rows(`select from outbox where effect->'to'->>'person' = '${cem}'`)).toHaveLength(1);
    await world.rows(`update keys set state = 'compromised' where id = ${key}`);
    expect(await tick(world, later(3))).toBe(0);
    await world.rows(`update keys set state = 'gone' where id = ${key}`);
    expect(await tick(world, later(4))).toBe(0);
    expect((await cardOf(story))?.stage.kind).toBe('ended');
  });

  const toldOn = async (world: World, day: string) =>
    (await cards(world))
      .flatMap(({ name, to }) => (String(name).includes(day) ? [to ?? 'channel'] : []))
      .sort();
  const teamOf = async (world: World): Promise<void> => {
    await world.rows(
      `update workspaces set team_channel = 'C0TEAM', lead_group = 'S0LEADS' where id = 'T0HOME'`,
    );
    await world.rows(`insert into group_members (workspace, group_id, person, checked_at)
      values ('T0HOME', 'S0LEADS', '', now()), ('T0HOME', 'S0LEADS', '${cem}', now())`);
  };

  it('goes on to the deputy, then to lead and channel, when reminders bring nothing', async () => {
    const { world, key } = await begun();
    await teamOf(world);
    await world.rows(`update keys set deputy = '${bea}' where id = ${key}`);
    await world.meet(cem, { timezone: 'America/New_York' });
    for (let day = 1; day <= 16; day += 1) await tick(world, new Date(later(day).getTime() - 60 * 60_000));
    expect(await toldOn(world, '2026-03-05')).toEqual([ana]);
    expect(await toldOn(world, '2026-03-10')).toEqual([ana, bea]);
    expect(await toldOn(world, '2026-03-13')).toEqual([ana, bea]);
    expect(await toldOn(world, '2026-03-18')).toEqual([ana, bea, cem, 'channel']);
    // Eleven in UTC is too early where the lead is.
    const [late] = await world.rows(`select due_at from outbox where name like '%:2026-03-18:${cem}'`);
    expect(late?.['due_at']).toEqual(new Date('2026-03-18T13:00:00Z'));
  });

  it('reminds a lead, and without one the channel, when custodian and deputy are gone', async () => {
    const { world, key } = await begun();
    await world.rows(`update keys set deputy = '${bea}' where id = ${key}`);
    await world.meet(ana, { standing: 'guest' });
    await world.meet(bea, { standing: 'outsider' });
    expect(await tick(world, later(3))).toBe(0);
    await teamOf(world);
    expect(await tick(world, later(3))).toBe(1);
    expect(await toldOn(world, '2026-03-05')).toEqual([cem]);
    await world.meet(cem, { standing: 'deactivated' });
    expect(await tick(world, later(8))).toBe(1);
    expect(await toldOn(world, '2026-03-10')).toEqual(['channel']);
  });

  it('reminds somebody who can confirm the end: not who said it, nor who is gone', async () => {
    const { world, rotation } = await stored();
    await teamOf(world);
    await world.meet(bea, { standing: 'deactivated' });
    await doNotWait(world.database, world.by(ana), { rotation, because: 'no time' });
    await sayOldKeyDeleted(world.database, world.by(ana), { rotation });
    // Bea could log in, but is gone: a lead is asked, and reminded.
    expect(await wanted(world, `rotation:${rotation}:second:${cem}`)).toHaveLength(1);
    await tick(world, later(3));
    expect(await toldOn(world, '2026-03-05')).toEqual([cem]);
  });
});
