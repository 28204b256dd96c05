import { tellingWho } from '../actions/incident.ts';
import * as actions from '../actions/incident-people.ts';
import { buttons } from '../buttons.ts';
import { type Door, onButton, onForm } from '../door.ts';
import * as forms from '../forms/incident.ts';

const modal = { opensModal: true };

/** Who is what in an incident. Any full member may help or lead; about the order a lead decides. */
export const incidentPeopleDoors: readonly Door[] = [
  onButton(buttons.people, 'member', actions.show),
  onButton(buttons.joinIncident, 'member', actions.join),
  onButton(buttons.takeLead, 'member', tellingWho(actions.lead)),
  onButton(buttons.takeScribe, 'member', tellingWho(actions.scribe)),
  onButton(buttons.changeOrder, 'lead', actions.startOrder, modal),
  onForm(forms.order, 'lead', tellingWho(actions.submitOrder)),
  onButton(buttons.alone, 'member', actions.startAlone, modal),
  onForm(forms.alone, 'member', tellingWho(actions.submitAlone)),
];
