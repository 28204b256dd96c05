import type { ReactElement } from 'react';
import { h } from './element.ts';
import type { Sheet } from './sheet.ts';

type Picture = { alt_text: string } & (
  | { image_url: string }
  | { slack_file: { id: string } | { url: string } }
);

/** A picture kept in this Slack. Pictures elsewhere are named, not fetched: the page asks nobody but itself. */
export function picture(element: Picture, sheet: Sheet, size: 'tiny' | 'thumbnail' | 'large'): ReactElement {
  const file = 'slack_file' in element && 'id' in element.slack_file ? element.slack_file.id : undefined;
  if (file === undefined) {
    return h(
      'span',
      { className: `picture-elsewhere ${size}`, role: 'img', 'aria-label': element.alt_text },
      element.alt_text,
    );
  }
  return h('img', { className: `picture ${size}`, src: sheet.fileAddress(file), alt: element.alt_text });
}
