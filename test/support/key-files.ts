/** Files of keys, made for tests. */
import type { Hands, LocalMessage } from '../../src/local/slack/contract.ts';
import { COMMAND, channelNamed, opened, type Steward, wordsOf } from './steward.ts';

export const HEADER = [
  'Provider',
  'Label',
  'Key id',
  'Account',
  'Region',
  'Environment',
  'Permissions',
  'IP allowlist',
  'Services',
  'Custodian',
  'Deputy',
  'Console holders',
  'Secret is kept at',
  'Created',
  'Rotation days',
] as const;

export type FileRow = Readonly<Partial<Record<(typeof HEADER)[number], string>>>;

/** The public id of the n-th OKX key. */
export const okxId = (n: number): string => `37c541a1-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** A row that can be used. */
export const goodRow = (n: number, wishes: FileRow = {}): FileRow => ({
  Provider: 'OKX',
  Label: `desk ${n}`,
  'Key id': okxId(n),
  Account: `Sub ${n % 20}`,
  Region: 'global',
  Environment: 'live',
  Permissions: 'read; trade',
  'IP allowlist': '203.0.113.7',
  Services: `bot-${n % 50}`,
  Custodian: 'U000000ANA',
  Deputy: 'U000000BEA',
  'Console holders': 'U000000BEA; U000000CEM',
  'Secret is kept at': `vault: trading/okx/desk-${n}`,
  Created: '2026-11-01',
  ...wishes,
});

/** The rows as CSV. */
export function keyFile(rows: readonly FileRow[], header: readonly string[] = HEADER): string {
  const lines = rows.map((row) => HEADER.map((column) => row[column] ?? ''));
  return [header, ...lines].map((line) => line.map(quoted).join(',')).join('\n');
}

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Gives a file to the import form and reads the message that comes of it. */
export async function bring(
  steward: Steward,
  hands: Hands,
  content: string | Uint8Array,
  name = 'keys.csv',
): Promise<LocalMessage> {
  await hands.command(channelNamed(hands, 'trading-desk'), `${COMMAND} import`);
  await opened(hands);
  const file = hands.upload(name, Buffer.from(content));
  hands.fill({ file: { value: { type: 'file_input', files: [file] } } });
  const outcome = await hands.submit();
  const errors = hands.modal()?.errors ?? {};
  if (outcome.kind !== 'accepted' || Object.keys(errors).length > 0)
    throw new Error(`the file was not taken: ${JSON.stringify({ outcome, errors })}`);
  await hands.closeModal();
  await steward.settled();
  return lastDm(hands);
}

/** The newest message of the bot to this person; private answers beside it do not count. */
export function lastDm(hands: Hands): LocalMessage {
  const found = hands.messages(hands.botDm()).findLast(({ ephemeral }) => !ephemeral);
  if (!found) throw new Error(`${hands.me.name} got no direct message`);
  return found;
}

export const lastWords = (hands: Hands): string => wordsOf(lastDm(hands));
