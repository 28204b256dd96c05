/** "Still needed?", put to who steps in, and told to a lead, because custodians did not answer. */
import type { AttestationCard, AttestationLine } from '../../custody/attestation-card.ts';
import { quarterName } from '../../domain/quarter.ts';
import { buttons } from '../buttons.ts';
import { keysWords, lineBlock, SHOWN } from './attestation.ts';
import { actions, context, type Message, message, section } from './kit.ts';
import { bold, clip, lines, md, mention, onDay } from './text.ts';

/** The keys for which somebody steps in; they answer as the custodian would, but for "not mine". */
export function attestationDeputyMessage(card: AttestationCard): Message {
  const { open, shown } = opensIn(card);
  if (open.length === 0) return allAnswered(card);
  const few = shown.length < open.length;
  return message(
    section(
      md`${bold(`${quarterName(card.quarter)}: still needed?`)} Nobody has answered about ${keysWords(open.length)} for which you step in.`,
    ),
    actions(
      buttons.stillMineAll.draw(
        few ? `These ${shown.length} still needed` : open.length === 1 ? 'Still needed' : 'All still needed',
        { ids: shown.map(({ id }) => id) },
        { style: 'primary' },
      ),
    ),
    ...shown.map((line) => lineBlock(line, md`${mention(line.person)} has not answered`)),
    few && context(md`and ${open.length - shown.length} more, shown when these are answered`),
  );
}

/** All that nobody answered. A lead acts on it from the card of each key. */
export function attestationOpenMessage(card: AttestationCard): Message {
  const { open, shown } = opensIn(card);
  if (open.length === 0) return allAnswered(card);
  return message(
    section(
      md`${bold(`${quarterName(card.quarter)}: still needed?`)} Nobody has answered about ${keysWords(open.length)}, though ${open.length === 1 ? 'its custodian was' : 'their custodians were'} reminded.`,
    ),
    ...shown.map((line) =>
      section(
        lines(
          md`${bold(clip(line.label, 100))} · ${line.providerName} · tier ${line.tier}`,
          md`asked: ${mention(line.person)}${line.deputy === null ? md`` : md`, then ${mention(line.deputy)}`} · due ${onDay(line.dueOn)}`,
        ),
        buttons.showKey.draw('Show', { key: line.key }),
      ),
    ),
    open.length > shown.length && context(md`and ${open.length - shown.length} more`),
    context(md`Ask them, or hand over or retire a key from its card.`),
    actions(buttons.listPage.draw('List what is unanswered', { filter: 'unanswered', page: 1 })),
  );
}

function opensIn({ lines: all }: AttestationCard): {
  open: readonly AttestationLine[];
  shown: readonly AttestationLine[];
} {
  const open = all.filter((line) => line.open);
  return { open, shown: open.slice(0, SHOWN) };
}

const allAnswered = (card: AttestationCard): Message =>
  message(section(md`All that was unanswered for ${quarterName(card.quarter)} is answered or settled.`));
