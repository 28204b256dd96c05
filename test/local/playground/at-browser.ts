/** A browser for a test file; for each test a fresh playground with Ana at it. */
import type { BrowserContextOptions } from 'playwright-core';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { type Pages, PlaygroundPage, startBrowser } from '../../support/playground-page.ts';
import type { Payload } from './small-bot.ts';
import { type Stage, startStage } from './stage.ts';

/** The channel everybody starts in. */
export const desk = 'C00TRADING';
/** For what is asked of the page again and again until it is so. */
export const patience = { timeout: 10_000 };

let browser: Pages;
export let stage: Stage;
export let ana: PlaygroundPage;
/** Requests to anybody else, script errors and complaints on the console. */
export let trouble: string[];

/** Call once at the head of a test file. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await startBrowser();
  });
  beforeEach(async () => {
    stage = await startStage();
    trouble = [];
    ana = await open('U000000ANA');
  });
  afterEach(async () => {
    await browser.close();
    await stage.close();
  });
}

export async function open(person: string, options: BrowserContextOptions = {}): Promise<PlaygroundPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  page.on('request', (request) => {
    if (!request.url().startsWith(stage.playground.url)) trouble.push(request.url());
  });
  page.on('pageerror', (error) => trouble.push(`page error: ${error.message}`));
  page.on('console', (line) => {
    if (line.type() === 'error') trouble.push(`console: ${line.text()}`);
  });
  const driver = new PlaygroundPage(page, stage.playground.url);
  await driver.openAs(person, 'trading-desk');
  return driver;
}

/** Interactions of this type that reached the bot, oldest first. */
export const told = (type: string): Payload[] => stage.bot.told.filter((payload) => payload['type'] === type);
