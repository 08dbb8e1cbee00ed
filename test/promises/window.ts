/** The days around now that readers and sets of events are about. */
export const window = { pastDays: 20, futureDays: 60 };
