/** What comes late in an incident: words that stand in for a proof, opening it again, the review and its follow-ups. */
import { rungs } from '../../domain/attestation.ts';
import { addDays } from '../../domain/days.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type Day, type IncidentRef, type KeyRef, personId } from '../../domain/words.ts';
import { attest as attestGone } from '../../incident/attest.ts';
import { declareIncident } from '../../incident/declare.ts';
import { askForFigures } from '../../incident/figures.ts';
import { addFollowUp, finishFollowUp } from '../../incident/follow-ups.ts';
import { reopenIncident } from '../../incident/reopen.ts';
import { reviewIncident } from '../../incident/review.ts';
import { sendReport } from '../../incident/send-report.ts';
import { todayIn } from '../../rotation/today.ts';
import { lookingInto } from '../../store/database.ts';
import { thisWorkspace } from '../../store/people.ts';
import type { Visit } from '../door.ts';
import type * as forms from '../forms/incident-end.ts';
import { become, close, nothing, openModal, type Reply, tell } from '../reply.ts';
import { declaredMessage } from '../views/incident-answers.ts';
import { attestModal, reopenModal } from '../views/incident-ladder.ts';
import { causeOf, followUpModal, reviewModal } from '../views/incident-review.ts';
import { message, section } from '../views/kit.ts';
import { md } from '../views/text.ts';
import { cardOf } from './incident.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;
interface Of {
  readonly incident: number;
}

export async function startAttest(visit: Visit, { incident }: Of): Promise<Reply> {
  const card = await cardOf(visit, incident);
  if (card.ladder !== null) return openModal(attestModal(card, card.ladder));
  throw new Refusal(
    'not_allowed',
    `${card.issuer} itself can be asked. Nothing was recorded.`,
    'Wait for its answer.',
  );
}

export async function submitAttest(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.attest>,
): Promise<Reply> {
  const rung = rungs.find((each) => each === answers.rung);
  if (rung === undefined || !['gone', 'there'].includes(answers.saw)) {
    throw new Refusal('bad_input', 'Unknown choice. Nothing was recorded.', 'Choose again.', {
      [rung === undefined ? 'rung' : 'saw']: 'Choose one.',
    });
  }
  const saw = answers.saw === 'gone' ? 'gone' : 'there';
  await attestGone(database, act, {
    incident: hidden.incident as IncidentRef,
    rung,
    saw,
    looked: answers.looked,
  });
  return close;
}

export const startReopen = async (visit: Visit, { incident }: Of): Promise<Reply> =>
  openModal(reopenModal(await cardOf(visit, incident)));

export async function submitReopen(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.reopen>,
): Promise<Reply> {
  await reopenIncident(database, act, { incident: hidden.incident as IncidentRef, reason: answers.reason });
  return close;
}

export const startReview = async (visit: Visit, { incident }: Of): Promise<Reply> =>
  openModal(reviewModal(await cardOf(visit, incident)));

/** Whoever is second gets the form back with their own words and those of the first. */
export async function submitReview(
  visit: Visit,
  { hidden, answers }: Filled<typeof forms.review>,
): Promise<Reply> {
  const { database, act } = visit;
  const cause = causeOf(answers.cause);
  if (cause === null) {
    throw new Refusal('bad_input', 'Unknown choice. Nothing was recorded.', 'Choose again.', {
      cause: 'Choose one.',
    });
  }
  const { says, what } = answers;
  const followUp = what === null ? null : { what, ...ownerAndDay(answers) };
  const over = hidden.over === null ? null : new Date(hidden.over);
  const incident = hidden.incident as IncidentRef;
  if (await reviewIncident(database, act, { incident, cause, says, over, followUp })) return close;
  return become(reviewModal(await cardOf(visit, incident), { ...answers, cause }));
}

/** @throws Refusal beside the fields that are missing once something shall be done. */
function ownerAndDay({ owner, dueOn }: { owner: string | null; dueOn: string | null }) {
  if (owner !== null && dueOn !== null) return { owner: personId(owner), dueOn: dueOn as Day };
  throw new Refusal('bad_input', 'Nothing was recorded.', 'Say who does it, and until when.', {
    ...(owner === null ? { owner: 'Somebody has to do it.' } : {}),
    ...(dueOn === null ? { dueOn: 'A day is needed.' } : {}),
  });
}

export async function startFollowUp(visit: Visit, { incident }: Of): Promise<Reply> {
  const { timezone } = await lookingInto(visit.database, visit.act, thisWorkspace);
  const inTwoWeeks = addDays(todayIn(visit.act.now, timezone), 14);
  return openModal(followUpModal(await cardOf(visit, incident), inTwoWeeks));
}

export async function submitFollowUp(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.followUp>,
): Promise<Reply> {
  const { what, owner, dueOn } = answers;
  await addFollowUp(database, act, {
    incident: hidden.incident as IncidentRef,
    what,
    owner: personId(owner),
    dueOn: dueOn as Day,
  });
  return close;
}

export async function followUpDone(
  { database, act, inOwnCopy }: Visit,
  { followUp }: { followUp: number },
): Promise<Reply> {
  await finishFollowUp(database, act, followUp);
  return inOwnCopy ? tell(message(section(md`Recorded as done.`))) : nothing;
}

export async function getReport({ database, act }: Visit, { incident }: Of): Promise<Reply> {
  await sendReport(database, act, incident as IncidentRef);
  return tell(
    message(section(md`Its report comes as a direct message: one file to read, one for programs.`)),
  );
}

export async function startDrill(visit: Visit, { key }: { key: number }): Promise<Reply> {
  const { id, joined } = await declareIncident(visit.database, visit.act, {
    key: key as KeyRef,
    drill: true,
  });
  return tell(declaredMessage(await cardOf(visit, id), { joined }));
}

export async function figuresPicture({ database, act }: Visit): Promise<Reply> {
  await askForFigures(database, act);
  return tell(message(section(md`The picture comes as a direct message.`)));
}
