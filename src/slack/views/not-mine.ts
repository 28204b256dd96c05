import type { ModalView } from '@slack/types';
import type { KeyRef } from '../../domain/words.ts';
import { notMine } from '../forms/nudges.ts';
import { section } from './kit.ts';
import { bold, md } from './text.ts';

export const notMineModal = (key: KeyRef, label: string): ModalView =>
  notMine.draw({
    title: 'Not mine',
    submit: 'It is not mine',
    hidden: { key },
    blocks: [
      section(
        md`Nobody answers for ${bold(label)} then. Its deputy or a lead is asked to take it. You get no more reminders of it.`,
      ),
      notMine.fields.because.input('because', {
        label: 'Why?',
        hint: 'Shown to whoever is asked, and kept in the audit log.',
        placeholder: 'The bot moved to the treasury team in March.',
      }),
    ],
  });
