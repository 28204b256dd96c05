/** Bringing 10,000 keys as a file: how long, and how much memory more. See README.md. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Hands } from '../src/local/slack/contract.ts';
import { answers, runBot, spent } from './processes.ts';
import { makeWorld } from './world.ts';

const ROWS = 10_000;

const HEADER =
  'Provider,Label,Key id,Account,Region,Environment,Permissions,IP allowlist,Services,Deputy,Console holders,Secret is kept at,Created';

const content = [
  HEADER,
  ...Array.from({ length: ROWS }, (_, n) =>
    [
      'OKX',
      `desk ${n}`,
      `37c541a1-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
      `Sub ${n % 20}`,
      'global',
      'live',
      'read; trade',
      '203.0.113.7',
      `bot-${n % 50}`,
      'U000000BEA',
      'U000000BEA; U000000CEM',
      `vault: trading/okx/desk-${n}`,
      '2026-01-01',
    ].join(','),
  ),
].join('\n');

const world = await makeWorld();
const bot = runBot(world.settings);
try {
  await answers(`http://127.0.0.1:${world.settings['PORT']}/readyz`, bot);
  await world.settled();
  const ana = world.slack.as('ana');
  const idle = (await spent(bot)).residentMb;
  let peak = idle;
  const watching = setInterval(async () => {
    peak = Math.max(peak, (await spent(bot)).residentMb);
  }, 50);

  const from = performance.now();
  await ana.command(channel(ana), '/key import');
  await until(() => ana.modal()?.view.callback_id === 'import-keys');
  const file = ana.upload('keys.csv', Buffer.from(content));
  ana.fill({ file: { value: { type: 'file_input', files: [file] } } });
  await ana.submit();
  await until(() => said(ana).includes(`Write ${ROWS} keys`));
  const checked = performance.now();
  const message = ana.messages(ana.botDm()).findLast(({ ephemeral }) => !ephemeral);
  if (message === undefined) throw new Error('there is no preview');
  await ana.act({ in: 'message', channel: ana.botDm(), ts: message.ts }, 'confirm-import:1');
  await until(async () => {
    const { rows } = await world.database.pool.query(`select state from imports where state = 'done'`);
    return rows.length > 0;
  });
  const written = performance.now();
  clearInterval(watching);
  const { rows } = await world.database.pool.query<{ keys: string }>('select count(*) as keys from keys');
  if (Number(rows[0]?.keys) < ROWS) throw new Error(`only ${rows[0]?.keys} keys were written`);
  line('from the file to its preview', (checked - from) / 1000, 's');
  line(`writing ${ROWS} keys`, (written - checked) / 1000, 's');
  line('resident memory, idle', idle, 'MB');
  line('resident memory, at most', peak, 'MB');
} finally {
  await bot.stop();
  await world.stop();
}

function said(hands: Hands): string {
  return JSON.stringify(hands.messages(hands.botDm()));
}

function channel(hands: Hands): string {
  return hands.channels().find(({ name }) => name === 'trading-desk')?.id ?? '';
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const late = performance.now() + 120_000;
  while (!(await holds())) {
    if (performance.now() > late) throw new Error(`it did not come to this: ${holds}`);
    await pause(10);
  }
}

function line(words: string, number: number, unit: string): void {
  process.stdout.write(`${words.padEnd(40)}${number.toFixed(1).padStart(8)} ${unit}\n`);
}
