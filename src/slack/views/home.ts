import type { HomeView, KnownBlock } from '@slack/types';
import type { KeyLine, KeyList } from '../../custody/find-keys.ts';
import type { HomeCard } from '../../custody/home-card.ts';
import { buttons } from '../buttons.ts';
import { actions, context, divider, header, section } from './kit.ts';
import { setupBlocks } from './setup.ts';
import { bold, code, lines, md, onDay } from './text.ts';

/** Open incidents first, then what is mine, then what is due anywhere. */
export function homeViewOf(card: HomeCard, slash: string): HomeView {
  const blocks = [
    ...incidentBlocks(card),
    ...setupBlocks(card.setup, slash),
    header('Your keys'),
    ...keyBlocks(card.mine, `You hold no key. ${slash} list shows the team's.`),
    divider(),
    header('Due soon in the team'),
    ...keyBlocks(card.due, 'Nothing is due in the next 14 days.'),
    actions(buttons.addKey.draw('Register a key', {}), buttons.addService.draw('Register a service', {})),
    context(md`A key leaked? ${code(`${slash} leaked <label>`)} anywhere in Slack, at once.`),
  ];
  return {
    type: 'home',
    blocks: blocks.filter((block): block is KnownBlock => block !== null).slice(0, 100),
  };
}

function incidentBlocks(card: HomeCard): KnownBlock[] {
  if (card.incidents.length === 0) return [];
  return [
    header(card.incidents.length === 1 ? '1 open incident' : `${card.incidents.length} open incidents`),
    ...card.incidents
      .slice(0, 10)
      .map(({ id, number, label, drill }) =>
        section(
          md`${drill ? 'Drill' : 'Leak'} #${number}: ${bold(label)}`,
          buttons.showIncident.draw('Open', { incident: id }),
        ),
      ),
    divider(),
  ];
}

function keyBlocks(list: KeyList, none: string): KnownBlock[] {
  if (list.total === 0) return [section(md`${none}`)];
  const more = list.total - list.lines.length;
  return [
    ...list.lines.map((line) => section(keyWords(line), buttons.showKey.draw('Show', { key: line.id }))),
    ...(more > 0 ? [context(md`and ${more} more`)] : []),
  ];
}

const keyWords = (line: KeyLine) =>
  lines(
    md`${bold(line.label)} · ${line.provider} · ${line.account}`,
    line.overdue ? md`*overdue* since ${onDay(line.dueOn)}` : md`due ${onDay(line.dueOn)}`,
  );
