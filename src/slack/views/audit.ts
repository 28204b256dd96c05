import type { History } from '../../audit/history.ts';
import type { PostedHead } from '../../audit/post-head.ts';
import type { ChainReport } from '../../audit/verify.ts';
import { headText } from '../../domain/audit-chain.ts';
import type { Day } from '../../domain/words.ts';
import { buttons } from '../buttons.ts';
import { sentenceOf } from './audit-sentences.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { bold, code, lines, md, onDay, when } from './text.ts';

/** A page of history, newest first. */
export function historyMessage(history: History): Message {
  const { key, names, lines: rows } = history;
  const title = key === null ? 'History of everything' : `History of ${key.label}`;
  const [newest, oldest] = [rows[0]?.seq, rows.at(-1)?.seq];
  const about = { key: key?.id ?? null };
  return message(
    header(title),
    rows.length === 0 && section(md`Nothing more is recorded.`),
    ...rows.map((row) => section(lines(sentenceOf(row, names), md`${when(row.at)} · entry ${row.seq}`))),
    actions(
      history.newer && newest !== undefined && buttons.auditPage.draw('Newer', { ...about, after: newest }),
      history.older && oldest !== undefined && buttons.auditPage.draw('Older', { ...about, before: oldest }),
    ),
  );
}

/** Where heads of this workspace are posted, for whoever wants to compare. */
export interface Posting {
  readonly channel: string | null;
  readonly lastOn: Day | null;
}

/** What a check of the chain found. */
export function chainMessage(report: ChainReport, posting: Posting): Message {
  const { end, broken, posted } = report;
  return message(
    header(broken === null && posted !== 'missing' ? 'The log is whole' : 'The log was tampered with'),
    broken === null
      ? section(md`${entries(end.seq)} in an unbroken chain.`)
      : section(lines(md`${bold(broken.why)}`, md`What holds before that: ${entries(end.seq)}.`)),
    posted === 'missing' && section(bold(missingHead)),
    typeof posted === 'object' &&
      section(md`The posted head is entry ${posted.seq}: nothing up to there was changed since.`),
    end.seq > 0 && section(md`Head of what holds: ${code(headText(end.hash))}`),
    broken !== null || posted === 'missing'
      ? context(md`Keep the database as it is, export the log, and tell whoever runs Keysteward.`)
      : context(posted === 'not asked' ? howToCompare(posting) : md`What came later stands only for itself.`),
  );
}

const missingHead = 'The posted head is not in this log: entries were cut off, or all was written anew.';
const entries = (count: number): string =>
  count === 1 ? '1 entry' : `${count.toLocaleString('en')} entries`;

function howToCompare({ channel, lastOn }: Posting) {
  const whole = md`A log that was cut at its end, or written anew, looks whole too. Only a posted head gives it away.`;
  if (channel === null) return md`${whole} None is posted: an admin has to choose a team channel.`;
  return lastOn === null
    ? whole
    : md`${whole} The last one was posted on ${onDay(lastOn)}: press its button.`;
}

/** The daily message in the team channel. */
export function postedHeadMessage(head: PostedHead, slash: string): Message {
  return message(
    section(
      lines(
        md`${bold(`Audit log, ${head.seq.toLocaleString('en')} entries`)} on ${onDay(head.day)}`,
        code(headText(head.hash)),
      ),
    ),
    actions(buttons.verifyHead.draw('Check the log against this', { head: head.hash })),
    context(md`Or type ${code(`${slash} verify ${headText(head.hash)}`)}.`),
  );
}
