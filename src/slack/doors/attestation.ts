import * as actions from '../actions/attestation.ts';
import { buttons } from '../buttons.ts';
import { type Door, onButton, onForm } from '../door.ts';
import * as forms from '../forms/attestation.ts';

/** "Still yours, still needed?", answered by who was asked. */
export const attestationDoors: readonly Door[] = [
  onButton(buttons.stillMineAll, 'member', actions.stillMineAll, { besides: 'was asked' }),
  onButton(buttons.answerCustody, 'member', actions.startAnswer, { opensModal: true, besides: 'was asked' }),
  onButton(buttons.custodyPage, 'member', actions.turnPage),
  onForm(forms.answerCustody, 'member', actions.submitAnswer, { besides: 'was asked' }),
];
