/** What the streams of a sequence are for: the second id of each. */
export const streamPurpose = { initialState: 0, placement: 1, jumps: 2, emission: 3 } as const;
