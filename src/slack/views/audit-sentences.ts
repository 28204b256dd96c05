/** What a row of the audit log says, as a sentence. A deed without a row of its own is told in its own words. */
import type { History, HistoryLine } from '../../audit/history.ts';
import { sentencesOfIncidents } from './audit-incidents.ts';
import { sentencesOfNudges } from './audit-nudges.ts';
import { because, dayOf, detailOf, type Sentence, type Told } from './audit-told.ts';
import { bold, clip, code, joined, type Md, md, mention } from './text.ts';

const howGone: Readonly<Record<string, string>> = {
  proven: 'proven dead',
  attested: 'by the word of two people',
};

const sentences: Readonly<Record<string, Sentence>> = {
  ...sentencesOfNudges,
  ...sentencesOfIncidents,
  'key added': ({ who, what, text, person }) =>
    md`${who} registered ${what}: tier ${text('tier')}, custodian ${person('custodian')}, deputy ${person('deputy')}`,
  'key changed': ({ who, what, facts }) => md`${who} changed ${what}${facts()}`,
  'day set': ({ who, what, text }) =>
    md`${who} set a day for ${what}: to be replaced by ${dayOf(text('rotateBy'))}${because(text('rotateByBecause'))}`,
  'day taken away': ({ who, what, text }) =>
    md`${who} took away the day set for ${what}: it is due on ${dayOf(text('dueOn'))}`,
  'key retired': ({ who, what, text }) => md`${who} retired ${what}${because(text('retiredBecause'))}`,
  'retirement asked for': ({ who, what, text }) =>
    md`${who} wants to retire ${what}${because(text('retiredBecause'))}`,
  'settings changed': ({ who, facts }) => md`${who} changed the settings${facts()}`,
  'hand-over offered': ({ who, what, person }) => md`${who} asked ${person('to')} to take over ${what}`,
  'hand-over accepted': ({ who, what }) => md`${who} accepted the hand-over of ${what}`,
  'hand-over declined': ({ who, what, text }) =>
    md`${who} declined the hand-over of ${what}${because(text('words'))}`,
  'hand-over withdrawn': ({ who, what }) => md`${who} took the offer of ${what} back`,
  'custody handed over': ({ what, person }) =>
    md`${person('custodian')} took over custody of ${what} from ${person('from')}`,
  'custody refused': ({ who, what, text }) =>
    md`${who} said that ${what} is not theirs${because(text('disownedBecause'))}`,
  'custody taken': ({ who, what, person }) =>
    md`${who} took over ${what}, which nobody answered for after ${person('from')}`,
  'said to be in use': ({ who, what }) => md`${who} said that ${what} is in use`,
  snoozed: ({ who, what, text }) =>
    md`${who} put ${what} off by ${text('days')} days${because(text('because'))}`,
  'rotation started': ({ who, what }) => md`${who} started to replace ${what}`,
  'old key said to be deleted': ({ who, what }) => md`${who} said that the old key ${what} is deleted`,
  'new key recorded': ({ who, what, text }) =>
    md`${who} recorded ${bold(text('label'))} to take the place of ${what}`,
  'new value made under the same id': ({ who, what }) => md`${who} made a new value for ${what}`,
  'new secret stored': ({ who, what }) => md`${who} said that the secret in place of ${what} is stored`,
  'new key seen working': ({ who, what, text }) =>
    md`${who} saw the key in place of ${what} working${detailOf(text('note'))}`,
  'new key known at the provider': ({ what }) => md`The provider knows the key in place of ${what}`,
  'service asked to switch': ({ who, what, service, person }) =>
    md`${who} asked ${person('owner')} to switch ${service()} from ${what}`,
  'owner reminded to switch': ({ who, what, service }) =>
    md`${who} reminded the owner of ${service()} to switch from ${what}`,
  'service switched': ({ who, what, service }) => md`${who} switched ${service()} from ${what}`,
  'service not switched yet': ({ who, what, service, text }) =>
    md`${who} needs until ${dayOf(text('notBefore'))} to switch ${service()} from ${what}${because(text('because'))}`,
  'service went back to the old key': ({ who, what, service, text }) =>
    md`${who} took ${service()} back to ${what}${because(text('because'))}`,
  'service moved to another key': ({ what, service }) => md`${service()} uses ${what} from then on`,
  'decided not to wait': ({ who, what, text }) =>
    md`${who} decided that ${what} may be deleted without waiting${because(text('because'))}`,
  'rotation given up': ({ who, what, text }) =>
    md`${who} gave up the replacement of ${what}${because(text('because'))}`,
  'rotation reminded of': ({ who, what, person }) =>
    md`${who} reminded ${person('recipient')} of the replacement of ${what}`,
  'key renewed in its place': ({ what, text }) =>
    md`${what} has a new value and is due on ${dayOf(text('dueOn'))}`,
  'rotation ended': ({ what }) => md`The replacement of ${what} ended`,
  'proven gone': ({ what }) => md`The provider does not know ${what} any more: it is gone`,
  'attested gone': ({ who, what }) => md`${who} confirmed as a second person that ${what} is gone`,
  'provider asked': ({ who, what }) => md`${who} had the provider asked about ${what}`,
  'proof question planned': ({ who, what }) => md`${who} planned to ask the provider about ${what}`,
  'proof questions postponed': ({ what }) =>
    md`The provider is asked about ${what} later than planned, as it was asked late before`,
  'proof questions dropped': ({ who, what }) =>
    md`${who} dropped the open questions to the provider in ${what}`,
  'provider answered': ({ what, text }) =>
    md`${text('host')} answered about ${what}: ${bold(text('result'))}${detailOf(text('reason'))}`,
  'key compromised': ({ what, text }) => md`${what} counts as leaked since incident #${text('incident')}`,
  'key seen alive again': ({ what, text }) =>
    md`${what} was seen alive again: incident #${text('incident')} is open again`,
  'key seen alive after its deletion': ({ what }) =>
    md`The key of ${what} was seen alive after it was said to be deleted`,
  'key gone': ({ what, text }) =>
    md`${what} is out of use, ${howGone[text('how')] ?? 'without proof'} (incident #${text('incident')})`,
  'false alarm': ({ what, text }) => md`${what}: incident #${text('incident')} was a false alarm`,
  'service added': ({ who, what, person }) => md`${who} registered the service ${what} of ${person('owner')}`,
  'service changed': ({ who, what }) => md`${who} changed the service ${what}`,
  'account added': ({ who, what }) => md`${who} registered the account ${what}`,
  'console holders set': ({ who, what, people }) =>
    md`${who} named who can log in to ${what}: ${people('holders')}`,
  'break-glass pointer set': ({ who, what }) => md`${who} recorded how to get into ${what} in an emergency`,
  'audit head posted': ({ who, text }) => md`${who} posted the head of this log, up to entry ${text('seq')}`,
};

/** The sentence of one row. People and names are in it as mentions and plain text, never as markup of theirs. */
export function sentenceOf(line: HistoryLine, names: History['names']): Md {
  const told = tellingOf(line, names);
  const sentence = Object.hasOwn(sentences, line.deed) ? sentences[line.deed] : undefined;
  return sentence?.(told) ?? md`${told.who}: ${line.deed}, ${told.what}${told.facts()}`;
}

function tellingOf({ actor, subject, detail }: HistoryLine, names: History['names']): Told {
  return {
    who: actor === 'clock' ? md`Keysteward` : mention(actor),
    what: subjectWords(subject, names),
    text: (name) => plainOf(detail[name]),
    person: (name) => valueWords(detail[name]),
    people: (name) => {
      const value = detail[name];
      return Array.isArray(value) && value.length > 0 ? joined(value.map(valueWords)) : md`nobody`;
    },
    facts: () => particulars(detail),
    service: () => subjectWords(`service:${String(detail['service'])}`, names),
  };
}

function subjectWords(subject: string, names: History['names']): Md {
  const [kind = '', id] = subject.split(':');
  const name = names.get(subject);
  if (name === undefined) return id === undefined ? md`the ${kind}` : md`${kind} ${code(clip(id, 80))}`;
  return kind === 'incident' ? md`incident ${bold(name)}` : bold(name);
}

const MOST_TEXT = 300;

function plainOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? clip(value.replace(/\s+/g, ' ').trim(), MOST_TEXT) : '';
}

const isPerson = (value: unknown): value is string =>
  typeof value === 'string' && /^[UW][A-Z0-9]{4,}$/.test(value);

function valueWords(value: unknown): Md {
  if (isPerson(value)) return mention(value);
  const text = plainOf(value);
  return text === '' ? md`nobody` : md`${text}`;
}

const MOST_PARTICULARS = 6;

type Detail = Readonly<Record<string, unknown>>;

/** The short facts of a row by their names; of a change, what was and what is. */
function particulars(detail: Detail): Md {
  const { before, after, ...facts } = detail;
  const told = isDetail(before) ? changes(before, isDetail(after) ? after : facts) : plainFacts(detail);
  return told.length === 0 ? md`` : md` (${joined(told.slice(0, MOST_PARTICULARS))})`;
}

const isDetail = (value: unknown): value is Detail =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const plainFacts = (detail: Detail): Md[] =>
  Object.entries(detail).flatMap(([name, value]) => {
    const fact = shortFact(value);
    return fact === null ? [] : [md`${wordsOf(name)}: ${fact}`];
  });

const changes = (before: Detail, after: Detail): Md[] =>
  Object.keys(before)
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map(
      (name) => md`${wordsOf(name)}: ${shortFact(before[name]) ?? '–'} → ${shortFact(after[name]) ?? '–'}`,
    );

function shortFact(value: unknown): Md | null {
  if (isPerson(value)) return mention(value);
  if (Array.isArray(value))
    return value.length === 0 || value.length > 5 ? null : joined(value.map(valueWords));
  const text = plainOf(value);
  return text === '' ? null : md`${clip(text, 100)}`;
}

/** `snoozedUntil` as people read it. */
const wordsOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
