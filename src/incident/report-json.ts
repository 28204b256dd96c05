/** The report of an incident for programs: the same facts as the Markdown one, as JSON. */

import { severityName } from '../domain/severity.ts';
import type { IncidentRef } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import type { IncidentCard } from './incident-card.ts';
import { type Moment, reportFacts, timelineOf } from './report-facts.ts';

type Who = (person: string | null) => { id: string; name: string } | null;

/**
 * @returns the file's text and name. Moments are ISO 8601 in UTC, durations whole seconds.
 * @throws Refusal `not_found`.
 */
export async function incidentJson(
  scope: Scope,
  id: IncidentRef,
): Promise<{ json: string; fileName: string }> {
  const found = await reportFacts(scope, id, (text) => text);
  const { card, answers, name, fileName } = found;
  const who: Who = (person) => (person === null ? null : { id: person, name: name(person) });
  const report = {
    format: 'keysteward-incident',
    version: 1,
    ...facts(card, who),
    ...times(card),
    proof: {
      // What is believed stands apart from what is proven.
      verdict: card.drill ? 'not asked' : card.proof.verdict.proof,
      answers: answers.map(({ incident: _, purpose: __, ...answer }) => answer),
      belief: card.ladder && { signed: card.ladder.belief.signed, rung: card.ladder.belief.rung },
      words: (card.ladder?.words ?? []).map((word) => ({ ...word, person: who(word.person) })),
    },
    ...work(card, who),
    timeline: timelineOf(found).map((each) => momentOf(each, who)),
  };
  return { json: `${JSON.stringify(report, null, 2)}\n`, fileName: `${fileName}.json` };
}

function momentOf(each: Moment, who: Who) {
  if (each.kind === 'message') {
    const { author, says, masked, channel, ts, addedBy, addedAt } = each.note;
    const said = { says, masked, channel, ts, addedBy: who(addedBy), addedAt };
    return { kind: each.kind, at: each.at, by: who(author), ...said };
  }
  const { seq, actor, deed, detail, hash } = each.row;
  return { kind: each.kind, seq, at: each.at, by: who(actor), deed, detail, hash };
}

const facts = (card: IncidentCard, who: Who) => ({
  number: card.number,
  drill: card.drill,
  state: card.state,
  tier: card.tier,
  abuseSeen: card.abuseSeen,
  severity: severityName(card),
  key: { label: card.label, id: card.keyId, provider: card.providerName, account: card.account },
  order: card.because,
  reportedBy: who(card.reportedBy),
  lead: who(card.lead),
  scribe: who(card.scribe),
  responders: card.responders.map(who),
  override: card.override,
  falseAlarm: card.falseAlarm,
  reopening: card.reopening,
  known: card.around.known && { ...card.around.known, by: who(card.around.known.by) },
  siblingOf: card.around.siblingOf?.number ?? null,
});

function times({
  reportedAt,
  reopenedAt,
  endedAt,
  times: { claimed, contained, deleted, proven, acknowledged, switched },
}: IncidentCard) {
  const since = (at: Date | null) =>
    at === null ? null : Math.max(0, Math.round((at.getTime() - reportedAt.getTime()) / 1000));
  const moments = { claimed, contained, deleted, proven, acknowledged, switched, ended: endedAt };
  return {
    moments: { reported: reportedAt, ...moments, reopened: reopenedAt },
    secondsUntil: Object.fromEntries(Object.entries(moments).map(([what, at]) => [what, since(at)])),
  };
}

const work = (card: IncidentCard, who: Who) => ({
  steps: card.steps.map(({ id, kind, title, state, who: by, at, note }) => ({
    id,
    kind,
    title,
    state,
    by: who(by),
    at,
    note,
  })),
  services: card.notices.map(({ name, owner, acknowledgedBy, acknowledgedAt, switchedBy, switchedAt }) => ({
    name,
    owner: who(owner),
    acknowledgedBy: who(acknowledgedBy),
    acknowledgedAt,
    switchedBy: who(switchedBy),
    switchedAt,
  })),
  review: card.review,
  followUps: card.followUps.map(({ what, owner, dueOn, doneBy, doneAt }) => ({
    what,
    owner: who(owner),
    dueOn,
    doneBy: who(doneBy),
    doneAt,
  })),
});
