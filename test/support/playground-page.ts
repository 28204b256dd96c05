/** Drives the playground in a browser the way a person would: by names, labels and button texts. */
import { mkdir, writeFile } from 'node:fs/promises';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type CDPSession,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { chromiumPath, noChromium } from './chromium.ts';

const quiet = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // One process draws all pages.
  '--process-per-site',
  '--renderer-process-limit=1',
];

/** Pages of one test; they share nothing with those of others. */
export interface Pages {
  newPage(options: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** To start one takes longer than most tests. It ends with the process. */
let shared: Promise<Browser> | undefined;

function launched(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(noChromium);
  return chromium.launch({ executablePath: chromiumPath, args: quiet });
}

/** Opens the browser of this process; close the pages afterwards. */
export async function startBrowser(): Promise<Pages> {
  shared ??= launched();
  const browser = await shared;
  const contexts: BrowserContext[] = [];
  return {
    newPage: async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      return context.newPage();
    },
    close: async () => {
      await Promise.all(contexts.map((context) => context.close()));
    },
  };
}

export class PlaygroundPage {
  readonly page: Page;
  readonly url: string;
  #camera: CDPSession | undefined;

  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
  }

  /** Opens the page as a person, by id or handle; in the first channel unless one is named. */
  async openAs(person: string, channelName?: string): Promise<void> {
    await this.page.goto(this.url);
    const link = this.personLink(person);
    if ((await link.getAttribute('href')) === null)
      throw new Error(`Nobody active is called ${person} in the person menu.`);
    await this.settled();
    if ((await link.getAttribute('aria-current')) === null) await this.become(person);
    if (channelName !== undefined) await this.goTo(channelName);
  }

  /** Switches person with the menu at the top right, by id or handle. */
  async become(person: string): Promise<void> {
    await this.test('person').click();
    await this.personLink(person).click();
    await this.settled();
  }

  private personLink(person: string): Locator {
    const links = this.page.locator('.person-row [role=menuitem]');
    return links
      .and(this.test(`person-${person}`))
      .or(links.filter({ hasText: `@${person} ` }))
      .first();
  }

  /** A channel or direct message by name, `Home`, or a console such as `OKX console`. */
  async goTo(name: string): Promise<void> {
    const channels = this.page.getByRole('button', { name: 'Channels' });
    if (await channels.isVisible()) await channels.click();
    if (name === 'Home') await this.test('home').click();
    else
      await this.page
        .locator('.sidebar .row')
        .filter({ has: this.page.getByText(name.replace(/^#/, ''), { exact: true }) })
        .first()
        .click();
    if (name === 'Home' && (await this.test('app-home').isVisible())) await this.test('app-home').click();
    await this.settled();
  }

  /** The direct messages with the app. */
  async goToApp(): Promise<void> {
    await this.test('home').click();
    await this.test('app-messages').click();
    await this.settled();
  }

  /** Types a line and sends it: a command when it begins with `/`. */
  async type(line: string): Promise<void> {
    await this.test('composer').fill(line);
    await this.test('composer').press('Enter');
    await this.settled();
  }

  /** Answers in the thread of the newest message that contains the text. */
  async replyTo(text: string, reply: string): Promise<void> {
    const message = this.message(text);
    await message.hover();
    await message.locator('[data-test=reply]').click();
    await this.test('thread-composer').fill(reply);
    await this.test('thread-composer').press('Enter');
    await this.settled();
  }

  /** Presses the newest button with this text, in the modal when one is open; answers its confirmation with yes. */
  async press(text: string): Promise<void> {
    const button = (await this.surface())
      .getByText(text, { exact: true })
      .and(this.page.locator('[data-press], .button'))
      .last();
    const asks = (await button.getAttribute('data-confirm')) !== null;
    await button.click();
    if (asks) await this.test('confirm-yes').click();
    await this.settled();
  }

  /** Chooses from the newest overflow menu that offers this. */
  async choose(text: string): Promise<void> {
    const menu = (await this.surface())
      .locator('.overflow')
      .filter({ has: this.page.locator('[role=menuitem]', { hasText: text }) })
      .last();
    await menu.locator('[data-test=overflow]').click();
    await menu.getByRole('menuitem', { name: text }).click();
    await this.agree();
    await this.settled();
  }

  /** The shortcut on the newest message that contains the text. */
  async messageShortcut(text: string, shortcut: string): Promise<void> {
    const message = this.message(text);
    await message.hover();
    await message.locator('[data-test=more-actions]').click();
    await message.getByRole('menuitem', { name: shortcut }).click();
    await this.settled();
  }

  async globalShortcut(shortcut: string): Promise<void> {
    await this.test('shortcuts').click();
    await this.page.locator('#shortcuts').getByRole('menuitem', { name: shortcut }).click();
    await this.settled();
  }

  /** Fills a field of the modal by its label: text, date or file as it is; options, people and boxes by their words. */
  async fill(label: string, value: string | readonly string[]): Promise<void> {
    const field = this.field(label);
    const type = await field.locator('[data-type]').getAttribute('data-type');
    for (const one of typeof value === 'string' ? [value] : value) await this.put(field, type ?? '', one);
    await this.settled();
  }

  private async put(field: Locator, type: string, value: string): Promise<void> {
    if (type === 'checkboxes' || type === 'radio_buttons')
      return field.locator('label.box').filter({ hasText: value }).locator('input').check();
    if (type === 'file_input') return field.locator('input[type=file]').setInputFiles(value);
    const combobox = field.getByRole('combobox').and(field.locator('input'));
    if ((await combobox.count()) > 0) {
      await combobox.fill(value);
      return field.getByRole('option', { name: value }).and(field.locator(':visible')).first().click();
    }
    const select = field.locator('select');
    if ((await select.count()) > 0) return void (await select.selectOption({ label: value }));
    return field.locator('input, textarea').first().fill(value);
  }

  /** The sentence beside a field after a refused submission. */
  fieldError(label: string): Locator {
    return this.field(label).locator('[data-test=field-error]');
  }

  field(label: string): Locator {
    return this.page
      .locator('dialog[open] [data-test=field]')
      .filter({ has: this.page.locator('[data-test=field-label]').getByText(label, { exact: true }) });
  }

  async submit(): Promise<void> {
    await this.test('modal-submit').click();
    await this.settled();
  }

  async closeModal(): Promise<void> {
    await this.test('modal-close').click();
    await this.settled();
  }

  get modal(): Locator {
    return this.page.locator('dialog[open][data-test=modal]');
  }

  /** The newest message on the page that contains the text. */
  message(text: string): Locator {
    return this.page.locator('[data-test=message]').filter({ hasText: text }).last();
  }

  /** Moves the playground's clock. */
  async later(by: '1m' | '1d' | '7d'): Promise<void> {
    await this.test(`clock-plus-${by}`).click();
    await this.settled();
  }

  /** An element by its `data-test`. */
  test(name: string): Locator {
    return this.page.locator(`[data-test="${name}"]`);
  }

  /** Waits until the page has nothing under way. What the bot does later must be waited for by what it shows. */
  async settled(): Promise<void> {
    await this.page.locator('html[data-state=still]').waitFor({ state: 'attached' });
  }

  /** A picture of the window in `test/artifacts/`. The browser is asked directly, which costs a third less. */
  async shot(name: string): Promise<void> {
    const folder = new URL('../artifacts/', import.meta.url).pathname;
    await mkdir(folder, { recursive: true });
    this.#camera ??= await this.page.context().newCDPSession(this.page);
    const { data } = await this.#camera.send('Page.captureScreenshot', {
      format: 'png',
      optimizeForSpeed: true,
    });
    await writeFile(`${folder}${name}.png`, data, 'base64');
  }

  private async agree(): Promise<void> {
    if (await this.test('confirm-yes').isVisible()) await this.test('confirm-yes').click();
  }

  private async surface(): Promise<Locator> {
    return (await this.modal.count()) > 0 ? this.modal : this.page.locator('#panes');
  }
}
