import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import { button, plain, section } from './blocks.ts';
import { overHttp, stoppedClock } from './bot.ts';

const input = (block_id: string, more: object = {}) => ({
  type: 'input' as const,
  block_id,
  label: plain(block_id),
  element: { type: 'plain_text_input' as const, action_id: 'text', ...more },
});

const modal = (...blocks: ModalView['blocks']): ModalView => ({
  type: 'modal',
  callback_id: 'form',
  private_metadata: 'key 7',
  title: plain('Add a key'),
  submit: plain('Add key'),
  blocks,
});

const opens = (app: App, view: ModalView) =>
  app.command('/key', async ({ ack, client, command }) => {
    await client.views.open({ trigger_id: command.trigger_id, view });
    await ack();
  });

const typed = (value: string) => ({ text: { type: 'plain_text_input', value } });

test('a submitted modal arrives with its values and closes after an empty ack', async () => {
  const seen: ViewSubmitAction[] = [];
  await using bot = await overHttp((app) => {
    opens(app, modal(input('label'), { ...input('note'), optional: true }));
    app.view('form', async ({ ack, body }) => {
      seen.push(body as ViewSubmitAction);
      await ack();
    });
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key add');
  ana.fill({ label: typed('prop-desk') });
  expect(await ana.submit()).toEqual({ kind: 'accepted' });
  expect(ana.modal()).toBeUndefined();
  expect(seen[0]).toMatchObject({
    type: 'view_submission',
    user: { id: ana.me.id, team_id: bot.slack.teamId },
    view: {
      callback_id: 'form',
      private_metadata: 'key 7',
      state: {
        values: {
          label: { text: { type: 'plain_text_input', value: 'prop-desk' } },
          note: { text: { type: 'plain_text_input', value: null } },
        },
      },
      previous_view_id: null,
      app_installed_team_id: bot.slack.teamId,
    },
  });
  expect(seen[0]?.view.root_view_id).toBe(seen[0]?.view.id);
});

test('a required input left empty is held back by the client', async () => {
  let submissions = 0;
  await using bot = await overHttp((app) => {
    opens(app, modal(input('label')));
    app.view('form', async ({ ack }) => {
      submissions += 1;
      await ack();
    });
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key add');
  expect(await ana.submit()).toMatchObject({ kind: 'failed' });
  expect(ana.modal()?.errors).toEqual({ label: 'Please complete this required field.' });
  expect(submissions).toBe(0);
});

test('errors stay beside their inputs and the modal stays open', async () => {
  await using bot = await overHttp((app) => {
    opens(app, modal(input('label')));
    app.view('form', async ({ ack }) => ack({ response_action: 'errors', errors: { label: 'Taken.' } }));
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key add');
  ana.fill({ label: typed('prop-desk') });
  await ana.submit();
  expect(ana.modal()?.errors).toEqual({ label: 'Taken.' });
  expect(ana.modal()?.state['label']?.['text']).toMatchObject({ value: 'prop-desk' });
});

test('errors that name no input block fail', async () => {
  await using bot = await overHttp((app) => {
    opens(app, modal(input('label')));
    app.view('form', async ({ ack }) => ack({ response_action: 'errors', errors: { elsewhere: 'Taken.' } }));
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key add');
  ana.fill({ label: typed('x') });
  expect(await ana.submit()).toMatchObject({ error: expect.stringMatching(/elsewhere.*no input block/) });
});

test('response actions push, update and clear the stack', async () => {
  await using bot = await overHttp((app) => {
    opens(app, modal(input('first')));
    app.view('form', async ({ ack, view }) => {
      const next = { ...modal(input('second')), callback_id: 'second' };
      await ack(
        view.state.values['first']?.['text']?.value === 'push'
          ? { response_action: 'push', view: next }
          : { response_action: 'update', view: next },
      );
    });
    app.view('second', async ({ ack }) => ack({ response_action: 'clear' }));
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key');
  ana.fill({ first: typed('push') });
  await ana.submit();
  expect(ana.modal()?.view.callback_id).toBe('second');
  await ana.closeModal();
  expect(ana.modal()?.view.callback_id).toBe('form');
  ana.fill({ first: typed('update') });
  await ana.submit();
  ana.fill({ second: typed('done') });
  await ana.submit();
  expect(ana.modal()).toBeUndefined();
});

test('what was typed survives an update where block id and action id stay', async () => {
  await using bot = await overHttp((app) => {
    opens(app, modal(input('label'), { ...input('old'), optional: true }, button('more', 'More')));
    app.action('more', async ({ ack, body, client }) => {
      const { view } = body as BlockAction;
      await client.views.update({
        view_id: view?.id ?? '',
        hash: view?.hash ?? '',
        view: modal(input('label'), input('new')),
      });
      await ack();
    });
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key');
  ana.fill({ label: typed('kept'), old: typed('lost') });
  await ana.act({ in: 'modal' }, 'more');
  expect(ana.modal()?.state).toMatchObject({
    label: { text: { value: 'kept' } },
    new: { text: { value: null } },
  });
  expect(ana.modal()?.state).not.toHaveProperty('old');
});

test('an update with an old hash is a conflict', async () => {
  await using bot = await overHttp((app) => opens(app, modal(input('label'))));
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key');
  const view_id = ana.modal()?.id ?? '';
  const first = await bot.client.views.update({ view_id, view: modal(input('label'), input('more')) });
  await bot.client.views.update({ view_id, hash: first.view?.hash ?? '', view: modal(input('label')) });
  const late = bot.client.views.update({
    view_id,
    hash: first.view?.hash ?? '',
    view: modal(input('label')),
  });
  await expect(late).rejects.toThrow(/hash_conflict/);
});

test('a trigger works once and for three seconds', async () => {
  const clock = stoppedClock();
  const triggers: string[] = [];
  await using bot = await overHttp(
    (app) =>
      app.command('/key', async ({ ack, command }) => {
        triggers.push(command.trigger_id);
        await ack();
      }),
    { now: clock.now },
  );
  const view = modal(input('label'));
  const open = (trigger_id = '') => bot.client.views.open({ trigger_id, view });
  await bot.slack.as('ana').command('#general', '/key');
  await bot.slack.as('ana').command('#general', '/key');
  await open(triggers[0]);
  await expect(open(triggers[0])).rejects.toThrow(/exchanged_trigger_id/);
  clock.move(3.1);
  await expect(open(triggers[1])).rejects.toThrow(/expired_trigger_id/);
  await expect(open('1.2.3')).rejects.toThrow(/invalid_trigger_id/);
});

test('a fourth modal on the stack is refused', async () => {
  const refusals: string[] = [];
  await using bot = await overHttp((app) => {
    opens(app, modal(button('deeper', 'Deeper')));
    app.action('deeper', async ({ ack, body, client }) => {
      const view = modal(button('deeper', 'Deeper'));
      await client.views
        .push({ trigger_id: (body as BlockAction).trigger_id, view })
        .catch((error: { data: { error: string } }) => refusals.push(error.data.error));
      await ack();
    });
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key');
  for (const _ of [2, 3, 4]) await ana.act({ in: 'modal' }, 'deeper');
  expect(refusals).toEqual(['push_limit_reached']);
});

test('closing tells the app when it asked to be told', async () => {
  const closed: unknown[] = [];
  await using bot = await overHttp((app) => {
    opens(app, { ...modal(input('label')), notify_on_close: true });
    app.view({ type: 'view_closed', callback_id: 'form' }, async ({ ack, body }) => {
      closed.push(body);
      await ack();
    });
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key');
  await ana.closeModal();
  expect(ana.modal()).toBeUndefined();
  expect(closed).toMatchObject([
    { type: 'view_closed', is_cleared: false, view: { private_metadata: 'key 7' } },
  ]);
});

test('an external select is filled from what the bot offers', async () => {
  await using bot = await overHttp((app) => {
    const element = { type: 'external_select' as const, action_id: 'pick', min_query_length: 0 };
    opens(app, modal({ type: 'input', block_id: 'key', label: plain('Key'), element }));
    app.options('pick', async ({ ack, options }) =>
      ack({ options: [{ text: plain(`${options.value} one`), value: '1' }] }),
    );
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key');
  expect(await ana.suggest({ in: 'modal' }, 'key', 'pick', 'prop')).toEqual([
    { text: 'prop one', value: '1' },
  ]);
});

test('a file in a file input can be downloaded with the token, and not without', async () => {
  const urls: string[] = [];
  await using bot = await overHttp((app) => {
    opens(
      app,
      modal({
        type: 'input',
        block_id: 'csv',
        label: plain('CSV'),
        element: { type: 'file_input', action_id: 'file' },
      }),
    );
    app.view('form', async ({ ack, view }) => {
      urls.push(view.state.values['csv']?.['file']?.files?.[0]?.url_private_download ?? '');
      await ack();
    });
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key import');
  const file = ana.upload('keys.csv', Buffer.from('label\nprop-desk\n'));
  ana.fill({ csv: { file: { type: 'file_input', files: [file] } } });
  await ana.submit();
  const allowed = await fetch(urls[0] ?? '', { headers: { authorization: 'Bearer xoxb-local' } });
  expect(await allowed.text()).toBe('label\nprop-desk\n');
  const denied = await fetch(urls[0] ?? '');
  expect(await denied.text()).toMatch(/Sign in/);
});

test('a view Slack would not take is refused with the place of the fault', async () => {
  await using bot = await overHttp((app) => {
    app.command('/key', async ({ ack, client, command, respond }) => {
      await ack();
      const view = modal(section(''));
      await client.views
        .open({ trigger_id: command.trigger_id, view })
        .catch((error: { data: { response_metadata: { messages: string[] } } }) =>
          respond(error.data.response_metadata.messages.join()),
        );
    });
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key');
  await expect
    .poll(() => ana.messages('#general')[0]?.text)
    .toMatch(/more than 0 characters.*\/blocks\/0\/text\/text/);
});
