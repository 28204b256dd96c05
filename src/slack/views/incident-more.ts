/** What one rarely needs of an incident, a press away from the card: all steps, and the deeds besides the next one. */
import type { KnownBlock, ModalView } from '@slack/types';
import { needsSecond } from '../../domain/severity.ts';
import type { CardStep, IncidentCard } from '../../incident/incident-card.ts';
import { buttons } from '../buttons.ts';
import { askButton } from './incident-proof.ts';
import { byAndWhen, stepMark } from './incident-step.ts';
import { incidentTitle } from './incident-title.ts';
import { context, header, message, section } from './kit.ts';
import { wayInButton } from './login-question.ts';
import { messageModal } from './notices.ts';
import { lines, md } from './text.ts';

/** Every step with its state and the button that opens it. */
export function stepsModal(card: IncidentCard): ModalView {
  return messageModal(
    message(header(incidentTitle(card)), ...card.steps.map((step) => stepLine(card, step))),
  );
}

function stepLine(card: IncidentCard, step: CardStep): KnownBlock {
  const became = step.state === 'open' ? null : byAndWhen(step.state, step.who, step.at);
  const says = step.passedBy ?? became;
  const state = says === null ? md`` : md`\n${says}`;
  return section(
    md`${stepMark(step)} ${step.title}${state}`,
    buttons.showStep.draw(detailWord(step), { incident: card.id, step: step.id }),
  );
}

const detailWord = ({ moves, state }: CardStep): string =>
  moves.length === 0 ? 'Read' : state === 'open' ? 'Do or skip' : state === 'claimed' ? 'Record' : 'Change';

/** A deed with a sentence about what it does. */
interface Deed {
  readonly says: string;
  readonly button: ReturnType<typeof buttons.abuseSeen.draw>;
}

/** The deeds that are possible now, each with what it does. */
export function moreModal(card: IncidentCard): ModalView {
  const deeds = deedsOf(card);
  return messageModal(
    message(
      header(incidentTitle(card)),
      ...deeds.map(({ says, button }) => section(md`${says}`, button)),
      deeds.length === 0 ? section(md`Nothing else can be done now.`) : null,
      card.openEnds.length > 0
        ? context(lines(md`Before it can be resolved:`, ...card.openEnds.map((end) => md`${end}`)))
        : null,
    ),
  );
}

function deedsOf(card: IncidentCard): Deed[] {
  const value = { incident: card.id };
  const can = (move: IncidentCard['moves'][number]) => card.moves.includes(move);
  const { known } = card.around;
  const deeds: (Deed | false)[] = [
    card.state === 'open' && {
      says: 'Where it was seen, how it got there.',
      button: buttons.sayKnown.draw(known === null ? 'Say what is known' : 'Say more', value),
    },
    card.state === 'open' && {
      says: 'Who leads, who keeps the record, who helps; and in which order it is worked.',
      button: buttons.people.draw('People', value),
    },
    card.state === 'open' &&
      card.times.deleted === null && {
        says: 'The page, the break-glass procedure, and who has a login.',
        button: wayInButton(card),
      },
    ...aloneDeeds(card),
    card.proof.verdict.proof === 'dead' &&
      card.proof.canAsk !== null && {
        says: 'It is proven dead and asked about by itself. Somebody saw it work? Ask once more.',
        button: askButton(card, card.proof.canAsk),
      },
    !card.abuseSeen && {
      says: 'Somebody uses the key already: severity rises, the key is killed first.',
      button: buttons.abuseSeen.draw('Abuse seen', value),
    },
    can('request_override') &&
      card.ladder?.belief.signed !== true &&
      isDeletionSettled(card) && {
        says:
          card.ladder === null
            ? 'No proof can be had: two people end it without one, with a reason.'
            : 'Nobody else can look whether it is gone: ask to end it without that.',
        button: buttons.override.draw('End without proof', value),
      },
    can('false_alarm') && {
      says: `Nothing leaked: it ends with a reason${needsSecond(card) ? ', and a second person confirms' : ''}.`,
      button: buttons.falseAlarm.draw('False alarm', value),
    },
  ];
  return deeds.filter((deed) => deed !== false);
}

/** For whoever asked for a second person and got no answer. From when they may, the rule says. */
function aloneDeeds({ id, state, override, falseAlarm }: IncidentCard): Deed[] {
  const wishes = [
    ['override', override],
    ['false_alarm', falseAlarm],
  ] as const;
  return wishes.flatMap(([what, wish]) =>
    state !== 'open' || wish === null || wish.confirmedBy !== null
      ? []
      : {
          says: 'Nobody answered to be the second person: whoever asked decides alone, and it is reviewed.',
          button: buttons.alone.draw('Nobody else is here', { incident: id, what }),
        },
  );
}

const isDeletionSettled = ({ steps }: IncidentCard): boolean =>
  steps.some(({ kind, state }) => kind === 'delete' && (state === 'done' || state === 'skipped'));
