/** Which key leaked? Asked as a form, after a secret was pasted, and after a label that matches no key. */
import type { KnownBlock, ModalView } from '@slack/types';
import { providers } from '../../providers/index.ts';
import { buttons, pickLeaked } from '../buttons.ts';
import * as forms from '../forms/incident.ts';
import { actions, context, type Message, message, plain, section } from './kit.ts';
import { bold, clip, md } from './text.ts';

/** Stands for a provider that nobody knows. */
export const UNKNOWN = 'unknown';

export function reportLeakModal(options: {
  drill: boolean;
  channel: string | null;
  note?: string;
}): ModalView {
  const { fields } = forms.reportLeak;
  return forms.reportLeak.draw({
    title: options.drill ? 'Practise a leak' : 'Report a leaked key',
    submit: options.drill ? 'Start the drill' : 'It leaked',
    hidden: { drill: options.drill, channel: options.channel },
    blocks: [
      options.note ? context(md`${options.note}`) : null,
      fields.key.input('key', {
        label: options.drill ? 'Which key?' : 'Which key leaked?',
        placeholder: 'Type part of its label or key id',
        hint: 'Never paste the key itself.',
      }),
      ...(options.drill ? [] : notFoundInputs()),
      fields.abuse.input('abuse', {
        label: 'Is it being abused?',
        choices: [{ id: 'yes', label: 'Yes: unknown orders, withdrawals or logins were seen' }],
      }),
    ],
  });
}

function notFoundInputs() {
  const { provider, says } = forms.reportLeak.fields;
  return [
    provider.input('provider', {
      label: 'I cannot find it: whose key is it?',
      hint: 'Only if you chose no key above. It is worked at once, and the key is looked for meanwhile.',
      choices: [
        { id: UNKNOWN, label: 'I do not know' },
        ...providers.map(({ id, name }) => ({ id, label: name })),
      ],
    }),
    says.input('says', { label: 'What do you know of it?', placeholder: 'the key of the old tax report' }),
  ];
}

const leakedMenu: KnownBlock = {
  type: 'actions',
  elements: [
    {
      type: 'external_select',
      action_id: pickLeaked.id,
      min_query_length: 0,
      placeholder: plain('Which key leaked?', 150),
    },
  ],
};

/** A secret was typed: it is refused, and what it means is one click away. */
export function secretMessage(refused: {
  readonly happened: string;
  readonly field: string | null;
  readonly provider: { readonly id: string; readonly name: string } | null;
}): Message {
  const where = refused.field === null ? md`` : md`In ${bold(clip(refused.field, 100))}: `;
  const { provider } = refused;
  return message(
    section(md`${where}${refused.happened}`),
    section(
      md`*Treat that key as leaked.* Choose it, and its incident opens at once; who can delete it is called.`,
    ),
    leakedMenu,
    actions(
      buttons.openTriage.draw(
        provider === null
          ? 'I cannot find it: open one anyway'
          : `Not listed here: ${clip(provider.name, 40)}`,
        { provider: provider?.id ?? null, says: null },
      ),
    ),
    context(
      refused.field === null
        ? md`It was a real key only if it still works. Delete your message where others can read it.`
        : md`Close this to go back to the form, and take the secret out of it.`,
    ),
  );
}

/** A label that matches no key, but is near to one or begins several. */
export function whichKeyMessage(typed: string, near: readonly { id: number; label: string }[]): Message {
  return message(
    section(md`*Which key leaked?* None is called ${bold(clip(typed, 80))}. Nothing was done so far.`),
    actions(
      ...near.map(({ id, label }) => buttons.leaked.draw(`It is ${clip(label, 60)}`, { key: id })),
      buttons.openTriage.draw('None of these', { provider: null, says: clip(typed, 200) }),
    ),
    context(md`“None of these” opens a report at once; which key it is can be found out while it is worked.`),
  );
}
