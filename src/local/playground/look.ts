/** Where one browser tab is looking; all of it stands in the address, so tabs are independent and can be bookmarked. */
import { z } from 'zod';

/** `in` is a channel id, `home` (the app's Home tab) or `console:<provider>`. */
export interface Look {
  readonly as: string;
  readonly in: string;
  readonly thread?: string;
}

const asked = z.object({
  as: z.string().max(40).optional(),
  in: z.string().max(80).optional(),
  thread: z.string().max(40).optional(),
});

/** What the address asks for; whether it exists is decided where the scene is gathered. */
export function askedLook(search: URLSearchParams): z.infer<typeof asked> {
  const parsed = asked.safeParse(Object.fromEntries(search));
  return parsed.success ? parsed.data : {};
}

export function address(look: Look): string {
  return `/?${new URLSearchParams({ as: look.as, in: look.in, ...(look.thread === undefined ? {} : { thread: look.thread }) })}`;
}
