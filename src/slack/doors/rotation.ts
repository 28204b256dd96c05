import { findProvider } from '../../providers/index.ts';
import * as actions from '../actions/rotation.ts';
import * as steps from '../actions/rotation-steps.ts';
import { buttons } from '../buttons.ts';
import * as commands from '../commands/rotation.ts';
import { type Door, onButton, onCommand, onForm } from '../door.ts';
import * as forms from '../forms/rotation.ts';

/** Replacing a key, putting it off, and handing it over. Who answers for the key is asked by each deed. */
export const rotationDoors: readonly Door[] = [
  onCommand('rotate', 'member', commands.rotate, { besides: 'answers for the key' }),

  onButton(buttons.startRotation, 'member', actions.start, { besides: 'answers for the key' }),
  onButton(buttons.recordNewKey, 'member', steps.startNewKey, {
    opensModal: true,
    besides: 'answers for the key',
  }),
  onButton(buttons.madeInPlace, 'member', steps.madeInPlace, { besides: 'answers for the key' }),
  onButton(buttons.secretStored, 'member', steps.stored, { besides: 'tends the new key' }),
  onButton(buttons.serviceSwitched, 'member', steps.switched, { besides: 'switches the service' }),
  onButton(buttons.notYetSwitched, 'member', steps.startNotYet, {
    opensModal: true,
    besides: 'switches the service',
  }),
  onButton(buttons.newKeyWorks, 'member', steps.startWorks, {
    opensModal: true,
    besides: 'tends the new key',
  }),
  onButton(buttons.doNotWait, 'member', steps.startDoNotWait, {
    opensModal: true,
    besides: 'answers for the key',
  }),
  onButton(buttons.giveUpRotation, 'member', steps.startGiveUp, {
    opensModal: true,
    besides: 'answers for the key',
  }),
  onButton(buttons.takeLabel, 'member', steps.labelTaken, { besides: 'tends the new key' }),
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
  onForm(forms.newKey, 'member', steps.submitNewKey, {
    besides: 'answers for the key',
    context: ({ provider }, field) => ({
      provider: findProvider(provider),
      expects: field === 'keyId' ? 'publicId' : 'passphrase-free-text',
    }),
  }),
  onForm(forms.newKeyWorks, 'member', steps.submitWorks, { besides: 'tends the new key' }),
  onForm(forms.notYetSwitched, 'member', steps.submitNotYet, { besides: 'switches the service' }),
  onForm(forms.doNotWait, 'member', steps.submitDoNotWait, { besides: 'answers for the key' }),
  onForm(forms.giveUpRotation, 'member', steps.submitGiveUp, { besides: 'answers for the key' }),
  onForm(forms.snooze, 'member', actions.submitSnooze, { besides: 'answers for the key' }),
  onForm(forms.handOver, 'member', actions.submitHandOver, { besides: 'answers for the key' }),
  onForm(forms.decline, 'member', actions.submitDecline, { besides: 'was asked' }),
];
