/** What a part of an assignment came to. */
export interface PartGrade {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  /** In [0, points]. */
  readonly score: number;
  /** Why, in sentences that help. */
  readonly says: string;
}

/** Whether a part lacks points; one that has none to give stands for what cannot be read. */
export const isLost = ({ score, points }: PartGrade): boolean => points === 0 || score < points;

/** What a check says of a part. */
export interface Judged {
  readonly score: number;
  readonly says: string;
}

/** Losses further apart than this are unequal, as where statements are judged. */
export const UNEQUAL = 0.02;

/** A share of points, to a quarter, rounded down: what is not whole is not full. */
export const shareOf = (points: number, share: number): number =>
  Math.floor(points * share * 4) / 4;
