/** Parts of the page that are sent once: a redraw brings only those that are not shown yet. */
import { createHash } from 'node:crypto';
import { createElement, Fragment, type ReactElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Attribute, h } from './element.ts';

/**
 * An element whose mark stands for all that it says and holds. When the page has it, only its place is drawn.
 * @param have marks of what the page shows.
 */
export function part(
  have: ReadonlySet<string>,
  tag: string,
  attributes: Readonly<Record<string, Attribute>> & { readonly id: string },
  ...children: readonly ReactNode[]
): ReactElement {
  // React's own escaped output.
  const html = renderToStaticMarkup(createElement(Fragment, {}, ...children));
  const said = JSON.stringify([attributes, html]);
  const mark = createHash('sha256').update(said).digest('base64url').slice(0, 10);
  if (have.has(mark)) return h(tag, { id: attributes.id, 'data-same': true });
  return createElement(tag, {
    ...attributes,
    'data-mark': mark,
    dangerouslySetInnerHTML: { __html: html },
  });
}
