/** `comity rules schema`: the JSON Schema of a constitution, for editors and validators. */
import { CONSTITUTION_SCHEMA } from "@comity/rules-lint";
import { answer, type Host } from "../../host.ts";

export function schema(this: Host): void {
  answer(this, true, CONSTITUTION_SCHEMA, () => "");
}
