/** The app as its manifest describes it: what it may do, what people can call, what it wants to hear. */
import { z } from 'zod';

const shortcut = z.object({ name: z.string(), type: z.enum(['message', 'global']), callback_id: z.string() });
const command = z.object({ command: z.string().startsWith('/'), should_escape: z.boolean().default(false) });

const manifest = z.object({
  display_information: z.object({ name: z.string().default('Keysteward') }).default({ name: 'Keysteward' }),
  features: z
    .object({
      bot_user: z.object({ display_name: z.string() }).optional(),
      slash_commands: z.array(command).default([]),
      shortcuts: z.array(shortcut).default([]),
    })
    .default({ slash_commands: [], shortcuts: [] }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }) }),
  settings: z
    .object({
      event_subscriptions: z
        .object({ bot_events: z.array(z.string()).default([]) })
        .default({ bot_events: [] }),
    })
    .default({ event_subscriptions: { bot_events: [] } }),
});

export interface InstalledApp {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly commands: readonly { readonly command: string; readonly shouldEscape: boolean }[];
  readonly shortcuts: readonly { readonly type: 'message' | 'global'; readonly callbackId: string }[];
  readonly events: readonly string[];
}

/** Throws one sentence a fault when the manifest does not have Slack's shape. */
export function readManifest(value: unknown): InstalledApp {
  const read = manifest.safeParse(value);
  if (!read.success) throw new Error(`The app manifest cannot be installed. ${z.prettifyError(read.error)}`);
  const { display_information, features, oauth_config, settings } = read.data;
  return {
    name: features.bot_user?.display_name ?? display_information.name,
    scopes: oauth_config.scopes.bot,
    commands: features.slash_commands.map((row) => ({
      command: row.command,
      shouldEscape: row.should_escape,
    })),
    shortcuts: features.shortcuts.map((row) => ({ type: row.type, callbackId: row.callback_id })),
    events: settings.event_subscriptions.bot_events,
  };
}
