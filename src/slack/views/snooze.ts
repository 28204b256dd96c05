import type { ModalView } from '@slack/types';
import type { KeyRef } from '../../domain/words.ts';
import type { SnoozeOffer } from '../../rotation/snooze-key.ts';
import { snooze } from '../forms/rotation.ts';
import { section } from './kit.ts';
import { bold, md, onDay } from './text.ts';

export function snoozeModal(key: KeyRef, offer: SnoozeOffer): ModalView {
  const { fields } = snooze;
  const choices = offer.choices.map(({ days, until }) => ({
    id: String(days),
    label: `${days === 1 ? '1 day' : `${days} days`}, until ${onDay(until).markup}`,
  }));
  return snooze.draw({
    title: 'Snooze',
    submit: 'Snooze',
    hidden: { key },
    blocks: [
      section(md`${bold(offer.label)} is due ${onDay(offer.dueOn)}. It stays due; only we keep quiet.`),
      fields.days.input('days', { label: 'For how long?', choices, initial: choices[0]?.id }),
      fields.because.input('because', {
        label: 'Why?',
        hint: 'Shown on the message and kept in the audit log.',
        placeholder: 'The exchange is in maintenance until tomorrow.',
      }),
    ],
  });
}
