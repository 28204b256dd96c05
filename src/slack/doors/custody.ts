import { findProvider } from '../../providers/index.ts';
import * as actions from '../actions/custody.ts';
import { buttons, pickKey } from '../buttons.ts';
import * as calendar from '../commands/calendar.ts';
import * as commands from '../commands/custody.ts';
import { type Door, onButton, onCommand, onForm, onLookup } from '../door.ts';
import * as forms from '../forms/custody.ts';

/** Registering keys and services, and finding them. */
export const custodyDoors: readonly Door[] = [
  onCommand('help', 'member', commands.help),
  onCommand('status', 'member', commands.status),
  onCommand('add', 'member', commands.add, { opensModal: () => true }),
  onCommand('list', 'member', commands.list),
  onCommand('show', 'member', commands.show),
  onCommand('who', 'member', commands.who),
  onCommand('calendar', 'member', calendar.calendar),
  onCommand('service add', 'member', commands.serviceAdd, { opensModal: () => true }),
  onCommand('service edit', 'member', commands.serviceEdit, { opensModal: () => true }),
  onCommand('service list', 'member', commands.serviceList),
  onCommand('service show', 'member', commands.serviceShow),

  onButton(buttons.addKey, 'member', actions.startAddKey, { opensModal: true }),
  onButton(buttons.showKey, 'member', actions.showKey),
  onButton(buttons.checkKey, 'member', actions.askAboutKey, { besides: 'answers for the key' }),
  onButton(buttons.listPage, 'member', actions.turnPage),
  onButton(buttons.addService, 'member', actions.startAddService, { opensModal: true }),
  onButton(buttons.showService, 'member', actions.showService),
  onButton(buttons.calendar, 'member', calendar.turnCalendar),
  onButton(pickKey, 'member', actions.showKey),

  onForm(forms.pickProvider, 'member', actions.chooseProvider),
  onForm(forms.addKey, 'member', actions.submitKey, {
    context: ({ provider }, field) => ({
      provider: findProvider(provider),
      expects: field === 'keyId' ? 'publicId' : 'passphrase-free-text',
    }),
  }),
  onForm(forms.service, 'member', actions.submitService),

  onLookup('pick-key', 'member', actions.suggestKeys),
  onLookup('pick-services', 'member', actions.suggestServices),
];
