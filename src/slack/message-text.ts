/** A message's text as people read it: Slack's own links and mentions in plain words, its escapes undone. */
export function readMessageText(text: string): string {
  return text
    .replaceAll(/<((?:https?|mailto):[^|>]*)(?:\|[^>]*)?>/g, '$1')
    .replaceAll(/<[@#!]([^|>]*)(?:\|([^>]*))?>/g, (_, id: string, name?: string) => `@${name || id}`)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
