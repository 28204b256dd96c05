import { tellingWho } from '../actions/incident.ts';
import * as actions from '../actions/incident-people.ts';
import { buttons } from '../buttons.ts';
import { type Door, onButton, onForm } from '../door.ts';
import * as forms from '../forms/incident.ts';

const modal = { opensModal: true };

const asked = { besides: 'asked for it' } as const;
const commands = { besides: 'commands the incident' } as const;

/** Who is what in an incident. Any full member may help or lead; whoever leads decides about the order. */
export const incidentPeopleDoors: readonly Door[] = [
  onButton(buttons.people, 'member', actions.show),
  onButton(buttons.joinIncident, 'member', actions.join),
  onButton(buttons.takeLead, 'member', tellingWho(actions.lead)),
  onButton(buttons.takeScribe, 'member', tellingWho(actions.scribe)),
  onButton(buttons.changeOrder, 'member', actions.startOrder, { ...modal, ...commands }),
  onForm(forms.order, 'member', tellingWho(actions.submitOrder), commands),
  onButton(buttons.alone, 'member', tellingWho(actions.startAlone), { ...modal, ...asked }),
  onButton(buttons.withdrawWish, 'member', tellingWho(actions.withdraw), {
    besides: 'asked for it, or leads',
  }),
  onForm(forms.alone, 'member', tellingWho(actions.submitAlone), asked),
];
