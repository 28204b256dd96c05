/** The replacement of one key: what to do now, and what we know of the old key's end. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { RotationCard, RotationStage } from '../../rotation/rotation-card.ts';
import { buttons } from '../buttons.ts';
import { attestGone } from '../forms/rotation.ts';
import { actions, context, type Message, message, section } from './kit.ts';
import { bold, code, constantLink, joined, lines, type Md, md, mention, when } from './text.ts';

type Proving = Extract<RotationStage, { kind: 'proving' }>;
type Ended = Extract<RotationStage, { kind: 'ended' }>;

export function rotationMessage(card: RotationCard, slash: string): Message {
  return message(
    section(
      md`${bold(`${card.retiredBecause === null ? 'Replace' : 'Retire'} ${card.label} (${card.provider})`)}`,
    ),
    card.retiredBecause === null ? null : context(md`Not replaced: ${card.retiredBecause}`),
    ...stageBlocks(card, slash),
  );
}

function stageBlocks(card: RotationCard, slash: string): (KnownBlock | null)[] {
  const { stage } = card;
  switch (stage.kind) {
    case 'replacing':
      return replacing(card, slash);
    case 'proving':
      return proving(card, stage);
    case 'ended':
      return ended(card, stage);
  }
}

function replacing(card: RotationCard, slash: string): (KnownBlock | null)[] {
  return [
    context(
      md`Started by ${mention(card.startedBy)} ${when(card.startedAt)}. The old key works until you delete it.`,
    ),
    section(lines(md`*1. Make the new key*`, ...card.steps.map((step, index) => md`${index + 1}) ${step}`))),
    section(
      lines(
        md`*2. Register the new key* with ${code(`${slash} add`)}. Its secret goes to where the old one is kept: ${card.keptAt}`,
        md`*3. Switch what uses it:* ${usersOf(card)}`,
        md`*4. Delete the old key* once nothing uses it. Its ${card.publicIdName}: ${code(card.keyId)}`,
        pageLink(card),
      ),
    ),
    actions(
      buttons.rotationDeleted.draw(
        'Old key is deleted',
        { rotation: card.id },
        {
          style: 'primary',
          confirm: {
            title: 'Is the old key deleted?',
            text: 'Say so only after you deleted it at the provider. We then look for proof.',
            yes: 'It is deleted',
          },
        },
      ),
    ),
  ];
}

/** Services named; a key with more has another problem, and its card says so. */
const NAMED = 10;

function usersOf({ services }: RotationCard): Md {
  if (services.length === 0) return md`no service that we know of.`;
  const named = services.slice(0, NAMED).map(({ name, owner }) => md`${name} (${mention(owner)})`);
  const rest = services.length - named.length;
  return rest > 0 ? md`${joined(named)} and ${rest} more` : joined(named);
}

const pageLink = ({ keysPage, provider }: RotationCard): Md | null =>
  keysPage === null ? null : constantLink(keysPage, `Open the key page of ${provider}`);

function proving(card: RotationCard, stage: Proving): (KnownBlock | null)[] {
  return [
    section(md`${mention(stage.by)} deleted the old key ${when(stage.at)}: ${code(card.keyId)}`),
    section(lines(verdictWords(stage), secondWords(card, stage), pageLink(card))),
    stage.seen.length > 0 && stage.canAsk ? context(lines(...stage.seen.map(seenWords))) : null,
    stage.nextAt === null ? null : context(md`${card.provider} is asked next ${when(stage.nextAt)}.`),
    actions(
      stage.canAsk &&
        buttons.rotationCheck.draw(
          'Ask again',
          { rotation: card.id },
          stage.needsSecond ? {} : { style: 'primary' },
        ),
      stage.needsSecond &&
        buttons.attestGone.draw('I checked: it is gone', { rotation: card.id }, { style: 'primary' }),
    ),
  ];
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

function secondWords(card: RotationCard, { by, needsSecond }: Proving): Md | null {
  if (!needsSecond) return null;
  return md`Somebody else than ${mention(by)} has to look at ${card.provider} and confirm that the key is gone.`;
}

const seenWords = ({ at, host, reason }: Proving['seen'][number]): Md => md`${when(at)} ${host}: ${reason}`;

function ended(card: RotationCard, stage: Ended): KnownBlock[] {
  const how =
    stage.attested === null
      ? md`${card.provider} knew it before and twice did not know it after.`
      : md`${mention(stage.attested.by)} looked and confirmed it: ${stage.attested.because}`;
  return [
    section(md`*Done.* The old key ${bold(card.label)} is gone since ${when(stage.at)}. ${how}`),
    context(md`There will be no more reminders about it.`),
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
          md`Look at ${card.provider}, account ${bold(card.account)}. This key must not be there any more:`,
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
