/** Who was told that a leak is over is told once that it is open again; who hears it loudly is not told twice. */
import { expect, test } from 'vitest';
import { type IncidentRef, type PersonId, personId } from '../../src/domain/words.ts';
import { chaseIncidents } from '../../src/incident/chase.ts';
import { falseAlarm } from '../../src/incident/false-alarm.ts';
import { reopenIncident } from '../../src/incident/reopen.ts';
import { checkMessage } from '../../src/local/slack/block-kit.ts';
import { incidentLoud } from '../../src/slack/drawings/incident-people.ts';
import { sweepOldRows } from '../../src/store/heartbeats.ts';
import { ana, bea, cem, makeWorld, type World } from './world.ts';

const TEAM = 'C0DESK';
const dia = personId('U0DIA');

async function end(world: World, incident: IncidentRef): Promise<void> {
  await falseAlarm(world.database, world.by(ana, await world.now()), { incident, reason: 'a test key' });
  await world.move(60);
}

async function reopen(world: World, incident: IncidentRef, by: PersonId, reason: string): Promise<void> {
  await reopenIncident(world.database, world.by(by, await world.now()), { incident, reason });
}

/** Messages about its latest return: to whom, and whether loudly. */
async function heard(world: World, incident: IncidentRef) {
  const { reopenedAt } = await world.card(incident);
  const rows = await world.rows(
    `select name, effect, wanted from outbox
     where name like 'incident:${incident}:reopened:${Math.floor(Number(reopenedAt) / 1000)}%' order by id`,
  );
  return rows.map(({ name, effect, wanted }) => {
    const { to, subject, kind } = effect as { to: Record<string, string>; subject: string; kind: string };
    return {
      name: String(name),
      to: Object.values(to)[0],
      subject,
      loud: kind === 'incident',
      wanted: Number(wanted),
    };
  });
}
type Heard = Awaited<ReturnType<typeof heard>>;
const people = (all: Heard, loud: boolean) =>
  all
    .filter((each) => each.loud === loud)
    .map(({ to }) => to)
    .sort();

async function words(world: World, all: Heard, to: string): Promise<string> {
  const subject = all.find((each) => !each.loud && each.to === to)?.subject ?? '';
  const drawn = await world.look((scope) => incidentLoud(scope, subject, '/key'));
  if (drawn === null) throw new Error(`nothing is drawn for ${to}`);
  expect(checkMessage(drawn)).toEqual([]);
  return drawn.text;
}

test('each time it is opened again, everybody with a message about it hears it once', async () => {
  const world = await makeWorld({ tier: 2 });
  await world.meet(dia, {});
  await world.rows(`update workspaces set team_channel = '${TEAM}', lead_group = 'S0LEADS'`);
  await world.rows(`insert into group_members (workspace, group_id, person, checked_at)
    select id, 'S0LEADS', '${dia}', steward_now() from workspaces`);
  const incident = await world.declare();
  // Silence calls the next holder, the lead, the other leads, and then the channel.
  for (let minutes = 0; minutes < 40; minutes += 10) {
    await world.move(10 * 60);
    const now = await world.now();
    await chaseIncidents(world.database, now, world.clock(now));
  }
  await end(world, incident);
  const room = `room:incident:${incident}`;

  await reopen(world, incident, cem, 'A bot traded with it');
  const first = await heard(world, incident);
  expect(people(first, true)).toEqual([ana, cem, room].sort());
  expect(people(first, false)).toEqual([TEAM, bea, dia].sort());
  const toBea = await words(world, first, bea);
  expect(toBea).toMatch(/Leak #1: prop-desk.*<@U0CEM> opened it again.*A bot traded with it/s);
  expect(toBea).toMatch(/Can you log in at .*okx.*\[Show the incident\]/s);
  expect(await words(world, first, TEAM)).toMatch(/Whoever can log in at .*okx/s);
  await expect(reopen(world, incident, bea, 'me too')).rejects.toMatchObject({ by: cem });

  await end(world, incident);
  const ended = await heard(world, incident);
  expect(
    ended.map(({ name }) => name),
    'nobody is told anew',
  ).toEqual(first.map(({ name }) => name));
  for (const { name, loud, wanted } of ended) if (!loud) expect(wanted, name).toBe(2);
  expect(await words(world, ended, bea)).toContain('is over now');

  await reopen(world, incident, ana, 'It is not a test key');
  const second = await heard(world, incident);
  expect(people(second, true)).toEqual([ana, room].sort());
  expect(people(second, false)).toEqual([TEAM, bea, cem, dia].sort());
  // Cem owns the service, and has a login too.
  const toCem = await words(world, second, cem);
  expect(toCem).toMatch(/<@U0ANA> opened it again.*trading-bot.*must not use this key.*Can you log in at/s);

  // What was sent is swept a month after the end: whoever was called hears of it all the same, who left Slack does not.
  await end(world, incident);
  await world.rows(
    `update outbox set done = wanted, channel = 'C0ROOM', ts = '1.2', done_at = now() - interval '40 days'`,
  );
  await sweepOldRows(world.database);
  const left = () => world.rows(`select name, wanted - done as again from outbox order by id limit 2`);
  const roomAndCard = [{ name: room }, { name: `incident:${incident}:card` }];
  expect(await left(), 'of old messages').toMatchObject(roomAndCard);
  expect(await world.rows(`select 1 from outbox`)).toHaveLength(2);
  await world.rows(`update people set standing = 'deactivated' where id = '${bea}'`);
  await world.rows(`update incident_services set switched_by = '${cem}', switched_at = steward_now()`);
  await reopen(world, incident, ana, 'Again');
  expect(await left()).toMatchObject([{ again: 0 }, { again: 1 }]);
  const swept = await heard(world, incident);
  expect(people(swept, false)).toEqual([TEAM, cem, dia].sort());
  expect(await words(world, swept, cem)).toContain('Your services are off this key');
});

test('a drill that is opened again says that it is practice, and stays with those who practise', async () => {
  const world = await makeWorld({ tier: 2 });
  await world.rows(`update workspaces set team_channel = '${TEAM}'`);
  const incident = await world.declare(ana, true);
  await end(world, incident);
  await reopen(world, incident, ana, 'Once more');
  const all = await heard(world, incident);
  expect(people(all, false)).toEqual([bea, cem].sort());
  expect(await words(world, all, bea)).toMatch(/DRILL #1.*Practice/s);
});
