/** Draws nodes to HTML for tests, for a reader in Lisbon on the morning of 23 November 2026. */
import type { KnownBlock } from '@slack/types';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { blocks } from '../../../src/local/playground/blocks.ts';
import { h } from '../../../src/local/playground/element.ts';
import type { Reader } from '../../../src/local/playground/reader.ts';
import type { Sheet } from '../../../src/local/playground/sheet.ts';
import { firstPeople } from '../../../src/local/slack/cast.ts';

export const reader: Reader = {
  person: 'U000000ANA',
  now: new Date('2026-11-23T10:00:00Z'),
  timezone: 'Europe/Lisbon',
  personName: (id) => ({ U000000ANA: 'Ana Oliveira', U000000BEA: 'Bea Novak' })[id],
  channelName: (id) => ({ C00TRADING: 'trading-desk' })[id],
  groupName: (id) => ({ S0000ONCALL: 'oncall' })[id],
};

export function html(nodes: readonly ReactNode[]): string {
  return renderToStaticMarkup(h('x-root', {}, ...nodes)).replace(/^<x-root>|<\/x-root>$/g, '');
}

export function drawn(all: readonly unknown[], more: Partial<Sheet> = {}): string {
  const sheet: Sheet = {
    scope: 's',
    place: { in: 'modal' },
    reader,
    people: firstPeople('Keysteward'),
    channels: [],
    fileAddress: (id) => `/file?id=${id}`,
    ...more,
  };
  return html([blocks(all as KnownBlock[], sheet)]);
}
