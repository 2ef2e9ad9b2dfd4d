import { describe, it } from "@jest/globals";
import { dynamoDbLocalIsHere, startDynamoDbLocal } from "../support/dynamodb-local.ts";
import { storageContract } from "./storage-contract.ts";

if (dynamoDbLocalIsHere) storageContract("DynamoDB Local", startDynamoDbLocal);
else
  describe.skip("storage on DynamoDB Local", () =>
    it("needs Java and the folder that DYNAMODB_LOCAL names", () => undefined));
