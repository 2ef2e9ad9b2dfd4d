import type { ToldStory } from "../../functions/desk/acts/story.ts";
import { wholeStory } from "../../functions/desk/story/whole-story.ts";
import type { CallAct, CallAnswer } from "./call.ts";

/** A story with all its pages, as one answer. */
export async function askWholeStory(call: CallAct, input: object): Promise<CallAnswer> {
  const first = await call("story", input);
  if (!first.done) return first;
  const told = ({ body }: CallAnswer) => body as unknown as ToldStory;
  const whole = await wholeStory(told(first), async (before) => {
    const page = await call("story", { ...input, before });
    return page.done ? told(page) : undefined;
  });
  if (!whole) throw new Error("It changed while it was read. Run it again.");
  return { ...first, body: { ...whole } };
}
