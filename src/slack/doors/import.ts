import * as actions from '../actions/import.ts';
import { buttons } from '../buttons.ts';
import * as commands from '../commands/import.ts';
import { type Door, onButton, onCommand, onForm } from '../door.ts';
import * as forms from '../forms/import.ts';

/** Keys as files, in and out. */
export const importDoors: readonly Door[] = [
  onCommand('import', 'member', commands.importKeys, {
    opensModal: (command) => !commands.wantsTemplate(command),
  }),
  onCommand('export', 'member', commands.exportAsked),

  onForm(forms.importKeys, 'member', actions.submitFile),

  onButton(buttons.confirmImport, 'member', actions.confirm, { besides: 'brought the file' }),
  onButton(buttons.dropImport, 'member', actions.drop, { besides: 'brought the file' }),
  onButton(buttons.importProblems, 'member', actions.showProblems, { besides: 'brought the file' }),
];
