/** A Bolt app that only acknowledges: what any bot pays before it does anything. */
import { App, HTTPReceiver } from '@slack/bolt';

const receiver = new HTTPReceiver({
  signingSecret: process.env['SLACK_SIGNING_SECRET'] ?? '',
  customRoutes: [{ path: '/readyz', method: 'GET', handler: (_request, response) => response.end() }],
});
const app = new App({
  receiver,
  authorize: async () => ({ botToken: 'xoxb-bench', botUserId: 'U000000KEY', teamId: 'T000000DSK' }),
  convoStore: false,
});
app.command('/key', ({ ack }) => ack());
app.action(/.*/, ({ ack }) => ack());
await receiver.start({ port: Number(process.env['PORT']), host: '127.0.0.1' });
