/** What the manifest promises Slack, what the words promise people, and the doors behind them are the same things. */
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/domain/command.ts';
import type { DoorKind } from '../../src/slack/arrived.ts';
import { buttons } from '../../src/slack/buttons.ts';
import { doors } from '../../src/slack/doors.ts';
import { eventDoors } from '../../src/slack/events.ts';
import { manifestFor, scopes, shortcuts } from '../../src/slack/manifest.ts';
import { everyForm, lookupsOf } from './forms.ts';

const idsOf = (kind: DoorKind): string[] =>
  doors
    .filter((door) => door.kind === kind)
    .map(({ id }) => id)
    .sort();
const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort();

describe('doors', () => {
  test('every command of the help has a door, and every door a command', () => {
    expect(idsOf('command')).toEqual(sorted(COMMANDS.map(({ name }) => name)));
  });

  test('every button has a door; every other button door answers a menu that is searched through a lookup', () => {
    const kinds = Object.values(buttons).map(({ id }) => id);
    const behind = idsOf('button');
    expect(kinds.filter((id) => !behind.includes(id))).toEqual([]);
    expect(behind.filter((id) => !kinds.includes(id)).filter((id) => !idsOf('lookup').includes(id))).toEqual(
      [],
    );
  });

  test('every form has a door, and every door a form', () => {
    expect(idsOf('form')).toEqual(sorted(everyForm.map(({ id }) => id)));
  });

  test('every searching menu of a form has its lookup', () => {
    const needed = sorted(everyForm.flatMap(lookupsOf));
    expect(needed.length).toBeGreaterThan(0);
    expect(needed.filter((id) => !idsOf('lookup').includes(id))).toEqual([]);
  });

  test('no door is there twice, and no id breaks where the gate cuts', () => {
    expect(new Set(doors.map(({ kind, id }) => `${kind} ${id}`)).size).toBe(doors.length);
    expect(doors.filter(({ id }) => id.includes(':') || id.length > 60)).toEqual([]);
  });
});

describe('the manifest', () => {
  const manifests = (['socket', 'http'] as const).map((mode) =>
    manifestFor({ mode, command: '/key', address: 'https://keysteward.example.com' }),
  );

  test('names the shortcuts that have doors, and no others', () => {
    expect(sorted(shortcuts.map(({ callback_id }) => callback_id))).toEqual(idsOf('shortcut'));
    for (const { features } of manifests) {
      expect(sorted(features.shortcuts.map(({ callback_id }) => callback_id))).toEqual(idsOf('shortcut'));
    }
  });

  test('subscribes to the events that have doors, and no others', () => {
    for (const { settings } of manifests) {
      expect(sorted(settings.event_subscriptions.bot_events)).toEqual(
        sorted(eventDoors.map(({ type }) => type)),
      );
    }
  });

  /** Slack does not refuse a misspelt scope or event when it reads a manifest; it just never grants or sends it. */
  const scopesOfSlack =
    /^(?:commands|chat:write|users:read|team:read|usergroups:read|metadata\.message:read|canvases:write|(?:channels|groups|im|mpim):(?:read|write|history)|(?:files|pins|bookmarks|reactions):(?:read|write))$/;
  const eventsOfSlack =
    /^(?:app_home_opened|app_uninstalled|tokens_revoked|user_change|team_join|member_joined_channel|member_left_channel|subteam_members_changed|subteam_updated|channel_archive|channel_deleted|channel_id_changed|channel_shared|group_archive|group_deleted)$/;

  test('asks for scopes and events that Slack knows', () => {
    for (const { oauth_config, settings } of manifests) {
      expect(oauth_config.scopes.bot.filter((scope) => !scopesOfSlack.test(scope))).toEqual([]);
      expect(settings.event_subscriptions.bot_events.filter((type) => !eventsOfSlack.test(type))).toEqual([]);
    }
  });

  test('repeats optional scopes among the others, as Slack asks', () => {
    for (const { oauth_config } of manifests) {
      expect(oauth_config.scopes.bot).toEqual(scopes.map(({ scope }) => scope));
      expect(
        oauth_config.scopes.bot_optional.filter((scope) => !oauth_config.scopes.bot.includes(scope)),
      ).toEqual([]);
      expect(oauth_config.scopes.bot.length).toBeLessThanOrEqual(255);
    }
  });

  test('keeps within the limits of the manifest schema', () => {
    for (const { display_information: shown, features, settings } of manifests) {
      expect(shown.name.length).toBeLessThanOrEqual(35);
      expect(shown.description.length).toBeLessThanOrEqual(140);
      expect(shown.background_color).toMatch(/^#[0-9a-f]{6}$/i);
      expect(features.bot_user.display_name.length).toBeLessThanOrEqual(80);
      expect(features.shortcuts.length).toBeLessThanOrEqual(10);
      for (const shortcut of features.shortcuts) {
        expect(shortcut.name.length).toBeLessThanOrEqual(24);
        expect(shortcut.callback_id.length).toBeLessThanOrEqual(255);
        expect(shortcut.description.length).toBeLessThanOrEqual(150);
      }
      for (const command of features.slash_commands) {
        expect(command.command).toMatch(/^\/[a-z0-9_-]{1,31}$/);
        expect(command.description.length).toBeLessThanOrEqual(2000);
        expect(command.usage_hint.length).toBeLessThanOrEqual(1000);
        // Mentions and channels arrive with their ids only so.
        expect(command.should_escape).toBe(true);
      }
      expect(settings.event_subscriptions.bot_events.length).toBeLessThanOrEqual(100);
    }
  });

  test('over HTTP says three times where Slack finds us, over sockets never', () => {
    const [socket, http] = manifests.map((manifest) => JSON.stringify(manifest));
    expect(socket).not.toContain('https://');
    expect(http?.split('https://keysteward.example.com/slack/events').length).toBe(5);
    expect(manifests.map(({ settings }) => settings.socket_mode_enabled)).toEqual([true, false]);
  });
});
