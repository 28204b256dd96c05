import { tellingWho } from '../actions/incident.ts';
import * as around from '../actions/incident-around.ts';
import * as actions from '../actions/triage.ts';
import { buttons, matchTriage } from '../buttons.ts';
import * as commands from '../commands/incident.ts';
import { type Door, onButton, onForm, onLookup, onShortcut } from '../door.ts';
import * as incidentForms from '../forms/incident.ts';
import * as forms from '../forms/triage.ts';

const modal = { opensModal: true };
const offline = { withoutDatabase: commands.playbookOffline };

/** Leaks of keys that are not known yet, what is known of a leak, its timeline, and other keys at risk. */
export const triageDoors: readonly Door[] = [
  onButton(buttons.openTriage, 'member', actions.open, offline),
  onButton(buttons.showTriage, 'member', actions.show),
  onButton(buttons.claimTriage, 'member', tellingWho(actions.claim)),
  onButton(buttons.nameProvider, 'member', tellingWho(actions.name)),
  onButton(buttons.recordTriage, 'member', actions.startRecord, modal),
  onButton(matchTriage, 'member', tellingWho(actions.match)),
  onLookup(matchTriage.id, 'member', actions.suggest),
  onButton(buttons.dismissTriage, 'member', actions.startDismiss, modal),
  onForm(forms.dismissTriage, 'member', tellingWho(actions.submitDismiss), { besides: 'brought the report' }),

  onButton(buttons.sayKnown, 'member', around.startKnown, modal),
  onForm(incidentForms.known, 'member', tellingWho(around.submitKnown)),
  onButton(buttons.suspects, 'member', around.suspects, modal),
  onButton(buttons.reportSuspect, 'member', around.reportSuspect),

  onShortcut('add_to_timeline', 'member', actions.addToTimeline),
  onForm(forms.addToTimeline, 'member', actions.submitToTimeline),
];
