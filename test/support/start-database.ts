import { type Database, type ItemChange, startDatabase } from "../../bin/local/database.ts";
import { closeLater } from "./close-later.ts";

/** DynamoDB inside this process, without the service. @param onChange hears of every change */
export async function startTestDatabase(onChange?: (change: ItemChange) => void): Promise<Database> {
  const database = await startDatabase(undefined, onChange);
  return { ...database, close: closeLater("the database", database.close) };
}
