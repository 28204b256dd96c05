import { findProvider } from '../../providers/index.ts';
import * as actions from '../actions/custodians.ts';
import { buttons } from '../buttons.ts';
import * as commands from '../commands/custodians.ts';
import { type Door, onButton, onCommand, onForm } from '../door.ts';
import * as forms from '../forms/custodians.ts';

/** Changing what is recorded of a key, and who has it. Who answers for the key is asked by each deed. */
export const custodianDoors: readonly Door[] = [
  onCommand('edit', 'member', commands.edit, {
    opensModal: commands.namesKey,
    besides: 'answers for the key',
  }),
  onCommand('transfer', 'member', commands.transfer, {
    opensModal: commands.asksForPerson,
    besides: 'answers for the key',
  }),
  onCommand('deputy', 'member', commands.deputy, {
    opensModal: commands.asksForPerson,
    besides: 'answers for the key',
  }),
  onCommand('retire', 'member', commands.retire, {
    opensModal: commands.namesKey,
    besides: 'answers for the key',
  }),

  onButton(buttons.editKey, 'member', actions.startEdit, {
    opensModal: true,
    besides: 'answers for the key',
  }),
  onButton(buttons.addLikeIt, 'member', actions.startLikeIt, { opensModal: true }),
  onButton(buttons.keyHistory, 'member', actions.showHistory),
  onButton(buttons.nameDeputy, 'member', actions.startDeputy, {
    opensModal: true,
    besides: 'answers for the key',
  }),
  onButton(buttons.retireKey, 'member', actions.startRetire, {
    opensModal: true,
    besides: 'answers for the key',
  }),

  onButton(buttons.ownKeys, 'member', actions.startOwnKeys, {
    opensModal: true,
    besides: 'answers for the key',
  }),

  onForm(forms.ownKeys, 'member', actions.submitOwnKeys, { besides: 'answers for the key' }),
  onForm(forms.editKey, 'member', actions.submitEdit, {
    besides: 'answers for the key',
    context: ({ provider }) => ({ provider: findProvider(provider), expects: 'passphrase-free-text' }),
  }),
  onForm(forms.deputy, 'member', actions.submitDeputy, { besides: 'answers for the key' }),
  onForm(forms.retire, 'member', actions.submitRetire, { besides: 'answers for the key' }),
];
