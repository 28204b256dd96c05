/** Short answers of the gate itself: refusals, faults, help after a typing mistake. */
import type { ModalView } from '@slack/types';
import type { SecretRefused } from '../../custody/refuse-secrets.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { SubmittedView } from '../form.ts';
import { context, type Message, message, modal, section } from './kit.ts';
import { secretMessage } from './report-leak.ts';
import { code, md } from './text.ts';

/** Shown within the three seconds that a trigger lives; its content follows. */
export const oneMoment = (): ModalView =>
  modal({ callbackId: 'one-moment', title: 'Keysteward', blocks: [section(md`One moment…`)] });

/** A message shown as a modal, for people who came from a place that has no private messages. */
export const messageModal = (shown: Message): ModalView =>
  modal({ callbackId: 'message', title: 'Keysteward', blocks: shown.blocks });

/** What happened, what was not done, what to do next. */
export const refusal = (refused: Refusal): Message =>
  message(section(md`${refused.message}`), context(md`${refused.next}`));

/** A refused secret, with what it means. In a form the field is named by its label. */
export function secret(refused: SecretRefused, view: SubmittedView | null): Message {
  const [name] = Object.keys(refused.fields);
  const input = view?.blocks?.find((block) => name !== undefined && block.block_id === name);
  const field = name === undefined ? null : (input?.label?.text ?? name);
  return secretMessage({ happened: refused.message, field, provider: refused.provider });
}

export function unknownCommand(slash: string, words: { typed: string; nearest: string | null }): Message {
  return message(
    section(
      words.nearest === null
        ? md`There is no ${code(`${slash} ${words.typed}`)}. Nothing was done.`
        : md`There is no ${code(`${slash} ${words.typed}`)}. Did you mean ${code(`${slash} ${words.nearest}`)}?`,
    ),
    context(md`${code(`${slash} help`)} lists everything.`),
  );
}

export const fault = (id: string): Message =>
  message(
    section(md`Something went wrong on our side and nothing was recorded.`),
    context(md`Try once more. If it stays, tell whoever runs Keysteward this id: ${code(id)}`),
  );

export const noDatabase = (): Message =>
  message(
    section(md`Keysteward cannot reach its database. *Nothing was recorded and nobody was told.*`),
    context(
      md`Try again in a minute. If a key leaked, do not wait: log in at the provider and delete it now.`,
    ),
  );
