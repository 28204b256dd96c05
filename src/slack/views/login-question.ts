/** "Can you log in there?": a DM to one console holder, which becomes their place to work from. */
import type { KnownBlock } from '@slack/types';
import { atConsole } from '../../domain/incident-state.ts';
import { accountSaid } from '../../domain/playbook.ts';
import { isSettled } from '../../domain/step-worth.ts';
import type { LoginCard } from '../../incident/calls-card.ts';
import type { CardStep, IncidentCard } from '../../incident/incident-card.ts';
import { buttons } from '../buttons.ts';
import { deletedButton, loginWord, stepBlocks } from './incident-step.ts';
import { incidentTitle } from './incident-title.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { clip, constantLink, joined, lines, type Md, md, mention, when } from './text.ts';

export function loginQuestionMessage({ incident, login, lastResort }: LoginCard): Message {
  const head = header(incidentTitle(incident));
  const { deleted } = incident.times;
  if (incident.state !== 'open')
    return message(head, section(md`This is over. Nothing is left to do for you.`));
  if (deleted !== null)
    return message(head, section(md`The key was deleted, ${when(deleted)}. Nothing is left to do here.`));
  if (login.canLogIn === null) return message(head, ...question(incident, lastResort));
  return login.canLogIn ? message(head, ...nowAtConsole(incident)) : message(head, ...couldNot(incident));
}

function question(incident: IncidentCard, lastResort: boolean) {
  return [
    section(
      lines(
        lastResort &&
          md`*Nobody who can log in there has answered with yes.* You are asked as lead or deputy.`,
        incident.drill && md`*Practice: nothing happens to the key.* Answer as you would in a real leak.`,
        canYou(incident),
        md`${incident.because}`,
      ),
    ),
    loginButtons(incident),
    context(md`A no is a good answer too: the next person is asked at once.`),
  ];
}

type Site = Pick<IncidentCard, 'steps' | 'issuer' | 'account'>;

/** The question itself, with the one address where this key's page is. */
export const canYou = (incident: Site): Md =>
  pageOf(incident) === null
    ? md`*Can you log in there now: ${incident.issuer}, ${accountOf(incident)}?*`
    : md`*Can you log in at ${siteOf(incident)} now, ${accountOf(incident)}?*`;

const accountOf = ({ account }: Pick<Site, 'account'>): string => accountSaid(clip(account, 100));

/** The page of the key's region as a link that shows its host; whoever issued it where no page is known. */
export function siteOf(incident: Omit<Site, 'account'>): Md {
  const page = pageOf(incident);
  return page === null ? md`${incident.issuer}` : constantLink(page.url, new URL(page.url).hostname);
}

const pageOf = ({ steps }: Pick<Site, 'steps'>) => steps.find(({ kind }) => kind === 'delete')?.page ?? null;

/** Yes, no, and the way in, wherever the question is asked. */
export const loginButtons = (incident: Pick<IncidentCard, 'id' | 'drill'>) =>
  actions(
    buttons.canLogIn.draw(loginWord(incident), { incident: incident.id }, { style: 'primary' }),
    buttons.cannotLogIn.draw('No', { incident: incident.id }),
    wayInButton(incident),
  );

export const wayInButton = ({ id }: Pick<IncidentCard, 'id'>) =>
  buttons.howToGetIn.draw('How to get in', { incident: id });

/** On the live card, before everything else, until somebody said yes: whoever of the room can may answer. */
export const loginBlocks = (incident: IncidentCard): (KnownBlock | null)[] => [
  section(lines(canYou(incident), incident.drill && md`Practice: nothing happens to the key.`)),
  loginButtons(incident),
  askedSoFar(incident),
];

/** How many answers are told one by one. */
const ANSWERS = 8;

/** Who was asked, and who could not; the way in when nobody can. */
function askedSoFar({ logins, nobodyCanLogIn, breakGlass }: IncidentCard): KnownBlock | null {
  if (logins.length === 0) return null;
  const answers = logins.slice(-ANSWERS).map(({ person, canLogIn, askedAt }) => {
    if (canLogIn !== null) return md`${mention(person)} ${canLogIn ? 'can' : 'cannot'}`;
    return md`${mention(person)} has not answered${askedAt === null ? md`` : md` since ${when(askedAt, 'time')}`}`;
  });
  if (!nobodyCanLogIn) return context(md`Asked: ${joined(answers)}.`);
  return section(
    lines(
      md`*Nobody could log in so far:* ${joined(answers)}. The lead and the deputy were called.`,
      wayIn({ breakGlass }),
    ),
  );
}

/** All that somebody needs who said yes, without looking for the room first: what comes now, and then the deletion. */
export function nowAtConsole(incident: IncidentCard) {
  const step = incident.steps.find(({ kind }) => kind === 'delete');
  if (step === undefined) return [section(md`Go on in the incident's channel.`)];
  const { next } = incident;
  const waits = next !== null && (next.kind === 'replace' || next.kind === 'tell');
  if (waits && !isSettled(step)) return beforeDeletion(incident, next);
  const [stops] = atConsole(incident.steps);
  const first =
    stops === undefined || stops === step || stops.passedBy !== null || isSettled(stops)
      ? null
      : stopFirst(incident, stops);
  return [
    first,
    ...stepBlocks(incident, { ...step, state: 'open' }, first === null ? 'Now' : 'Then'),
    heldBySomebodyElse(incident, step),
    actions(step.moves.includes('done') && deletedButton(incident, step), cannotButton(incident)),
  ];
}

/** What stops the key in seconds, or has to be read before it is stopped. */
function stopFirst({ id }: IncidentCard, step: CardStep): KnownBlock {
  const held = step.state === 'claimed' && step.who !== null ? md` (${mention(step.who)})` : md``;
  const how = buttons.showStep.draw('How', { incident: id, step: step.id });
  return section(md`*First:* ${step.title}${held}`, how);
}

/** Where services go on, the deletion waits until they have another key: what comes before it is shown instead. */
function beforeDeletion(incident: IncidentCard, next: CardStep) {
  const value = { incident: incident.id, step: next.id };
  return [
    section(
      md`*Do not delete it yet.* ${incident.because} The deletion comes after that: it will stand here.`,
    ),
    ...stepBlocks(incident, next, 'First'),
    actions(
      next.moves.includes('done') && buttons.doneStep.draw('Done', value, { style: 'primary' }),
      cannotButton(incident),
    ),
  ];
}

const cannotButton = ({ id }: Pick<IncidentCard, 'id'>) =>
  buttons.cannotLogIn.draw('I cannot after all', { incident: id });

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
    actions(buttons.canLogIn.draw('I can now', { incident: incident.id }), wayInButton(incident)),
  ];
}

const wayIn = ({ breakGlass }: Pick<IncidentCard, 'breakGlass'>): Md =>
  breakGlass === null
    ? md`No break-glass procedure is recorded for this account.`
    : md`Break-glass procedure: ${breakGlass}`;

/** Where the door is, for whoever stands before it without a key. */
export function howToGetInMessage(incident: IncidentCard): Message {
  const first = incident.steps.find(({ kind }) => kind === 'delete');
  return message(
    section(
      lines(
        md`*Getting in: ${incident.issuer}, ${accountOf(incident)}*`,
        first?.page ? constantLink(first.page.url, first.page.url) : md`${first?.how[0] ?? ''}`,
        wayIn(incident),
        incident.holders.length > 0 && md`People with a login: ${mentions(incident)}`,
        incident.times.deleted === null && md`*No way in? Press No:* the next person is asked at once.`,
      ),
    ),
    first?.page
      ? context(md`Never log in through a link from a search, an e-mail or somebody’s message.`)
      : null,
  );
}

const mentions = ({ holders }: IncidentCard): Md => joined(holders.slice(0, 10).map(mention));
