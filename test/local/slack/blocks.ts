/** Blocks in few words. */

export const plain = (text: string) => ({ type: 'plain_text', text }) as const;
export const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } }) as const;
export const button = (action_id: string, text: string, value = 'v1') =>
  ({
    type: 'actions',
    block_id: `block-${action_id}`,
    elements: [{ type: 'button', action_id, text: plain(text), value }],
  }) as const;
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
export const option = (value = 'v', text = 'o') => ({ text: plain(text), value });
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const input = (element: object) => ({ type: 'input', label: plain('Label'), element });
export const select = (count: number) => ({
  type: 'static_select',
  action_id: 's',
  options: Array.from({ length: count }, (_, index) => option(`v${index}`)),
});
export const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
export const x = (length: number) => 'x'.repeat(length);
