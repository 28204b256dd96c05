import * as actions from '../actions/nudges.ts';
import { buttons } from '../buttons.ts';
import { type Door, onButton, onForm } from '../door.ts';
import * as forms from '../forms/nudges.ts';

/** Answers to a nudge besides rotating, putting off and handing over. */
export const nudgeDoors: readonly Door[] = [
  onButton(buttons.notMine, 'member', actions.startNotMine, {
    opensModal: true,
    besides: 'is its custodian',
  }),
  onButton(buttons.takeKey, 'member', actions.take, { besides: 'answers for the key' }),
  onButton(buttons.rotatedAlready, 'member', actions.alreadyRotated, { besides: 'answers for the key' }),
  onButton(buttons.inUse, 'member', actions.inUse, { besides: 'answers for the key' }),

  onForm(forms.notMine, 'member', actions.submitNotMine, { besides: 'is its custodian' }),
];
