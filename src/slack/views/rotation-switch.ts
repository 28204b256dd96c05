/** To the owner of a service: its key is being replaced, and the service has to switch. */
import type { CardService, RotationCard, SwitchCard } from '../../rotation/rotation-card.ts';
import { buttons } from '../buttons.ts';
import { actions, context, type Message, message, section } from './kit.ts';
import { bold, code, lines, type Md, md, mention, onDay, when } from './text.ts';

export function switchMessage({ rotation, service, canSwitch, canWait }: SwitchCard): Message {
  const ids = { rotation: rotation.id, service: service.service };
  const isOver = rotation.stage.kind === 'aborted';
  return message(
    section(
      lines(
        md`${bold(`Switch ${service.name} to a new key.`)} ${bold(rotation.label)} (${rotation.provider}) is being replaced.`,
        isOver ? null : whereWords(rotation),
      ),
    ),
    stateLine(rotation, service),
    actions(
      canSwitch && buttons.serviceSwitched.draw('Switched', ids, { style: 'primary' }),
      canWait && buttons.notYetSwitched.draw(service.switched === null ? 'Not yet' : 'It went back', ids),
    ),
  );
}

function whereWords({ newKey, stage, keptAt }: RotationCard): Md {
  const place = md`Its secret is at ${newKey?.keptAt ?? keptAt}.`;
  if (newKey === null) return md``;
  if (newKey.inPlace)
    return lines(place, md`*The old value has ended:* the service stands until it has the new one.`);
  const old =
    stage.kind === 'replacing'
      ? 'The old key works until everybody has switched.'
      : 'The old key is deleted: what still uses it has stopped.';
  return lines(md`New key: ${bold(newKey.label)} ${code(newKey.keyId)}`, place, md`${old}`);
}

function stateLine({ stage, startedBy }: RotationCard, { switched, notYet }: CardService) {
  if (switched !== null)
    return context(md`${mention(switched.by ?? '')} switched it ${when(switched.at)}. Thank you.`);
  if (stage.kind === 'aborted')
    return context(md`The rotation was given up: the old key stays. Nothing to do.`);
  if (notYet !== null) return context(md`Not before ${onDay(notYet.until)}: ${notYet.says}`);
  return context(md`Asked for by ${mention(startedBy)}. Questions go to them.`);
}
