import * as actions from '../actions/rotation.ts';
import { buttons } from '../buttons.ts';
import * as commands from '../commands/rotation.ts';
import { type Door, onButton, onCommand, onForm } from '../door.ts';
import * as forms from '../forms/rotation.ts';

/** Replacing a key, putting it off, and handing it over. Who answers for the key is asked by each deed. */
export const rotationDoors: readonly Door[] = [
  onCommand('rotate', 'member', commands.rotate, { besides: 'answers for the key' }),

  onButton(buttons.startRotation, 'member', actions.start, { besides: 'answers for the key' }),
  onButton(buttons.rotationDeleted, 'member', actions.sayDeleted, { besides: 'answers for the key' }),
  onButton(buttons.rotationCheck, 'member', actions.askAgain),
  onButton(buttons.attestGone, 'member', actions.startAttest, {
    opensModal: true,
    besides: 'is somebody else',
  }),
  onButton(buttons.snooze, 'member', actions.startSnooze, {
    opensModal: true,
    besides: 'answers for the key',
  }),
  onButton(buttons.handOver, 'member', actions.startHandOver, {
    opensModal: true,
    besides: 'answers for the key',
  }),
  onButton(buttons.acceptHandover, 'member', actions.accept, { besides: 'was asked' }),
  onButton(buttons.declineHandover, 'member', actions.startDecline, {
    opensModal: true,
    besides: 'was asked',
  }),

  onForm(forms.attestGone, 'member', actions.submitAttest, { besides: 'is somebody else' }),
  onForm(forms.snooze, 'member', actions.submitSnooze, { besides: 'answers for the key' }),
  onForm(forms.handOver, 'member', actions.submitHandOver, { besides: 'answers for the key' }),
  onForm(forms.decline, 'member', actions.submitDecline, { besides: 'was asked' }),
];
