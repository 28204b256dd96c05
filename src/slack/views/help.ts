import { COMMANDS } from '../../domain/command.ts';
import { buttons } from '../buttons.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { code, lines, md } from './text.ts';

/** Short help by what one wants to do; the leaked command first, since somebody may be in a hurry. */
export function helpMessage(slash: string): Message {
  return message(
    header('Keysteward'),
    section(md`Which key belongs to which service, who holds it, and is the leaked one really dead?`),
    section(
      lines(
        ...COMMANDS.map(({ name, usage, says }) => md`${code(`${slash} ${name} ${usage}`.trim())}  ${says}`),
      ),
    ),
    actions(buttons.addKey.draw('Register a key', {}), buttons.addService.draw('Register a service', {})),
    context(md`Never paste a secret here. Labels may be shortened as long as they stay unique.`),
  );
}
