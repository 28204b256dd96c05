import * as actions from '../actions/rotation.ts';
import { buttons } from '../buttons.ts';
import * as commands from '../commands/rotation.ts';
import { type Door, onButton, onCommand, onForm } from '../door.ts';
import * as forms from '../forms/rotation.ts';

/** Replacing a key, putting it off, and handing it over. Who answers for the key is asked by each deed. */
export const rotationDoors: readonly Door[] = [
  onCommand('rotate', 'member', commands.rotate),

  onButton(buttons.startRotation, 'member', actions.start),
  onButton(buttons.rotationDeleted, 'member', actions.sayDeleted),
  onButton(buttons.rotationCheck, 'member', actions.askAgain),
  onButton(buttons.attestGone, 'member', actions.startAttest, { opensModal: true }),
  onButton(buttons.snooze, 'member', actions.startSnooze, { opensModal: true }),
  onButton(buttons.handOver, 'member', actions.startHandOver, { opensModal: true }),
  onButton(buttons.acceptHandover, 'member', actions.accept),
  onButton(buttons.declineHandover, 'member', actions.startDecline, { opensModal: true }),

  onForm(forms.attestGone, 'member', actions.submitAttest),
  onForm(forms.snooze, 'member', actions.submitSnooze),
  onForm(forms.handOver, 'member', actions.submitHandOver),
  onForm(forms.decline, 'member', actions.submitDecline),
];
