import { expect, test, vi } from 'vitest';
import { headText } from '../../src/domain/audit-chain.ts';
import { workspaceId } from '../../src/domain/words.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import type { Hands, LocalMessage } from '../../src/local/slack/contract.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { actOf } from '../audit/log.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import {
  ask,
  buttonsIn,
  channelNamed,
  opened,
  press,
  type Steward,
  startSteward,
  wordsOf,
} from '../support/steward.ts';

const desk = (hands: Hands): string => channelNamed(hands, 'trading-desk');

async function recordedKey(): Promise<Steward> {
  const steward = await startSteward();
  await recordOkxKey(steward, steward.as('ana'));
  return steward;
}

/** What `/key verify` shows. */
async function verified(hands: Hands, text = 'verify'): Promise<string> {
  await hands.command(desk(hands), `/key ${text}`);
  return shownModal(hands);
}

async function shownModal(hands: Hands): Promise<string> {
  const { view } = await opened(hands);
  expect(checkView(view)).toEqual([]);
  await hands.closeModal();
  return JSON.stringify(view);
}

const chooseTeamChannel = (steward: Steward): Promise<unknown> =>
  steward.database.pool.query('update workspaces set team_channel = $1', [desk(steward.as('ana'))]);

const posts = (hands: Hands): LocalMessage[] =>
  hands.messages(desk(hands)).filter((message) => message.text.includes('Audit log'));

const newestHistory = (hands: Hands): LocalMessage => {
  const found = hands.messages(desk(hands)).findLast((message) => message.text.includes('History of'));
  if (!found) throw new Error('no history there');
  expect(checkMessage(found)).toEqual([]);
  return found;
};

/** Presses a button of the history and gives back the page that it becomes. */
async function turn(hands: Hands, label: string): Promise<LocalMessage> {
  const before = newestHistory(hands).text;
  await press(hands, desk(hands), label);
  await vi.waitFor(() => expect(newestHistory(hands).text).not.toBe(before), {
    timeout: 10_000,
    interval: 5,
  });
  return newestHistory(hands);
}

const numbersIn = (message: LocalMessage): number[] =>
  [...message.text.matchAll(/entry (\d+)/g)].map(([, number]) => Number(number));

async function recordedHead({ database }: Steward): Promise<string> {
  const { rows } = await database.pool.query('select hash from audit_heads');
  return String(rows[0]?.hash);
}

/** What a superuser does who has turned off every trigger. */
async function forge({ database }: Steward, statement: string): Promise<void> {
  await database.pool.query('alter table audit disable trigger user');
  await database.pool.query(statement);
  await database.pool.query('alter table audit enable trigger user');
}

test('any member reads the history of a key and its incidents; of everything only a lead or an admin', async () => {
  const steward = await recordedKey();
  const [ana, bea] = [steward.as('ana'), steward.as('bea')];
  await ana.command(desk(ana), '/key leaked prop-desk');
  await steward.settled();
  const history = wordsOf(await ask(bea, desk(bea), 'audit prop'));
  expect(history).toContain('History of prop-desk');
  expect(history).toContain(`<@${ana.me.id}> reported incident *#1 of prop-desk* as leaked`);
  expect(history).toContain('*prop-desk* counts as leaked since incident #1');

  expect(wordsOf(await ask(bea, desk(bea), 'audit nothing'))).toContain('No key begins with');
  expect(wordsOf(await ask(bea, desk(bea), 'audit'))).toContain('for leads and admins');
  expect(wordsOf(await ask(ana, desk(ana), 'audit'))).toContain('History of everything');
});

test('a long history has pages, there and back, without losing or doubling an entry', async () => {
  const steward = await recordedKey();
  const bea = steward.as('bea');
  const workspace = workspaceId(steward.slack.teamId);
  const { rows } = await steward.database.pool.query('select id from keys');
  await inWorkspace(steward.database, actOf({ workspace }), async (tx) => {
    for (let at = 0; at < 20; at += 1) tx.record('noted', `key:${rows[0]?.id}`);
  });

  const pages: number[][] = [numbersIn(await ask(bea, desk(bea), 'audit prop-desk'))];
  for (let at = 0; at < 10 && buttonsIn(newestHistory(bea)).includes('Older'); at += 1) {
    pages.push(numbersIn(await turn(bea, 'Older')));
  }
  const { rows: own } = await steward.database.pool.query(
    `select seq::int from audit where subject = $1 order by seq desc`,
    [`key:${rows[0]?.id}`],
  );
  expect(pages.flat()).toEqual(own.map(({ seq }) => seq));
  expect(pages.length).toBeGreaterThan(2);

  for (const page of pages.toReversed().slice(1)) {
    expect(numbersIn(await turn(bea, 'Newer'))).toEqual(page);
  }
  expect(buttonsIn(newestHistory(bea))).toEqual(['Older']);
});

test('any member checks the log: whole, against a head, and broken with the first broken link', async () => {
  const steward = await recordedKey();
  const bea = steward.as('bea');
  const head = headText(await recordedHead(steward));
  const whole = await verified(bea);
  expect(whole).toContain('The log is whole');
  expect(whole).toContain(head);
  expect(whole).toContain('an admin has to choose a team channel');
  expect(await verified(bea, `verify ${head}`)).toContain('nothing up to there was changed since');
  expect(await verified(bea, `verify ${headText('a'.repeat(64))}`)).toContain(
    'posted head is not in this log',
  );
  expect(await verified(bea, 'verify nonsense')).toContain('not a posted head');

  await forge(steward, `update audit set actor = 'U0EVIL' where seq = 2`);
  const broken = await verified(bea);
  expect(broken).toContain('The log was tampered with');
  expect(broken).toContain('Entry 2 does not fit its hash');
});

test('the head is posted once a day in the team channel, and its button finds a cut tail', async () => {
  const steward = await recordedKey();
  const [ana, bea] = [steward.as('ana'), steward.as('bea')];
  await steward.bot.tick();
  await steward.settled();
  expect(posts(ana)).toHaveLength(0);

  await chooseTeamChannel(steward);
  const head = await recordedHead(steward);
  await Promise.all([steward.bot.tick(), steward.bot.tick(), steward.bot.tick()]);
  await steward.settled();
  expect(posts(ana).map(wordsOf)).toEqual([expect.stringContaining(headText(head))]);
  expect(checkMessage(posts(ana)[0] ?? { text: '', blocks: [] })).toEqual([]);

  const { rows } = await steward.database.pool.query(`select 1 from audit where deed = 'audit head posted'`);
  expect(rows).toHaveLength(1);

  await steward.move({ days: 1 });
  await steward.settled();
  expect(posts(ana)).toHaveLength(2);

  await press(bea, desk(bea), 'Check the log against this');
  expect(await shownModal(bea)).toContain('nothing up to there was changed since');
  await forge(steward, 'delete from audit where seq > 2');
  await steward.database.pool.query(
    'update audit_heads set seq = 2, hash = (select hash from audit where seq = 2)',
  );
  expect(await verified(bea)).toContain('The log is whole');
  await press(bea, desk(bea), 'Check the log against this');
  const found = await shownModal(bea);
  expect(found).toContain('The log was tampered with');
  expect(found).toContain('entries were cut off');
});
