/** Elements in which one picks: menus, people, channels, check boxes, radio buttons. */
import type { Checkboxes, MultiSelect, Option, OptionGroup, RadioButtons, Select } from '@slack/types';
import type { ReactElement } from 'react';
import { h } from './element.ts';
import { textByLibrary } from './library.ts';
import { controlId, givenValue, type Sheet, type Spot, words } from './sheet.ts';

/** An option as the page handles it: the words to show, and the object Slack would send back. */
interface Choice {
  readonly label: string;
  readonly value: string;
  readonly sent: unknown;
}

interface ChoiceGroup {
  readonly label?: string;
  readonly choices: readonly Choice[];
}

/** One pick from a list that is known here: the browser's own menu, best for keyboards and phones. */
export function singleSelect(
  element: Exclude<Select, { type: 'external_select' }>,
  spot: Spot,
): ReactElement {
  const actionId = element.action_id ?? '';
  const groups = groupsOf(element, spot.sheet);
  const chosen = chosenValues(element, spot)[0] ?? '';
  const drawn = groups.map((group) => {
    const options = group.choices.map((choice) =>
      h('option', { value: choice.value, 'data-option': JSON.stringify(choice.sent) }, choice.label),
    );
    return group.label === undefined ? options : [h('optgroup', { label: group.label }, ...options)];
  });
  return h(
    'select',
    {
      id: `${controlId(spot, actionId)}-input`,
      className: 'select',
      defaultValue: chosen,
      ...aria(spot, placeholder(element)),
    },
    h('option', { value: '' }, placeholder(element)),
    ...drawn.flat(),
  );
}

/** Many picks, or a list only the bot knows: a text field that narrows a list, with the picks as chips. */
export function typeAhead(
  element: MultiSelect | Extract<Select, { type: 'external_select' }>,
  spot: Spot,
): ReactElement {
  const id = controlId(spot, element.action_id ?? '');
  const external = element.type === 'external_select' || element.type === 'multi_external_select';
  const many = element.type.startsWith('multi_');
  const groups = groupsOf(element, spot.sheet);
  const picked = pickedChoices(element, spot, groups);
  return h(
    'span',
    {
      className: 'type-ahead',
      'data-many': many,
      'data-most': 'max_selected_items' in element ? element.max_selected_items : undefined,
      'data-external': external,
      'data-least-typed': external ? (element.min_query_length ?? 3) : undefined,
    },
    h('span', { className: 'chips', 'data-chips': true }, ...picked.map(chip)),
    h('input', {
      id: `${id}-input`,
      type: 'text',
      role: 'combobox',
      autoComplete: 'off',
      placeholder: placeholder(element),
      'aria-expanded': 'false',
      'aria-autocomplete': 'list',
      'aria-controls': `${id}-list`,
      ...aria(spot, placeholder(element)),
    }),
    h(
      'span',
      {
        id: `${id}-list`,
        className: 'menu listbox',
        role: 'listbox',
        popover: 'manual',
        'aria-label': placeholder(element),
      },
      ...(external ? [] : groups.flatMap(listed)),
    ),
  );
}

export function checkboxes(element: Checkboxes, spot: Spot): ReactElement {
  return boxes('checkbox', element, spot);
}

export function radioButtons(element: RadioButtons, spot: Spot): ReactElement {
  return boxes('radio', element, spot);
}

function boxes(kind: 'checkbox' | 'radio', element: Checkboxes | RadioButtons, spot: Spot): ReactElement {
  const actionId = element.action_id ?? '';
  const name = controlId(spot, actionId);
  const chosen = chosenValues(element, spot);
  const drawn = element.options.map((option, index) =>
    h(
      'label',
      { className: 'box' },
      h('input', {
        type: kind,
        name,
        id: index === 0 ? `${name}-input` : undefined,
        value: option.value,
        defaultChecked: chosen.includes(option.value ?? ''),
        'data-option': JSON.stringify(option),
      }),
      h(
        'span',
        {},
        textByLibrary(option.text, spot.sheet),
        option.description === undefined
          ? null
          : h('small', {}, textByLibrary(option.description, spot.sheet)),
      ),
    ),
  );
  const role = kind === 'radio' ? 'radiogroup' : 'group';
  return h(
    'span',
    { className: 'boxes', role, 'aria-labelledby': spot.labelledBy, 'aria-describedby': spot.describedBy },
    ...drawn,
  );
}

function chip(choice: Choice): ReactElement {
  return h(
    'span',
    { className: 'chip', 'data-option': JSON.stringify(choice.sent), 'data-value': choice.value },
    choice.label,
    h('button', { type: 'button', 'aria-label': `Remove ${choice.label}` }, '×'),
  );
}

function listed(group: ChoiceGroup): ReactElement[] {
  const heading =
    group.label === undefined
      ? []
      : [h('span', { className: 'menu-heading', role: 'presentation' }, group.label)];
  const options = group.choices.map((choice) =>
    h(
      'span',
      {
        className: 'menu-item',
        role: 'option',
        'data-option': JSON.stringify(choice.sent),
        'data-value': choice.value,
      },
      choice.label,
    ),
  );
  return [...heading, ...options];
}

function groupsOf(element: Select | MultiSelect, sheet: Sheet): ChoiceGroup[] {
  switch (element.type) {
    case 'static_select':
    case 'multi_static_select':
      return element.option_groups?.map(groupOf) ?? [{ choices: (element.options ?? []).map(choiceOf) }];
    case 'users_select':
    case 'multi_users_select':
      return [{ choices: people(sheet) }];
    case 'conversations_select':
    case 'multi_conversations_select':
      return [
        {
          choices: sheet.channels.map(({ id, name, kind }) => ({
            label: kind === 'dm' ? name : `#${name}`,
            value: id,
            sent: id,
          })),
        },
      ];
    case 'channels_select':
    case 'multi_channels_select':
      return [
        {
          choices: sheet.channels
            .filter(({ kind }) => kind === 'public')
            .map(({ id, name }) => ({ label: `#${name}`, value: id, sent: id })),
        },
      ];
    case 'external_select':
    case 'multi_external_select':
      return [];
  }
}

/** Slack offers everybody of the workspace who is still active, apps too. */
function people(sheet: Sheet): Choice[] {
  return sheet.people
    .filter(({ kind }) => kind !== 'deactivated' && kind !== 'outsider')
    .map(({ id, realName }) => ({ label: realName, value: id, sent: id }));
}

function groupOf(group: OptionGroup): ChoiceGroup {
  return { label: words(group.label), choices: group.options.map(choiceOf) };
}

function choiceOf(option: Option): Choice {
  return { label: words(option.text), value: option.value ?? '', sent: option };
}

/** What is picked now: the person's own earlier picks, else the view's initial ones. Ids or option values. */
function chosenValues(element: Select | MultiSelect | Checkboxes | RadioButtons, spot: Spot): string[] {
  return chosenRaw(element, spot).map((one) =>
    typeof one === 'string' ? one : ((one as Option).value ?? ''),
  );
}

function pickedChoices(element: Select | MultiSelect, spot: Spot, groups: readonly ChoiceGroup[]): Choice[] {
  const known = groups.flatMap(({ choices }) => choices);
  return chosenRaw(element, spot).map((one) => {
    if (typeof one !== 'string') return choiceOf(one as Option);
    return known.find(({ value }) => value === one) ?? { label: one, value: one, sent: one };
  });
}

function chosenRaw(element: Select | MultiSelect | Checkboxes | RadioButtons, spot: Spot): unknown[] {
  const given = givenValue(spot, element.action_id ?? '');
  const [source, prefix] = given === undefined ? [element, 'initial'] : [given, 'selected'];
  const found = Object.entries(source).find(
    ([name, value]) => name.startsWith(`${prefix}_`) && value !== null && value !== undefined,
  )?.[1];
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

function placeholder(element: Select | MultiSelect): string {
  return element.placeholder === undefined ? 'Choose' : words(element.placeholder);
}

function aria(spot: Spot, label: string): Record<string, string | undefined> {
  return spot.labelledBy === undefined ? { 'aria-label': label } : { 'aria-describedby': spot.describedBy };
}
