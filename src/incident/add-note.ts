import { type Act, actor } from '../domain/act.ts';
import { MASK, maskSecrets } from '../domain/mask.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef, PersonId } from '../domain/words.ts';
import { providers } from '../providers/index.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { incidentsAt, insertNote } from '../store/incident-notes.ts';
import { type IncidentLine, openIncidents } from '../store/incidents.ts';
import { takeUp } from './at-work.ts';

/** A message as it stands in Slack, without its secrets. */
export interface Said {
  readonly channel: string;
  /** Slack's own id of it in the channel, which is also when it was said: seconds since the epoch. */
  readonly ts: string;
  /** `null` for an app. */
  readonly author: PersonId | null;
  readonly says: string;
  readonly masked: boolean;
}

/** What is needed of a message; with its line breaks written out it still fits into a form's hidden part. */
const LONGEST = 1200;

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must go, the database takes no zero
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Takes the secrets out of a message, and cuts what is too long for a timeline: nothing else of it is kept. */
export function withoutSecrets(text: string): Pick<Said, 'says' | 'masked'> {
  const { text: says, masked } = maskSecrets(text.replace(UNSEEN, '').toWellFormed(), providers);
  if (says.length <= LONGEST) return { says, masked };
  const cut = says.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '');
  // No mask is cut in two, and what begins where it was cut may look like something else.
  const open = cut.lastIndexOf('[');
  const whole = open >= 0 && MASK.startsWith(cut.slice(open)) ? cut.slice(0, open) : cut;
  return { says: `${maskSecrets(whole, providers).text}…`, masked };
}

/** The open incident that a channel is about; those to choose from when that cannot be said. */
export async function incidentAt(
  scope: Scope,
  channel: string,
): Promise<{ one: IncidentRef } | { choices: readonly IncidentLine[] }> {
  const { worked, reported } = await incidentsAt(scope, channel);
  const [one, ...others] = worked.length > 0 ? worked : reported;
  if (one !== undefined && others.length === 0) return { one };
  const { rows } = await openIncidents(scope, 100);
  if (rows.length === 0) {
    throw new Refusal(
      'not_found',
      'No incident is open, so nothing was recorded.',
      'Report the leak first; then add the message.',
    );
  }
  const first = new Set([...worked, ...reported]);
  return { choices: rows.toSorted((a, b) => Number(first.has(b.id)) - Number(first.has(a.id))) };
}

/**
 * Puts a message into an incident's timeline, once. It is searched for secrets here too, whoever brings it.
 * @returns the incident's number.
 * @throws Refusal `already_done`, `not_found`.
 */
export function addNote(database: Database, act: Act, id: IncidentRef, said: Said): Promise<number> {
  return inWorkspace(database, act, async (tx) => {
    const { stored } = await takeUp(tx, id);
    const { says, masked } = withoutSecrets(said.says);
    const added = await insertNote(tx, {
      incident: id,
      author: said.author,
      saidAt: new Date(Number(said.ts) * 1000),
      says,
      masked: masked || said.masked,
      channel: said.channel,
      ts: said.ts,
      addedBy: actor(act),
    });
    if (!added) {
      throw new Refusal(
        'already_done',
        `That message is in the timeline of #${stored.number} already.`,
        'Nothing more to do.',
      );
    }
    return stored.number;
  });
}
