import { suggestKeys } from '../actions/custody.ts';
import * as actions from '../actions/incident.ts';
import { tellingWho } from '../actions/incident.ts';
import * as steps from '../actions/incident-steps.ts';
import { buttons, pickLeaked } from '../buttons.ts';
import * as commands from '../commands/incident.ts';
import { type Door, onButton, onCommand, onForm, onLookup, onShortcut } from '../door.ts';
import * as forms from '../forms/incident.ts';

const withoutLabel = { opensModal: ({ rest }: { rest: string }) => rest === '' };
const modal = { opensModal: true };
const offline = { withoutDatabase: commands.playbookOffline };

/** Reporting a leaked key and working its incident. Any full member may; who must differ from whom, each deed asks. */
export const incidentDoors: readonly Door[] = [
  onCommand('leaked', 'member', commands.leaked, {
    ...withoutLabel,
    ...offline,
  }),
  onCommand('drill', 'member', commands.drill, withoutLabel),
  onCommand('incidents', 'member', commands.incidents),
  onCommand('incident', 'member', commands.incident),
  onShortcut('key_leaked', 'member', actions.startReport, offline),
  onShortcut('report_leaked_key', 'member', actions.startMessageReport, offline),
  onForm(forms.reportLeak, 'member', actions.submitReport, offline),
  onButton(buttons.reportLeak, 'member', actions.startReport, { ...modal, ...offline }),
  onButton(buttons.leaked, 'member', actions.leaked, offline),
  onButton(pickLeaked, 'member', actions.reportPicked, offline),
  onLookup(pickLeaked.id, 'member', suggestKeys),
  onButton(buttons.showIncident, 'member', actions.show),

  onButton(buttons.canLogIn, 'member', tellingWho(actions.canLogIn)),
  onButton(buttons.cannotLogIn, 'member', tellingWho(actions.cannotLogIn)),
  onButton(buttons.howToGetIn, 'member', actions.howToGetIn),

  onButton(buttons.allSteps, 'member', actions.allSteps, modal),
  onButton(buttons.more, 'member', actions.more, modal),
  onButton(buttons.showStep, 'member', steps.open(), modal),
  onButton(buttons.claimStep, 'member', tellingWho(steps.claim)),
  onButton(buttons.releaseStep, 'member', tellingWho(steps.release)),
  onButton(buttons.confirmDeleted, 'member', tellingWho(steps.confirmDeleted)),
  onButton(buttons.doneStep, 'member', steps.open('done'), modal),
  onButton(buttons.skipStep, 'member', steps.open('skip'), modal),
  onButton(buttons.undoStep, 'member', tellingWho(steps.undo), { besides: 'did it' }),
  onForm(forms.step, 'member', tellingWho(steps.submit)),

  onButton(buttons.askProvider, 'member', tellingWho(actions.ask)),
  onButton(buttons.acknowledge, 'member', tellingWho(actions.acknowledge), { besides: 'owns the service' }),
  onButton(buttons.offLeakedKey, 'member', tellingWho(actions.offLeakedKey), { besides: 'owns the service' }),
  onButton(buttons.abuseSeen, 'member', tellingWho(actions.abuseSeen)),
  onButton(buttons.override, 'member', actions.startOverride, modal),
  onForm(forms.override, 'member', tellingWho(actions.submitOverride)),
  onButton(buttons.confirmOverride, 'member', tellingWho(actions.secondOverride), {
    besides: 'is somebody else',
  }),
  onButton(buttons.falseAlarm, 'member', actions.startFalseAlarm, modal),
  onForm(forms.falseAlarm, 'member', tellingWho(actions.submitFalseAlarm)),
  onButton(buttons.confirmFalseAlarm, 'member', tellingWho(actions.secondFalseAlarm), {
    besides: 'is somebody else',
  }),
  onButton(buttons.resolve, 'member', tellingWho(actions.resolve)),
];
