/** Whom nobody has met here: Slack is asked about them, and it may not tell in time. */
import { expect, test } from 'vitest';
import { workspaceId } from '../../src/domain/words.ts';
import { keepEvent, workEvents } from '../../src/slack/events.ts';
import { makeLookUpGroups } from '../../src/slack/groups.ts';
import { makeLookUp } from '../../src/slack/people.ts';
import { buildGatehouse, shared } from './gatehouse.ts';
import type { Visitor } from './knock.ts';
import { HOME } from './quiet-slack.ts';

const place = shared(() => buildGatehouse());
const NOT_TOLD = /Slack could not be asked who you are\. Nothing was done\./;

/** Comes for the first time, while Slack keeps back who that is. @returns what they were told and how often Slack was asked. */
async function comes(person: string, keptBack: number, command: string, text: string) {
  const { slack, knock } = place();
  slack.keepsBack.set(person, keptBack);
  const visitor: Visitor = { person, team: HOME };
  const { said, sent } = await knock({ kind: 'command', id: command }, visitor, { text });
  return { said, asked: sent.filter(({ method }) => method === 'users.info').length };
}

test('a command is answered in time: who they are is asked once', async () => {
  const { said, asked } = await comes('U0CUSTODIAN', 1, 'list', '');
  expect(said).toMatch(NOT_TOLD);
  expect(asked).toBe(1);
});

test('a form waits on screen, so Slack is asked once more', async () => {
  const { said, asked } = await comes('U0LAYMAN', 1, 'add', 'okx');
  expect(said).not.toMatch(NOT_TOLD);
  expect(said).toContain('Register: OKX');
  expect(asked).toBe(2);
});

test('when it keeps silent, the form says so', async () => {
  const { said, asked } = await comes('U0HOLDER', 9, 'add', 'okx');
  expect(said).toMatch(NOT_TOLD);
  expect(asked).toBe(2);
});

test('of somebody who was here before, what Slack said then holds, and nobody asks twice', async () => {
  const { database } = place();
  await comes('U0OWNER', 0, 'list', '');
  await database.pool.query(`update people set checked_at = checked_at - interval '1 hour'`);
  const { said, asked } = await comes('U0OWNER', 1, 'add', 'okx');
  expect(said).toContain('Register: OKX');
  expect(asked).toBe(1);
});

test('their Home is drawn, too, when Slack tells at the second asking', async () => {
  const { database, slack, log } = place();
  slack.keepsBack.set('U0DEPUTY', 1);
  const workspace = workspaceId(HOME);
  const event = { type: 'app_home_opened', user: 'U0DEPUTY', tab: 'home' };
  await keepEvent(database, workspace, { type: 'event_callback', team_id: HOME, event_id: 'Ev1', event });
  const lookUp = makeLookUp(slack.client, log);
  await workEvents({ database, workspace, lookUp, groups: makeLookUpGroups(slack.client, log) }, 9);
  const { rows } = await database.pool.query(`select name from outbox where name like '%U0DEPUTY%'`);
  expect(rows).toHaveLength(1);
});
