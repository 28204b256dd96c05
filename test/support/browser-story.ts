/** A story as people see it: the product in local mode, its playground in a real browser, pictures in `test/artifacts/`. */
import type { Page } from 'playwright-core';
import { test } from 'vitest';
import { addKey } from '../../src/custody/add-key.ts';
import type { KeyForm } from '../../src/custody/key-form.ts';
import { addService } from '../../src/custody/services.ts';
import { type Act, makeAct } from '../../src/domain/act.ts';
import { dayIn } from '../../src/domain/days.ts';
import { personId, workspaceId } from '../../src/domain/words.ts';
import { skipStep } from '../../src/incident/skip-step.ts';
import type { Deed, DeedAnswer } from '../../src/local/playground/deeds.ts';
import { team } from '../../src/local/slack/cast.ts';
import { findProvider } from '../../src/providers/index.ts';
import { type Database, databaseNow } from '../../src/store/database.ts';
import { chromiumPath } from './chromium.ts';
import { type LocalMode, startLocalHere } from './local-mode.ts';
import { PlaygroundPage, startBrowser } from './playground-page.ts';

export interface Story<Local extends LocalMode> {
  readonly desk: PlaygroundPage;
  readonly page: Page;
  readonly local: Local;
  /** Waits for a message with this text where one looks. */
  sees(text: string): Promise<void>;
  /** On the card in front: says that the key is deleted, and waits until the provider has not known it twice. */
  seesItDie(): Promise<void>;
}

interface Telling<Local extends LocalMode> {
  /** Pictures of this story begin with it. */
  readonly pictures: string;
  readonly start: () => Promise<Local>;
  /** Of the window; as tall as the cards of the story. */
  readonly height?: number;
}

/** Told in a browser, or skipped where there is none. A last picture shows where it failed. */
export function browserStory<Local extends LocalMode>(
  name: string,
  { pictures, start, height = 1400 }: Telling<Local>,
  tell: (story: Story<Local>) => Promise<void>,
): void {
  test.skipIf(chromiumPath === undefined)(name, { timeout: 180_000 }, async () => {
    const local = await start();
    const browser = await startBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height } });
      const desk = new PlaygroundPage(page, local.url);
      try {
        const sees = (text: string) => desk.message(text).waitFor();
        await tell({ desk, page, local, sees, seesItDie: () => seesItDie(desk, sees) });
      } catch (error) {
        await desk.shot(`${pictures}-where-it-failed`);
        throw error;
      }
    } finally {
      await browser.close();
      await local.stop();
    }
  });
}

async function seesItDie(desk: PlaygroundPage, sees: (text: string) => Promise<void>): Promise<void> {
  await desk.press('I deleted it');
  await sees('Not proven yet');
  await desk.later('1m');
  // One answer or two, by how long the steps before took.
  await desk.page
    .locator('[data-test=message]', { hasText: /Not found 1 of 2|The key is dead/ })
    .last()
    .waitFor();
  await desk.later('1m');
  await sees('Proof: The key is dead');
}

/** What Ana has recorded before a story begins. */
export type Before = (act: Act, database: Database, url: string) => Promise<unknown>;

export interface LocalHere extends LocalMode {
  /** Ana does this where nobody looks: what a story has shown once already. */
  meanwhile(deed: Before): Promise<void>;
}

/** Local mode beside the test, after these deeds. */
export const startedAfter =
  (...deeds: Before[]) =>
  async (): Promise<LocalHere> => {
    const { database, ...local } = await startLocalHere();
    const meanwhile = async (deed: Before): Promise<void> => {
      const act = makeAct({
        workspace: workspaceId(team.id),
        person: personId('U000000ANA'),
        role: 'admin',
        now: await databaseNow(database),
        door: 'test',
        delivery: null,
        channel: null,
      });
      await deed(act, database, local.url);
      database.promptWork();
    };
    for (const deed of deeds) await meanwhile(deed);
    return { ...local, meanwhile };
  };

/** What the page does at a playground, without a page. */
async function perform(url: string, wanted: Deed): Promise<void> {
  const response = await fetch(`${url}do`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(wanted),
  });
  const answer = (await response.json()) as DeedAnswer;
  if (!answer.ok) throw new Error(answer.trouble);
}

/** A key that somebody has made at an imitated provider. */
export const madeAt =
  (provider: 'okx' | 'aws', keyId: string, environment = 'live'): Before =>
  (_act, _database, url) =>
    perform(url, { do: 'create_key', provider, keyId, region: 'global', environment });

/** Moves the clock as far in one step, and what became due is done. */
export const daysLater = (url: string, days: number): Promise<void> =>
  perform(url, { do: 'move_clock', by: { days } });

/** What is open in the first incident, but for the proof, is skipped. */
export const restSkipped: Before = async (act, database) => {
  const { rows } = await database.pool.query<{ step: string }>(
    `select step from incident_steps where incident = 1 and state = 'open' and frozen ->> 'kind' <> 'prove'
      order by position`,
  );
  const [incident] = (await database.pool.query('select id from incidents where number = 1')).rows;
  for (const { step } of rows)
    await skipStep(database, act, { incident: incident.id, step, reason: 'Not needed here.' });
};

/** A key of the shared account at a provider: Ana is its custodian and Bea her deputy. */
export const keyOf =
  (provider: string, facts: Pick<KeyForm, 'label' | 'keyId'> & Partial<KeyForm>): Before =>
  (act, database) => {
    const known = findProvider(provider);
    return addKey(database, act, known, {
      account: 'robot-user',
      region: 'global',
      environment: 'live',
      permissions: ['write'],
      allowlist: null,
      services: [],
      holders: ['U000000CEM', 'U000000BEA'],
      breakGlass: null,
      keptAt: `vault: ci/${facts.label}`,
      expires: null,
      rotation: 'exposure',
      custodian: 'U000000ANA',
      deputy: 'U000000BEA',
      created: dayIn(act.now, 'UTC'),
      askNow: false,
      ...facts,
    });
  };

export const serviceOf =
  (name: string, owner: string): Before =>
  (act, database) =>
    addService(database, act, {
      name,
      owner,
      ownerGroup: null,
      criticality: 'normal',
      channel: null,
      runbook: null,
    });
