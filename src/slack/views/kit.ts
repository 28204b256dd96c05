/**
 * The few Block Kit pieces that we use, each cut to Slack's limits where content could pass them. Text of people
 * arrives as plain strings and is escaped by `md`; see text.ts.
 */
import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  KnownBlock,
  ModalView,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import { bold, clip, clipMarkup, escapeText, type Md, md, spoken } from './text.ts';

/** A message: blocks, and the same content as text for notifications and screen readers. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

const MESSAGE_BLOCKS = 50;
const TEXT_ADVISED = 3900;

export function message(...blocks: readonly (KnownBlock | null | false)[]): Message {
  const kept = blocks.filter((block): block is KnownBlock => block !== null && block !== false);
  const shown =
    kept.length <= MESSAGE_BLOCKS ? kept : [...kept.slice(0, MESSAGE_BLOCKS - 1), more(kept.length)];
  return { text: clipMarkup(spoken(textOf(shown)), TEXT_ADVISED), blocks: shown };
}

const more = (count: number): KnownBlock => context(md`and ${count - MESSAGE_BLOCKS + 1} more`);

function textOf(blocks: readonly KnownBlock[]): string {
  return blocks
    .map(blockText)
    .filter((text) => text !== '')
    .join('\n');
}

function blockText(block: KnownBlock): string {
  switch (block.type) {
    case 'header':
      return escapeText(block.text.text);
    case 'section':
      return [block.text?.text, ...(block.fields ?? []).map((field) => field.text)]
        .filter(Boolean)
        .join('\n');
    case 'context':
      return block.elements.map((element) => ('text' in element ? element.text : '')).join(' ');
    case 'actions':
      return block.elements
        .map((element) => (element.type === 'button' ? `[${escapeText(element.text.text)}]` : ''))
        .filter(Boolean)
        .join(' ');
    default:
      return '';
  }
}

/** `verbatim`: Slack makes no links or mentions of its own out of it. */
export const mrkdwn = (text: Md, length = 3000) => ({
  type: 'mrkdwn' as const,
  text: clipMarkup(text.markup, length) || ' ',
  verbatim: true,
});

export const plain = (text: string, length: number): PlainTextElement => ({
  type: 'plain_text',
  text: clip(text, length) || ' ',
  emoji: false,
});

export const header = (text: string): HeaderBlock => ({ type: 'header', text: plain(text, 150) });
export const divider = (): DividerBlock => ({ type: 'divider' });

export function section(text: Md, accessory?: Button): SectionBlock {
  const block: SectionBlock = { type: 'section', text: mrkdwn(text) };
  if (accessory) block.accessory = accessory;
  return block;
}

/** Two columns of short facts; empty ones are left out. */
export function facts(pairs: readonly (readonly [string, Md | string | null])[]): SectionBlock {
  const fields = pairs
    .filter((pair): pair is readonly [string, Md | string] => pair[1] !== null && pair[1] !== '')
    .slice(0, 10)
    .map(([name, value]) => mrkdwn(md`${bold(name)}\n${value}`, 2000));
  return { type: 'section', fields };
}

export const context = (...texts: readonly Md[]): ContextBlock => ({
  type: 'context',
  elements: texts.slice(0, 10).map((text) => mrkdwn(text)),
});

export const actions = (...buttons: readonly (Button | null | false)[]): ActionsBlock | null => {
  const elements = buttons
    .filter((button): button is Button => button !== null && button !== false)
    .slice(0, 25);
  return elements.length === 0 ? null : { type: 'actions', elements };
};

export interface ButtonLook {
  readonly style?: 'primary' | 'danger';
  /** Asked before a deed that cannot be undone. */
  readonly confirm?: { title: string; text: string; yes: string; no?: string };
}

export const confirmDialog = (
  ask: NonNullable<ButtonLook['confirm']>,
  danger: boolean,
): ConfirmationDialog => ({
  title: plain(ask.title, 100),
  text: plain(ask.text, 300),
  confirm: plain(ask.yes, 30),
  deny: plain(ask.no ?? 'Back', 30),
  ...(danger ? { style: 'danger' as const } : {}),
});

export interface ModalLook {
  readonly callbackId: string;
  readonly title: string;
  readonly submit?: string;
  readonly close?: string;
  readonly hidden?: string;
  readonly blocks: readonly (KnownBlock | InputBlock | null | false)[];
}

export function modal(look: ModalLook): ModalView {
  const blocks = look.blocks.filter((block): block is KnownBlock => block !== null && block !== false);
  return {
    type: 'modal',
    callback_id: look.callbackId,
    title: plain(look.title, 24),
    close: plain(look.close ?? 'Close', 24),
    blocks: blocks.slice(0, 100),
    ...(look.submit === undefined ? {} : { submit: plain(look.submit, 24) }),
    ...(look.hidden === undefined ? {} : { private_metadata: look.hidden }),
  };
}
