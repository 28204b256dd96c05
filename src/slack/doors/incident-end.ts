import { tellingWho } from '../actions/incident.ts';
import * as actions from '../actions/incident-end.ts';
import { buttons } from '../buttons.ts';
import { type Door, onButton, onForm } from '../door.ts';
import * as forms from '../forms/incident-end.ts';

const modal = { opensModal: true };

/** What comes late in an incident. Any full member may; that two people differ, the rules of the ladder see to. */
export const incidentEndDoors: readonly Door[] = [
  onButton(buttons.attest, 'member', actions.startAttest, modal),
  onForm(forms.attest, 'member', tellingWho(actions.submitAttest)),
  onButton(buttons.reopen, 'member', actions.startReopen, modal),
  onForm(forms.reopen, 'member', tellingWho(actions.submitReopen)),
];
