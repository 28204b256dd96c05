import type { ModalView } from '@slack/types';
import type { Choice } from './fields.ts';
import type { Message } from './views/kit.ts';

/**
 * What the person who came through a door sees, as a value. Only they see it: whatever others see goes through the
 * outbox. `slack/perform.ts` carries it out.
 */
export type Reply =
  | { readonly do: 'nothing' }
  /** A message only for them. */
  | { readonly do: 'tell'; readonly message: Message }
  /** The private message whose button they pressed becomes this one. */
  | { readonly do: 'replace'; readonly message: Message }
  | { readonly do: 'modal'; readonly view: ModalView }
  /** The form they submitted becomes this view. */
  | { readonly do: 'become'; readonly view: ModalView }
  /** On top of the form they submitted, which stays as it is. */
  | { readonly do: 'push'; readonly view: ModalView }
  | { readonly do: 'close' }
  /** The form and all below it close: what it was opened from is no longer true. */
  | { readonly do: 'clear' }
  /** Sentences beside the fields of the form they submitted. */
  | { readonly do: 'errors'; readonly fields: Readonly<Record<string, string>> }
  | { readonly do: 'options'; readonly choices: readonly Choice[] };

export const nothing: Reply = { do: 'nothing' };
export const close: Reply = { do: 'close' };
export const clear: Reply = { do: 'clear' };
export const tell = (message: Message): Reply => ({ do: 'tell', message });
export const replace = (message: Message): Reply => ({ do: 'replace', message });
export const openModal = (view: ModalView): Reply => ({ do: 'modal', view });
export const become = (view: ModalView): Reply => ({ do: 'become', view });
export const push = (view: ModalView): Reply => ({ do: 'push', view });
export const options = (choices: readonly Choice[]): Reply => ({ do: 'options', choices });
