/** Rich text: sections, lists, quotes and preformatted text made of leaves. */
import { byType, type Check, type Fields, flag, integer, list, oneOf, shape, string } from './check.ts';

const style = shape(
  {},
  {
    bold: flag,
    code: flag,
    italic: flag,
    strike: flag,
    underline: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  },
);
const some = string(1, 3_000);

const leaves: Fields = {
  text: shape({ text: string(1, 12_000) }, { style }),
  link: shape({ url: some }, { text: some, unsafe: flag, style }),
  user: shape({ user_id: some }, { style }),
  usergroup: shape({ usergroup_id: some }, { style }),
  channel: shape({ channel_id: some }, { style }),
  team: shape({ team_id: some }, { style }),
  emoji: shape({ name: some }, { unicode: some, url: some, style }),
  broadcast: shape({ range: oneOf('here', 'channel', 'everyone') }, { style }),
  color: shape({ value: some }, { style }),
  date: shape({ timestamp: integer(0, 99_999_999_999), format: some }, { url: some, fallback: some, style }),
};
const leaf = byType(leaves, Object.keys(leaves), 'rich text element');
const unlimited = Number.MAX_SAFE_INTEGER;
const border = oneOf(0, 1);

const section = shape({ elements: list(leaf, 0, unlimited) });
const parts: Fields = {
  rich_text_section: section,
  rich_text_list: shape(
    {
      elements: list(
        byType({ rich_text_section: section }, ['rich_text_section'], 'list item'),
        1,
        unlimited,
      ),
      style: oneOf('bullet', 'ordered'),
    },
    { indent: integer(0, 8), offset: integer(0, 10_000), border },
  ),
  rich_text_quote: shape({ elements: list(leaf, 1, unlimited) }, { border }),
  rich_text_preformatted: shape(
    { elements: list(byType(leaves, ['text', 'link'], 'preformatted element'), 1, unlimited) },
    { border, language: some },
  ),
};

export const richText: Check = shape(
  {
    type: oneOf('rich_text'),
    elements: list(byType(parts, Object.keys(parts), 'rich text part'), 1, unlimited),
  },
  { block_id: string(1, 255) },
);
