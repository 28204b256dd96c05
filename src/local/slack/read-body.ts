/** Reading requests: forms, JSON and multipart, as clients of the Web API send them. */
import type { IncomingMessage } from 'node:http';
import type { Args } from './args.ts';
import { isObject } from './block-kit/check.ts';

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** The arguments of a call and its token, which is kept apart so that nothing remembers it. */
export async function readArguments(request: IncomingMessage): Promise<{ token: string; args: Args }> {
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://local').searchParams);
  const body = parse(await readBytes(request), request.headers['content-type'] ?? '');
  const { token: given, ...args } = { ...query, ...body };
  return { token: bearer(request) ?? (typeof given === 'string' ? given : ''), args };
}

export const bearer = (request: IncomingMessage): string | undefined =>
  /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];

function parse(bytes: Buffer, type: string): Args {
  if (!type.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(bytes.toString()));
  const value = readJson(bytes);
  return isObject(value) ? value : {};
}

/** The value, or undefined when it is no JSON. */
export function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

/** An uploaded file: the first file of a multipart form, or the body itself. */
export async function readUpload(request: IncomingMessage): Promise<Buffer> {
  const bytes = await readBytes(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return bytes;
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const file = [...form.values()].find((value) => value instanceof Blob);
  return file === undefined ? Buffer.alloc(0) : Buffer.from(await file.arrayBuffer());
}
