/** Which admitted acts may be ordered next: lanes with what already waits in the queue counted in (SEMANTICS B3, B4). */
import { refuse, type Refusal } from "@comity/canon";
import { laneHead, type SignedAct, type StateReader } from "@comity/assembly";

type Head = { readonly seq: number; readonly prev: string };

export class LaneOrder {
  readonly #state: () => StateReader;
  /** Heads with everything that waits; dropped once a lane has nothing waiting. */
  readonly #heads = new Map<string, Head & { readonly waiting: number }>();
  readonly #equivocations = new Set<string>();

  constructor(state: () => StateReader) {
    this.#state = state;
  }

  /**
   * Takes the act into the order, or says why it does not fit: `lane-gap` and `lane-fork` (continue the lane as the
   * detail says), `lane-taken` (evidence of a second act for this place is on the record already). Whether the log
   * already has the act is for the caller to know.
   */
  take(act: SignedAct): Refusal | undefined {
    const id = `${act.by}/${act.lane}`;
    const waiting = this.#heads.get(id);
    const head = waiting ?? laneHead(this.#state(), act.by, act.lane);
    if (act.seq > head.seq) {
      const fits = act.seq === head.seq + 1;
      if (fits && act.prev === head.prev) {
        this.#heads.set(id, { seq: act.seq, prev: act.hash, waiting: (waiting?.waiting ?? 0) + 1 });
        return undefined;
      }
      const where = `the lane's next act has seq ${head.seq + 1} and prev ${head.prev}`;
      return fits ? refuse("lane-fork", where, "/prev").error : refuse("lane-gap", where, "/seq").error;
    }
    const place = `equivocation/${id}/${act.seq}`;
    if (
      this.#equivocations.has(place) ||
      this.#state().text("parties", place, "equivocation") !== undefined
    ) {
      return refuse(
        "lane-taken",
        "another act stands at this place; a second one is on the record as evidence",
        "/seq",
      ).error;
    }
    this.#equivocations.add(place);
    return undefined;
  }

  /** The act is applied. */
  ordered(act: SignedAct): void {
    const id = `${act.by}/${act.lane}`;
    const head = this.#heads.get(id);
    if (this.#equivocations.delete(`equivocation/${id}/${act.seq}`) || head === undefined) return;
    if (head.waiting === 1) this.#heads.delete(id);
    else this.#heads.set(id, { ...head, waiting: head.waiting - 1 });
  }
}
