/** Types one text into everything that people can type into, whatever doors and forms there are. */
import { doors } from '../../src/slack/doors.ts';
import { shortcuts } from '../../src/slack/manifest.ts';
import { type Gatehouse, sideBySide } from '../doors/gatehouse.ts';
import type { Visitor } from '../doors/knock.ts';
import type { Things } from '../doors/team.ts';
import { people } from '../doors/visitors.ts';
import { type AnyForm, everyForm, inputsOf, textFieldsOf } from '../house/forms.ts';

/** Where a text was typed, and what was said to it. */
export interface Typed {
  readonly where: string;
  readonly said: string;
}

type State = Readonly<Record<string, unknown>>;

/** Answers that fit, by field; what is not here gets something of its input's kind. */
const fitting: Readonly<Record<string, string | readonly string[]>> = {
  provider: 'okx',
  keyId: '99c541a1-0000-4000-8000-10fe7a038419',
  account: 'Main account',
  region: 'global',
  environment: 'live',
  permissions: ['read'],
  allowlist: '203.0.113.7',
  services: [],
  custodian: people.admin,
  deputy: people.member,
  holders: [people.member, people.other],
  created: '2026-01-01',
  expires: '2099-01-01',
  rotateBy: '2099-01-01',
  day: '2099-01-01',
  rotation: 'exposure',
  askNow: [],
  owner: people.member,
  abuse: [],
  deed: 'done',
  days: '3',
  to: people.other,
  leadGroup: 'none',
  adminGroup: 'none',
  timezone: 'Europe/Lisbon',
  workFrom: '9',
  workTo: '17',
  workDays: ['1', '2'],
  rotation1: '90',
  rotation2: '180',
  rotation3: '365',
  snooze1: '3',
  snoozes1: '2',
  snooze2: '7',
  snooze3: '7',
  toDeputy: '3',
  toChannel: '7',
  overdueTier1: 'working_days',
};

let fresh = 0;

/** Fills a whole form with what fits, and one field with `text`. */
export function filled(
  form: AnyForm,
  things: State,
  field: string,
  text: string,
): Record<string, Record<string, State>> {
  fresh += 1;
  const answers = inputsOf(form).map(([name, element]) => {
    const fits = fitting[name] ?? (name === 'key' ? String(things['key']) : `fresh-${fresh}`);
    return [name, { [element.action_id ?? 'value']: stateOf(element.type, name === field ? text : fits) }];
  });
  return Object.fromEntries(answers);
}

function stateOf(type: string, value: string | readonly string[]): State {
  const one = String(value);
  const many = Array.isArray(value) ? value : [one];
  switch (type) {
    case 'users_select':
      return { type, selected_user: one };
    case 'multi_users_select':
      return { type, selected_users: many };
    case 'conversations_select':
      return { type, selected_conversation: null };
    case 'datepicker':
      return { type, selected_date: one };
    case 'static_select':
    case 'external_select':
      return { type, selected_option: { text: { type: 'plain_text', text: one }, value: one } };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return {
        type,
        selected_options: many.map((each) => ({ text: { type: 'plain_text', text: each }, value: each })),
      };
    default:
      return { type, value: one };
  }
}

/** As Slack sends what is typed after a command. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Whom to come to, by which way, and what is typed there. */
export interface Typing {
  readonly knock: Gatehouse['knock'];
  readonly things: Things;
  readonly who: Visitor;
  /** Asked at each place. */
  readonly text: () => string;
  /** Places at once: more than one when nothing that is typed changes anything. */
  readonly atOnce?: number;
}

/** After every command, and as a command of its own. */
export function typeAfterCommands(typing: Typing): Promise<Typed[]> {
  const names = [...doors.filter(({ kind }) => kind === 'command').map(({ id }) => id), 'lisst', ''];
  return atEach(typing, names, async (id) => {
    const { said } = await typing.knock({ kind: 'command', id }, typing.who, {
      text: escaped(typing.text()),
    });
    return { where: `command ${id}`, said };
  });
}

/** Into every text field of every form. */
export function typeIntoForms(typing: Typing): Promise<Typed[]> {
  const fields = everyForm.flatMap((form) => textFieldsOf(form).map((field) => ({ form, field })));
  return atEach(typing, fields, async ({ form, field }) => {
    const answers = filled(form, typing.things, field, typing.text());
    const about = { ...typing.things, ...(form.id === 'service' ? { service: null } : {}) };
    const { said } = await typing.knock({ kind: 'form', id: form.id }, typing.who, { about, answers });
    return { where: `form ${form.id}, ${field}`, said };
  });
}

/** Into every searching menu, and chosen there as something new. */
export async function typeIntoMenus(typing: Typing): Promise<Typed[]> {
  const lookups = doors.filter(({ kind }) => kind === 'lookup');
  const typed = await atEach(typing, lookups, async ({ id }) => {
    const { said } = await typing.knock({ kind: 'lookup', id }, typing.who, { text: typing.text() });
    return { where: `lookup ${id}`, said };
  });
  const menus = everyForm.flatMap((form) =>
    inputsOf(form)
      .filter(([, { type }]) => type === 'multi_external_select')
      .map(([field]) => ({ form, field })),
  );
  const chosen = await atEach(typing, menus, async ({ form, field }) => {
    const answers = filled(form, typing.things, field, `new:${typing.text()}`);
    const brought = { about: typing.things, answers };
    const { said } = await typing.knock({ kind: 'form', id: form.id }, typing.who, brought);
    return { where: `form ${form.id}, new ${field}`, said };
  });
  return [...typed, ...chosen];
}

/** In a message on which a shortcut is used. */
export function useOnMessage(typing: Typing): Promise<Typed[]> {
  const ofMessages = shortcuts.filter(({ type }) => type === 'message');
  return atEach(typing, ofMessages, async ({ callback_id: id }) => {
    const { said } = await typing.knock({ kind: 'shortcut', id }, typing.who, { message: typing.text() });
    return { where: `shortcut ${id}`, said };
  });
}

async function atEach<Place>(
  { atOnce = 1 }: Typing,
  places: readonly Place[],
  type: (place: Place) => Promise<Typed>,
): Promise<Typed[]> {
  const typed: Typed[] = [];
  await sideBySide(places, async (place) => void typed.push(await type(place)), atOnce);
  return typed;
}

export async function inTurn<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}
