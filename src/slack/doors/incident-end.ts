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
  onButton(buttons.review, 'member', actions.startReview, modal),
  onForm(forms.review, 'member', actions.submitReview),
  onButton(buttons.addFollowUp, 'member', actions.startFollowUp, modal),
  onForm(forms.followUp, 'member', actions.submitFollowUp),
  onButton(buttons.followUpDone, 'member', tellingWho(actions.followUpDone)),
  onButton(buttons.getReport, 'member', actions.getReport),
  onButton(buttons.startDrill, 'member', actions.startDrill),
  onButton(buttons.figuresPicture, 'member', actions.figuresPicture),
];
