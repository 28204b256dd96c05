/** Blocks as they look in a message, a modal or the Home tab. What one reads is drawn by the library, what one presses or fills here. */
import type { ActionsBlockElement, AnyBlock, InputBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { ReactElement, ReactNode } from 'react';
import { button, overflow } from './buttons.ts';
import { classes, domId, h } from './element.ts';
import { field } from './fields.ts';
import { byLibrary } from './library.ts';
import { picture } from './picture.ts';
import { type Sheet, type Spot, words } from './sheet.ts';

export function blocks(all: readonly AnyBlock[], sheet: Sheet): ReactElement {
  return h('div', { className: 'blocks' }, ...all.map((each) => block(each as KnownBlock, sheet)));
}

function block(each: KnownBlock, sheet: Sheet): ReactNode {
  switch (each.type) {
    case 'section':
      return each.accessory === undefined ? byLibrary(each, sheet) : sectionWith(each, each.accessory, sheet);
    case 'actions':
      return h(
        'div',
        { className: 'block-actions' },
        ...each.elements.map((element) => pressable(element, spotOf(each, sheet))),
      );
    case 'input':
      return input(each, sheet);
    case 'image':
      return h(
        'figure',
        { className: 'block-image' },
        each.title === undefined ? null : h('figcaption', {}, words(each.title)),
        picture(each, sheet, 'large'),
      );
    default:
      return byLibrary(each, sheet);
  }
}

/** The library's section, with its picture or what one presses beside it. */
function sectionWith(
  { accessory, ...section }: SectionBlock,
  element: NonNullable<SectionBlock['accessory']>,
  sheet: Sheet,
): ReactElement {
  const spot = spotOf(section, sheet);
  return h(
    'div',
    { className: 'block-section' },
    h('div', { className: 'block-section-body' }, byLibrary(section, sheet)),
    h(
      'div',
      { className: 'accessory' },
      element.type === 'image' ? picture(element, sheet, 'thumbnail') : pressable(element, spot),
    ),
  );
}
function pressable(element: ActionsBlockElement, spot: Spot): ReactNode {
  switch (element.type) {
    case 'button':
      return button(element, spot);
    case 'overflow':
      return overflow(element, spot);
    case 'workflow_button':
      return null;
    default:
      return field(element, spot);
  }
}

/** A labelled field with its hint, or after a refused submission the sentence that says why. */
function input(each: InputBlock, sheet: Sheet): ReactElement {
  const blockId = each.block_id ?? '';
  const id = domId(sheet.scope, blockId);
  const control = domId(sheet.scope, blockId, each.element.action_id ?? '');
  const error = sheet.errors?.[blockId];
  const described = error === undefined && each.hint === undefined ? undefined : `${id}-said`;
  const spot: Spot = {
    sheet,
    blockId,
    dispatch: dispatchOf(each),
    labelledBy: `${id}-label`,
    ...(described === undefined ? {} : { describedBy: described }),
  };
  return h(
    'div',
    {
      className: classes('block-input', error !== undefined && 'refused'),
      id: `${id}-block`,
      'data-test': 'field',
      'data-block-id': blockId,
    },
    h(
      'label',
      { id: `${id}-label`, htmlFor: `${control}-input` },
      h('span', { 'data-test': 'field-label' }, words(each.label)),
      each.optional === true ? h('span', { className: 'quiet' }, ' (optional)') : null,
    ),
    field(each.element, spot),
    error === undefined
      ? null
      : h('p', { className: 'error', id: described, role: 'alert', 'data-test': 'field-error' }, error),
    error === undefined && each.hint !== undefined
      ? h('p', { className: 'hint', id: described }, words(each.hint))
      : null,
  );
}

function dispatchOf(each: InputBlock): Spot['dispatch'] {
  if (each.dispatch_action !== true) return 'none';
  return /text_input$|^number_input$/.test(each.element.type) ? 'enter' : 'change';
}

function spotOf(each: { block_id?: string }, sheet: Sheet): Spot {
  return { sheet, blockId: each.block_id ?? '', dispatch: 'change' };
}
