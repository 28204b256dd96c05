/** The replacement of one key: what to do now, and what we know of the old key's end. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { RotationCard, RotationStage } from '../../rotation/rotation-card.ts';
import { buttons } from '../buttons.ts';
import { attestGone } from '../forms/rotation.ts';
import { actions, context, type Message, message, section } from './kit.ts';
import { newKeyStays } from './rotation-forms.ts';
import { pageLink, stepBlocks } from './rotation-steps.ts';
import { bold, code, lines, type Md, md, mention, when } from './text.ts';

type Proving = Extract<RotationStage, { kind: 'proving' }>;
type Ended = Extract<RotationStage, { kind: 'ended' }>;
type Aborted = Extract<RotationStage, { kind: 'aborted' }>;

export function rotationMessage(card: RotationCard): Message {
  return message(
    section(
      md`${bold(`${card.retiredBecause === null ? 'Replace' : 'Retire'} ${card.label} (${card.provider})`)}`,
    ),
    card.retiredBecause === null ? null : context(md`Not replaced: ${card.retiredBecause}`),
    ...stageBlocks(card),
  );
}

function stageBlocks(card: RotationCard): (KnownBlock | null)[] {
  const { stage } = card;
  switch (stage.kind) {
    case 'replacing':
      return stepBlocks(card, stage.foundGone);
    case 'proving':
      return proving(card, stage);
    case 'ended':
      return ended(card, stage);
    case 'aborted':
      return aborted(card, stage);
  }
}

function proving(card: RotationCard, stage: Proving): (KnownBlock | null)[] {
  return [
    section(md`${mention(stage.by)} deleted the old key ${when(stage.at)}: ${code(card.keyId)}`),
    stageNote(card),
    section(lines(verdictWords(stage), secondWords(card, stage), pageLink(card))),
    stage.seen.length > 0 && stage.canAsk ? context(lines(...stage.seen.map(seenWords))) : null,
    stage.nextAt === null ? null : context(md`${card.issuer} is asked next ${when(stage.nextAt)}.`),
    actions(
      stage.canAsk &&
        buttons.rotationCheck.draw(
          'Ask again',
          { rotation: card.id },
          stage.needsSecond ? {} : { style: 'primary' },
        ),
      stage.needsSecond &&
        buttons.attestGone.draw('I checked: it is gone', { rotation: card.id }, { style: 'primary' }),
      // Said to be rotated already: what took its place is not recorded here.
      card.can.includes('record') &&
        card.way !== 'in_place' &&
        card.retiredBecause === null &&
        buttons.recordNewKey.draw('Record the new key', { rotation: card.id }),
      card.can.includes('store') && buttons.secretStored.draw('Secret is stored', { rotation: card.id }),
    ),
  ];
}

/** What was decided, and who is left behind by it. */
function stageNote({ override, missing }: RotationCard): KnownBlock | null {
  if (override === null) return null;
  return context(
    md`${mention(override.by ?? '')} decided not to wait: ${override.because}`,
    md`${missing.length === 0 ? 'Nothing is missing now.' : `Still missing: ${missing.join(' ')}`}`,
  );
}

function verdictWords({ verdict }: Proving): Md {
  switch (verdict.proof) {
    case 'alive':
      return md`*Still alive.* ${verdict.says} Delete it there, then ask again.`;
    case 'dead':
      return md`*Dead.* ${verdict.says}`;
    case 'unknown':
      return md`*Not proven yet.* ${verdict.says}`;
    case 'cannot_check':
      return md`*We cannot look.* ${verdict.says}`;
  }
}

function secondWords(card: RotationCard, { by, needsSecond, from }: Proving): Md | null {
  if (!needsSecond) return null;
  const soonest = from === null ? md`` : md`, after ${when(from)}: until then it may still work`;
  return md`Somebody else than ${mention(by)} has to look at ${card.issuer} and confirm that the key is gone${soonest}.`;
}

const seenWords = ({ at, host, reason }: Proving['seen'][number]): Md => md`${when(at)} ${host}: ${reason}`;

function ended(card: RotationCard, stage: Ended): (KnownBlock | null)[] {
  const how =
    stage.attested === null
      ? md`${card.issuer} knew it before and twice did not know it after.`
      : md`${mention(stage.attested.by)} looked and confirmed it: ${stage.attested.because}`;
  if (card.newKey?.inPlace) {
    return [
      section(md`*Done.* ${bold(card.label)} has a new value, and the old one has ended. ${how}`),
      context(md`Its period began anew. Does the new one expire? Record that with edit.`),
    ];
  }
  return [
    section(md`*Done.* The old key ${bold(card.label)} is gone since ${when(stage.at)}. ${how}`),
    lastWords(card),
    context(md`There will be no more reminders about it.`),
    actions(
      card.can.includes('take_label') &&
        card.newKey !== null &&
        buttons.takeLabel.draw(
          'Take over the label',
          { rotation: card.id },
          {
            confirm: {
              title: 'Take over the label?',
              text: 'The new key is called as the old one is now, in all commands. The old one gets the day of its end behind its label.',
              yes: 'Take it over',
            },
          },
        ),
    ),
  ];
}

/** What takes its place, and who was left behind by not waiting. */
function lastWords({ newKey, services, retiredBecause }: RotationCard): KnownBlock | null {
  if (newKey === null || retiredBecause !== null) return null;
  const left = services.filter(({ switched }) => switched === null).map(({ name }) => name);
  return section(
    lines(
      md`${bold(newKey.label)} is in its place, with reminders of its own.`,
      left.length > 0 &&
        md`*Never switched:* ${left.slice(0, 10).join(', ')}. The old key cannot serve them.`,
    ),
  );
}

function aborted(card: RotationCard, stage: Aborted): (KnownBlock | null)[] {
  return [
    section(
      lines(
        md`*Given up* by ${mention(stage.by)} ${when(stage.at)}: ${stage.because}`,
        md`• ${bold(card.label)} lives on, and the reminders of it start again.`,
        ...newKeyStays(card),
      ),
    ),
    actions(buttons.startRotation.draw('Start again', { key: card.key })),
  ];
}

export function attestGoneModal(card: RotationCard): ModalView {
  return attestGone.draw({
    title: 'Confirm it is gone',
    submit: 'It is gone',
    hidden: { rotation: card.id },
    blocks: [
      section(
        lines(
          md`Look at ${card.issuer}, account ${bold(card.account)}. This key must not be there any more:`,
          code(card.keyId),
          pageLink(card),
        ),
      ),
      attestGone.fields.because.input('because', {
        label: 'What did you see there?',
        hint: 'It is kept in the audit log with your name.',
        placeholder: 'Logged in to the account: the list of keys has two others, not this one.',
      }),
    ],
  });
}
