import { findProvider } from '../../providers/index.ts';
import * as actions from '../actions/account.ts';
import { buttons } from '../buttons.ts';
import * as commands from '../commands/account.ts';
import { type Door, onButton, onCommand, onForm } from '../door.ts';
import * as forms from '../forms/account.ts';

/** Accounts and who can log in there. Who may change one is asked by the deed. */
export const accountDoors: readonly Door[] = [
  onCommand('account add', 'member', commands.add, { opensModal: () => true }),
  onCommand('account list', 'member', commands.list),
  onCommand('account show', 'member', commands.show),
  onCommand('account edit', 'member', commands.edit, {
    opensModal: commands.namesAccount,
    besides: 'tends the account',
  }),

  onButton(buttons.addAccount, 'member', actions.startAddAccount, { opensModal: true }),
  onButton(buttons.showAccount, 'member', actions.showAccount),
  onButton(buttons.editAccount, 'member', actions.startEditAccount, {
    opensModal: true,
    besides: 'tends the account',
  }),
  onButton(buttons.accountPage, 'member', actions.turnAccountPage),

  onForm(forms.addAccount, 'member', actions.submitAccount, {
    context: ({ provider }) => ({ provider: findProvider(provider), expects: 'passphrase-free-text' }),
  }),
  onForm(forms.editAccount, 'member', actions.submitEditAccount, { besides: 'tends the account' }),
];
