/** Answers to the person who reported or asked: private, short, with the first thing to do. */
import type { ModalView } from '@slack/types';
import type { StepTaken } from '../../domain/incident-state.ts';
import { needsSecond, severityWords } from '../../domain/severity.ts';
import type { IncidentRef, PersonId, Tier } from '../../domain/words.ts';
import type { IncidentCard } from '../../incident/incident-card.ts';
import { buttons } from '../buttons.ts';
import * as forms from '../forms/incident.ts';
import { loginWord, stepBlocks } from './incident-step.ts';
import { incidentTitle } from './incident-title.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { canYou, wayInButton } from './login-question.ts';
import { bold, lines, md, mention, when } from './text.ts';
import { type TriageLine, triageLine } from './triage.ts';

/** Right after the report: it is open, people are called, and this is the first thing to do. */
export function declaredMessage(card: IncidentCard, options: { joined: boolean; plain?: boolean }): Message {
  // Whoever reports it and has a login is asked right here.
  const asked = card.logins.find(({ canLogIn, person }) => canLogIn === null && person !== card.lead);
  const value = { incident: card.id };
  return message(
    header(incidentTitle(card)),
    section(
      lines(
        options.joined
          ? md`This was reported already, ${when(card.reportedAt)}. You are in.`
          : md`Recorded. A channel opens, people are called${asked ? md`: ${mention(asked.person)} first` : ''}.`,
        card.drill && md`*This is practice: nothing happens to the key.*`,
      ),
    ),
    ...firstThing(card, options.plain === true),
    options.plain || card.state !== 'open'
      ? null
      : actions(
          buttons.canLogIn.draw(loginWord(card), value, { style: 'primary' }),
          wayInButton(card),
          buttons.sayKnown.draw('Say what is known', value),
        ),
  );
}

/** Whoever can log in deletes it; nobody else has to read how. */
function firstThing(card: IncidentCard, plain: boolean) {
  if (card.next === null || card.state !== 'open') return [];
  if (plain) return stepBlocks(card, card.next, 'First');
  return [section(canYou(card))];
}

/** Somebody was first: who, and when in the reader's own time zone. */
export function takenMessage(taken: StepTaken): Message {
  const at = taken.at === null ? null : md`${when(taken.at)}`;
  const who = taken.by === null ? at : md`${mention(taken.by)}${at === null ? md`` : md`, ${at}`}`;
  return message(section(lines(md`${taken.message}`, who)), context(md`${taken.next}`));
}

/** What followed from "I cannot log in". */
export function askedInsteadMessage(asked: readonly PersonId[]): Message {
  const [first, ...others] = asked;
  if (first === undefined) return message(section(md`Noted. Everybody who could be asked was asked.`));
  const names = others.reduce((all, person) => md`${all}, ${mention(person)}`, mention(first));
  return message(section(md`Noted. Asked instead: ${names}.`));
}

export interface IncidentLineView {
  readonly id: IncidentRef;
  readonly number: number;
  readonly label: string;
  readonly providerName: string;
  readonly drill: boolean;
  readonly tier: Tier;
  readonly abuseSeen: boolean;
  readonly reportedAt: Date;
  readonly lead: PersonId;
}

export function incidentListMessage(
  rows: readonly IncidentLineView[],
  total: number,
  slash: string,
  triages: readonly TriageLine[] = [],
): Message {
  if (rows.length === 0 && triages.length === 0) {
    return message(
      section(md`No incident is open.`),
      context(md`Report a leaked key with ${`${slash} leaked`} and its label.`),
    );
  }
  const rest = total - rows.length;
  const open = total + triages.length;
  return message(
    section(md`*${open === 1 ? '1 open incident' : `${open} open incidents`}*`),
    ...triages.map(triageLine),
    ...rows.map((row) =>
      section(
        lines(
          bold(incidentTitle(row)),
          md`${severityWords(row)} Reported ${when(row.reportedAt)}, lead ${mention(row.lead)}`,
        ),
        buttons.showIncident.draw('Show', { incident: row.id }),
      ),
    ),
    rest > 0 && context(md`and ${rest} more; ${`${slash} incident`} with a number shows one.`),
  );
}

type Reason = Pick<IncidentCard, 'id' | 'number' | 'tier' | 'abuseSeen' | 'label'>;

export function overrideModal(card: Reason): ModalView {
  return forms.override.draw({
    title: 'End without proof',
    submit: 'Ask for it',
    hidden: { incident: card.id },
    blocks: [
      section(md`It is not proven that ${bold(card.label)} is dead. A second person has to confirm.`),
      forms.override.fields.reason.input('reason', {
        label: 'Why may it end without proof?',
        hint: 'Who looked, where, and what they saw. Never a secret.',
      }),
    ],
  });
}

export function falseAlarmModal(card: Reason): ModalView {
  return forms.falseAlarm.draw({
    title: 'False alarm',
    submit: needsSecond(card) ? 'Ask for it' : 'Close it',
    hidden: { incident: card.id, abuse: card.abuseSeen },
    blocks: [
      section(
        needsSecond(card)
          ? md`${severityWords(card)} So a second person has to confirm that ${bold(card.label)} did not leak.`
          : md`The incident closes, and ${bold(card.label)} counts as in use again.`,
      ),
      forms.falseAlarm.fields.reason.input('reason', {
        label: 'How do you know that it did not leak?',
        hint: 'Never a secret.',
      }),
    ],
  });
}
