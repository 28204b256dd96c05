/** After the deletion: the review, what shall be better, the files, the figures, and the next drill. */
import type { ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import type { Act } from '../../src/domain/act.ts';
import type { Day, IncidentRef, PersonId } from '../../src/domain/words.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { falseAlarm } from '../../src/incident/false-alarm.ts';
import { drawFigures } from '../../src/incident/figures.ts';
import { addFollowUp, finishFollowUp, remindFollowUps } from '../../src/incident/follow-ups.ts';
import { incidentReport } from '../../src/incident/report.ts';
import { incidentJson } from '../../src/incident/report-json.ts';
import { reviewIncident } from '../../src/incident/review.ts';
import { sendReport } from '../../src/incident/send-report.ts';
import { suggestDrills } from '../../src/incident/suggest-drills.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import { arrivals } from '../../src/slack/arrived.ts';
import type { Visit } from '../../src/slack/door.ts';
import { incidentEndDoors } from '../../src/slack/doors/incident-end.ts';
import { drillSuggestion, followUpDrawing } from '../../src/slack/drawings/incident-end.ts';
import type { Reply } from '../../src/slack/reply.ts';
import { incidentMessage } from '../../src/slack/views/incident.ts';
import {
  figureBlocks,
  followUpList,
  followUpModal,
  reviewModal,
} from '../../src/slack/views/incident-review.ts';
import { message } from '../../src/slack/views/kit.ts';
import { figuresByMonth } from '../../src/store/figures.ts';
import { openFollowUps } from '../../src/store/incident-end.ts';
import { noon } from '../rotation/world.ts';
import { ana, bea, cem, home, makeWorld, type World } from './world.ts';

const hostile = `<!channel> <https://evil.example|click> ${'long '.repeat(300)}`;
const outbox = async (world: World, like: string) =>
  (await world.rows(`select name from outbox where name like '${like}' order by id`)).map(({ name }) => name);
const day = (at: Date): Day => at.toISOString().slice(0, 10) as Day;
const inDays = async (world: World, days: number): Promise<Day> =>
  day(new Date((await world.now()).getTime() + days * 86_400_000));

async function reviewed(world: World, incident: IncidentRef): Promise<void> {
  await reviewIncident(world.database, world.by(bea, await world.now()), {
    incident,
    cause: 'committed',
    says: 'In a public repository since Friday.',
    over: null,
    followUp: { what: 'Turn push protection on', owner: cem, dueOn: await inDays(world, 3) },
  });
}

describe('the review', () => {
  test('says the cause, settles its step, and gives somebody something to do', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    await reviewed(world, incident);
    const card = await world.card(incident);
    expect(card.review).toMatchObject({ cause: 'committed', by: bea });
    expect(card.steps.find(({ kind }) => kind === 'review')).toMatchObject({ state: 'done', who: bea });
    expect(card.followUps).toMatchObject([{ what: 'Turn push protection on', owner: cem, doneAt: null }]);
    expect(await outbox(world, 'follow-up:%')).toHaveLength(1);
    const { markdown } = await world.look((scope) => incidentReport(scope, incident));
    expect(markdown).toContain('Cause: Committed to a repository. In a public repository since Friday.');
    expect(markdown).toMatch(/Turn push protection on: .*, due 20/);
  });

  test('of an ended incident posts its report anew', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    await falseAlarm(world.database, world.by(ana, await world.now()), { incident, reason: 'a test key' });
    expect(await outbox(world, `incident:${incident}:report%`)).toHaveLength(2);
    await reviewed(world, incident);
    expect(await outbox(world, `incident:${incident}:report%`)).toHaveLength(4);
  });
});

describe('two people who write the review at the same time', () => {
  const enter = (world: World, kind: 'button' | 'form', brought: object, act: Act): Promise<Reply> => {
    const door = incidentEndDoors.find((each) => each.kind === kind && each.id === 'review');
    if (door === undefined) throw new Error('no door');
    const visit = { database: world.database, act, slash: '/key', inPrivateMessage: false };
    const said = { user: { id: act.person, team_id: home }, trigger_id: 't', ...brought };
    const arrived = kind === 'form' ? arrivals.Submission.parse(said) : arrivals.Action.parse(said);
    return door.enter(visit as unknown as Visit, arrived, null);
  };
  const opened = async (world: World, person: PersonId, incident: IncidentRef): Promise<ModalView> => {
    const actions = [{ action_id: 'review:1', value: JSON.stringify([1, { incident }]) }];
    const reply = await enter(world, 'button', { actions }, world.by(person, await world.now()));
    return viewOf(reply, 'modal');
  };
  const viewOf = (reply: Reply, how: Reply['do']): ModalView => {
    expect(reply.do).toBe(how);
    if (!('view' in reply)) throw new Error('no form');
    return reply.view;
  };
  const sent = async (world: World, person: PersonId, form: ModalView, cause: string, says: string) => {
    const state = {
      cause: { value: { selected_option: { value: cause } } },
      says: { value: { value: says } },
      what: { value: { value: 'Scan before each push' } },
      owner: { value: { selected_user: cem } },
      dueOn: { value: { selected_date: await inDays(world, 9) } },
    };
    const { callback_id, private_metadata } = form;
    const view = { id: 'V1', callback_id, private_metadata, state: { values: state } };
    return enter(world, 'form', { view }, world.by(person, await world.now()));
  };

  test('do not write over each other: the second gets their own words back, with those of the first', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    await falseAlarm(world.database, world.by(ana, await world.now()), { incident, reason: 'a test key' });
    const [mine, theirs] = [await opened(world, ana, incident), await opened(world, bea, incident)];
    await world.move(60);
    expect(await sent(world, bea, theirs, 'committed', 'Public since Friday.')).toEqual({ do: 'close' });
    const before = [await outbox(world, '%'), await world.rows('select seq from audit')];

    const again = viewOf(await sent(world, ana, mine, 'shared', `In a ticket. ${hostile}`), 'become');
    expect((await world.card(incident)).review).toMatchObject({ says: 'Public since Friday.', by: bea });
    expect((await world.card(incident)).followUps).toHaveLength(1);
    expect([await outbox(world, '%'), await world.rows('select seq from audit')]).toEqual(before);
    const shown = JSON.stringify(again);
    for (const part of [
      `<@${bea}> recorded a review`,
      '<!date^',
      'Committed to a repository',
      'Public since Friday.',
    ])
      expect(shown).toContain(part);
    for (const own of [
      'In a ticket. ',
      'Scan before each push',
      `"initial_user":"${cem}"`,
      await inDays(world, 9),
    ])
      expect(shown).toContain(own);
    expect(shown).toMatch(/"initial_option":\{[^{}]*\{[^{}]*Sent in a chat/);
    expect(checkView(again)).toEqual([]);

    expect(await sent(world, ana, again, 'shared', 'In a ticket, and public since Friday.')).toEqual({
      do: 'close',
    });
    expect((await world.card(incident)).review).toMatchObject({ cause: 'shared', by: ana });
    const card = await world.card(incident);
    const long = { ...card, review: { cause: 'other', says: hostile, by: bea, at: noon } } as const;
    const written = { cause: 'other', says: hostile, what: hostile, owner: null, dueOn: null } as const;
    const form = reviewModal(long, written);
    expect(checkView(form)).toEqual([]);
    expect(JSON.stringify(form.blocks.filter(({ type }) => type === 'section'))).not.toContain('<!channel>');
    // The form that Bea opened after her own is older than what Ana recorded.
    expect(viewOf(await sent(world, bea, again, 'committed', 'No.'), 'become').private_metadata).toBe(
      reviewModal(card).private_metadata,
    );
  });
});

describe('a follow-up', () => {
  test('is reminded of on its day and each week after it, and done once', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    await reviewed(world, incident);
    const remind = async () => {
      const now = await world.now();
      return remindFollowUps(world.database, now, world.clock(now));
    };
    expect(await remind()).toBe(0);
    await world.rows(`update workspaces set work_from = 0`);
    await world.move(3 * 86_400);
    expect(await Promise.all([remind(), remind()]).then((all) => all.reduce((a, b) => a + b))).toBe(1);
    await world.move(6 * 86_400);
    expect(await remind()).toBe(0);
    await world.move(86_400);
    expect(await remind()).toBe(1);
    expect(await outbox(world, 'follow-up:%')).toHaveLength(3);

    const [open] = (await world.look((scope) => openFollowUps(scope, 5))).rows;
    const id = open?.id ?? 0;
    await finishFollowUp(world.database, world.by(cem, await world.now()), id);
    await expect(finishFollowUp(world.database, world.by(ana, await world.now()), id)).rejects.toMatchObject({
      by: cem,
    });
    await world.move(30 * 86_400);
    expect(await remind()).toBe(0);
    expect((await world.look((scope) => openFollowUps(scope, 5))).total).toBe(0);
  });

  test('is not due before it is asked for', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    const late = { incident, what: 'x', owner: cem, dueOn: await inDays(world, -2) };
    await expect(addFollowUp(world.database, world.by(ana, await world.now()), late)).rejects.toMatchObject({
      fields: { dueOn: expect.any(String) },
    });
  });

  test('is drawn within what Slack takes, also with hostile words', async () => {
    const world = await makeWorld();
    const incident = await world.declare();
    for (let n = 0; n < 12; n += 1) {
      await addFollowUp(world.database, world.by(ana, await world.now()), {
        incident,
        what: hostile,
        owner: n % 2 ? cem : bea,
        dueOn: await inDays(world, n),
      });
    }
    const card = await world.card(incident);
    const { rows, total } = await world.look((scope) => openFollowUps(scope, 10));
    const drawn = await world.look((scope) => followUpDrawing(scope, String(rows[0]?.id), '/key'));
    const shown = [incidentMessage(card), message(...followUpList(rows, total)), drawn ?? message()];
    for (const each of shown) {
      expect(checkMessage(each)).toEqual([]);
      expect(JSON.stringify(each)).not.toContain('<!channel>');
    }
    expect(checkView(reviewModal(card))).toEqual([]);
    expect(checkView(followUpModal(card, await inDays(world, 14)))).toEqual([]);
  });
});

test('the file for programs says what the one for people says', async () => {
  const world = await makeWorld();
  const incident = await world.declare();
  await world.move(60);
  const deletion = { incident, step: 'delete-key', evidence: 'row gone' };
  await completeStep(world.database, world.by(bea, await world.now()), deletion);
  await reviewed(world, incident);
  const { json, fileName } = await world.look((scope) => incidentJson(scope, incident));
  expect(fileName).toBe('incident-1-prop-desk.json');
  const report = JSON.parse(json);
  expect(report).toMatchObject({
    format: 'keysteward-incident',
    version: 1,
    number: 1,
    drill: false,
    proof: { verdict: 'unknown' },
    review: { cause: 'committed' },
    followUps: [{ what: 'Turn push protection on', owner: { id: cem } }],
  });
  expect(report.secondsUntil.deleted).toBeGreaterThanOrEqual(60);
  expect(report.secondsUntil.proven).toBeNull();
  expect(report.timeline.map(({ deed }: { deed: string }) => deed)).toContain('step done');
  const drill = await world.declare(ana, true);
  expect((await world.look((scope) => incidentJson(scope, drill))).fileName).toBe('drill-2-prop-desk.json');
});

test('whoever asks for the report gets it each time, in a message of their own, and the log says so', async () => {
  const world = await makeWorld();
  const incident = await world.declare();
  for (const person of [cem, cem, bea]) {
    await sendReport(world.database, world.by(person, await world.now()), incident);
    await world.move(1);
  }
  const sent = await world.rows(
    `select effect ->> 'kind' as kind, effect -> 'to' ->> 'person' as "to" from outbox where effect ->> 'do' = 'file' order by id`,
  );
  const both = (to: string) => [
    { kind: 'incident-json', to },
    { kind: 'incident-report', to },
  ];
  expect(sent).toEqual([...both(cem), ...both(cem), ...both(bea)]);
  const said = await world.rows(`select actor from audit where deed = 'report sent' order by seq`);
  expect(said).toEqual([{ actor: cem }, { actor: cem }, { actor: bea }]);
});

describe('figures', () => {
  test('count leaks by month, without drills and false alarms', async () => {
    const world = await makeWorld();
    const set = (rest: string) => world.rows(rest);
    await set(`insert into incidents (workspace, number, key, drill, state, tier, step_order, order_because, lead, reported_by, reported_at)
      select 'T0HOME', n, ${world.keyRef}, n = 5, case when n = 4 then 'false_alarm' else 'resolved' end, 1, 'kill_first', '', '${ana}', '${ana}',
        timestamptz '2026-03-10 12:00Z' from generate_series(1, 5) as n`);
    await set(`insert into incident_steps (workspace, incident, step, position, frozen, state, at)
      select i.workspace, i.id, k.kind, 0, json_build_object('kind', k.kind), 'done',
        i.reported_at + make_interval(secs => k.after * case when i.number > 3 then 1000 else i.number end)
      from incidents i cross join (values ('disable', 60), ('delete', 300), ('prove', 600)) as k (kind, after)`);
    // Three services off the key in leak 1, two in leak 2, one of two in leak 3; in the false alarm and the drill all, late.
    await set(`insert into services (workspace, name, name_key, owner)
      select 'T0HOME', 'bot ' || n, 'bot ' || n, '${cem}' from generate_series(1, 3) as n`);
    await set(`insert into incident_services (workspace, incident, service, owner, told_at, switched_at)
      select i.workspace, i.id, s.id, '${cem}', i.reported_at, i.reported_at + make_interval(mins => used.after)
      from incidents i
      join (values (1, 1, 10), (1, 2, 40), (1, 3, 20), (2, 1, 60), (2, 2, 80), (3, 1, 900), (3, 2, null), (4, 1, 900), (5, 1, 900))
        as used (number, nth, after) on used.number = i.number
      join services s on s.name = 'bot ' || used.nth`);
    const [march, ...others] = await world.look((scope) => figuresByMonth(scope, 'UTC', 6));
    expect(others).toEqual([]);
    expect(march).toMatchObject({ month: '2026-03', leaks: 3, falseAlarms: 1 });
    expect(march?.contained?.median).toBe(120);
    expect(march?.deleted).toEqual({ median: 600, p90: 840 });
    expect(march?.proven?.median).toBe(1200);
    expect(march?.switched).toEqual({ median: 60 * 60, p90: 76 * 60 });
    const shown = message(...figureBlocks(march ? [march] : []));
    expect(checkMessage(shown)).toEqual([]);
    expect(shown.text).toContain('3 leaks, 1 false; taken up 2 min (3 min)');
    expect(shown.text).toContain(', every service off the key 1 h (1 h 16 min)');
    const alone = march && { ...march, switched: null };
    expect(message(...figureBlocks(alone ? [alone] : [])).text).not.toContain('off the key');
    const { png, alt } = await world.look(drawFigures);
    expect(Buffer.from(png).subarray(1, 4).toString()).toBe('PNG');
    expect(alt).toContain('2026-03: 2 min, nine of ten 3 min (3 leaks)');
  });
});

describe('a drill', () => {
  test('is suggested once a month, with the tier 1 key that waits longest', async () => {
    const world = await makeWorld({ tier: 1 });
    await world.addKey({ label: 'never-practised', dueIn: 50, tier: 1, provider: 'kraken' });
    await world.rows(`insert into incidents (workspace, number, key, drill, state, tier, step_order, order_because, lead, reported_by, reported_at)
      values ('T0HOME', 1, ${world.keyRef}, true, 'resolved', 1, 'kill_first', '', '${ana}', '${ana}', now() - interval '100 days')`);
    const tuesday = new Date('2030-01-08T12:00:00Z');
    const suggest = (now: Date) => suggestDrills(world.database, now, world.clock(now));
    await suggest(tuesday);
    expect(await outbox(world, 'drill-suggestion:%'), 'no channel yet').toEqual([]);
    await world.rows(
      `update workspaces set team_channel = 'C0DESK', installed_at = now() - interval '20 days'`,
    );
    await suggest(new Date('2030-01-05T12:00:00Z'));
    await suggest(new Date('2030-01-08T05:00:00Z'));
    expect(await outbox(world, 'drill-suggestion:%'), 'a Saturday, and before work').toEqual([]);
    await Promise.all([suggest(tuesday), suggest(tuesday)]);
    await suggest(new Date('2030-01-20T12:00:00Z'));
    expect(await outbox(world, 'drill-suggestion:%')).toEqual(['drill-suggestion:2030-01']);
    const [row] = await world.rows(
      `select effect from outbox where name = 'drill-suggestion:2030-01' and workspace = 'T0HOME'`,
    );
    const subject = String((row?.['effect'] as { subject?: string } | undefined)?.subject);
    const drawn = await world.look((scope) => drillSuggestion(scope, subject, '/key'));
    expect(drawn?.text).toContain('never-practised');
    expect(drawn?.text).toContain('Nobody has practised it so far');
    expect(checkMessage(drawn ?? message())).toEqual([]);
    await suggest(new Date('2030-02-05T12:00:00Z'));
    expect(await outbox(world, 'drill-suggestion:%')).toHaveLength(2);
  });
});
