/** `files.*`: upload in three steps, then look at them. The bytes themselves go through file-routes.ts. */
import { type Args, needed, number, structure, text } from '../args.ts';
import { isObject } from '../block-kit/check.ts';
import { botUserId } from '../cast.ts';
import { postableChannel } from '../channels.ts';
import { newId } from '../ids.ts';
import { post } from '../messages.ts';
import { mimetypeOf } from '../mimetypes.ts';
import type { FileRow, Json } from '../rows.ts';
import { fileObject } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';

const MOST_ALT = 1_000;

export function getUploadUrl(args: Args, { world, now, origin }: Workspace): Json {
  const name = needed(args, 'filename');
  const size = number(args, 'length', 0);
  if (size <= 0) throw new SlackError('invalid_arguments');
  const alt = text(args, 'alt_txt');
  if (alt.length > MOST_ALT) throw new SlackError('alt_txt_too_large');
  const row: FileRow = {
    id: newId('F'),
    name,
    title: name,
    mimetype: mimetypeOf(name),
    size,
    owner: botUserId,
    created: Math.floor(now()),
    channels: [],
    ...(alt === '' ? {} : { alt }),
  };
  world.commit({ kind: 'file', row });
  return { upload_url: `${origin()}/upload/v1/${row.id}`, file_id: row.id };
}

/** Shares into a channel when one is named; else the file stays private to the bot. */
export function completeUpload(args: Args, workspace: Workspace): Json {
  const given = structure(args, 'files', 'invalid_arguments');
  if (!Array.isArray(given) || given.length === 0) throw new SlackError('invalid_arguments');
  const rows = given.map((entry) => uploaded(entry, workspace));
  const target = text(args, 'channel_id');
  const channel = target === '' ? undefined : postableChannel(workspace, target);
  const shared = rows.map((row) => ({
    ...row,
    channels: channel === undefined ? row.channels : [channel.id],
  }));
  for (const row of shared) workspace.world.commit({ kind: 'file', row });
  if (channel !== undefined) {
    const threadTs = text(args, 'thread_ts');
    post(
      workspace,
      channel,
      botUserId,
      { text: text(args, 'initial_comment'), blocks: [] },
      {
        files: shared.map((row) => row.id),
        ...(threadTs === '' ? {} : { threadTs }),
      },
    );
  }
  return { files: shared.map((row) => fileObject(row, workspace.origin())) };
}

function uploaded(entry: unknown, { world }: Workspace): FileRow {
  const id = isObject(entry) ? String(entry['id']) : '';
  const row = world.files.get(id);
  if (row?.content === undefined) throw new SlackError('file_not_found');
  return isObject(entry) && typeof entry['title'] === 'string' ? { ...row, title: entry['title'] } : row;
}

export function info(args: Args, { world, origin }: Workspace): Json {
  const row = world.files.get(needed(args, 'file', 'file_not_found'));
  if (row?.content === undefined) throw new SlackError('file_not_found');
  return { file: fileObject(row, origin()), comments: [], response_metadata: { next_cursor: '' } };
}
