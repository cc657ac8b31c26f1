// Runs before `npm start`: says which Node is needed instead of failing on the first line of TypeScript.
import { findNode, problem } from "./node.mjs";

if (findNode() === undefined) {
  process.stderr.write(problem);
  process.exit(1);
}
