import * as actions from '../actions/settings.ts';
import { buttons } from '../buttons.ts';
import * as commands from '../commands/settings.ts';
import { type Door, onButton, onCommand, onForm, onLookup } from '../door.ts';
import * as forms from '../forms/settings.ts';

/** What admins decide for the whole team. */
export const settingsDoors: readonly Door[] = [
  onCommand('settings', 'admin', commands.settings, { opensModal: () => true }),
  onButton(buttons.settings, 'admin', commands.settings, { opensModal: true }),
  onForm(forms.settings, 'admin', actions.submitSettings),
  onLookup('pick-group', 'member', actions.suggestGroups),
  onLookup('pick-timezone', 'admin', actions.suggestTimezones),
];
