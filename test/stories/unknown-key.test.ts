/** A leak whose key nobody finds, through Slack: typed, pasted, picked, recorded, and a message kept without its secret. */
import { expect, test } from 'vitest';
import type { Hands } from '../../src/local/slack/contract.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import {
  ask,
  buttonsIn,
  channelNamed,
  opened,
  press,
  startSteward,
  values,
  wordsOf,
} from '../support/steward.ts';

/** Made up, and put together here so that no scanner takes it for a leak. */
const token = ['ghp', 'aB3dE5gH7jK9'.repeat(3)].join('_');

const cardIn = (hands: Hands, room: string, words: string) =>
  hands.messages(channelNamed(hands, room)).find((message) => wordsOf(message).includes(words));

test('a pasted secret, a slip and an unknown label all lead to an incident; a message enters its timeline masked', {
  timeout: 60_000,
}, async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  const desk = channelNamed(ana, 'trading-desk');
  await recordOkxKey(steward, ana, { services: ['trading-bot'] });

  // A slip gets the picker as before, with the way out of it.
  const slip = await ask(ana, desk, 'leaked prop-dsk');
  expect(buttonsIn(slip)).toEqual(['It is prop-desk', 'None of these']);
  expect(wordsOf(slip)).toContain('Nothing was done so far');

  // A secret is refused, whose it is was seen by its shape, and one click starts the clock.
  const refused = await ask(ana, desk, `leaked ${token}`);
  expect(wordsOf(refused)).toMatch(/looks like a secret \(GitHub token\)/);
  expect(wordsOf(refused)).toContain('pick-leaked');
  await press(
    ana,
    desk,
    buttonsIn(refused).find((label) => label.startsWith('Not listed here: GitHub')) ?? '',
  );
  await steward.settled();
  expect(wordsOf(cardIn(ana, 'leak-1', 'Which key is it?') ?? slip)).toContain('GitHub');

  // What no label is near to starts it too.
  const unknown = await ask(ana, desk, 'leaked whatever the tax people use');
  expect(wordsOf(unknown)).toContain('Leak #2: unknown key');
  await steward.settled();
  expect(wordsOf(await ask(ana, desk, 'incidents'))).toMatch(/2 open incidents[\s\S]*nobody has it/);
  expect(wordsOf(await ask(ana, desk, 'incident 2'))).toContain('whatever the tax people use');

  // It is matched from the menu of its card, and goes on in the same room.
  const card = cardIn(ana, 'leak-2', 'Which key is it?');
  if (card === undefined) throw new Error('no card');
  const room = channelNamed(ana, 'leak-2');
  const menu = card.blocks
    .flatMap((block) => (block as { elements?: { type: string; action_id: string }[] }).elements ?? [])
    .find(({ type }) => type === 'external_select');
  const where = { in: 'message', channel: room, ts: card.ts } as const;
  const action = menu?.action_id ?? '';
  const block = (card.blocks as readonly { block_id?: string; elements?: unknown[] }[]).find(({ elements }) =>
    elements?.includes(menu),
  )?.block_id;
  const [offer] = await ana.suggest(where, block ?? '', action, 'prop');
  if (offer === undefined) throw new Error('no key was offered');
  const value = values.one(action, offer)[action];
  if (value === undefined) throw new Error('nothing was chosen');
  expect(await ana.act(where, action, { value })).toEqual({ kind: 'accepted' });
  await steward.settled();
  expect(wordsOf(cardIn(ana, 'leak-2', 'It is') ?? slip)).toContain('Open leak #2');
  expect(wordsOf(cardIn(ana, 'leak-2', 'Leak #2: prop-desk (OKX)') ?? slip)).toMatch(
    /Can you log in at \S+okx\.com> now/,
  );

  // Its message is kept once, by who wrote it, and without the secret.
  const said = ana.post(room, `bot.env had TOKEN=${token} & more, <see> it`);
  await ana.messageShortcut(room, said.ts, 'add_to_timeline');
  expect(JSON.stringify((await opened(ana)).view.blocks)).toMatch(/timeline of #2[\s\S]*It held a secret/);
  await ana.closeModal();
  await ana.messageShortcut(room, said.ts, 'add_to_timeline');
  expect(JSON.stringify((await opened(ana)).view.blocks)).toContain('in the timeline of #2 already');
  await ana.closeModal();
  // In a channel of no incident it is asked which.
  const other = channelNamed(ana, 'general');
  const elsewhere = steward.as('bea').post(other, 'I rotated nothing');
  await ana.messageShortcut(other, elsewhere.ts, 'add_to_timeline');
  const form = await opened(ana);
  expect(form.view.callback_id).toBe('add-to-timeline');
  const { rows } = await steward.database.pool.query<{ id: string }>('select id from incidents');
  ana.fill({ incident: values.choice(String(rows[0]?.id)) });
  await ana.submit();
  await ana.closeModal();
  const { rows: notes } = await steward.database.pool.query(
    'select says, masked from incident_notes order by ts',
  );
  expect(notes).toEqual([
    { says: 'bot.env had TOKEN=[secret masked] & more, <see> it', masked: true },
    { says: 'I rotated nothing', masked: false },
  ]);

  // The other one is recorded now, and its incident opens with the number of its report.
  const first = channelNamed(ana, 'leak-1');
  await press(ana, first, 'Not recorded: record it now');
  expect(JSON.stringify((await opened(ana)).view)).toContain('Register: GitHub');
  const everything = await steward.database.pool.query<{ row: string }>(`
    select t::text as row from triages t union all select t::text from outbox t union all select t::text from audit t
    union all select t::text from inbox t union all select t::text from incident_notes t`);
  const kept = `${everything.rows.map(({ row }) => row).join('\n')}${steward.logged()}`;
  expect(kept).not.toContain(token.slice(4, 20));
  expect(kept).toContain('[secret masked]');
});
