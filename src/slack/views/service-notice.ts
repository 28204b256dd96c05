/** To the owner of a service: its key leaked and stops working. */
import type { ServiceNoticeCard } from '../../incident/calls-card.ts';
import { buttons } from '../buttons.ts';
import { incidentTitle } from './incident-title.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { bold, lines, md, mention, when } from './text.ts';

export function serviceNoticeMessage(card: ServiceNoticeCard): Message {
  const { notice } = card;
  const known = notice.acknowledgedBy !== null && notice.acknowledgedAt !== null;
  const value = { incident: card.incident, service: notice.service };
  return message(
    header(incidentTitle(card)),
    section(
      lines(
        card.drill && md`*Practice.* Answer as you would in a real leak; the key goes on working.`,
        md`Your service ${bold(notice.name)} uses this key. *The key leaked and stops working.*`,
        card.deletedAt === null ? md`Expect errors any minute.` : md`It was deleted ${when(card.deletedAt)}.`,
        !known &&
          card.open &&
          md`Stop the service, or switch it to the new key once it is in the vault. Then acknowledge.`,
      ),
    ),
    known && notice.acknowledgedAt !== null
      ? context(md`${mention(notice.acknowledgedBy ?? '')} acknowledged, ${when(notice.acknowledgedAt)}.`)
      : null,
    notice.switchedAt === null
      ? null
      : context(md`${mention(notice.switchedBy ?? '')} took it off the key, ${when(notice.switchedAt)}.`),
    card.open
      ? actions(
          !known && buttons.acknowledge.draw('Acknowledge', value, { style: 'primary' }),
          notice.switchedAt === null && buttons.offLeakedKey.draw('It runs on a new key', value),
        )
      : null,
    card.open ? null : context(md`The incident is closed.`),
  );
}
