/** One person's hands on the client, as the contract lists them. */
import type { Hands, LocalMessage } from './contract.ts';
import { asLocalPerson, Desk } from './hands/desk.ts';
import { botDm, command, globalShortcut, messageShortcut, openHome } from './hands/invoke.ts';
import { closeModal, fill, submit } from './hands/modal.ts';
import { act, suggest } from './hands/press.ts';
import { asLocalMessage, seenChannels, seenMessages, seenThread, seenView } from './hands/read.ts';
import { newId } from './ids.ts';
import { post } from './messages.ts';
import { mimetypeOf } from './mimetypes.ts';
import { withTokens } from './typed-text.ts';
import type { Workspace } from './workspace.ts';

export function handsOf(workspace: Workspace, person: string): Hands {
  const desk = new Desk(workspace, person);
  return {
    get me() {
      return asLocalPerson(desk.person);
    },
    channels: () => seenChannels(desk),
    messages: (channel) => seenMessages(desk, channel),
    thread: (channel, ts) => seenThread(desk, channel, ts),
    markRead: (channel) => markRead(desk, channel),
    botDm: () => botDm(desk),
    post: (channel, text, threadTs) => write(desk, channel, text, threadTs),
    command: (channel, text) => command(desk, channel, text),
    act: (place, actionId, change) => act(desk, place, actionId, change),
    suggest: (place, blockId, actionId, typed) => suggest(desk, place, blockId, actionId, typed),
    fill: (values) => fill(desk, values),
    submit: () => submit(desk),
    closeModal: () => closeModal(desk),
    modal: () => seenView(desk, desk.topModal()),
    openHome: () => openHome(desk),
    home: () => seenView(desk, desk.home()),
    upload: (name, content) => upload(desk, name, content),
    download: (fileId) => download(desk, fileId),
    messageShortcut: (channel, ts, callbackId) => messageShortcut(desk, channel, ts, callbackId),
    globalShortcut: (callbackId) => globalShortcut(desk, callbackId),
  };
}

function markRead(desk: Desk, channel: string): void {
  const { world } = desk.workspace;
  const { id } = desk.channel(channel);
  const newest = world.messages(id).at(-1)?.ts;
  const known = world.lastRead(desk.person.id, id);
  if (newest !== undefined && newest > known) {
    world.commit({ kind: 'read', person: desk.person.id, channel: id, ts: newest });
  }
}

function write(desk: Desk, channel: string, typed: string, threadTs?: string): LocalMessage {
  const { workspace } = desk;
  const person = desk.signIn();
  const row = desk.channel(channel);
  if (row.archived) throw new Error(`is_archived: nobody can write in ${row.name} any more.`);
  const content = { text: withTokens(typed, workspace.world), blocks: [] };
  const posted = post(workspace, row, person.id, content, threadTs === undefined ? {} : { threadTs });
  return asLocalMessage(workspace.world, posted);
}

function upload(desk: Desk, name: string, content: Uint8Array): { id: string } {
  const { world, now } = desk.workspace;
  const id = newId('F');
  world.commit({
    kind: 'file',
    row: {
      id,
      name,
      title: name,
      mimetype: mimetypeOf(name),
      size: content.byteLength,
      owner: desk.signIn().id,
      created: Math.floor(now()),
      channels: [],
      content: Buffer.from(content).toString('base64'),
    },
  });
  return { id };
}

function download(desk: Desk, fileId: string): { name: string; mimetype: string; content: Uint8Array } {
  const row = desk.workspace.world.files.get(fileId);
  if (row?.content === undefined) throw new Error(`file_not_found: there is no file ${fileId}.`);
  return { name: row.name, mimetype: row.mimetype, content: Buffer.from(row.content, 'base64') };
}
