import { getRequestListener } from "@hono/node-server";
import { issuer } from "@openauthjs/openauth";
import { CodeProvider } from "@openauthjs/openauth/provider/code";
import { MemoryStorage } from "@openauthjs/openauth/storage/memory";
import { createSubjects } from "@openauthjs/openauth/subject";
import { CodeUI } from "@openauthjs/openauth/ui/code";
import { deliver, serve } from "./serve.js";

const anything = {
  "~standard": { version: 1, vendor: "latchkey-attack", validate: (value) => ({ value }) },
};

/** As https://openauth.js.org/docs/provider/code/ shows it, with its own page. */
const app = issuer({
  subjects: createSubjects({ user: anything }),
  storage: MemoryStorage(),
  providers: {
    code: CodeProvider(CodeUI({ sendCode: async ({ email }, code) => deliver(email, code) })),
  },
  success: (context, { claims }) => context.subject("user", { email: claims.email }),
});

serve(() => getRequestListener(app.fetch));
