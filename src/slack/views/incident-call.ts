/** "Nobody has answered": to whoever is called next, with the button that ends the silence. */
import type { CallCard } from '../../incident/call-card.ts';
import { buttons } from '../buttons.ts';
import { byAndWhen, deletedButton, isDeletion, loginWord } from './incident-step.ts';
import { incidentTitle } from './incident-title.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { wayInButton } from './login-question.ts';
import { bold, clip, groupMention, joined, lines, type Md, md, mention, when } from './text.ts';

export function incidentCallMessage(card: CallCard): Message {
  const { incident, wait } = card;
  const head = header(incidentTitle(incident));
  const show = buttons.showIncident.draw('Show the incident', { incident: incident.id });
  if (incident.state !== 'open') return message(head, section(md`This is over. Nothing is left to do here.`));
  if (wait === null) return message(head, section(answered(card)), actions(show));
  return message(
    head,
    section(lines(incident.drill && md`*Practice.*`, silence(card), why(card))),
    actions(...answers(card), show),
    context(md`Lead: ${leads(card)}. ${nth(wait.calls)}`),
  );
}

const nth = (calls: number): Md =>
  calls <= 1 ? md`Somebody else is called if nobody answers.` : md`This is call ${calls} about it.`;

/** Named in a channel, the group is woken; in a direct message it is only said. */
const leads = ({ lead, leadGroup }: CallCard): Md =>
  leadGroup === null ? mention(lead) : joined([mention(lead), groupMention(leadGroup)]);

function answered({ notice, step }: CallCard): Md {
  if (notice?.acknowledgedBy && notice.acknowledgedAt !== null) {
    return md`${bold(clip(notice.name, 60))}: ${mention(notice.acknowledgedBy)} answered, ${when(notice.acknowledgedAt)}.`;
  }
  if (step !== null && step.state !== 'open')
    return md`${step.title}: ${byAndWhen(step.state, step.who, step.at)}.`;
  return md`Somebody answered. Nothing is left to do here.`;
}

function silence({ incident, wait, notice, step }: CallCard): Md {
  const since = wait === null ? md`` : when(wait.since, 'time');
  if (notice !== null) {
    return md`*${mention(notice.owner)} has not answered for the service ${bold(clip(notice.name, 60))} since ${since}.* It uses the leaked key, which stops working.`;
  }
  if (step?.state === 'claimed') {
    return md`*${mention(step.who ?? '')} took a step at ${since} and it is not done:* ${step.title}`;
  }
  if (step !== null) return md`*Nobody has taken the next step since ${since}:* ${step.title}`;
  const people = joined(incident.logins.map(({ person }) => mention(person)));
  const all = incident.nobodyCanLogIn ? 'Everybody who was asked said no' : 'Nobody has answered with yes';
  return md`*Nobody can delete the key so far.* Who can log in at ${incident.issuer}, account ${incident.account}? ${all}: ${people}.`;
}

const why = ({ incident, notice }: CallCard): Md =>
  notice === null
    ? md`${incident.because}`
    : md`Reach them, or stop the service yourself. Then acknowledge for them.`;

function answers({
  incident,
  notice,
  step,
}: CallCard): (ReturnType<typeof buttons.acknowledge.draw> | null)[] {
  const of = { incident: incident.id };
  if (notice !== null) {
    const value = { ...of, service: notice.service };
    return [buttons.acknowledge.draw(`Acknowledge ${clip(notice.name, 40)}`, value, { style: 'primary' })];
  }
  if (step !== null) {
    const value = { ...of, step: step.id };
    return [
      step.state === 'open' ? buttons.claimStep.draw('I do this', value, { style: 'primary' }) : null,
      isDeletion(incident, step) && step.moves.includes('done') ? deletedButton(incident, step) : null,
      buttons.showStep.draw('Open the step', value),
      step.state === 'claimed' ? buttons.releaseStep.draw('Release', value) : null,
    ];
  }
  return [
    buttons.canLogIn.draw(loginWord(incident), of, { style: 'primary' }),
    buttons.cannotLogIn.draw('No', of),
    wayInButton(incident),
  ];
}
