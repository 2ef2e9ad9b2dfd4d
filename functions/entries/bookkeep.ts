import { lambda } from "../compose/base.ts";
import { eventQueue, readChange, readHappened, storage } from "../compose/parts.ts";
import { create } from "../handlers/bookkeep.ts";

export const handler = await lambda("bookkeep", { storage, readChange, eventQueue, readHappened }, create);
