/** What both sides of a soak know: whose calendars there are, and how to get to them. */

export const dayMs = 86_400_000;

export interface Places {
	/** These are watched. */
	all: string[];
	/** A sync reads these on a schedule. */
	synced: string[];
	/** A source pushes into these. */
	pushed: string[];
	/** A source and people both write these. */
	twoWay: string[];
}

export type Role = keyof Places;

export interface Account {
	url: string;
	domain: string;
	user: string;
	password: string;
}

/** What must not grow on the side of Exchange. */
export interface Counts {
	/** Hidden items of one folder at most, and of all. */
	hiddenMost: number;
	hiddenAll: number;
	subscriptions: number;
	streams: number;
	/** Since the last count. */
	requests: number;
}

/** Starts and subjects of what a calendar holds, in order, by mailbox. */
export type Content = Record<string, string[]>;

export function line(start: string | undefined, subject: string | undefined): string {
	return `${(start ?? '').slice(0, 19)} ${subject ?? ''}`;
}
