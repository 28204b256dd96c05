/** Where nothing can be proven: what people said of the key, on which rung, and the form by which they say it. */
import type { KnownBlock, ModalView } from '@slack/types';
import { type Attestation, type Rung, rungWords } from '../../domain/attestation.ts';
import type { IncidentCard } from '../../incident/incident-card.ts';
import type { LadderCard } from '../../incident/ladder-card.ts';
import { buttons } from '../buttons.ts';
import * as forms from '../forms/incident-end.ts';
import { actions, context, section } from './kit.ts';
import { bold, clip, codeBlock, joined, lines, type Md, md, mention, when } from './text.ts';

const WORDS = 6;

export function ladderBlocks(card: IncidentCard, ladder: LadderCard): (KnownBlock | null)[] {
  return [
    section(
      lines(
        standing(card, ladder),
        !ladder.belief.signed && waitWords(ladder),
        ...ladder.words.slice(-WORDS).map(wordLine),
      ),
    ),
    card.next !== null && card.moves.includes('attest') ? actions(attestButton(card)) : null,
  ];
}

function standing(card: IncidentCard, { belief }: LadderCard): Md {
  if (belief.seenThere !== null) {
    const { person, at } = belief.seenThere;
    return md`*${mention(person)} saw it still there*, ${when(at)}. Delete it again.`;
  }
  if (belief.signed) {
    const best = belief.rung === null ? md`` : md` Best evidence: ${rungWords[belief.rung]}.`;
    return md`*Signed as gone* by ${joined(belief.by.map(mention))}.${best} That is their word, not a proof.`;
  }
  const [first] = belief.by;
  const so = first === undefined ? md`` : md` So far: ${mention(first)}. Somebody else has to look.`;
  const after = card.times.deleted === null ? 'After the deletion two' : 'Two';
  return md`*Proof:* nobody can ask about this key without its secret. ${after} different people sign that it is gone.${so}`;
}

/** Until then a deleted key may still work, whatever its list shows. */
export const waitWords = ({ from }: Pick<LadderCard, 'from'>): Md | null =>
  from === null ? null : md`Look after ${when(from, 'time')}: until then it may still work.`;

const wordLine = ({ person, saw, rung, looked, at }: Attestation): Md =>
  md`${saw === 'gone' ? '●' : '○'} ${mention(person)}: ${saw === 'gone' ? 'gone' : 'still there'}, by ${rungWords[rung]}: ${clip(looked, 200)} (${when(at, 'time')})`;

export const attestButton = (card: Pick<IncidentCard, 'id'>, stands = false) =>
  buttons.attest.draw('I looked: gone or not?', { incident: card.id }, stands ? { style: 'primary' } : {});

const rungLabels: Readonly<Record<Rung, string>> = {
  word: 'I looked at its page myself',
  local_check: 'The line below, on my own machine',
  admin_lookup: 'An admin’s look-up by its id',
  scanner: 'A scanner says so',
  audit_line: 'A line of the audit log',
};

/** Asks what somebody saw, how and where; shows each way of looking that this provider has. */
export function attestModal(card: IncidentCard, ladder: LadderCard): ModalView {
  const { rungs, line } = ladder;
  const { fields } = forms.attest;
  return forms.attest.draw({
    title: 'Is it gone?',
    submit: 'Sign',
    hidden: { incident: card.id },
    blocks: [
      section(
        lines(
          md`Say only what you saw yourself, of ${bold(card.label)}, after the deletion. Your name stays beside it.`,
          waitWords(ladder),
        ),
      ),
      fields.saw.input('saw', {
        label: 'What did you see?',
        choices: [
          { id: 'gone', label: 'It is gone (dead, revoked, 404)' },
          { id: 'there', label: 'It is still there (alive): it must be deleted again' },
        ],
      }),
      fields.rung.input('rung', {
        label: 'How?',
        hint: 'From weak to strong.',
        choices: rungs.map(({ id }) => ({ id, label: rungLabels[id] })),
      }),
      fields.looked.input('looked', {
        label: 'Where?',
        hint: 'Page, list or log, in a few words. Never a secret.',
      }),
      ...rungs.flatMap(({ id, where }) =>
        where === null ? [] : [context(md`${bold(rungLabels[id])}: ${where}`)],
      ),
      ...(line === null ? [] : localCheck(card, line)),
    ],
  });
}

function localCheck(card: IncidentCard, { text, asks }: NonNullable<LadderCard['line']>): KnownBlock[] {
  const what = asks === 'secret' ? 'the secret' : 'the path of the public key file (.pub)';
  return [
    section(
      lines(
        md`*Only if you have ${asks === 'secret' ? 'the secret' : 'its public key'} anyway.* In bash or zsh on your own machine: paste this line, press Enter, give it ${what}, press Enter. It asks ${card.issuer} alone and prints one word: alive, dead or unknown. Nothing else belongs here.`,
        codeBlock(text),
      ),
    ),
    context(
      md`A mistyped secret looks dead, too: best run it once before the deletion, when it must say alive.`,
    ),
  ];
}

export function reopenModal(card: Pick<IncidentCard, 'id' | 'label' | 'number'>): ModalView {
  return forms.reopen.draw({
    title: 'Open again',
    submit: 'Open it again',
    hidden: { incident: card.id },
    blocks: [
      section(
        md`${bold(card.label)} counts as leaked again, everybody in its room is told, and it has to be deleted anew.`,
      ),
      forms.reopen.fields.reason.input('reason', {
        label: 'Why is it not over?',
        hint: 'What was seen, and where. Never a secret.',
      }),
    ],
  });
}
