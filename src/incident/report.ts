/** The report of an incident as a Markdown file: facts, times, steps, owners, and a timeline out of the audit log. */
import { rungWords } from '../domain/attestation.ts';
import { causes } from '../domain/review.ts';
import { severityName, severityWords } from '../domain/severity.ts';
import type { IncidentRef } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import type { IncidentCard } from './incident-card.ts';
import { type Name, type ReportFacts, reportFacts, timelineOf } from './report-facts.ts';

/**
 * @returns the file's text and name. Times are UTC.
 * @throws Refusal `not_found`.
 */
export async function incidentReport(
  scope: Scope,
  id: IncidentRef,
): Promise<{ markdown: string; fileName: string }> {
  const found = await reportFacts(scope, id, plain);
  const { card, name, answers, fileName } = found;
  const markdown = [
    ...heading(card, name),
    ...times(card),
    ...proof(card, answers, name),
    ...steps(card, name),
    ...owners(card, name),
    ...review(card, name),
    ...timeline(found, name),
    '',
  ].join('\n');
  return { markdown, fileName: `${fileName}.md` };
}

function heading(card: IncidentCard, name: Name): string[] {
  const ended = card.endedBy === null ? '' : `, by ${name(card.endedBy)} at ${moment(card.endedAt)}`;
  return [
    `# ${card.drill ? 'Drill' : 'Incident'} #${card.number}: ${plain(card.label)} (${card.providerName})`,
    '',
    ...(card.drill ? ['**This was practice. No key was in danger, and no provider was asked.**', ''] : []),
    `- State: ${stateWords[card.state]}${ended}`,
    `- Reported by ${name(card.reportedBy)} at ${moment(card.reportedAt)}`,
    `- Lead: ${name(card.lead)}`,
    ...(card.scribe === null ? [] : [`- Record: ${name(card.scribe)}`]),
    ...(card.responders.length === 0 ? [] : [`- Helped: ${card.responders.map(name).join(', ')}`]),
    `- Key: ${card.publicIdName} ${plain(card.keyId)}, account ${plain(card.account)}`,
    `- Severity: ${severityName(card)}. ${severityWords(card)} Exposure: tier ${card.tier}`,
    `- Order of steps: ${plain(card.because)}`,
    ...known(card, name),
    ...(card.around.siblingOf === null
      ? []
      : [`- Suspected because of leak #${card.around.siblingOf.number}`]),
    ...(card.override === null ? [] : [asked('Ended without proof', card.override, name)]),
    ...(card.falseAlarm === null ? [] : [asked('False alarm', card.falseAlarm, name)]),
    ...(card.reopenedAt === null ? [] : [reopened(card, card.reopenedAt, name)]),
  ];
}

function known({ around: { known: said } }: IncidentCard, name: Name): string[] {
  if (said === null) return [];
  const where = said.where === null ? '' : ` Seen: ${plain(said.where)}.`;
  const how = said.how === null ? '' : ` How: ${plain(said.how)}`;
  return [`- Known, by ${name(said.by)} at ${moment(said.at)}:${where}${how}`];
}

const reopened = ({ reopening }: IncidentCard, at: Date, name: Name): string =>
  reopening === null
    ? `- Back at ${moment(at)}: the key was seen alive after it was said to be deleted`
    : `- Reopened at ${moment(at)} by ${name(reopening.by)}: ${plain(reopening.reason)}`;

const stateWords = { open: 'open', resolved: 'resolved', false_alarm: 'closed as a false alarm' } as const;

function asked(
  what: string,
  { reason, requestedBy, confirmedBy, aloneBecause }: NonNullable<IncidentCard['override']>,
  name: Name,
): string {
  const by = confirmedBy === null ? 'not confirmed' : `confirmed by ${name(confirmedBy)}`;
  if (aloneBecause !== null) {
    return `- ${what}: ${plain(reason)} (**break-glass**: ${name(requestedBy)} decided alone: ${plain(aloneBecause)})`;
  }
  return `- ${what}: ${plain(reason)} (asked for by ${name(requestedBy)}, ${by})`;
}

function times(card: IncidentCard): string[] {
  const { claimed, contained, deleted, proven, acknowledged, switched } = card.times;
  const row = (what: string, at: Date | null) =>
    `| ${what} | ${moment(at)} | ${at === null ? '' : duration(card.reportedAt, at)} |`;
  return [
    ...title('Times'),
    '| Until | At (UTC) | After the report |',
    '|---|---|---|',
    row('somebody took a step', claimed),
    row('it was contained', contained),
    row('the key was deleted', deleted),
    row('it was proven dead', proven),
    row('every service had answered', acknowledged),
    row('every service was off the key', switched),
    row('the end', card.endedAt),
  ];
}

function proof(card: IncidentCard, answers: ReportFacts['answers'], name: Name): string[] {
  return [
    ...title('Proof of death'),
    proofLine(card),
    '',
    ...(card.ladder?.words ?? []).map(
      ({ person, saw, rung, looked, at }) =>
        `- ${moment(at)} ${name(person)}: ${saw === 'gone' ? 'gone' : 'still there'}, by ${rungWords[rung]}: ${plain(looked)}`,
    ),
    ...answers.map(
      ({ at, host, environment, result, code, reason }) =>
        `- ${moment(at)} ${host} (${plain(environment)}): ${result}${code === null ? '' : ` (code ${plain(code)})`}, ${plain(reason)}`,
    ),
  ];
}

/** What is believed stands apart from what is proven. */
function proofLine({ drill, ladder, proof: { verdict } }: IncidentCard): string {
  if (drill) return 'Practice: no provider was asked.';
  if (ladder === null) return `${proofWords[verdict.proof]} ${verdict.says}`;
  const { signed, rung } = ladder.belief;
  if (!signed || rung === null) return `${proofWords.cannot_check} Two people have not signed so far.`;
  return `Signed as gone by two people; best evidence: ${rungWords[rung]}. This is their word, not a proof.`;
}

const proofWords = {
  dead: 'Dead.',
  alive: 'Still alive.',
  unknown: 'Not proven.',
  cannot_check: 'Cannot be checked.',
} as const;

function steps(card: IncidentCard, name: Name): string[] {
  return [
    ...title('Steps'),
    ...card.steps.map(({ title: what, state, who, at, note }) => {
      const by = who === null ? (state === 'done' ? ' by the provider’s answer' : '') : ` by ${name(who)}`;
      return `- ${plain(what)}: ${state}${by}${at === null ? '' : ` at ${moment(at)}`}${note === null ? '' : `. ${plain(note)}`}`;
    }),
  ];
}

function owners(card: IncidentCard, name: Name): string[] {
  if (card.notices.length === 0) return [];
  return [
    ...title('Services'),
    ...card.notices.map(
      ({ name: service, owner, acknowledgedBy, acknowledgedAt, switchedBy, switchedAt }) => {
        if (acknowledgedBy === null)
          return `- ${plain(service)}: ${name(owner)} was told and has not answered`;
        const off =
          switchedBy === null ? '' : `, off the key by ${name(switchedBy)} at ${moment(switchedAt)}`;
        return `- ${plain(service)}: acknowledged by ${name(acknowledgedBy)} at ${moment(acknowledgedAt)}${off}`;
      },
    ),
  ];
}

function review({ review: said, followUps, drill }: IncidentCard, name: Name): string[] {
  const cause = said && `${causes[said.cause]}. ${plain(said.says)}`;
  return [
    ...title('Review'),
    cause === null ? 'Nobody has written down what let it happen.' : `Cause: ${cause}`,
    ...(followUps.length > 0 ? [''] : []),
    ...followUps.map(({ what, owner, dueOn, doneBy, doneAt }) => {
      const state =
        doneAt === null ? `due ${dueOn}` : `done by ${name(doneBy ?? owner)} at ${moment(doneAt)}`;
      return `- ${plain(what)}: ${name(owner)}, ${state}`;
    }),
    ...(drill ? ['', 'A drill: it counts in no figure.'] : []),
  ];
}

function timeline(found: ReportFacts, name: Name): string[] {
  const { rows } = found;
  return [
    ...title('Timeline'),
    ...timelineOf(found).map((each) =>
      each.kind === 'deed' ? deedLine(each.row, name) : messageLine(each.note, name),
    ),
    '',
    ...(rows.at(-1) ? [`Last audit row: ${rows.at(-1)?.seq}, hash ${rows.at(-1)?.hash}`] : []),
  ];
}

const deedLine = ({ at, actor, deed, detail }: ReportFacts['rows'][number], name: Name): string =>
  `- ${moment(at)} ${name(actor)}: ${deed}${particulars(detail)}`;

function messageLine(
  { saidAt, author, says, masked, addedBy }: ReportFacts['notes'][number],
  name: Name,
): string {
  const who = author === null ? 'An app' : name(author);
  const hidden = masked ? ', secrets masked' : '';
  return `- ${moment(saidAt)} ${who} wrote: “${plain(says)}” (put here by ${name(addedBy)}${hidden})`;
}

/** The few particulars of an audit row that a reader wants beside the deed. */
function particulars(detail: Record<string, unknown>): string {
  const wanted = ['title', 'host', 'result', 'code', 'because', 'note', 'where', 'how', 'says']
    .map((name) => detail[name])
    .filter((value): value is string => typeof value === 'string' && value !== '');
  return wanted.length === 0 ? '' : ` (${wanted.map(plain).join('; ')})`;
}

const title = (text: string): string[] => ['', `## ${text}`, ''];

/** Text of people on one line, so that it stays text in Markdown. */
export const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]|#]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .trim();

const moment = (at: Date | null): string =>
  at === null ? '' : at.toISOString().slice(0, 19).replace('T', ' ');

function duration(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours > 0
    ? `${hours} h ${minutes} min`
    : minutes > 0
      ? `${minutes} min ${seconds % 60} s`
      : `${seconds} s`;
}
