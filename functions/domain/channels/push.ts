import type { ChannelTraits } from "../channel-traits.ts";

export const push = {
  // Whose browsers they are is found by it.
  addressKind: "email",
  amr: ["otp"],
  writes: "text",
  paid: false,
  toBrowsers: true,
  title: "By notification",
} as const satisfies ChannelTraits;
