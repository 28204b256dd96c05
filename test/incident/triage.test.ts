import { expect, test } from 'vitest';
import { historyPage } from '../../src/audit/history.ts';
import type { IncidentRef, TriageRef } from '../../src/domain/words.ts';
import { addNote } from '../../src/incident/add-note.ts';
import { chaseTriages } from '../../src/incident/chase-triage.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { matchTriage } from '../../src/incident/match-triage.ts';
import { openTriage } from '../../src/incident/open-triage.ts';
import { incidentReport } from '../../src/incident/report.ts';
import { incidentJson } from '../../src/incident/report-json.ts';
import { roomFor } from '../../src/incident/room.ts';
import { sayKnown } from '../../src/incident/say-known.ts';
import { declareSibling, suspectsOf } from '../../src/incident/siblings.ts';
import { triageOf, unknownLeaks } from '../../src/incident/triage-card.ts';
import { claimTriage, dismissTriage, nameProvider } from '../../src/incident/work-triage.ts';
import { triageMessage } from '../../src/slack/views/triage.ts';
import { figuresByMonth } from '../../src/store/figures.ts';
import type { NewKey } from '../../src/store/new-key.ts';
import { keysNear, leakedIn } from '../../src/store/siblings.ts';
import { ana, bea, cem, makeWorld, type World } from './world.ts';

const open = async (world: World, says: string | null = 'the old tax report', by = ana) =>
  openTriage(world.database, world.by(by, await world.now()), { provider: null, says });
const card = (world: World, id: TriageRef) => world.look((scope) => triageOf(scope, id));
const chase = async (world: World) => {
  const now = await world.now();
  return chaseTriages(world.database, now, world.clock(now));
};
const calls = (world: World) =>
  world.rows(`select effect -> 'to' as "to" from outbox
    where effect ->> 'kind' = 'triage' and name like 'triage:%:call:%' order by name`);
const taken = (by: string) => expect.objectContaining({ name: 'StepTaken', by });

test('a leak of an unknown key is worked at once; its incident keeps number, clock, room and people', async () => {
  const world = await makeWorld();
  const { id, number, joined } = await open(world);
  expect({ number, joined }).toEqual({ number: 1, joined: false });
  // Saying the same again joins, whoever says it; another leak is another.
  expect(await open(world, 'The old Tax Report', bea)).toEqual({ id, number, joined: true });
  expect((await open(world, 'something else')).number).toBe(2);

  const reportedAt = (await card(world, id)).reportedAt;
  await world.move(240);
  await claimTriage(world.database, world.by(bea, await world.now()), id);
  await nameProvider(world.database, world.by(bea, await world.now()), id, 'okx');
  const worked = await card(world, id);
  expect(worked.claimedBy).toBe(bea);
  expect(worked.issuer?.steps.map(({ kind }) => kind)).toContain('delete');
  expect(worked.issuer?.pages.map(({ url }) => url)).toContain('https://www.okx.com/account/my-api');
  const months = () => world.look((scope) => figuresByMonth(scope, 'UTC', 12));
  expect(await months()).toEqual([]);

  const match = async (by = bea) =>
    matchTriage(world.database, world.by(by, await world.now()), { triage: id, key: world.keyRef });
  const declared = await match();
  expect(declared).toMatchObject({ number: 1, joined: false });
  const incident = await world.card(declared.id);
  expect(incident).toMatchObject({ number: 1, reportedBy: ana, lead: bea, reportedAt });
  expect(await card(world, id)).toMatchObject({
    state: 'matched',
    became: { number: 1, label: 'prop-desk' },
  });
  expect((await world.look((scope) => roomFor(scope, declared.id))).goesOnIn).toBe(`room:triage:${id}`);
  const [invited] = await world.rows(
    `select effect -> 'people' as people from outbox where name = 'incident:${declared.id}:invite:1'`,
  );
  expect(invited?.['people']).toEqual(expect.arrayContaining([ana, bea, cem]));
  expect((await months()).map(({ leaks }) => leaks)).toEqual([1]);
  // The next number is nobody's; who is late is told who was first.
  await expect(match(cem)).rejects.toEqual(taken(bea));
  const history = await world.look((scope) => historyPage(scope, world.keyRef));
  expect(history.lines.map(({ deed }) => deed)).toEqual(expect.arrayContaining(['triage matched']));
  const { markdown } = await world.look((scope) => incidentReport(scope, declared.id));
  expect(markdown).toMatch(
    /triage opened \(the old tax report\)[\s\S]*triage claimed[\s\S]*incident declared/,
  );
});

test('a key whose incident is open already takes the people of the triage in', async () => {
  const world = await makeWorld();
  const first = await world.declare(bea);
  const { id } = await open(world, null);
  const at = await world.now();
  const matched = await matchTriage(world.database, world.by(cem, at), { triage: id, key: world.keyRef });
  expect(matched).toMatchObject({ id: first, number: 1, joined: true });
  const names = await world.rows(`select name from outbox where name like 'incident:${first}:invite:%'`);
  expect(names.map(({ name }) => name)).toEqual(
    expect.arrayContaining([`incident:${first}:invite:${ana}`, `incident:${first}:invite:${cem}`]),
  );
});

test('of two who match it at once to two keys one wins, and one incident is open', async () => {
  const world = await makeWorld();
  const other = await world.addKey({ label: 'other', dueIn: 50 });
  const { id } = await open(world);
  const now = await world.now();
  const results = await Promise.allSettled(
    [world.keyRef, other].map((key, n) =>
      matchTriage(world.database, world.by(n === 0 ? bea : cem, now), { triage: id, key }),
    ),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await world.rows(`select number from incidents`)).toEqual([{ number: 1 }]);
});

test('whoever reports the same with abuse makes it the worst there is, for the incident too', async () => {
  const world = await makeWorld({ permissions: ['read'], tier: 3 });
  const report = { provider: null, says: 'key in the fork' };
  const { id } = await openTriage(world.database, world.by(ana, await world.now()), report);
  for (const person of [bea, cem]) {
    const again = openTriage(world.database, world.by(person, await world.now()), { ...report, abuse: true });
    expect(await again).toMatchObject({ id, joined: true });
  }
  expect(await world.rows(`select 1 from audit where deed = 'abuse seen'`)).toHaveLength(1);
  // Two minutes, not ten.
  await world.move(121);
  expect(await chase(world)).toBe(1);
  const incident = await world.declare();
  await matchTriage(world.database, world.by(bea, await world.now()), { triage: id, key: world.keyRef });
  expect((await world.card(incident)).abuseSeen).toBe(true);
});

test('nobody takes it up: leads are called, then the team channel, again and again, until somebody does', async () => {
  const world = await makeWorld();
  await world.rows(`update workspaces set lead_group = 'S0LEADS', team_channel = 'C0TEAM'`);
  await world.rows(`insert into group_members (workspace, group_id, person, checked_at)
    select id, 'S0LEADS', '${cem}', now() from workspaces`);
  const { id } = await open(world);
  expect(await chase(world)).toBe(0);
  await world.move(599);
  expect(await chase(world)).toBe(0);
  await world.move(1);
  expect(await chase(world)).toBe(1);
  // Another replica finds nothing left to do.
  expect(await chase(world)).toBe(0);
  await world.move(600);
  await chase(world);
  await world.move(600);
  await chase(world);
  expect((await calls(world)).map(({ to }) => to)).toEqual([
    { person: cem },
    { channel: 'C0TEAM' },
    { person: cem },
  ]);
  expect(await world.rows(`select wanted from outbox where name = 'triage:${id}:card'`)).toEqual([
    { wanted: 4 },
  ]);
  // Whoever is called sees the room.
  const invited = await world.rows(
    `select effect -> 'people' as people from outbox where name like 'triage:${id}:invite:call:%'`,
  );
  expect(invited.map(({ people }) => people)).toEqual([[cem], [cem]]);
  await claimTriage(world.database, world.by(bea, await world.now()), id);
  await world.move(1199);
  expect(await chase(world)).toBe(0);
  // Every posted card is drawn again, so that nobody comes to something that is taken.
  const drawn = await world.rows(
    `select wanted from outbox where effect ->> 'kind' = 'triage' and name like 'triage:${id}:%'`,
  );
  expect(drawn.every(({ wanted }) => Number(wanted) >= 2)).toBe(true);
});

test('whoever took it up and falls silent is called, then leads and team, until they are heard or it is taken over', async () => {
  const world = await makeWorld();
  await world.rows(`update workspaces set lead_group = 'S0LEADS', team_channel = 'C0TEAM'`);
  await world.rows(`insert into group_members (workspace, group_id, person, checked_at)
    select id, 'S0LEADS', '${cem}', now() from workspaces`);
  const { id } = await open(world);
  const claim = async (by: typeof bea) => claimTriage(world.database, world.by(by, await world.now()), id);
  const after = async (minutes: number) => {
    await world.move(minutes * 60);
    return chase(world);
  };
  await claim(bea);
  await expect(claim(bea)).rejects.toMatchObject({ code: 'already_done' });
  expect(await after(19)).toBe(0);
  expect([await after(1), await after(20), await after(20)]).toEqual([1, 1, 1]);
  expect((await calls(world)).map(({ to }) => to)).toEqual([
    { person: bea },
    { person: cem },
    { channel: 'C0TEAM' },
  ]);
  const shown = triageMessage(await card(world, id));
  expect(shown.text).toMatch(/Nothing was heard of <@U0BEA>.*People are called every 20 minutes/s);
  expect(JSON.stringify(shown.blocks)).toContain('I am on it');
  // Heard again, by word or by what they do, the clock begins anew.
  await claim(bea);
  expect(await after(19)).toBe(0);
  await nameProvider(world.database, world.by(bea, await world.now()), id, 'okx');
  expect(await after(19)).toBe(0);
  expect(await after(1)).toBe(1);
  await claim(ana);
  expect((await card(world, id)).claimedBy).toBe(ana);
  expect([await after(20), (await calls(world)).at(-1)?.['to']]).toEqual([1, { person: ana }]);
  const audited = await world.rows(`select deed from audit where subject = 'triage:${id}' order by seq`);
  expect(audited.map(({ deed }) => deed)).toEqual([
    'triage opened',
    'triage claimed',
    ...['triage called out', 'triage called out', 'triage called out', 'still works on the triage'],
    ...['provider named', 'triage called out', 'triage claimed', 'triage called out'],
  ]);
});

test('it is closed with a reason by whoever reported or took it, or a lead; then nothing more is done to it', async () => {
  const world = await makeWorld();
  const { id } = await open(world);
  const dismiss = async (by: typeof ana, role: 'member' | 'lead' = 'member') =>
    dismissTriage(world.database, world.by(by, await world.now(), role), id, 'A key of somebody else.');
  await expect(dismiss(cem)).rejects.toMatchObject({ code: 'not_allowed' });
  await dismiss(cem, 'lead');
  expect(await card(world, id)).toMatchObject({
    state: 'dismissed',
    endedBecause: 'A key of somebody else.',
  });
  await expect(claimTriage(world.database, world.by(bea, await world.now()), id)).rejects.toEqual(taken(cem));
  expect(await world.look((scope) => unknownLeaks(scope, 5))).toEqual([]);
  // Its number stays used.
  expect((await world.card(await world.declare())).number).toBe(2);
});

test('what is known stands on the card and in the report; abuse said there puts the deletion first', async () => {
  const world = await makeWorld({ permissions: ['read'], tier: 3 });
  const id = await world.declare();
  expect((await world.card(id)).because).toMatch(/^Replace first/);
  const say = async (known: Parameters<typeof sayKnown>[3]) =>
    sayKnown(world.database, world.by(bea, await world.now()), id, known);
  await say({ where: 'a public fork', how: null, abuse: false });
  await say({ where: 'a public fork', how: 'pushed on Friday', abuse: true });
  await expect(say({ where: 'a public fork', how: 'pushed on Friday', abuse: true })).rejects.toMatchObject({
    code: 'bad_input',
  });
  const after = await world.card(id);
  expect(after).toMatchObject({ abuseSeen: true, because: 'Kill first: abuse was seen.' });
  expect(after.around.known).toMatchObject({ where: 'a public fork', how: 'pushed on Friday', by: bea });
  const { markdown } = await world.look((scope) => incidentReport(scope, id));
  expect(markdown).toContain('Seen: a public fork. How: pushed on Friday');
  const { json } = await world.look((scope) => incidentJson(scope, id));
  expect(JSON.parse(json)).toMatchObject({ known: { where: 'a public fork' }, abuseSeen: true });
});

test('other keys at risk are counted on the card, and each gets its own incident with one click', async () => {
  const world = await makeWorld({ keptAt: 'vault: trading/okx' });
  const near = await world.addKey({
    label: 'near',
    dueIn: 50,
    keptAt: 'Vault: Trading/other',
    custodian: bea,
  });
  await world.addKey({ label: 'far', dueIn: 50, keptAt: 'vault: payments/x', custodian: bea });
  const gone = await world.addKey({ label: 'gone', dueIn: 50, keptAt: 'vault: trading/old', custodian: bea });
  await world.rows(`update keys set state = 'gone' where id = ${gone}`);
  const id = await world.declare();
  const suspects = () => world.look((scope) => suspectsOf(scope, id));
  // All of them are in one account here; the one that also shares the vault comes first.
  expect((await suspects()).keys.map(({ key, reasons }) => [key.label, reasons])).toEqual([
    ['near', ['account', 'store']],
    ['far', ['account']],
  ]);
  expect((await world.card(id)).around.atRisk).toBe(2);
  const declare = async () =>
    declareSibling(world.database, world.by(cem, await world.now()), { incident: id, key: near });
  const sibling = await declare();
  expect(await declare()).toMatchObject({ id: sibling.id, joined: true });
  expect((await suspects()).keys[0]?.key.incident?.number).toBe(2);
  expect((await world.card(sibling.id)).around.siblingOf).toEqual({ id, number: 1 });
  expect((await world.card(id)).around.atRisk).toBe(1);
});

test('the likeliest of many are found: store, address and owner before a shared custodian', async () => {
  const world = await makeWorld({ keptAt: 'vault: trading/okx', allowlist: ['203.0.113.7'], custodian: ana });
  await world.rows(`update accounts set name = 'acme / main', name_key = 'acme / main'`);
  const others: [string, Partial<NewKey>][] = [
    ['a-person', { custodian: ana }],
    ['owner', { custodian: bea }],
    ['address', { custodian: bea, allowlist: ['203.0.113.7'] }],
    ['vault', { custodian: bea, keptAt: 'vault: trading/b' }],
  ];
  for (const [name, facts] of others) {
    const key = await world.addKey({ label: name, dueIn: 50, keptAt: `only ${name}`, ...facts });
    await world.rows(`insert into accounts (workspace, provider, region, name, name_key)
      select workspace, provider, region, '${name === 'owner' ? 'Acme / other' : name}', '${name}' from accounts limit 1`);
    await world.rows(
      `update keys set account = (select id from accounts where name_key = '${name}') where id = ${key}`,
    );
  }
  const id = await world.declare();
  const found = await world.look((scope) => suspectsOf(scope, id));
  expect(found.keys.map(({ key, reasons }) => [key.label, reasons])).toEqual([
    ['vault', ['store']],
    ['address', ['host']],
    ['owner', ['parent']],
    ['a-person', ['custodian']],
  ]);
  const leaked = await world.look((scope) => leakedIn(scope, id));
  if (leaked === null) throw new Error('an incident without its key');
  expect(leaked.label).toBe('prop-desk');
  const near = await world.look((scope) => keysNear(scope, leaked));
  expect(near.map(({ label }) => label)).toEqual(['vault', 'address', 'owner', 'a-person']);
});

test('a drill has no other keys at risk, and declares none', async () => {
  const world = await makeWorld();
  await world.addKey({ label: 'near', dueIn: 50 });
  const { id } = await declareIncident(world.database, world.by(ana, await world.now()), {
    key: world.keyRef,
    drill: true,
  });
  expect((await world.card(id as IncidentRef)).around.atRisk).toBe(0);
});

test('the report tells deeds and messages in one timeline, in the order of time', async () => {
  const world = await makeWorld();
  const id = await world.declare();
  const at = await world.now();
  const said = (seconds: number, says: string) => ({
    channel: 'C0DESK',
    ts: `${Math.floor(at.getTime() / 1000) + seconds}.000100`,
    author: cem,
    says,
    masked: false,
  });
  const add = (message: ReturnType<typeof said>) => addNote(world.database, world.by(bea, at), id, message);
  await add(said(-600, 'I see a key in the fork'));
  await add(said(3600, 'we are * done'));
  await expect(add(said(3600, 'we are * done'))).rejects.toMatchObject({ code: 'already_done' });
  const { markdown } = await world.look((scope) => incidentReport(scope, id));
  expect(markdown).toMatch(
    /## Timeline[\s\S]*“I see a key in the fork”[\s\S]*incident declared[\s\S]*“we are \\\* done” \(put here by/,
  );
  const { json } = await world.look((scope) => incidentJson(scope, id));
  const times = (JSON.parse(json) as { timeline: { at: string; kind: string }[] }).timeline;
  expect(times.map(({ at: moment }) => moment)).toEqual(times.map(({ at: moment }) => moment).toSorted());
  expect(times.filter(({ kind }) => kind === 'message')).toHaveLength(2);
});
