import type { HomeView, KnownBlock } from '@slack/types';
import type { KeyLine, KeyList } from '../../custody/find-keys.ts';
import type { HomeCard } from '../../custody/home-card.ts';
import { buttons } from '../buttons.ts';
import { actions, context, divider, facts, header, section } from './kit.ts';
import { setupBlocks } from './setup.ts';
import { bold, clip, code, lines, type Md, md, onDay } from './text.ts';

const NAME = 150;

type Waiting = HomeCard['waiting'][number];

/** What cannot wait, then what is mine, then how the team stands. */
export function homeViewOf(card: HomeCard, slash: string): HomeView {
  const blocks = [
    actions(
      buttons.reportLeak.draw('Report a leaked key', {}, { style: 'danger' }),
      buttons.addKey.draw('Register a key', {}),
      buttons.addService.draw('Register a service', {}),
    ),
    ...incidentBlocks(card),
    ...waitingBlocks(card.waiting),
    ...setupBlocks(card.setup, slash),
    header('Your keys'),
    ...keyBlocks(card.mine, slash),
    ...serviceBlocks(card),
    divider(),
    ...healthBlocks(card.health, slash),
  ];
  return {
    type: 'home',
    blocks: blocks.filter((block): block is KnownBlock => block !== null).slice(0, 100),
  };
}

function incidentBlocks({ incidents, unknown, open }: HomeCard): KnownBlock[] {
  if (open === 0) return [];
  const shown = incidents.length + unknown.length;
  return [
    header(open === 1 ? '1 open incident' : `${open} open incidents`),
    ...unknown.map(({ id, number, says }) =>
      section(
        md`Leak #${number}: ${bold('unknown key')}${says === null ? '' : `, “${clip(says, 100)}”`}`,
        buttons.showTriage.draw('Open', { triage: id }),
      ),
    ),
    ...incidents.map(({ id, number, label, drill }) =>
      section(
        md`${drill ? 'Drill' : 'Leak'} #${number}: ${bold(clip(label, NAME))}`,
        buttons.showIncident.draw('Open', { incident: id }),
      ),
    ),
    ...(open > shown ? [context(md`and ${open - shown} more`)] : []),
    divider(),
  ];
}

function waitingBlocks(waiting: readonly Waiting[]): KnownBlock[] {
  if (waiting.length === 0) return [];
  return [header('Waits for you'), ...waiting.map(waitingLine), divider()];
}

function waitingLine(it: Waiting): KnownBlock {
  const name = bold(clip(it.what, NAME));
  const incident = md`${it.drill ? 'drill' : 'incident'} #${it.number ?? 0} (${name})`;
  const toIncident = buttons.showIncident.draw('Open', { incident: it.id });
  switch (it.kind) {
    case 'login':
      return section(md`Say whether you can log in: ${incident}`, toIncident);
    case 'step':
      return section(md`You took a step of ${incident}`, toIncident);
    case 'service':
      return section(md`A service of yours is affected: ${incident}`, toIncident);
    case 'handover':
      return section(
        md`${name} is offered to you: accept or decline in your messages from Keysteward`,
        buttons.showKey.draw('Show', { key: it.id }),
      );
    case 'rotation':
      return section(md`${name} is being replaced`, buttons.startRotation.draw('Go on', { key: it.id }));
    case 'import':
      return section(
        md`Your file ${name} was checked and waits to be written`,
        buttons.importProblems.draw('Look', { import: it.id, page: 1 }),
      );
  }
}

function keyBlocks(list: KeyList, slash: string): KnownBlock[] {
  if (list.total === 0) {
    return [
      section(
        md`You hold no key. ${code(`${slash} who`)} says whom to call about one, ${code(`${slash} list`)} shows the team’s.`,
      ),
    ];
  }
  const more = list.total - list.lines.length;
  return [
    ...list.lines.map((line) => section(keyWords(line), buttons.showKey.draw('Show', { key: line.id }))),
    ...(more > 0
      ? [actions(buttons.listPage.draw(`See all ${list.total}`, { filter: 'mine', page: 1 }))].filter(
          (block) => block !== null,
        )
      : []),
  ];
}

const keyWords = (line: KeyLine): Md =>
  lines(
    md`${bold(clip(line.label, NAME))} · ${line.provider} · ${clip(line.account, NAME)}`,
    line.state === 'compromised'
      ? bold('leaked')
      : line.overdue
        ? md`*overdue* since ${onDay(line.dueOn)}`
        : md`due ${onDay(line.dueOn)}`,
  );

function serviceBlocks({ services }: HomeCard): KnownBlock[] {
  if (services.length === 0) return [];
  return [
    header('Your services'),
    ...services.map(({ id, name, keys }) =>
      section(
        md`${bold(clip(name, NAME))} uses ${keys} ${keys === 1 ? 'key' : 'keys'}`,
        buttons.showService.draw('Show', { service: id }),
      ),
    ),
  ];
}

/** Each figure that is not as it should be has the list behind it. */
function healthBlocks(health: HomeCard['health'], slash: string): (KnownBlock | null)[] {
  if (health.keys === 0) return [context(md`The team has no key here yet.`)];
  const share = Math.floor(((health.keys - health.overdue) / health.keys) * 100);
  const list = (label: string, count: number, filter: string) =>
    count > 0 && buttons.listPage.draw(`${label} (${count})`, { filter, page: 1 });
  return [
    header('The team'),
    facts([
      ['On time', md`${share} % of ${health.keys} ${health.keys === 1 ? 'key' : 'keys'}`],
      ['Due in 14 days', md`${health.dueSoon}`],
      ['Overdue', md`${health.overdue}`],
      ['Nobody answers for it', md`${health.unowned}`],
      ['Tier 1 without deputy', md`${health.noDeputy}`],
      ['Tier 1 usable from anywhere', md`${health.anyAddress}`],
    ]),
    actions(
      list('Overdue', health.overdue, 'overdue'),
      list('Due', health.dueSoon, 'due'),
      list('Nobody’s', health.unowned, 'unowned'),
      list('No deputy', health.noDeputy, 'nodeputy'),
      list('Any address', health.anyAddress, 'anyaddress'),
    ),
    context(md`${code(`${slash} help`)} lists what else there is.`),
  ];
}
