/** Upper bounds of every histogram's buckets, in seconds; one more bucket takes what is above the last. */
export const HISTOGRAM_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.3, 0.5, 1, 1.5, 2.5, 5, 10,
] as const;
