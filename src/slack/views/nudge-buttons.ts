/** What can be answered to a nudge. Who presses is asked again by each deed. */
import type { ActionsBlock, Button } from '@slack/types';
import type { NudgeCard, NudgeLine } from '../../rotation/nudge-card.ts';
import type { OpenNudge } from '../../rotation/nudge-state.ts';
import { buttons } from '../buttons.ts';
import { actions, type ButtonLook } from './kit.ts';
import { leakedButton } from './leaked-button.ts';

/**
 * @param drawn ids of the buttons that the message has already: of two things about one key only the first has
 * those of both, and the first of all that wait has the one primary button. Adds its own.
 */
export function nudgeButtons(
  line: NudgeLine,
  state: OpenNudge,
  reader: NudgeCard['reader'],
  drawn: Set<string | undefined>,
): ActionsBlock | null {
  const look: ButtonLook = drawn.size === 0 ? { style: 'primary' } : {};
  const answers = answersTo(line, state, reader, look).filter(
    (shown) => shown !== false && !drawn.has(shown.action_id),
  );
  for (const shown of answers) if (shown !== false) drawn.add(shown.action_id);
  return actions(...answers);
}

type Shown = Button | false;

function answersTo(
  line: NudgeLine,
  state: OpenNudge,
  reader: NudgeCard['reader'],
  look: ButtonLook,
): Shown[] {
  const key = { key: line.key };
  const show = buttons.showKey.draw('Show key', key);
  switch (line.about.kind) {
    case 'rotation':
    case 'expiry':
      return reader === null
        ? [buttons.startRotation.draw(startWords(state), key, look), show]
        : replacing(line, state, reader, look);
    case 'self_destruct':
      return [
        line.about.idle && buttons.inUse.draw('It is in use', key, look),
        buttons.startRotation.draw(startWords(state), key, line.about.idle ? {} : look),
        buttons.editKey.draw('Record its IPs', key),
      ];
    case 'ownerless':
      return [
        buttons.takeKey.draw('I take it', key, look),
        state.offeredTo === null && buttons.handOver.draw('Hand over', key),
        show,
      ];
    case 'no_deputy':
      return [buttons.nameDeputy.draw('Name a deputy', key, look), show];
    case 'handover_pending':
      return [...offered(line.about.offer, key, reader, look), show];
  }
}

const startWords = ({ rotating }: OpenNudge): string => (rotating ? 'Go on with rotation' : 'Start rotation');

function replacing(
  { key: id, custodian }: NudgeLine,
  state: OpenNudge,
  reader: NonNullable<NudgeCard['reader']>,
  look: ButtonLook,
): Shown[] {
  const key = { key: id };
  return [
    buttons.startRotation.draw(startWords(state), key, look),
    state.canSnooze && buttons.snooze.draw('Snooze', key),
    state.offeredTo === null && buttons.handOver.draw('Hand over', key),
    !state.rotating &&
      buttons.rotatedAlready.draw('It is already rotated', key, {
        confirm: {
          title: 'Is the old key deleted?',
          text: 'Its provider is asked for proof, or a second person has to look. Reminders end when it is known to be gone, not before.',
          yes: 'It is deleted',
        },
      }),
    reader === custodian && buttons.notMine.draw('Not mine', key),
    leakedButton(key),
  ];
}

function offered(
  offer: Extract<NudgeLine['about'], { kind: 'handover_pending' }>['offer'],
  key: { key: number },
  reader: NudgeCard['reader'],
  look: ButtonLook,
): Shown[] {
  if (offer === null) return [];
  if (reader === offer.from) return [buttons.handOver.draw('Ask somebody else', key, look)];
  const handover = { handover: offer.id };
  return [
    buttons.acceptHandover.draw('Accept', handover, look),
    buttons.declineHandover.draw('Decline', handover),
  ];
}
