import type { Button } from '@slack/types';
import { buttons } from '../buttons.ts';

/** Where a key is shown for other reasons, a slip of the finger must not call people at night. */
export const leakedButton = (key: { readonly key: number }): Button =>
  buttons.leaked.draw('It leaked', key, {
    style: 'danger',
    confirm: {
      title: 'Report this key as leaked?',
      text: 'An incident opens at once and the people who can delete the key are called.',
      yes: 'It leaked',
    },
  });
