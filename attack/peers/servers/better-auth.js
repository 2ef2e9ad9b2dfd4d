import { DatabaseSync } from "node:sqlite";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { emailOTP } from "better-auth/plugins";
import { deliver, serve } from "./serve.js";

const database = new DatabaseSync(":memory:");

/** As https://www.better-auth.com/docs/plugins/email-otp shows it; it limits requests by itself where NODE_ENV is production. */
const options = (baseURL) => ({
  ...{ baseURL, database, secret: "x".repeat(40) },
  telemetry: { enabled: false },
  logger: { disabled: true },
  plugins: [emailOTP({ sendVerificationOTP: async ({ email, otp }) => deliver(email, otp) })],
});

const { runMigrations } = await getMigrations(options("http://localhost"));
await runMigrations();

serve((url) => toNodeHandler(betterAuth(options(url))));
