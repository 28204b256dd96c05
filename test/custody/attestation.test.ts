/** Once a quarter custodians say of their keys whether they are still theirs and still needed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attestAll, attestOne, openQuestion, tendAttestations } from '../../src/custody/attest-keys.ts';
import {
  type AttestationCard,
  attestationCard,
  attestationSubject,
} from '../../src/custody/attestation-card.ts';
import { custodyHistory } from '../../src/custody/custody-history.ts';
import { listKeys } from '../../src/custody/find-keys.ts';
import { addDays, daysBetween } from '../../src/domain/days.ts';
import { ASK_WITHIN, isAskingDay, quarterName, quarterOf } from '../../src/domain/quarter.ts';
import type { Day, KeyRef, PersonId } from '../../src/domain/words.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import { acceptKey, offerKey } from '../../src/rotation/hand-over.ts';
import { withdrawUnread } from '../../src/rotation/withdraw-unread.ts';
import {
  answerCustodyModal,
  attestationMessage,
  custodyPageMessage,
} from '../../src/slack/views/attestation.ts';
import {
  attestationDeputyMessage,
  attestationOpenMessage,
} from '../../src/slack/views/attestation-silence.ts';
import { lookingInto } from '../../src/store/database.ts';
import { teamHealth } from '../../src/store/home.ts';
import { ana, bea, cem, makeWorld, refusal, today, type World } from '../rotation/world.ts';

const quarter = '2026-04-01' as Day;
/** Wednesday, the first of the quarter, at nine in UTC. */
const nine = new Date('2026-04-01T09:00:00Z');
const after = (days: number, from = nine): Date => new Date(from.getTime() + days * 86_400_000);

const tick = (world: World, at: Date) => tendAttestations(world.database, at, world.clock(at));
const messages = async (world: World): Promise<unknown[]> =>
  (await world.rows(`select name from outbox where name like 'attest:%' order by name`)).map(
    ({ name }) => name,
  );
const card = (world: World, person = ana): Promise<AttestationCard> =>
  world.look((scope) => attestationCard(scope, quarter, { custodian: person }));
const openIds = async (world: World, person = ana): Promise<number[]> =>
  (await card(world, person)).lines.filter(({ open }) => open).map(({ id }) => id);
const by = (world: World, person: PersonId, at = nine) => world.by(person, at);

/** Two keys of Ana and one of Bea, older than the quarter, asked about on its first morning. */
async function asked(): Promise<{ world: World; keys: KeyRef[] }> {
  const world = await makeWorld();
  const keys = [
    await world.addKey({ label: 'one', dueIn: 50 }),
    await world.addKey({ label: 'two', dueIn: 60, provider: 'generic' }),
    await world.addKey({ label: 'beas', dueIn: 60, provider: 'aws', custodian: bea }),
  ];
  await tick(world, nine);
  return { world, keys };
}

test('asked on the first working day of the quarter in their own working time, once, whatever runs at once', async () => {
  const world = await makeWorld();
  await world.addKey({ label: 'one', dueIn: 50 });
  await world.addKey({ label: 'beas', dueIn: 60, provider: 'aws', custodian: bea });
  await world.meet(bea, { timezone: 'America/New_York' });
  await world.rows(`update workspaces set holidays = '{2026-04-01}'`);
  await tick(world, new Date('2026-03-31T12:00:00Z'));
  await tick(world, nine);
  await tick(world, new Date('2026-04-02T08:59:00Z'));
  expect(await messages(world)).toEqual([]);
  await Promise.all([tick(world, after(1)), tick(world, after(1))]);
  expect(await messages(world)).toEqual([`attest:${quarter}:${ana}`]);
  await tick(world, new Date('2026-04-02T13:00:00Z'));
  expect(await messages(world)).toEqual([`attest:${quarter}:${ana}`, `attest:${quarter}:${bea}`]);
});

test('keys younger than the quarter, ownerless ones, those of people who left, and late days are left out', async () => {
  const world = await makeWorld();
  await world.addKey({ label: 'young', dueIn: 50 });
  await world.addKey({ label: 'nobodys', dueIn: 50, provider: 'generic', custodian: bea });
  await world.addKey({ label: 'left', dueIn: 50, provider: 'aws', custodian: cem });
  await world.rows(`update keys set recorded_at = '2026-04-01T08:00:00Z' where label = 'young'`);
  await world.rows(`update keys set disowned_at = now() where label = 'nobodys'`);
  await world.meet(cem, { standing: 'deactivated' });
  await tick(world, nine);
  await world.rows(`update keys set recorded_at = '2026-03-01T08:00:00Z', disowned_at = null`);
  await world.meet(cem, { standing: 'member' });
  await tick(world, after(ASK_WITHIN));
  expect(await messages(world)).toEqual([]);
});

test('one click answers exactly what was listed and is open; nobody else’s, and no other key', async () => {
  const { world, keys } = await asked();
  const [first = 0, second = 0] = await openIds(world);
  const unanswered = () =>
    lookingInto(world.database, by(world, ana), (scope) => listKeys(scope, ana, 'unanswered', 1));
  expect((await unanswered()).total).toBe(3);
  await expect(attestAll(world.database, by(world, bea), [first])).rejects.toEqual(
    refusal('not_allowed', /Only the person who was asked/),
  );
  await expect(attestAll(world.database, by(world, ana), [4711])).rejects.toEqual(
    refusal('not_found', /not recorded/),
  );
  const [beas = 0] = await openIds(world, bea);
  expect(await attestAll(world.database, by(world, ana), [first, beas])).toBe(1);
  expect(await openIds(world)).toEqual([second]);
  expect(await openIds(world, bea)).toEqual([beas]);
  const both = await Promise.allSettled(
    [1, 2].map(() => attestAll(world.database, by(world, ana), [first, second])),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await openIds(world)).toEqual([]);
  expect((await unanswered()).lines.map(({ label }) => label)).toEqual(['beas']);
  const [row] = await world.rows(
    `select deed, detail from audit where subject = 'key:${keys[1]}' order by seq desc limit 1`,
  );
  expect(row).toMatchObject({ deed: 'attested as still needed', detail: { quarter } });
  const history = await world.look((scope) => custodyHistory(scope, keys[0] ?? (0 as KeyRef)));
  expect(history.answers).toMatchObject([{ quarter, answer: 'still_mine', person: ana }]);
});

test('not mine needs a reason and leaves the key to nobody, until somebody takes it', async () => {
  const { world, keys } = await asked();
  const [id = 0] = await openIds(world);
  const key = (await lookingInto(world.database, by(world, ana), (scope) => openQuestion(scope, id))).key;
  const say = (because: string | null) =>
    attestOne(world.database, by(world, ana), { id, answer: 'not_mine', because });
  await expect(say(' ')).rejects.toMatchObject({ fields: { because: expect.any(String) } });
  await say('It went with the tax team.');
  await expect(say('again')).rejects.toEqual(refusal('already_done', /answered already/));
  expect(await world.key(key)).toMatchObject({
    disownedBy: ana,
    disownedBecause: 'It went with the tax team.',
    custodian: ana,
  });
  const unowned = () => world.look((scope) => listKeys(scope, ana, 'unowned', 1));
  const health = () => world.look((scope) => teamHealth(scope, today, today));
  expect([(await unowned()).lines.map((line) => line.id), (await health()).unowned]).toEqual([[key], 1]);
  await offerKey(world.database, by(world, ana), { key, to: cem, note: null });
  await acceptKey(world.database, by(world, cem), { handover: 1 as never });
  expect(await world.key(key)).toMatchObject({ disownedAt: null, custodian: cem });
  expect([(await unowned()).total, (await health()).unowned]).toEqual([0, 0]);
  expect(keys).toContain(key);
});

test('reminded once after a week in working time; what ended or changed hands is over', async () => {
  const { world, keys } = await asked();
  const [one, two] = keys;
  await tick(world, after(6));
  expect(await messages(world)).toHaveLength(2);
  await world.rows(`update keys set state = 'gone' where id = ${one}`);
  await offerKey(world.database, by(world, ana), { key: two as KeyRef, to: cem, note: null });
  await acceptKey(world.database, by(world, cem), { handover: 1 as never });
  const before = await openIds(world);
  expect(before).toEqual([]);
  for (const days of [7, 8, 9]) await tick(world, after(days));
  expect(await messages(world)).toEqual([
    `attest:${quarter}:${ana}`,
    `attest:${quarter}:${bea}`,
    `attest:${quarter}:${bea}:again`,
  ]);
  expect(await world.rows(`select answer, answered_by from attestations where person = '${ana}'`)).toEqual([
    { answer: 'settled', answered_by: null },
    { answer: 'settled', answered_by: null },
  ]);
  // Nobody is asked twice about a key in a quarter, and an old question ends when the next one begins.
  await tick(world, new Date('2026-07-01T09:00:00Z'));
  await tick(world, new Date('2026-07-01T09:01:00Z'));
  expect(
    await world.rows(
      `select quarter::text, answer from attestations where person = '${bea}' order by quarter`,
    ),
  ).toEqual([
    { quarter: '2026-04-01', answer: 'settled' },
    { quarter: '2026-07-01', answer: null },
  ]);
});

test('unanswered, it goes to who steps in, then to a lead in one message, each once, in their own working time', async () => {
  const world = await makeWorld();
  await world.rows(`update workspaces set lead_group = 'S0LEADS' where id = 'T0HOME'`);
  await world.rows(`insert into group_members (workspace, group_id, person, checked_at)
    values ('T0HOME', 'S0LEADS', '${cem}', now())`);
  await world.meet(bea, { timezone: 'America/New_York' });
  await world.addKey({ label: 'one', dueIn: 50, deputy: bea });
  await world.addKey({ label: 'two', dueIn: 60, provider: 'generic', deputy: bea });
  await world.addKey({ label: 'alone', dueIn: 60, provider: 'aws', custodian: bea });
  // Before work, at nine in UTC, which is no working hour in New York, and when work begins there.
  const seen: string[] = [];
  let before: unknown[] = [];
  for (const hour of Array.from({ length: 30 }, (_, day) => [0, 4, 23].map((of) => day * 24 + of)).flat()) {
    const at = new Date(nine.getTime() + hour * 3_600_000);
    await tick(world, at);
    const now = await messages(world);
    for (const name of now)
      if (!before.includes(name)) seen.push(`${at.toISOString().slice(5, 13)} ${String(name).slice(18)}`);
    before = now;
  }
  expect(seen).toEqual([
    `04-01T09 ${ana}`,
    `04-01T13 ${bea}`,
    `04-08T09 ${ana}:again`,
    `04-08T13 ${bea}:again`,
    `04-15T13 deputy:${bea}:2026-04-15`,
    `04-22T09 lead:2026-04-22:${cem}`,
  ]);
  const read = (reader: Parameters<typeof attestationCard>[2]) =>
    world.look((scope) => attestationCard(scope, quarter, reader));
  expect((await read({ deputy: bea, on: null })).lines.map(({ label }) => label)).toEqual(['one', 'two']);
  expect((await read({ lead: true, on: null })).lines.map(({ label }) => label)).toEqual([
    'alone',
    'one',
    'two',
  ]);

  // Who steps in answers as the custodian would, but cannot give a key away; a lead was only told.
  const [one = 0, two = 0] = (await read({ deputy: bea, on: null })).lines.map(({ id }) => id);
  await expect(
    attestOne(world.database, by(world, bea), { id: one, answer: 'not_mine', because: 'no' }),
  ).rejects.toEqual(refusal('not_allowed', /Only its custodian/));
  await expect(attestAll(world.database, by(world, cem), [one])).rejects.toEqual(
    refusal('not_allowed', /Only the person who was asked/),
  );
  await attestOne(world.database, by(world, bea), { id: one, answer: 'still_mine', because: null });
  expect(attestationMessage(await read({ custodian: ana })).text).toContain('1 answered');
  expect(await world.rows(`select wanted::int from outbox where name like 'attest:%:deputy:%'`)).toEqual([
    { wanted: 2 },
  ]);
  await world.rows(`update keys set deputy = '${cem}' where label = 'two'`);
  await expect(attestAll(world.database, by(world, bea), [two])).rejects.toEqual(
    refusal('not_allowed', /Only the person who was asked/),
  );
  expect((await read({ deputy: bea, on: null })).lines.filter(({ open }) => open)).toEqual([]);
  const deeds = await world.rows(
    `select distinct deed from audit where deed like '%still needed' order by deed`,
  );
  expect(deeds.map(({ deed }) => deed)).toEqual([
    'asked whether still needed',
    'attested as still needed',
    'deputy asked whether still needed',
    'lead told that it is unanswered whether still needed',
    'reminded whether still needed',
  ]);
});

test('who leaves before they read it is replaced by whoever stands in; what comes later is told once, on another day', async () => {
  const world = await makeWorld();
  await world.rows(`update workspaces set lead_group = 'S0LEADS' where id = 'T0HOME'`);
  await world.rows(`insert into group_members (workspace, group_id, person, checked_at)
    values ('T0HOME', 'S0LEADS', '${bea}', now()), ('T0HOME', 'S0LEADS', '${cem}', now())`);
  await world.addKey({ label: 'one', dueIn: 50, deputy: cem });
  await world.addKey({ label: 'two', dueIn: 60, provider: 'generic', deputy: bea });
  await world.addKey({ label: 'three', dueIn: 60, provider: 'aws', deputy: bea });
  await tick(world, nine);
  await tick(world, after(7));
  await world.rows(`update attestations set reminded_on = '2026-04-09'
    where key = (select id from keys where label = 'three')`);
  const leaves = async (person: PersonId, at: Date) => {
    await world.meet(person, { standing: 'deactivated' });
    await withdrawUnread(world.database, world.clock(at));
    await tick(world, at);
  };
  const news = async (of: string) =>
    (await messages(world)).map((name) => String(name).slice(18)).filter((name) => name.startsWith(of));
  await tick(world, after(14));
  expect(await news('deputy')).toEqual([`deputy:${bea}:2026-04-15`, `deputy:${cem}:2026-04-15`]);
  // Somebody else steps in by then. Bea was asked today already, so that it would be added unseen.
  await world.rows(`update keys set deputy = '${bea}' where label = 'one'`);
  await leaves(cem, after(14));
  expect(await news('deputy')).toEqual([`deputy:${bea}:2026-04-15`]);
  for (const at of [after(15), after(15), after(16)]) await tick(world, at);
  expect(await news('deputy')).toEqual([`deputy:${bea}:2026-04-15`, `deputy:${bea}:2026-04-16`]);
  const labels = async (kind: Parameters<typeof attestationSubject>[0], name: string) => {
    const [{ subject } = {}] = await world.rows(
      `select effect ->> 'subject' as subject from outbox where name = 'attest:${quarter}:${name}'`,
    );
    const about = attestationSubject(kind, String(subject));
    if (about === null) throw new Error('not one of ours');
    const { lines } = await world.look((scope) => attestationCard(scope, about.quarter, about.reader));
    return lines.map(({ label }) => label).sort();
  };
  expect(await labels('attestation-deputy', `deputy:${bea}:2026-04-15`)).toEqual(['two']);
  expect(await labels('attestation-deputy', `deputy:${bea}:2026-04-16`)).toEqual(['one', 'three']);

  await tick(world, after(21));
  expect(await news('lead')).toEqual([`lead:2026-04-22:${bea}`]);
  await world.meet(cem, { standing: 'member' });
  await leaves(bea, after(21));
  expect(await news('lead')).toEqual([`lead:2026-04-22:${cem}`]);
  await world.rows(`update attestations set reminded_on = '2026-04-08'`);
  await tick(world, after(21));
  for (const at of [after(22), after(22), after(23)]) await tick(world, at);
  expect(await news('lead')).toEqual([`lead:2026-04-22:${cem}`, `lead:2026-04-23:${cem}`]);
  expect(await labels('attestation-open', `lead:2026-04-22:${cem}`)).toEqual(['one', 'two']);
  expect(await labels('attestation-open', `lead:2026-04-23:${cem}`)).toEqual(['three']);
  // An answer draws all of them again.
  const { id: three } = (await card(world)).lines.find(({ label }) => label === 'three') ?? { id: 0 };
  await world.rows(`update outbox set done = wanted`);
  await attestOne(world.database, by(world, ana, after(23)), {
    id: three,
    answer: 'still_mine',
    because: null,
  });
  expect(await world.rows(`select from outbox where name like 'attest:%' and wanted = done`)).toEqual([]);
});

test('without a lead the team channel is told; who left is not asked; no lead hears of a quarter that is over', async () => {
  const world = await makeWorld();
  await world.rows(`update workspaces set team_channel = 'C0TEAM' where id = 'T0HOME'`);
  await world.addKey({ label: 'one', dueIn: 50, deputy: cem });
  await world.addKey({ label: 'late', dueIn: 60, provider: 'generic' });
  await tick(world, nine);
  await tick(world, after(7));
  await world.rows(`update attestations set reminded_on = '2026-06-28'
    where key = (select id from keys where label = 'late')`);
  await world.meet(cem, { standing: 'deactivated' });
  for (const days of [14, 21]) await tick(world, after(days));
  const name = `attest:${quarter}:lead:2026-04-22:C0TEAM`;
  const all = [`attest:${quarter}:${ana}`, `attest:${quarter}:${ana}:again`, name];
  expect(await messages(world)).toEqual(all);
  expect(await world.rows(`select effect -> 'to' as to from outbox where name = '${name}'`)).toEqual([
    { to: { channel: 'C0TEAM' } },
  ]);
  // Nobody is asked anew, so that the old question stays open.
  await world.meet(ana, { standing: 'deactivated' });
  await tick(world, new Date('2026-07-13T09:00:00Z'));
  expect(await messages(world)).toEqual(all);
});

test('keys that become theirs after they were asked make one more message, on another day', async () => {
  const world = await makeWorld();
  await world.addKey({ label: 'one', dueIn: 50 });
  await world.addKey({ label: 'two', dueIn: 60, provider: 'generic' });
  await world.rows(`update keys set disowned_at = now() where label = 'two'`);
  await tick(world, nine);
  await world.rows(`update keys set disowned_at = null where label = 'two'`);
  await tick(world, new Date(nine.getTime() + 3_600_000));
  expect(await messages(world)).toEqual([`attest:${quarter}:${ana}`]);
  await tick(world, after(1));
  await tick(world, after(2));
  expect(await messages(world)).toEqual([`attest:${quarter}:${ana}`, `attest:${quarter}:${ana}:2026-04-02`]);
  expect(await openIds(world)).toHaveLength(2);
});

describe('the message', () => {
  const hostile = `<!channel> <https://evil.example|click> *bold* \`code\` & ${'long '.repeat(2000)}`;
  const line = (id: number, open = true) => ({
    id: 10_000_000 + id,
    key: id as KeyRef,
    person: ana,
    quarter,
    label: hostile,
    provider: 'okx',
    providerName: 'OKX',
    accountName: hostile,
    tier: 1 as const,
    dueOn: today,
    answer: open ? null : ('not_mine' as const),
    note: open ? null : hostile,
    custodian: ana,
    deputy: bea,
    stepsIn: bea,
    disowned: false,
    answeredBy: open ? null : bea,
    state: 'active' as const,
    open,
  });
  const many = (count: number, open = true) => Array.from({ length: count }, (_, at) => line(at, open));

  test('500 keys with hostile names fit Slack’s limits; the button carries just those that are shown', () => {
    const all = { quarter, lines: [...many(480), ...many(20, false)] };
    const shown = attestationMessage(all);
    for (const message of [
      shown,
      attestationMessage({ quarter, lines: many(20, false) }),
      attestationMessage({ quarter, lines: [] }),
      ...[all, { quarter, lines: [] }].flatMap((card) => [
        attestationDeputyMessage(card),
        attestationOpenMessage(card),
      ]),
    ])
      expect(checkMessage(message)).toEqual([]);
    for (const page of [1, 25, 99]) expect(checkMessage(custodyPageMessage(all, page))).toEqual([]);
    for (const asDeputy of [false, true])
      expect(checkView(answerCustodyModal(1, line(1), asDeputy))).toEqual([]);
    const row = shown.blocks.find(({ type }) => type === 'actions') as {
      elements: { value: string; text: { text: string } }[];
    };
    const [button] = row.elements;
    expect(button?.text.text).toBe('These 40 still mine and needed');
    const listed = shown.blocks.flatMap((block) =>
      block.type === 'section' && block.accessory?.type === 'button'
        ? [JSON.parse(block.accessory.value ?? '')[1].attestation]
        : [],
    );
    expect(JSON.parse(button?.value ?? '')[1].ids).toEqual(listed);
    expect(shown.text).not.toMatch(/<!channel>|<https:/);
  });
});

test('a quarter begins on its first day, holds it, and is asked about in its first days alone', () => {
  const anyDay = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('1990-01-01' as Day, days));
  fc.assert(
    fc.property(anyDay, (day) => {
      const first = quarterOf(day);
      expect(quarterOf(first)).toBe(first);
      expect(daysBetween(first, day)).toBeGreaterThanOrEqual(0);
      expect(daysBetween(first, day)).toBeLessThan(92);
      expect(isAskingDay(day)).toBe(day < addDays(first, ASK_WITHIN));
    }),
  );
  expect([quarterName(quarter), quarterName('2026-12-31' as Day)]).toEqual(['Q2 2026', 'Q4 2026']);
});
