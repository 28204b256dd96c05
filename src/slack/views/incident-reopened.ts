/** Short, to whoever was told that it is over: it is open again, by whom and why, and what is wanted of them now. */
import { accountSaid } from '../../domain/playbook.ts';
import type { PersonId } from '../../domain/words.ts';
import type { IncidentCard } from '../../incident/incident-card.ts';
import type { ReopenedCard } from '../../incident/loud-card.ts';
import { buttons } from '../buttons.ts';
import { incidentTitle } from './incident-title.ts';
import { actions, header, type Message, message, section } from './kit.ts';
import { siteOf } from './login-question.ts';
import { bold, clip, joined, lines, type Md, md, mention, when } from './text.ts';

/** How many services of one owner are named. */
const SERVICES = 5;

export function reopenedMessage({ incident, reader }: ReopenedCard): Message {
  const head = header(incidentTitle(incident));
  const show = actions(buttons.showIncident.draw('Show the incident', { incident: incident.id }));
  if (incident.state !== 'open')
    return message(
      head,
      section(md`It was opened again, and is over now. Nothing is left to do here.`),
      show,
    );
  return message(
    head,
    section(
      lines(
        incident.drill && md`*Practice.* Answer as you would in a real leak; nothing happens to the key.`,
        why(incident),
      ),
    ),
    section(lines(...whatNow(incident, reader))),
    show,
  );
}

function why({ reopening, reopenedAt, issuer }: IncidentCard): Md {
  const at = reopenedAt === null ? md`` : md`, ${when(reopenedAt)}`;
  return reopening === null
    ? md`*This is not over: ${issuer} still knew the key*${at}. The incident is open again.`
    : md`*This is not over: ${mention(reopening.by)} opened it again*${at}: ${clip(reopening.reason, 500)}`;
}

function whatNow(incident: IncidentCard, reader: PersonId | null): Md[] {
  const services = incident.notices.filter(({ owner }) => owner === reader);
  const on = services.filter(({ switchedAt }) => switchedAt === null);
  const theirs = on.slice(0, SERVICES).map(({ name }) => bold(clip(name, 60)));
  const more = on.length > SERVICES ? md` and ${on.length - SERVICES} more` : md``;
  const asked = [...incident.holders, ...incident.logins.map(({ person }) => person)];
  const mayLogIn = reader !== null && asked.includes(reader);
  return [
    ...(on.length > 0 ? [md`*Now:* ${joined(theirs)}${more} must not use this key: it stops working.`] : []),
    ...(mayLogIn || services.length === 0 ? [deletion(incident, mayLogIn)] : []),
    ...(services.length > 0 && on.length === 0
      ? [md`Your services are off this key: leave them on the new one.`]
      : []),
  ];
}

function deletion({ times, ...incident }: IncidentCard, mayLogIn: boolean): Md {
  if (times.deleted !== null)
    return md`It was deleted, ${when(times.deleted)}; it is not proven dead so far.`;
  const there = md`${siteOf(incident)}, ${accountSaid(clip(incident.account, 100))}`;
  return mayLogIn
    ? md`*Now:* the key has to be deleted. Can you log in at ${there}? Show the incident and say so.`
    : md`*Now:* the key has to be deleted. Whoever can log in at ${there}: show the incident and say so.`;
}
