/**
 * One watched mailbox as a state machine, without input or output.
 *
 * How its changes are heard of (link):
 *
 *     waiting → subscribing → subscribed → listening
 *        ↑           │             ↑            │ interrupted: the connection broke
 *        │ refused   ↓             └────────────┘
 *        ├──────  polling          lost: the server forgot the subscription
 *        └──────────────────────────────────────┘
 *
 * When its calendar is read: at once when something was heard or may have been missed, else after
 * `safetyMs` while it is listened to and after `pollMs` while it is not. One reading at a time; what is
 * heard during one leads to another after it. After failures the waits grow.
 */
import { backOff, type Limits } from './limits';

export type Link =
	/** Is subscribed at that time. */
	| { is: 'waiting'; until: number }
	| { is: 'subscribing' }
	/** The server has a subscription, and nobody listens to it. */
	| { is: 'subscribed'; id: string }
	| { is: 'listening'; id: string }
	/** The server refuses to stream; it is asked again at that time. */
	| { is: 'polling'; until: number };

export interface MailboxState {
	readonly link: Link;
	/** Time of the next reading; Infinity while there is no reason for one. */
	readonly readAt: number;
	readonly isReading: boolean;
	/** A reading has begun at least once. */
	readonly wasRead: boolean;
	/** Something happened since the reading under way began. */
	readonly isStale: boolean;
	/** Something may have happened that nobody heard of. */
	readonly hasMissed: boolean;
	/** Readings that failed in a row. */
	readonly failures: number;
	/** Subscriptions that were refused, or did not fit, in a row. */
	readonly refusals: number;
	/** Subscriptions that were lost in a row, all but the first before they had held for a while. */
	readonly losses: number;
	/** The subscription was listened to for a while. */
	readonly hasHeld: boolean;
	/** Since when it is listened to; Infinity while it is not. */
	readonly listeningSince: number;
	/** How often it did not fit into a group: mailboxes of one tier share connections. */
	readonly tier: number;
}

export type MailboxEvent =
	| { is: 'subscribing' }
	| { is: 'subscribed'; id: string }
	/** The connection that its subscription is on stands. */
	| { is: 'opened' }
	/** That connection is gone; the subscription may live. */
	| { is: 'interrupted' }
	/**
	 * The server does not know its subscription. `misfit`: while it knew the others of the group. `isCulprit`:
	 * connections with it fail, and without it they stand.
	 */
	| { is: 'lost'; misfit: boolean; isCulprit?: true }
	/** The server makes no subscription. `final`: it will not, however often it is asked. */
	| { is: 'refused'; final: boolean; misfit: boolean }
	/** It is subscribed later, as the server is too busy now. */
	| { is: 'postponed' }
	| { is: 'notified' }
	| { is: 'reading' }
	| { is: 'read' }
	| { is: 'readFailed' };

/** A subscription that is lost earlier did not hold, in milliseconds. */
const holdsMs = 60_000;

/** Tiers, and with them connections, that the mailboxes of one server may take. */
const mostTiers = 5;

/** @param limits with the time after which it is read, whatever becomes of its subscription */
export function newMailbox(now: number, { pollMs }: Pick<Limits, 'pollMs'>): MailboxState {
	return {
		link: { is: 'waiting', until: now },
		readAt: now + pollMs,
		isReading: false,
		wasRead: false,
		isStale: false,
		hasMissed: false,
		failures: 0,
		refusals: 0,
		losses: 0,
		hasHeld: false,
		listeningSince: Infinity,
		tier: 0,
	};
}

/** The state after an event at that time. */
export function nextState(
	state: MailboxState,
	event: MailboxEvent,
	now: number,
	limits: Limits,
): MailboxState {
	switch (event.is) {
		case 'subscribing':
			return { ...state, link: { is: 'subscribing' } };
		case 'subscribed':
			return readSoon({ ...state, link: { is: 'subscribed', id: event.id }, hasHeld: false }, now);
		case 'opened':
			if (state.link.is !== 'subscribed') return state;
			return opened(state, state.link.id, now, limits);
		case 'interrupted':
			// Also one that never opened may have been sent what happened since the last.
			if (state.link.is !== 'listening' && state.link.is !== 'subscribed') return state;
			return readBefore(
				{
					...state,
					link: { is: 'subscribed', id: state.link.id },
					hasMissed: true,
					hasHeld: holds(state, now),
					listeningSince: Infinity,
				},
				now + limits.pollMs,
			);
		case 'lost':
		case 'refused':
			return unsubscribed(state, event, now, limits);
		case 'postponed':
			return state.wasRead ? state : readBefore(state, now);
		case 'notified':
			return readSoon(state, now);
		case 'reading':
			return { ...state, isReading: true, wasRead: true, isStale: false, readAt: Infinity };
		case 'read':
			return {
				...state,
				isReading: false,
				failures: 0,
				readAt: state.isStale ? now : now + pauseOf(state, limits),
			};
		case 'readFailed': {
			const failures = state.failures + 1;
			return { ...state, isReading: false, failures, readAt: now + backOff(failures, limits) };
		}
	}
}

/** The time at which it is to be subscribed; Infinity when it is not. */
export function subscribeAt({ link }: MailboxState): number {
	return link.is === 'waiting' || link.is === 'polling' ? link.until : Infinity;
}

/** Its subscription, if the server has one. */
export function subscriptionOf({ link }: MailboxState): string | undefined {
	return link.is === 'subscribed' || link.is === 'listening' ? link.id : undefined;
}

function opened(state: MailboxState, id: string, now: number, limits: Limits): MailboxState {
	const { hasMissed, isReading, failures } = state;
	const listening: MailboxState = {
		...state,
		link: { is: 'listening', id },
		refusals: 0,
		listeningSince: now,
		hasMissed: false,
	};
	if (hasMissed) return readSoon(listening, now);
	// It was read since it was subscribed, or is about to be.
	const isDue = isReading || failures > 0 || state.readAt <= now;
	return isDue ? listening : { ...listening, readAt: now + limits.safetyMs };
}

function unsubscribed(
	state: MailboxState,
	event: Extract<MailboxEvent, { is: 'lost' | 'refused' }>,
	now: number,
	limits: Limits,
): MailboxState {
	// What held before fitted: its server has forgotten it, as one does that takes over a database.
	const hasHeld = holds(state, now) && !(event.is === 'lost' && event.isCulprit);
	const isLoss = event.is === 'lost' && (hasHeld || !event.misfit);
	const losses = !isLoss ? state.losses : hasHeld ? 1 : state.losses + 1;
	const refusals = isLoss ? state.refusals : state.refusals + 1;
	// The first loss is no reason to wait: servers restart, and mailboxes move.
	const waits = (isLoss ? losses : refusals) - (event.is === 'lost' ? 1 : 0);
	const link: Link =
		event.is === 'refused' && event.final
			? { is: 'polling', until: now + limits.streamingAgainMs }
			: { is: 'waiting', until: now + backOff(waits, limits) };
	const tier = tierAfter(state.tier, event, isLoss && hasHeld);
	return readBefore(
		{ ...state, link, refusals, losses, tier, hasHeld: false, listeningSince: Infinity },
		state.wasRead ? now + limits.pollMs : now,
	);
}

/** True for a subscription that was listened to for a while. */
function holds({ hasHeld, listeningSince }: MailboxState, now: number): boolean {
	return hasHeld || now - listeningSince >= holdsMs;
}

/** What held begins anew with all others when it is lost: servers change. Otherwise it would meet them in vain. */
function tierAfter(
	tier: number,
	{ misfit }: Extract<MailboxEvent, { misfit: boolean }>,
	hasLostHold: boolean,
): number {
	if (hasLostHold) return 0;
	return misfit ? Math.min(mostTiers - 1, tier + 1) : tier;
}

/** Reads now, or after the reading under way. The wait after a failure stays. */
function readSoon(state: MailboxState, now: number): MailboxState {
	if (state.isReading) return { ...state, isStale: true };
	return state.failures > 0 ? state : { ...state, readAt: Math.min(state.readAt, now) };
}

function readBefore(state: MailboxState, time: number): MailboxState {
	if (state.isReading) return state;
	return state.failures > 0 ? state : { ...state, readAt: Math.min(state.readAt, time) };
}

function pauseOf({ link }: MailboxState, { safetyMs, pollMs }: Limits): number {
	return link.is === 'listening' ? safetyMs : pollMs;
}
