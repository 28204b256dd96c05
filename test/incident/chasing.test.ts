/** Silence in an incident: who is called, how often, and what ends it. One team, at night. */
import { expect, test } from 'vitest';
import { type PersonId, personId } from '../../src/domain/words.ts';
import { acknowledge } from '../../src/incident/acknowledge.ts';
import { answerLogin } from '../../src/incident/answer-login.ts';
import { callCard } from '../../src/incident/call-card.ts';
import { chaseIncidents } from '../../src/incident/chase.ts';
import { claimStep } from '../../src/incident/claim-step.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { handOverStep } from '../../src/incident/hand-over-step.ts';
import { incidentCallMessage } from '../../src/slack/views/incident-call.ts';
import { incidentsToChase } from '../../src/store/chases.ts';
import { rememberGroup } from '../../src/store/groups.ts';
import type { LookUps } from '../../src/workspace/identify.ts';
import { ana, bea, cem, home, makeWorld, type World } from './world.ts';

const dan = personId('U0DAN');

/** Everybody here was met before. */
const noSlack: LookUps = {
  lookUp: async () => 'unknown',
  groups: { all: async () => null, members: async () => null },
};

async function nightTeam(): Promise<
  World & { chase(minutes: number): Promise<number>; calls(): Promise<string[]> }
> {
  const world = await makeWorld({ tier: 1, deputy: bea });
  await world.rows(
    `update workspaces set team_channel = 'C0TEAM', lead_group = 'S0LEADS' where id = '${home}'`,
  );
  await world.meet(dan, {});
  await rememberGroup(world.database, home, 'S0LEADS', [dan], await world.now());
  let seen = 0;
  return {
    ...world,
    chase: async (minutes) => {
      await world.move(minutes * 60);
      const now = await world.now();
      return chaseIncidents(world.database, now, world.clock(now));
    },
    /** Calls that came since the last look: about what, and to whom. */
    calls: async () => {
      const rows = await world.rows(
        `select effect->>'subject' as subject, coalesce(effect->'to'->>'person', effect->'to'->>'channel') as place
         from outbox where effect->>'kind' = 'incident-call' order by id`,
      );
      const fresh = rows
        .slice(seen)
        .map(({ subject, place }) => `${String(subject).replace(/^\d+:/, '')} ${place}`);
      seen = rows.length;
      return fresh;
    },
  };
}

test('nobody can log in: lead, leads and channel are called, again and again, until somebody says yes', async () => {
  const world = await nightTeam();
  const incident = await world.declare();
  await acknowledge(world.database, world.by(cem, await world.now()), { incident, service: world.service });
  const no = async (person: PersonId) =>
    answerLogin(world.database, world.by(person, await world.now()), { incident, can: false });
  for (const person of [bea, cem]) await no(person);
  expect(await world.calls()).toEqual([]);
  await no(ana);
  // The last one said no: the first call does not wait.
  expect(await world.calls()).toEqual([`login ${ana}`]);
  expect(await world.chase(1)).toBe(0);
  expect(await world.chase(1)).toBe(1);
  expect(await world.chase(2)).toBe(1);
  expect(await world.chase(2)).toBe(1);
  expect(await world.calls()).toEqual([`login ${dan}`, 'login C0TEAM', `login ${ana}`]);
  expect(
    await world.rows(`select 1 from outbox where name = 'incident:${incident}:invite:${dan}'`),
  ).toHaveLength(1);
  const shown = async () =>
    incidentCallMessage((await world.look((scope) => callCard(scope, `${incident}:login`))) as never);
  expect((await shown()).text).toMatch(
    /Nobody can delete the key so far[\s\S]*Everybody who was asked said no/,
  );
  const before = await world.rows(
    `select name from outbox where effect->>'kind' = 'incident-call' and wanted > 1`,
  );
  await answerLogin(world.database, world.by(dan, await world.now()), { incident, can: true });
  expect((await shown()).text).toContain('Somebody answered');
  const after = await world.rows(
    `select name from outbox where effect->>'kind' = 'incident-call' and wanted > 1`,
  );
  expect(after.length).toBeGreaterThan(before.length);
  expect(await world.chase(2)).toBe(0);
});

test('holders who are all asleep are not waited for one after the other', async () => {
  const world = await nightTeam();
  const incident = await world.declare();
  await acknowledge(world.database, world.by(cem, await world.now()), { incident, service: world.service });
  const invited = await world.rows(`select effect from outbox where name = 'incident:${incident}:invite:1'`);
  expect(invited[0]?.['effect'], 'the leads see the room').toMatchObject({ people: [bea, cem, ana, dan] });
  // The next holder and, at once, the lead; then the other leads, while nobody has said a word.
  expect(await world.chase(2)).toBe(2);
  expect((await world.card(incident)).logins.map(({ person }) => person)).toEqual([bea, cem]);
  await world.chase(2);
  await world.chase(2);
  expect(await world.calls()).toEqual([`login ${ana}`, `login ${dan}`, 'login C0TEAM']);
  // Whoever is given the deletion is called about that, and nobody about a login.
  const given = { incident, step: 'delete-key', to: bea, from: null };
  await handOverStep(world.database, noSlack, world.by(ana, await world.now()), given);
  expect(
    await incidentsToChase(world.database, new Date((await world.now()).getTime() + 9 * 60_000)),
  ).toEqual([]);
  expect(await world.chase(9)).toBe(0);
  await world.chase(1);
  expect(await world.calls()).toEqual([`step:delete-key ${bea}`]);
});

test('a silent owner: deputy, lead, leads, channel; then anybody may answer', async () => {
  const world = await nightTeam();
  const incident = await world.declare();
  const answer = { incident, service: world.service };
  await answerLogin(world.database, world.by(bea, await world.now()), { incident, can: true });
  await expect(acknowledge(world.database, world.by(ana), answer)).rejects.toMatchObject({
    code: 'not_allowed',
  });
  for (const minutes of [2, 2, 2, 2]) await world.chase(minutes);
  const about = `service:${world.service}`;
  // The delete step is bea's since the start: it comes later.
  expect((await world.calls()).filter((call) => call.startsWith('service'))).toEqual([
    `${about} ${bea}`,
    `${about} ${cem}`,
    `${about} ${ana}`,
    `${about} ${dan}`,
    `${about} C0TEAM`,
  ]);
  const card = await world.look((scope) => callCard(scope, `${incident}:${about}`));
  expect(incidentCallMessage(card as never).text).toMatch(/<?@?U0CEM.*has not answered.*trading-bot/);
  await acknowledge(world.database, world.by(ana, await world.now()), answer);
  await world.chase(2);
  expect((await world.calls()).filter((call) => call.startsWith('service'))).toEqual([]);
});

test('a step that stands still is asked of who took it, then further; a new hand starts anew', async () => {
  const world = await nightTeam();
  const incident = await world.declare();
  await acknowledge(world.database, world.by(cem, await world.now()), { incident, service: world.service });
  await answerLogin(world.database, world.by(cem, await world.now()), { incident, can: true });
  expect(await world.chase(9)).toBe(0);
  await world.chase(1);
  await world.chase(10);
  expect(await world.calls()).toEqual([`step:delete-key ${cem}`, `step:delete-key ${bea}`]);
  await answerLogin(world.database, world.by(cem, await world.now()), { incident, can: false });
  await claimStep(world.database, world.by(bea, await world.now()), { incident, step: 'delete-key' });
  expect(await world.rows(`select 1 from incident_steps where chases > 0`)).toEqual([]);
  await completeStep(world.database, world.by(bea, await world.now()), {
    incident,
    step: 'delete-key',
    evidence: '',
  });
  expect(await world.chase(19)).toBe(0);
  expect(await incidentsToChase(world.database, await world.now())).toEqual([]);
  await world.chase(1);
  expect(await world.calls()).toHaveLength(1);
});

test('who is asked whether they can log in is not called about it in the same moment', async () => {
  const world = await nightTeam();
  await world.rows(`delete from console_holders where person = '${cem}'`);
  const incident = await world.declare();
  await acknowledge(world.database, world.by(cem, await world.now()), { incident, service: world.service });
  // Nobody else can: the lead is asked, who would also be the first to be called.
  expect(await world.chase(2)).toBe(1);
  expect((await world.card(incident)).logins.map(({ person }) => person)).toEqual([bea, ana]);
  expect(await world.calls()).toEqual([]);
});

test('a drill calls only those who are in it, and says so', async () => {
  const world = await nightTeam();
  const incident = await world.declare(ana, true);
  for (const minutes of [2, 2, 2, 2, 2, 2]) await world.chase(minutes);
  const invited = await world.rows(`select effect from outbox where name = 'incident:${incident}:invite:1'`);
  expect(invited[0]?.['effect']).toMatchObject({ people: [bea, cem, ana] });
  const called = await world.calls();
  expect(called.length).toBeGreaterThan(2);
  expect(called.filter((call) => call.includes(dan) || call.includes('C0TEAM'))).toEqual([]);
  const card = await world.look((scope) => callCard(scope, `${incident}:login`));
  expect(incidentCallMessage(card as never).text).toMatch(/^DRILL[\s\S]*Practice\./);
});
