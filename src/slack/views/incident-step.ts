/** One step of an incident: as the next action of the card, and as a form with all that may be recorded. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { CardStep, IncidentCard } from '../../incident/incident-card.ts';
import { buttons } from '../buttons.ts';
import type { Choice } from '../fields.ts';
import * as forms from '../forms/incident.ts';
import { actions, context, section } from './kit.ts';
import { bold, code, constantLink, lines, type Md, md, mention, when } from './text.ts';

const marks: Readonly<Record<CardStep['state'], string>> = {
  open: '○',
  claimed: '◐',
  done: '●',
  skipped: '–',
};

export const stepMark = ({ state, passedBy }: Pick<CardStep, 'state' | 'passedBy'>): string =>
  passedBy === null ? marks[state] : marks.skipped;

type Of = Pick<
  IncidentCard,
  | 'id'
  | 'keyId'
  | 'publicIdName'
  | 'drill'
  | 'label'
  | 'issuer'
  | 'askDisturbs'
  | 'ladder'
  | 'times'
  | 'notices'
>;

/** What to do, where, and which id to look for. */
export function stepBlocks(card: Of, step: CardStep, lead = 'Next'): KnownBlock[] {
  return [
    section(
      lines(
        md`*${lead}:* ${bold(step.title)}`,
        step.state === 'claimed' && step.who !== null && md`${mention(step.who)} does it.`,
      ),
    ),
    section(
      lines(
        card.drill && practiceNote(step),
        step.page !== null &&
          !says(step, step.page.url) &&
          constantLink(step.page.url, `Open ${step.page.label}`),
        step.kind === 'tell' &&
          card.notices.length > 0 &&
          md`Recorded owners have a direct message from us. Call those who have not answered.`,
        namesKey(step) && !says(step, card.keyId) && md`${card.publicIdName}: ${code(card.keyId)}`,
        ...step.how.map((sentence, index) => md`${index + 1}. ${instruction(card, step, sentence)}`),
      ),
    ),
  ];
}

/** What keeps a step from doing harm in a drill, where it could do any. */
function practiceNote({ kind }: CardStep): Md | null {
  if (kind === 'prove' || kind === 'review') return null;
  return kind === 'tell'
    ? md`*Practice: say that it is a drill.*`
    : md`*Practice: go there and look, but change nothing.*`;
}

/** Nobody looks for a row while telling people or writing the review. */
const namesKey = ({ kind }: CardStep): boolean => kind !== 'tell' && kind !== 'review';

const says = ({ how }: CardStep, what: string): boolean => how.some((sentence) => sentence.includes(what));

/** The page's address is a link and the id can be copied, where the sentence names them. */
function instruction({ keyId }: Of, { page }: CardStep, sentence: string): Md {
  const withId = (part: string): Md =>
    part
      .split(keyId)
      .reduce((all, rest, at) => (at === 0 ? md`${rest}` : md`${all}${code(keyId)}${rest}`), md``);
  if (page === null) return withId(sentence);
  const [before = '', ...after] = sentence.split(page.url);
  return after.reduce(
    (all, rest) => md`${all}${constantLink(page.url, page.label)}${withId(rest)}`,
    withId(before),
  );
}

/** The buttons of the step that comes next; exactly one of them stands out. */
export function stepButtons(card: Of, step: CardStep): KnownBlock | null {
  const value = { incident: card.id, step: step.id };
  const can = (move: CardStep['moves'][number]) => step.moves.includes(move);
  const main = isDeletion(card, step) && can('done') ? deletedButton(card, step) : null;
  const review =
    step.kind === 'review' &&
    can('done') &&
    buttons.review.draw('Write the review', { incident: card.id }, { style: 'primary' });
  const claimFirst = main === null && !review && can('claim');
  return actions(
    main,
    review,
    can('claim') && buttons.claimStep.draw('I do this', value, claimFirst ? { style: 'primary' } : {}),
    main === null &&
      can('done') &&
      buttons.doneStep.draw('Done', value, claimFirst || review ? {} : { style: 'primary' }),
    can('unclaim') && buttons.releaseStep.draw('Release', value),
    can('skip') && buttons.skipStep.draw('Skip', value),
  );
}

/** A step while it is still looked for who can do it: its title, and what may be said of it at once. */
export function stepInBrief(card: Of, step: CardStep): KnownBlock[] {
  const value = { incident: card.id, step: step.id };
  const deletes = isDeletion(card, step) && step.moves.includes('done');
  const shown = actions(
    deletes && deletedButton(card, step),
    !deletes && step.moves.includes('claim') && buttons.claimStep.draw('I do this', value),
    !deletes && step.moves.includes('done') && buttons.doneStep.draw('Done', value),
    buttons.showStep.draw('Read how', value),
  );
  const held = step.state === 'claimed' && step.who !== null ? md` ${mention(step.who)} does it.` : md``;
  return [section(md`*Then:* ${bold(step.title)}${held}`), ...(shown === null ? [] : [shown])];
}

/** Once the key is deleted, what is left of its deletion is a check or a clean-up: nobody says "I deleted it" twice. */
export const isDeletion = (
  { times }: Pick<IncidentCard, 'times'>,
  { kind }: Pick<CardStep, 'kind'>,
): boolean => kind === 'delete' && times.deleted === null;

/** "I deleted it" follows a question, because everything after it relies on the answer. */
export function deletedButton(card: Of, step: Pick<CardStep, 'id'>) {
  const text = card.drill
    ? 'This is practice: nothing is deleted, and no provider is asked.'
    : `Only if it is gone after a reload. ${whatFollows(card)}`;
  return buttons.confirmDeleted.draw(
    card.drill ? 'I would have deleted it' : 'I deleted it',
    { incident: card.id, step: step.id },
    {
      style: 'danger',
      confirm: { title: `Is ${card.label} deleted?`, text, yes: card.drill ? 'Yes' : 'It is deleted' },
    },
  );
}

const whatFollows = ({
  ladder,
  issuer,
  askDisturbs,
}: Pick<IncidentCard, 'ladder' | 'issuer' | 'askDisturbs'>) =>
  ladder === null
    ? `${issuer} is asked at once.${askDisturbs ? ' Still working? A call may fail.' : ''}`
    : 'Then two people look and sign that it is gone.';

/** The yes to "can you log in": in a drill nobody shall take it for an order. */
export const loginWord = ({ drill }: Pick<IncidentCard, 'drill'>): string =>
  drill ? 'Yes, I practise it' : 'Yes, I delete it';

const deedWords: Readonly<Record<CardStep['moves'][number], string>> = {
  claim: 'I do this',
  unclaim: 'Release it for somebody else',
  done: 'It is done',
  skip: 'Skip it, with a reason',
  undo: 'Take it back: it is open again',
  hand_over: 'Hand it over to somebody',
};

/** All about one step, and what may be recorded about it. */
export function stepModal(card: IncidentCard, step: CardStep, wish?: CardStep['moves'][number]): ModalView {
  const { fields } = forms.step;
  const choices: Choice[] = step.moves.map((id) => ({ id, label: deedWords[id] }));
  const first = step.moves.find((move) => move === wish) ?? step.moves[0];
  const record = [
    fields.deed.input('deed', { label: 'Record', choices, initial: first }),
    fields.note.input('note', { label: 'Evidence, or the reason for skipping', hint: noteHint(step) }),
    ...(step.moves.includes('hand_over')
      ? [fields.to.input('to', { label: 'Who takes it?', hint: 'Only to hand it over. They are told.' })]
      : []),
  ];
  return forms.step.draw({
    title: card.drill ? 'Drill step' : 'Incident step',
    hidden: { incident: card.id, step: step.id, holder: step.who },
    blocks: [
      ...stepBlocks(card, { ...step, state: 'open' }, stepWord(step)),
      step.details !== undefined && step.details.length > 0
        ? section(lines(...step.details.map((sentence) => md`• ${sentence}`)))
        : null,
      stateLine(step),
      ...(choices.length > 0 ? record : []),
    ],
    ...(choices.length > 0 ? { submit: 'Record' } : {}),
  });
}

const noteHint = ({ evidence }: CardStep): string =>
  `${evidence ?? 'What you saw or did, in a sentence.'} Never a secret.`;

const stepWord = ({ state }: CardStep): string =>
  ({ open: 'To do', claimed: 'Being done', done: 'Done', skipped: 'Skipped' })[state];

function stateLine({ state, who, at, note }: CardStep): KnownBlock | null {
  if (state === 'open') return null;
  return context(lines(byAndWhen(state, who, at), note !== null && md`${note}`));
}

/** "done by @ana, 3:12". */
export function byAndWhen(state: CardStep['state'], who: CardStep['who'], at: Date | null): Md {
  const by = who === null ? md`` : md` by ${mention(who)}`;
  return md`${state}${by}${at === null ? md`` : md`, ${when(at)}`}`;
}
