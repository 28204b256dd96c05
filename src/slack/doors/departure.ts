import * as actions from '../actions/departure.ts';
import { buttons } from '../buttons.ts';
import { type Door, onButton, onForm } from '../door.ts';
import * as forms from '../forms/departure.ts';

/** What is left to do since somebody left. Leads see it through. */
export const departureDoors: readonly Door[] = [
  onButton(buttons.departurePage, 'member', actions.turnPage),
  onButton(buttons.needsNothing, 'lead', actions.startNeedsNothing, { opensModal: true }),
  onForm(forms.needsNothing, 'lead', actions.submitNeedsNothing),
];
