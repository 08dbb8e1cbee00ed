/**
 * Tells what the library does while it does it: on channels of node:diagnostics_channel, and on the
 * standard error output of a process started with `NODE_DEBUG=exchange`. Costs nothing while nobody listens.
 *
 * A trace never holds a secret or content: no password, token, cookie, position text, subject, body,
 * place or guest. It names mailboxes, hosts, sizes, times and the ids of requests.
 * @see https://nodejs.org/api/diagnostics_channel.html
 */
import { channel } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';

/** A request is about to be sent. */
export interface RequestTrace {
	operation: string;
	/** Absent: the service account's own. */
	mailbox?: string;
	/** Host and port of the EWS address. */
	host: string;
	/** From 1. */
	attempt: number;
	clientRequestId: string;
	bytes: number;
}

/** An answer was read, or the request failed. */
export interface AnswerTrace {
	operation: string;
	mailbox?: string;
	clientRequestId: string;
	/** HTTP status; absent when no answer came. */
	status?: number;
	/** From the request to the end of the answer, in milliseconds. */
	ms: number;
	/** Of the body, decompressed. */
	bytes: number;
	requestId?: string;
	frontEndServer?: string;
	backEndServer?: string;
	/** The code of the error, when it failed. */
	code?: string;
	responseCode?: string;
}

/** A request is sent again. */
export interface RetryTrace {
	operation: string;
	mailbox?: string;
	/** The attempt that starts now, from 2. */
	attempt: number;
	/** The code of the error that ended the attempt before. */
	code: string;
	/** Milliseconds between the two attempts. */
	waitMs: number;
}

/** A push, two-way or apply run knows what it will do. */
export interface PlanTrace {
	mailbox: string;
	/** Number of actions by kind, such as `{ create: 3 }`. */
	actions: Record<string, number>;
}

/** A stored position was read or written. */
export interface PositionTrace {
	mailbox: string;
	what: 'read' | 'written' | 'parked';
	bytes: number;
	/** Of the stored document; absent when there is none yet. */
	generation?: string;
}

interface Traces {
	request: RequestTrace;
	answer: AnswerTrace;
	retry: RetryTrace;
	plan: PlanTrace;
	position: PositionTrace;
}

const log = debuglog('exchange');

const channels = {
	request: channel('exchange:request'),
	answer: channel('exchange:answer'),
	retry: channel('exchange:retry'),
	plan: channel('exchange:plan'),
	position: channel('exchange:position'),
};

/** @param describe called only when somebody listens */
export function trace<Name extends keyof Traces>(name: Name, describe: () => Traces[Name]): void {
	const told = channels[name];
	if (!told.hasSubscribers && !log.enabled) return;
	const message = describe();
	told.publish(message);
	log('%s %s', name, JSON.stringify(message));
}

export function tracePlan(plan: {
	mailbox: string;
	actions: ReadonlyArray<{ action: string }>;
}): void {
	trace('plan', () => {
		const actions: Record<string, number> = {};
		for (const { action } of plan.actions) actions[action] = (actions[action] ?? 0) + 1;
		return { mailbox: plan.mailbox, actions };
	});
}

export function tracePosition(
	what: PositionTrace['what'],
	mailbox: string,
	generation: string | undefined,
	parts: readonly Buffer[],
): void {
	trace('position', () => ({
		mailbox,
		what,
		bytes: parts.reduce((sum, { length }) => sum + length, 0),
		...(generation !== undefined && { generation }),
	}));
}
