import { expect, test } from 'vitest';
import { input, plain, section } from './blocks.ts';
import { clientOf, manifest, overHttp, scopes } from './bot.ts';

const view = (...blocks: object[]) => ({
  type: 'modal' as const,
  title: plain('Add a key'),
  submit: plain('Add key'),
  blocks: blocks as ReturnType<typeof section>[],
});

async function withTrigger(more: Parameters<typeof overHttp>[1] = {}) {
  const triggers: string[] = [];
  const bot = await overHttp(
    (app) =>
      app.command('/key', async ({ ack, command }) => {
        triggers.push(command.trigger_id);
        await ack();
      }),
    more,
  );
  const trigger = async () => {
    await bot.slack.as('ana').command('#general', '/key');
    return triggers.at(-1) ?? '';
  };
  return { bot, trigger, [Symbol.asyncDispose]: () => bot[Symbol.asyncDispose]() };
}

test('only a trigger from the modal itself can push onto it', async () => {
  await using set = await withTrigger();
  const { views } = clientOf(set.bot.slack);
  await views.open({ trigger_id: await set.trigger(), view: view(section('x')) });
  const push = views.push({ trigger_id: await set.trigger(), view: view(section('y')) });
  await expect(push).rejects.toThrow(/invalid_trigger_id/);
});

test('a file input is refused to an app that may not read files', async () => {
  await using set = await withTrigger({
    manifest: {
      ...manifest,
      oauth_config: { scopes: { bot: scopes.filter((scope) => scope !== 'files:read') } },
    },
  });
  const open = set.bot.client.views.open({
    trigger_id: await set.trigger(),
    view: view(input({ type: 'file_input' })),
  });
  await expect(open).rejects.toMatchObject({
    data: { errors: ['file_input needs the scope files:read [json-pointer:/view/blocks]'] },
  });
});

test('an external id is taken while another view holds it, and a closed view cannot be updated', async () => {
  await using set = await withTrigger();
  const { views } = set.bot.client;
  const named = { ...view(section('x')), external_id: 'add-key' };
  await views.open({ trigger_id: await set.trigger(), view: named });
  const second = views.open({ trigger_id: await set.trigger(), view: named });
  await expect(second).rejects.toThrow(/duplicate_external_id/);
  expect(await views.update({ external_id: 'add-key', view: named })).toMatchObject({ ok: true });
  await set.bot.slack.as('ana').closeModal();
  await expect(views.update({ external_id: 'add-key', view: named })).rejects.toThrow(/not_found/);
});
