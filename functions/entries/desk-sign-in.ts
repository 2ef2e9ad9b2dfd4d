import { serve } from "../compose/serve.ts";
import * as answerDeskStep from "../handlers/answer-desk-step.ts";
import * as showDeskStep from "../handlers/show-desk-step.ts";

export const handler = await serve("desk-sign-in", {
  "show-desk-step": showDeskStep,
  "answer-desk-step": answerDeskStep,
});
