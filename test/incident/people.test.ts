/** Who is what in an incident: the lead, helpers, a step in other hands, the order, and one person alone. */
import { expect, test } from 'vitest';
import { type IncidentRef, type PersonId, personId } from '../../src/domain/words.ts';
import { confirmAlone } from '../../src/incident/alone.ts';
import { answerLogin } from '../../src/incident/answer-login.ts';
import { changeOrder } from '../../src/incident/change-order.ts';
import { chaseIncidents } from '../../src/incident/chase.ts';
import { claimStep } from '../../src/incident/claim-step.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { confirmFalseAlarm, falseAlarm } from '../../src/incident/false-alarm.ts';
import { handOverStep } from '../../src/incident/hand-over-step.ts';
import { handedCard, loudCard, secondCard } from '../../src/incident/loud-card.ts';
import { markAbuse } from '../../src/incident/mark-abuse.ts';
import { confirmOverride, requestOverride } from '../../src/incident/override.ts';
import { incidentReport } from '../../src/incident/report.ts';
import { incidentJson } from '../../src/incident/report-json.ts';
import { resolveIncident } from '../../src/incident/resolve.ts';
import { skipStep } from '../../src/incident/skip-step.ts';
import { joinIncident, takeLead, takeScribe } from '../../src/incident/take-role.ts';
import { handedMessage, loudMessage, secondPersonMessage } from '../../src/slack/views/incident-loud.ts';
import { moreModal } from '../../src/slack/views/incident-more.ts';
import type { Scope } from '../../src/store/database.ts';
import { rememberGroup } from '../../src/store/groups.ts';
import type { LookUps } from '../../src/workspace/identify.ts';
import { gil } from '../rotation/world.ts';
import { ana, bea, cem, home, makeWorld, type World } from './world.ts';

const [dan, eve] = [personId('U0DAN'), personId('U0EVE')];

interface Night extends World {
  readonly id: IncidentRef;
  act(person: PersonId, role?: 'member' | 'lead'): Promise<ReturnType<World['by']>>;
  /** Messages of one kind that were wanted so far: about what, and where. */
  sent(kind: string): Promise<string[]>;
  deeds(): Promise<string[]>;
}

/** Ana reported it and leads; Dan is the only lead of the workspace. */
async function night(facts: Parameters<typeof makeWorld>[0] = {}): Promise<Night> {
  const world = await makeWorld({ tier: 1, deputy: bea, ...facts });
  await world.rows(
    `update workspaces set team_channel = 'C0TEAM', lead_group = 'S0LEADS' where id = '${home}'`,
  );
  await world.meet(dan, {});
  await rememberGroup(world.database, home, 'S0LEADS', [dan], await world.now());
  const id = await world.declare();
  return {
    ...world,
    id,
    act: async (person, role = 'member') => world.by(person, await world.now(), role),
    sent: async (kind) => {
      const rows = await world.rows(
        `select effect->>'subject' as subject, effect->'to' as "to" from outbox
         where effect->>'kind' = '${kind}' order by id`,
      );
      return rows.map(({ subject, to }) => `${subject} ${Object.values(to as object).join()}`);
    },
    deeds: async () =>
      (await world.rows(`select deed from audit where subject = 'incident:${id}' order by seq`)).map(
        ({ deed }) => String(deed),
      ),
  };
}

const shownAs = async <Card>(
  world: World,
  card: (scope: Scope, subject: string) => Promise<Card | null>,
  subject: string,
): Promise<Card> => {
  const drawn = await world.look((scope) => card(scope, subject));
  if (drawn === null) throw new Error(`nothing is drawn for ${subject}`);
  return drawn;
};
const lookUps = (person: Parameters<LookUps['lookUp']>[1], standing: 'member' | 'guest'): LookUps => ({
  lookUp: async (_workspace, asked) =>
    asked === person ? { id: asked, name: 'Eve', timezone: 'UTC', standing, isAdmin: false } : 'unknown',
  groups: { all: async () => null, members: async () => null },
});
const nobodyNew = lookUps(personId('U0NOBODY'), 'guest');

test('of two who take the lead one has it, it is said in the room, and helpers come in', async () => {
  const world = await night();
  const { database, id } = world;
  await takeLead(database, await world.act(bea), { incident: id, from: ana });
  await expect(takeLead(database, await world.act(cem), { incident: id, from: ana })).rejects.toMatchObject({
    name: 'StepTaken',
    by: bea,
  });
  await takeScribe(database, await world.act(cem), { incident: id, from: null });
  await expect(
    takeScribe(database, await world.act(bea), { incident: id, from: null }),
  ).rejects.toMatchObject({
    name: 'StepTaken',
    by: cem,
  });
  await joinIncident(database, await world.act(dan), id);
  await expect(joinIncident(database, await world.act(dan), id)).rejects.toMatchObject({
    code: 'already_done',
  });
  expect(await world.card(id)).toMatchObject({ lead: bea, scribe: cem, responders: [cem, dan] });
  expect(await world.sent('incident-loud')).toEqual([`${id}:lead:${bea} room:incident:${id}`]);
  const invited = await world.rows(`select 1 from outbox where name = 'incident:${id}:invite:${dan}'`);
  expect(invited).toHaveLength(1);
  expect((await world.deeds()).filter((deed) => /took|keeps/.test(deed))).toEqual([
    'took the lead',
    'took part',
    'keeps the record',
    'took part',
  ]);
  const { markdown } = await world.look((scope) => incidentReport(scope, id));
  expect(markdown).toMatch(/- Lead: U0BEA\n- Record: U0CEM\n- Helped: U0CEM, U0DAN/);
});

test('a step is given to a member, also one whom we have not met; they are told, and waited for anew', async () => {
  const world = await night();
  const { database, id } = world;
  const give = async (to: PersonId, from: PersonId | null, asked = nobodyNew) =>
    handOverStep(database, asked, await world.act(ana), { incident: id, step: 'tell-owners', to, from });
  const refusal = { code: 'bad_input', fields: { to: expect.stringContaining('choose a member') } };
  await expect(give(gil, null)).rejects.toMatchObject(refusal);
  // Slack says what somebody is whom we have not met; where it does not, they get nothing.
  await expect(give(eve, null, lookUps(eve, 'guest'))).rejects.toMatchObject(refusal);
  await expect(give(personId('U0NOWHERE'), null)).rejects.toMatchObject(refusal);
  expect(await world.sent('step-handed')).toEqual([]);

  const fay = personId('U0FAY');
  await claimStep(database, await world.act(bea), { incident: id, step: 'tell-owners' });
  await world.rows(`update incident_steps set chases = 2, chased_at = now() where step = 'tell-owners'`);
  await give(fay, bea, lookUps(fay, 'member'));
  await expect(give(cem, bea)).rejects.toMatchObject({ name: 'StepTaken', by: fay });
  await expect(give(fay, fay)).rejects.toMatchObject({ code: 'bad_input' });
  expect(await world.sent('step-handed')).toEqual([`${id}:tell-owners:${fay}:${ana} ${fay}`]);
  expect(await world.rows(`select by, chases from incident_steps where step = 'tell-owners'`)).toEqual([
    { by: fay, chases: 0 },
  ]);
  expect((await world.card(id)).responders).toEqual([bea, fay]);
  expect(await world.deeds()).toContain('step handed over');
  const handed = await shownAs(world, handedCard, `${id}:tell-owners:${fay}:${ana}`);
  expect(handedMessage(handed).text).toMatch(/<@U0ANA> gave you a step/);

  // Once it is done, the buttons go where they were sent to.
  await completeStep(database, await world.act(fay), { incident: id, step: 'tell-owners', evidence: '' });
  const after = await shownAs(world, handedCard, `${id}:tell-owners:${fay}:${ana}`);
  expect(handedMessage(after).text).toMatch(/nothing is left to do here/);
  expect(await world.rows(`select wanted from outbox where effect->>'kind' = 'step-handed'`)).toEqual([
    { wanted: 2 },
  ]);
});

test('whoever leads it turns the order round; abuse seen later is shouted, and the lead’s order stays', async () => {
  const world = await night({ permissions: ['read'], tier: 3 });
  const { database, id } = world;
  const order = async (by: PersonId, to: 'kill_first' | 'overlap') =>
    changeOrder(database, await world.act(by), { incident: id, order: to, reason: 'The bot must run.' });
  const first = (await world.card(id)).order;
  expect(first).toBe('overlap');
  await expect(order(bea, 'kill_first')).rejects.toMatchObject({ code: 'not_allowed' });
  await order(ana, 'kill_first');
  const told = { name: 'StepTaken', by: ana, at: expect.any(Date) };
  await expect(order(ana, 'kill_first'), 'told who and when').rejects.toMatchObject(told);
  await order(ana, 'overlap');
  await markAbuse(database, await world.act(bea), id);
  expect(await world.card(id)).toMatchObject({
    order: 'overlap',
    because: 'The bot must run.',
    abuseSeen: true,
  });
  const loud = await world.sent('incident-loud');
  expect(loud.slice(2)).toEqual([`${id}:abuse:${bea} room:incident:${id}`, `${id}:abuse:${bea} C0TEAM`]);
  const card = await shownAs(world, loudCard, `${id}:abuse:${bea}`);
  expect(loudMessage(card).text).toMatch(/Abuse was seen.*<@U0BEA>/);
});

test('an order that nobody chose follows abuse; in a drill the team channel stays quiet', async () => {
  const world = await night({ permissions: ['read'], tier: 3 });
  await markAbuse(world.database, await world.act(bea), world.id);
  expect(await world.card(world.id)).toMatchObject({
    order: 'kill_first',
    because: expect.stringMatching(/abuse/),
  });
  const key = await world.addKey({ label: 'other', dueIn: 50 });
  const drill = await declareIncident(world.database, await world.act(ana), { key, drill: true });
  await markAbuse(world.database, await world.act(bea), drill.id);
  await requestOverride(world.database, await world.act(ana), { incident: drill.id, reason: 'practice' });
  const places = [...(await world.sent('incident-loud')), ...(await world.sent('second-person'))];
  expect(places.filter((sent) => sent.startsWith(`${drill.id}:`))).toEqual([
    `${drill.id}:abuse:${bea} room:incident:${drill.id}`,
    // Bea was asked for her login; the leads and the channel are not woken.
    expect.stringMatching(new RegExp(`^${drill.id}:override:\\d+ ${bea}$`)),
  ]);
});

test('everybody who could be the second person is called at once, and sees what came of it', async () => {
  const world = await night();
  const { database, id } = world;
  await requestOverride(database, await world.act(ana), { incident: id, reason: 'The page is down.' });
  const called = (await world.sent('second-person')).map((sent) => sent.split(' ')[1]);
  expect(called).toEqual([dan, bea, 'C0TEAM']);
  const shown = async () => secondPersonMessage(await shownAs(world, secondCard, `${id}:override`)).text;
  expect(await shown()).toMatch(/A second person is needed.*<@U0ANA>.*The page is down\./s);
  const wanted = async () =>
    (await world.rows(`select wanted from outbox where effect->>'kind' = 'second-person'`)).map(
      ({ wanted: times }) => Number(times),
    );
  const before = await wanted();
  await confirmOverride(database, await world.act(dan), id);
  expect(await shown()).toMatch(/Confirmed by <@U0DAN>/);
  expect((await wanted()).every((times, nth) => times > (before[nth] ?? 0))).toBe(true);
});

test('one person is enough once the others had their minutes: said loudly, and reviewed by somebody else', async () => {
  const world = await night();
  const { database, id } = world;
  const alone = async (by: PersonId, what: 'override' | 'false_alarm' = 'override') =>
    confirmAlone(database, await world.act(by), { incident: id, what, reason: 'I rang all of them.' });
  await expect(alone(ana)).rejects.toMatchObject({ code: 'not_yet' });
  await requestOverride(database, await world.act(ana), { incident: id, reason: 'The page is down.' });
  await expect(alone(ana)).rejects.toMatchObject({
    code: 'not_yet',
    next: expect.stringContaining('10 more'),
  });
  await world.move(9 * 60);
  await expect(alone(ana)).rejects.toMatchObject({ code: 'not_yet' });
  await world.move(61);
  // Somebody else is the second person, and not alone.
  await expect(alone(bea)).rejects.toMatchObject({ name: 'StepTaken', by: ana });
  await alone(ana);
  expect(await world.card(id)).toMatchObject({
    state: 'open',
    override: { requestedBy: ana, confirmedBy: ana, aloneBecause: 'I rang all of them.' },
    followUps: [{ what: 'Review the break-glass: one person decided alone', owner: dan }],
  });
  await expect(alone(ana)).rejects.toMatchObject({ code: 'already_done' });
  expect(await world.sent('incident-loud')).toEqual([
    `${id}:override_alone:${ana} room:incident:${id}`,
    `${id}:override_alone:${ana} C0TEAM`,
  ]);
  expect((await world.sent('follow-up')).map((sent) => sent.split(' ')[1])).toEqual([dan]);
  expect(await world.deeds()).toContain('break-glass: an override by one person');
  const { markdown } = await world.look((scope) => incidentReport(scope, id));
  expect(markdown).toMatch(/\*\*break-glass\*\*: U0ANA decided alone: I rang all of them\./);
  const { json } = await world.look((scope) => incidentJson(scope, id));
  expect(JSON.parse(json)).toMatchObject({ override: { aloneBecause: 'I rang all of them.' } });
});

test('a token that nobody can be asked about is ended by one person, when no second one looks', async () => {
  const world = await night({ provider: 'github_pat', permissions: ['write'] });
  const { database, id } = world;
  await completeStep(database, await world.act(ana), { incident: id, step: 'delete-key', evidence: '' });
  expect(JSON.stringify(moreModal(await world.card(id)))).toContain(
    'Nobody else can look whether it is gone',
  );
  await requestOverride(database, await world.act(ana), { incident: id, reason: 'Its page says 404.' });
  await world.move(10 * 60);
  await confirmAlone(database, await world.act(ana), {
    incident: id,
    what: 'override',
    reason: 'I am alone.',
  });
  for (const { id: step, state, kind } of (await world.card(id)).steps) {
    if (state === 'open' && kind !== 'prove')
      await skipStep(database, await world.act(ana), { incident: id, step, reason: 'later' });
  }
  await resolveIncident(database, await world.act(ana), id);
  expect(await world.card(id)).toMatchObject({
    state: 'resolved',
    proof: { verdict: { proof: 'cannot_check' } },
  });
});

test('one person alone does not end what the provider still knows', async () => {
  const world = await night();
  const { database, id } = world;
  await requestOverride(database, await world.act(ana), { incident: id, reason: 'The page is down.' });
  await world.baseline();
  await requestOverride(database, await world.act(ana), { incident: id, reason: 'It is down.' }).catch(
    () => null,
  );
  await world.move(10 * 60);
  await expect(
    confirmAlone(database, await world.act(ana), { incident: id, what: 'override', reason: 'I am alone.' }),
  ).rejects.toMatchObject({ code: 'not_allowed', next: expect.stringContaining('still knows the key') });
});

test('a false alarm of tier 1 by one person ends it; the one who reviews it is somebody else while anybody is known', async () => {
  const world = await night({ deputy: null });
  const { database, id } = world;
  await world.rows(`delete from group_members`);
  await falseAlarm(database, await world.act(ana), { incident: id, reason: 'A test key.' });
  await world.move(10 * 60);
  await confirmAlone(database, await world.act(ana), {
    incident: id,
    what: 'false_alarm',
    reason: 'Nobody is awake.',
  });
  expect(await world.card(id)).toMatchObject({
    state: 'false_alarm',
    endedBy: ana,
    falseAlarm: { confirmedBy: ana, aloneBecause: 'Nobody is awake.' },
    // Bea was asked for her login.
    followUps: [{ owner: bea }],
  });
  await expect(confirmFalseAlarm(database, await world.act(bea), id)).rejects.toMatchObject({
    code: 'already_done',
  });
});

test('who was handed a step and is silent is called about it', async () => {
  const world = await night();
  const { database, id } = world;
  await answerLogin(database, await world.act(bea), { incident: id, can: true });
  const card = await world.card(id);
  const holder = card.steps.find(({ id: step }) => step === 'delete-key')?.who ?? null;
  await handOverStep(database, nobodyNew, await world.act(bea), {
    incident: id,
    step: 'delete-key',
    to: cem,
    from: holder,
  });
  await world.move(10 * 60);
  const now = await world.now();
  await chaseIncidents(database, now, world.clock(now));
  expect(await world.sent('incident-call')).toContain(`${id}:step:delete-key ${cem}`);
});
