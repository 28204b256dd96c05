import type { KnownBlock } from '@slack/types';
import { pickKey } from '../buttons.ts';
import { type Message, message, plain, section } from './kit.ts';
import { md } from './text.ts';

/** Asks for a key by a menu that searches; choosing one shows its card, from which everything can be done. */
export function pickKeyMessage(question: string): Message {
  const picker: KnownBlock = {
    type: 'actions',
    elements: [
      {
        type: 'external_select',
        action_id: pickKey.id,
        min_query_length: 0,
        placeholder: plain('Type part of its label', 150),
      },
    ],
  };
  return message(section(md`${question}`), picker);
}
