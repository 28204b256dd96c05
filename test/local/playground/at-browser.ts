/** One playground and one page with Ana at it for all tests of a file; each begins in the channel, with no form open. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { chromiumPath, noChromium } from '../../support/chromium.ts';
import { type Pages, PlaygroundPage, startBrowser } from '../../support/playground-page.ts';
import type { Payload } from './small-bot.ts';
import { type Stage, startStage } from './stage.ts';

/** The channel everybody starts in. */
export const desk = 'C00TRADING';
/** For what is asked of the page again and again until it is so. */
export const patience = { timeout: 10_000 };

const anaId = 'U000000ANA';
const viewport = { width: 1280, height: 800 };
let staying: Pages | undefined;
let passing: Pages;
/** Beside Ana's, in windows of the same browser, which has read the page's files already. */
let beside: Page[] = [];
export let stage: Stage;
export let ana: PlaygroundPage;
/** Requests to anybody else, script errors and complaints on the console, in this test. */
export let trouble: string[] = [];

/** Call once at the head of a test file. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    [staying, passing, stage] = await Promise.all([startBrowser(), startBrowser(), startStage()]);
    ana = driver(await staying.newPage({ viewport }));
  });
  beforeEach(async ({ skip }) => {
    if (chromiumPath === undefined) return skip(noChromium);
    stage.bot.ack = () => undefined;
    const hands = stage.bot.slack.as(anaId);
    while (hands.modal() !== undefined) await hands.closeModal();
    await atDesk(ana, anaId);
    stage.bot.told.length = 0;
    trouble = [];
  });
  afterEach(async () => {
    await Promise.all(beside.map((page) => page.close()));
    beside = [];
    await passing?.close();
  });
  afterAll(async () => {
    await staying?.close();
    await stage?.close();
  });
}

/** A page of somebody else's, or in another kind of window, until the test ends. */
export async function open(person: string, options?: BrowserContextOptions): Promise<PlaygroundPage> {
  const page = options ? await passing.newPage(options) : await ana.page.context().newPage();
  if (!options) beside.push(page);
  const opened = driver(page);
  await atDesk(opened, person);
  return opened;
}

function driver(page: Page): PlaygroundPage {
  page.on('request', (request) => {
    if (!request.url().startsWith(stage.playground.url)) trouble.push(request.url());
  });
  page.on('pageerror', (error) => trouble.push(`page error: ${error.message}`));
  page.on('console', (line) => {
    if (line.type() === 'error') trouble.push(`console: ${line.text()}`);
  });
  return new PlaygroundPage(page, stage.playground.url);
}

async function atDesk(at: PlaygroundPage, person: string): Promise<void> {
  await at.page.goto(`${at.url}?${new URLSearchParams({ as: person, in: desk })}`);
  await at.settled();
}

/** Interactions of this type that reached the bot, oldest first. */
export const told = (type: string): Payload[] => stage.bot.told.filter((payload) => payload['type'] === type);
