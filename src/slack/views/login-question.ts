/** "Can you log in there?": a DM to one console holder, which becomes their place to work from. */
import type { LoginCard } from '../../incident/calls-card.ts';
import type { CardStep, IncidentCard } from '../../incident/incident-card.ts';
import { buttons } from '../buttons.ts';
import { deletedButton, loginWord, stepBlocks } from './incident-step.ts';
import { incidentTitle } from './incident-title.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { lines, type Md, md, mention, when } from './text.ts';

export function loginQuestionMessage({ incident, login, lastResort }: LoginCard): Message {
  const head = header(incidentTitle(incident));
  const { deleted } = incident.times;
  if (incident.state !== 'open')
    return message(head, section(md`This is over. Nothing is left to do for you.`));
  if (deleted !== null)
    return message(head, section(md`The key was deleted, ${when(deleted)}. Nothing is left to do here.`));
  if (login.canLogIn === null) return message(head, ...question(incident, lastResort));
  return login.canLogIn ? message(head, ...deleteNow(incident)) : message(head, ...couldNot(incident));
}

function question(incident: IncidentCard, lastResort: boolean) {
  const { id, providerName, account } = incident;
  const value = { incident: id };
  return [
    section(
      lines(
        lastResort &&
          md`*Nobody who can log in there has answered with yes.* You are asked as lead or deputy.`,
        incident.drill && md`*Practice: nothing happens to the key.* Answer as you would in a real leak.`,
        md`*Can you log in at ${providerName} now, account ${account}, and delete a key there?*`,
        md`${incident.because}`,
      ),
    ),
    actions(
      buttons.canLogIn.draw(loginWord(incident), value, { style: 'primary' }),
      buttons.cannotLogIn.draw('No', value),
      buttons.howToGetIn.draw('How do I get in?', value),
    ),
    context(md`A no is a good answer too: the next person is asked at once.`),
  ];
}

/** All that somebody needs who said yes: the step itself, without looking for the room first. */
export function deleteNow(incident: IncidentCard) {
  const step = incident.steps.find(({ kind }) => kind === 'delete');
  if (step === undefined) return [section(md`Go on in the incident's channel.`)];
  return [
    ...stepBlocks(incident, { ...step, state: 'open' }, 'Now'),
    heldBySomebodyElse(incident, step),
    actions(
      step.moves.includes('done') && deletedButton(incident, step),
      buttons.cannotLogIn.draw('I cannot after all', { incident: incident.id }),
    ),
  ];
}

function heldBySomebodyElse({ logins }: IncidentCard, { who, state }: CardStep) {
  const other =
    state === 'claimed' && who !== null && logins.some(({ canLogIn, person }) => canLogIn && person !== who);
  return other ? context(md`${mention(who)} took this step. Speak before both of you delete.`) : null;
}

function couldNot(incident: IncidentCard) {
  const others = incident.logins.filter(({ canLogIn }) => canLogIn !== false).map(({ person }) => person);
  return [
    section(
      others.length === 0
        ? md`You cannot log in, and nobody else is left to ask. ${wayIn(incident)}`
        : md`You cannot log in. Asked instead: ${mention(others.at(-1) ?? '')}.`,
    ),
    actions(
      buttons.canLogIn.draw('I can now', { incident: incident.id }),
      buttons.howToGetIn.draw('How do I get in?', { incident: incident.id }),
    ),
  ];
}

const wayIn = ({ breakGlass }: IncidentCard): Md =>
  breakGlass === null
    ? md`No break-glass procedure is recorded for this account.`
    : md`Break-glass procedure: ${breakGlass}`;

/** Where the door is, for whoever stands before it without a key. */
export function howToGetInMessage(incident: IncidentCard): Message {
  const page = incident.steps.find(({ kind }) => kind === 'delete')?.how[0];
  return message(
    section(
      lines(
        md`*Getting in at ${incident.providerName}, account ${incident.account}*`,
        page !== undefined && md`${page}`,
        wayIn(incident),
        incident.holders.length > 0 && md`People with a login: ${mentions(incident)}`,
      ),
    ),
    context(md`Never log in through a link from a search, an e-mail or a chat.`),
  );
}

const mentions = ({ holders }: IncidentCard): Md => lines(...holders.slice(0, 10).map(mention));
