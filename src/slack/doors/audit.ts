import * as actions from '../actions/audit.ts';
import { buttons } from '../buttons.ts';
import * as commands from '../commands/audit.ts';
import { type Door, onButton, onCommand } from '../door.ts';

/** Reading the audit log and checking it. The history of everything asks for more than the door does. */
export const auditDoors: readonly Door[] = [
  onCommand('audit', 'member', commands.audit),
  onCommand('verify', 'member', commands.verify, { opensModal: () => true }),

  onButton(buttons.auditPage, 'member', actions.turnHistory),
  onButton(buttons.verifyHead, 'member', actions.verifyHead, { opensModal: true }),
];
