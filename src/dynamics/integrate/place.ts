import { type Checkpoint, free } from './checkpoint.ts';
import type { Clock } from './term.ts';
import type { Work } from './work.ts';

/** A place on a trajectory. The tensors of one that a call of many steps passed through come by steps of their own, once they are asked for. */
export interface Place extends Clock {
  readonly work: Work;
  /** What to go on with from here; its tensors are the place's own. */
  at(): Checkpoint;
  /** Whether that was asked for. */
  asked(): boolean;
  /** One user more. */
  hold(): Place;
  /** One user less; the last one frees what the place has. */
  free(): void;
}

/** The place of a checkpoint, which it takes over. */
export const placeOf = (checkpoint: Checkpoint): Place => counted(checkpoint, { checkpoint });

/** A place that a call passed through: `reach` makes its checkpoint from that of a place before. */
export function passed(
  clock: Clock & Pick<Place, 'work'>,
  before: Place,
  reach: (from: Checkpoint) => Checkpoint,
): Place {
  return counted(clock, { before: before.hold(), reach });
}

type Origin =
  | { readonly checkpoint: Checkpoint }
  | { readonly before: Place; readonly reach: (from: Checkpoint) => Checkpoint };

function counted({ step, t, dt, work }: Clock & Pick<Place, 'work'>, origin: Origin): Place {
  let users = 1;
  let own = 'checkpoint' in origin ? origin.checkpoint : undefined;
  let asked = false;
  const leave = () => {
    if ('before' in origin) origin.before.free();
  };
  const made = (): Checkpoint => {
    if ('checkpoint' in origin) return origin.checkpoint;
    const checkpoint = origin.reach(origin.before.at());
    leave();
    return checkpoint;
  };
  const place: Place = {
    ...{ step, t, dt, work },
    asked: () => asked,
    at() {
      asked = true;
      own ??= made();
      return own;
    },
    hold() {
      users++;
      return place;
    },
    free() {
      users--;
      if (users > 0) return;
      if (own === undefined) leave();
      else free(own);
    },
  };
  return place;
}
