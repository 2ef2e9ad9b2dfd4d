import { startDatabase } from "../../bin/local/database.ts";
import { announce } from "./child.ts";

// The engine of the local service in a process of its own, so that its work is not counted as a server's.
const { endpoint } = await startDatabase(undefined);
announce({ endpoint });
