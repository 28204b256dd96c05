/** Blocks as they look in a message, a modal or the Home tab. Text and everything one can press is drawn here; the rest by the library. */
import type {
  ActionsBlockElement,
  AnyBlock,
  ImageBlock,
  InputBlock,
  KnownBlock,
  SectionBlock,
  SectionBlockAccessory,
  TableBlock,
} from '@slack/types';
import type { ReactElement, ReactNode } from 'react';
import { button, overflow } from './buttons.ts';
import { classes, domId, h } from './element.ts';
import { field } from './fields.ts';
import { byLibrary } from './library.ts';
import { plainText } from './mrkdwn.ts';
import { richText } from './rich-text.ts';
import { type Sheet, type Spot, textNodes, words } from './sheet.ts';

export function blocks(all: readonly AnyBlock[], sheet: Sheet): ReactElement {
  return h('div', { className: 'blocks' }, ...all.map((each) => block(each as KnownBlock, sheet)));
}

function block(each: KnownBlock, sheet: Sheet): ReactNode {
  switch (each.type) {
    case 'header':
      return h('h3', { className: 'block-header' }, ...textNodes(each.text, sheet));
    case 'divider':
      return h('hr', { className: 'block-divider' });
    case 'section':
      return section(each, sheet);
    case 'context':
      return h(
        'div',
        { className: 'block-context' },
        ...each.elements.map((element) =>
          element.type === 'image'
            ? picture(element, sheet, 'tiny')
            : h('span', { className: 'text' }, ...textNodes(element, sheet)),
        ),
      );
    case 'actions':
      return h(
        'div',
        { className: 'block-actions' },
        ...each.elements.map((element) => pressable(element, spotOf(each, sheet))),
      );
    case 'input':
      return input(each, sheet);
    case 'image':
      return imageBlock(each, sheet);
    case 'rich_text':
      return richText(each, sheet.reader);
    case 'table':
      return table(each, sheet);
    default:
      return byLibrary(each, sheet);
  }
}

function section(each: SectionBlock, sheet: Sheet): ReactElement {
  const spot = spotOf(each, sheet);
  return h(
    'div',
    { className: 'block-section' },
    h(
      'div',
      { className: 'block-section-body' },
      each.text === undefined ? null : h('div', { className: 'text' }, ...textNodes(each.text, sheet)),
      each.fields === undefined
        ? null
        : h(
            'div',
            { className: 'facts' },
            ...each.fields.map((one) => h('div', { className: 'text' }, ...textNodes(one, sheet))),
          ),
    ),
    each.accessory === undefined
      ? null
      : h('div', { className: 'accessory' }, accessory(each.accessory, spot)),
  );
}

function accessory(element: SectionBlockAccessory, spot: Spot): ReactNode {
  return element.type === 'image' ? picture(element, spot.sheet, 'thumbnail') : pressable(element, spot);
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

function imageBlock(each: ImageBlock, sheet: Sheet): ReactElement {
  return h(
    'figure',
    { className: 'block-image' },
    each.title === undefined ? null : h('figcaption', {}, words(each.title)),
    picture(each, sheet, 'large'),
  );
}

type Picture = { alt_text: string } & (
  | { image_url: string }
  | { slack_file: { id: string } | { url: string } }
);

/** A picture kept in this Slack. Pictures elsewhere are named, not fetched: the page asks nobody but itself. */
function picture(element: Picture, sheet: Sheet, size: 'tiny' | 'thumbnail' | 'large'): ReactElement {
  const file = 'slack_file' in element && 'id' in element.slack_file ? element.slack_file.id : undefined;
  if (file === undefined)
    return h(
      'span',
      { className: `picture-elsewhere ${size}`, role: 'img', 'aria-label': element.alt_text },
      plainText(element.alt_text),
    );
  return h('img', { className: `picture ${size}`, src: sheet.fileAddress(file), alt: element.alt_text });
}

function table(each: TableBlock, sheet: Sheet): ReactElement {
  const [head, ...rows] = each.rows.map((row, at) =>
    h(
      'tr',
      {},
      ...row.map((cell, column) => {
        const setting = each.column_settings?.[column];
        const style = classes(
          setting?.align !== undefined && `align-${setting.align}`,
          setting?.is_wrapped === true && 'wrapped',
        );
        return h(
          at === 0 ? 'th' : 'td',
          { className: style || undefined, scope: at === 0 ? 'col' : undefined },
          cell.type === 'rich_text' ? richText(cell, sheet.reader) : cell.text,
        );
      }),
    ),
  );
  return h(
    'div',
    { className: 'block-table', tabIndex: 0, role: 'region', 'aria-label': 'Table' },
    h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows)),
  );
}

function spotOf(each: { block_id?: string }, sheet: Sheet): Spot {
  return { sheet, blockId: each.block_id ?? '', dispatch: 'change' };
}
