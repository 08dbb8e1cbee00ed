import type { ConnectionSettings } from '../settings';
import type { Facts } from './facts';
import type { Finding } from './finding';

/** One question, asked of the real network, answered in the words of the person who has to act. */
export interface Check<Id extends string = string> {
	id: Id;
	title: string;
	/**
	 * Ids of earlier checks that have to succeed before this one can run; a warning or a skipped check
	 * doesn't block. `calendarRead` fails, and blocks, as soon as one of several calendars can't be read.
	 */
	needs: readonly string[];
	/** `runs` when the credential's Test button runs it, too; else the reason why not. */
	testButton: 'runs' | 'writes' | 'slow' | 'advises';
	run(context: CheckContext): Promise<Finding>;
}

/** The wishes of the caller, and the facts that earlier checks found. */
export interface CheckContext {
	/** As the user entered them, when they were not checked yet. */
	rawSettings?: ConnectionSettings;
	/** Each may be missing; what can't be answered without one is skipped. */
	facts: Facts;
	mailboxes: readonly string[];
	writeTest: boolean;
	/** True when an account that was refused lately may be shown to the server, too. */
	retryRefused?: boolean;
	now: () => Date;
	/** Name servers to ask when the system's own resolution fails; default: the system's. */
	nameServers?: readonly string[];
	signal: AbortSignal;
}

/** Keeps the id as a type, so that the list of checks knows all ids. */
export function defineCheck<const Id extends string>(check: Check<Id>): Check<Id> {
	return check;
}
