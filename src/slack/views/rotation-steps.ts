/** A rotation under way: whom it waits for, its five steps, and what can be pressed now. */
import type { KnownBlock } from '@slack/types';
import type { CardService, RotationCard } from '../../rotation/rotation-card.ts';
import { buttons } from '../buttons.ts';
import { actions, context, section } from './kit.ts';
import { ownersOf } from './people.ts';
import { bold, code, constantLink, joined, lines, type Md, md, mention, onDay, when } from './text.ts';

/** Services named; a key with more has another problem, and its card says so. */
const NAMED = 10;

export const pageLink = ({ keysPage, issuer }: RotationCard): Md | null =>
  keysPage === null ? null : constantLink(keysPage, `Open the key page of ${issuer}`);

export function stepBlocks(card: RotationCard, foundGone: boolean): (KnownBlock | null)[] {
  const old = card.newKey?.inPlace
    ? 'The new value has ended the old one.'
    : foundGone
      ? ''
      : 'The old key works until you delete it.';
  return [
    context(md`Started by ${mention(card.startedBy)} ${when(card.startedAt)}. ${old}`),
    foundGone ? section(goneWords(card)) : null,
    section(waitingWords(card)),
    section(makeWords(card)),
    section(storeWords(card)),
    ...switchBlocks(card),
    section(workingWords(card)),
    section(endWords(card)),
    buttonRow(card),
  ];
}

/** Somebody deleted it beside this rotation. */
function goneWords({ issuer, services }: RotationCard): Md {
  const left = services.filter(({ switched }) => switched === null).slice(0, NAMED);
  const stopped = joined(left.map(({ name, owner }) => md`${name} (${mention(owner)})`));
  return lines(
    md`*${issuer} does not know the old key any more*, though nobody said here that it was deleted.`,
    left.length > 0 && md`These have stopped, if they still use it: ${stopped}. Switch them now.`,
    md`Who cannot wait for the rest: *Do not wait*, then say that it is deleted.`,
  );
}

function waitingWords({ waiting, endSteps: _ }: RotationCard): Md {
  const shown = waiting.slice(0, NAMED).map(({ person, name, move, since, until }) => {
    const who = person === null ? md`somebody who answers for the key` : mention(person);
    const what = name === null ? md`to ${moveWords[move]}` : md`to switch ${bold(name)}`;
    return until === null
      ? md`• ${who} ${what}, since ${when(since, 'date')}`
      : md`• ${who} ${what}, not before ${onDay(until)}`;
  });
  const rest = waiting.length - shown.length;
  return lines(md`*We wait for*`, ...shown, rest > 0 && md`and ${rest} more`);
}

const moveWords = {
  record: 'make and record the new key',
  store: 'store its secret',
  switch: 'switch',
  confirm_working: 'see the new key working',
  delete: 'delete the old key',
  prove: 'see the proof',
} as const;

/** Done, or still to do. */
const mark = (isDone: boolean): string => (isDone ? '✓' : '○');

function makeWords(card: RotationCard): Md {
  const { newKey } = card;
  if (newKey !== null) {
    const made = newKey.by === null ? md`` : md` by ${mention(newKey.by)}`;
    return newKey.inPlace
      ? md`${mark(true)} *1. New value* made${made} ${when(newKey.at, 'date')}, under the same id.`
      : md`${mark(true)} *1. New key* ${bold(newKey.label)} ${code(newKey.keyId)} recorded${made} ${when(newKey.at, 'date')}.`;
  }
  return lines(
    md`${mark(false)} *1. Make the new key*`,
    ...card.steps.map((step, index) => md`${index + 1}) ${step}`),
    card.mind === null ? null : md`*Mind:* ${card.mind}`,
    fullWords(card),
    card.way === 'in_place' && card.services.length > 0
      ? md`These stop until they have it: ${joined(card.services.slice(0, NAMED).map(({ name, owner }) => md`${name} (${mention(owner)})`))}`
      : null,
    pageLink(card),
  );
}

/** Said before somebody stands in front of a page that refuses. */
function fullWords({ full, label, account, issuer }: RotationCard): Md | null {
  if (full === null) return null;
  const others = full.filter((each) => each !== label);
  const which = others.slice(0, NAMED).map((each) => bold(each));
  const rest = others.length - which.length;
  const names = md`${joined(which)}${rest > 0 ? md` and ${rest} more` : md``}`;
  return md`*No room:* ${account} has ${full.length} keys here, as many as ${issuer} allows. The others: ${names}. One that nobody uses has to go first: *Retire* it.`;
}

function storeWords({ stored, newKey, keptAt }: RotationCard): Md {
  if (stored === null)
    return newKey === null
      ? md`${mark(false)} *2. Store its secret*: where the old one is kept, or a new place beside it. Now: ${keptAt}`
      : md`${mark(false)} *2. Store its secret* at ${newKey.keptAt}, never here.`;
  return md`${mark(true)} *2. Secret stored* at ${newKey?.keptAt ?? keptAt}, says ${mention(stored.by ?? '')} ${when(stored.at, 'date')}.`;
}

function switchBlocks(card: RotationCard): KnownBlock[] {
  const { services } = card;
  if (services.length === 0)
    return [section(md`${mark(true)} *3. Switch what uses it*: no service that we know of.`)];
  const isDone = services.every(({ switched }) => switched !== null);
  const shown = services.slice(0, NAMED);
  const rest = services.length - shown.length;
  const head = md`${mark(isDone)} *3. Switch what uses it*`;
  if (card.stored === null) {
    return [
      section(
        lines(head, ...shown.map((each) => line(each, md`asked once the secret is stored`)), more(rest)),
      ),
    ];
  }
  const done = shown.filter(({ switched }) => switched !== null);
  const open = shown.filter(({ switched }) => switched === null);
  return [
    section(lines(head, ...done.map((each) => line(each, switchedWords(each))), more(rest))),
    ...open.map((each) =>
      section(
        line(each, openWords(each)),
        buttons.serviceSwitched.draw('Switched', { rotation: card.id, service: each.service }),
      ),
    ),
  ];
}

const more = (rest: number): Md | null => (rest > 0 ? md`and ${rest} more` : null);

const line = (service: CardService, state: Md): Md =>
  md`${mark(service.switched !== null)} ${bold(service.name)}, ${ownersOf(service, [])}: ${state}`;

const switchedWords = ({ switched }: CardService): Md =>
  switched === null ? md`` : md`${mention(switched.by ?? '')} switched it ${when(switched.at)}`;

function openWords({ notYet, askedAt }: CardService): Md {
  if (notYet !== null) return md`not before ${onDay(notYet.until)}: ${notYet.says}`;
  return askedAt === null ? md`not asked yet` : md`asked ${when(askedAt)}`;
}

function workingWords({ working, issuer }: RotationCard): Md {
  if (working === null)
    return md`${mark(false)} *4. See the new key working*: a log line, a last use at ${issuer}, a call that succeeds.`;
  if (working.by === null)
    return md`${mark(true)} *4. New key known*: ${issuer} said so ${when(working.at)}.`;
  return md`${mark(true)} *4. New key seen working* by ${mention(working.by)} ${when(working.at, 'date')}: ${working.says ?? ''}`;
}

function endWords(card: RotationCard): Md {
  const { override } = card;
  const head = card.newKey?.inPlace ? md`*5. See that the old value has ended*` : md`*5. Delete the old key*`;
  if (!card.can.includes('delete')) {
    return lines(md`${mark(false)} ${head}, once all of this is done: ${code(card.keyId)}`);
  }
  return lines(
    md`${mark(false)} ${head}. Its ${card.publicIdName}: ${code(card.keyId)}`,
    override === null
      ? null
      : md`*${mention(override.by ?? '')} decided not to wait* ${when(override.at)}: ${override.because}`,
    override !== null && card.missing.length > 0 ? md`Still missing: ${card.missing.join(' ')}` : null,
    ...card.endSteps.map((step, index) => md`${index + 1}) ${step}`),
    pageLink(card),
  );
}

function buttonRow(card: RotationCard): KnownBlock | null {
  const value = { rotation: card.id };
  const can = (move: RotationCard['can'][number]): boolean => card.can.includes(move);
  const next = card.waiting[0]?.move;
  const primary = (move: string) => (move === next ? ({ style: 'primary' } as const) : {});
  return actions(
    can('record') &&
      card.way !== 'in_place' &&
      buttons.recordNewKey.draw('Record the new key', value, primary('record')),
    can('record') &&
      card.way !== 'beside' &&
      buttons.madeInPlace.draw('New one made, same id', value, {
        ...(card.way === 'in_place' ? primary('record') : {}),
        confirm: {
          title: 'Is the new one made?',
          text: 'Say so only after you made it: it takes the place of the old one, and there is no way back.',
          yes: 'It is made',
        },
      }),
    can('store') && buttons.secretStored.draw('Secret is stored', value, primary('store')),
    can('confirm_working') &&
      card.stored !== null &&
      buttons.newKeyWorks.draw('New key works', value, primary('confirm_working')),
    can('delete') &&
      buttons.rotationDeleted.draw(
        card.newKey?.inPlace ? 'Old value has ended' : 'Old key is deleted',
        value,
        {
          ...primary('delete'),
          confirm: {
            title: 'Is the old key deleted?',
            text: 'Say so only after you deleted it at the provider. We then look for proof.',
            yes: 'It is deleted',
          },
        },
      ),
    can('override') && buttons.doNotWait.draw('Do not wait', value, { style: 'danger' }),
    can('abort') && buttons.giveUpRotation.draw('Give up', value),
  );
}
