/** A short name for React's `createElement`, since this tree has no JSX. Children that are text are always escaped. */
import { createElement, type ReactElement, type ReactNode } from 'react';

export type Attribute = string | number | boolean | undefined;

export function h(
  tag: string,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly ReactNode[]
): ReactElement {
  return createElement(tag, attributes, ...children);
}

/** Class names that are present, joined. */
export function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

/** The one document root's children are compared by these ids, so each must be unique and stable. */
export function domId(...parts: readonly string[]): string {
  return parts
    .map((part) => part.replace(/[^\w.-]/g, (character) => `~${character.charCodeAt(0)}`))
    .join('-');
}
