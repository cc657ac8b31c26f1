/** The fold's one answer about who holds a block, for readers that must not look at everything inside it. */
import type { ResourceGrade } from "@comity/api";
import { holderOf, type Answer, type StateReader } from "@comity/assembly";
import type { Key, Space } from "@comity/resources";

/** `Answer` for exactly this block: conflicts further inside are found there. */
export function answerOf(reader: StateReader, space: Space, key: Key): Answer {
  return holderOf({ ...reader, within: exactly(reader) }, { space, key });
}

// The answer needs what lies around and at the block; a large block has 400,000 records inside.
const exactly =
  (reader: StateReader): StateReader["within"] =>
  (register, key) => {
    const records = reader.at(register, key);
    return records.length === 0 ? [] : [{ key, records }];
  };

export const gradeOf = ({ grade }: Answer): ResourceGrade =>
  grade === "unclaimed-block" ? "unclaimed" : grade;
